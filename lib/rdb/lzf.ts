/** Bytes that a reference reaches back at most, and that it repeats at least and at most. */
const FARTHEST = 8192;
const SHORTEST = 3;
const LONGEST = 264;
/** Bytes in a run of literal ones at most. A control byte below tells how many, less one. */
const LONGEST_RUN = 32;
/** A length of 7 and more is told in a byte of its own. */
const EXTENDED = 7;

/** A reference of three bytes stands for so many, so no output is longer than its input by more. */
const MOST_EXPANSION = LONGEST / 3;

const HASH_BITS = 14;
/** Where three bytes of this hash were met last: positions that count on from one input to the next. */
const met = new Int32Array(1 << HASH_BITS);
let base = 1;
const LAST_BASE = 2 ** 30;

/**
 * The bytes as LZF has them, undefined unless that saves more than `saving` bytes. References and runs of literal
 * bytes follow each other; each begins with a control byte.
 */
export function compress(
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
  saving = 4,
): Uint8Array | undefined {
  const room = end - start - saving;
  return room > 0 && end - start < LAST_BASE ? new Compressor(bytes, start, end, room).run() : undefined;
}

class Compressor {
  private readonly output: Uint8Array;
  private length = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly start: number,
    private readonly end: number,
    private readonly room: number,
  ) {
    this.output = new Uint8Array(room);
  }

  run(): Uint8Array | undefined {
    const { start, end } = this;
    const offset = firstPlace(end - start) - start;
    let literal = start;
    let at = start;
    while (at + SHORTEST < end) {
      const from = this.lastLike(at, offset);
      if (from < 0) {
        at++;
        continue;
      }
      const length = this.matched(from, at);
      if (!this.putLiterals(literal, at) || !this.putReference(at - from, length)) return undefined;
      at += length;
      literal = at;
    }
    return this.putLiterals(literal, end) ? this.output.subarray(0, this.length) : undefined;
  }

  /** Where the next three bytes stood before, -1 if they didn't; notes that they stand here. */
  private lastLike(at: number, offset: number): number {
    const { bytes, start } = this;
    const next = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
    const slot = Math.imul(next, 0x9e3779b1) >>> (32 - HASH_BITS);
    const from = met[slot]! - offset;
    met[slot] = at + offset;
    if (from < start || at - from > FARTHEST) return -1;
    const isSame =
      bytes[from] === bytes[at] && bytes[from + 1] === bytes[at + 1] && bytes[from + 2] === bytes[at + 2];
    return isSame ? from : -1;
  }

  private matched(from: number, at: number): number {
    const { bytes } = this;
    const most = Math.min(LONGEST, this.end - at);
    let length = SHORTEST;
    while (length < most && bytes[from + length] === bytes[at + length]) length++;
    return length;
  }

  /** False when there is no room. */
  private putLiterals(from: number, to: number): boolean {
    for (let at = from; at < to; at += LONGEST_RUN) {
      const count = Math.min(LONGEST_RUN, to - at);
      if (this.length + 1 + count > this.room) return false;
      this.output[this.length++] = count - 1;
      for (let index = at; index < at + count; index++) this.output[this.length++] = this.bytes[index]!;
    }
    return true;
  }

  /** False when there is no room. */
  private putReference(distance: number, length: number): boolean {
    const code = length - SHORTEST + 1;
    const back = distance - 1;
    if (this.length + 3 > this.room) return false;
    this.output[this.length++] = (Math.min(code, EXTENDED) << 5) | (back >>> 8);
    if (code >= EXTENDED) this.output[this.length++] = code - EXTENDED;
    this.output[this.length++] = back & 0xff;
    return true;
  }
}

/** The number of the first position of an input of this length; those of inputs before are all smaller. */
function firstPlace(length: number): number {
  if (base + length > LAST_BASE) {
    met.fill(0);
    base = 1;
  }
  const first = base;
  base += length;
  return first;
}

/** The bytes that LZF has made these of; undefined unless there are `length` of them. */
export function decompress(
  bytes: Uint8Array,
  start: number,
  end: number,
  length: number,
): Buffer | undefined {
  if (length > (end - start) * MOST_EXPANSION) return undefined;
  const output = Buffer.allocUnsafeSlow(length);
  let at = start;
  let to = 0;
  while (at < end) {
    const control = bytes[at++]!;
    if (control < LONGEST_RUN) {
      const count = control + 1;
      if (at + count > end || to + count > length) return undefined;
      for (let left = count; left > 0; left--) output[to++] = bytes[at++]!;
      continue;
    }
    let code = control >>> 5;
    if (code === EXTENDED) code += bytes[at++] ?? 0;
    if (at >= end) return undefined;
    let from = to - (((control & 0x1f) << 8) | bytes[at++]!) - 1;
    const last = to + code + SHORTEST - 1;
    if (from < 0 || last > length) return undefined;
    while (to < last) output[to++] = output[from++]!;
  }
  return to === length ? output : undefined;
}
