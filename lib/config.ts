import { ConfigurationError, errors } from './errors';
import { readEventTypes } from './keyspace/notifications';
import type { ConfigurationView } from './command/server';

/** What can be said of an option beside its name. */
interface Option {
  readonly initial: string;
  /** CONFIG SET can change it while the server runs. */
  readonly mutable?: boolean;
  /** The name that it had in older versions of Redis; CONFIG knows both. */
  readonly alias?: string;
  /** The value as CONFIG GET shows it. Throws a ConfigurationError with the reason why the text is none. */
  readonly read?: (text: string) => string;
  readonly help: string;
}

function refuse(reason: string): never {
  throw new ConfigurationError(reason);
}

function between(low: bigint, value: bigint, high: bigint): string {
  const inside = low <= value && value <= high;
  return inside ? String(value) : refuse(`argument must be between ${low} and ${high} inclusive`);
}

const integer = (low: bigint, high: bigint) => (text: string) =>
  /^(?:0|-?[1-9]\d{0,18})$/.test(text) && BigInt(text) === BigInt.asIntN(64, BigInt(text))
    ? between(low, BigInt(text), high)
    : refuse("argument couldn't be parsed into an integer");

const UNITS: Readonly<Record<string, bigint>> = {
  '': 1n,
  b: 1n,
  k: 1000n,
  kb: 1n << 10n,
  m: 1000_000n,
  mb: 1n << 20n,
  g: 1000_000_000n,
  gb: 1n << 30n,
};

const MOST_MEMORY = 2n ** 63n - 1n;
const MOST_INT = 2n ** 31n - 1n;

/** Bytes, in a unit if you like: `512mb`, or `500m` in powers of ten. */
const memory = (low: bigint, high: bigint) => (text: string) => {
  const [, digits = '', name = ''] = /^(\d*)([a-z]*)$/i.exec(text) ?? [];
  const unit = UNITS[name.toLowerCase()];
  if (digits + name !== text || unit === undefined) refuse('argument must be a memory value');
  return between(low, BigInt(digits) * unit, high);
};

const oneOf =
  (...values: string[]) =>
  (text: string) =>
    values.includes(text.toLowerCase())
      ? text.toLowerCase()
      : refuse(`argument(s) must be one of the following: ${values.join(', ')}`);

const yesOrNo = (text: string) =>
  /^(?:yes|no)$/i.test(text) ? text.toLowerCase() : refuse("argument must be 'yes' or 'no'");

/** Numbers from 0 to 100, with spaces between. */
const percentiles = (name: string) => (text: string) => {
  const words = text.split(' ').filter((word) => word !== '');
  const numbers = words.map((word) => (/^[-+\d.e]+$/i.test(word) ? Number(word) : NaN));
  if (numbers.some(Number.isNaN)) refuse(`Invalid ${name} parameters`);
  if (numbers.some((number) => number < 0 || number > 100))
    refuse(`${name} parameters should sit between [0.0,100.0]`);
  return numbers.join(' ');
};

const clamped = (text: string, low: number, high: number) =>
  String(Math.min(high, Math.max(low, Number(text))));

const GIVEN_BACK = 'taken for the sake of Redis; memory is given back in small steps either way';

/** Where Redis has a choice that Memo hasn't: one value is possible, for the others there is a reason. */
const only =
  (value: string, reason: string, read = (text: string) => text) =>
  (text: string) =>
    read(text) === value ? value : refuse(reason);

