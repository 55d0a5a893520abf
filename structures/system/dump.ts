import {
  type ByteSlice,
  classOfType,
  CommandError,
  type Entry,
  errors,
  OK,
  rdb,
  reads,
  readValue,
  type Reply,
  type Server,
  Structure,
  structure,
  t,
  type Words,
  writes,
  writeValue,
} from 'memo';
import { expiryTime } from '../data/expiry-time';
import { bufferOf } from '../data/slices';

/** Redis keeps the time of the last use in so many bits, in seconds. */
const CLOCK_BITS = 24;

const busyKey = () => new CommandError('BUSYKEY Target key name already exists.');
const wrongPayload = () => new CommandError('ERR DUMP payload version or checksum are wrong');

const IDLE = t.bigint('seconds', {
  min: 0n,
  outOfRange: 'ERR Invalid IDLETIME value, must be >= 0',
});
const FREQUENCY = t.int('frequency', {
  min: 0,
  max: 255,
  outOfRange: 'ERR Invalid FREQ value, must be >= 0 and <= 255',
});

interface Restoring {
  replace: boolean;
  absolute: boolean;
  idle: bigint | undefined;
  frequency: number | undefined;
}

function readRestoring(words: Words): Restoring {
  const options: Restoring = { replace: false, absolute: false, idle: undefined, frequency: undefined };
  while (words.left > 0) {
    if (words.take('REPLACE')) options.replace = true;
    else if (words.take('ABSTTL')) options.absolute = true;
    else if (options.frequency === undefined && words.take('IDLETIME', 1)) options.idle = words.read(IDLE);
    else if (options.idle === undefined && words.take('FREQ', 1)) options.frequency = words.read(FREQUENCY);
    else throw errors.syntax();
  }
  return options;
}

/** Values as bytes: from one server to another, and back. */
@structure()
export class Dump extends Structure {
  @reads(
    'The value as bytes that RESTORE takes; null when the key is absent.',
    {
      since: '2.6.0',
      group: 'generic',
      complexity: 'O(N), N being the size of the value',
      tips: ['nondeterministic_output'],
      unrepeatable: true,
      keys: [['RO', 'access']],
    },
    t.entry(),
  )
  static DUMP(_server: Server, entry: Entry): Reply {
    if (!entry.exists) return null;
    const writer = new rdb.Writer();
    writeValue(entry, writer);
    return rdb.sealed(writer.finish());
  }

  @writes(
    'Creates a value of bytes that DUMP answered, for so many milliseconds (0: it stays), with ABSTTL until a time.',
    {
      event: false,
      since: '2.6.0',
      group: 'generic',
      complexity: 'O(N), N being the size of the value',
      flags: ['denyoom'],
      categories: ['dangerous'],
      keys: [['OW', 'update']],
    },
    t.entry(),
    t.lazy(t.bigint('ttl', { min: 0n, outOfRange: 'ERR Invalid TTL value, must be >= 0' })),
    t.slice('serialized-value'),
    t.words(
      [
        t.flag('REPLACE'),
        t.flag('ABSTTL'),
        t.optional(t.keyword('IDLETIME', IDLE)),
        t.optional(t.keyword('FREQ', FREQUENCY)),
      ],
      readRestoring,
    ),
  )
  static RESTORE(
    server: Server,
    entry: Entry,
    readTtl: () => bigint,
    payload: ByteSlice,
    options: Restoring,
  ): Reply {
    if (!options.replace && entry.exists) throw busyKey();
    const expiry = expiryOf(server, readTtl(), options.absolute);
    const draft = server.draft();
    fill(server, draft, bufferOf(payload));
    if (expiry !== undefined && expiry <= server.now()) return forget(server, entry);
    draft.expireAt(expiry);
    draft.moveTo(entry);
    server.notify('restore', entry);
    if (expiry !== undefined) logExpiry(server, entry, expiry, payload, options);
    use(entry, options);
    return OK;
  }
}

/** When a value expires, undefined for never; a time that 64 bits don't hold is long past. */
function expiryOf(server: Server, ttl: bigint, isAbsolute: boolean): number | undefined {
  if (ttl === 0n) return undefined;
  return expiryTime(isAbsolute ? ttl : BigInt.asIntN(64, ttl + BigInt(server.now())));
}

/** Makes the value that a payload tells of. Throws a CommandError when it is none. */
function fill(server: Server, draft: Entry, payload: Buffer): void {
  const value = rdb.unsealed(payload);
  if (!value) throw wrongPayload();
  try {
    const body = new rdb.Reader(value);
    const type = body.byte();
    readValue(draft, classOfType(server.memo.commands.structures, type), type, body);
  } catch (error) {
    throw error instanceof rdb.DamageError ? errors.badDataFormat() : error;
  }
}

/** What would have expired by now is not created; it is gone that stood in its place. */
function forget(server: Server, entry: Entry): Reply {
  if (!entry.delete()) server.unchanged();
  else if (server.isLogged) server.logAs('DEL', entry.key);
  return OK;
}

/** The log knows no time but that at which the value expires. */
function logExpiry(
  server: Server,
  entry: Entry,
  expiry: number,
  payload: ByteSlice,
  { replace, absolute }: Restoring,
): void {
  if (absolute || !server.isLogged) return;
  server.logAs('RESTORE', entry.key, expiry, bufferOf(payload), ...(replace ? ['REPLACE'] : []), 'ABSTTL');
}

function use(entry: Entry, { idle, frequency }: Restoring): void {
  if (idle !== undefined) entry.idle = Number(BigInt.asUintN(CLOCK_BITS, idle)) * 1000;
  if (frequency !== undefined) entry.frequency = frequency;
}
