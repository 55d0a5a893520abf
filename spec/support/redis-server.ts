import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** A server that listens on 127.0.0.1; `stop` resolves once it is gone. */
export interface RunningServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Option names are Redis'; what is absent keeps Redis' default. */
export interface ServerOptions {
  readonly requirepass?: string;
  readonly 'notify-keyspace-events'?: string;
  readonly 'enable-debug-command'?: 'yes' | 'no' | 'local';
  readonly 'zset-max-listpack-entries'?: string;
  readonly 'tracking-table-max-keys'?: string;
  readonly appendonly?: 'yes' | 'no';
  readonly appendfilename?: string;
  readonly 'aof-use-rdb-preamble'?: 'yes' | 'no';
  readonly 'aof-timestamp-enabled'?: 'yes' | 'no';
  readonly 'maxmemory-policy'?: string;
  /** A folder in place of its own; a file of this name there is loaded. */
  readonly dir?: string;
  readonly dbfilename?: string;
}

/** Starts a redis-server of its own, on a free port if none is given, in its own directory, without persistence. */
export async function startRedis(options: ServerOptions = {}, wanted?: number): Promise<RunningServer> {
  const port = wanted ?? (await freePort());
  const directory = await mkdtemp(join(tmpdir(), 'memo-redis-'));
  const child = spawn('redis-server', redisArguments(port, directory, options), {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = async () => {
    await kill(child);
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await ready(child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, stop };
}

function redisArguments(port: number, directory: string, options: ServerOptions): string[] {
  const fixed = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', ''];
  const chosen = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return [...fixed, '--appendonly', 'no', '--enable-debug-command', 'yes', ...chosen];
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

function ready(child: ChildProcessByStdio<null, Readable, Readable>): Promise<void> {
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      reject(
        new Error(`${error.message}: install Redis 7.0 (apt-get install redis-server) to run these specs`),
      );
    });
    child.once('close', () => {
      reject(new Error(`redis-server ended as it started:\n${said.join('\n')}`));
    });
    child.stderr.on('data', (text) => said.push(String(text)));
    createInterface(child.stdout).on('line', (line) => {
      said.push(line);
      if (line.includes('Ready to accept connections')) resolve();
    });
  });
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
