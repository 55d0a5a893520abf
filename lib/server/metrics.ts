import type { MetricsView } from '../command/memo-view';
import type { CommandError } from '../errors';
import type { Keyspace } from '../keyspace/keyspace';
import { Instantaneous } from './instantaneous';

/** Codes of errors are counted apart up to so many: whoever makes them up takes no memory. */
const MOST_CODES = 128;

/** The figures that INFO shows. */
export class Metrics implements MetricsView {
  connectionsReceived = 0;
  rejectedConnections = 0;
  outputLimitDisconnections = 0;
  commandsProcessed = 0;
  inputBytes = 0;
  outputBytes = 0;
  readsProcessed = 0;
  writesProcessed = 0;
  errorReplies = 0;
  memoryPeak = 0;
  readonly memoryAtStart: number;
  readonly errorsByCode = new Map<string, number>();
  private lastPlayed: CommandError | undefined = undefined;
  private readonly operations: Instantaneous;
  private readonly input: Instantaneous;
  private readonly output: Instantaneous;

  constructor(
    private readonly keyspace: Keyspace,
    readonly startedAt: number,
  ) {
    this.operations = new Instantaneous(startedAt);
    this.input = new Instantaneous(startedAt);
    this.output = new Instantaneous(startedAt);
    this.memoryAtStart = this.memoryUsed();
  }

  get operationsPerSecond(): number {
    return Math.floor(this.operations.rate);
  }

  get inputRate(): number {
    return this.input.rate;
  }

  get outputRate(): number {
    return this.output.rate;
  }

  get expiredKeys(): number {
    return this.keyspace.expired;
  }

  get refusedInReplay(): number {
    return this.keyspace.refusedInReplay;
  }

  get expireStepsCutShort(): number {
    return this.keyspace.cutShort;
  }

  get expireMilliseconds(): number {
    return this.keyspace.maintenance;
  }

  get asyncCommands(): number {
    return this.keyspace.late.running;
  }

  get asyncTimeouts(): number {
    return this.keyspace.late.timeouts;
  }

  get waitingForHeldKeys(): number {
    return this.keyspace.holds.waiting;
  }

  get heldKeyRefusals(): number {
    return this.keyspace.holds.refusals;
  }

  get keyspaceHits(): number {
    return this.keyspace.hits;
  }

  get keyspaceMisses(): number {
    return this.keyspace.misses;
  }

  get changes(): number {
    return this.keyspace.changes.sequence;
  }

  get datasetBytes(): number {
    return this.keyspace.bytes;
  }

  memoryUsed(): number {
    const { heapUsed, external } = process.memoryUsage();
    const used = heapUsed + external;
    this.memoryPeak = Math.max(this.memoryPeak, used);
    return used;
  }

  countError(error: CommandError): void {
    const { lastPlayed } = this;
    this.lastPlayed = undefined;
    if (error === lastPlayed) return;
    const { code } = error;
    this.errorReplies++;
    const known = this.errorsByCode.get(code);
    if (known === undefined && this.errorsByCode.size >= MOST_CODES) return;
    this.errorsByCode.set(code, (known ?? 0) + 1);
  }

  /** The same of what a played command refuses: it is not counted again where it is what the client reads. */
  countPlayedError(error: CommandError): void {
    this.countError(error);
    this.lastPlayed = error;
  }

  /** To be called ten times a second. */
  sample(now: number): void {
    this.operations.sample(this.commandsProcessed, now);
    this.input.sample(this.inputBytes, now);
    this.output.sample(this.outputBytes, now);
    this.memoryUsed();
  }

  resetStatistics(): void {
    this.connectionsReceived = 0;
    this.rejectedConnections = 0;
    this.outputLimitDisconnections = 0;
    this.commandsProcessed = 0;
    this.inputBytes = 0;
    this.outputBytes = 0;
    this.readsProcessed = 0;
    this.writesProcessed = 0;
    this.errorReplies = 0;
    this.memoryPeak = 0;
    this.memoryUsed();
    this.errorsByCode.clear();
    this.keyspace.resetStatistics();
    for (const { statistics } of this.keyspace.commands.all()) statistics.reset();
  }
}
