import fc from 'fast-check';
import { Holds } from '../../../lib/keyspace/holds';

/** Commands that end when the spec says so, and the order in which they began. */
class Commands {
  readonly holds = new Holds();
  readonly begun: string[] = [];
  private readonly finish = new Map<string, () => void>();

  start(label: string, ...names: string[]): Promise<string> {
    return this.holds.run(names, () => {
      this.begun.push(label);
      return new Promise<string>((resolve) => this.finish.set(label, () => resolve(label)));
    });
  }

  async end(label: string): Promise<void> {
    this.finish.get(label)!();
    await settled();
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('Holds', () => {
  let commands: Commands;
  beforeEach(() => (commands = new Commands()));

  it('run a command at once when its names are free', () => {
    void commands.start('a', 'x', 'y');
    void commands.start('b', 'z');
    void commands.start('c');
    expect(commands.begun).toEqual(['a', 'b', 'c']);
  });

  it('know which names are held or waited for', () => {
    expect(commands.holds.idle).toBe(true);
    void commands.start('a', 'x');
    void commands.start('b', 'x', 'y');
    expect(commands.holds.idle).toBe(false);
    expect(commands.holds.isHeld(['w', 'x'])).toBe(true);
    expect(commands.holds.isHeld(['y'])).toBe(true);
    expect(commands.holds.isHeld(['w'])).toBe(false);
    expect(commands.holds.isHeld([])).toBe(false);
  });

  it('run commands that share a name in the order in which they came', async () => {
    for (const label of ['a', 'b', 'c']) void commands.start(label, 'x');
    expect(commands.begun).toEqual(['a']);
    await commands.end('a');
    expect(commands.begun).toEqual(['a', 'b']);
    await commands.end('b');
    expect(commands.begun).toEqual(['a', 'b', 'c']);
  });

  it('run a command that shares no name past those that wait', async () => {
    void commands.start('a', 'x');
    void commands.start('b', 'x', 'y');
    void commands.start('c', 'z');
    expect(commands.begun).toEqual(['a', 'c']);
    void commands.start('d', 'y');
    await commands.end('a');
    expect(commands.begun).toEqual(['a', 'c', 'b']);
    await commands.end('b');
    expect(commands.begun).toEqual(['a', 'c', 'b', 'd']);
  });

  it('take a name that is named twice once', async () => {
    void commands.start('a', 'x', 'x');
    void commands.start('b', 'x');
    await commands.end('a');
    expect(commands.begun).toEqual(['a', 'b']);
  });

  it('never let two commands that name the same wait for each other', async () => {
    void commands.start('a', 'x', 'y');
    void commands.start('b', 'y', 'x');
    void commands.start('c', 'x', 'y');
    for (const label of ['a', 'b', 'c']) await commands.end(label);
    expect(commands.begun).toEqual(['a', 'b', 'c']);
    expect(commands.holds.idle).toBe(true);
  });

  it('answer what the command answers', async () => {
    const answer = commands.start('a', 'x');
    await commands.end('a');
    expect(await answer).toBe('a');
    expect(await commands.holds.run(['x'], () => 7)).toBe(7);
  });

  it('free the names of a command that fails, in whatever way', async () => {
    const { holds } = commands;
    await expect(holds.run(['x'], () => Promise.reject(new Error('later')))).rejects.toThrow('later');
    const now = () => {
      throw new Error('at once');
    };
    await expect(holds.run(['x'], now)).rejects.toThrow('at once');
    expect(holds.idle).toBe(true);
  });

  describe('let a command go that waits no longer', () => {
    /** A command that stands in line until it is told to leave. */
    const impatient = (...names: string[]) => {
      let leave = () => {};
      const wait = () => new Promise<void>((_, reject) => (leave = () => reject(new Error('gone'))));
      const done = commands.holds
        .run(names, () => 'ran', { wait })
        .catch((error: unknown) => (error as Error).message);
      return { done, leave: () => leave() };
    };

    it('from the middle of a line, whose order stays', async () => {
      void commands.start('a', 'x');
      const gone = impatient('x');
      void commands.start('b', 'x');
      gone.leave();
      expect(await gone.done).toBe('gone');
      expect(commands.begun).toEqual(['a']);
      await commands.end('a');
      expect(commands.begun).toEqual(['a', 'b']);
    });

    it('from the head of a line, where the next one takes its place at once', async () => {
      void commands.start('a', 'x');
      const gone = impatient('x', 'y');
      void commands.start('b', 'y');
      expect(commands.begun).toEqual(['a']);
      gone.leave();
      await gone.done;
      await settled();
      expect(commands.begun).toEqual(['a', 'b']);
      expect(commands.holds.waiting).toBe(0);
    });
  });

  it('free some names of a command as it begins, and the others when it ends', async () => {
    let finish = () => {};
    const work = () => new Promise<void>((resolve) => (finish = resolve));
    const done = commands.holds.run(['x', 'y'], work, { frees: ['x'] });
    void commands.start('a', 'x');
    void commands.start('b', 'y');
    expect(commands.begun).toEqual(['a']);
    finish();
    await done;
    await settled();
    expect(commands.begun).toEqual(['a', 'b']);
  });

  it('admit no more commands to a line than may wait there', () => {
    const { holds } = commands;
    holds.most = 2;
    void commands.start('a', '0 x');
    void commands.start('b', '0 x', '0 y');
    holds.admit(['0 x']);
    void commands.start('c', '0 x');
    holds.admit(['0 y', '0 z']);
    expect(() => holds.admit(['0 y', '0 x'])).toThrow(
      "HELD an async command holds the key 'x', and 2 commands wait for it already (async-max-waiting)",
    );
    expect([holds.waiting, holds.refusals]).toEqual([2, 1]);
  });

  it('let every command run, never two of one name at a time, each line in its order', async () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 });
    const some = fc.array(fc.tuple(names, fc.boolean()), { maxLength: 20 });
    const property = fc.asyncProperty(some, fc.scheduler(), async (drawn, s) => {
      const all = drawn.map(([each]) => each);
      const holds = new Holds();
      const running = new Set<string>();
      const begun: number[] = [];
      const run = async (index: number) => {
        begun.push(index);
        for (const name of all[index]!) {
          expect(running.has(name)).toBe(false);
          running.add(name);
        }
        await s.schedule(Promise.resolve(), `command ${index}`);
        for (const name of all[index]!) running.delete(name);
      };
      const gone: number[] = [];
      const giveUp = async (index: number) => {
        await s.schedule(Promise.resolve(), `patience of ${index}`);
        gone.push(index);
        throw new Error('gone');
      };
      const done = drawn.map(([each, isPatient], index) => {
        const wait = (turn: Promise<void>) => (isPatient ? turn : Promise.race([turn, giveUp(index)]));
        return holds.run(each, () => run(index), { wait });
      });
      await s.waitFor(Promise.allSettled(done));
      for (const name of ['a', 'b', 'c', 'd'] as const) {
        const line = begun.filter((index) => all[index]!.includes(name));
        expect(line).toEqual([...line].sort((x, y) => x - y));
      }
      const ran = new Set(begun);
      expect(all.map((_, index) => ran.has(index) || gone.includes(index))).not.toContain(false);
      expect(holds.idle).toBe(true);
    });
    await fc.assert(property, { numRuns: 100 });
  });
});
