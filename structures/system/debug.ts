import {
  CommandError,
  encodedError,
  errors,
  Message,
  OK,
  parseMemory,
  push,
  type Reply,
  serves,
  type Server,
  status,
  Structure,
  structure,
  t,
  textBytes,
} from 'memo';
import { dataDigest, valueDigest } from './debug/digest';
import { DEBUG_HELP } from './debug/help';
import { sampleOf } from './debug/protocol';

const CLOCK_BITS = 0xffffff;
/** DUMP has a type before the value, and a version and a checksum behind it. */
const DUMP_FRAME = 11;

/** An element of so many bytes can't stand in a node of its own in Redis. */
const MOST_PACKED = (1n << 32n) - (1n << 20n);

const NOT_PACKED = 'ERR argument must be a memory value bigger than 1 and smaller than 4gb';

const UNKNOWN_TYPE =
  'ERR Wrong protocol type name. Please use one of the following: string|integer|double|bignum|null|array|set|map|attrib|push|verbatim|true|false';

type Handler = (server: Server, words: readonly string[]) => Reply;

/** A sub-command takes so many words, from a least to a most. */
interface Sub {
  readonly words: readonly [least: number, most: number];
  readonly run: Handler;
}

const taking = (least: number, run: Handler, most = least): Sub => ({ words: [least, most], run });

/** Redis takes it, and there is nothing here to turn. */
const accepted = () => OK;

const SUBCOMMANDS: Readonly<Record<string, Sub>> = {
  HELP: taking(0, () => DEBUG_HELP.map(status)),
  SLEEP: taking(1, (_server, [seconds]) => {
    sleep(parseFloat(seconds!) || 0);
    return OK;
  }),
  ERROR: taking(1, (_server, [message]) => encodedError(message!)),
  LOG: taking(1, ({ memo }, [message]) => {
    memo.note(`DEBUG LOG: ${message}`);
    return OK;
  }),
  PROTOCOL: taking(1, protocol),
  OBJECT: taking(1, object),
  DIGEST: taking(0, (server) => status(dataDigest(server).toString('hex'))),
  'DIGEST-VALUE': taking(
    0,
    (server, keys) => keys.map((key) => status(valueDigest(server, key).toString('hex'))),
    Infinity,
  ),
  POPULATE: taking(1, populate, 3),
  'SET-ACTIVE-EXPIRE': taking(1, ({ memo }, [word]) => {
    memo.maintenance.expires = parseInt(word!, 10) !== 0 && !Number.isNaN(parseInt(word!, 10));
    return OK;
  }),
  'PAUSE-CRON': taking(1, ({ memo }, [word]) => {
    memo.maintenance.paused = (parseInt(word!, 10) || 0) !== 0;
    return OK;
  }),
  'QUICKLIST-PACKED-THRESHOLD': taking(1, packedThreshold),
  REPLYBUFFER: taking(2, accepted),
  'CHANGE-REPL-ID': taking(0, accepted),
  'SET-DISABLE-DENY-SCRIPTS': taking(1, accepted),
  LOADAOF: taking(0, reloadLog),
  RELOAD: taking(0, reload, Infinity),
};

/** What tools and tests ask of a server. */
@structure()
export class DebugCommands extends Structure {
  @serves(
    'Looks into the server, and makes it do what it never does by itself.',
    {
      since: '1.0.0',
      group: 'server',
      complexity: 'Depends on subcommand.',
      flags: ['admin', 'noscript', 'loading', 'stale'],
      allowedBy: 'enable-debug-command',
    },
    t.text('subcommand', { undocumented: true }),
    t.rest(t.text('arg', { undocumented: true }), { optional: true }),
  )
  static DEBUG(server: Server, subcommand: string, ...words: string[]): Reply {
    const known = SUBCOMMANDS[subcommand.toUpperCase()];
    if (!known || words.length < known.words[0] || words.length > known.words[1])
      throw errors.misusedSubcommand('DEBUG', subcommand);
    return known.run(server, words);
  }
}

/** Blocks the process. */
function sleep(seconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1000);
}

function reload({ memo }: Server, words: readonly string[]): Reply {
  const given = words.map((word) => word.toUpperCase());
  if (given.some((word) => !['MERGE', 'NOFLUSH', 'NOSAVE'].includes(word)))
    throw new CommandError('ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.');
  memo.persistence.reload({
    saves: !given.includes('NOSAVE'),
    flushes: !given.includes('NOFLUSH'),
    replaces: given.includes('MERGE'),
  });
  return OK;
}

function reloadLog({ memo }: Server): Reply {
  memo.persistence.reloadLog();
  return OK;
}

function protocol({ session }: Server, [type]: readonly string[]): Reply {
  const sample = sampleOf(type!);
  if (sample !== undefined) return sample;
  if (type!.toLowerCase() !== 'push') throw new CommandError(UNKNOWN_TYPE);
  if (session.protocol === 2) throw new CommandError('ERR RESP2 is not supported by this command');
  session.send(new Message(push('server-cpu-usage', 42)));
  return 'Some real reply following the push reply';
}

function object(server: Server, [key]: readonly string[]): Reply {
  const encoding = server.call<string | null>('OBJECT ENCODING', key!);
  if (encoding === null) throw errors.noSuchKey();
  const [, idle] = server.play('OBJECT IDLETIME', key!);
  const seconds = typeof idle === 'number' ? idle : 0;
  const fields: Readonly<Record<string, string | number>> = {
    refcount: server.call<number>('OBJECT REFCOUNT', key!),
    encoding,
    serializedlength: textBytes(server.call<string>('DUMP', key!)).length - DUMP_FRAME,
    lru: (Math.floor(server.now() / 1000) - seconds) & CLOCK_BITS,
    lru_seconds_idle: seconds,
  };
  const told = Object.entries(fields).map(([name, value]) => `${name}:${value}`);
  return status(`Value at:0x000000000000 ${told.join(' ')}`);
}

function populate(server: Server, [count, prefix = 'key', size]: readonly string[]): Reply {
  const total = positive(count!);
  const length = size === undefined ? undefined : positive(size);
  for (let index = 0; index < total; index++) {
    const value = `value:${index}`;
    const padded = length === undefined ? value : value.slice(0, length).padEnd(length, '\0');
    server.call('SET', `${prefix}:${index}`, padded, 'NX');
  }
  return OK;
}

function positive(word: string): number {
  if (!/^\d{1,15}$/.test(word)) throw new CommandError('ERR value is out of range, must be positive');
  return Number(word);
}

/** From which size an element of a list gets a node of its own in Redis: in Memo it always has the room that it needs. */
function packedThreshold(_server: Server, [size]: readonly string[]): Reply {
  const bytes = parseMemory(size!);
  if (bytes === undefined || bytes > MOST_PACKED) throw new CommandError(NOT_PACKED);
  return OK;
}
