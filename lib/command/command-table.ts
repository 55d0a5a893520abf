import { ConfigurationError, errors } from '../errors';
import type { Request } from '../protocol/request';
import { requestOf } from '../protocol/request-of';
import { Command } from './command';
import { isForKeys, keySpecifications, type KeySpecification } from './key-specification';
import { keyFlags, keyWords, toldKeys } from './key-words';
import { helpLines } from './help';
import { Method } from './method';
import { t } from './schema';
import type { Server } from './server';
import { methodsOf } from './structure-methods';
import { type StructureInfo, structureInfo } from './structure-info';

/** Every registered command by its name. */
export class CommandTable {
  private readonly commands = new Map<string, Command>();
  private readonly index = new NameIndex();
  /** Registered classes, in the order of registration. */
  readonly structures: StructureInfo[] = [];

  /** How many commands there are; sub-commands don't count. */
  get size(): number {
    return this.top().length;
  }

  /** Registers each command of a structure. Throws a ConfigurationError when a name is taken. */
  register(description: Omit<StructureInfo, 'id'>, id = this.structures.length): void {
    const { Class } = description;
    if (this.structures.some((known) => known.Class === Class)) return;
    if (this.structures.some((known) => known.Class.name === Class.name)) {
      throw new ConfigurationError(`two structures are named ${Class.name}`);
    }
    const sameType = this.structures.find((known) => known.typeName === description.typeName);
    if (sameType) {
      const owners = `${sameType.Class.name} and ${Class.name}`;
      throw new ConfigurationError(`${owners} are both of the type ${description.typeName}`);
    }
    const info = structureInfo(id, description);
    const methods = methodsOf(info);
    for (const method of methods) this.commands.get(method.command)?.refuseClash(method);
    for (const method of methods) this.commandFor(method.command, method).add(method);
    this.structures.push(info);
  }

  /** A table of its own, with these of the structures. */
  only(kept: readonly StructureInfo[]): CommandTable {
    const table = new CommandTable();
    table.structures.push(...kept);
    for (const { methods } of this.commands.values())
      for (const method of methods)
        if (kept.includes(method.owner)) table.commandFor(method.command, method).add(method);
    return table;
  }

  /**
   * Has the structures and commands of another table from now on. A command of the same name stays the same object: who has
   * it already, such as a transaction that waits for EXEC, runs the new methods, and its figures go on.
   */
  adopt({ structures, commands }: CommandTable): void {
    const before = new Map(this.commands);
    this.commands.clear();
    this.index.clear();
    for (const command of before.values()) command.subcommands.clear();
    for (const [name, { methods, parent }] of commands) {
      const own = parent && this.commands.get(parent.name);
      const command = before.get(name) ?? new Command(name, own);
      if (own) own.addSubcommand(command);
      command.replaceMethods(methods);
      this.commands.set(name, command);
      if (!own) this.index.add(command);
    }
    for (const [name, command] of before)
      if (!commands.has(name)) command.replaceMethods(command.methods.slice(0, 1).map(removed));
    this.structures.splice(0, Infinity, ...structures);
  }

  /** The command with this name, in whatever case; sub-commands as `CLIENT ID` or `client|id`. */
  get(name: string): Command | undefined {
    return this.commands.get(name.toUpperCase().replace('|', ' '));
  }

  /** The command with this name, and its sub-commands. */
  family(name: string): Command[] {
    const command = this.get(name);
    return command ? [command, ...command.subcommands.values()] : [];
  }

  /** The command that a request names; undefined when there is none. A container stands for its unknown sub-commands. */
  find(request: Request): Command | undefined {
    return this.index.find(request);
  }

  /** The keys that a whole command names, with what it does with each. Throws what COMMAND GETKEYS answers. */
  keysOf(words: readonly Uint8Array[]): { key: Buffer; flags: readonly string[] }[] {
    const request = requestOf(words);
    const found = this.find(request);
    const command = found?.isContainer && request.count > 1 ? found.subcommand(request) : found;
    if (!command) throw errors.invalidCommand();
    const specifications = keySpecifications(command).filter(isForKeys);
    if (specifications.length === 0) throw errors.noKeyArguments();
    if (!command.accepts(request.count)) throw errors.invalidCommandArity();
    const keys = keysIn(command, request, specifications);
    const mayHaveNone = command.declaration?.about.flags?.includes('no_mandatory_keys');
    if (keys.length === 0 && !mayHaveNone) throw errors.invalidKeyArguments();
    return keys;
  }

  /** The keys that a request names and that its command does more to than read them. */
  writtenKeys(command: Command, request: Request): Buffer[] {
    const onlyRead = keysIn(command, request, keySpecifications(command)).filter(isReadOnly);
    const words = onlyRead.map(({ word }) => word);
    return keyWords(command, request)
      .filter((word) => !words.includes(word))
      .map((word) => request.copy(word));
  }

