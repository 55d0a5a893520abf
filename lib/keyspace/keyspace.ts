import { randomBytes } from 'node:crypto';
import type { Command } from '../command/command';
import { CommandTable } from '../command/command-table';
import { keyWords } from '../command/key-words';
import type { Method } from '../command/method';
import type { MemoView } from '../command/memo-view';
import type { StructureClass } from '../command/structure-class';
import type { Trace } from '../command/trace';
import { collectDiscarded } from '../discarded';
import { type CommandError, errors } from '../errors';
import { type Reply, Waiting } from '../protocol/reply';
import type { Request } from '../protocol/request';
import { cloneRequest } from '../protocol/request-of';
import { type CallObserver, NO_OBSERVER } from './call-observer';
import type { Call } from './call';
import { Changes } from './changes';
import { Classes } from './classes';
import type { Clock } from './clock';
import { Database } from './database';
import { HandlerWatch } from './handler-watch';
import { Holds } from './holds';
import { LateCommands } from './late-commands';
import type { Loading } from './loading';
import { Notifications } from './notifications';
import { Outbox } from './outbox';
import { type Plays, UNSEEN_PLAYS } from './plays';
import {
  enterStep,
  enterTurn,
  hasDrawn,
  installRecorded,
  leaveTurn,
  newSecret,
  type Recorded,
} from './recorded';
import { Touched } from './touched';
import { outcomeOf, type TransactingSession } from './transaction';
import { trace } from './tracing';
import { Triggers } from './triggers';
import { TurnOwners } from './turn-owners';
import { Usage } from './usage';
import { newDictionary } from './value-dictionary';
import { lasting } from './value-of';
import { Waiters } from './waiters';
import { Watches } from './watches';

export interface KeyspaceOptions {
  readonly databases: number;
  readonly clock: Clock;
  /** What random numbers follow from; chance when not given. */
  readonly seed?: number | undefined;
  /** Told of each exception of a handler that is no CommandError. */
  readonly onFault: (command: string, error: unknown) => void;
}

/** The actor: it owns every key, and runs one handler at a time to its end. */
export class Keyspace implements Recorded {
  readonly commands = new CommandTable();
  readonly changes = new Changes();
  readonly holds = new Holds();
  readonly watches = new Watches();
  readonly waiters = new Waiters(this);
  readonly late = new LateCommands(this);
  readonly outbox = new Outbox();
  readonly triggers = new Triggers(this);
  readonly watch = new HandlerWatch();
  readonly notifications = new Notifications(this);
  readonly owners = new TurnOwners();
  readonly touched = new Touched(this);
  readonly classes: Classes;
  readonly databases: Database[];
  /** Changes as a turn begins and as it ends; what belongs to an earlier one is no longer good. */
  turn = 0;
  /** How far the server has come that brings back its data; undefined when it has. */
  loading: Loading | undefined = undefined;
  /** Whether a synchronous command runs. */
  inTurn = false;
  /** Whether the turn is one that a log tells of: it runs again, and is told nobody. */
  isReplaying = false;
  /** The time of the batch, in whole milliseconds since 1970. */
  time = 0;
  readonly usage = new Usage();
  observer: CallObserver = NO_OBSERVER;
  plays: Plays = UNSEEN_PLAYS;
  /** Told when an alarm is due that was set just now. */
  onAlarm: (at: number) => void = () => undefined;
  /** Whether clients' writes wait. What has expired stays where it is then, unseen. */
  isPaused = false;
  keepsExpired = false;
  hits = 0;
  misses = 0;
  expired = 0;
  /** Commands of a log that redis-server wrote, which were refused as they ran again. */
  refusedInReplay = 0;
  /** Steps of maintenance that left something to do, and milliseconds that all have taken. */
  cutShort = 0;
  maintenance = 0;
  /** Whether the running turn has run a write. */
  wrote = false;
  memo!: MemoView;
  /** Replay needs it, with each turn's seed, to have the same random bytes. */
  readonly secret: Buffer;
  /** The seed of the turn, a 32-bit integer. */
  seed: number;
  /** Drafts that there ever were. */
  draftCount = 0;
  private draftDatabase: Database | undefined = undefined;
  /** Whether databases were swapped in this turn. */
  private isRenumbered = false;

  constructor(private readonly options: KeyspaceOptions) {
    installRecorded();
    this.secret = newSecret(options.seed);
    this.seed = options.seed ?? randomBytes(4).readInt32LE();
    this.readClock();
    this.classes = new Classes(this.commands, this, ({ Class }, error) => {
      this.noteTrouble(`${Class.name}.upgrade`, error);
    });
    const make = (index: number) =>
      new Database(index, newDictionary(), this, (database, key) => {
        this.recordExpiry(database, key);
      });
    this.databases = Array.from({ length: options.databases }, (_, index) => make(index));
  }

