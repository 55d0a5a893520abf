import Redis from 'ioredis';

/** What a server holds: type, expiry and value of each key, in an order of its own. */
export type DataSet = Readonly<Record<string, readonly unknown[]>>;

const DATABASES = [0, 1, 2, 3];

const sorted = (words: string[]) => words.sort();

/** A value in whatever bytes it is kept: what DUMP answers may be compressed in several ways, and in any order. */
const READ: Readonly<Record<string, (client: Redis, key: string) => Promise<unknown>>> = {
  string: (client, key) => client.getBuffer(key).then((bytes) => bytes!.toString('latin1')),
  list: (client, key) => client.lrange(key, 0, -1),
  set: (client, key) => client.smembers(key).then(sorted),
  hash: (client, key) => client.hgetall(key).then((hash) => Object.entries(hash).sort()),
  zset: (client, key) => client.zrange(key, '0', '-1', 'WITHSCORES'),
  stream: (client, key) => client.call('XINFO', 'STREAM', key, 'FULL').then(withoutTimes),
};

/** Reads the data of a server, its first four databases. */
export async function dataSetAt(port: number): Promise<DataSet> {
  const client = new Redis(port);
  const found: [string, unknown[]][] = [];
  for (const database of DATABASES) {
    await client.select(database);
    for (const key of (await client.keys('*')).sort())
      found.push([`${database}:${key}`, await describe(client, key)]);
  }
  client.disconnect();
  return Object.fromEntries(found);
}

async function describe(client: Redis, key: string): Promise<unknown[]> {
  const type = await client.type(key);
  const value = (await READ[type]?.(client, key)) ?? (await client.dumpBuffer(key))?.toString('latin1');
  // A short string that was written to is another one when it is loaded, in Redis, too.
  const encoding = type === 'string' ? '' : await client.object('ENCODING', key).catch(() => '');
  return [type, await client.pexpiretime(key), encoding, value];
}

/** When consumers were seen is the time of the server that loads. */
const withoutTimes = (info: unknown) =>
  JSON.parse(JSON.stringify(info).replace(/"(radix-tree-\w+|seen-time)",\d+/g, '"$1",0')) as unknown;
