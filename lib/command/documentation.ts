import { status, type Reply } from '../protocol/reply';
import type { Shape } from './argument';
import type { Command } from './command';
import type { About } from './declaration';
import { isFixed, keyLayout, keyRange, keySpecifications, type KeySpecification } from './key-specification';

/** Redis' order of flags. */
const FLAGS = [
  'write',
  'readonly',
  'denyoom',
  'admin',
  'pubsub',
  'noscript',
  'blocking',
  'loading',
  'stale',
  'skip_monitor',
  'skip_slowlog',
  'fast',
  'no_auth',
  'may_replicate',
  'no_mandatory_keys',
  'no_async_loading',
  'no_multi',
  'movablekeys',
  'allow_busy',
];

/** Redis' order of ACL categories. */
const CATEGORIES = [
  'keyspace',
  'read',
  'write',
  'set',
  'sortedset',
  'list',
  'hash',
  'string',
  'bitmap',
  'hyperloglog',
  'geo',
  'stream',
  'pubsub',
  'admin',
  'fast',
  'slow',
  'blocking',
  'dangerous',
  'connection',
  'transaction',
  'scripting',
];

/** Commands of several types, or that are for connections, say so themselves: they are not for every key then. */
const TYPES = ['set', 'sortedset', 'list', 'hash', 'string', 'stream', 'connection'];

/** Groups whose commands have a category of another name, or none. */
const GROUP_CATEGORIES: Readonly<Record<string, string | undefined>> = {
  generic: 'keyspace',
  'sorted-set': 'sortedset',
  transactions: 'transaction',
  pubsub: undefined,
  server: undefined,
  cluster: undefined,
};

/** What COMMAND and COMMAND INFO tell of a command. */
export function commandInfo(command: Command): Reply {
  const specifications = keySpecifications(command);
  const { about } = aboutOf(command);
  return [
    command.wireName,
    arityOf(command),
    statuses(flagsOf(command, specifications)),
    ...keyRange(specifications),
    statuses(categoriesOf(command)),
    new Set(about.tips),
    new Set(specifications.map(specificationReply)),
    command.isContainer ? [...command.subcommands.values()].map(commandInfo) : new Set(),
  ];
}

/** More words may follow the name of a container: a sub-command's. */
function arityOf({ isContainer, methods, arity }: Command): number {
  if (!isContainer) return arity;
  return methods.length === 0 ? -2 : -Math.abs(arity);
}

/** What COMMAND DOCS tells of a command. */
export function commandDocs(command: Command): Reply {
  const { summary, about } = aboutOf(command);
  const docs = new Map<Reply, Reply>([
    ['summary', summary],
    ['since', about.since ?? '1.0.0'],
    ['group', groupOf(command)],
  ]);
  if (about.complexity !== undefined) docs.set('complexity', about.complexity);
  const described = argumentsOf(command);
  if (described.length > 0) docs.set('arguments', described);
  if (command.isContainer) {
    const subcommands = [...command.subcommands.values()];
    docs.set('subcommands', new Map(subcommands.map((sub) => [sub.wireName, commandDocs(sub)])));
  }
  return docs;
}

/** Flags in Redis' order, those that follow from the verb and the keys included. */
export function flagsOf(command: Command, specifications = keySpecifications(command)): string[] {
  const flags = new Set(command.methods.flatMap(({ declaration }) => declaration.about.flags ?? []));
  if (command.has('writes')) flags.add('write');
  else if (command.has('reads')) flags.add('readonly');
  if (specifications.some((specification) => !isFixed(specification))) flags.add('movablekeys');
  return FLAGS.filter((flag) => flags.has(flag));
}

/** ACL categories in Redis' order, with their sign. */
export function categoriesOf(command: Command): string[] {
  const { about } = aboutOf(command);
  const flags = flagsOf(command);
  const group = groupOf(command);
  const categories = new Set(about.categories);
  const own = categoryOfGroup(group, about.categories);
  if (own !== undefined && !(command.isContainer && command.methods.length === 0)) categories.add(own);
  if (flags.includes('write')) categories.add('write');
  if (flags.includes('readonly')) categories.add('read');
  if (flags.includes('admin')) categories.add('admin').add('dangerous');
  if (flags.includes('pubsub')) categories.add('pubsub');
  if (flags.includes('blocking')) categories.add('blocking');
  categories.add(flags.includes('fast') ? 'fast' : 'slow');
  const foreign = [...categories].filter((category) => !CATEGORIES.includes(category));
  return [...foreign, ...CATEGORIES.filter((category) => categories.has(category))].map((name) => `@${name}`);
}

