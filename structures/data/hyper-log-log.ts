import type { ByteSlice, Memory } from 'memo';
import { murmurHash64 } from './murmur-hash';

/**
 * A HyperLogLog in the bytes of a string, as Redis lays it out: a header of 16 bytes, then 16384 registers, either six
 * bits each (dense) or in runs (sparse): `00nnnnnn` n+1 zeros, `01nnnnnn nnnnnnnn` as many, `1vvvvvnn` n+1 times v+1.
 */

/** Bytes that grow, mostly those of a packed value. */
export type Growing = Pick<Memory, 'buffer' | 'start' | 'length' | 'bytes' | 'resize'>;

export const REGISTERS = 16384;
const INDEX_BITS = 14;
const REGISTER_BITS = 6;
const REGISTER_MASK = 63;
/** Bits of a hash whose leading ones a register counts. */
const HASH_BITS = 64 - INDEX_BITS;

const HEADER_BYTES = 16;
const ENCODING = 4;
const DENSE = 0;
const SPARSE = 1;
const DENSE_BYTES = HEADER_BYTES + (REGISTERS * REGISTER_BITS) / 8;
/** The last byte of the count that Redis keeps; its highest bit says that the count is out of date. */
const CACHE_END = 15;
const OUT_OF_DATE = 0x80;

const IS_VALUE = 0x80;
const IS_LONG_RUN = 0x40;
const LONGEST_SHORT_RUN = 64;
const LONGEST_VALUE_RUN = 4;
const LARGEST_SPARSE_VALUE = 32;

const SEED = 0xadc83b19 | 0;
/** 1 / (2 ln 2). */
const ALPHA = 0.7213475204444817;

/** One without elements, sparse. */
export function emptyHyperLogLog(): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES + 2);
  bytes.write('HYLL', 'latin1');
  bytes[ENCODING] = SPARSE;
  bytes.set(zeros(REGISTERS), HEADER_BYTES);
  return bytes;
}

export function isHyperLogLog({ bytes, start, end }: ByteSlice): boolean {
  const length = end - start;
  if (length < HEADER_BYTES) return false;
  if (String.fromCharCode(...bytes.subarray(start, start + ENCODING)) !== 'HYLL') return false;
  const encoding = bytes[start + ENCODING]!;
  return encoding === SPARSE || (encoding === DENSE && length === DENSE_BYTES);
}

export const isDense = ({ bytes, start }: ByteSlice) => bytes[start + ENCODING] === DENSE;

/** Adds an element; whether a register changed, undefined when the runs make no sense. */
export function addElement(
  memory: Growing,
  { bytes, start, end }: ByteSlice,
  mostSparse: number,
): boolean | undefined {
  const { high, low } = murmurHash64(bytes, start, end, SEED);
  return raise(memory, low & (REGISTERS - 1), onesBefore(high, low), mostSparse);
}

/** Raises registers to those of another; false when the runs make no sense. */
export function raiseAll(memory: Growing, registers: Uint8Array, mostSparse: number): boolean {
  for (let index = 0; index < REGISTERS; index++) {
    if (registers[index] !== 0 && raise(memory, index, registers[index]!, mostSparse) === undefined)
      return false;
  }
  return true;
}

/** Notes that the count that Redis keeps in the header is out of date. */
export function forgetCount({ buffer, start }: Growing): void {
  buffer[start + CACHE_END]! |= OUT_OF_DATE;
}

/** Raises `registers` where those in the bytes are higher; false when the runs make no sense. */
export function readRegisters(slice: ByteSlice, registers: Uint8Array): boolean {
  if (!isDense(slice))
    return eachRun(slice, (value, from, to) => {
      for (let index = from; index < to; index++) if (value > registers[index]!) registers[index] = value;
    });
  for (let index = 0; index < REGISTERS; index++) {
    registers[index] = Math.max(registers[index]!, denseAt(slice.bytes, slice.start + HEADER_BYTES, index));
  }
  return true;
}

/** How many elements registers stand for: Otmar Ertl's improved estimate, which needs no correction. */
export function estimate(registers: Uint8Array): number {
  const counts = new Float64Array(HASH_BITS + 2);
  for (const value of registers) counts[value]!++;
  let sum = REGISTERS * tau((REGISTERS - counts[HASH_BITS + 1]!) / REGISTERS);
  for (let value = HASH_BITS; value >= 1; value--) sum = (sum + counts[value]!) * 0.5;
  sum += REGISTERS * sigma(counts[0]! / REGISTERS);
  return Math.round((ALPHA * REGISTERS * REGISTERS) / sum);
}

