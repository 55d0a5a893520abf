import { status, type Reply } from '../protocol/reply';
import type { Shape } from './argument';
import type { Command } from './command';
import type { Method } from './method';

/** What `COMMAND HELP`, `CLIENT HELP` and their like answer: each sub-command with its arguments and its summary. */
export function helpLines(parent: Command): Reply {
  const head = `${parent.name} <subcommand> [<arg> [value] [opt] ...]. Subcommands are:`;
  const subcommands = [...parent.subcommands.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return [head, ...subcommands.flatMap(linesOf)].map(status);
}

function linesOf(command: Command): string[] {
  const method = command.main ?? command.methods[0]!;
  return [usageLine(command.name.split(' ')[1]!, method), ...summaryOf(method).map((line) => `    ${line}`)];
}

/** A line, or none: plain JavaScript need not have a summary. */
export const summaryOf = ({ declaration: { summary } }: Method) => (summary === '' ? [] : [summary]);

/** How a command is written: `POP <key>`. */
export const usageLine = (name: string, { isStatic, readers }: Method) =>
  [name, ...(isStatic ? [] : ['<key>']), ...readers.map(({ shape }) => usage(shape))].join(' ');

/** An argument as people write it: `<key>`, `[COUNT count]`, `LEFT|RIGHT`, `<value> [<value> ...]`. */
export function usage(shape: Shape): string {
  const text = shape.token === undefined ? inner(shape) : [shape.token, valueOf(shape)].join(' ').trim();
  const repeated = shape.multiple ? `${text} [${text} ...]` : text;
  return shape.optional && !shape.anyOrder && !shape.inRow ? `[${repeated}]` : repeated;
}

const valueOf = (shape: Shape) => (shape.type === 'pure-token' ? '' : inner(shape));

function inner({ name, type, parts, anyOrder, counted }: Shape): string {
  if (type === 'pure-token') return name.toUpperCase();
  if (!parts) return `<${name}>`;
  if (type === 'oneof') return parts.map(({ shape }) => usage({ ...shape, optional: false })).join('|');
  if (counted) return parts.map(({ shape }, at) => usage({ ...shape, multiple: at === 1 })).join(' ');
  return parts.map(({ shape }) => usage(anyOrder ? { ...shape, optional: true } : shape)).join(' ');
}
