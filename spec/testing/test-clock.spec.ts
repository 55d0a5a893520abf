import { TestClock } from '../../lib/testing/test-clock';

describe('A test clock', () => {
  const between = () => Promise.resolve();
  const done: string[] = [];
  let clock: TestClock;
  const note = (what: string) => () => done.push(`${what} at ${clock.now()}`);

  beforeEach(() => {
    clock = new TestClock(1000);
    done.length = 0;
  });

  it('does what is due, in the order of time, and of coming at one time', async () => {
    clock.after(20, note('b'));
    clock.after(10, note('a'));
    clock.after(20, note('c'));
    clock.after(21, note('d'));
    await clock.goTo(1020, between);
    expect(done).toEqual(['a at 1010', 'b at 1020', 'c at 1020']);
    expect(clock.now()).toBe(1020);
  });

  it('does what comes of that, if it is due as well', async () => {
    clock.after(10, () => clock.after(10, note('then')));
    await clock.goTo(1100, between);
    expect(done).toEqual(['then at 1020']);
  });

  it('does nothing that was taken back', async () => {
    clock.after(10, note('a'))();
    const takeBack = clock.after(20, note('b'));
    clock.after(10, takeBack);
    await clock.goTo(1100, between);
    expect(done).toEqual([]);
  });

  it('lets others do what follows from a time before it goes on', async () => {
    clock.after(10, note('a'));
    await clock.goTo(1030, async () => {
      done.push(`followed at ${clock.now()}`);
      await Promise.resolve();
    });
    expect(done).toEqual(['a at 1010', 'followed at 1010', 'followed at 1030']);
  });
});
