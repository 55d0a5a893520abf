import Redis from 'ioredis';
import { printable } from './quoting';

/** What can be told of each key of a server, by database and name: equal where servers have the same data. */
export type State = Readonly<Record<string, KeyState>>;

interface KeyState {
  readonly type: string;
  readonly expiry: number;
  readonly encoding: string;
  /** What DUMP answers, but for that in the order of a table. */
  readonly dump: string;
  /** Elements in an order of their own, where the encoding says what DUMP answers; a digest where it isn't asked. */
  readonly content: string;
}

interface Reading {
  /** How many databases are read. */
  readonly databases?: number;
  /** Types of which the encoding is passed over. */
  readonly unlike?: readonly string[];
  /** Whether the bytes of a value are read; another server may compress them in another way. */
  readonly dumps?: boolean;
}

/** What reads all of a value whose DUMP depends on its encoding, or is in the order of a table with a seed of its own. */
const ELEMENTS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  set: ['SMEMBERS'],
  hash: ['HGETALL'],
  zset: ['ZRANGE', '0', '-1', 'WITHSCORES'],
};

/** Encodings of a value that may have held more once, and those that a file with less of it is read to. */
const FITTING: Readonly<Record<string, readonly string[]>> = {
  hashtable: ['listpack', 'intset'],
  skiplist: ['listpack'],
};

/** Type, expiry, encoding and value of each key. */
export async function stateAt(port: number, reading: Reading = {}): Promise<State> {
  const { databases = 2 } = reading;
  const client = new Redis(port);
  const state: Record<string, KeyState> = {};
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

/** A state as a server has it that read it from a base: what is there is in the encoding that fits it, as in Redis. */
export function refitted(state: State, read: State): State {
  const fit = (key: string, was: KeyState): KeyState => {
    const is = read[key];
    if (!is || !FITTING[was.encoding]?.includes(is.encoding)) return was;
    return { ...was, encoding: is.encoding, dump: is.dump };
  };
  return Object.fromEntries(Object.entries(state).map(([key, was]) => [key, fit(key, was)]));
}

async function describeKey(
  client: Redis,
  key: Buffer,
  { dumps = true, unlike = [] }: Reading,
): Promise<KeyState> {
  const [type, expiry, encoding] = await Promise.all([
    client.type(key),
    client.pexpiretime(key),
    client.object('ENCODING', key).then(String),
  ]);
  const [content, dump] = await Promise.all([
    contentOf(client, key, type, dumps),
    dumps && encoding !== 'hashtable' && type !== 'stream' ? client.dumpBuffer(key) : Buffer.of(),
  ]);
  const isAlike = type !== 'string' && !unlike.includes(type);
  return { type, expiry, content, encoding: isAlike ? encoding : '', dump: dump!.toString('hex') };
}

async function contentOf(client: Redis, key: Buffer, type: string, dumps: boolean): Promise<string> {
  if (type === 'stream') return streamOf(client, key);
  if (type in ELEMENTS) return elementsOf(client, key, type);
  return dumps ? '' : String(await client.call('DEBUG', 'DIGEST-VALUE', key));
}

async function elementsOf(client: Redis, key: Buffer, type: string): Promise<string> {
  const [command, ...words] = ELEMENTS[type]!;
  const items = ((await client.callBuffer(command, key, ...words)) as Buffer[]).map(printable);
  if (type === 'set') return items.sort().join(' ');
  const pairs = items.flatMap((item, at) => (at % 2 === 0 ? [`${item}=${items[at + 1]}`] : []));
  return (type === 'hash' ? pairs.sort() : pairs).join(' ');
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
