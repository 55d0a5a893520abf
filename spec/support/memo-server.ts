import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RunningServer } from './redis-server';

export const ROOT = join(__dirname, '..', '..');

/** A server in a process of its own. */
export interface MemoProcess extends RunningServer {
  /** What it has printed so far. */
  output(): string;
  /** Ends it at once, as a crash would. */
  kill(): void;
  /** Its exit code, once it has ended; null when it was killed. */
  readonly exit: Promise<number | null>;
}

/**
 * Starts bin/memo-server, as built, on a free port; it keeps nothing on disk if the arguments don't say so. Rejects with
 * what it printed when it does not start.
 */
export async function startMemoServer(
  args: readonly string[],
  cwd = ROOT,
  env: NodeJS.ProcessEnv = {},
): Promise<MemoProcess> {
  const inMemory = args.includes('--appendonly') || args.includes('--dir') ? [] : ['--appendonly', 'no'];
  const child = spawn(join(ROOT, 'bin', 'memo-server'), [...args, ...inMemory, '--port', '0'], {
    cwd,
    env: { ...process.env, ...env },
  });
  const said: string[] = [];
  const port = await portOf(child, said);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  return {
    port,
    stop,
    output: () => said.join('\n'),
    kill: () => child.kill('SIGKILL'),
    exit: once(child, 'exit').then(([code]) => code as number | null),
  };
}

function portOf(child: ChildProcess, said: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const hear = (line: string) => {
      said.push(line);
      const port = /listens on \S+:(\d+)/.exec(line)?.[1];
      if (port !== undefined) resolve(Number(port));
    };
    createInterface(child.stdout!).on('line', hear);
    createInterface(child.stderr!).on('line', hear);
    child.once('error', reject);
    child.once('close', (_, signal) => {
      const ended = signal === null ? 'ended' : `was ended by ${signal}`;
      reject(new Error(`memo-server ${ended} as it started:\n${said.join('\n')}`));
    });
  });
}
