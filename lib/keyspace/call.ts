import type { Input } from '../command/argument';
import type { Command } from '../command/command';
import type { Method } from '../command/method';
import type { MemoView, Played, Server, SessionView, Value, Word } from '../command/server';
import type { StructureClass } from '../command/structure-class';
import { CommandError, errors, StructureError } from '../errors';
import type { Reply } from '../protocol/reply';
import { Request } from '../protocol/request';
import { copyWords, requestOf } from '../protocol/request-of';
import { AT, type Place, type Structure } from '../structure';
import { BoundDatabase, type Database } from './database';
import { KeyEntry } from './key-entry';
import type { Keyspace } from './keyspace';
import { recordedRandom } from './recorded';
import { valueOf } from './value-of';

type Container = Structure & { isEmpty(): boolean };

/** One run of a command: the words it reads, and the server as its handler sees it. */
export class Call implements Input, Server {
  request = new Request();
  index = 0;
  reserved = 0;
  /** Live objects that the command got, with the place each had before, to be settled when it ends. */
  private readonly placed: [instance: Structure, entry: KeyEntry, before: Place | undefined][] = [];
  private method: Method | undefined;
  /** Commands that stand in the log for the one that runs. */
  private logged: Buffer[][] | undefined;
  /** Whether another command's log entry covers what this one does. */
  private covered = false;
  private playedWrite = false;
  /** Runs what this call plays. */
  private nested: Call | undefined;

  constructor(
    readonly keyspace: Keyspace,
    readonly session: SessionView,
    /** The database of an async handler: the one selected when it began. */
    private readonly bound?: Database,
  ) {}

  get memo(): MemoView {
    return this.keyspace.memo;
  }

  key(index: number): string {
    return this.request.text(index);
  }

  entry(key: number | string): KeyEntry {
    if (typeof key === 'string') return this.database().entry(key);
    const { bytes, starts, ends } = this.request;
    return new KeyEntry(this, this.selected, bytes, starts[key]!, ends[key]!);
  }

  /** Notes that an object is at an entry until the command ends. */
  place(instance: Structure, entry: KeyEntry): void {
    this.placed.push([instance, entry, instance[AT]]);
    instance[AT] = entry;
  }

  /** Runs a synchronous command on the words of a request. Throws the CommandError it answers. */
  run(command: Command, request: Request): Reply {
    this.begin(command, request);
    let reply: Reply;
    try {
      reply = command.isStatic ? this.serve(command.main!) : this.apply(command);
    } catch (error) {
      this.end();
      this.recordRefusal(error);
      throw error instanceof CommandError ? error : this.keyspace.fault(this.method!, error);
    }
    this.end();
    if (this.method!.writes) this.record();
    return reply;
  }

  /** Reads an async command's arguments, before it waits for what it holds. */
  readArguments(command: Command, request: Request): unknown[] {
    this.begin(command, request);
    return command.main!.read(this);
  }

  /** Runs an async handler. */
  async runAsync({ handler, owner }: Method, values: readonly unknown[]): Promise<Reply> {
    return handler.call(owner.Class, this, ...values);
  }

  /** Whose reply comes next on the session. */
  answerFor(method: Method): void {
    this.method = method;
  }

  /** What the client reads of an error that is no CommandError. */
  fault(error: unknown): CommandError {
    return this.keyspace.fault(this.method!, error);
  }

  /** Whether the strings of the reply are wire strings. */
  get wire(): boolean {
    return this.method?.declaration.about.wire ?? false;
  }

  open<T>(Class: StructureClass<T>, key: string): T {
    this.refuseWhileAwaiting('open');
    return this.entry(key).open(Class);
  }

  find<T>(Class: StructureClass<T>, key: string): T | undefined {
    this.refuseWhileAwaiting('find');
    return this.entry(key).find(Class);
  }

  play<R extends Played | Promise<Played> = Played>(name: string, ...words: readonly Word[]): R {
    try {
      const value = this.call<Value | Promise<Value>>(name, ...words);
      if (value instanceof Promise) return value.then(response, refusal) as R;
      return response(value) as R;
    } catch (error) {
      return refusal(error) as R;
    }
  }

  call<R extends Value | Promise<Value> = Value>(name: string, ...words: readonly Word[]): R {
    const request = requestOf([...name.split(' '), ...words]);
    const command = this.keyspace.lookup(request);
    const nested = (this.nested ??= new Call(this.keyspace, this.session, this.bound));
    if (this.bound) return this.callAsync(command, request, nested) as R;
    if (command.isAsync)
      throw new StructureError(`${command.name} is async: only an async handler can play it`);
    nested.covered = this.covered || this.method!.writes;
    const value = valueOf(nested.run(command, request), nested.method!);
    this.playedWrite ||= nested.method!.writes || nested.playedWrite;
    return value as R;
  }

