import { CommandError, OK, serves, type Server, Structure, structure } from 'memo';

/** Sees what all clients do. */
@structure()
export class MonitorCommands extends Structure {
  @serves('From now on shows this connection each command that is run.', {
    since: '1.0.0',
    group: 'server',
    flags: ['admin', 'noscript', 'loading', 'stale'],
  })
  static MONITOR({ session }: Server) {
    if (session.transaction.isRunning)
      throw new CommandError("ERR MONITOR isn't allowed for DENY BLOCKING client");
    session.isMonitor = true;
    return OK;
  }
}