function categoryOfGroup(group: string, named: readonly string[] = []): string | undefined {
  const own = group in GROUP_CATEGORIES ? GROUP_CATEGORIES[group] : group;
  return own === 'keyspace' && named.some((category) => TYPES.includes(category)) ? undefined : own;
}

/** What a command belongs to: the chapter of the documentation. */
function groupOf(command: Command): string {
  const method = command.main ?? command.methods[0];
  if (!method) return groupOf([...command.subcommands.values()][0]!);
  return method.declaration.about.group ?? method.owner.typeName;
}

/** The declaration, or for a container of sub-commands what stands for it. */
function aboutOf(command: Command): { summary: string; about: About } {
  return (
    command.declaration ?? {
      summary: `The commands that begin with ${command.name}.`,
      about: containerAbout(command),
    }
  );
}

/** A container is as old as the oldest of its sub-commands. */
function containerAbout(command: Command): About {
  const versions = [...command.subcommands.values()].map((sub) => aboutOf(sub).about.since ?? '1.0.0');
  const since = versions.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))[0]!;
  return { since, complexity: 'Depends on subcommand.' };
}

const statuses = (names: readonly string[]): Reply => new Set(names.map(status));

const specificationReply = ({ flags, begin, find }: KeySpecification): Reply => ({
  flags: statuses(flags),
  begin_search: searchReply(begin),
  find_keys: keysReply(find),
});

function searchReply(begin: KeySpecification['begin']): Reply {
  if (begin === 'unknown') return { type: 'unknown', spec: {} };
  if ('index' in begin) return { type: 'index', spec: { index: begin.index } };
  return { type: 'keyword', spec: { keyword: begin.keyword, startfrom: begin.from } };
}

function keysReply(find: KeySpecification['find']): Reply {
  if (find === 'unknown') return { type: 'unknown', spec: {} };
  if (find === 'counted') return { type: 'keynum', spec: { keynumidx: 0, firstkey: 1, keystep: 1 } };
  const { last, step, limit = 0 } = find;
  return { type: 'range', spec: { lastkey: last, keystep: step, limit } };
}

/** An argument with the key specification that it stands for, if any. */
function argumentsOf(command: Command): Reply[] {
  const method = command.main ?? command.methods[0];
  if (!method) return [];
  const own: Shape[] = method.isStatic ? [] : [{ name: 'key', type: 'key', words: 1 }];
  const shapes = [...own, ...method.readers.map(({ shape }) => shape)];
  const keys = keyLayout(command).indexes.values();
  return shapes.flatMap((shape) => describe(shape, keys));
}

/** Options, and a count with what it counts, are told one by one; each key takes the next of `keys`. */
function describe(shape: Shape, keys: Iterator<number>): Reply[] {
  if (shape.undocumented) return [];
  const parts = (shape.parts ?? []).map((part) => part.shape);
  const describeAll = (changes: Partial<Shape>) =>
    parts.flatMap((part) => describe({ ...part, ...changes }, keys));
  if (shape.counted)
    return [...describe(parts[0]!, keys), ...describe({ ...parts[1]!, multiple: true }, keys)];
  if (shape.inRow) return describeAll({});
  if (shape.anyOrder) return parts.flatMap((part) => describe({ ...part, optional: !part.required }, keys));
  const flags = argumentFlags(shape);
  const description: Record<string, Reply> = { name: shape.name, type: shape.type };
  if (shape.type === 'key' || shape.namesKeys) description.key_spec_index = keys.next().value as number;
  if (shape.token !== undefined) description.token = shape.token;
  if (flags.length > 0) description.flags = statuses(flags);
  if (parts.length > 0)
    description.arguments = describeAll(shape.type === 'oneof' ? { optional: false } : {});
  return [description];
}

const argumentFlags = ({ optional, multiple, multipleToken }: Shape) => [
  ...(optional ? ['optional'] : []),
  ...(multiple ? ['multiple'] : []),
  ...(multipleToken ? ['multiple_token'] : []),
];