/** Every option: its name is Redis' where Redis has it. */
export const OPTIONS = {
  port: { initial: '6379', read: integer(0n, 65535n), help: 'TCP port; 0 takes a free one' },
  bind: {
    initial: '127.0.0.1',
    read: (text: string) => (/\S/.test(text) ? text : refuse('there must be an address')),
    help: 'addresses to listen on, with spaces between; * is every one, one after a - may be missing',
  },
  unixsocket: { initial: '', help: 'path of a Unix socket to listen on as well' },
  requirepass: { initial: '', mutable: true, help: 'password that clients must give' },
  databases: { initial: '16', read: integer(1n, 16384n), help: 'number of databases' },
  loglevel: {
    initial: 'notice',
    mutable: true,
    read: oneOf('debug', 'verbose', 'notice', 'warning', 'nothing'),
    help: 'debug, verbose, notice, warning or nothing',
  },
  appendonly: {
    initial: 'no',
    mutable: true,
    read: only('no', 'durability is not built yet: only no is possible', yesOrNo),
    help: 'whether to keep a log on disk; only no for now',
  },
  save: {
    initial: '',
    mutable: true,
    read: only('', 'there are no snapshots: only "" is possible'),
    help: 'when to write snapshots; only "", never',
  },
  maxmemory: {
    initial: '0',
    mutable: true,
    read: only('0', 'nothing is evicted: only 0, no limit, is possible', memory(0n, MOST_MEMORY)),
    help: 'bytes to evict at; only 0, no limit',
  },
  'maxmemory-policy': {
    initial: 'noeviction',
    mutable: true,
    read: oneOf(
      'volatile-lru',
      'volatile-lfu',
      'volatile-random',
      'volatile-ttl',
      'allkeys-lru',
      'allkeys-lfu',
      'allkeys-random',
      'noeviction',
    ),
    help: 'what would be evicted; an LFU policy counts uses',
  },
  'lfu-log-factor': {
    initial: '10',
    mutable: true,
    read: integer(0n, MOST_INT),
    help: 'how much slower a larger count of uses grows',
  },
  'lfu-decay-time': {
    initial: '1',
    mutable: true,
    read: integer(0n, MOST_INT),
    help: 'minutes in which a count of uses shrinks by one; 0: never',
  },
  'proto-max-bulk-len': {
    initial: '536870912',
    mutable: true,
    read: memory(1n << 20n, MOST_MEMORY),
    help: 'longest string in bytes',
  },
  'notify-keyspace-events': {
    initial: '',
    mutable: true,
    read: (text: string) =>
      readEventTypes(text) ?? refuse("Invalid event class character. Use 'Ag$lshzxeKEtmdn'."),
    help: 'what is published about keys: K and E say where, the other letters what; "" is nothing',
  },
  'hll-sparse-max-bytes': {
    initial: '3000',
    mutable: true,
    read: memory(0n, MOST_MEMORY),
    help: 'a HyperLogLog of more bytes is laid out densely',
  },
  'hash-max-listpack-entries': {
    initial: '512',
    mutable: true,
    alias: 'hash-max-ziplist-entries',
    read: integer(0n, MOST_MEMORY),
    help: 'a hash of more fields is laid out as a table',
  },
  'hash-max-listpack-value': {
    initial: '64',
    mutable: true,
    alias: 'hash-max-ziplist-value',
    read: memory(0n, MOST_MEMORY),
    help: 'so is one with a longer field or value, in bytes',
  },
  'set-max-intset-entries': {
    initial: '512',
    mutable: true,
    read: integer(0n, MOST_MEMORY),
    help: 'a set of more integers is laid out as a table',
  },
  'zset-max-listpack-entries': {
    initial: '128',
    mutable: true,
    alias: 'zset-max-ziplist-entries',
    read: integer(0n, MOST_MEMORY),
    help: 'a sorted set of more members is laid out as a tree',
  },
  'zset-max-listpack-value': {
    initial: '64',
    mutable: true,
    alias: 'zset-max-ziplist-value',
    read: memory(0n, MOST_MEMORY),
    help: 'so is one with a longer member, in bytes',
  },
  'list-max-listpack-size': {
    initial: '-2',
    mutable: true,
    alias: 'list-max-ziplist-size',
    read: integer(-MOST_INT - 1n, MOST_INT),
    help: 'size of the nodes of a list that DUMP writes, as in Redis; its segments in memory have a few KB',
  },
  'list-compress-depth': {
    initial: '0',
    mutable: true,
    read: integer(0n, MOST_INT),
    help: 'taken for the sake of Redis; lists are not compressed',
  },
  'stream-node-max-bytes': {
    initial: '4096',
    mutable: true,
    read: memory(0n, MOST_MEMORY),
    help: 'a node of a stream has no more bytes; 0 is no limit',
  },
  'tracking-table-max-keys': {
    initial: '1000000',
    mutable: true,
    read: integer(0n, MOST_MEMORY),
    help: 'most keys that are remembered for the caches of clients; 0 is no limit',
  },
  'stream-node-max-entries': {
    initial: '100',
    mutable: true,
    read: integer(0n, MOST_MEMORY),
    help: 'a node of a stream has no more entries; 0 is no limit',
  },

  'slowlog-log-slower-than': {
    initial: '10000',
    mutable: true,
    read: integer(-1n, MOST_MEMORY),
    help: 'microseconds from which a command is slow; 0: each is; -1: none is',
  },
  'slowlog-max-len': {
    initial: '128',
    mutable: true,
    read: integer(0n, MOST_MEMORY),
    help: 'how many slow commands are kept',
  },
  'latency-monitor-threshold': {
    initial: '0',
    mutable: true,
    read: integer(0n, MOST_MEMORY),
    help: 'milliseconds from which an event is noted for LATENCY; 0: none is',
  },
  'latency-tracking': {
    initial: 'yes',
    mutable: true,
    read: yesOrNo,
    help: 'whether runs of commands are counted by how long they took',
  },
  'latency-tracking-info-percentiles': {
    initial: '50 99 99.9',
    mutable: true,
    read: percentiles('latency-tracking-info-percentiles'),
    help: 'which percentiles of that INFO tells',
  },
  'enable-debug-command': {
    initial: 'no',
    read: oneOf('no', 'yes', 'local'),
    help: 'whether clients may use DEBUG: no, yes, or local for those on this machine',
  },
  hz: {
    initial: '10',
    mutable: true,
    read: (text: string) => clamped(integer(0n, MOST_INT)(text), 1, 500),
    help: 'how often a second expired keys are looked for',
  },
  'dynamic-hz': {
    initial: 'yes',
    mutable: true,
    read: yesOrNo,
    help: 'taken for the sake of Redis; the search for expired keys goes on as long as it finds many',
  },
  'active-expire-effort': {
    initial: '1',
    mutable: true,
    read: integer(1n, 10n),
    help: 'how much is looked at before clients are served again',
  },
  'lazyfree-lazy-eviction': { initial: 'no', mutable: true, read: yesOrNo, help: GIVEN_BACK },
  'lazyfree-lazy-expire': { initial: 'no', mutable: true, read: yesOrNo, help: GIVEN_BACK },
  'lazyfree-lazy-server-del': { initial: 'no', mutable: true, read: yesOrNo, help: GIVEN_BACK },
  'lazyfree-lazy-user-del': { initial: 'no', mutable: true, read: yesOrNo, help: GIVEN_BACK },
  'lazyfree-lazy-user-flush': { initial: 'no', mutable: true, read: yesOrNo, help: GIVEN_BACK },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof OPTIONS;

const options: ReadonlyMap<string, Option> = new Map(Object.entries(OPTIONS));

/** Options by the names that they had. */
const aliases = new Map([...options].flatMap(([name, { alias }]) => (alias ? [[alias, name] as const] : [])));

const presentName = (name: string) => aliases.get(name) ?? name;

const optionOf = (name: string) => options.get(presentName(name));

/** The values of all options. */
export class Configuration implements ConfigurationView {
  private readonly values: Map<string, string>;
  private readonly numbers = new Map<string, number>();
  private readonly watchers = new Map<string, (value: string) => void>();

  /** Throws a ConfigurationError that names the first option at fault. */
  constructor(given: Readonly<Partial<Record<OptionName, string>>> = {}) {
    this.values = new Map();
    for (const [name, { initial }] of options) this.put(name, initial);
    for (const [name, text] of Object.entries(given)) {
      try {
        this.put(presentName(name), valueOf(name, text));
      } catch (error) {
        throw new ConfigurationError(`--${name} ${text}: ${(error as ConfigurationError).message}`);
      }
    }
  }

  get(name: string): string {
    return this.values.get(name) ?? '';
  }

  number(name: string): number {
    return this.numbers.get(name) ?? NaN;
  }

  entries(): Iterable<[string, string]> {
    const known = [...aliases].map(([alias, name]): [string, string] => [alias, this.get(name)]);
    return [...this.values, ...known];
  }

  /** Calls the function with the new value whenever the option was set. */
  watch(name: OptionName, watcher: (value: string) => void): void {
    this.watchers.set(name, watcher);
  }

  /** Calls the function now, and whenever one of the options was set. */
  follow(names: readonly OptionName[], follower: () => void): void {
    for (const name of names) this.watch(name, follower);
    follower();
  }

  set(pairs: readonly (readonly [string, string])[]): void {
    const texts = new Map<string, string>();
    for (const [given, text] of pairs) texts.set(settable(given, texts), text);
    const values = [...texts].map(([name, text]) => [presentName(name), readSetting(name, text)] as const);
    for (const [name, value] of values) {
      this.put(name, value);
      this.watchers.get(name)?.(value);
    }
  }

  private put(name: string, value: string): void {
    this.values.set(name, value);
    this.numbers.set(name, Number(value));
  }
}

/** The name of an option that CONFIG SET can change. Throws the CommandError that it answers for others. */
function settable(given: string, before: ReadonlyMap<string, string>): string {
  const name = given.toLowerCase();
  const option = optionOf(name);
  if (!option) throw errors.unknownOption(given);
  if (!option.mutable) throw errors.invalidOption(given, "can't set immutable config");
  if (before.has(name)) throw errors.invalidOption(name, 'duplicate parameter');
  return name;
}

function readSetting(name: string, text: string): string {
  try {
    return valueOf(name, text);
  } catch (error) {
    throw errors.invalidOption(name, (error as ConfigurationError).message);
  }
}

function valueOf(name: string, text: string): string {
  const option = optionOf(name) ?? refuse('no such option');
  return option.read?.(text) ?? text;
}
