import { createHook } from 'node:async_hooks';
import { openSync, readSync } from 'node:fs';
import { PerformanceObserver } from 'node:perf_hooks';

/** What the clock answers to 'stop': milliseconds, since 'start'. */
export interface TurnTimes {
  /** The longest turn, less the time in which the thread waited for a processor that something else had. */
  readonly longestTurn: number;
  /** The longest turn with such waiting. */
  readonly longestWithWaiting: number;
  readonly longestCollection: number;
}

const none: TurnTimes = { longestTurn: 0, longestWithWaiting: 0, longestCollection: 0 };

/** Shorter turns aren't worth the look at how long they waited. */
const worthLooking = 1_000_000n;

let longest = none;
let depth = 0;
let began = 0n;
const schedule = openSync('/proc/thread-self/schedstat', 'r');
const waitedBefore = Buffer.alloc(64);
const waitedAfter = Buffer.alloc(64);

/** A turn is one callback from the event loop, to its end; callbacks called within it belong to it. */
createHook({
  before() {
    if (depth++ > 0) return;
    readSync(schedule, waitedBefore, 0, 64, 0);
    began = process.hrtime.bigint();
  },
  after() {
    if (--depth > 0) return;
    const lasted = process.hrtime.bigint() - began;
    if (lasted > worthLooking) note(lasted);
  },
}).enable();

function note(lasted: bigint): void {
  readSync(schedule, waitedAfter, 0, 64, 0);
  const waited = waiting(waitedAfter) - waiting(waitedBefore);
  longest = {
    ...longest,
    longestTurn: Math.max(longest.longestTurn, Number(lasted - waited) / 1e6),
    longestWithWaiting: Math.max(longest.longestWithWaiting, Number(lasted) / 1e6),
  };
}

/** Nanoseconds that the thread has waited for a processor: the second number of its schedule statistics. */
function waiting(statistics: Buffer): bigint {
  return BigInt(statistics.toString('latin1').split(' ')[1] ?? 0);
}

new PerformanceObserver((list) => {
  const longestCollection = Math.max(
    longest.longestCollection,
    ...list.getEntries().map(({ duration }) => duration),
  );
  longest = { ...longest, longestCollection };
}).observe({ entryTypes: ['gc'] });

process.on('message', (question) => {
  process.send?.(longest);
  if (question === 'start') longest = none;
});
process.channel?.unref();
