import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../../lib/log';
import { formatManifest, logFolder } from '../../../lib/durability/manifest';
import { recover, type Recovered } from '../../../lib/durability/recovery';
import { realFileSystem, syncFolder } from '../../../lib/durability/file-system';
import type { Keyspace } from '../../../lib/keyspace/keyspace';
import { batch } from '../../support/log-text';
import { serving } from '../../support/serving';

const NAMES = { appenddirname: 'log', appendfilename: 'a' };

describe('Commands of users’ classes in a log', () => {
  const context = serving({});
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'memo-classes-'));
    realFileSystem.mkdirSync(join(directory, 'log'));
    syncFolder(realFileSystem, directory);
  });

  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  /** Replays batches of standard commands, as if users' classes had run. */
  function replay(hashes: Record<string, string>, accepted: string[], ...batches: Buffer[]) {
    const folder = logFolder(directory, NAMES);
    const increments = [{ name: 'a.1.incr.aof', sequence: 1 }];
    writeFileSync(join(folder.path, 'a.manifest'), formatManifest({ increments, history: [] }));
    writeFileSync(join(folder.path, 'a.1.incr.aof'), Buffer.concat(batches));
    return recover({
      keyspace: (context.memo as unknown as { keyspace: Keyspace }).keyspace,
      directory,
      folder,
      classes: { hashOf: (name) => hashes[name], accepted: new Set(accepted) },
      log: silentLog(),
      clock: () => performance.now(),
    });
  }

  const BATCHES = [
    batch(1, ['#class Queue 2 aa', 'SET a 1', 'SET b 1']),
    batch(2, ['#class Tree 1 bb', 'SET c 1']),
    batch(3, ['#class Queue 3 aa', 'SET a 2', 'SET b 2', 'SET c 2']),
    batch(7, ['#class Queue 1 ab', 'DEL a']),
  ];

  it('are replayed by the source that they ran by', async () => {
    const recovered = await replay({ Queue: 'aa', Tree: 'bb' }, [], ...BATCHES.slice(0, 3));
    expect(recovered).toMatchObject({ sequence: 3, database: 0 } satisfies Partial<Recovered>);
    expect(context.memo.changes.sequence).toBe(3);
    expect(await context.client.mget('a', 'b', 'c')).toEqual(['2', '2', '2']);
  });

  it('are refused when their source has changed: the class is named, and how many they are', async () => {
    await expect(replay({ Queue: 'ab', Tree: 'bb' }, [], ...BATCHES)).rejects.toThrow(
      `${join(directory, 'log')} has commands that can't be replayed: 5 commands of Queue, whose source has changed since (--accept-changed Queue replays them by the new one)`,
    );
    expect(await context.client.dbsize()).toBe(0);
  });

  it('are refused when their class is not loaded, also where changes are accepted', async () => {
    await expect(replay({ Queue: 'aa' }, ['Tree'], ...BATCHES.slice(0, 3))).rejects.toThrow(
      "has commands that can't be replayed: 1 command of Tree, a class that is not loaded",
    );
  });

  it('are all told of at once', async () => {
    await expect(replay({ Queue: 'xx' }, [], ...BATCHES)).rejects.toThrow(
      /: 6 commands of Queue, whose source .* new one\); 1 command of Tree, a class that is not loaded$/,
    );
  });

  it('are replayed by another source where that is accepted', async () => {
    await replay({ Queue: 'ab', Tree: 'bb' }, ['Queue'], ...BATCHES);
    expect(await context.client.mget('a', 'b', 'c')).toEqual([null, '2', '2']);
  });
});
