import fc from 'fast-check';
import {
  CommandError,
  OK,
  Packed,
  packed,
  reads,
  Structure,
  structure,
  t,
  writes,
  type Entry,
  type Reply,
  type Server,
} from '../../lib/index';
import { serving } from '../support/serving';

/** What the next EXAMINE does. */
let examine: (server: Server) => Reply = () => null;

/** No container. */
@structure()
class Numbers extends packed({ small: 'uint8', float: 'float64', signed: 'int32', unsigned: 'uint32' }) {
  @writes('Creates it.', t.key())
  static CREATE(server: Server, key: string) {
    server.open(Numbers, key);
    return OK;
  }

  @writes('Sets all fields.', t.float('float'), t.float('signed'), t.float('unsigned'), t.float('small'))
  ASSIGN(float: number, signed: number, unsigned: number, small: number) {
    Object.assign(this, { float, signed, unsigned, small });
    return this.bytes;
  }

  @reads('All fields.')
  FIELDS() {
    return [this.float, this.signed, this.unsigned, this.small].map(String);
  }

  @writes('Does what the spec says.')
  static EXAMINE(server: Server) {
    return examine(server);
  }
}

/** A container. */
@structure()
class Counter extends packed({ count: 'int32' }) {
  isEmpty() {
    return this.count === 0;
  }

  @writes('Adds.', t.int('by'))
  COUNT(by: number) {
    this.count += by;
    return this.count;
  }

  @writes('Adds, but refuses to come below 0.', t.int('by'))
  SAFECOUNT(by: number) {
    if (this.count + by < 0) throw new CommandError('ERR below 0');
    this.count += by;
    return this.count;
  }

  @writes('Counts to nothing, then refuses.')
  COUNTOUT(): Reply {
    this.count = 0;
    throw new CommandError('ERR nothing is left');
  }

  @reads('The count.')
  COUNTED() {
    return this.count;
  }

  @writes('Moves all of it.', t.entry('from'), t.entry('to'))
  static COUNTMOVE(_server: Server, from: Entry, to: Entry) {
    const source = from.open(Counter);
    to.open(Counter).count += source.count;
    source.count = 0;
    return OK;
  }

  @reads('Writes, which it must not.')
  WRITE() {
    this.count = 1;
    return OK;
  }
}

/** Bytes of its own making. */
@structure()
class Tape extends Packed {
  @writes('Writes at an offset.', t.int('offset'), t.bytes('bytes'))
  PUNCH(offset: number, bytes: Buffer) {
    this.memory.write(offset, bytes);
    this.memory.mark++;
    return this.memory.length;
  }

  @writes('Cuts or extends it.', t.int('length'))
  CUT(length: number) {
    this.memory.resize(length);
    return this.bytes;
  }

  @reads('Bytes and mark.')
  PLAY() {
    return this.memory.present ? [this.bytes, this.memory.mark] : null;
  }

  isEmpty() {
    return this.memory.length === 0;
  }
}

/** Bytes, or a list of words once there are too many of them. */
@structure()
class Scroll extends Packed {
  isEmpty() {
    const words = this.memory.object as string[] | undefined;
    return words ? words.length === 0 : this.memory.length === 0;
  }

  @writes('Puts bytes in the place of others.', t.int('offset'), t.int('removed'), t.bytes('bytes'))
  SPLICE(offset: number, removed: number, bytes: Buffer) {
    this.memory.splice(offset, removed, bytes);
    return this.bytes;
  }

  @writes('Keeps words instead of bytes.', t.rest(t.text('word'), { optional: true }))
  UNROLL(...words: string[]) {
    this.memory.object = words;
    return this.memory.length;
  }

  @writes('Adds a word.', t.text('word'))
  UNROLLED(word: string) {
    return (this.memory.object as string[]).push(word);
  }

  @writes('Keeps bytes instead of words.', t.bytes('bytes'))
  ROLL(bytes: Buffer) {
    this.memory.object = undefined;
    this.memory.splice(0, 0, bytes);
    return this.bytes;
  }

  @reads('Words, or bytes.')
  SCROLL() {
    if (!this.memory.present) return null;
    return (this.memory.object as string[] | undefined) ?? this.bytes;
  }

  @reads('Bytes, also where there are none.')
  SCROLLBYTES() {
    return this.bytes;
  }
}

@structure()
class Live extends Structure {
  private readonly items: string[] = [];

