/** Sizes of Buffers that are kept: multiples of so many bytes, from some on up to others. */
const STEP_BYTES = 2048;
const LEAST_BYTES = 8 * STEP_BYTES;
const MOST_BYTES = 24 * STEP_BYTES;

/** So many are kept of each size. */
const MOST_SPARE = 4;

/** Buffers that nobody uses, by their size. */
const spare = new Map<number, Buffer[]>();
for (let size = LEAST_BYTES; size <= MOST_BYTES; size += STEP_BYTES) spare.set(size, []);

/** A size of so many bytes or some more of which Buffers are kept; the same for one that is small or very large. */
export function roundedSize(bytes: number): number {
  const size = Math.ceil(bytes / STEP_BYTES) * STEP_BYTES;
  return spare.has(size) ? size : bytes;
}

/**
 * A Buffer of arbitrary bytes. What grows step by step leaves a Buffer behind each time, and whenever these are some ten
 * megabytes V8 marks all of the heap; so those that were given back are taken first.
 */
export const takeBuffer = (size: number): Buffer => spare.get(size)?.pop() ?? Buffer.allocUnsafeSlow(size);

/** Gives back a Buffer that was taken. Nobody may have a view of it that is to stay good. */
export function giveBuffer(buffer: Buffer): void {
  const alike = spare.get(buffer.length);
  if (alike && alike.length < MOST_SPARE) alike.push(buffer);
}
