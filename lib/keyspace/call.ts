import type { Input } from '../command/argument';
import type { Command } from '../command/command';
import type { Method } from '../command/method';
import type { Bytes, Entry } from '../command/entry';
import type { MemoView } from '../command/memo-view';
import type { Played, Server, Value, Word } from '../command/server';
import type { SubscriptionsView, TransactionView } from '../command/session-view';
import type { StructureClass } from '../command/structure-class';
import type { StructureInfo } from '../command/structure-info';
import type { Trace } from '../command/trace';
import { CommandError, errors, StoppedError, StructureError } from '../errors';
import type { ByteSlice } from '../protocol/reply';
import { type Reply, type WaitOptions, Waiting } from '../protocol/reply';
import type { ReplyEncoder } from '../protocol/reply-encoder';
import { Request } from '../protocol/request';
import { requestOf } from '../protocol/request-of';
import type { Structure } from '../structure';
import { wrongClass } from './absent-classes';
import { CallEvents } from './call-events';
import { BoundDatabase, type Database } from './database';
import { HandedValues } from './handed-values';
import { KeyEntry } from './key-entry';
import type { Keyspace } from './keyspace';
import { OpenedKeys } from './opened-keys';
import { Placement } from './placement';
import { enterUnlogged, recordedRandom } from './recorded';
import type { KeyReader, TransactingSession } from './transaction';
import type { Undo } from './undo';
import { Unsettled } from './unsettled';
import { refusal, response, valueOf } from './value-of';

/** Commands that play each other without end are stopped here, well before the stack is. */
const DEEPEST = 200;

/** One run of a synchronous command: the words it reads, and the server as its handler sees it. */
export class Call implements Input, Server {
  request = new Request();
  index = 0;
  reserved = 0;
  counted = 0;
  /** Whether the command may wait: one that a client sends, and that isn't in a transaction. */
  mayWait = false;
  /** Whether the command has waited, and runs again. */
  hasWaited = false;
  /** Whether something may have been changed beside the state of the value that the command runs on. */
  changed = false;
  method: Method | undefined = undefined;
  /** The database that was selected when the command began. */
  selected: Database;
  readonly events = new CallEvents(this);
  private running = false;
  /** Why the handler gets nothing more of the server, while it is being stopped. */
  private halted: StoppedError | undefined = undefined;
  private readonly unsettled = new Unsettled();
  private readonly opened: OpenedKeys;
  private readonly handed: HandedValues;
  /** What undoes the command when it throws, if its class is atomic. */
  private undo: Undo | undefined = undefined;
  /** Commands that stand in the log for the one that runs. */
  private logged: Request[] | undefined = undefined;
  /** Whether the handler of a write got a value that was there, which it may have changed without anybody seeing it. */
  private gotValue = false;
  /** Whether another command's log entry covers what this one does. */
  isCovered = false;
  /** Whether it runs inside of a command that only reads. */
  private readOnly = false;
  /** The absent key that the method of a container runs on, when that may create a value there. */
  private coming: KeyEntry | undefined = undefined;
  /** How much was published in the turn before it. */
  private published = 0;
  /** Who notes which keys this call reads, beside the session. */
  reader: KeyReader | undefined = undefined;
  /** Runs what this call plays. */
  private nested: Call | undefined = undefined;

  constructor(
    readonly keyspace: Keyspace,
    readonly session: TransactingSession,
    /** The database when it is not the one that the session has selected. */
    private readonly bound?: Database,
    readonly depth = 0,
  ) {
    this.selected = bound ?? keyspace.databases[0]!;
    this.opened = new OpenedKeys(keyspace);
    this.handed = new HandedValues(keyspace);
  }

  get memo(): MemoView {
    return this.keyspace.memo;
  }

  get transaction(): TransactionView {
    if (this.isPlayed) throw new StructureError('a transaction is what a client sends: no command plays it');
    return this.session.transaction;
  }

  get subscriptions(): SubscriptionsView {
    if (this.isPlayed) throw new StructureError('a client subscribes itself: no command plays that');
    return this.session.subscriptions;
  }

