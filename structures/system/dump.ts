import {
  type ByteSlice,
  CommandError,
  type Entry,
  errors,
  OK,
  reads,
  type Reply,
  type Server,
  Structure,
  structure,
  t,
  type Words,
  writes,
} from 'memo';
import { expiryTime } from '../data/expiry-time';
import { sealed, unsealed } from '../data/rdb/dump-payload';
import type { RdbForm } from '../data/rdb/rdb-form';
import { RdbReader } from '../data/rdb/rdb-reader';
import { RdbError } from '../data/rdb/rdb-types';
import { RdbWriter } from '../data/rdb/rdb-writer';
import { bufferOf } from '../data/slices';

/** The type of a value of whatever structure: its class's name, version and state. Redis has none of this number. */
const STATE = 77;

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
      keys: [['RO', 'access']],
    },
    t.entry(),
  )
  static DUMP(_server: Server, entry: Entry): Reply {
    const { type } = entry;
    if (!type) return null;
    const form = formOf(type);
    const value = entry.value();
    return sealed(form ? form.write(value) : new RdbWriter().byte(STATE).string(entry.save()).finish());
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

const formOf = (Class: object) => (Class as { readonly rdb?: RdbForm<unknown> }).rdb;

/** When a value expires, undefined for never; a time that 64 bits don't hold is long past. */
function expiryOf(server: Server, ttl: bigint, isAbsolute: boolean): number | undefined {
  if (ttl === 0n) return undefined;
  return expiryTime(isAbsolute ? ttl : BigInt.asIntN(64, ttl + BigInt(server.now())));
}

/** Makes the value that a payload tells of. Throws a CommandError when it is none. */
function fill(server: Server, draft: Entry, payload: Buffer): void {
  const value = unsealed(payload);
  if (!value) throw wrongPayload();
  try {
    read(server, draft, new RdbReader(value));
  } catch (error) {
    throw error instanceof RdbError ? errors.badDataFormat() : error;
  }
}

function read(server: Server, draft: Entry, body: RdbReader): void {
  const type = body.byte();
  if (type === STATE) return draft.restore(bufferOf(body.string()));
  const owner = server.memo.commands.structures.find(({ Class }) => formOf(Class)?.types.includes(type));
  if (!owner) throw errors.badDataFormat();
  formOf(owner.Class)!.read(draft.open(owner.Class), type, body);
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