  expire(key: string, seconds: number): boolean {
    const at = Math.round(this.now() + seconds * 1000);
    return this.bound ? this.call('PEXPIREAT', key, at) === 1 : this.entry(key).expireAt(at);
  }

  delete(key: string): boolean {
    return this.bound ? this.call('DEL', key) === 1 : this.entry(key).delete();
  }

  now(): number {
    return this.bound ? this.keyspace.readClock() : this.keyspace.time;
  }

  random(): number {
    return this.bound ? Math.random() : recordedRandom();
  }

  get isLogged(): boolean {
    return !this.covered && this.keyspace.changes.heard;
  }

  get isReplayed(): boolean {
    return this.covered || this.method!.writes;
  }

  logAs(command: string, ...words: readonly Word[]): void {
    (this.logged ??= []).push(copyWords(requestOf([...command.split(' '), ...words])));
  }

  database(index?: number): BoundDatabase {
    return new BoundDatabase(this, index === undefined ? this.selected : this.keyspace.database(index));
  }

  private get selected(): Database {
    return this.bound ?? this.keyspace.databases[this.session.database]!;
  }

  /** Each command that an async handler plays is a turn of its own. */
  private callAsync(command: Command, request: Request, nested: Call): Value | Promise<Value> {
    if (!command.isAsync) {
      const reply = this.keyspace.runTurn(command, request, nested);
      if (reply instanceof CommandError) throw reply;
      return valueOf(reply, nested.method!);
    }
    return this.keyspace.runAsync(command, request, this.session, this.bound!).then((reply) => {
      if (reply instanceof CommandError) throw reply;
      return valueOf(reply, command.main!);
    });
  }

  private refuseWhileAwaiting(name: string): void {
    if (!this.bound) return;
    throw new StructureError(
      `server.${name} in an async handler: a live value must not cross an await, play a command`,
    );
  }

  private begin(command: Command, request: Request): void {
    this.request = request;
    this.index = command.nameWords;
    this.method = command.main;
    this.logged = undefined;
    this.playedWrite = false;
    if (!command.accepts(request.count)) throw errors.wrongArity(command.name);
  }

  private serve(method: Method): Reply {
    return method.serve(this, this) as Reply;
  }

  private apply(command: Command): Reply {
    const entry = this.entry(this.index++);
    if (entry.locate() === 0) return this.applyToAbsent(command, entry);
    const info = entry.info!;
    const method = command.byClass[info.id];
    if (!method) throw this.mismatch(command);
    this.method = method;
    if (this.request.count - command.nameWords < method.fewest) throw errors.wrongArity(command.name);
    this.keyspace.hits++;
    const instance = entry.instance(info);
    const reply = method.apply(instance, this) as Reply;
    if (info.isContainer && info.packedSize !== undefined) removeEmptied(instance, entry);
    return reply;
  }

  /** A container's method runs on an empty instance, which stays when it is no longer empty. */
  private applyToAbsent(command: Command, entry: KeyEntry): Reply {
    const method = command.main;
    if (!method) throw errors.noSuchKey();
    this.keyspace.misses++;
    if (method.owner.packedSize !== undefined)
      return method.apply(entry.flyweight(method.owner), this) as Reply;
    const instance = this.keyspace.emptyInstance(method);
    this.place(instance, entry);
    const reply = method.apply(instance, this) as Reply;
    if (method.writes && !instance.isEmpty()) entry.insert(method.owner, instance);
    return reply;
  }

  /** Words that are no arguments of the class that owns the command come first, then the class of the value. */
  private mismatch(command: Command): CommandError {
    command.main?.read(this);
    return errors.wrongType();
  }

  private end(): void {
    for (let last = this.placed.pop(); last !== undefined; last = this.placed.pop()) {
      const [instance, entry, before] = last;
      if (entry.holds(instance)) removeEmptied(instance, entry);
      instance[AT] = before;
    }
  }

  private record(): void {
    if (this.covered) return;
    const { changes } = this.keyspace;
    this.keyspace.wrote = true;
    if (!changes.heard) return;
    for (const words of this.logged ?? [copyWords(this.request)]) changes.record(this.selected.index, words);
  }

  /** A refusal leaves no trace, unless something was changed before it; any other error happens again in replay. */
  private recordRefusal(error: unknown): void {
    const changed = this.playedWrite || !(error instanceof CommandError);
    if (changed && this.method?.writes) this.record();
  }
}

const response = (value: Value): Played => ['RESPONSE', value];

const refusal = (error: unknown): Played => {
  if (error instanceof CommandError) return ['ERROR', error];
  throw error;
};

function removeEmptied(instance: Structure, entry: KeyEntry): void {
  const { isEmpty } = instance as Partial<Container>;
  if (isEmpty?.call(instance)) entry.delete();
}
