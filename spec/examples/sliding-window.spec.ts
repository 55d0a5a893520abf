import { SlidingWindow } from '../../examples/sliding-window';
import { serving } from '../support/serving';

describe('A sliding window', () => {
  let now = 1_700_000_000_000;
  const context = serving({ structures: [SlidingWindow], clock: { now: () => now } });
  const { say } = context;

  it('lets so many through, and tells when there is one again', async () => {
    expect(await say('HIT', 'ada', 2, 1000)).toEqual([1, 1, 0]);
    now += 300;
    expect(await say('HIT', 'ada', 2, 1000)).toEqual([1, 0, 700]);
    expect(await say('HIT', 'ada', 2, 1000)).toEqual([0, 0, 700]);
    now += 700;
    expect(await say('HIT', 'ada', 2, 1000)).toEqual([1, 0, 300]);
  });

  it('goes by each window, not by those of a clock', async () => {
    await say('HIT', 'ada', 2, 1000);
    now += 900;
    await say('HIT', 'ada', 2, 1000);
    now += 200;
    expect(await say('HIT', 'ada', 2, 1000)).toEqual([1, 0, 800]);
    expect(await say('HIT', 'ada', 2, 1000)).toEqual([0, 0, 800]);
  });

  it('takes another limit at any time', async () => {
    for (let n = 0; n < 3; n++) await say('HIT', 'ada', 3, 1000);
    expect(await say('HIT', 'ada', 1, 1000)).toEqual([0, 0, 1000]);
    expect(await say('HIT', 'ada', 5, 1000)).toEqual([1, 1, 0]);
  });

  it('is gone when the last request is out of the window', async () => {
    await say('HIT', 'ada', 2, 1000);
    expect(await say('PTTL', 'ada')).toBe(1000);
    now += 1001;
    expect(await say('EXISTS', 'ada')).toBe(0);
  });

  it('leaves no trace of what it turns away', async () => {
    await say('HIT', 'ada', 1, 1000);
    const heard: unknown[] = [];
    const stop = context.memo.changes.subscribe((commit) => heard.push(commit));
    expect(await say('HIT', 'ada', 1, 1000)).toEqual([0, 0, 1000]);
    stop();
    expect(heard).toEqual([]);
  });
});
