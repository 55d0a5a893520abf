import type { ReloadReport } from '../command/memo-view';

/** What a reload has changed, in one line. */
export function shownReport(report: ReloadReport): string {
  const { files, milliseconds, values } = report;
  const head = `reloaded ${counted(files, 'file')} in ${Math.round(milliseconds)} ms`;
  const parts = [
    listed('commands added', report.commandsAdded),
    listed('commands removed', report.commandsRemoved),
    listed('classes added', report.classesAdded),
    listed('classes removed', report.classesRemoved),
    listed('classes changed', report.classesChanged),
    listed('classes upgraded', report.classesUpgraded.map(shownUpgrade)),
    values > 0 ? [counted(values, 'value')] : [],
  ].flat();
  return [head, ...(parts.length > 0 ? parts : ['nothing has changed'])].join('; ');
}

const shownUpgrade = ({ name, from, to }: ReloadReport['classesUpgraded'][number]) =>
  `${name} from version ${from} to ${to}`;

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

const listed = (what: string, names: readonly string[]) =>
  names.length === 0 ? [] : [`${what}: ${names.join(', ')}`];