/** Makes it dense; false when the runs make no sense. */
export function makeDense(memory: Growing): boolean {
  if (isDense(memory.bytes)) return true;
  const registers = new Uint8Array(REGISTERS);
  if (!readRegisters(memory.bytes, registers)) return false;
  memory.resize(DENSE_BYTES);
  const { buffer, start } = memory;
  buffer[start + ENCODING] = DENSE;
  buffer.fill(0, start + HEADER_BYTES, start + DENSE_BYTES);
  for (let index = 0; index < REGISTERS; index++) {
    if (registers[index] !== 0) putDense(buffer, start + HEADER_BYTES, index, registers[index]!);
  }
  return true;
}

/** The runs as Redis' PFDEBUG DECODE writes them. */
export function describeRuns(slice: ByteSlice): string {
  const runs: string[] = [];
  eachOpcode(slice, (opcode, length) => {
    const name = opcode >= IS_VALUE ? `v:${valueOf(opcode)},` : (opcode & IS_LONG_RUN) !== 0 ? 'Z:' : 'z:';
    runs.push(`${name}${length}`);
  });
  return runs.join(' ');
}

/** How many ones come before the first zero, counted from the lowest bit above the index: 1 to 51. */
function onesBefore(high: number, low: number): number {
  const lower = (low >>> INDEX_BITS) | (high << (32 - INDEX_BITS));
  const upper = (high >>> INDEX_BITS) | (1 << (HASH_BITS - 32));
  return 1 + (lower !== 0 ? trailingZeros(lower) : 32 + trailingZeros(upper));
}

const trailingZeros = (word: number) => 31 - Math.clz32(word & -word);

/** Raises one register; whether that is a change. */
function raise(memory: Growing, index: number, value: number, mostSparse: number): boolean | undefined {
  if (!isDense(memory.bytes)) {
    const changed = value > LARGEST_SPARSE_VALUE ? 'full' : raiseSparse(memory, index, value, mostSparse);
    if (changed !== 'full') return changed;
    if (!makeDense(memory)) return undefined;
  }
  const { buffer, start } = memory;
  if (denseAt(buffer, start + HEADER_BYTES, index) >= value) return false;
  putDense(buffer, start + HEADER_BYTES, index, value);
  return true;
}

function denseAt(bytes: Uint8Array, origin: number, index: number): number {
  const at = origin + ((index * REGISTER_BITS) >>> 3);
  const shift = (index * REGISTER_BITS) & 7;
  return ((bytes[at]! >>> shift) | ((bytes[at + 1] ?? 0) << (8 - shift))) & REGISTER_MASK;
}

function putDense(bytes: Uint8Array, origin: number, index: number, value: number): void {
  const at = origin + ((index * REGISTER_BITS) >>> 3);
  const shift = (index * REGISTER_BITS) & 7;
  bytes[at] = (bytes[at]! & ~(REGISTER_MASK << shift)) | (value << shift);
  if (shift <= 8 - REGISTER_BITS) return;
  bytes[at + 1] = (bytes[at + 1]! & ~(REGISTER_MASK >>> (8 - shift))) | (value >>> (8 - shift));
}

const valueOf = (opcode: number) => ((opcode >>> 2) & 31) + 1;

const sizeOf = (opcode: number) => ((opcode & (IS_VALUE | IS_LONG_RUN)) === IS_LONG_RUN ? 2 : 1);

function lengthOf(bytes: Uint8Array, at: number): number {
  const opcode = bytes[at]!;
  if (opcode >= IS_VALUE) return (opcode & 3) + 1;
  return (opcode & IS_LONG_RUN) !== 0 ? (((opcode & 63) << 8) | bytes[at + 1]!) + 1 : (opcode & 63) + 1;
}

/** The shortest run of zeros. */
function zeros(length: number): number[] {
  const rest = length - 1;
  return length <= LONGEST_SHORT_RUN ? [rest] : [IS_LONG_RUN | (rest >>> 8), rest & 0xff];
}

const values = (value: number, length: number) => IS_VALUE | ((value - 1) << 2) | (length - 1);

