import Denque from 'denque';
import fc from 'fast-check';
import type { Structure } from '../../../lib/index';
import { cloneValue } from '../../../lib/keyspace/clone';
import { equateInvalidDates, Part, UNSAVEABLE, VALUES, Whole, wholeOf } from './values';

equateInvalidDates();

const copyOf = <T>(value: T): T => cloneValue(wholeOf(value)).value as T;

describe('A copy of a value', () => {
  it.each([...VALUES, ['errors', Object.assign(new Part(), { reason: 'text' })] as const])(
    'has equal %s',
    (_, value) => {
      const copy = copyOf(value);
      expect(copy).toEqual(value);
      expect(copy).not.toBe(value);
      if (typeof value === 'object') expect(Object.getPrototypeOf(copy)).toBe(Object.getPrototypeOf(value));
    },
  );

  it('shares nothing with it, however deep', () => {
    const value = {
      list: [{ n: 1 }],
      map: new Map([['a', new Set([1])]]),
      buffer: Buffer.of(1),
      date: new Date(0),
    };
    const copy = copyOf(value);
    copy.list[0]!.n = 2;
    copy.map.get('a')!.add(2);
    copy.buffer[0] = 2;
    copy.date.setTime(1);
    expect(value).toEqual({
      list: [{ n: 1 }],
      map: new Map([['a', new Set([1])]]),
      buffer: Buffer.of(1),
      date: new Date(0),
    });
  });

  it('takes of a Buffer no more than it shows', () => {
    const pool = Buffer.alloc(1024);
    expect(copyOf(pool.subarray(10, 20)).buffer.byteLength).toBeLessThan(8193);
    expect(copyOf(new Uint8Array(pool.buffer, 0, 3)).buffer.byteLength).toBe(3);
  });

  it('has methods, getters and the class', () => {
    const copy = copyOf(Object.assign(new Part(), { label: 'b' }));
    expect(copy).toBeInstanceOf(Part);
    expect(copy.shout).toBe('B');
    const whole = cloneValue(wholeOf(1));
    expect(whole).toBeInstanceOf(Whole);
  });

  it('a Denque works on', () => {
    const queue = new Denque([1, 2, 3]);
    const copy = copyOf(queue);
    copy.shift();
    copy.push(4);
    expect([copy.toArray(), queue.toArray()]).toEqual([
      [2, 3, 4],
      [1, 2, 3],
    ]);
  });

  it('keeps what is one object one object, and cycles cycles', () => {
    const part = new Part();
    part.neighbour = part;
    const buffer = Buffer.of(1);
    const copy = copyOf({ first: part, second: part, bytes: [buffer, buffer] });
    expect(copy.first).toBe(copy.second);
    expect(copy.first.neighbour).toBe(copy.first);
    expect(copy.bytes[0]).toBe(copy.bytes[1]);
    const whole = wholeOf(null);
    whole.value = [whole];
    const clone = cloneValue(whole);
    expect((clone.value as Whole[])[0]).toBe(clone);
  });

  it('may be deeper than the stack', () => {
    let chain: { next: unknown } | undefined;
    for (let depth = 0; depth < 100_000; depth++) chain = { next: chain };
    let depth = 0;
    for (let link = copyOf(chain); link; link = link.next as typeof link) depth++;
    expect(depth).toBe(100_000);
  });

  it('builds what is derived anew', () => {
    const whole = wholeOf(1);
    whole.added = 1;
    expect(whole.lookUp.get('built')).toBe(1);
    const copy = cloneValue(whole);
    expect(copy.index).toBeUndefined();
    copy.added = 2;
    expect(copy.lookUp.get('built')).toBe(2);
  });

  it('lacks the fields that it lacks', () => {
    const whole = wholeOf(1) as Partial<Whole> & Structure;
    delete whole.value;
    expect(Object.keys(cloneValue(whole))).not.toContain('value');
  });

  it('is equal for any data', () => {
    const data = fc.anything({
      withMap: true,
      withSet: true,
      withDate: true,
      withTypedArray: true,
      withBigInt: true,
    });
    fc.assert(fc.property(data, (value) => expect(copyOf(value)).toEqual(value)));
  });

  describe('is refused, with the path of', () => {
    class HiddenMap extends Map<string, number> {
      #secret = 1;
      reveal() {
        return this.#secret;
      }
    }

    it.each([
      ...UNSAVEABLE,
      ['a Map with #private state', new HiddenMap(), 'Whole.value holds a HiddenMap'] as const,
    ])('%s', (_, value, message) => {
      expect(() => copyOf(value)).toThrow(`${message}, which can't be saved`);
    });
  });
});
