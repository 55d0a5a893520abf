import { mkdtempSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Redis from 'ioredis';
import { type MemoProcess, ROOT, startMemoServer } from '../support/memo-server';
import { scribes } from './scribes';

export const POLICIES = ['always', 'everysec', 'no'] as const;
export const MOMENTS = ['any time', 'while it compacts', 'as files change', 'amid a call'] as const;

export type Policy = (typeof POLICIES)[number];
export type Moment = (typeof MOMENTS)[number];

const STRUCTURES = [join(__dirname, 'crash-structures.ts'), join(ROOT, 'structures', 'fifo.ts')];

/** Calls of the file system that kill the server: which, of which files, how many of them at most there may be before it. */
const FATAL_CALLS = [
  ['writeSync', '.incr.', 150, ['before', 'amid', 'after']],
  ['writeSync', '.rdb', 1, ['amid', 'after']],
  ['writeSync', '.manifest', 3, ['amid']],
  ['renameSync', '.manifest', 3, ['before', 'after']],
  ['renameSync', '.rdb', 1, ['before', 'after']],
  ['openSync', '.incr.', 3, ['after']],
  ['fsyncSync', '.manifest', 3, ['before', 'after']],
  ['fdatasync', '.incr.', 3, ['before']],
  ['fdatasyncSync', '.incr.', 150, ['before', 'after']],
  ['unlinkSync', '.base.', 1, ['before', 'after']],
  ['unlinkSync', '.incr.', 2, ['before', 'after']],
] as const;

/** A folder, and the clients whose servers are killed there one after the other. */
export class CrashRun {
  private readonly directory = mkdtempSync(join(tmpdir(), 'memo-crash-'));
  private readonly scribes = scribes();
  private server: MemoProcess | undefined = undefined;
  /** Whether the server is gone. */
  private isOver = false;
  /** Servers that were killed. */
  crashes = 0;
  /** Those of them that a call of the file system killed. */
  fatalCalls = 0;

  constructor(private readonly random: () => number) {}

  get acknowledged(): number {
    return this.scribes.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
  }

  /** Starts a server, looks at what it has, lets everybody write, and kills it. */
  async crash(policy: Policy, moment: Moment): Promise<void> {
    const env = moment === 'amid a call' ? fatal(this.fatalCall()) : {};
    const server = (this.server = await this.start(policy, env));
    if (!server) return;
    const ended = server.exit.then(() => (this.isOver = true));
    this.isOver = false;
    await this.unlessKilled(env, () => this.check(server.port));
    const written = Promise.all(this.scribes.map((scribe) => scribe.write(server.port, this.random)));
    const compacted = moment === 'any time' ? undefined : this.compact(server.port);
    await Promise.race([ended, this.comes(moment)]);
    if (this.isOver) this.fatalCalls++;
    server.kill();
    await Promise.all([written, compacted]);
    await this.end(server);
  }

  /** What the last one left is there, too. */
  async checkAtLast(): Promise<void> {
    const server = (this.server = await this.start('always', {}))!;
    await this.check(server.port);
    await server.stop();
    const again = (this.server = await this.start('always', {}))!;
    await this.check(again.port);
  }

  dispose(): void {
    this.server?.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  private fatalCall(): string {
    const [call, names, most, moments] = FATAL_CALLS[this.below(FATAL_CALLS.length)]!;
    return `${call} ${names} ${1 + this.below(most)} ${moments[this.below(moments.length)]!}`;
  }

  /** Undefined when it was killed as it started. */
  private async start(policy: Policy, env: NodeJS.ProcessEnv): Promise<MemoProcess | undefined> {
    const compaction = ['--auto-aof-rewrite-min-size', '20kb', '--auto-aof-rewrite-percentage', '50'];
    const args = ['--structures', ...STRUCTURES, '--dir', this.directory, '--appendfsync', policy];
    try {
      return await startMemoServer([...args, ...compaction], ROOT, env);
    } catch (error) {
      if (!(error as Error).message.includes('SIGKILL') || !env.MEMO_FATAL_CALL) throw error;
      this.crashes++;
      this.fatalCalls++;
      return undefined;
    }
  }

  private async check(port: number): Promise<void> {
    const client = new Redis(port, { retryStrategy: () => null });
    client.on('error', () => undefined);
    try {
      for (const scribe of this.scribes) await scribe.check(client);
    } finally {
      client.disconnect();
    }
  }

  /** Reading writes, too. */
  private async unlessKilled(env: NodeJS.ProcessEnv, task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      if (!env.MEMO_FATAL_CALL || !(error as Error).message.includes('Connection is closed')) throw error;
    }
  }

  /** Compacts the log again and again, until the server is gone. */
  private async compact(port: number): Promise<void> {
    const client = new Redis(port, { retryStrategy: () => null });
    client.on('error', () => undefined);
    try {
      for (;;) {
        await client.call('BGREWRITEAOF').catch(unlessItRuns);
        await sleep(5);
      }
    } catch {
      client.disconnect();
    }
  }

  /** Resolves when it is time to kill. */
  private async comes(moment: Moment): Promise<void> {
    if (moment === 'as files change') await this.change(1 + this.below(16));
    else if (moment === 'any time') await this.progress(this.below(800));
    else if (moment === 'amid a call') await this.progress(6000);
    else await this.progress(500 + this.below(2500));
    await sleep(this.below(4));
  }

  /** So many more entries are acknowledged. */
  private async progress(count: number): Promise<void> {
    const goal = this.acknowledged + count;
    while (this.acknowledged < goal && !this.isOver) await sleep(1);
  }

  /** So many files of the log were made, renamed or removed, or a lot was written meanwhile. */
  private async change(count: number): Promise<void> {
    const watcher = watch(join(this.directory, 'appendonlydir'));
    const changed = new Promise<void>((resolve) => {
      let left = count;
      watcher.on('change', (kind) => {
        if (kind === 'rename' && --left === 0) resolve();
      });
    });
    await Promise.race([changed, this.progress(5000)]);
    watcher.close();
  }

  private async end(server: MemoProcess): Promise<void> {
    const code = await server.exit;
    if (code !== null) throw new Error(`the server ended by itself, with ${code}:\n${server.output()}`);
    this.crashes++;
  }
}

const fatal = (call: string) => ({
  MEMO_FATAL_CALL: call,
  NODE_OPTIONS: `--require ${join(__dirname, 'fatal-call.js')}`,
});

function unlessItRuns(error: unknown): void {
  if (!(error as Error).message.includes('already in progress')) throw error;
}
