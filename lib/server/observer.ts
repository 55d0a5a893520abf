import type { Command } from '../command/command';
import type { SessionView } from '../command/session-view';
import { CommandError } from '../errors';
import type { CallObserver } from '../keyspace/call-observer';
import { type Reply, Waiting } from '../protocol/reply';
import type { Request } from '../protocol/request';
import type { LatencyMonitor } from './latency-monitor';
import type { Metrics } from './metrics';
import type { Monitors } from './monitors';
import type { SlowLog } from './slow-log';

/** What is told of commands beside their figures. */
interface Listeners {
  readonly slowLog: SlowLog;
  readonly latency: LatencyMonitor;
  readonly monitors: Monitors;
}

/** Quick commands of more bytes are timed one by one. */
const FEW_BYTES = 1024;

/** Below so many microseconds, whoever wants to hear of single commands wants to hear of quick ones, too. */
const QUICK_MICROSECONDS = 1000;

/**
 * Times commands, and counts them. One reading of the clock ends a command and begins the next, so reading its words
 * and writing its reply are part of it. Quick commands of one name in a row share one reading.
 */
export class Observer implements CallObserver {
  startedAt = 0;
  /** Whether runs are counted by how long they took. */
  tracks = true;
  /** Only a command that took so many microseconds needs a second look. */
  private worthy = Infinity;
  /** The quick command whose row isn't timed yet, and how many there are in it. */
  private row: Command | undefined = undefined;
  private rowLength = 0;

  constructor(
    private readonly clock: () => number,
    private readonly metrics: Metrics,
    private readonly listeners: Listeners,
  ) {}

  begin(): void {
    if (this.row !== undefined) this.settle();
    else this.startedAt = this.clock();
  }

  /** A command comes that is none of the row. */
  next(command: Command): void {
    if (this.row !== command) this.settle();
  }

  /** Counts a command, to be timed with others of its name; false when it must be timed by itself. */
  joins(command: Command, request: Request, reply: Reply, isLast: boolean): boolean {
    const isAlone = isLast && this.row === undefined;
    if (isAlone || !command.isQuick || request.size > FEW_BYTES || this.worthy < QUICK_MICROSECONDS)
      return false;
    this.count(command, reply);
    this.row = command;
    this.rowLength++;
    return true;
  }

  /** Times the row of quick commands, if there is one. */
  settle(): void {
    const { row, rowLength } = this;
    if (!row) return;
    const { statistics } = row;
    this.row = undefined;
    this.rowLength = 0;
    const microseconds = this.lap();
    statistics.microseconds += microseconds;
    if (this.tracks) statistics.track(microseconds / rowLength, rowLength);
    if (rowLength > 1 && microseconds >= this.worthy) this.tellLatency('fast-command', microseconds);
  }

  ended(session: SessionView, command: Command, request: Request, reply: Reply): void {
    this.settle();
    const microseconds = this.lap();
    const { statistics } = command;
    this.count(command, reply);
    statistics.microseconds += microseconds;
    if (this.tracks) statistics.track(microseconds);
    if (microseconds >= this.worthy) this.look(session, command, request, microseconds);
  }

  /** A command waits for others to go on: monitors see it now, the rest comes when it has ended. */
  deferred(session: SessionView, command: Command, request: Request): void {
    this.startedAt = this.clock();
    this.listeners.monitors.feed(session, command, request);
  }

  ranAgain({ statistics }: Command, reply: Reply): void {
    const microseconds = this.lap();
    if (reply instanceof Waiting) return;
    statistics.microseconds += microseconds;
    if (reply instanceof CommandError) statistics.failed++;
  }

  refused(error: CommandError): void {
    this.metrics.countError(error);
  }

  /** Something that is told of commands has changed. */
  attend(): void {
    const { slowLog, latency, monitors } = this.listeners;
    this.worthy = monitors.size > 0 ? 0 : Math.min(slowLog.threshold, latency.threshold * 1000);
  }

  private count({ statistics }: Command, reply: Reply): void {
    this.metrics.commandsProcessed++;
    statistics.calls++;
    if (reply instanceof CommandError) statistics.failed++;
  }

  /** Microseconds since the last reading of the clock. */
  private lap(): number {
    const now = this.clock();
    const passed = now - this.startedAt;
    this.startedAt = now;
    return passed * 1000;
  }

  private look(session: SessionView, command: Command, request: Request, microseconds: number): void {
    const { slowLog, monitors } = this.listeners;
    if (microseconds >= slowLog.threshold) slowLog.add(session, command, request, microseconds);
    this.tellLatency(command.hasFlag('fast') ? 'fast-command' : 'command', microseconds);
    monitors.feed(session, command, request);
  }

  private tellLatency(event: string, microseconds: number): void {
    this.listeners.latency.add(event, Math.floor(microseconds / 1000));
  }
}
