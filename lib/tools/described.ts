import { join } from 'node:path';
import type { Command } from '../command/command';
import type { CommandTable } from '../command/command-table';
import type { Method } from '../command/method';
import type { StructureInfo } from '../command/structure-info';
import { loadStructures } from '../loader';
import { Memo } from '../memo';
import { sourceTypes, type ReplyTypes } from './source-types';

/** A structure class, with what its source tells beside its declarations. */
export interface Described {
  readonly info: StructureInfo;
  /** The comment above the class; '' without one. */
  readonly description: string;
  readonly commands: readonly DescribedCommand[];
}

export interface DescribedCommand {
  readonly command: Command;
  readonly method: Method;
  readonly replies: ReplyTypes;
}

const BUILT_IN = ['standard', 'system'].map((folder) => join(__dirname, '..', '..', 'structures', folder));

/** Of a handler whose source tells nothing. */
const UNKNOWN: ReplyTypes = { resp3: 'unknown', resp2: 'unknown' };

/**
 * The structures that files, folders and packages export, or those that come with the server when none are named. Throws a
 * ConfigurationError for what no server could start with.
 */
export async function describedStructures(sources: readonly string[]): Promise<Described[]> {
  const memo = new Memo({ structures: sources });
  const { commands: table } = await memo.offline((keyspace) => keyspace);
  const files = await filesOf(sources.length > 0 ? sources : BUILT_IN);
  const found = table.structures.flatMap((info) => {
    const file = files.get(info.Class);
    return file === undefined ? [] : [{ info, Class: info.Class, file, handlers: methodsOf(info, table) }];
  });
  const types = sourceTypes(found);
  return found.map(({ info, handlers }, index) => ({
    info,
    description: types[index]!.description,
    commands: handlers.map(({ command, method }) => ({
      command,
      method,
      replies: types[index]!.replies.get(command.name) ?? UNKNOWN,
    })),
  }));
}

/** The file that exports each class. */
async function filesOf(sources: readonly string[]): Promise<Map<unknown, string>> {
  const loaded = await Promise.all(sources.map((source) => loadStructures(source)));
  return new Map(loaded.flat().map(({ Class, file }) => [Class, file]));
}

/** Its commands, but for HELP, which the server adds. */
function methodsOf(info: StructureInfo, table: CommandTable) {
  const { id, Class } = info;
  return table.namesOf(info).flatMap((name) => {
    const command = table.get(name)!;
    const method = command.methods.find(({ owner }) => owner.id === id)!;
    const { isStatic } = method;
    return name in (isStatic ? Class : (Class.prototype as object))
      ? [{ name, isStatic, command, method }]
      : [];
  });
}