  /**
   * Registers a structure's commands. Throws a ConfigurationError when one can't be.
   * @param sourceHash of a user's class: commits name those that have one
   * @param file that it was loaded from
   */
  register(Class: StructureClass, sourceHash?: string, file?: string): void {
    this.classes.register(Class, sourceHash, file);
    this.followClasses();
  }

  /** The registered classes are those of the command table. */
  followClasses(): void {
    this.classes.follow();
    this.triggers.follow(this.commands.structures);
    this.notifications.follow();
  }

  get clock(): Clock {
    return this.options.clock;
  }

  /** The time now; everything until the next call happens at that time. */
  readClock(): number {
    this.time = Math.trunc(this.options.clock.now());
    this.usage.setTime(this.time);
    return this.time;
  }

  /** Throws the DB index error. */
  database(index: number): Database {
    const database = this.databases[index];
    if (!database) throw errors.databaseIndex();
    return database;
  }

  swap(first: number, second: number): void {
    const both = [this.database(first), this.database(second)];
    for (const index of [first, second]) this.tellWatchers(index, both);
    this.exchange(first, second);
    this.touched.swap(first, second);
  }

  /** Swaps them, and tells nobody. */
  exchange(first: number, second: number): void {
    const { databases } = this;
    [databases[first], databases[second]] = [this.database(second), this.database(first)];
    databases[first].index = first;
    databases[second].index = second;
    this.isRenumbered = true;
    if (!this.inTurn) this.keepNumbers();
  }

  /** Tells those who watch keys of the database with this number that are in one of these. */
  tellWatchers(index: number, databases: readonly Database[]): void {
    for (const key of this.watches.keysOf(index)) {
      if (databases.some((database) => database.has(key))) this.watches.tell(index, key);
    }
  }

  /** Where values are made that nobody sees. */
  get drafts(): Database {
    return (this.draftDatabase ??= new Database(-1, newDictionary(), this, () => undefined, true));
  }

  /** The command that a request names. Throws the unknown command error, or the unknown sub-command's. */
  lookup(request: Request): Command {
    const command = this.commands.find(request);
    if (!command) throw errors.unknownCommand(request.excerpt(0, SHOWN_BYTES), beginnings(request));
    if (!command.isContainer) return command;
    const sub = command.subcommand(request);
    if (sub) return sub;
    if (command.methods.length > 0 && command.accepts(request.count)) return command;
    if (request.count === 1) throw errors.wrongArity(command.name);
    throw errors.unknownSubcommand(command.name, request.excerpt(1, SHOWN_BYTES));
  }

  /** Runs a client's command: the reply, or a promise of it when it is async or waits for a held key. */
  execute(command: Command, request: Request, call: Call): Reply | Promise<Reply> {
    if (command.isAsync) return this.late.runAsync(command, cloneRequest(request), call);
    if (this.isHeld(command, request, call))
      return this.late.runWhenFree(command, cloneRequest(request), call);
    if (!command.mayWait) return this.runTurn(command, request, call);
    const reply = this.runWaiting(command, request, call, false);
    return reply instanceof Waiting ? this.waiters.wait(reply, command, request, call) : reply;
  }

  /** Whether an async command holds a key of a command. */
  isHeld(command: Command, request: Request, call: Call): boolean {
    return !this.holds.idle && this.holds.isHeld(this.late.namesOf(command, request, call));
  }

  /** One turn: a synchronous command with all that it plays. Answers the error that it throws. */
  runTurn(command: Command, request: Request, call: Call): Reply {
    this.beginTurn();
    try {
      const reply = outcomeOf(call, command, request);
      return this.triggers.areDue ? this.triggers.reactBehind(reply, call) : reply;
    } finally {
      leaveTurn();
      this.endTurn();
    }
  }

  /** One turn of what the task runs. Throws what that throws. */
  turnOf<T>(task: () => T): T {
    this.beginTurn();
    try {
      return task();
    } finally {
      if (this.triggers.areDue) this.triggers.react();
      leaveTurn();
      this.endTurn();
    }
  }

  /** A command of the turn begins that is logged: its random numbers follow from the log, and nobody drew them before. */
  enterLogged(): void {
    const { recorded } = this.changes;
    if (recorded === 0) this.seed = (this.seed + 1) | 0;
    enterStep(recorded);
  }

  /** A dry run of a command, within the turn of the one that asks for it. */
  trace(session: TransactingSession, request: Request): Trace {
    return trace(this, session, request);
  }

  /** Does what is no part of the turn that runs, if one does. */
  outsideTurn<T>(task: () => T): T {
    const { inTurn } = this;
    this.inTurn = false;
    leaveTurn();
    try {
      return task();
    } finally {
      this.inTurn = inTurn;
      if (inTurn) enterTurn(this);
    }
  }

  /** Removes all keys of all databases, which is not logged. */
  clear(): void {
    for (const database of this.databases) {
      this.tellWatchers(database.index, [database]);
      database.dictionary.clear();
    }
  }

