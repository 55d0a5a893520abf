import { errors } from '../errors';
import type { AnyArgument, Input } from './argument';
import { HoldArgument, SpreadArgument } from './argument';
import type { Declaration } from './declaration';
import { type EventType, eventTypeOf } from './event-types';
import { compileRunner, type Result, type Runner } from './runner';
import type { StructureInfo } from './structure-info';
import { leavingTokens } from './tokens';
import { fewestWords, mostWords } from './word-counts';

type Handler = (this: unknown, ...args: unknown[]) => Result;

/** One class's handler of a command, with the readers of its arguments. */
export class Method {
  readonly isStatic: boolean;
  /** Holds its keys while it runs. */
  readonly isAsync: boolean;
  readonly reads: boolean;
  readonly writes: boolean;
  /** Clients may have to wait for it. */
  readonly mayWait: boolean;
  /** What it notifies of when it took effect, and of what type that is. */
  readonly event: string | undefined;
  readonly eventType: EventType;
  /** Whether it notifies of keys that are missing. */
  readonly tellsMisses: boolean;
  /** The strings of its replies are wire strings. */
  readonly wire: boolean;
  /** Whether it may be stopped, or undone: those of users' classes, and of atomic ones. */
  readonly isWatched: boolean;
  /** Whether the keys that it touches are noted: of those, and of what plays them as itself. */
  readonly isFollowed: boolean;
  /** Words after the command's name: at least `fewest`; more when `open`. */
  readonly fewest: number;
  readonly open: boolean;
  /** More words are one too many before any of them is read; Infinity where a token could explain them. */
  readonly most: number;
  readonly readers: readonly AnyArgument[];
  /** Names that it holds while it runs, beside its keys. */
  readonly holds: readonly HoldArgument[];
  /** For each reader how many words those behind it need at least. */
  readonly reserved: readonly number[];
  /** Whether the last argument is several parameters. */
  readonly spreads: boolean;
  private runner: Runner | undefined = undefined;

  constructor(
    readonly owner: StructureInfo,
    readonly command: string,
    readonly declaration: Declaration,
    readonly handler: Handler,
    isStatic: boolean,
  ) {
    const { schema, verb, about } = declaration;
    this.isStatic = isStatic;
    this.isAsync = verb === 'serves' && handler.constructor.name === 'AsyncFunction';
    this.reads = verb === 'reads';
    this.writes = verb === 'writes';
    this.mayWait = about.waits ?? about.flags?.includes('blocking') ?? false;
    const { event = command.toLowerCase().replace(' ', '-') } = about;
    this.event = this.writes && event !== false ? event : undefined;
    this.eventType = eventTypeOf(about.group ?? owner.typeName);
    const readsSome = about.keys?.some((flags) => flags.includes('RO')) ?? false;
    this.tellsMisses = about.misses ?? (this.reads || (this.writes && readsSome));
    this.wire = about.wire ?? false;
    this.isWatched = owner.sourceHash !== undefined || owner.isAtomic;
    this.isFollowed = this.isWatched || (about.playsOthers ?? false);
    this.readers = leavingTokens(schema.filter((argument) => !(argument instanceof HoldArgument)));
    this.holds = schema.filter((argument) => argument instanceof HoldArgument);
    this.reserved = this.readers.map((_, index) => fewestWords(this.readers.slice(index + 1)));
    this.spreads = this.readers.some((reader) => reader instanceof SpreadArgument);
    this.fewest = fewestWords(this.readers) + (isStatic ? 0 : 1);
    this.open = this.readers.some(({ shape }) => shape.open ?? shape.optional);
    this.most = this.readers.some(hasTokens)
      ? Infinity
      : sumOf(this.readers.map(mostWords)) + (isStatic ? 0 : 1);
  }

  /** Reads the arguments from `input.index` on. Throws the CommandError of the first that is none. */
  read(input: Input): unknown[] {
    const values = new Array<unknown>(this.readers.length);
    for (let index = 0; index < values.length; index++) values[index] = this.readOne(input, index);
    this.finish(input);
    if (!this.spreads) return values;
    const last = values.pop() as unknown[];
    return values.length === 0 ? last : values.concat(last);
  }

  /** Reads the arguments and calls the handler: on an instance, or a static one with the server. */
  run(self: unknown, input: Input): Result {
    return (this.runner ??= compileRunner(this))(self, input);
  }

  private readOne(input: Input, index: number): unknown {
    input.reserved = this.reserved[index]!;
    return this.readers[index]!.read(input);
  }

  /** Refuses words that nothing asked for: where tokens may stand, they are none of them. */
  finish(input: Input): void {
    if (input.index === input.request.count) return;
    throw this.readers.some(hasTokens) ? errors.syntax() : errors.wrongArity(this.command);
  }
}

const sumOf = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);

const hasTokens = ({ shape }: AnyArgument): boolean =>
  shape.token !== undefined || (shape.parts ?? []).some(hasTokens);