  /** Whether another command plays it: an async one plays in the database that was selected when it began. */
  private get isPlayed(): boolean {
    return this.depth > 0 || this.bound !== undefined;
  }

  get isReplaying(): boolean {
    return this.keyspace.isReplaying;
  }

  key(index: number): string {
    return this.request.text(index);
  }

  entry(key: number | string): KeyEntry {
    if (typeof key === 'string') return this.namedEntry(key);
    const entry = this.ownEntry(key);
    if (this.method?.reads) this.countLookup(entry, entry.exists);
    return entry;
  }

  /** Runs a command on the words of a request. Throws the CommandError it answers. */
  run(command: Command, request: Request): Reply {
    this.begin(command, request);
    try {
      const notifies = this.keyspace.notifications.on;
      if (notifies) this.events.tellMisses();
      const reply = command.isStatic ? this.serve(command.main!) : this.apply(command);
      if (reply instanceof Promise) refusePromise(reply);
      if (notifies && this.tookEffect) this.events.announce();
      const failure = this.unsettled.end();
      if (failure) throw failure.error;
      if (this.changed && reply instanceof Waiting)
        throw new StructureError('it has changed something, and waits');
      if (this.method!.writes) this.record();
      if (this.undo !== undefined) this.keyspace.touched.keep(this.undo);
      return reply;
    } catch (error) {
      this.unsettled.end();
      const isStop = error instanceof StoppedError;
      if (this.undo !== undefined) this.takeBack(this.undo);
      else if (isStop) this.recordStop();
      else this.recordFailure(error);
      throw error instanceof CommandError || isStop ? error : this.fault(error);
    } finally {
      if (this.session.tracking !== undefined && this.running) this.tellReader(this.session.tracking);
      if (this.reader !== undefined && this.running) this.tellReader(this.reader);
      this.running = false;
    }
  }

  /** Runs what is no command as if it were one with this method, but for the log. Throws what it throws. */
  perform<T>(method: Method, task: () => T): T {
    this.method = method;
    this.handed.clear();
    this.running = true;
    try {
      const result = task();
      const failure = this.unsettled.end();
      if (failure) throw failure.error;
      return result;
    } finally {
      this.unsettled.end();
      this.running = false;
    }
  }

  /** Whose reply comes next on the session. */
  answerFor(method: Method): void {
    this.method = method;
  }

  /** What the client reads of an error that is no CommandError. */
  fault(error: unknown): CommandError {
    if (error instanceof StoppedError) return error.refusal;
    return this.keyspace.fault(this.method!, error);
  }

  /** Encodes the reply of the last command, in the session's protocol. */
  encode(reply: Reply, encoder: ReplyEncoder): void {
    encoder.protocol = this.session.protocol;
    try {
      encoder.write(reply, this.wire);
    } catch (error) {
      encoder.write(this.fault(error));
    }
  }

  /** Whether the strings of the reply are wire strings. */
  get wire(): boolean {
    return this.method?.wire ?? false;
  }

  /** The reply as the handler that played the command sees it. */
  valueOf(reply: Reply): Value {
    return valueOf(reply, this.wire);
  }

  open<T>(Class: StructureClass<T>, key: string): T {
    this.refuseServing('open');
    const value = this.database().entry(key).open(Class);
    this.opened.add(key);
    return value;
  }

  find<T>(Class: StructureClass<T>, key: string): T | undefined {
    this.refuseServing('find');
    const entry = this.database().entry(key);
    const value = entry.find(Class);
    this.opened.add(key);
    if (this.method!.reads) this.countLookup(entry, value !== undefined);
    return value;
  }

  play<R extends Played | Promise<Played> = Played>(name: string, ...words: readonly Word[]): R {
    try {
      return response(this.call(name, ...words)) as R;
    } catch (error) {
      return refusal(error) as R;
    }
  }

  call<R extends Value | Promise<Value> = Value>(name: string, ...words: readonly Word[]): R {
    this.check();
    const request = requestOf([...name.split(' '), ...words]);
    const command = this.keyspace.lookup(request);
    this.refuseToPlay(command);
    const nested = this.nestedCall();
    const isLoggedItself = !this.isReplayed && command.has('writes');
    if (isLoggedItself) this.keyspace.enterLogged();
    try {
      return this.keyspace.plays.run(nested, command, request) as R;
    } finally {
      if (isLoggedItself) enterUnlogged();
      this.changed ||= nested.changed;
    }
  }

