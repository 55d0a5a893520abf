import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import Redis from 'ioredis';
import { loadRdb, saveRdb } from '../../lib/durability/rdb-file';
import { atOnce } from '../../lib/durability/slices';
import type { Keyspace } from '../../lib/keyspace/keyspace';
import { allTypes } from '../support/all-types';
import { startMemo } from '../support/memo';
import { type RunningServer, type ServerOptions, startRedis } from '../support/redis-server';

interface Side extends RunningServer {
  readonly client: Redis;
}

let folder: string;
const closers: (() => unknown)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memo-rdb-'));
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true, force: true });
});

function side<T extends RunningServer>(server: T): T & Side {
  const client = new Redis(server.port);
  closers.push(
    () => server.stop(),
    () => {
      client.disconnect();
    },
  );
  return { ...server, client };
}

const redis = async (options: ServerOptions = {}) =>
  side(await startRedis({ dir: folder, dbfilename: 'dump.rdb', ...options }));

async function memo(configuration: Record<string, string> = {}) {
  const server = await startMemo({ configuration: { 'enable-debug-command': 'yes', ...configuration } });
  return side({ ...server, keyspace: (server.memo as unknown as { keyspace: Keyspace }).keyspace });
}

const file = () => join(folder, 'dump.rdb');
const save = ({ keyspace }: { keyspace: Keyspace }) => atOnce(saveRdb(file(), keyspace));
const load = ({ keyspace }: { keyspace: Keyspace }) => atOnce(loadRdb(file(), keyspace));

async function fill({ client }: Side): Promise<void> {
  for (const [name, ...words] of allTypes(Date.now())) await client.call(String(name), ...words);
}

/** The whole of a value; what has no order comes sorted. */
const READS: Record<string, (client: Redis, key: Buffer) => Promise<unknown>> = {
  string: (client, key) => client.getBuffer(key),
  list: (client, key) => client.lrangeBuffer(key, 0, -1),
  set: async (client, key) => (await client.smembersBuffer(key)).sort((a, b) => Buffer.compare(a, b)),
  hash: async (client, key) => Object.entries(await client.hgetall(key)).sort(),
  zset: (client, key) => client.zrangeBuffer(key, '0', '-1', 'WITHSCORES'),
  stream: (client, key) => client.xrangeBuffer(key, '-', '+'),
};

const sha1 = (value: unknown) => createHash('sha1').update(serialize(value)).digest('hex');

/** What a client can find out about a key. */
async function about(client: Redis, key: Buffer): Promise<unknown> {
  const type = await client.type(key);
  const more =
    type === 'stream' ? await client.call('XINFO', 'STREAM', key, 'FULL', 'COUNT', '0') : undefined;
  return {
    key: key.toString('latin1'),
    type,
    encoding: await client.object('ENCODING', key),
    expiry: await client.pexpiretime(key),
    value: sha1(await READS[type]!(client, key)),
    stream: withoutTree(more as unknown[] | undefined),
  };
}

/** How many nodes there are is the server's matter. */
const withoutTree = (fields: unknown[] | undefined) =>
  fields?.filter((_, at) => !String(fields[at - (at % 2)]).startsWith('radix-tree'));

/** All that there is in all databases. */
async function dataset({ client }: Side): Promise<unknown> {
  const all: unknown[] = [];
  for (const database of [0, 1, 3, 15]) {
    await client.select(database);
    const keys = (await client.keysBuffer('*')).sort((a, b) => Buffer.compare(a, b));
    for (const key of keys) all.push({ database, ...((await about(client, key)) as object) });
  }
  await client.select(0);
  return all;
}