  @writes('Adds.', t.text('item'))
  LIVEADD(item: string) {
    return this.items.push(item);
  }

  @reads('All.')
  LIVEALL() {
    return [this.key, ...this.items];
  }

  isEmpty() {
    return this.items.length === 0;
  }
}

describe('A packed structure', () => {
  const context = serving({ structures: [Numbers, Counter, Tape, Scroll, Live] });
  const { say, refusal } = context;
  const during = async (work: (server: Server) => Reply) => {
    examine = work;
    return say('EXAMINE');
  };

  describe('with a layout', () => {
    it('has its fields in place, the widest first', async () => {
      expect(Numbers.size).toBe(17);
      await say('CREATE', 'n');
      const bytes = await context.client.callBuffer('ASSIGN', 'n', 1.5, -2, 3, 255);
      const expected = Buffer.alloc(17);
      expected.writeDoubleLE(1.5);
      expected.writeUInt32LE(3, 12);
      expected.writeInt32LE(-2, 8);
      expected.writeUInt8(255, 16);
      expect(bytes).toEqual(expected);
    });

    it('begins with 0 everywhere', async () => {
      await say('CREATE', 'n');
      expect(await say('FIELDS', 'n')).toEqual(['0', '0', '0', '0']);
      await say('ASSIGN', 'n', 1, 1, 1, 1);
      await say('DEL', 'n');
      await say('CREATE', 'n');
      expect(await say('FIELDS', 'n')).toEqual(['0', '0', '0', '0']);
    });

    it('keeps every number that a field can hold', async () => {
      await say('CREATE', 'n');
      const fields = fc.tuple(
        fc.double({ noNaN: true }),
        fc.integer(),
        fc.nat({ max: 2 ** 32 - 1 }),
        fc.nat({ max: 255 }),
      );
      const property = fc.asyncProperty(fields, async (values) => {
        await during((server) => {
          const numbers = server.open(Numbers, 'n');
          [numbers.float, numbers.signed, numbers.unsigned, numbers.small] = values;
          expect([numbers.float, numbers.signed, numbers.unsigned, numbers.small]).toEqual(values);
          return null;
        });
        expect(await say('FIELDS', 'n')).toEqual(values.map(String));
      });
      await fc.assert(property, { numRuns: 50 });
    });

    it('refuses a number that a field can’t hold, and keeps the one it has', async () => {
      await say('CREATE', 'n');
      await say('ASSIGN', 'n', 1, 2, 3, 4);
      expect(await refusal('ASSIGN', 'n', 1, 2, 3, 256)).toMatch(
        /internal error in Numbers.ASSIGN: .* out of range/,
      );
      expect(await refusal('ASSIGN', 'n', 1, 2, -1, 4)).toMatch(
        /internal error in Numbers.ASSIGN: .* out of range/,
      );
      expect(await say('FIELDS', 'n')).toEqual(['1', '2', '3', '4']);
    });

    it('can’t have a field that a structure has, or of another type', () => {
      expect(() => packed({ key: 'int32' })).toThrow("a packed structure can't have a field named key");
      expect(() => packed({ memory: 'int32' })).toThrow("a packed structure can't have a field named memory");
      expect(() => packed({ size: 'float' as 'float64' })).toThrow(
        'size is float, but it can be float64, uint32, int32, uint8',
      );
    });
  });

  describe('of its own making', () => {
    it('writes anywhere, with zeros before it', async () => {
      expect(await say('PUNCH', 'tape', 3, 'abc')).toBe(6);
      expect(await say('PUNCH', 'tape', 1, 'xy')).toBe(6);
      expect(await say('PLAY', 'tape')).toEqual(['\0xyabc', 2]);
    });

    it('is cut, and extended with zeros', async () => {
      await say('PUNCH', 'tape', 0, 'abcdef');
      expect(await say('CUT', 'tape', 2)).toBe('ab');
      expect(await say('CUT', 'tape', 4)).toBe('ab\0\0');
      expect(await say('CUT', 'tape', 100_000)).toHaveLength(100_000);
      expect(await say('CUT', 'tape', 1)).toBe('a');
    });

    it('refuses lengths and offsets that are none', async () => {
      await say('PUNCH', 'tape', 0, 'abc');
      expect(await refusal('CUT', 'tape', -1)).toContain('Tape: -1 is not within its bytes');
      expect(await refusal('PUNCH', 'tape', -1, 'x')).toContain('Tape: -1 is not within its bytes');
      expect(await say('CUT', 'tape', 3)).toBe('abc');
    });

    it('is created by what is written, and removed when it is empty', async () => {
      expect(await say('PLAY', 'tape')).toBeNull();
      await say('PUNCH', 'tape', 0, 'x');
      await say('CUT', 'tape', 0);
      expect(await say('EXISTS', 'tape')).toBe(0);
    });
  });

  describe('that outgrows its bytes', () => {
    it('puts bytes in the place of others', async () => {
      const edit = fc.record({
        offset: fc.nat(100),
        removed: fc.nat(60),
        bytes: fc.oneof(fc.uint8Array({ maxLength: 80 }), fc.constant(new Uint8Array(17_000))),
      });
      const property = fc.asyncProperty(fc.array(edit, { maxLength: 12 }), async (edits) => {
        await say('DEL', 's');
        let model = Buffer.alloc(0);
        for (const { offset, removed, bytes } of edits) {
          const from = Math.min(offset, model.length);
          const to = Math.min(from + removed, model.length);
          model = Buffer.concat([model.subarray(0, from), bytes, model.subarray(to)]);
          const spliced = (await context.client.callBuffer(
            'SPLICE',
            's',
            from,
            to - from,
            Buffer.from(bytes),
          )) as Buffer;
          expect(spliced.equals(model)).toBe(true);
        }
      });
      await fc.assert(property, { numRuns: 60 });
    });

    it.each([
      ['SPLICE', 4, 0],
      ['SPLICE', -1, 0],
      ['SPLICE', 2, 2],
      ['SPLICE', 0, -1],
    ])('refuses what is not within them: %s %i %i', async (command, offset, removed) => {
      await say('SPLICE', 's', 0, 0, 'abc');
      expect(await refusal(command, 's', offset, removed, 'x')).toContain('is not within its bytes');
      expect(await say('SCROLL', 's')).toBe('abc');
      await say('UNROLL', 's', 'a');
      expect(await refusal(command, 's', offset, removed, 'x')).toContain('is not within its bytes');
      expect(await say('SCROLL', 's')).toEqual(['a']);
    });

    it('has an object in their place, and bytes again', async () => {
      await say('SPLICE', 's', 0, 0, 'bytes');
      await say('PEXPIREAT', 's', 4_000_000_000_000);
      expect(await say('UNROLL', 's', 'a', 'b')).toBe(0);
      expect(await say('UNROLLED', 's', 'c')).toBe(3);
      expect(await say('SCROLL', 's')).toEqual(['a', 'b', 'c']);
      expect([await say('TYPE', 's'), await say('PEXPIRETIME', 's')]).toEqual(['scroll', 4_000_000_000_000]);
      expect(await say('ROLL', 's', 'bytes')).toBe('bytes');
      expect(await say('SCROLL', 's')).toBe('bytes');
      expect(await say('PEXPIRETIME', 's')).toBe(4_000_000_000_000);
    });

    it('is created by an object, and removed when that is empty', async () => {
      await say('UNROLL', 's', 'a');
      expect(await say('SCROLL', 's')).toEqual(['a']);
      await say('UNROLL', 's');
      expect(await say('EXISTS', 's')).toBe(0);
    });

    it('has copies that are values of their own, also in another database', async () => {
      await say('UNROLL', 's', 'a');
      await say('COPY', 's', 'copy');
      await say('COPY', 's', 's', 'DB', 1);
      await say('UNROLLED', 'copy', 'b');
      await say('RENAME', 's', 'renamed');
      await say('UNROLLED', 'renamed', 'c');
      expect(await say('SCROLL', 'copy')).toEqual(['a', 'b']);
      expect(await say('SCROLL', 'renamed')).toEqual(['a', 'c']);
      await say('MOVE', 'copy', 1);
      await say('SELECT', 1);
      expect([await say('SCROLL', 's'), await say('SCROLL', 'copy')]).toEqual([['a'], ['a', 'b']]);
      await say('SELECT', 0);
    });

    it('throws when it is asked for bytes that it has no more', async () => {
      await say('UNROLL', 's', 'a');
      expect(await refusal('SCROLLBYTES', 's')).toContain('Scroll: an object stands in place of the bytes');
    });

    it('gives way to a value of another class', async () => {
      await say('UNROLL', 's', 'a');
      await say('SET', 's', 'text');
      expect(await say('GET', 's')).toBe('text');
      expect(await refusal('SCROLL', 's')).toMatch(/^WRONGTYPE/);
    });
  });

  describe('that is a container', () => {
    it('is removed by a command that empties it, also when that refuses then', async () => {
      await say('COUNT', 'c', 5);
      expect(await refusal('COUNTOUT', 'c')).toBe('ERR nothing is left');
      expect(await say('EXISTS', 'c')).toBe(0);
    });

    it('reads as zeros where it is absent, and stays absent', async () => {
      expect(await say('COUNTED', 'c')).toBe(0);
      expect(await say('EXISTS', 'c')).toBe(0);
    });

    it('is created by the first field that is set', async () => {
      expect(await say('COUNT', 'c', 5)).toBe(5);
      expect(await say('COUNT', 'c', 2)).toBe(7);
      expect(await say('COUNTED', 'c')).toBe(7);
    });

    it('is created neither by what leaves it empty nor by a refusal', async () => {
      expect(await say('COUNT', 'c', 0)).toBe(0);
      expect(await refusal('SAFECOUNT', 'c', -1)).toBe('ERR below 0');
      expect(await say('EXISTS', 'c')).toBe(0);
    });

    it('is removed when it is left empty, also by static commands', async () => {
      await say('COUNT', 'c', 5);
      expect(await say('COUNT', 'c', -5)).toBe(0);
      expect(await say('EXISTS', 'c')).toBe(0);
      await say('COUNT', 'c', 5);
      expect(await say('COUNTMOVE', 'c', 'd')).toBe('OK');
      expect([await say('EXISTS', 'c'), await say('COUNTED', 'd')]).toEqual([0, 5]);
      expect(await say('COUNTMOVE', 'x', 'y')).toBe('OK');
      expect(await say('EXISTS', 'x', 'y')).toBe(0);
    });

    it('is not created by a command that only reads', async () => {
      expect(await refusal('WRITE', 'c')).toContain('only a @writes command changes data');
      expect(await say('EXISTS', 'c')).toBe(0);
    });
  });

  it('that is none is refused where it is absent', async () => {
    expect(await refusal('FIELDS', 'n')).toBe('ERR no such key');
  });

  it('and one of another kind take each other’s place', async () => {
    await say('COUNT', 'k', 1);
    await say('SET', 'k', 'text');
    expect(await refusal('COUNT', 'k', 1)).toMatch(/^WRONGTYPE/);
    expect(await refusal('LIVEADD', 'k', 'x')).toMatch(/^WRONGTYPE/);
    await say('DEL', 'k');
    await say('LIVEADD', 'k', 'x');
    expect(await refusal('COUNT', 'k', 1)).toMatch(/^WRONGTYPE/);
    await say('SET', 'k', 'text');
    expect(await say('GET', 'k')).toBe('text');
    const kinds = await during((server) => {
      const entry = server.entry('k');
      entry.replace(Counter).count = 7;
      const before = entry.typeName;
      entry.replace(Live);
      const between = entry.typeName;
      entry.replace(Counter).count = 8;
      return [before, between, entry.open(Counter).count];
    });
    expect(kinds).toEqual(['counter', 'live', 8]);
  });

  describe('is a view for one turn', () => {
    const uses: [string, (counter: Counter) => unknown][] = [
      ['read', (counter) => counter.count],
      ['written', (counter) => (counter.count = 1)],
      ['asked for bytes', (counter) => counter.bytes],
      ['asked for its key', (counter) => counter.key],
    ];

    it.each(uses)('that throws when it is %s afterwards', async (_, use) => {
      await say('COUNT', 'c', 1);
      const kept: Counter[] = [];
      await during((server) => (kept.push(server.open(Counter, 'c')), null));
      expect(() => use(kept[0]!)).toThrow('a value or key was used after its turn');
      await say('PING');
      expect(() => use(kept[0]!)).toThrow('a value or key was used after its turn');
    });

    it.each(uses.slice(0, 3))('that throws when it is %s after its key was deleted', async (_, use) => {
      await say('COUNT', 'c', 1);
      examine = (server) => {
        const counter = server.open(Counter, 'c');
        server.call('DEL', 'c');
        return use(counter) as Reply;
      };
      expect(await refusal('EXAMINE')).toBe(
        'ERR internal error in Numbers.EXAMINE: Counter: the value is absent, or was deleted meanwhile',
      );
      expect(await say('EXISTS', 'c')).toBe(0);
    });

    it.each(uses.slice(0, 3))(
      'that throws when it is %s after another class took its place',
      async (_, use) => {
        await say('COUNT', 'c', 1);
        for (const [command, ...words] of [['SET', 'c', 'text'], ['TAKEPLACE']] as [string, ...string[]][]) {
          examine = (server) => {
            const counter = server.open(Counter, 'c');
            if (command === 'SET') server.call(command, ...words);
            else server.entry('c').replace(Live);
            return use(counter) as Reply;
          };
          expect(await refusal('EXAMINE')).toContain(
            'Counter: the value is absent, or was deleted meanwhile',
          );
          await say('DEL', 'c');
          await say('COUNT', 'c', 1);
        }
      },
    );

    it('that sees what others change', async () => {
      await say('COUNT', 'c', 1);
      const seen = await during((server) => {
        const counter = server.open(Counter, 'c');
        server.call('COUNT', 'c', 5);
        for (let key = 0; key < 200; key++) server.call('COUNT', `other ${key}`, key);
        counter.count *= 2;
        return [counter.count, server.call('COUNTED', 'c')];
      });
      expect(seen).toEqual([12, 12]);
    });
  });

  describe.each(['packed', 'live'])('(a %s one)', (kind) => {
    const isPacked = kind === 'packed';
    const add = (key: string, n: number) =>
      isPacked ? say('COUNT', key, n) : say('LIVEADD', key, String(n));
    const all = (key: string) => (isPacked ? say('COUNTED', key) : say('LIVEALL', key));

    it('keeps value and expiry when it is renamed, in place of what was there', async () => {
      await add('a', 1);
      await say('PEXPIREAT', 'a', 4_000_000_000_000);
      await say('SET', 'b', 'text');
      expect(await say('RENAME', 'a', 'b')).toBe('OK');
      expect(await all('b')).toEqual(isPacked ? 1 : ['b', '1']);
      expect([await say('EXISTS', 'a'), await say('PEXPIRETIME', 'b')]).toEqual([0, 4_000_000_000_000]);
    });

    it('is a value of its own when it is copied', async () => {
      await add('a', 1);
      await say('PEXPIREAT', 'a', 4_000_000_000_000);
      expect(await say('COPY', 'a', 'b')).toBe(1);
      await add('b', 2);
      expect(await all('a')).toEqual(isPacked ? 1 : ['a', '1']);
      expect(await all('b')).toEqual(isPacked ? 3 : ['b', '1', '2']);
      expect(await say('PEXPIRETIME', 'b')).toBe(4_000_000_000_000);
    });

    it('is copied and moved to another database', async () => {
      await add('a', 1);
      expect(await say('COPY', 'a', 'a', 'DB', 1)).toBe(1);
      expect(await say('MOVE', 'a', 2)).toBe(1);
      expect(await say('EXISTS', 'a')).toBe(0);
      for (const database of [1, 2]) {
        await say('SELECT', database);
        expect(await all('a')).toEqual(isPacked ? 1 : ['a', '1']);
      }
      await say('SELECT', 0);
    });
  });

  it('has its mark where it goes', async () => {
    await say('PUNCH', 'tape', 0, 'x');
    await say('COPY', 'tape', 'copy');
    await say('RENAME', 'tape', 'moved');
    expect([await say('PLAY', 'copy'), await say('PLAY', 'moved')]).toEqual([
      ['x', 1],
      ['x', 1],
    ]);
  });

  it('is moved and copied onto itself without harm, and where it is absent refused', async () => {
    await say('COUNT', 'c', 1);
    await during((server) => {
      server.entry('c').moveTo(server.entry('c'));
      server.entry('c').copyTo(server.entry('c'));
      return null;
    });
    expect(await say('COUNTED', 'c')).toBe(1);
    examine = (server) => (server.entry('x').moveTo(server.entry('c')), null);
    expect(await refusal('EXAMINE')).toBe('ERR no such key');
    examine = (server) => (server.entry('x').copyTo(server.entry('c')), null);
    expect(await refusal('EXAMINE')).toBe('ERR no such key');
    expect(await say('COUNTED', 'c')).toBe(1);
  });
});
