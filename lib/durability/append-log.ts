import { getSystemErrorMap } from 'node:util';
import { type CommandError, errors } from '../errors';
import type { LoggedTurn } from '../keyspace/changes';
import { Batch } from './batch';
import type { FileSystem } from './file-system';
import { IncrementWriter } from './increment-writer';
import { ReplyGate } from './reply-gate';

/** When batches are synced: before their replies are sent, about once a second, or when the system likes. */
export type SyncPolicy = 'always' | 'everysec' | 'no';

export interface AppendLogOptions {
  readonly files: FileSystem;
  /** What cryptographic random bytes follow from. */
  readonly secret: Buffer;
  /** Milliseconds from whenever. */
  readonly clock: () => number;
  readonly listener: AppendLogListener;
}

/** Is told how the log fares. */
export interface AppendLogListener {
  /** A batch can't be written; it is tried again. */
  onRefused(error: Error): void;
  onRecovered(): void;
  /** Nobody knows what is on disk: the process must end before anything else is acknowledged. */
  onLost(error: Error): void;
}

const SYNC_MS = 1000;
/** With `everysec`, replies wait for a sync when the oldest write that isn't synced is older. */
const LATE_MS = 1500;
const RETRY_MS = 100;
/** With `always`, a disk that syncs quicker is waited for where the commands run: a thread's wake-up would take as long. */
const QUICK_MS = 1;
/** With `always`, a batch grows for so many turns of the event loop at most: fewer batches are fewer syncs. */
const GROWING_TURNS = 4;

/** The log of what is changed: each turn of the event loop is one batch, one write, and at most one sync. */
export class AppendLog {
  readonly gate = new ReplyGate();
  policy: SyncPolicy = 'everysec';
  /** Why writes are refused, undefined while they are not. */
  refusal: CommandError | undefined = undefined;
  /** Batches whose replies had to wait because a sync took long. */
  delayed = 0;
  /** Whether it is being synced. */
  isSyncing = false;
  private readonly batch = new Batch();
  private file: IncrementWriter | undefined = undefined;
  /** The file to go on in. */
  private next: IncrementWriter | undefined = undefined;
  private settleMove: (error?: Error) => void = () => undefined;
  /** Whether the file has batches that aren't synced. */
  private isUnsynced = false;
  /** When the oldest of these batches was written, and the oldest that the running sync may not cover. */
  private unsyncedSince: number | undefined = undefined;
  private laterSince: number | undefined = undefined;
  /** The last batch written. */
  private ticket = 0;
  /** Milliseconds that syncs have taken of late: the longest one, which counts less with each that follows. */
  private pace = 0;
  private isDue = false;
  /** For how many turns of the event loop the batch has grown, and its size at the last one. */
  private turns = 0;
  private sizeBefore = 0;
  private isLost = false;
  private timer: NodeJS.Timeout | undefined = undefined;
  private readonly whenSettled: (() => void)[] = [];

  constructor(private readonly options: AppendLogOptions) {}

  /** The bytes of the increment that is written to. */
  get size(): number {
    return this.file?.size ?? 0;
  }

  /** Bytes that aren't written yet. */
  get pendingBytes(): number {
    return this.batch.size;
  }

  /** Whether all that was changed is written. */
  get isWhole(): boolean {
    return this.isWell && this.batch.isEmpty;
  }

  /** Whether what is changed can be written. */
  get isWell(): boolean {
    return !this.refusal && !this.isLost;
  }

  /** Begins to write, behind what is in the file; `database` is selected where it ends. Throws the system's error. */
  open(path: string, database?: number): void {
    const file = new IncrementWriter(this.options.files, path);
    this.file = file;
    this.batch.begin(this.options.secret, file.size === 0 ? undefined : database);
  }

  /**
   * What is changed from now on goes to an empty file, as soon as all that is in the one so far is on disk: until then nothing
   * is written, so that a power cut never takes what lies in the middle. Throws the system's error when either can't be
   * written; resolves when it has moved, or rejects when it can't be synced.
   */
  moveTo(path: string): Promise<void> {
    const next = new IncrementWriter(this.options.files, path);
    try {
      if (!this.batch.isEmpty) this.writeTo(this.file!);
    } catch (error) {
      next.close();
      throw error;
    }
    this.next = next;
    this.batch.begin(this.options.secret, undefined);
    this.settleReplies();
    const moved = new Promise<void>((resolve, reject) => {
      this.settleMove = (error) => {
        if (error) reject(error);
        else resolve();
      };
    });
    if (!this.isUnsynced) this.move(next);
    else this.sync();
    return moved;
  }

  /** A turn is part of the batch; replies wait for it from now on. */
  commit(turn: LoggedTurn): void {
    // While the disk is full, whoever reads need not wait for what has expired.
    if (!turn.isExpiry || !this.refusal) this.gate.shut(this.ticket + 1);
    this.batch.add(turn);
    if (this.isDue) return;
    this.isDue = true;
    setImmediate(this.flushDue);
  }

  /** Writes the batch, if there is one and the one before it is as safe as it must be. */
  flush(): void {
    if (this.policy !== 'always' || !this.isSyncing) this.flushNow();
  }

