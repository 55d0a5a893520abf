import { serves, type Server, Structure, structure } from 'memo';

const about = { group: 'server', complexity: 'O(1)', categories: ['admin', 'dangerous'] };

/** What the server is among others: there are none. */
@structure()
export class RoleCommands extends Structure {
  @serves('Which part the server has in replication: that of a master without replicas.', {
    ...about,
    since: '2.8.12',
    flags: ['noscript', 'loading', 'stale', 'fast'],
  })
  static ROLE() {
    return ['master', 0, []];
  }

  @serves('When data was last saved to disk, in seconds since 1970; the start of the server if never.', {
    ...about,
    since: '1.0.0',
    flags: ['loading', 'stale', 'fast'],
    tips: ['nondeterministic_output'],
  })
  static LASTSAVE({ memo }: Server) {
    return Math.floor(memo.metrics.startedAt / 1000);
  }
}
