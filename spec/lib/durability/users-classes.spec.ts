import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Redis from 'ioredis';
import { type Server, Structure, type StructureClass } from '../../../lib/index';
import { startMemo } from '../../support/memo';

const { Tally } = {
  Tally: class Tally extends Structure {
    n = 0;

    static TALLY(server: Server, key: string) {
      return ++server.open(Tally, key).n;
    }
  },
};

/** The same after its source was changed. */
const { Tally: ChangedTally } = {
  Tally: class Tally extends Structure {
    n = 0;

    static TALLY(server: Server, key: string) {
      return (server.open(ChangedTally, key).n += 10);
    }
  },
};

describe("The log of users' structures, after a crash", () => {
  let directory: string;
  beforeEach(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'memo-tally-'));
    directory = mkdtempSync(join(tmpdir(), 'memo-crashed-'));
    const server = await start([Tally], {}, folder);
    const client = new Redis(server.port);
    for (let n = 0; n < 3; n++) await client.call('TALLY', 'k');
    // What is on disk while the server runs is what a crash leaves.
    cpSync(folder, directory, { recursive: true });
    client.disconnect();
    await server.stop();
    rmSync(folder, { recursive: true });
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const start = (structures: StructureClass[], configuration = {}, dir = directory) =>
    startMemo({
      structures,
      configuration: { appendonly: 'yes', appendfsync: 'always', dir, ...configuration },
    });

  /** What the next command answers. */
  async function next(structures: StructureClass[], configuration = {}): Promise<unknown> {
    const server = await start(structures, configuration);
    const client = new Redis(server.port);
    try {
      return await client.call('TALLY', 'k');
    } finally {
      client.disconnect();
      await server.stop();
    }
  }

  it('is replayed by the class that wrote it', async () => {
    expect(await next([Tally])).toBe(4);
  });

  it('is replayed by another source only when that is accepted', async () => {
    await expect(next([ChangedTally])).rejects.toThrow('3 commands of Tally, whose source has changed since');
    expect(await next([ChangedTally], { 'accept-changed': 'Tally' })).toBe(40);
  });

  it('is not replayed without the class', async () => {
    await expect(next([])).rejects.toThrow('3 commands of Tally, a class that is not loaded');
    await expect(next([], { 'accept-changed': 'Tally' })).rejects.toThrow('a class that is not loaded');
  });
});
