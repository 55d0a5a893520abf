import { ByteSlice } from 'memo';
import {
  addElement,
  emptyHyperLogLog,
  estimate,
  type Growing,
  readRegisters,
  REGISTERS,
} from './hyper-log-log';

/** So many elements fill runs that are split and joined often, and take milliseconds. */
const ELEMENTS = 3000;

/** Four times the standard error: one run in 16,000 would be beyond, were the elements not always the same. */
const TOLERANCE = 4 * (1.04 / Math.sqrt(REGISTERS));

/** Adds elements to runs, and to registers of six bits: what is wrong, undefined when both agree and count well. */
export function checkHyperLogLog(): string | undefined {
  const sparse = new Scratch();
  const dense = new Scratch();
  for (let count = 1; count <= ELEMENTS; count++) {
    const element = Buffer.from(`element ${count}`);
    const slice = new ByteSlice(element, 0, element.length);
    const changes = [addElement(sparse, slice, Infinity), addElement(dense, slice, 0)];
    if (changes[0] !== changes[1] || changes[0] === undefined)
      return `element ${count} is added in one way only`;
    if (!Number.isInteger(Math.log2(count)) && count !== ELEMENTS) continue;
    const wrong = compare(sparse, dense, count);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function compare(sparse: Scratch, dense: Scratch, count: number): string | undefined {
  const [runs, registers] = [sparse, dense].map(({ bytes }) => {
    const read = new Uint8Array(REGISTERS);
    readRegisters(bytes, read);
    return Buffer.from(read);
  });
  if (!runs!.equals(registers!)) return `runs and registers differ after ${count} elements`;
  const error = Math.abs(estimate(runs!) - count);
  return error > Math.ceil(count * TOLERANCE)
    ? `${count} elements are counted as ${estimate(runs!)}`
    : undefined;
}

/** An empty one that is at no key. */
class Scratch implements Growing {
  readonly start = 0;
  buffer = emptyHyperLogLog();

  get length(): number {
    return this.buffer.length;
  }

  get bytes(): ByteSlice {
    return new ByteSlice(this.buffer, 0, this.buffer.length);
  }

  resize(length: number): void {
    this.buffer = Buffer.concat([this.buffer, Buffer.alloc(length)]).subarray(0, length);
  }
}
