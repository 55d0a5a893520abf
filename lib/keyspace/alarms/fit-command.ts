import type { CommandTable } from '../../command/command-table';
import type { StructureInfo } from '../../command/structure-info';
import { StructureError } from '../../errors';

/**
 * The name of the command that an alarm of a value of this class can run, with the key and so many words behind it. Throws a
 * StructureError that says why it can't.
 */
export function fitCommand(table: CommandTable, info: StructureInfo, name: string, words: number): string {
  const reason = misfit(table, info, name, words);
  if (reason !== undefined) throw new StructureError(`alarm: ${reason}`);
  return table.get(name)!.name;
}

/** Why an alarm of a value of this class can't run a command with so many words behind the key; undefined when it can. */
export function misfit(
  table: CommandTable,
  info: StructureInfo,
  name: string,
  words: number,
): string | undefined {
  const { Class } = info;
  if ('rdb' in Class) return `a value of ${Class.name} is saved as Redis does, which knows no alarms`;
  const command = table.get(name);
  const method = command?.isStatic ? command.main : command?.byClass[info.id];
  if (!command || method?.owner !== info) return `${Class.name} has no command ${name}`;
  if (command.isAsync) return `${name} is async, and an alarm is one turn`;
  if (command.isUnrepeatable) return `${name} would answer differently in replay`;
  const count = command.nameWords + 1 + words;
  if (!command.accepts(count) || count - command.nameWords < method.fewest)
    return `${name} takes another number of words`;
  return undefined;
}
