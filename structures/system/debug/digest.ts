import { formatDouble, type Server, textBytes, type Value } from 'memo';
import { createHash } from 'node:crypto';

const BYTES = 20;
/** Redis' numbers of its types; any other value is told by what it dumps. */
const TYPES: Readonly<Record<string, number>> = { string: 0, list: 1, set: 2, zset: 3, hash: 4, stream: 6 };
const OTHER = 5;

const sha1 = (bytes: string | Uint8Array) => createHash('sha1').update(bytes).digest();

/** A digest of things: in whatever order, or in this one. */
class Digest {
  readonly bytes = Buffer.alloc(BYTES);

  /** The order does not count. */
  add(bytes: string | Uint8Array): this {
    sha1(bytes).forEach((byte, at) => (this.bytes[at]! ^= byte));
    return this;
  }

  /** The order counts. */
  append(bytes: string | Uint8Array): this {
    this.add(bytes);
    this.bytes.set(sha1(this.bytes));
    return this;
  }
}

const bytesOf = (value: Value | undefined) =>
  textBytes(typeof value === 'string' ? value : String(Number(value)));

/** The digest of the value at a key, all zeros when absent: that of Redis for text. */
export function valueDigest(server: Server, key: string, digest = new Digest()): Buffer {
  const type = server.call<string>('TYPE', key);
  if (type === 'none') return digest.bytes;
  digest.append(numberBytes(TYPES[type] ?? OTHER));
  (CONTENTS[type] ?? dumped)(server, key, digest);
  if (server.call('PTTL', key) !== -1) digest.add('!!expire!!');
  return digest.bytes;
}

type Contents = (server: Server, key: string, digest: Digest) => void;

const CONTENTS: Readonly<Record<string, Contents>> = {
  string: (server, key, digest) => digest.append(bytesOf(server.call('GET', key))),
  list: (server, key, digest) => {
    for (const item of server.call<Value[]>('LRANGE', key, 0, -1)) digest.append(bytesOf(item));
  },
  set: (server, key, digest) => {
    for (const member of itemsOf(server.call('SMEMBERS', key))) digest.add(bytesOf(member));
  },
  zset: (server, key, digest) => {
    const items = server.call<Value[]>('ZRANGE', key, 0, -1, 'WITHSCORES').flat();
    addPairs(
      items.map((item, at) => (at % 2 === 0 ? item : formatDouble(item as number))),
      digest,
    );
  },
  hash: (server, key, digest) => {
    addPairs(itemsOf(server.call('HGETALL', key)), digest);
  },
};

function dumped(server: Server, key: string, digest: Digest): void {
  digest.append(bytesOf(server.call('DUMP', key)));
}

/** Arrays, sets and maps as arrays. */
function itemsOf(value: Value): readonly Value[] {
  if (!(value instanceof Map)) return [...(value as Iterable<Value>)];
  return [...(value as ReadonlyMap<Value, Value>)].flat();
}

function addPairs(items: readonly Value[], digest: Digest): void {
  for (let at = 0; at < items.length; at += 2) {
    const pair = new Digest().append(bytesOf(items[at])).append(bytesOf(items[at + 1]));
    digest.add(pair.bytes);
  }
}

/** The digest of every key of every database, zeros when there is none: that of Redis for text. */
export function dataDigest(server: Server): Buffer {
  const whole = new Digest();
  const { session } = server;
  const selected = session.database;
  try {
    for (session.database = 0; session.database < server.memo.databases; session.database++)
      addDatabase(server, whole);
  } finally {
    session.database = selected;
  }
  return whole.bytes;
}

function addDatabase(server: Server, whole: Digest): void {
  const keys = server.call<string[]>('KEYS', '*');
  if (keys.length === 0) return;
  whole.append(numberBytes(server.session.database));
  for (const key of keys) whole.add(valueDigest(server, key, new Digest().append(textBytes(key))));
}

function numberBytes(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
}
