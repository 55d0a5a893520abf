import type { AlarmsView } from '../../command/memo-view';
import { CommandError } from '../../errors';
import type { Log } from '../../log';
import type { Request } from '../../protocol/request';
import { requestOf } from '../../protocol/request-of';
import { Call } from '../call';
import type { Database } from '../database';
import type { Keyspace } from '../keyspace';
import { Nobody } from '../nobody';
import type { ValueDictionary } from '../value-dictionary';
import { readAlarmName } from './alarm-name';
import type { KeyAlarms } from './key-alarms';

/** The command that takes an alarm from its value and runs it: the log has it as it has a client's. */
const RING = ['MEMO', 'RING'] as const;

/** Alarms that are due run for so long, then clients have their turn. */
const SLICE_MS = 2;
/** The server's clock may be another than that of timers, may jump, and alarms may have to wait: it is looked at so often. */
const LOOK_MS = 100;
/** An alarm that its turn has left where it was is tried again after so long. */
const RETRY_MS = 1000;
const SHOWN_BYTES = 128;

/** What an AlarmClock needs of the server. */
export interface AlarmContext {
  /** The time in milliseconds from whenever. */
  clock(): number;
  /** Why nothing can be changed, undefined while it can. */
  readonly disk: { readonly refusal: CommandError | undefined };
  readonly log: Log;
}

/** Runs the commands of alarms, never before their time; late ones, of a server that was down, as soon as it is up. */
export class AlarmClock implements AlarmsView {
  rung = 0;
  failed = 0;
  /** When it looks next, by the server's clock. */
  private wakesAt = Infinity;
  private isOn = false;
  private takeBack: (() => void) | undefined = undefined;
  private immediate: NodeJS.Immediate | undefined = undefined;
  private readonly session: Nobody;
  private readonly call: Call;

  constructor(
    private readonly keyspace: Keyspace,
    private readonly context: AlarmContext,
  ) {
    this.session = new Nobody(keyspace);
    this.call = new Call(keyspace, this.session);
    keyspace.onAlarm = (at) => {
      if (this.isOn && at < this.wakesAt) this.wakeAt(at);
    };
  }

  get pending(): number {
    return this.keyspace.databases.reduce((sum, { dictionary }) => sum + dictionary.alarms.count, 0);
  }

  start(): void {
    this.isOn = true;
    this.wakeAgain();
  }

  stop(): void {
    this.isOn = false;
    this.sleep();
  }

  /** Runs alarms that are due, as many as there is time for; answers whether that were all. */
  readonly ring = (): boolean => {
    const { keyspace, context } = this;
    this.sleep();
    keyspace.readClock();
    const until = context.clock() + SLICE_MS;
    for (let due = this.due(); due; due = this.due()) {
      this.ringFirst(...due);
      if (context.clock() >= until) break;
    }
    keyspace.waiters.serve();
    this.wakeAgain();
    return this.due() === undefined;
  };

  /** Whether a change can be made now. */
  private get mayRing(): boolean {
    const { isPaused, loading } = this.keyspace;
    return this.isOn && !isPaused && loading === undefined && this.context.disk.refusal === undefined;
  }

  private due(): [Database, KeyAlarms] | undefined {
    if (!this.mayRing) return undefined;
    const first = this.first();
    return first && first[1].at <= this.keyspace.time ? first : undefined;
  }

  private first(): [Database, KeyAlarms] | undefined {
    let found: [Database, KeyAlarms] | undefined;
    for (const database of this.keyspace.databases) {
      const { next } = database.dictionary.alarms;
      if (next && (!found || next.at < found[1].at)) found = [database, next];
    }
    return found;
  }

  /** Runs the first alarm of a value. */
  private ringFirst(database: Database, alarms: KeyAlarms): void {
    const { keyspace, call, session } = this;
    const { key } = alarms;
    const { name } = alarms.first;
    const request = requestOf([...RING, Buffer.from(key, 'latin1'), ...readAlarmName(name)!]);
    const command = keyspace.lookup(request);
    session.database = database.index;
    if (keyspace.isHeld(command, request, call)) return this.waitUntilFree(database, alarms, request);
    keyspace.observer.begin();
    const reply = keyspace.runTurn(command, request, call);
    keyspace.observer.ended(session, command, request, reply);
    this.rung++;
    if (reply instanceof CommandError) this.fail(request, reply);
    this.postponeIfDue(database, key, name);
  }

  /** An async command has the key: the alarms of the value come after it. */
  private waitUntilFree({ dictionary }: Database, alarms: KeyAlarms, request: Request): void {
    const { keyspace, call } = this;
    dictionary.alarms.setAside(alarms);
    void keyspace.late
      .whenFree(keyspace.lookup(request), request, call)
      .then(() => this.putBack(dictionary, alarms));
  }

  /** An alarm that is set by its own turn comes later: one that is still due would run over and over. */
  private postponeIfDue({ dictionary }: Database, key: string, name: string): void {
    const { next } = dictionary.alarms;
    const isIt = next?.key === key && next.first.name === name && next.at <= this.keyspace.time;
    if (!isIt) return;
    dictionary.alarms.setAside(next);
    this.later(RETRY_MS, () => this.putBack(dictionary, next));
  }

  private putBack({ alarms: table }: ValueDictionary, alarms: KeyAlarms): void {
    table.putBack(alarms);
    this.keyspace.onAlarm(0);
  }

  /** There is no client to hear of it. */
  private fail(request: Request, error: CommandError): void {
    const [, , key, command] = Array.from({ length: 4 }, (_, word) => request.excerpt(word, SHOWN_BYTES));
    this.failed++;
    this.context.log.warn(`the alarm ${command} of '${key}' was not heard: ${error.message}`);
  }

  private sleep(): void {
    this.takeBack?.();
    this.takeBack = undefined;
    clearImmediate(this.immediate);
    this.wakesAt = Infinity;
  }

  private wakeAgain(): void {
    const first = this.isOn ? this.first() : undefined;
    if (first) this.wakeAt(first[1].at);
  }

  private wakeAt(at: number): void {
    this.sleep();
    this.wakesAt = at;
    const milliseconds = at - this.keyspace.time;
    if (milliseconds <= 0 && this.mayRing) this.immediate = setImmediate(this.ring);
    else this.takeBack = this.ringIn(milliseconds);
  }

  /** Looks in so many milliseconds, or sooner; answers what takes that back. */
  private ringIn(milliseconds: number): () => void {
    const pause = milliseconds > 0 ? milliseconds : LOOK_MS;
    return this.later(this.keyspace.clock.after ? pause : Math.min(pause, LOOK_MS), this.ring);
  }

  /** Does a task in so many milliseconds; answers what takes that back. */
  private later(milliseconds: number, task: () => void): () => void {
    const { clock } = this.keyspace;
    if (clock.after) return clock.after(milliseconds, task);
    const timer = setTimeout(task, milliseconds).unref();
    return () => clearTimeout(timer);
  }
}
