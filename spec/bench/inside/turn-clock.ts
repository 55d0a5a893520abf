import { createHook } from 'node:async_hooks';
import { PerformanceObserver } from 'node:perf_hooks';

/** What the clock answers to 'stop': milliseconds, since 'start'. */
export interface TurnTimes {
  readonly longestTurn: number;
  readonly longestCollection: number;
}

let depth = 0;
let began = 0n;
let longestTurn = 0n;
let longestCollection = 0;

/** A turn is one callback from the event loop, to its end; callbacks called within it belong to it. */
createHook({
  before() {
    if (depth++ === 0) began = process.hrtime.bigint();
  },
  after() {
    if (--depth > 0) return;
    const lasted = process.hrtime.bigint() - began;
    if (lasted > longestTurn) longestTurn = lasted;
  },
}).enable();

new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) longestCollection = Math.max(longestCollection, duration);
}).observe({ entryTypes: ['gc'] });

process.on('message', (question) => {
  const times: TurnTimes = { longestTurn: Number(longestTurn) / 1e6, longestCollection };
  if (question === 'start') {
    longestTurn = 0n;
    longestCollection = 0;
  }
  process.send?.(times);
});
process.channel?.unref();