  trace(name: string, ...words: readonly Word[]): Trace {
    this.check();
    if (this.isReplayed)
      throw new StructureError('server.trace in a @writes command: replay would find other things');
    return this.keyspace.trace(this.session, requestOf([...name.split(' '), ...words]));
  }

  get signal(): never {
    throw new StructureError('server.signal: only an async handler has one');
  }

  attempt(): never {
    throw new StructureError('server.attempt: a synchronous handler is one step already');
  }

  expire(key: string, seconds: number): boolean {
    if (Number.isNaN(seconds)) throw new StructureError(`${seconds} is no number of seconds`);
    const at = this.expiryOf(this.now() + seconds * 1000);
    return this.writes ? this.entry(key).expireAt(at) : this.call('PEXPIREAT', key, at) === 1;
  }

  /** A time at which a key may expire, in whole milliseconds. Throws what a command answers to one past 64 bits. */
  expiryOf(milliseconds: number): number {
    if (Number.isNaN(milliseconds)) throw new StructureError('NaN is no time');
    const at = Math.round(milliseconds);
    if (Math.abs(at) >= 2 ** 63) throw errors.invalidExpireTime(this.method?.command ?? '');
    return at;
  }

  delete(key: string): boolean {
    return this.writes ? this.entry(key).delete() : this.call('DEL', key) === 1;
  }

  now(): number {
    this.check();
    return this.keyspace.time;
  }

  random(): number {
    this.check();
    return recordedRandom();
  }

  get isLogged(): boolean {
    return !this.isCovered && this.keyspace.changes.heard;
  }

  get isReplayed(): boolean {
    return this.isCovered || this.writes;
  }

  logAs(command: string, ...words: readonly Word[]): void {
    this.check();
    if (!this.writes) throw new StructureError('server.logAs: only a @writes command is logged');
    (this.logged ??= []).push(requestOf([...command.split(' '), ...words]));
  }

  unchanged<R extends Reply>(reply?: R): R {
    this.check();
    this.logged = [];
    return reply!;
  }

  wait(milliseconds: number, reply: Reply = null, options: WaitOptions = {}): Reply {
    this.unchanged();
    if (!this.method!.mayWait)
      throw new StructureError(
        "server.wait: declare flags: ['blocking'], so that clients know that it may wait",
      );
    return this.mayWait ? new Waiting(milliseconds, reply, options) : reply;
  }

  publish(channel: Bytes, message: Word | ByteSlice, { sharded = false } = {}): number {
    this.check();
    if (this.keyspace.isReplaying) return 0;
    const { outbox, memo } = this.keyspace;
    const receivers = outbox.add(memo.channels.deliveries(channel, message, sharded));
    return this.isReplayed ? 0 : receivers;
  }

  notify(event: string, key: Entry | Bytes, type = this.method!.eventType): void {
    if (!this.keyspace.notifications.on) return;
    this.check();
    this.events.tell(type, event, key);
  }

  database(index?: number): BoundDatabase {
    this.check();
    return new BoundDatabase(this, index === undefined ? this.selected : this.keyspace.database(index));
  }

  draft(): KeyEntry {
    this.refuseServing('draft');
    const { drafts } = this.keyspace;
    const key = Buffer.from(String(this.keyspace.draftCount++));
    return new KeyEntry(this, drafts, key, 0, key.length);
  }

  /** Tells it when the command ends. */
  settleLater(value: { end(): void }): void {
    this.unsettled.add(value);
  }

  /** Notes a change of data. Throws a StructureError when the command only reads or serves. */
  change(): void {
    if (!this.writes) throw new StructureError('only a @writes command changes data; others play one');
    this.changed = true;
  }

  /** Notes that the handler gets the value of an entry, which it may change. */
  handOut(entry: KeyEntry): void {
    if (!this.writes) return;
    this.gotValue = true;
    this.handed.add(entry);
    const { touched } = this.keyspace;
    if (touched.on) touched.handOut(entry);
  }

