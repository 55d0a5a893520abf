import { CommandError, OK, reads, Structure, structure, t, writes, type Server } from '../../../lib/index';
import { serving } from '../../support/serving';

@structure()
class Box extends Structure {
  private readonly things: string[] = [];

  @writes('Creates the box.', t.key(), t.rest(t.text('thing'), { optional: true }))
  static BOXADD(server: Server, key: string, ...things: string[]) {
    server.open(Box, key).things.push(...things);
    return OK;
  }

  @writes('Takes the first thing.')
  TAKE1() {
    return this.things.shift() ?? null;
  }

  @reads('The first thing.')
  TOP() {
    return this.things[0] ?? null;
  }
}

/** A container. */
@structure()
class Pile extends Structure {
  private readonly things: string[] = [];

  isEmpty() {
    return this.things.length === 0;
  }

  @writes('Adds things; no blank one.', t.rest(t.text('thing')))
  PILEADD(...things: string[]) {
    if (things.includes('')) throw new CommandError('BLANK nothing has no place on a pile');
    return this.things.push(...things);
  }

  @writes('Takes the last thing.')
  TAKE1() {
    return this.things.pop() ?? null;
  }

  @reads('The last thing.')
  TOP() {
    return this.things.at(-1) ?? 'nothing';
  }

  @writes('Moves all things to another pile.', t.key('source'), t.key('destination'))
  static PILEMOVE(server: Server, source: string, destination: string) {
    const { things } = server.open(Pile, source);
    server.open(Pile, destination).things.push(...things.splice(0));
    return OK;
  }

  @writes('Takes the last thing, and says of it what is left.')
  TAKELAST() {
    const things = [];
    while (this.server.call('EXISTS', this.key) === 1 && !this.isEmpty())
      things.push(this.server.call('TAKE1', this.key));
    return [things, this.server.call('EXISTS', this.key)];
  }
}

/** A second container, registered later. */
@structure()
class Heap extends Structure {
  private size = 0;

  isEmpty() {
    return this.size === 0;
  }

  @writes('Grows.', t.int('by'))
  GROW(by: number) {
    return (this.size += by);
  }

  @reads('How large it is.')
  TOP() {
    return this.size;
  }
}

@structure()
class Places extends Structure {
  @writes('Where an instance stands, before and after a rename.', t.text('to'))
  FOLLOW(to: string) {
    const before = this.key;
    this.server.call('RENAME', before, to);
    return [before, this.key, this.server.call('TYPE', this.key)];
  }

  @reads('The key.')
  WHERE() {
    return this.key;
  }

  @writes('Creates one.', t.key())
  static PLACE(server: Server, key: string) {
    server.open(Places, key);
    return OK;
  }
}

@structure()
class Offices extends Structure {
  @reads('A sub-command.', t.int('floor'))
  static 'OFFICE ON'(_server: Server, floor: number) {
    return `office on ${floor}`;
  }

  @writes('A sub-command with a key.')
  'OFFICE KEY'() {
    return this.key;
  }

  isEmpty() {
    return true;
  }
}

