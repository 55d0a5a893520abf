import { CommandError, errors, t, type Words } from 'memo';
import { canonical, type Part, type StreamId, ZERO_ID } from '../../data/stream/stream-id';
import { readId, readStart, tryId } from './ids';

const WORD = t.slice('word');
/** An error shows no more of a word. */
const SHOWN_BYTES = 1024 * 1024;

/** What XCLAIM is told behind the consumer. */
export interface ClaimWords {
  readonly minIdle: number;
  readonly ids: readonly StreamId[];
  readonly idle: number | undefined;
  readonly time: number | undefined;
  readonly deliveries: Part | undefined;
  readonly force: boolean;
  readonly justId: boolean;
  readonly lastId: StreamId;
}

const invalid = (what: string, command = 'XCLAIM') => `ERR Invalid ${what} argument for ${command}`;
const MIN_IDLE = t.int('min-idle-time', { error: invalid('min-idle-time') });
const IDLE = t.int('ms', { error: invalid('IDLE option') });
const TIME = t.int('unix-time-milliseconds', { error: invalid('TIME option') });
const DELIVERIES = t.bigint('count', { error: invalid('RETRYCOUNT option') });

export const CLAIM_WORDS = t.words(
  [
    t.text('min-idle-time'),
    t.list(t.slice('id')),
    t.optional(t.keyword('IDLE', t.int('ms'))),
    t.optional(t.keyword('TIME', t.int('unix-time-milliseconds', { type: 'unix-time' }))),
    t.optional(t.keyword('RETRYCOUNT', t.int('count'))),
    t.flag('FORCE'),
    t.flag('JUSTID'),
    t.optional(t.keyword('LASTID', t.slice('id'))),
  ],
  readClaim,
);

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function readClaim(words: Words): ClaimWords {
  const claim: Mutable<ClaimWords> = {
    minIdle: Math.max(0, words.read(MIN_IDLE)),
    ids: readIds(words),
    idle: undefined,
    time: undefined,
    deliveries: undefined,
    force: false,
    justId: false,
    lastId: ZERO_ID,
  };
  while (words.left > 0) readClaimOption(words, claim);
  return claim;
}

/** Ids up to the first word that is none. */
function readIds(words: Words): StreamId[] {
  const ids: StreamId[] = [];
  while (words.left > 0) {
    const id = tryId(words.next);
    if (!id) break;
    words.read(WORD);
    ids.push(id);
  }
  return ids;
}

function readClaimOption(words: Words, claim: Mutable<ClaimWords>): void {
  if (words.take('FORCE')) claim.force = true;
  else if (words.take('JUSTID')) claim.justId = true;
  else if (words.take('IDLE', 1)) {
    claim.idle = words.read(IDLE);
    claim.time = undefined;
  } else if (words.take('TIME', 1)) {
    claim.time = words.read(TIME);
    claim.idle = undefined;
  } else if (words.take('RETRYCOUNT', 1)) {
    const deliveries = words.read(DELIVERIES);
    claim.deliveries = deliveries < 0n ? undefined : canonical(deliveries);
  } else if (words.take('LASTID', 1)) claim.lastId = readId(words.read(WORD));
  else throw new CommandError(`ERR Unrecognized XCLAIM option '${words.excerpt(SHOWN_BYTES)}'`);
}

/** When a claimed entry was delivered, where the words say it; a time to come is now. At time 0 a log of Redis is replayed. */
export function claimTime({ idle, time }: ClaimWords, now: number): number {
  const said = idle === undefined ? (time ?? now) : now - idle;
  return said < 0 || (said > now && now !== 0) ? now : said;
}

/** What XAUTOCLAIM is told behind the consumer. */
export interface AutoClaimWords {
  readonly minIdle: number;
  readonly start: StreamId;
  readonly count: number;
  readonly justId: boolean;
}

const MOST_CLAIMED = 2n ** 63n / 16n - 1n;
const COUNT_ERROR = 'ERR COUNT must be > 0';
const AUTO_MIN_IDLE = t.int('min-idle-time', { error: invalid('min-idle-time', 'XAUTOCLAIM') });
const AUTO_COUNT = t.checked(
  t.bigint('count', { min: 1n, error: COUNT_ERROR, outOfRange: COUNT_ERROR }),
  (count) => count <= MOST_CLAIMED,
  COUNT_ERROR,
);
/** How many entries are claimed at once where nobody says it. */
const USUAL_COUNT = 100;

export const AUTO_CLAIM_WORDS = t.words(
  [
    t.text('min-idle-time'),
    t.slice('start'),
    t.optional(t.keyword('COUNT', t.int('count'))),
    t.flag('JUSTID'),
  ],
  readAutoClaim,
);

function readAutoClaim(words: Words): AutoClaimWords {
  const minIdle = Math.max(0, words.read(AUTO_MIN_IDLE));
  const start = readStart(words.read(WORD));
  let count = USUAL_COUNT;
  let justId = false;
  while (words.left > 0) {
    if (words.take('COUNT', 1)) count = Number(words.read(AUTO_COUNT));
    else if (words.take('JUSTID')) justId = true;
    else throw errors.syntax();
  }
  return { minIdle, start, count, justId };
}
