import type { TriggersView } from '../command/memo-view';
import type { Method } from '../command/method';
import type { StructureInfo } from '../command/structure-info';
import { type Happened, type TriggerDeclaration, triggerMethod, triggersOf } from '../command/trigger';
import { StructureError } from '../errors';
import type { Reply } from '../protocol/reply';
import { decodeText } from '../protocol/text';
import { Call } from './call';
import type { Database } from './database';
import type { Keyspace } from './keyspace';
import { Nobody } from './nobody';
import { enterTurn, enterUnlogged, leaveTurn } from './recorded';

/** Triggers that set off one another are stopped here. */
const DEEPEST = 8;

/** It changes data by the commands that it plays, each of which is logged as itself. */
interface Trigger extends Pick<TriggerDeclaration, 'label' | 'pattern'> {
  /** Runs on what has happened. */
  readonly method: Method;
}

/** What has happened, to which a trigger is yet to react. */
interface Due {
  readonly trigger: Trigger;
  readonly event: string;
  readonly database: Database;
  readonly key: Buffer;
  /** How many triggers led there. */
  readonly depth: number;
}

/** What reacts to events in the turn that they happen in. In replay there are none: the log has what they have played. */
export class Triggers implements TriggersView {
  run = 0;
  failed = 0;
  /** The last turn in which they have reacted. */
  reactedIn = -1;
  private readonly byEvent = new Map<string, Trigger[]>();
  /** What each class declares: it is looked for once, however often others are registered after it. */
  private declared = new Map<StructureInfo, readonly TriggerDeclaration[]>();
  private due: Due[] = [];
  /** How deep the trigger is that runs, 0 when none does. */
  private depth = 0;
  private readonly calls = new Map<Database, Call>();

  constructor(private readonly keyspace: Keyspace) {}

  /** Whether there are any. */
  get exist(): boolean {
    return this.byEvent.size > 0;
  }

  /** Whether some have something to react to. */
  get areDue(): boolean {
    return this.due.length > 0;
  }

  /** They are those of these classes, whatever they were. */
  follow(structures: readonly StructureInfo[]): void {
    this.byEvent.clear();
    const { declared } = this;
    this.declared = new Map(structures.map((info) => [info, declared.get(info) ?? triggersOf(info.Class)]));
    for (const [info, declarations] of this.declared) this.add(info, declarations);
  }

  private add(info: StructureInfo, declarations: readonly TriggerDeclaration[]): void {
    for (const declaration of declarations) {
      const { events, label, pattern } = declaration;
      const trigger = { label, pattern, method: triggerMethod(info, declaration) };
      for (const event of events) this.byEvent.set(event, [...(this.byEvent.get(event) ?? []), trigger]);
    }
  }

  areFor(event: string): boolean {
    return this.byEvent.has(event);
  }

  /** Something has happened to a key. */
  note(event: string, database: Database, key: Buffer): void {
    for (const trigger of this.byEvent.get(event) ?? []) {
      if (!trigger.pattern.matches({ bytes: key, start: 0, end: key.length })) continue;
      const depth = this.depth + 1;
      if (depth > DEEPEST) this.fail(trigger, endless(event, key));
      else this.due.push({ trigger, event, database, key: Buffer.from(key), depth });
    }
  }

  /** They react to what the turn of a command has done; answers its reply, as it is whatever they do. */
  reactBehind(reply: Reply, call: Call): Reply {
    const own = this.keyspace.lasting(reply, call);
    this.react();
    return own;
  }

  /** They react to what has happened between turns: the turn is theirs. */
  reactAlone(): void {
    const { keyspace } = this;
    keyspace.turn++;
    keyspace.inTurn = true;
    keyspace.seed = (keyspace.seed + 1) | 0;
    enterTurn(keyspace);
    try {
      this.react();
    } finally {
      leaveTurn();
    }
  }

  /** How much there is to react to. */
  get mark(): number {
    return this.due.length;
  }

  /** What has come since is undone; but what has expired stays so. */
  forget(mark: number): void {
    this.due.push(...this.due.splice(mark).filter(({ event }) => event === 'expired'));
  }

  /** They react in the turn that runs, in the order in which things have happened. */
  react(): void {
    // What they do may set off others, which come last.
    for (const due of this.due) this.reactTo(due);
    this.due = [];
    this.depth = 0;
    this.reactedIn = this.keyspace.turn;
  }

  private reactTo({ trigger, event, database, key, depth }: Due): void {
    const { outbox } = this.keyspace;
    const published = outbox.size;
    this.depth = depth;
    this.run++;
    enterUnlogged();
    try {
      const call = this.callFor(database);
      const run = () => this.runHandler(trigger, call, decodeText(key, 0, key.length), event);
      if (trigger.method.owner.isAtomic) this.keyspace.touched.attempt(call, run);
      else run();
    } catch (error) {
      outbox.withdraw(published);
      this.fail(trigger, error);
    }
  }

  private runHandler({ method }: Trigger, call: Call, key: string, event: string): void {
    call.perform(method, () => {
      const answer: unknown = call.invoke(method, { server: call, key, event } satisfies Happened);
      if (!(answer instanceof Promise)) return;
      answer.catch(() => undefined);
      throw new StructureError('it answered a promise, but a trigger is part of the turn that it reacts to');
    });
  }

  private callFor(database: Database): Call {
    const known = this.calls.get(database);
    if (known) return known;
    const call = new Call(this.keyspace, new Nobody(this.keyspace), database);
    this.calls.set(database, call);
    return call;
  }

  /** There is no client to hear of it: the command that it reacts to stands. */
  private fail({ label }: Trigger, error: unknown): void {
    this.failed++;
    this.keyspace.noteTrouble(`the trigger ${label}`, error);
  }
}

const endless = (event: string, key: Buffer) =>
  new StructureError(
    `${DEEPEST} triggers set off one another, and it would be the next, by ${event} of '${key.toString()}'`,
  );
