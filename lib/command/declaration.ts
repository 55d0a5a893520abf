import { ConfigurationError } from '../errors';
import type { Reply } from '../protocol/reply';
import { Argument, type AnyArgument, type ParametersOf, type SchemaArguments } from './argument';
import type { Server } from './server';

/** `reads` and `writes` touch data; `serves` touches it only by playing other commands, and may be async. */
export type Verb = 'reads' | 'writes' | 'serves';

/** What the verb and the schema don't tell about a command. */
export interface About {
  /** The version that brought it. */
  since?: string;
  complexity?: string;
  /** The chapter of COMMAND DOCS, and the ACL category; the structure's name when not given. */
  group?: string;
  /** Redis' flags of the command beside `readonly` and `write`, e.g. `fast` or `denyoom`. */
  flags?: readonly string[];
  /** ACL categories beside those that follow from group, verb and flags. */
  categories?: readonly string[];
  /** Hints for clients that COMMAND INFO gives. */
  tips?: readonly string[];
  /** How it uses its keys, in Redis' key specification flags: a list for each key argument. */
  keys?: readonly (readonly string[])[];
  /** The same where it depends on the other arguments: called with their values; keys among them are not there. */
  keysFor?: (...values: never[]) => readonly (readonly string[])[];
  /**
   * What it notifies of, once it took effect, on each key that it names and does more than read: its name in lower case
   * when not given; false where the handler tells all itself.
   */
  event?: string | false;
  /** Whether it notifies of keys that are missing (keymiss): when not given, of those that it only reads. */
  misses?: boolean;
  /** It is served at once in a transaction, too, where others wait for EXEC. */
  immediate?: boolean;
  /** A client of RESP2 can send it that is subscribed to something, and hears of that only. */
  whileSubscribed?: boolean;
  /** The option that must be `yes`, or `local` for clients of this machine. */
  allowedBy?: string;
  /** Which words of it, the command being word 0, the slow log and MONITOR don't show: passwords. */
  secrets?: (words: readonly string[]) => readonly number[];
  /**
   * What it answers follows from more than the data and its words, such as the layout of values, other clients, or what the
   * server has done: a @writes command can't play it, for replay would be answered something else. When not given, that
   * is what is flagged as `admin`.
   */
  unrepeatable?: boolean;
  /**
   * It serves and changes nothing that would not be taken back with the keys, so that a dry run can run it. When not given,
   * that is so of commands that read and write, and of all of users' classes.
   */
  undoable?: boolean;
  /** It is a @writes command that plays whatever command it is told to: what that has changed is logged, if it is stopped. */
  playsOthers?: boolean;
  /** It may wait, although it is not flagged as blocking: for something else than keys. */
  waits?: boolean;
  /** How long an async one may take, in milliseconds; 0 is no limit, async-timeout is it when not given. */
  timeout?: number;
  /** Whether an async one holds its keys while it runs: when not given, it does. What `t.holds` names it always holds. */
  holds?: boolean;
  /** The handler of an async one that has begun goes on when its client has gone. */
  outlivesClient?: boolean;
  /** Its strings are wire strings: one character a byte. */
  wire?: boolean;
}

/** All that is known about a command: one verb on one method. */
export interface Declaration {
  readonly verb: Verb;
  readonly summary: string;
  readonly about: About;
  readonly schema: SchemaArguments;
}

type AnyFunction = (...args: never[]) => unknown;

const declarations = new WeakMap<AnyFunction, Declaration>();

/** The declaration on a method, undefined for a method without a verb. */
export const declarationOf = (method: unknown) =>
  typeof method === 'function' ? declarations.get(method as AnyFunction) : undefined;

/** What a handler without a return statement answers: null. */
type Nothing = ReturnType<() => void>;

/** What the compiler names for a handler whose result can't be sent. */
interface NotAReply {
  readonly reason: 'a reply is null, text, a number, a boolean, bytes, or an array, Map, Set or object of these';
}

/** The same where a promise can't be awaited. */
interface OnlyServesIsAsync {
  readonly reason: 'only a static method under @serves may answer a promise';
}

/** The type itself when it is a reply. An interface may describe one, although it has no index signature. */
type Answer<R> = R extends Reply | Nothing
  ? R
  : R extends Promise<unknown>
    ? OnlyServesIsAsync
    : R extends AnyFunction
      ? NotAReply
      : R extends object
        ? { readonly [F in keyof R]: Answer<R[F]> }
        : NotAReply;

/** The same of what a static method returns: a promise of it, where the command may wait. */
type StaticAnswer<R, MayWait> =
  R extends Promise<infer Value>
    ? MayWait extends true
      ? Promise<Answer<Value>>
      : OnlyServesIsAsync
    : Answer<R>;

/** Accepts a static method of (server, ...arguments) or an instance method of (...arguments), and nothing else. */
interface VerbDecorator<S extends SchemaArguments, MayWait extends boolean> {
  <This, M extends (this: This, server: Server, ...args: ParametersOf<S>) => unknown>(
    method: M & ((...args: never[]) => StaticAnswer<ReturnType<M>, MayWait>),
    context: ClassMethodDecoratorContext<This, M> & { static: true; private: false },
  ): void;
  <This, M extends (this: This, ...args: ParametersOf<S>) => unknown>(
    method: M & ((...args: never[]) => Answer<ReturnType<M>>),
    context: ClassMethodDecoratorContext<This, M> & { static: false; private: false },
  ): void;
}

/** TypeScript's older decorators get no context. Throws a ConfigurationError. */
export function refuseLegacyDecorator(context: unknown): void {
  if (typeof context === 'object') return;
  throw new ConfigurationError(
    'structures use standard decorators: leave experimentalDecorators out of tsconfig.json',
  );
}

interface VerbFunction<MayWait extends boolean> {
  <const S extends SchemaArguments>(summary: string, ...schema: S): VerbDecorator<S, MayWait>;
  <const S extends SchemaArguments>(summary: string, about: About, ...schema: S): VerbDecorator<S, MayWait>;
}

/** Makes a declaration; also what `static commands` of plain JavaScript classes holds. */
function declare(
  verb: Verb,
  summary: string,
  rest: readonly (About | AnyArgument | undefined)[],
): Declaration {
  if (typeof summary !== 'string') throw new ConfigurationError(`${verb}() begins with a summary, a text`);
  const [first, ...others] = rest;
  const hasAbout = first !== undefined && !(first instanceof Argument);
  return {
    verb,
    summary,
    about: hasAbout ? first : {},
    schema: (hasAbout ? others : rest) as SchemaArguments,
  };
}

/** In plain JavaScript, without decorators, the value itself stands in `static commands`. */
function verb<MayWait extends boolean>(name: Verb): VerbFunction<MayWait> {
  return (summary: string, ...rest: readonly (About | AnyArgument)[]) => {
    const declaration = declare(name, summary, rest);
    const decorate = (method: AnyFunction, context: unknown) => {
      refuseLegacyDecorator(context);
      declarations.set(method, declaration);
    };
    declarations.set(decorate, declaration);
    return decorate;
  };
}

/** The command reads data. */
export const reads = verb<false>('reads');

/** The command may change data: it is logged as itself, and replay runs it again. */
export const writes = verb<false>('writes');

/** The command changes data only through the commands it plays; a static one may be async. */
export const serves = verb<true>('serves');
