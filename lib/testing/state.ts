import { inspect } from 'node:util';
import type { Redis } from 'ioredis';
import { SideWork } from '../keyspace/side-work';
import type { KeyEntry } from '../keyspace/key-entry';
import type { Keyspace } from '../keyspace/keyspace';
import { numbersOf, Packed } from '../packed';
import type { ByteSlice } from '../protocol/reply';

/** What there is at a key, in words: the same where the data is the same. */
export interface Told {
  readonly text: string;
  /** For who reads it. */
  readonly shown: string;
}

/** By what a key is called in a message. */
export type State = ReadonlyMap<string, Told>;

/** A server in this process, and a client of it that hears RESP2. */
interface Source {
  readonly client: Redis;
  readonly keyspace: Keyspace;
}

/** Commands that tell all of a value: other types are dumped. */
const READS: Readonly<Record<string, (client: Redis, key: Buffer) => Promise<unknown>>> = {
  string: (client, key) => client.getBuffer(key),
  list: (client, key) => client.lrangeBuffer(key, 0, -1),
  zset: (client, key) => client.zrangeBuffer(key, '0', '-1', 'WITHSCORES'),
  set: async (client, key) => (await client.smembersBuffer(key)).map(printed).sort(),
  hash: async (client, key) => pairsOf((await client.callBuffer('HGETALL', key)) as Buffer[]).sort(),
  // When a consumer was seen last is not kept.
  stream: async (client, key) =>
    printed(await client.callBuffer('XINFO', 'STREAM', key, 'FULL', 'COUNT', '0')).replace(
      /'(radix-tree-\w+|seen-time)',\s+\d+/g,
      '',
    ),
};

/** All keys of a server with type, expiry, encoding and value. */
export async function stateOf(source: Source): Promise<State> {
  const state = new Map<string, Told>();
  for (const { index, dictionary } of source.keyspace.databases) {
    if (dictionary.size === 0) continue;
    await source.client.select(index);
    for (const key of await source.client.keysBuffer('*'))
      state.set(nameOf(key, index), await describeKey(source, key, index));
  }
  return state;
}

const nameOf = (key: Buffer, database: number) =>
  key.toString() + (database === 0 ? '' : ` in database ${database}`);

async function describeKey({ client, keyspace }: Source, key: Buffer, database: number): Promise<Told> {
  const type = await client.type(key);
  const expiry = await client.pexpiretime(key);
  const encoding = String(await client.object('ENCODING', key));
  const read = READS[type];
  const value = read ? printed(await read(client, key)) : (await client.dumpBuffer(key)).toString('hex');
  const shown = (read ? undefined : instanceText(keyspace, database, key)) ?? `${type} ${value}`;
  const until = expiry < 0 ? '' : `, expires at ${new Date(expiry).toISOString()}`;
  return { text: [type, expiry, type === 'string' ? '' : encoding, value].join(' '), shown: shown + until };
}

/** The fields of an instance of a user's class, or what its bytes say; undefined when it has none. */
function instanceText(keyspace: Keyspace, database: number, key: Buffer): string | undefined {
  const work = new SideWork(keyspace, 'reads');
  let text: string | undefined;
  const look = (entry: KeyEntry) => {
    const parts = partsOf(entry.find(entry.type!) as object);
    if (parts !== undefined) text = `${entry.type!.name} ${printed(parts)}`;
  };
  work.turn(() => work.visit(keyspace.databases[database]!, key, 0, key.length, look));
  return text;
}

/** Bytes are numbers that have names, or an object that stands in their place, or text as far as they are. */
function partsOf(value: object): unknown {
  if (value instanceof Packed)
    return value.memory.object ?? numbersOf(value) ?? { bytes: textIn(bytesOf(value.bytes)) };
  const fields = Object.entries(value);
  return fields.length > 0 ? Object.fromEntries(fields) : undefined;
}

const bytesOf = ({ bytes, start, end }: ByteSlice) => Buffer.from(bytes.subarray(start, end));

const pairsOf = (items: readonly Buffer[]): string[] =>
  items.flatMap((item, at) => (at % 2 === 0 ? [`${printed(item)} => ${printed(items[at + 1])}`] : []));

/** Bytes as text where they are, all of the rest. */
const printed = (value: unknown): string =>
  inspect(textIn(value), {
    depth: Infinity,
    maxArrayLength: Infinity,
    maxStringLength: Infinity,
    breakLength: Infinity,
  });

function textIn(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return value.toString('latin1');
  return Array.isArray(value) ? value.map(textIn) : value;
}
