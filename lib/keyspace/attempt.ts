import type { Attempt, AttemptOptions, Step } from '../command/attempt';
import type { Command } from '../command/command';
import type { Value, Word } from '../command/server';
import { errors, StructureError } from '../errors';
import type { Request } from '../protocol/request';
import { requestOf } from '../protocol/request-of';
import { Call } from './call';
import type { Database } from './database';
import type { Keyspace } from './keyspace';
import { enterUnlogged } from './recorded';
import type { KeyReader, TransactingSession } from './transaction';
import { WatchedKeys } from './watched-keys';

const TRIES = 5;

/** The async command that attempts something. */
interface Attempting {
  readonly keyspace: Keyspace;
  readonly session: TransactingSession;
  readonly bound: Database;
  readonly command: Command;
  /** Throws a StructureError when it is over. */
  check(): void;
}

/** A command and its words, ready to run. */
interface Prepared {
  readonly command: Command;
  readonly request: Request;
}

/** What the attempt has read was changed: nothing is committed. */
class Changed extends Error {
  override readonly name = 'Changed';
  override readonly message = 'what the attempt has read was changed: it runs again';
}

/** One try: it notes which keys it reads, and commits if none of them was changed. */
class Try implements Attempt, KeyReader {
  private readonly watched: WatchedKeys;
  private readonly nested: Call;
  /** SWAPDB gives the database another number: who watches its keys by the old one is told nothing more. */
  private readonly index: number;
  private isOver = false;
  /** Whether something had changed when it was to commit. */
  isRefused = false;
  /** The key that was changed first, as text; undefined when none was, or its database has another number. */
  changedKey: string | undefined = undefined;

  constructor(
    private readonly owner: Attempting,
    readonly number: number,
  ) {
    const { keyspace, session, bound } = owner;
    this.watched = new WatchedKeys(keyspace);
    this.nested = new Call(keyspace, session, bound);
    this.nested.reader = this;
    this.index = bound.index;
  }

  call<R extends Value = Value>(name: string, ...words: readonly Word[]): R {
    this.check();
    const { keyspace } = this.owner;
    const { command, request } = this.prepare(name, words);
    if (command.mayWrite)
      throw new StructureError(`${command.name} may write: an attempt commits what it writes`);
    const keys = keyspace.keyWords(command, request).map((word) => request.wire(word));
    if (keys.length === 0)
      throw new StructureError(
        `${command.name} names no key: nothing tells whether it answers the same later`,
      );
    return this.turn(() => {
      this.read(keys);
      return this.play({ command, request }) as R;
    });
  }

  commit<R extends Value = Value>(command: string, ...words: readonly Word[]): R;
  commit(steps: readonly Step[]): Value[];
  commit(first: string | readonly Step[], ...words: readonly Word[]): Value {
    this.check();
    const isOne = typeof first === 'string';
    const steps: readonly Step[] = isOne ? [[first, ...words]] : first;
    const prepared = steps.map(([name, ...rest]) => this.prepare(name, rest));
    const values = this.turn(() => this.commitNow(prepared));
    if (!values) throw new Changed();
    return isOne ? values[0]! : values;
  }

  read(keys: readonly string[]): void {
    for (const key of keys) this.watched.add(this.index, key);
  }

  /** Whether something that it has read was changed before it could commit. */
  isStale(): boolean {
    return this.isRefused || (!this.isOver && this.turn(() => this.hasChanged()));
  }

  end(): void {
    this.isOver = true;
    this.watched.clear();
  }

  private hasChanged(): boolean {
    const { touched } = this.watched.look();
    this.changedKey = touched && Buffer.from(touched, 'latin1').toString();
    return touched !== undefined || this.owner.bound.index !== this.index;
  }

  /** What its commands answer, nothing when something was changed. */
  private commitNow(prepared: readonly Prepared[]): Value[] | undefined {
    this.isOver = true;
    this.isRefused = this.hasChanged();
    if (this.isRefused) return undefined;
    this.watched.clear();
    return prepared.map((each) => this.play(each));
  }

  /** Throws the CommandError of what is no command, before anything runs. */
  private prepare(name: string, words: readonly Word[]): Prepared {
    const request = requestOf([...name.split(' '), ...words]);
    const command = this.owner.keyspace.lookup(request);
    if (!command.accepts(request.count)) throw errors.wrongArity(command.name);
    if (command.isAsync) throw new StructureError(`${command.name} is async: play it with server.call`);
    return { command, request };
  }

  private turn<T>(task: () => T): T {
    const { keyspace } = this.owner;
    keyspace.readClock();
    try {
      return keyspace.turnOf(task);
    } finally {
      keyspace.waiters.serve();
    }
  }

  private play({ command, request }: Prepared): Value {
    const { keyspace } = this.owner;
    if (command.has('writes')) keyspace.enterLogged();
    else enterUnlogged();
    return keyspace.plays.run(this.nested, command, request);
  }

  private check(): void {
    this.owner.check();
    if (this.isOver) throw new StructureError('the attempt is over: it commits once');
  }
}

/** Tries until nothing that was read has changed. Throws the CONFLICT error when it has each time. */
export async function attempt<T>(
  owner: Attempting,
  work: (attempt: Attempt) => T | Promise<T>,
  { tries = TRIES }: AttemptOptions = {},
): Promise<T> {
  if (!(tries >= 1))
    throw new StructureError(`server.attempt with ${tries} tries: there must be one at least`);
  for (let number = 1; ; number++) {
    owner.check();
    const one = new Try(owner, number);
    try {
      const result = await work(one);
      if (!one.isRefused) return result;
    } catch (error) {
      owner.check();
      if (!one.isStale() || (number >= tries && !one.isRefused)) throw error;
    } finally {
      one.end();
    }
    if (number >= tries) throw errors.conflict(owner.command.name, number, one.changedKey);
  }
}
