import Redis from 'ioredis';
import { printable } from './quoting';

/** What can be told of each key of a server, by database and name: equal where servers have the same data. */
export type State = Readonly<Record<string, readonly string[]>>;

interface Reading {
  /** How many databases are read. */
  readonly databases?: number;
  /** Types of which the encoding is passed over. */
  readonly unlike?: readonly string[];
  /** Whether the bytes of a value are read; another server may compress them in another way. */
  readonly dumps?: boolean;
}

/** Commands that read all of a value whose DUMP is in the order of a table with a seed of its own. */
const ELEMENTS: Readonly<Record<string, string>> = { set: 'SMEMBERS', hash: 'HGETALL' };

/** Type, expiry, encoding and value of each key. */
export async function stateAt(port: number, reading: Reading = {}): Promise<State> {
  const { databases = 2 } = reading;
  const client = new Redis(port);
  const state: Record<string, readonly string[]> = {};
  try {
    for (let database = 0; database < databases; database++) {
      await client.select(database);
      const keys = (await client.keysBuffer('*')).sort((a, b) => Buffer.compare(a, b));
      const told = await Promise.all(keys.map((key) => describeKey(client, key, reading)));
      keys.forEach((key, at) => (state[`${database} ${printable(key)}`] = told[at]!));
    }
  } finally {
    client.disconnect();
  }
  return state;
}

async function describeKey(
  client: Redis,
  key: Buffer,
  { dumps = true, unlike = [] }: Reading,
): Promise<readonly string[]> {
  const [type, expiry, encoding] = await Promise.all([
    client.type(key),
    client.pexpiretime(key),
    client.object('ENCODING', key),
  ]);
  const value = await valueOf(client, key, type, String(encoding), dumps);
  const isAlike = type !== 'string' && !unlike.includes(type);
  return [type, String(expiry), isAlike ? String(encoding) : '', value];
}

async function valueOf(client: Redis, key: Buffer, type: string, encoding: string, dumps: boolean) {
  if (dumps && encoding === 'hashtable') return elementsOf(client, key, type);
  if (dumps && type !== 'stream') return (await client.dumpBuffer(key))!.toString('hex');
  if (type === 'stream') return streamOf(client, key);
  return (await client.call('DEBUG', 'DIGEST-VALUE', key))!.toString();
}

async function elementsOf(client: Redis, key: Buffer, type: string): Promise<string> {
  const items = ((await client.callBuffer(ELEMENTS[type]!, key)) as Buffer[]).map(printable);
  if (type === 'set') return items.sort().join(' ');
  const pairs = items.flatMap((item, at) => (at % 2 === 0 ? [`${item}=${items[at + 1]}`] : []));
  return pairs.sort().join(' ');
}

/** When a consumer was seen last is not kept, and how many nodes there are is the server's matter. */
async function streamOf(client: Redis, key: Buffer): Promise<string> {
  const bytes = (await client.callBuffer('XINFO', 'STREAM', key, 'FULL', 'COUNT', '0')) as unknown;
  const told = JSON.stringify(bytes, (_, value: unknown) =>
    isBytes(value) ? Buffer.from(value.data).toString('latin1') : value,
  );
  return told.replace(/"(radix-tree-\w+|seen-time)",\d+/g, '"$1"');
}

const isBytes = (value: unknown): value is { data: number[] } =>
  (value as { type?: unknown } | null)?.type === 'Buffer';
