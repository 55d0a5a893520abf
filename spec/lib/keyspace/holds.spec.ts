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

  it('let every command run, never two of one name at a time, each line in its order', async () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 });
    const property = fc.asyncProperty(fc.array(names, { maxLength: 20 }), fc.scheduler(), async (all, s) => {
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
      const done = Promise.all(all.map((each, index) => holds.run(each, () => run(index))));
      await s.waitFor(done);
      for (const name of ['a', 'b', 'c', 'd'] as const) {
        const line = begun.filter((index) => all[index]!.includes(name));
        expect(line).toEqual([...line].sort((x, y) => x - y));
      }
      expect(begun).toHaveLength(all.length);
      expect(holds.idle).toBe(true);
    });
    await fc.assert(property, { numRuns: 100 });
  });
});
