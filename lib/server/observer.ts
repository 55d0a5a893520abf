import type { Command } from '../command/command';
import type { SessionView } from '../command/server';
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

/**
 * Times each command, and counts it. One reading of the clock ends a command and begins the next, so reading its words
 * and writing its reply are part of it.
 */
export class Observer implements CallObserver {
  startedAt = 0;
  /** Whether runs are counted by how long they took. */
  tracks = true;
  /** Only a command that took so many microseconds needs a second look. */
  private worthy = Infinity;

  constructor(
    private readonly clock: () => number,
    private readonly metrics: Metrics,
    private readonly listeners: Listeners,
  ) {}

  begin(): void {
    this.startedAt = this.clock();
  }

  ended(session: SessionView, command: Command, request: Request, reply: Reply): void {
    const microseconds = this.lap();
    const { statistics } = command;
    this.metrics.commandsProcessed++;
    statistics.calls++;
    statistics.microseconds += microseconds;
    if (this.tracks) statistics.track(microseconds);
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

  /** Something that is told of commands has changed. */
  attend(): void {
    const { slowLog, latency, monitors } = this.listeners;
    this.worthy = monitors.size > 0 ? 0 : Math.min(slowLog.threshold, latency.threshold * 1000);
  }

  /** Microseconds since the last reading of the clock. */
  private lap(): number {
    const now = this.clock();
    const passed = now - this.startedAt;
    this.startedAt = now;
    return passed * 1000;
  }

  private look(session: SessionView, command: Command, request: Request, microseconds: number): void {
    const { slowLog, latency, monitors } = this.listeners;
    if (microseconds >= slowLog.threshold) slowLog.add(session, command, request, microseconds);
    const event = command.hasFlag('fast') ? 'fast-command' : 'command';
    latency.add(event, Math.floor(microseconds / 1000));
    monitors.feed(session, command, request);
  }
}
