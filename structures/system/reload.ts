import { type Reply, serves, type Server, Structure, structure } from 'memo';

/** The code of users' structures. */
@structure()
export class ReloadCommands extends Structure {
  @serves("Puts users' structures, as their files are now, in the place of those that run.", {
    since: '0.3.0',
    group: 'server',
    complexity: "O(N), N being the number of values of users' structures",
    flags: ['admin', 'noscript', 'no_multi'],
    categories: ['dangerous'],
    timeout: 0,
  })
  static async 'MEMO RELOAD'(server: Server): Promise<Reply> {
    const report = await server.memo.reload();
    const upgrades = report.classesUpgraded.map(
      ({ name, from, to }) => `${name} from version ${from} to ${to}`,
    );
    return new Map<Reply, Reply>([
      ['commands-added', report.commandsAdded],
      ['commands-removed', report.commandsRemoved],
      ['classes-added', report.classesAdded],
      ['classes-removed', report.classesRemoved],
      ['classes-changed', report.classesChanged],
      ['classes-upgraded', upgrades],
      ['values', report.values],
      ['files', report.files],
      ['milliseconds', Math.round(report.milliseconds)],
    ]);
  }
}