  /** A turn begins that a log tells of. */
  beginReplay(recorded: Recorded): void {
    this.time = recorded.time;
    this.turn++;
    this.inTurn = true;
    this.isReplaying = true;
    this.changes.isMuted = true;
    enterTurn(recorded);
  }

  endReplay(): void {
    leaveTurn();
    this.wrote = false;
    this.endTurn();
    this.isReplaying = false;
    this.changes.isMuted = false;
  }

  /** Which words of a request are keys; none when its arguments can't be read. */
  keyWords(command: Command, request: Request): number[] {
    try {
      return keyWords(command, request);
    } catch {
      return [];
    }
  }

  /** Counts a key that a command looked up to read it. */
  countLookup(found: boolean): void {
    if (found) this.hits++;
    else this.misses++;
  }

  /** What a client reads of an exception that is no CommandError; the log has the rest. */
  fault(method: Method, error: unknown): CommandError {
    const label = `${method.owner.Class.name}.${method.command}`;
    if (!this.isReplaying) this.options.onFault(label, error);
    return errors.internal(label, error instanceof Error ? error.message : String(error));
  }

  /** Logs what no client hears of. */
  noteTrouble(where: string, error: unknown): void {
    this.options.onFault(where, error);
  }

  /** Removes expired keys and moves sparse memory together, for so many steps; answers whether there is more to do. */
  maintain(steps: number, expires = true): boolean {
    this.readClock();
    this.wrote = false;
    let more = false;
    for (const database of this.databases) more = database.maintain(steps, expires && !this.loading) || more;
    if (this.draftDatabase) more = this.draftDatabase.maintain(steps) || more;
    collectDiscarded();
    if (this.triggers.areDue) this.triggers.reactAlone();
    this.endTurn();
    this.waiters.serve();
    return more;
  }

  /** Bytes that keys and values take off the JavaScript heap. */
  get bytes(): number {
    return this.databases.reduce((sum, { dictionary }) => sum + dictionary.usedBytes, 0);
  }

  resetStatistics(): void {
    this.hits = 0;
    this.misses = 0;
    this.expired = 0;
    this.refusedInReplay = 0;
    this.cutShort = 0;
    this.maintenance = 0;
    this.late.timeouts = 0;
    this.holds.refusals = 0;
  }

  /** Runs a command that has waited for its keys; its reply waits until others have had their turn. */
  runAgain(command: Command, request: Request, call: Call): Reply {
    this.observer.begin();
    const reply = this.lasting(this.runWaiting(command, request, call, true), call);
    this.observer.ranAgain(command, reply);
    return reply;
  }

  /** A turn of a command that may wait. */
  runWaiting(command: Command, request: Request, call: Call, hasWaited: boolean): Reply {
    call.mayWait = true;
    call.hasWaited = hasWaited;
    let reply = this.runTurn(command, request, call);
    // What it waits for may have come of what triggers did in its turn.
    if (reply instanceof Waiting && this.triggers.reactedIn === this.turn - 1)
      reply = this.runTurn(command, request, call);
    call.mayWait = false;
    call.hasWaited = false;
    return reply;
  }

  /** The reply as it stays good after the turn. */
  lasting(reply: Reply, call: Call): Reply {
    try {
      return lasting(reply);
    } catch (error) {
      return call.fault(error);
    }
  }

  private beginTurn(): void {
    this.turn++;
    this.inTurn = true;
    this.wrote = false;
    this.seed = (this.seed + 1) | 0;
    enterTurn(this);
  }

  private endTurn(): void {
    if (this.touched.on) this.touched.end();
    this.turn++;
    this.inTurn = false;
    if (this.draftDatabase && this.draftDatabase.dictionary.size > 0) this.draftDatabase.dictionary.clear();
    if (this.wrote) this.changes.commit(this.time, hasDrawn() ? this.seed : 0, this.owners.counts);
    if (this.isRenumbered) this.keepNumbers();
    this.owners.clear();
    if (this.outbox.size > 0) this.outbox.send();
  }

  private keepNumbers(): void {
    for (const database of this.databases) database.indexBefore = database.index;
    this.isRenumbered = false;
  }

  /** An expiry is an event of its own in the log, before the turn: there its database has the number that it had then. */
  private recordExpiry(database: Database, key: Buffer): void {
    this.expired++;
    this.watches.expire(database.index, key.toString('latin1'));
    this.wrote = true;
    if (this.notifications.on) this.notifications.tell('x', 'expired', database.index, key);
    if (this.changes.heard) this.changes.recordExpiry(database.indexBefore, key);
  }
}

/** An error shows no more of a word, and no more words than make so many bytes with their quotes. */
const SHOWN_BYTES = 128;

/** How the words after the command begin. */
const beginnings = (request: Request) =>
  Array.from({ length: Math.min(request.count - 1, SHOWN_BYTES) }, (_, word) =>
    request.excerpt(word + 1, SHOWN_BYTES),
  );
