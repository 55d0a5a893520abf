import { type Entry, OK, serves, type Server, Structure, structure, t } from 'memo';

const about = { group: 'transactions', immediate: true };
const quick = { ...about, complexity: 'O(1)', flags: ['noscript', 'loading', 'stale', 'fast', 'allow_busy'] };

/** Commands that are run together: as one step for every other client. */
@structure()
export class Transactions extends Structure {
  @serves('From now on queues commands, until EXEC runs them all.', { ...quick, since: '1.2.0' })
  static MULTI({ transaction }: Server) {
    transaction.begin();
    return OK;
  }

  @serves('Runs the queued commands, unless a watched key was changed; answers their replies.', {
    ...about,
    since: '1.2.0',
    complexity: 'That of the queued commands',
    flags: ['noscript', 'loading', 'stale', 'skip_slowlog'],
  })
  static EXEC({ transaction }: Server) {
    return transaction.execute();
  }

  @serves('Forgets the queued commands, and the watched keys.', {
    ...quick,
    since: '2.0.0',
    complexity: 'O(N), N being the number of queued commands',
  })
  static DISCARD({ transaction }: Server) {
    transaction.discard();
    return OK;
  }

  @serves(
    'EXEC runs nothing if one of these keys is changed until then.',
    {
      ...quick,
      since: '2.2.0',
      complexity: 'O(1) for each key',
      keys: [['RO']],
    },
    t.rest(t.entry()),
  )
  static WATCH({ transaction }: Server, ...entries: Entry[]) {
    transaction.watch(entries);
    return OK;
  }

  @serves('Watches no key any more.', { ...quick, immediate: false, since: '2.2.0' })
  static UNWATCH({ transaction }: Server) {
    transaction.unwatch();
    return OK;
  }
}
