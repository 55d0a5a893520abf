import type { Command } from '../command/command';
import type { CommandStatistics } from '../command/command-statistics';
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

/** In one batch of so many each name in a row of quick commands is timed, in the others they share a reading. */
const TIMED_OF = 8;

/**
 * Times commands, and counts them. One reading of the clock ends a command and begins the next, so reading its words
 * and writing its reply are part of it. Quick commands in a row share a reading; those of different names share its time
 * by the pace of each.
 */
export class Observer implements CallObserver {
  startedAt = 0;
  /** Whether runs are counted by how long they took. */
  tracks = true;
  /** Only a command that took so many microseconds needs a second look. */
  private worthy = Infinity;
  /** The quick commands that aren't timed yet, by name, and the last of them. */
  private readonly row: CommandStatistics[] = [];
  private last: Command | undefined = undefined;
  private batches = 0;

  constructor(
    private readonly clock: () => number,
    private readonly metrics: Metrics,
    private readonly listeners: Listeners,
  ) {}

  begin(): void {
    this.batches++;
    if (this.last !== undefined) this.settle();
    else this.startedAt = this.clock();
  }

  /** A command comes. */
  next(command: Command): void {
    if (this.last === command || this.last === undefined) return;
    if (this.batches % TIMED_OF === 1 || !command.isQuick) this.settle();
  }

  /** Counts a command, to be timed with others; false when it must be timed by itself. */
  joins(command: Command, request: Request, reply: Reply, isLast: boolean): boolean {
    const isAlone = isLast && this.last === undefined;
    if (isAlone || !command.isQuick || request.size > FEW_BYTES || this.worthy < QUICK_MICROSECONDS)
      return false;
    const { statistics } = command;
    if (statistics.untimed++ === 0) this.row.push(statistics);
    if (reply instanceof CommandError) statistics.failed++;
    this.last = command;
    return true;
  }

  /** Times the row of quick commands, if there is one. */
  settle(): void {
    if (this.last === undefined) return;
    this.last = undefined;
    const microseconds = this.lap();
    const runs = this.row.length === 1 ? this.measure(microseconds) : this.share(microseconds);
    this.metrics.commandsProcessed += runs;
    if (runs > 1 && microseconds >= this.worthy) this.tellLatency('fast-command', microseconds);
  }

  ended(session: SessionView, command: Command, request: Request, reply: Reply): void {
    this.settle();
    const microseconds = this.lap();
    const { statistics } = command;
    this.metrics.commandsProcessed++;
    statistics.add(microseconds, 1, this.tracks);
    if (reply instanceof CommandError) statistics.failed++;
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

  /** A played command has refused, or has thrown what the one that it played refused. */
  refusedPlay(error: CommandError): void {
    this.metrics.countPlayedError(error);
  }

  /** Whether every run of a command is timed by itself. */
  timesAlone(command: Command): boolean {
    return !command.isQuick || this.worthy < QUICK_MICROSECONDS;
  }

  /** A handler has played a command; others of its name that weren't timed took as long. */
  played(session: SessionView, command: Command, request: Request, microseconds: number): void {
    this.count(command, microseconds);
    if (microseconds >= this.worthy) this.tellSlow(session, command, request, microseconds);
  }

  playedUntimed({ statistics }: Command): void {
    this.metrics.commandsProcessed++;
    statistics.addUntimedPlay();
  }

  count({ statistics }: Command, microseconds: number): void {
    this.metrics.commandsProcessed++;
    statistics.addPlay(microseconds, this.tracks);
  }

  /** Something that is told of commands has changed. */
  attend(): void {
    const { slowLog, latency, monitors } = this.listeners;
    this.worthy = monitors.size > 0 ? 0 : Math.min(slowLog.threshold, latency.threshold * 1000);
  }

  /** Times a row of one name; its runs. */
  private measure(microseconds: number): number {
    const statistics = this.row.pop()!;
    const runs = statistics.untimed;
    statistics.untimed = 0;
    statistics.learn(microseconds / runs);
    statistics.add(microseconds, runs, this.tracks);
    return runs;
  }

  /** Shares the time of a row of several names; its runs. */
  private share(microseconds: number): number {
    let expected = 0;
    let runs = 0;
    for (const { untimed, pace } of this.row) expected += untimed * pace;
    for (let statistics = this.row.pop(); statistics; statistics = this.row.pop()) {
      const { untimed, pace } = statistics;
      statistics.untimed = 0;
      statistics.add((microseconds * untimed * pace) / expected, untimed, this.tracks);
      runs += untimed;
    }
    return runs;
  }

  /** Microseconds since the last reading of the clock. */
  private lap(): number {
    const now = this.clock();
    const passed = now - this.startedAt;
    this.startedAt = now;
    return passed * 1000;
  }

  private look(session: SessionView, command: Command, request: Request, microseconds: number): void {
    this.tellSlow(session, command, request, microseconds);
    this.listeners.monitors.feed(session, command, request);
  }

  private tellSlow(session: SessionView, command: Command, request: Request, microseconds: number): void {
    const { slowLog } = this.listeners;
    if (microseconds >= slowLog.threshold) slowLog.add(session, command, request, microseconds);
    this.tellLatency(command.hasFlag('fast') ? 'fast-command' : 'command', microseconds);
  }

  private tellLatency(event: string, microseconds: number): void {
    this.listeners.latency.add(event, Math.floor(microseconds / 1000));
  }
}