  /** Notes that code of a class runs, if that is a user's and replay runs it again. */
  noteCode(info: StructureInfo): void {
    if (info.sourceHash !== undefined && this.isReplayed) this.keyspace.owners.note(info);
  }

  /** Throws a StructureError when the command has ended. */
  check(): void {
    if (!this.running) throw this.halted ?? new StructureError('server was used after its command');
  }

  halt(error: StoppedError): void {
    this.halted = error;
    this.running = false;
  }

  proceed(): void {
    this.running = true;
  }

  /** Whether the command may change data. */
  get writes(): boolean {
    return this.method?.writes ?? false;
  }

  /** A handle on the key that is a word of the request. */
  private ownEntry(word: number): KeyEntry {
    const { bytes, starts, ends } = this.request;
    return new KeyEntry(this, this.selected, bytes, starts[word]!, ends[word]!);
  }

  /** A handle on a key that the request need not name: whoever notes what is read hears of it. */
  private namedEntry(key: string): KeyEntry {
    if (this.method?.reads) this.opened.add(key);
    return this.coming?.key === key ? this.coming : this.database().entry(key);
  }

  private begin(command: Command, request: Request): void {
    this.request = request;
    this.selected = this.bound ?? this.keyspace.databases[this.session.database]!;
    this.index = command.nameWords;
    this.method = command.main;
    this.logged = undefined;
    this.changed = false;
    this.gotValue = false;
    this.coming = undefined;
    this.events.begin();
    this.published = this.keyspace.outbox.size;
    this.undo = undefined;
    this.opened.clear();
    this.handed.clear();
    this.halted = undefined;
    if (!command.accepts(request.count)) throw errors.wrongArity(command.name);
    this.running = true;
  }

  /** A user's code is going to run: what it changes is noted, and what it reads is not. */
  private enter({ owner, reads, isFollowed }: Method): void {
    if (!isFollowed) return;
    if (!reads) this.undo = this.keyspace.touched.enter(owner, this);
    this.noteCode(owner);
  }

  private serve(method: Method): Reply | Promise<Reply> {
    this.enter(method);
    return this.invoke(method, this);
  }

  /** Calls the handler; a user's is watched, but for one that a log tells of: that one came to its end. */
  invoke(method: Method, self: unknown): Reply | Promise<Reply> {
    const { watch } = this.keyspace;
    if (watch.isOn && method.isWatched && !this.isReplaying) return watch.run(method, self, this);
    return method.run(self, this);
  }

  private apply(command: Command): Reply | Promise<Reply> {
    const entry = this.ownEntry(this.index++);
    const { info } = entry;
    if (!info) return this.applyToAbsent(command, entry);
    const method = command.byClass[info.id];
    if (!method) throw this.mismatch(command, info);
    this.method = method;
    this.enter(method);
    if (this.request.count - command.nameWords < method.fewest) throw errors.wrongArity(command.name);
    if (method.reads) this.countLookup(entry, true);
    this.handOut(entry);
    const instance = entry.instance(info);
    if (info.isContainer && info.packedSize !== undefined) return this.applyToBytes(method, entry, instance);
    return this.invoke(method, instance);
  }

  /** A container's method runs on an empty instance, which stays when it is no longer empty. */
  private applyToAbsent(command: Command, entry: KeyEntry): Reply | Promise<Reply> {
    const method = command.main;
    if (!method) throw errors.noSuchKey();
    this.enter(method);
    if (method.reads) this.countLookup(entry, false);
    else (this.coming = entry).awaitValue();
    if (method.owner.packedSize !== undefined)
      return this.applyToBytes(method, entry, entry.flyweight(method.owner));
    const instance = this.keyspace.classes.emptyInstance(method);
    this.settleLater(new Placement(instance, entry));
    const reply = this.invoke(method, instance);
    if (method.writes && !instance.isEmpty()) this.keep(instance, method, entry);
    return reply;
  }

  private keep(instance: Structure, { owner }: Method, entry: KeyEntry): void {
    if (this.changed && entry.exists)
      throw new StructureError('the absent key that it ran on was created by a command that it played');
    entry.insert(owner, instance);
  }