describe('A file that Redis wrote', () => {
  it('is loaded with every type and encoding, every database and expiry', async () => {
    const from = await redis();
    await fill(from);
    await from.client.save();
    const to = await memo();
    const { keys, version, fields } = load(to);
    expect(await dataset(to)).toEqual(await dataset(from));
    expect([keys, version, fields.get('redis-ver')]).toEqual([await countOf(from), 10, '7.0.15']);
  });

  it('is loaded without the keys that have expired, unless it is a base', async () => {
    const from = await redis();
    await from.client.call('DEBUG', 'SET-ACTIVE-EXPIRE', '0');
    await from.client.set('gone', 'v', 'PX', 1);
    await from.client.set('there', 'v');
    await from.client.call('DEBUG', 'SLEEP', '0.01');
    await from.client.save();
    const [to, base] = [await memo(), await memo()];
    expect(load(to)).toMatchObject({ keys: 1, expired: 1 });
    expect(await to.client.keys('*')).toEqual(['there']);
    expect(atOnce(loadRdb(file(), base.keyspace, { keepsExpired: true }))).toMatchObject({
      keys: 2,
      expired: 0,
    });
  });

  it.each([
    ['allkeys-lru', 'IDLETIME', 1000],
    ['volatile-lfu', 'FREQ', 77],
  ])('tells under the policy %s when, or how often, a value was used', async (policy, what, figure) => {
    const from = await redis({ 'maxmemory-policy': policy });
    await from.client.set('source', 'v');
    const payload = await from.client.dumpBuffer('source');
    await from.client.call('RESTORE', 'k', 0, payload!, what, figure);
    await from.client.save();
    const to = await memo({ 'maxmemory-policy': policy });
    load(to);
    expect(Math.abs(((await to.client.object(what as 'FREQ', 'k')) as number) - figure)).toBeLessThan(3);
  });

  it('may have functions, which are passed over', async () => {
    const from = await redis();
    await from.client.call('FUNCTION', 'LOAD', "#!lua name=l\nredis.register_function('f', function() end)");
    await from.client.set('k', 'v');
    await from.client.save();
    expect(load(await memo())).toMatchObject({ keys: 1, functions: 1 });
  });
});

describe('DEBUG RELOAD', () => {
  it.each([
    [],
    ['MERGE'],
    ['NOSAVE'],
    ['NOSAVE', 'MERGE'],
    ['NOSAVE', 'NOFLUSH', 'MERGE'],
    ['merge', 'noflush', 'nosave'],
    ['NOSAVE', 'NONE'],
  ])('%s does what it does in Redis', async (...words) => {
    const [from, to] = [await redis(), await memo({ dir: folder, dbfilename: 'memo.rdb' })];
    const ask = async ({ client }: Side) => {
      await client.mset('a', 'file', 'b', 'file');
      await client.rpush('list', 1, 2);
      await client.save();
      await client.mset('a', 'here', 'c', 'here', 'list', 'here');
      const reply: unknown = await client.call('DEBUG', 'RELOAD', ...words).catch(String);
      const left = (await client.keys('*')).sort();
      return [reply, left, await client.mget('a', 'b', 'c'), await client.type('list')];
    };
    expect(await ask(to)).toEqual(await ask(from));
  });
});

describe('A file that Memo wrote', () => {
  it('is loaded by Redis, with every type and encoding, every database and expiry', async () => {
    const from = await memo();
    await fill(from);
    const { keys, bytes } = save(from);
    const to = await redis();
    expect(await dataset(to)).toEqual(await dataset(from));
    expect(keys).toBe(await countOf(to));
    await to.client.save();
    expect(Math.abs(bytes / statSync(file()).size - 1)).toBeLessThan(0.02);
  });

  it('has what has expired and was not met, as that of Redis has', async () => {
    const from = await memo();
    await from.client.call('DEBUG', 'SET-ACTIVE-EXPIRE', '0');
    await from.client.set('gone', 'v', 'PX', 1);
    await from.client.call('DEBUG', 'SLEEP', '0.01');
    expect(save(from).keys).toBe(1);
    expect(atOnce(loadRdb(file(), (await memo()).keyspace, { keepsExpired: true })).keys).toBe(1);
    expect(await (await redis()).client.dbsize()).toBe(0);
  });

  it.each([
    ['volatile-lru', 'IDLETIME', 1000],
    ['allkeys-lfu', 'FREQ', 77],
  ])('tells Redis under the policy %s when, or how often, a value was used', async (policy, what, figure) => {
    const from = await memo({ 'maxmemory-policy': policy });
    await from.client.set('source', 'v');
    const payload = await from.client.dumpBuffer('source');
    await from.client.call('RESTORE', 'k', 0, payload!, what, figure);
    save(from);
    const to = await redis({ 'maxmemory-policy': policy });
    expect(Math.abs(((await to.client.object(what as 'FREQ', 'k')) as number) - figure)).toBeLessThan(3);
  });

  it('may be empty', async () => {
    save(await memo());
    expect(await (await redis()).client.dbsize()).toBe(0);
    expect(load(await memo())).toMatchObject({ keys: 0 });
    expect(readdirSync(folder)).toEqual(['dump.rdb']);
  });
});

async function countOf({ client }: Side): Promise<number> {
  const lines = (await client.info('keyspace')).matchAll(/keys=(\d+)/g);
  return [...lines].reduce((sum, [, count]) => sum + Number(count), 0);
}
