import { errors } from '../errors';
import type { Reply } from '../protocol/reply';
import type { AnyArgument, Input } from './argument';
import { HoldArgument, SpreadArgument } from './argument';
import type { Declaration } from './declaration';
import { type EventType, eventTypeOf } from './event-types';
import { fewestWords, mostWords } from './word-counts';
import type { Server } from './server';
import type { StructureInfo } from './structure-info';
import { leavingTokens } from './tokens';

type Result = Reply | Promise<Reply>;
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
  private readonly reserved: readonly number[];
  private readonly spreads: boolean;

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

  /** Calls a static handler. */
  serve(server: Server, input: Input): Result {
    const { handler, readers } = this;
    const { Class } = this.owner;
    if (this.spreads || readers.length > 4) return handler.call(Class, server, ...this.read(input));
    if (readers.length === 0) return (this.finish(input), handler.call(Class, server));
    const first = this.readOne(input, 0);
    if (readers.length === 1) return (this.finish(input), handler.call(Class, server, first));
    const second = this.readOne(input, 1);
    if (readers.length === 2) return (this.finish(input), handler.call(Class, server, first, second));
    const third = this.readOne(input, 2);
    if (readers.length === 3) return (this.finish(input), handler.call(Class, server, first, second, third));
    const fourth = this.readOne(input, 3);
    this.finish(input);
    return handler.call(Class, server, first, second, third, fourth);
  }

  /** Calls an instance's handler. */
  apply(instance: unknown, input: Input): Result {
    const { handler, readers } = this;
    if (this.spreads || readers.length > 3) return handler.apply(instance, this.read(input));
    if (readers.length === 0) return (this.finish(input), handler.call(instance));
    const first = this.readOne(input, 0);
    if (readers.length === 1) return (this.finish(input), handler.call(instance, first));
    const second = this.readOne(input, 1);
    if (readers.length === 2) return (this.finish(input), handler.call(instance, first, second));
    const third = this.readOne(input, 2);
    this.finish(input);
    return handler.call(instance, first, second, third);
  }

  private readOne(input: Input, index: number): unknown {
    input.reserved = this.reserved[index]!;
    return this.readers[index]!.read(input);
  }

  /** Words that nothing asked for: where tokens may stand, they are none of them. */
  private finish(input: Input): void {
    if (input.index === input.request.count) return;
    throw this.readers.some(hasTokens) ? errors.syntax() : errors.wrongArity(this.command);
  }
}

const sumOf = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);

const hasTokens = ({ shape }: AnyArgument): boolean =>
  shape.token !== undefined || (shape.parts ?? []).some(hasTokens);