  /** The same, whether or not the one before it is safe; not while the log is about to go on in another file. */
  flushNow(): void {
    if (this.batch.isEmpty || this.next || this.isLost || !this.file) return;
    try {
      this.writeTo(this.file);
    } catch (error) {
      this.refuse(error as NodeJS.ErrnoException);
      return;
    }
    this.settleReplies();
  }

  /** The file that is written to ends where its batches do, until another is written. */
  trim(): void {
    this.file?.trim();
  }

  /** Resolves when all is written and synced that there is now, or when that can't be. */
  async settle(): Promise<void> {
    this.flush();
    const isDone = !this.isUnsynced && this.batch.isEmpty;
    if (isDone || this.isLost || this.refusal || !this.file) return;
    const settled = new Promise<void>((resolve) => this.whenSettled.push(resolve));
    this.sync();
    await settled;
  }

  /** Writes nothing any more, until it is opened again. */
  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.file?.close();
    this.next?.close();
    if (this.next) this.settleMove(new Error('the log is closed'));
    this.file = undefined;
    this.next = undefined;
  }

  /** There need be no log: what waits for it waits no longer. */
  abandon(): void {
    this.close();
    this.batch.clear();
    this.refusal = undefined;
    this.isUnsynced = false;
    this.isSyncing = false;
    this.unsyncedSince = undefined;
    this.laterSince = undefined;
    this.gate.open(++this.ticket);
  }

  private get isLate(): boolean {
    const { unsyncedSince } = this;
    if (this.policy !== 'everysec' || unsyncedSince === undefined) return false;
    return this.options.clock() - unsyncedSince > LATE_MS;
  }

  private readonly flushDue = (): void => {
    if (this.policy === 'always' && this.isGrowing) setImmediate(this.flushDue);
    else this.endTurn();
  };

  /** Whether more has come in with this turn of the event loop, and more may come with the next. */
  private get isGrowing(): boolean {
    const { size } = this.batch;
    const hasGrown = size > this.sizeBefore;
    this.sizeBefore = size;
    return hasGrown && ++this.turns < GROWING_TURNS;
  }

  private endTurn(): void {
    this.isDue = false;
    this.turns = 0;
    this.sizeBefore = 0;
    this.flush();
  }

  private writeTo(file: IncrementWriter): void {
    const batch = this.batch.sealed();
    if (this.policy !== 'always') file.trim();
    file.append(batch);
    if (this.policy === 'always') file.makeRoom();
    this.ticket++;
    this.batch.clear();
    this.isUnsynced = true;
    if (this.isSyncing) this.laterSince ??= this.options.clock();
    else this.unsyncedSince ??= this.options.clock();
    if (!this.refusal) return;
    this.refusal = undefined;
    this.options.listener.onRecovered();
  }

  /** Replies of what is written go out, or wait for a sync. */
  private settleReplies(): void {
    const late = this.isLate;
    if (late) this.delayed++;
    if (this.policy !== 'always' && !late) this.gate.open(this.ticket);
    // It let replies pass if the disk was full.
    else if (this.isUnsynced) this.gate.shut(this.ticket);
    if (this.gate.isShut) this.sync();
    else if (this.policy === 'everysec') this.syncLater();
  }

  private refuse(error: NodeJS.ErrnoException): void {
    if (!this.refusal) this.options.listener.onRefused(error);
    this.refusal = errors.logNotWritten(systemMessage(error));
    this.gate.pass();
    this.announce();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.flush();
    }, RETRY_MS);
  }

  private syncLater(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.sync();
    }, SYNC_MS).unref();
  }

  private sync(): void {
    const { file, ticket } = this;
    if (this.isSyncing || !this.isUnsynced || !file) return;
    this.isSyncing = true;
    const start = this.options.clock();
    const end = (error: Error | null) => {
      this.pace = Math.max(this.options.clock() - start, this.pace * 0.9);
      if (this.isLost || this.file !== file) return;
      if (error) this.lose(error);
      else this.synced(ticket);
    };
    if (this.policy === 'always' && this.pace < QUICK_MS) file.syncNow(end);
    else file.sync(end);
  }

  private synced(ticket: number): void {
    this.isSyncing = false;
    this.isUnsynced = ticket < this.ticket;
    this.unsyncedSince = this.laterSince;
    this.laterSince = undefined;
    if (this.next && !this.isUnsynced) this.move(this.next);
    // The disk works while replies are sent.
    this.flush();
    this.gate.open(ticket);
    if (!this.isUnsynced && this.batch.isEmpty) this.announce();
    else if (this.gate.isShut || this.next || this.whenSettled.length > 0) this.sync();
    else if (this.policy === 'everysec') this.syncLater();
  }

  private move(next: IncrementWriter): void {
    this.file?.close();
    this.file = next;
    this.next = undefined;
    this.settleMove();
    this.flush();
  }

  private announce(): void {
    for (const settled of this.whenSettled.splice(0)) settled();
  }

  private lose(error: Error): void {
    this.isLost = true;
    this.announce();
    this.settleMove(error);
    this.options.listener.onLost(error);
  }
}

/** As the C library says it: `No space left on device`. */
function systemMessage({ code, errno, message }: NodeJS.ErrnoException): string {
  if (code === 'EIO') return 'Input/output error';
  const [, text] = getSystemErrorMap().get(errno ?? 0) ?? [];
  return text === undefined ? message : text.charAt(0).toUpperCase() + text.slice(1);
}
