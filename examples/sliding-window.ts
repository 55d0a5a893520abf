import { Packed, structure, t, writes, type Entry, type Memory, type Server } from 'memo';

/** A time is a double. */
const BYTES = 8;

/**
 * An exact rate limiter: so many requests within any window of time, wherever it begins. It keeps when each request was
 * let through, in 8 bytes beside the JavaScript heap; once the last one is out of the window, the key expires.
 */
@structure()
export class SlidingWindow extends Packed {
  @writes(
    'Ask to be let through. Answers 1 or 0; how many are left; and in how many milliseconds there is one.',
    { complexity: 'O(N) for N requests that are out of the window now', flags: ['denyoom'] },
    t.entry(),
    t.int('limit', { min: 1 }),
    t.int('milliseconds', { min: 1 }),
  )
  static HIT(server: Server, entry: Entry, limit: number, milliseconds: number) {
    const now = server.now();
    const { memory } = entry.open(SlidingWindow);
    const first = firstAfter(memory, now - milliseconds);
    const within = memory.length / BYTES - first;
    if (within >= limit) {
      const wait = timeAt(memory, first + within - limit) + milliseconds - now;
      return server.unchanged([0, 0, wait]);
    }
    memory.splice(0, first * BYTES, '');
    memory.write(within * BYTES, bytesOf(now));
    entry.expireAt(now + milliseconds);
    const left = limit - within - 1;
    return [1, left, left > 0 ? 0 : timeAt(memory, within + 1 - limit) + milliseconds - now];
  }
}

const timeAt = ({ buffer, start }: Memory, index: number) => buffer.readDoubleLE(start + index * BYTES);

/** The index of the first request after a time. */
function firstAfter(memory: Memory, time: number): number {
  const count = memory.length / BYTES;
  let index = 0;
  while (index < count && timeAt(memory, index) <= time) index++;
  return index;
}

function bytesOf(time: number): Buffer {
  const bytes = Buffer.alloc(BYTES);
  bytes.writeDoubleLE(time);
  return bytes;
}
