import { cpSync, mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Memo, type MemoOptions } from '../../lib/index';
import { compactionContext } from '../../lib/compaction-context';
import { compact } from '../../lib/durability/compaction-job';
import type { Compacted, Compactor } from '../../lib/durability/compactions';
import { readManifest } from '../../lib/durability/manifest';
import type { Keyspace } from '../../lib/keyspace/keyspace';
import { hashesOf } from '../../lib/registry';
import { startMemo } from './memo';

export const keyspaceOf = (memo: Memo) => (memo as unknown as { keyspace: Keyspace }).keyspace;

/** A server in this process that logs into a folder of its own, and the servers that go on with copies of it. */
export class KeptServer {
  private readonly folders: string[] = [];
  private readonly running: { stop(): Promise<void> }[] = [];
  memo!: Memo;
  port = 0;
  directory = '';

  private constructor(private readonly options: MemoOptions) {}

  static async start(options: MemoOptions = {}): Promise<KeptServer> {
    const kept = new KeptServer(options);
    kept.directory = kept.newFolder();
    const { memo, port } = await kept.serve(kept.directory);
    Object.assign(kept, { memo, port });
    return kept;
  }

  /** Another server on a folder. */
  async serve(directory: string, options: MemoOptions = {}): Promise<{ memo: Memo; port: number }> {
    const all = { ...this.options, ...options };
    const configuration = {
      'enable-debug-command': 'yes',
      ...this.options.configuration,
      ...options.configuration,
      appendonly: 'yes',
      appendfsync: 'no',
      dir: directory,
    } as const;
    const compactor: Compactor = (move, snapshot) =>
      compactFolder(directory, server.memo, all, move, snapshot);
    const server = await startMemo({ ...all, configuration, compactor });
    this.running.push(server);
    return server;
  }

  /** A folder with what is on disk now, which is what a crash leaves. */
  copy(): string {
    const folder = this.newFolder();
    cpSync(this.directory, folder, { recursive: true });
    return folder;
  }

  /** Puts a base in the place of the log so far. */
  async compact(memo = this.memo): Promise<void> {
    memo.persistence.compact();
    while (memo.persistence.compactions.isRunning) await new Promise(setImmediate);
    if (memo.persistence.compactions.lastFailed) throw new Error('the log was not compacted');
  }

  /**
   * Servers with what this one has: by its log as a crash leaves it, by what a clean stop makes of that, and by a base
   * alone. Each is checked as it comes; answers the ports of the last two, which still run.
   */
  async recover(check: (after: string, port: number) => Promise<unknown>): Promise<number[]> {
    const [log, base] = [this.copy(), this.copy()];
    const crashed = await this.serve(log);
    await check('a crash', crashed.port);
    await crashed.memo.stop();
    const stopped = await this.serve(log);
    await check('a clean stop', stopped.port);
    const compacted = await this.serveCompacted(base);
    await check('a compaction', compacted.port);
    return [stopped.port, compacted.port];
  }

  /** A server on the base that a compaction puts in the place of a folder's log. */
  async serveCompacted(folder: string): Promise<{ memo: Memo; port: number }> {
    await compactFolder(folder, this.memo, this.options);
    return this.serve(folder);
  }

  /** Whether the log has been compacted. */
  get hasBase(): boolean {
    return readManifest(this.memo.persistence.folder)?.base !== undefined;
  }

  /** Bytes of the increment that is written to. */
  get logSize(): number {
    return this.memo.persistence.log.size;
  }

  /** A folder with the log as it was when the increment had so many bytes. */
  copyUpTo(size: number): string {
    const folder = this.copy();
    const { folder: log } = this.memo.persistence;
    const { name } = readManifest(log)!.increments.at(-1)!;
    truncateSync(join(folder, basename(log.path), name), size);
    return folder;
  }

  async stop(): Promise<void> {
    for (const server of this.running.splice(0)) await server.stop();
    for (const folder of this.folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  }

  private newFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'memo-kept-'));
    this.folders.push(folder);
    return folder;
  }
}

/**
 * Puts a base in the place of the log in a folder, as a thread of the server would. That knows only classes that stand in
 * files: here it is done between turns, by the machine's clock.
 */
async function compactFolder(
  dir: string,
  memo: Memo,
  { structures = [] }: MemoOptions,
  ...[move = () => Promise.resolve(), snapshot]: Partial<Parameters<Compactor>>
): Promise<Compacted> {
  const configuration = { ...Object.fromEntries(memo.configuration.entries()), dir };
  const context = await compactionContext(
    new Memo({ structures, configuration }),
    hashesOf(keyspaceOf(memo)),
  );
  return { ...(await compact(context, move, snapshot)), memory: 0 };
}
