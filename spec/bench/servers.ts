import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type Inside, requireInside } from './inside';

export const root = join(__dirname, '..', '..');

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
const startLimit = 30_000;
const stopLimit = 20_000;
const running = new Set<ChildProcess>();

process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

export interface MemoOptions {
  /** The server's script. */
  readonly script: string;
  /** Structure files to load beside the built-in ones. */
  readonly structures?: readonly string[];
  /** What to run inside the server's own process. */
  readonly inside?: Inside;
  /** More of the command line; nothing is kept on disk when not given. */
  readonly args?: readonly string[];
}

/** What nobody need keep. */
const IN_MEMORY = ['--appendonly', 'no'];

/** A server under test: a child process, and a client for what isn't timed. */
export class Server {
  private constructor(
    readonly kind: 'redis' | 'memo',
    readonly port: number,
    private readonly child: ChildProcess,
    readonly client: Redis,
  ) {}

  static async redis(args: readonly string[] = IN_MEMORY): Promise<Server> {
    const port = await freePort();
    const given = ['--port', String(port), '--save', '', ...args];
    return Server.started(
      'redis',
      port,
      spawn('redis-server', given, { stdio: ['ignore', 'ignore', 'inherit'] }),
    );
  }

  static async memo({
    script,
    structures = [],
    inside,
    args: more = IN_MEMORY,
  }: MemoOptions): Promise<Server> {
    const port = await freePort();
    const args = [
      ...(inside ? requireInside(inside) : []),
      ...[script, '--port', String(port)],
      ...structures.flatMap((file) => ['--structures', file]),
      ...more,
    ];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    return Server.started('memo', port, child);
  }

  private static async started(kind: Server['kind'], port: number, child: ChildProcess): Promise<Server> {
    running.add(child);
    child.once('exit', () => running.delete(child));
    const server = new Server(kind, port, child, connect(port));
    await server.answering();
    return server;
  }

  private async answering(): Promise<void> {
    const limit = AbortSignal.timeout(startLimit);
    while (!limit.aborted) {
      if (this.child.exitCode !== null)
        throw new Error(`${this.kind} ended with code ${this.child.exitCode}`);
      const answered = await this.client.ping().then(
        () => true,
        () => false,
      );
      if (answered) return;
      await sleep(50);
    }
    throw new Error(`${this.kind} doesn't answer on port ${this.port}`);
  }

  /** Seconds of CPU, user and system, that the process has used so far. */
  cpuSeconds(): number {
    const stat = readFileSync(`/proc/${this.child.pid}/stat`, 'latin1');
    const [utime, stime] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number);
    return ((utime ?? 0) + (stime ?? 0)) / ticksPerSecond;
  }

  /** Resident set size in bytes. */
  residentBytes(): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'latin1');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
  }

  /** Ask what runs inside the server's process. */
  async ask<Answer>(question: string): Promise<Answer> {
    const answered = once(this.child, 'message');
    this.child.send(question);
    const [answer] = (await answered) as [Answer];
    return answer;
  }

  async stop(): Promise<void> {
    this.client.disconnect();
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), stopLimit);
    await exited;
    clearTimeout(timer);
  }
}

/** Run a task with servers that are stopped after it, whatever happens. */
export async function withServers<Result>(
  starting: readonly Promise<Server>[],
  task: (...servers: Server[]) => Promise<Result>,
): Promise<Result> {
  const outcomes = await Promise.allSettled(starting);
  const servers = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  try {
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) throw failure.reason;
    return await task(...servers);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

function connect(port: number): Redis {
  const client = new Redis({
    port,
    protocol: 2,
    enableReadyCheck: false,
    disableClientInfo: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => 50,
  });
  return client.on('error', () => undefined);
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  listener.close();
  await once(listener, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP listener has a port');
  return address.port;
}
