import { refuseLegacyDecorator } from './command/declaration';
import type { Alarm, Entry } from './command/entry';
import type { Server, Word } from './command/server';
import type { Versioned } from './command/structure-class';
import { ConfigurationError, StructureError } from './errors';

/** Where dispatch notes which key an instance stands at; never saved. */
export const AT = Symbol('at');

/** The entry that an instance stands at, and the server of the call. */
export interface Place {
  readonly entry: Entry;
  readonly server: Server;
}

/** A class whose instances can be part of a structure's state. */
export type PartClass = abstract new (...args: never[]) => object;

/** A value with a class of its own: its fields are its state, its upper-case methods are commands. */
export abstract class Structure {
  /**
   * Classes of which the state holds instances, beside Map, Set, Date and the like: `static classes = [Denque]`. Saved
   * state has their names, by which they are found again; of a class that isn't named here nothing is saved.
   */
  static readonly classes: readonly PartClass[] = [];

  /** Whether a value that a command leaves empty stays: for a class with isEmpty(), which tells an absent key then. */
  static readonly keepsEmpty: boolean = false;

  /**
   * Whether a command that throws leaves everything as it was: `@structure({ atomic: true })` says the same. Each key that
   * its commands are going to change is copied before.
   */
  static readonly atomic: boolean = false;

  [AT]: Place | undefined = undefined;

  /** The server, while a command runs. Throws a StructureError at any other time. */
  get server(): Server {
    return this.place.server;
  }

  /** The key that the command names; it follows RENAME. Throws a StructureError when no command runs. */
  get key(): string {
    return this.place.entry.key;
  }

  /** A handle on that key. Throws a StructureError when no command runs. */
  get entry(): Entry {
    return this.place.entry;
  }

  /**
   * Runs a command of the class on this value, with these words, so many seconds from now: as a turn of its own, never before
   * its time, and once, restarts included. The same command with the same words has one alarm, which is set anew. Throws a
   * StructureError for a command that an alarm can't run.
   */
  alarm(seconds: number, command: string, ...words: readonly Word[]): void {
    this.entry.alarm(seconds, command, ...words);
  }

  /** Removes the alarm of the command with these words; false when there is none. */
  cancelAlarm(command: string, ...words: readonly Word[]): boolean {
    return this.entry.cancelAlarm(command, ...words);
  }

  /** The value's alarms, those first that come first. */
  alarms(): readonly Alarm[] {
    return this.entry.alarms();
  }

  private get place(): Place {
    const place = this[AT];
    if (!place)
      throw new StructureError(`${this.constructor.name}: server and key exist only while a command runs`);
    return place;
  }
}

const names = new WeakMap<object, string>();

/** What a structure may say of itself. */
export interface StructureOptions {
  /** What TYPE answers; the class's name in lower case when not given. */
  readonly name?: string;
  /** Whether a command that throws leaves everything as it was. */
  readonly atomic?: boolean;
}

/**
 * Marks a class as a structure, and checks that its state can be saved.
 * @param options its name alone, or more
 */
export function structure(options: string | StructureOptions = {}) {
  const { name, atomic }: StructureOptions = typeof options === 'string' ? { name: options } : options;
  return <C extends Versioned & (abstract new (...args: never[]) => Structure)>(
    Class: C,
    context: ClassDecoratorContext<C>,
  ): void => {
    refuseLegacyDecorator(context);
    names.set(Class, name ?? String(context.name).toLowerCase());
    if (atomic !== undefined) Object.defineProperty(Class, 'atomic', { value: atomic });
    refuseUnsavable(Class);
  };
}

/** The name that TYPE answers. */
export const typeName = (Class: { readonly name: string }) => names.get(Class) ?? Class.name.toLowerCase();

const TEXT =
  /\/\*[^]*?\*\/|\/\/.*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[^]|[^`\\])*`|\/(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\n\\[])+\/[dgimsuvy]*/g;

/** State in #private fields can't be saved. Throws a ConfigurationError that names the first one. */
export function refuseUnsavable(Class: abstract new (...args: never[]) => unknown): void {
  const name = privateNameIn(Class);
  if (name === undefined) return;
  throw new ConfigurationError(
    `${Class.name} keeps state in ${name}: private fields can't be saved, use TypeScript's 'private' or a plain field`,
  );
}

const privateNames = new WeakMap<object, string | undefined>();

/** The first #private name in the source of a class, or of one that it extends. */
export function privateNameIn(Class: unknown): string | undefined {
  if (typeof Class !== 'function') return undefined;
  if (!privateNames.has(Class)) {
    const source = String(Class).replace(TEXT, ' ');
    const own = /#[\p{ID_Start}$_][\p{ID_Continue}$]*/u.exec(source)?.[0];
    privateNames.set(Class, own ?? privateNameIn(Object.getPrototypeOf(Class)));
  }
  return privateNames.get(Class);
}
