import { type Reply, serves, type Server, status, Structure, structure, t } from 'memo';

const about = { since: '1.0.0', group: 'server', flags: ['admin', 'noscript', 'no_async_loading'] } as const;

/** What is kept on disk. */
@structure()
export class PersistenceCommands extends Structure {
  @serves('Writes all keys to a file; other clients wait meanwhile.', {
    ...about,
    complexity: 'O(N), N being the number of keys in all databases',
    flags: [...about.flags, 'no_multi'],
  })
  static SAVE({ memo }: Server): Reply {
    memo.persistence.save();
    return status('OK');
  }

  @serves(
    'Writes all keys to a file, beside the server.',
    { ...about, complexity: 'O(1)' },
    t.options({ schedule: t.flag('SCHEDULE') }),
  )
  static BGSAVE({ memo }: Server, { schedule }: { readonly schedule: boolean }): Reply {
    const hasStarted = memo.persistence.saveLater(schedule);
    return status(`Background saving ${hasStarted ? 'started' : 'scheduled'}`);
  }

  @serves('Compacts the append-only log, beside the server.', { ...about, complexity: 'O(1)' })
  static BGREWRITEAOF({ memo }: Server): Reply {
    const hasStarted = memo.persistence.compact();
    return status(`Background append only file rewriting ${hasStarted ? 'started' : 'scheduled'}`);
  }

  @serves(
    'When data was last saved to a file of all keys, in seconds since 1970; the start of the server if never.',
    {
      since: '1.0.0',
      group: 'server',
      complexity: 'O(1)',
      flags: ['loading', 'stale', 'fast'],
      categories: ['admin', 'dangerous'],
      tips: ['nondeterministic_output'],
      unrepeatable: true,
    },
  )
  static LASTSAVE({ memo }: Server): Reply {
    return Math.floor(memo.persistence.snapshots.lastAt / 1000);
  }
}
