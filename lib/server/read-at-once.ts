import { readSync } from 'node:fs';

/**
 * Reads what has come at a socket by its descriptor, without the event loop. Answers how many bytes that are: 0 also when the
 * peer has ended, or the socket fails, which the event loop hears of again.
 */
export function readAtOnce(descriptor: number, bytes: Buffer): number {
  if (descriptor < 0) return 0;
  const { stackTraceLimit } = Error;
  // Most have nothing to read, which is an exception each; to note where it was takes half of the time.
  Error.stackTraceLimit = 0;
  try {
    return readSync(descriptor, bytes);
  } catch {
    return 0;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