function eachOpcode({ bytes, start, end }: ByteSlice, visit: (opcode: number, length: number) => void): void {
  for (let at = start + HEADER_BYTES; at < end; at += sizeOf(bytes[at]!))
    visit(bytes[at]!, lengthOf(bytes, at));
}

/** Visits runs that aren't zero; false when all are not as many as there are registers. */
function eachRun(slice: ByteSlice, visit: (value: number, from: number, to: number) => void): boolean {
  let index = 0;
  eachOpcode(slice, (opcode, length) => {
    const to = index + length;
    if (opcode >= IS_VALUE && to <= REGISTERS) visit(valueOf(opcode), index, to);
    index = to;
  });
  return index === REGISTERS;
}

/** A run among others. */
interface Run {
  /** Where its opcode is; where the one before is, -1 when there is none. */
  readonly at: number;
  readonly before: number;
  /** The first register, and how many. */
  readonly first: number;
  readonly length: number;
}

function runOf(bytes: Uint8Array, from: number, end: number, index: number): Run | undefined {
  let first = 0;
  let before = -1;
  for (let at = from; at < end; at += sizeOf(bytes[at]!)) {
    const length = lengthOf(bytes, at);
    if (index < first + length) return { at, before, first, length };
    first += length;
    before = at;
  }
  return undefined;
}

/** The same of runs; 'full' when they would take more bytes than they may. */
function raiseSparse(
  memory: Growing,
  index: number,
  value: number,
  mostSparse: number,
): boolean | undefined | 'full' {
  const { bytes, start, end } = memory.bytes;
  const run = runOf(bytes, start + HEADER_BYTES, end, index);
  if (!run) return undefined;
  const opcode = bytes[run.at]!;
  const current = opcode >= IS_VALUE ? valueOf(opcode) : 0;
  if (current >= value) return false;
  const parts = split(run, current, index, value);
  const growth = parts.length - sizeOf(opcode);
  if (growth > 0 && end - start + growth > mostSparse) return 'full';
  const at = run.at - start;
  const next = at + sizeOf(opcode);
  splice(memory, at, next, parts);
  join(memory, run.before < 0 ? HEADER_BYTES : run.before - start);
  return true;
}

/** The opcodes of a run, one of whose registers has another value. */
function split({ first, length }: Run, current: number, index: number, value: number): number[] {
  const part = (size: number) => (size === 0 ? [] : current === 0 ? zeros(size) : [values(current, size)]);
  return [...part(index - first), values(value, 1), ...part(first + length - 1 - index)];
}

/** Puts opcodes in the place of the bytes from one offset up to another. */
function splice(memory: Growing, from: number, to: number, opcodes: readonly number[]): void {
  const before = memory.length;
  const growth = opcodes.length - (to - from);
  if (growth > 0) memory.resize(before + growth);
  const { buffer, start } = memory;
  buffer.copyWithin(start + from + opcodes.length, start + to, start + before);
  buffer.set(opcodes, start + from);
  if (growth < 0) memory.resize(before + growth);
}

/** Joins runs of the same value, from one offset on; Redis looks at five. */
function join(memory: Growing, from: number): void {
  let at = from;
  for (let left = 5; left > 0 && at < memory.length; left--) {
    const { buffer, start, length } = memory;
    const opcode = buffer[start + at]!;
    const next = at + 1 < length ? buffer[start + at + 1]! : 0;
    const both = lengthOf(buffer, start + at) + (next & 3) + 1;
    if (
      opcode >= IS_VALUE &&
      next >= IS_VALUE &&
      valueOf(opcode) === valueOf(next) &&
      both <= LONGEST_VALUE_RUN
    )
      splice(memory, at, at + 2, [values(valueOf(opcode), both)]);
    else at += sizeOf(opcode);
  }
}

function sigma(x: number): number {
  if (x === 1) return Infinity;
  let [power, y, sum, before] = [x, 1, x, NaN];
  while (sum !== before) {
    power *= power;
    before = sum;
    sum += power * y;
    y += y;
  }
  return sum;
}

function tau(x: number): number {
  if (x === 0 || x === 1) return 0;
  let [root, y, sum, before] = [x, 1, 1 - x, NaN];
  while (sum !== before) {
    root = Math.sqrt(root);
    before = sum;
    y *= 0.5;
    sum -= (1 - root) ** 2 * y;
  }
  return sum / 3;
}
