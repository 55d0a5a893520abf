import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/**
 * What synchronous handlers see of time and chance: values that follow from the turn, so that replay has them again.
 * Math.random follows from the turn's seed; what is for cryptography from a secret as well, and can't be foreseen.
 */

const real = {
  Date,
  now: Date.now,
  random: Math.random,
  performanceNow: performance.now.bind(performance),
  createHmac: crypto.createHmac,
};

const BLOCK_BYTES = 32;
/** How far apart the sequences of a turn's commands begin; odd, so that none begin alike. */
const STEP = 0x2545f491;

/** What a turn's time and chance follow from. */
export interface Recorded {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** An int32. */
  readonly seed: number;
  readonly secret: Buffer;
}

/** What bytes of a server's turns follow from: chance, or a seed. */
export const newSecret = (seed?: number): Buffer =>
  seed === undefined ? crypto.randomBytes(32) : crypto.createHash('sha256').update(String(seed)).digest();

/** The turn that runs. */
let turn: Recorded | undefined;
/** How far its sequences of numbers and of bytes have come. */
let state = 0;
let blocks = 0;
let step = 0;
/** Whether the turn has drawn any. */
let drawn = false;
/** How many sequences there were for what isn't logged. */
let unlogged = 0;

/** From now on `Date` and the random functions answer what the turn has recorded. */
export function enterTurn(recorded: Recorded): void {
  turn = recorded;
  drawn = false;
  unlogged = 0;
  enterStep(0);
}

/**
 * A command of the turn has sequences of its own, which follow from how many were logged before it: what was not logged
 * draws nothing in replay.
 */
export function enterStep(number: number): void {
  step = number;
  state = (turn!.seed + Math.imul(number, STEP)) | 0;
  blocks = 0;
}

/** What isn't logged draws numbers that no logged command draws. */
export function enterUnlogged(): void {
  enterStep(--unlogged);
}

/** Whether the turn has drawn random numbers, or bytes. */
export const hasDrawn = () => drawn;

/** From now on they answer what the machine says. */
export function leaveTurn(): void {
  turn = undefined;
}

/** Does what is no part of the turn that runs, if one does: what that draws stays the same. */
export function aside<T>(recorded: Recorded, task: () => T): T {
  const before = { turn, state, blocks, step, drawn, unlogged };
  enterTurn(recorded);
  try {
    return task();
  } finally {
    ({ turn, state, blocks, step, drawn, unlogged } = before);
  }
}

/** A number from 0 up to 1 that follows from the turn's seed (mulberry32, by Tommy Ettinger, public domain). */
export function recordedRandom(): number {
  drawn = true;
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
}

/** Bytes that follow from the turn's seed and the secret. */
function recordedBytes({ seed, secret }: Recorded, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  drawn = true;
  for (let at = 0; at < length; at += BLOCK_BYTES) {
    const block = real.createHmac('sha256', secret).update(`${seed} ${step} ${blocks++}`);
    block.digest().copy(bytes, at);
  }
  return bytes;
}

const now = () => turn?.time ?? real.now();
const random = () => (turn ? recordedRandom() : real.random());
const performanceNow = () => (turn ? turn.time - performance.timeOrigin : real.performanceNow());

const RecordedDate = new Proxy(Date, {
  construct: (Target, args, newTarget) =>
    Reflect.construct(Target, args.length === 0 ? [now()] : args, newTarget) as Date,
  apply: () => new real.Date(now()).toString(),
});

type Bytes = NodeJS.ArrayBufferView | ArrayBufferLike;

/** As crypto.randomFillSync: of a typed array, offset and size count elements. */
function fill<T extends Bytes>(recorded: Recorded, target: T, offset = 0, size?: number): T {
  const { BYTES_PER_ELEMENT: unit = 1 } = target as { BYTES_PER_ELEMENT?: number };
  const whole = ArrayBuffer.isView(target)
    ? new Uint8Array(target.buffer, target.byteOffset, target.byteLength)
    : new Uint8Array(target);
  const part = whole.subarray(offset * unit, size === undefined ? undefined : (offset + size) * unit);
  part.set(recordedBytes(recorded, part.length));
  return target;
}

/** A UUID of version 4. */
function uuid(recorded: Recorded): crypto.UUID {
  const bytes = recordedBytes(recorded, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') as crypto.UUID;
}

function integer(recorded: Recorded, first: number, second?: number): number {
  const [low, high] = second === undefined ? [0, first] : [first, second];
  return low + Math.floor((recordedBytes(recorded, 6).readUIntBE(0, 6) / 2 ** 48) * (high - low));
}

type Random = (...args: never[]) => unknown;
type Replacement = (turn: Recorded, ...args: never[]) => unknown;

/** The replacement in a turn; the original between turns, or when it answers through a callback. */
function during(original: Random, replacement: Replacement): Random {
  return (...args) => {
    const isForCallback = typeof (args as readonly unknown[]).at(-1) === 'function';
    return turn && !isForCallback ? replacement(turn, ...args) : original(...args);
  };
}

const replacements: Readonly<Record<string, Replacement>> = {
  randomBytes: recordedBytes,
  pseudoRandomBytes: recordedBytes,
  randomUUID: uuid,
  randomInt: integer,
  randomFillSync: fill,
  getRandomValues: (recorded, view: NodeJS.ArrayBufferView) => fill(recorded, view),
};

function installCrypto(): void {
  for (const target of [crypto, crypto.webcrypto] as unknown as Record<string, Random | undefined>[]) {
    for (const [name, replacement] of Object.entries(replacements)) {
      const original = target[name]?.bind(target);
      // node:crypto's getRandomValues is fixed: it answers that of webcrypto.
      const isFixed = Object.getOwnPropertyDescriptor(target, name)?.configurable === false;
      if (!original || isFixed) continue;
      const value = during(original, replacement);
      Object.defineProperty(target, name, { value, configurable: true, writable: true });
    }
  }
  syncBuiltinESMExports();
}

let installed = false;

/** Puts the recorded clock and random functions in the place of the global ones, once; between turns nothing changes. */
export function installRecorded(): void {
  if (installed) return;
  installed = true;
  Date.now = now;
  globalThis.Date = RecordedDate;
  Object.defineProperty(real.Date.prototype, 'constructor', {
    value: RecordedDate,
    configurable: true,
    writable: true,
  });
  Math.random = random;
  performance.now = performanceNow;
  installCrypto();
}