  /** The keys that a request names only for its command to read them, one character a byte. */
  readOnlyKeys(command: Command, request: Request): string[] {
    return keysIn(command, request, keySpecifications(command))
      .filter(isReadOnly)
      .map(({ key }) => key.toString('latin1'));
  }

  /** The keys that a request names and that its command looks for, whether it needs them or not. */
  keysToFind(command: Command, request: Request): Buffer[] {
    const wanted = command.declaration?.about.misses ? isNotOverwritten : isReadOnly;
    return keysIn(command, request, keySpecifications(command))
      .filter(wanted)
      .map(({ key }) => key);
  }

  /** Commands that are no sub-commands, in the order of registration. */
  top(): Command[] {
    return [...this.commands.values()].filter(({ parent }) => !parent);
  }

  /** All commands, sub-commands included. */
  all(): Command[] {
    return [...this.commands.values()];
  }

  /** The names of a structure's commands. */
  namesOf(info: StructureInfo): string[] {
    const owned = ({ methods }: Command) => methods.some(({ owner }) => owner.id === info.id);
    return [...this.commands.values()].filter(owned).map(({ name }) => name);
  }

  /** Every command with sub-commands has HELP, in the group of the others. */
  private addHelp(parent: Command, { owner, declaration: { about } }: Method): void {
    const name = `${parent.name} HELP`;
    const { group, categories } = about;
    const own = { since: '5.0.0', complexity: 'O(1)', group, categories, flags: ['loading', 'stale'] };
    const declaration = { verb: 'serves', summary: 'Shows these lines.', about: own, schema: [] } as const;
    const help = new Method(
      owner,
      name,
      declaration,
      (server) => linesFor(server as Server, parent.name),
      true,
    );
    this.commandFor(name, help).add(help);
  }

  private commandFor(name: string, method: Method): Command {
    const known = this.commands.get(name);
    if (known) return known;
    const [first, sub] = name.split(' ', 2) as [string, string?];
    const parent = sub === undefined ? undefined : this.commandFor(first, method);
    const command = new Command(name, parent);
    this.commands.set(name, command);
    if (!parent) this.index.add(command);
    else if (parent.subcommands.size === 1) this.addHelp(parent, method);
    return command;
  }
}

/** Of the parent as it is when somebody asks. */
const linesFor = ({ memo }: Server, name: string) => helpLines(memo.commands.get(name)!);

/** What stands for a command that is no more, where it is still waited for. */
function removed({ command, owner }: Method): Method {
  const schema = [t.rest(t.bytes('word'), { optional: true })] as const;
  const declaration = { verb: 'serves', summary: '', about: {}, schema } as const;
  const refuse = () => {
    throw errors.removedCommand(command);
  };
  return new Method(owner, command, declaration, refuse, true);
}

interface Flagged {
  readonly flags: readonly string[];
}

const isReadOnly = ({ flags }: Flagged) => flags.includes('RO');

const isNotOverwritten = ({ flags }: Flagged) => !flags.includes('OW');

function keysIn(command: Command, request: Request, specifications: readonly KeySpecification[]) {
  const flags = keyFlags(command, request);
  return toldKeys(specifications, request).map(({ word, specification }) => ({
    word,
    key: request.copy(word),
    flags: flags?.[specification] ?? specifications[specification]!.flags,
  }));
}

/** Finds a command by the bytes of a word, in whatever case, without making a string. */
class NameIndex {
  private slots: (Command | undefined)[] = new Array<Command | undefined>(64);
  private count = 0;

  clear(): void {
    this.slots.fill(undefined);
    this.count = 0;
  }

  add(command: Command): void {
    this.count++;
    if (this.count * 2 > this.slots.length) this.grow();
    this.place(command);
  }

  find(request: Request): Command | undefined {
    const { bytes, starts, ends } = request;
    const start = starts[0]!;
    const end = ends[0]!;
    let hash = end - start;
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at]! | 0x20)) | 0;
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const command = this.slots[slot];
      if (command === undefined || request.equals(0, command.name)) return command;
    }
  }

  private place(command: Command): void {
    const { name } = command;
    let hash = name.length;
    for (let at = 0; at < name.length; at++) hash = (Math.imul(hash, 31) + (name.charCodeAt(at) | 0x20)) | 0;
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    while (this.slots[slot] !== undefined) slot = (slot + 1) & mask;
    this.slots[slot] = command;
  }

  private grow(): void {
    const commands = this.slots.filter((command) => command !== undefined);
    this.slots = new Array<Command | undefined>(this.slots.length * 2);
    for (const command of commands) this.place(command);
  }
}
