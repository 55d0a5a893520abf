import { type Entry, numbersOf, Packed, type Reply, type Server, type Value } from 'memo';
import { bufferOf } from '../../data/slices';
import { shownFields, shownValue } from '../../data/shown-value';

const MOST_FIELDS = 100;

type Fields = Map<string, Reply>;

/** What there is at a key that exists, each field as a line of at most so many characters. */
export function inspected(server: Server, entry: Entry, most: number): Reply {
  const Class = entry.type!;
  const info = server.memo.commands.structures.find((each) => each.Class === Class);
  const about: Fields = new Map<string, Reply>([
    ['class', Class.name],
    ['type', entry.typeName!],
    ['version', info ? (Class.version ?? 0) : null],
    ['expires', entry.expiry ?? null],
    ['idle', entry.idle],
  ]);
  if (!info) return about.set('state', `kept as saved: no structure of the name ${Class.name} is loaded`);
  const look = new Look(server, bufferOf(entry.keyBytes));
  about.set('bytes', look.at('MEMORY USAGE'));
  const isBuiltIn = info.sourceHash === undefined;
  return about.set('fields', isBuiltIn ? builtIn(look, entry, most) : fieldsOf(entry, most));
}

/** Commands about one key, which leave no trace of having looked. */
class Look {
  constructor(
    private readonly server: Server,
    private readonly key: Buffer,
  ) {}

  at<T extends Value>(command: string, ...words: readonly (string | number)[]): T {
    return this.server.trace(command, this.key, ...words).reply as T;
  }
}

function fieldsOf(entry: Entry, most: number): Fields {
  const value = entry.value({ touch: false }) as object;
  if (!(value instanceof Packed)) return shownFields(value, most, MOST_FIELDS);
  const { object } = value.memory;
  const numbers = object ?? numbersOf(value) ?? { bytes: bufferOf(value.bytes) };
  return shownFields(numbers, most, MOST_FIELDS);
}

/** What is shown of the values of Redis' types: how many elements there are, and as many as fill a line. */
function builtIn(look: Look, entry: Entry, most: number): Fields {
  const count = Math.min(1000, Math.ceil(most / 4) + 1);
  const fields = CONTENTS[entry.typeName!]?.(look, count, most) ?? {};
  const told: [string, Reply][] = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'number' ? value : shownValue(value, most),
  ]);
  return new Map([['encoding', look.at('OBJECT ENCODING')], ...told]);
}

type Contents = (look: Look, count: number, most: number) => Readonly<Record<string, unknown>>;

const CONTENTS: Readonly<Record<string, Contents>> = {
  string: (look, _count, most) => ({
    length: look.at('STRLEN'),
    value: look.at('GETRANGE', 0, most - 1),
  }),
  list: (look, count) => ({ length: look.at('LLEN'), elements: look.at('LRANGE', 0, count - 1) }),
  set: (look, count) => ({ size: look.at('SCARD'), members: new Set(scanned(look, 'SSCAN', count)) }),
  hash: (look, count) => ({ size: look.at('HLEN'), fields: mapOf(scanned(look, 'HSCAN', count)) }),
  zset: (look, count) => ({
    size: look.at('ZCARD'),
    scores: mapOf(look.at<readonly Value[]>('ZRANGE', 0, count - 1, 'WITHSCORES').flat()),
  }),
  stream: (look, count) => ({
    length: look.at('XLEN'),
    entries: look.at('XRANGE', '-', '+', 'COUNT', count),
    groups: look.at('XINFO GROUPS'),
  }),
};

/** The first elements of a scan. */
const scanned = (look: Look, command: string, count: number): readonly Value[] =>
  look.at<[string, readonly Value[]]>(command, 0, 'COUNT', count)[1];

const mapOf = (items: readonly unknown[]) =>
  new Map(Array.from({ length: items.length / 2 }, (_, at) => [items[at * 2], items[at * 2 + 1]]));