  /** A packed container that a command leaves empty is removed, also when the command throws. */
  private applyToBytes(method: Method, entry: KeyEntry, instance: Structure): Reply | Promise<Reply> {
    try {
      return this.invoke(method, instance);
    } finally {
      entry.removeEmptied(instance);
    }
  }

  /** Words that are no arguments of the class that owns the command come first, then the class of the value. */
  private mismatch(command: Command, info: StructureInfo): CommandError {
    command.main?.read(this);
    return wrongClass(info);
  }

  /** Counts a key that the command looked up to read it. */
  private countLookup(entry: KeyEntry, found: boolean): void {
    this.keyspace.countLookup(found);
    if (!found) this.events.missed(entry);
  }

  /** Whether a write changed anything, as far as it says. */
  private get tookEffect(): boolean {
    return this.changed || this.logged?.length !== 0;
  }

  private record(): void {
    if (!this.tookEffect) return;
    const saysUnchanged = this.logged?.length === 0;
    this.changed = true;
    this.handed.tellWatchers(this.request);
    if (this.isCovered) return;
    const { changes } = this.keyspace;
    this.keyspace.wrote = true;
    if (!changes.heard) return;
    if (!this.logged || saysUnchanged) changes.record(this.selected.index, this.request);
    else for (const each of this.logged) changes.record(this.selected.index, each);
  }

  /** A refusal leaves no trace, unless something was changed before it; any other error happens again in replay. */
  private recordFailure(error: unknown): void {
    this.keyspace.outbox.withdraw(this.published);
    if (!this.writes) return;
    this.changed ||=
      !(error instanceof CommandError) || this.opened.hasAnother(this.request) || this.mayHaveChanged();
    this.logged = undefined;
    if (this.changed) this.record();
  }

  /** What a handler that was stopped has changed so far stays; no command makes it again in replay. */
  private recordStop(): void {
    const { outbox, touched, changes } = this.keyspace;
    outbox.withdraw(this.published);
    if (!this.writes) return;
    this.changed = true;
    this.handed.tellWatchers(this.request);
    if (this.isCovered) return;
    this.keyspace.wrote = true;
    if (changes.heard) touched.logStates();
  }

  /** Redis' own commands check before they change; of others nobody knows, unless they say so. */
  private mayHaveChanged(): boolean {
    const saysUnchanged = this.logged?.length === 0;
    return this.gotValue && !saysUnchanged && this.method?.owner.sourceHash !== undefined;
  }

  /** As if the command had not run. */
  private takeBack(undo: Undo): void {
    this.keyspace.touched.restore(undo);
    this.changed = false;
    this.logged = undefined;
  }

  /** What the client reads it may cache: the keys that the request names, and that the handler opened. */
  private tellReader(reader: KeyReader): void {
    if (this.method!.reads) reader.read(this.opened.namesWith(this.request));
  }

  private nestedCall(): Call {
    if (!this.nested || this.nested.running) {
      if (this.depth === DEEPEST) throw new StructureError(`${DEEPEST} commands play one another`);
      this.nested = new Call(this.keyspace, this.session, this.bound, this.depth + 1);
    }
    this.nested.reader = this.reader;
    this.nested.isCovered = this.isReplayed;
    this.nested.readOnly = this.readOnly || this.method!.reads;
    return this.nested;
  }

  private refuseToPlay(command: Command): void {
    if (command.isAsync)
      throw new StructureError(`${command.name} is async: only an async handler can play it`);
    if (command.isUnrepeatable && this.isReplayed) throw errors.unrepeatable(command.name);
    const readOnly = this.readOnly || this.method!.reads;
    if (readOnly && command.has('writes'))
      throw new StructureError(`${command.name} writes: a @reads command can't play it`);
  }

  private refuseServing(name: string): void {
    this.check();
    if (this.method!.declaration.verb === 'serves')
      throw new StructureError(`server.${name} in a @serves command: it touches data by playing commands`);
  }
}

/** The promise of a handler that is not async: when it is rejected, nobody awaits it. */
function refusePromise(reply: Promise<unknown>): never {
  reply.catch(() => undefined);
  throw new StructureError('it answered a promise, but is not async');
}