describe('a command', () => {
  let now = 1_700_000_000_000;
  const { say, refusal } = serving({
    structures: [Box, Pile, Heap, Places, Offices],
    clock: { now: () => now },
  });

  describe('of an instance', () => {
    it('runs on the value at the key', async () => {
      await say('BOXADD', 'b', 'one', 'two');
      expect(await say('TAKE1', 'b')).toBe('one');
      expect(await say('TAKE1', 'b')).toBe('two');
    });

    it('is that of the class of the value', async () => {
      await say('BOXADD', 'box', '1', '2', '3');
      await say('PILEADD', 'pile', '1', '2', '3');
      expect(await say('TAKE1', 'box')).toBe('1');
      expect(await say('TAKE1', 'pile')).toBe('3');
    });

    it('is refused at a value whose class has no such method', async () => {
      await say('SET', 'text', 'hello');
      expect(await refusal('TAKE1', 'text')).toMatch(/^WRONGTYPE /);
      expect(await refusal('PILEADD', 'text', 'x')).toMatch(/^WRONGTYPE /);
      await say('GROW', 'heap', '1');
      expect(await refusal('TAKE1', 'heap')).toMatch(/^WRONGTYPE /);
      expect(await refusal('WHERE', 'heap')).toMatch(/^WRONGTYPE /);
    });

    it('needs a value, if no container has the command', async () => {
      expect(await refusal('WHERE', 'nowhere')).toBe('ERR no such key');
    });

    it('of an absent key is that of the first container with the command', async () => {
      expect(await say('TAKE1', 'nothing')).toBeNull();
      expect(await say('TOP', 'nothing')).toBe('nothing');
      expect(await say('EXISTS', 'nothing')).toBe(0);
    });

    it('takes a key that has expired for absent', async () => {
      await say('BOXADD', 'b', 'one');
      await say('PEXPIRE', 'b', 100);
      now += 100;
      expect(await say('TOP', 'b')).toBe('one');
      now += 1;
      expect(await say('TOP', 'b')).toBe('nothing');
      expect(await say('PILEADD', 'b', 'new')).toBe(1);
      expect(await say('TTL', 'b')).toBe(-1);
    });
  });

  describe('of a container', () => {
    it('creates the value on an absent key', async () => {
      expect(await say('PILEADD', 'p', 'a', 'b')).toBe(2);
      expect(await say('TYPE', 'p')).toBe('pile');
    });

    it('creates nothing when it refuses', async () => {
      expect(await refusal('PILEADD', 'p', 'a', '')).toBe('BLANK nothing has no place on a pile');
      expect(await say('EXISTS', 'p')).toBe(0);
    });

    it('creates nothing that is empty', async () => {
      expect(await say('GROW', 'h', 0)).toBe(0);
      expect(await say('EXISTS', 'h')).toBe(0);
    });

    it('removes the value that it leaves empty', async () => {
      await say('PILEADD', 'p', 'a');
      expect(await say('TAKE1', 'p')).toBe('a');
      expect(await say('EXISTS', 'p')).toBe(0);
    });

    it('removes values that a static command leaves empty, and makes none that stay empty', async () => {
      await say('PILEADD', 'p', 'a');
      expect(await say('PILEMOVE', 'p', 'q')).toBe('OK');
      expect(await say('EXISTS', 'p')).toBe(0);
      expect(await say('PILEMOVE', 'p', 'r')).toBe('OK');
      expect(await say('EXISTS', 'p', 'r')).toBe(0);
      expect(await say('TOP', 'q')).toBe('a');
    });

    it('removes a value that a played command leaves empty, when that one ends', async () => {
      await say('PILEADD', 'p', 'a', 'b');
      expect(await say('TAKELAST', 'p')).toEqual([['b', 'a'], 0]);
      expect(await say('EXISTS', 'p')).toBe(0);
    });

    it('keeps a value that is not one, empty or not', async () => {
      expect(await say('BOXADD', 'b')).toBe('OK');
      expect(await say('EXISTS', 'b')).toBe(1);
    });
  });

  describe('of a class', () => {
    it('is refused the key of another class by open and by find', async () => {
      await say('SET', 'text', 'hello');
      expect(await refusal('BOXADD', 'text', 'x')).toMatch(/^WRONGTYPE /);
    });

    it('opens an absent key, and one that has expired, as a new value', async () => {
      await say('SET', 'b', 'text', 'PX', 100);
      now += 101;
      expect(await say('BOXADD', 'b', 'x')).toBe('OK');
      expect(await say('TYPE', 'b')).toBe('box');
    });

    it('is a sub-command when its name has two words', async () => {
      expect(await say('OFFICE', 'on', '3')).toBe('office on 3');
      expect(await say('office', 'KEY', 'k')).toBe('k');
      expect(await refusal('OFFICE')).toBe("ERR wrong number of arguments for 'office' command");
      expect(await refusal('OFFICE', 'ON')).toBe("ERR wrong number of arguments for 'office|on' command");
      expect(await refusal('OFFICE', 'ROOF')).toBe("ERR unknown subcommand 'ROOF'. Try OFFICE HELP.");
    });
  });

  describe('knows its key', () => {
    it('in each call', async () => {
      await say('PLACE', 'here');
      expect(await say('WHERE', 'here')).toBe('here');
      await say('RENAME', 'here', 'there');
      expect(await say('WHERE', 'there')).toBe('there');
      await say('COPY', 'there', 'everywhere');
      expect(await say('WHERE', 'everywhere')).toBe('everywhere');
    });

    it('also after it has renamed it', async () => {
      await say('PLACE', 'here');
      expect(await say('FOLLOW', 'here', 'there')).toEqual(['here', 'there', 'places']);
    });
  });
});
