import fc from 'fast-check';
import { ByteSlice, type Memory } from 'memo';
import {
  addElement,
  emptyHyperLogLog,
  estimate,
  isDense,
  makeDense,
  raiseAll,
  readRegisters,
  REGISTERS,
} from '../../../structures/data/hyper-log-log';
import { murmurHash64 } from '../../../structures/data/murmur-hash';

/** Bytes that grow, in place of those of a key. */
class Bytes implements Pick<Memory, 'buffer' | 'start' | 'length' | 'bytes' | 'resize'> {
  readonly start = 0;
  buffer = emptyHyperLogLog();

  get length() {
    return this.buffer.length;
  }
  get bytes() {
    return new ByteSlice(this.buffer, 0, this.buffer.length);
  }
  resize(length: number) {
    this.buffer = Buffer.concat([this.buffer, Buffer.alloc(length)]).subarray(0, length);
  }
}

const empty = () => new Bytes() as unknown as Memory & Bytes;
const slice = (text: string) => new ByteSlice(Buffer.from(text), 0, Buffer.byteLength(text));

/** A buffer, for jest takes long to compare 16,384 numbers. */
function registersOf(memory: Memory): Buffer {
  const registers = Buffer.alloc(REGISTERS);
  expect(readRegisters(memory.bytes, registers)).toBe(true);
  return registers;
}

describe('a HyperLogLog', () => {
  it('has the same registers in runs and densely', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 200 }), (elements) => {
        const [runs, dense] = [empty(), empty()];
        makeDense(dense);
        for (const element of elements) {
          expect(addElement(runs, slice(element), 1e9)).toBe(addElement(dense, slice(element), 0));
        }
        expect([isDense(runs.bytes), isDense(dense.bytes)]).toEqual([false, true]);
        expect(registersOf(runs).equals(registersOf(dense))).toBe(true);
        makeDense(runs);
        expect(runs.buffer.equals(dense.buffer)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('takes any registers', () => {
    const register = fc.tuple(fc.nat(REGISTERS - 1), fc.integer({ min: 1, max: 51 }));
    fc.assert(
      fc.property(fc.array(register, { maxLength: 300 }), fc.constantFrom(0, 100, 1e9), (wanted, most) => {
        const registers = new Uint8Array(REGISTERS);
        for (const [index, value] of wanted) registers[index] = value;
        const memory = empty();
        expect(raiseAll(memory, registers, most)).toBe(true);
        expect(registersOf(memory).equals(registers)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it.each([0, 1, 100, 10_000, 200_000])('counts %i elements within four standard errors', (count) => {
    const memory = empty();
    for (let element = 0; element < count; element++) addElement(memory, slice(`element ${element}`), 3000);
    const found = estimate(registersOf(memory));
    expect(Math.abs(found - count)).toBeLessThanOrEqual(4 * 0.0081 * count);
  });

  it('does not take runs of another length', () => {
    const memory = empty();
    memory.buffer[17] = 0;
    expect(readRegisters(memory.bytes, new Uint8Array(REGISTERS))).toBe(false);
    expect(makeDense(memory)).toBe(false);
  });
});

describe('the hash of its elements', () => {
  const FACTOR = 0xc6a4a7935bd1e995n;
  const mask = (value: bigint) => BigInt.asUintN(64, value);
  const mixed = (value: bigint) => value ^ (value >> 47n);

  /** The same in integers of 64 bits. */
  function expected(bytes: Buffer, seed: bigint): bigint {
    let hash = seed ^ mask(BigInt(bytes.length) * FACTOR);
    const whole = bytes.length - (bytes.length % 8);
    for (let at = 0; at < whole; at += 8) {
      const word = mask(mixed(mask(bytes.readBigUInt64LE(at) * FACTOR)) * FACTOR);
      hash = mask((hash ^ word) * FACTOR);
    }
    const rest = [...bytes.subarray(whole)].reduceRight((word, byte) => (word << 8n) | BigInt(byte), 0n);
    if (bytes.length > whole) hash = mask((hash ^ rest) * FACTOR);
    return mixed(mask(mixed(hash) * FACTOR));
  }

  it('is MurmurHash64A', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.integer(), (values, seed) => {
        const bytes = Buffer.from(values);
        const { high, low } = murmurHash64(bytes, 0, bytes.length, seed);
        const found = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
        expect(found).toBe(expected(bytes, BigInt(seed >>> 0)));
      }),
      { numRuns: 1000 },
    );
  });
});
