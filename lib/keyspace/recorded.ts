import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

const real = { Date, now: Date.now, random: Math.random, performanceNow: performance.now.bind(performance) };

/** The turn's time in milliseconds, 0 between turns. */
let time = 0;
let state = 0;
let installed = false;

/** From now on `Date` and the random functions answer what the turn has recorded. */
export function enterTurn(now: number, seed: number): void {
  time = now;
  state = seed;
}

/** From now on they answer what the machine says. */
export function leaveTurn(): void {
  time = 0;
}

/** A number from 0 up to 1 that follows from the turn's seed (mulberry32, by Tommy Ettinger, public domain). */
export function recordedRandom(): number {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
}

const now = () => (time === 0 ? real.now() : time);
const random = () => (time === 0 ? real.random() : recordedRandom());

const RecordedDate = new Proxy(Date, {
  construct: (Target, args, newTarget) =>
    Reflect.construct(Target, args.length === 0 ? [now()] : args, newTarget) as Date,
  apply: () => new real.Date(now()).toString(),
});

function fill<T extends NodeJS.ArrayBufferView>(view: T): T {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  for (let index = 0; index < bytes.length; index++) bytes[index] = Math.floor(recordedRandom() * 256);
  return view;
}

/** A version 4 UUID from the turn's random numbers. */
function uuid(): crypto.UUID {
  const hex = fill(Buffer.alloc(16)).toString('hex');
  const variant = '89ab'[parseInt(hex[16]!, 16) & 3]!;
  const groups = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, variant + hex.slice(17, 20)];
  return [...groups, hex.slice(20)].join('-') as crypto.UUID;
}

type Random = (...args: never[]) => unknown;

/** The replacement in a turn; the original between turns, or when it answers through a callback. */
function during(original: Random, replacement: Random): Random {
  return (...args) => {
    const isForCallback = typeof args.at(-1) === 'function';
    return time === 0 || isForCallback ? original(...args) : replacement(...args);
  };
}

function installCrypto(): void {
  const replacements: Record<string, Random> = {
    randomBytes: (size: number) => fill(Buffer.alloc(size)),
    randomUUID: uuid,
    randomInt: (low: number, high?: number) =>
      high === undefined ? Math.floor(random() * low) : low + Math.floor(random() * (high - low)),
    randomFillSync: (view: NodeJS.ArrayBufferView, offset = 0, size = view.byteLength - offset) => {
      fill(new Uint8Array(view.buffer, view.byteOffset + offset, size));
      return view;
    },
    getRandomValues: (view: NodeJS.ArrayBufferView) => fill(view),
  };
  for (const target of [crypto, crypto.webcrypto] as unknown as Record<string, Random | undefined>[]) {
    for (const [name, replacement] of Object.entries(replacements)) {
      const original = target[name];
      const fixed = Object.getOwnPropertyDescriptor(target, name)?.configurable === false;
      if (original && !fixed)
        Object.defineProperty(target, name, { value: during(original.bind(target), replacement) });
    }
  }
  syncBuiltinESMExports();
}

/** Puts the recorded clock and random numbers in the place of the global ones, once; between turns nothing changes. */
export function installRecorded(): void {
  if (installed) return;
  installed = true;
  Date.now = now;
  globalThis.Date = RecordedDate;
  Math.random = random;
  performance.now = () => (time === 0 ? real.performanceNow() : time - performance.timeOrigin);
  installCrypto();
}
