import { OK, serves, type Server, Structure, structure } from 'memo';

/** Handlers of users' structures, as they run. */
@structure()
export class HandlerCommands extends Structure {
  @serves('Ends the handler that runs for so long that others are told BUSY.', {
    since: '0.3.0',
    group: 'server',
    complexity: 'O(1)',
    flags: ['noscript', 'loading', 'stale', 'allow_busy'],
    unrepeatable: true,
  })
  static 'MEMO KILL'({ memo }: Server) {
    memo.killHandler();
    return OK;
  }
}
