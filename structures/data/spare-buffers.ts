/** Buffers of these sizes are worth keeping: a multiple of so many bytes, and so many of them. */
const STEP_BYTES = 2048;
const LEAST_STEPS = 8;
const MOST_STEPS = 24;

/** So many are kept of each size. */
const MOST_SPARE = 4;

const spare: Buffer[][] = Array.from({ length: MOST_STEPS + 1 }, () => []);

/** A size of at least so many bytes for which there may be a spare Buffer, unless it is small or very large. */
export function roundedSize(bytes: number): number {
  const steps = Math.ceil(bytes / STEP_BYTES);
  return steps < LEAST_STEPS || steps > MOST_STEPS ? bytes : steps * STEP_BYTES;
}

/**
 * A Buffer of arbitrary bytes. What grows step by step leaves a Buffer behind each time, and V8 marks all of the heap when these are
 * some ten megabytes; so those that were given back are taken first.
 */
export function takeBuffer(size: number): Buffer {
  return (size % STEP_BYTES === 0 ? spare[size / STEP_BYTES]?.pop() : undefined) ?? Buffer.allocUnsafeSlow(size);
}

/** Gives back a Buffer that was taken. Nobody may have a view of it that is still good. */
export function giveBuffer(buffer: Buffer): void {
  const { length } = buffer;
  const alike = length % STEP_BYTES === 0 ? spare[length / STEP_BYTES] : undefined;
  if (alike && alike.length < MOST_SPARE) alike.push(buffer);
}
