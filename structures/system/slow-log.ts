import { errors, OK, type Reply, serves, type Server, Structure, structure, t } from 'memo';

const about = {
  since: '2.2.12',
  group: 'server',
  complexity: 'O(1)',
  flags: ['admin', 'loading', 'stale'],
  tips: ['request_policy:all_nodes', 'nondeterministic_output'],
};

const FEW = 10;

const count = t.int('count', {
  min: -1,
  error: 'ERR count should be greater than or equal to -1',
  outOfRange: 'ERR count should be greater than or equal to -1',
});

/** Commands that took long. */
@structure()
export class SlowLogCommands extends Structure {
  @serves(
    'The latest slow commands, ten or so many; -1: all.',
    { ...about, complexity: 'O(N), N being the number of commands told of' },
    t.optional(count),
    t.rest(t.bytes('more', { undocumented: true }), { optional: true }),
  )
  static 'SLOWLOG GET'({ memo }: Server, wanted = FEW, ...more: Buffer[]): Reply {
    if (more.length > 0) throw errors.misusedSubcommand('SLOWLOG', 'GET');
    const { entries } = memo.slowLog;
    const told = wanted < 0 ? entries : entries.slice(0, wanted);
    return told.map(({ id, seconds, microseconds, words, address, name }) => [
      id,
      seconds,
      microseconds,
      words,
      address,
      name,
    ]);
  }

  @serves('How many slow commands are kept.', {
    ...about,
    tips: ['request_policy:all_nodes', 'response_policy:agg_sum', 'nondeterministic_output'],
  })
  static 'SLOWLOG LEN'({ memo }: Server) {
    return memo.slowLog.entries.length;
  }

  @serves('Forgets the slow commands.', {
    ...about,
    complexity: 'O(N), N being the number of commands kept',
    tips: ['request_policy:all_nodes', 'response_policy:all_succeeded'],
  })
  static 'SLOWLOG RESET'({ memo }: Server) {
    memo.slowLog.reset();
    return OK;
  }
}
