import fc from 'fast-check';
import { Dictionary } from '../../../lib/keyspace/dictionary';

interface Entry {
  value: Buffer | object;
  classId: number;
  expiry: number;
}

type Step =
  | { do: 'set'; key: string; length: number }
  | { do: 'object'; key: string }
  | { do: 'resize'; key: string; length: number }
  | { do: 'expire'; key: string; at: number }
  | { do: 'remove'; key: string }
  | { do: 'insert many' | 'remove many'; name: string; from: number; count: number }
  | { do: 'scan'; count: number }
  | { do: 'sweep'; steps: number; now: number }
  | { do: 'defragment' | 'clear' };

const name = fc.constantFrom('key:', '{tag}');
const key = fc.oneof(
  fc.tuple(name, fc.nat(300)).map(([prefix, i]) => `${prefix}${i}`),
  fc.string({ maxLength: 20 }),
  fc.tuple(fc.nat(3), fc.constantFrom(250, 255, 256, 257, 4097)).map(([i, length]) => `${i}`.repeat(length)),
);
const length = fc.oneof(fc.nat(100), fc.nat(3000), fc.integer({ min: 16_000, max: 17_000 }), fc.nat(80_000));
const at = fc.integer({ min: 0, max: 1000 });
const many = { name, from: fc.nat(300), count: fc.nat(400) };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('set' as const), key, length }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('object' as const), key }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('resize' as const), key, length }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('expire' as const), key, at }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('remove' as const), key }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('insert many' as const), ...many }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove many' as const), ...many }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('scan' as const), count: fc.integer({ min: 1, max: 50 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sweep' as const), steps: fc.nat(20), now: at }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('defragment' as const, 'clear' as const) }) },
);

/** Says what `expect` would, but is fast enough for every step. */
function must(hold: boolean, what: string): void {
  if (!hold) throw new Error(`wrong: ${what}`);
}

/** A dictionary beside a Map that has to agree with it, and a scan that goes on between the steps. */
class Pair {
  readonly dictionary = new Dictionary({ seed: [3, 4] });
  readonly model = new Map<string, Entry>();
  private marks = 0;
  private cursor = 0;
  /** Keys that were there all along since the scan began, and those it has visited. */
  private constant = new Set<string>();
  private visited = new Set<string>();

  take(step: Step): void {
    switch (step.do) {
      case 'set':
        return this.set(step.key, step.length);
      case 'object':
        return this.setObject(step.key);
      case 'resize':
        return this.resize(step.key, step.length);
      case 'expire':
        return this.expire(step.key, step.at);
      case 'remove':
        return this.remove(step.key);
      case 'insert many':
      case 'remove many':
        for (let i = step.from; i < step.from + step.count; i++) {
          if (step.do === 'insert many') this.set(`${step.name}${i}`, i % 40);
          else this.remove(`${step.name}${i}`);
        }
        return;
      case 'scan':
        return this.scan(step.count);
      case 'sweep':
        return this.sweep(step.steps, step.now);
      case 'defragment':
        while (this.dictionary.defragment(1));
        return;
      case 'clear':
        this.dictionary.clear();
        this.model.clear();
        this.constant.clear();
        return;
    }
  }

  check(): void {
    expect(this.dictionary.size).toBe(this.model.size);
    const expiring = [...this.model.values()].filter(({ expiry }) => expiry !== 0).length;
    expect(this.dictionary.expires).toBe(expiring);
    for (const [key, entry] of this.model) this.checkEntry(this.find(key), key, entry);
    for (let i = 0; i < 5 && this.model.size > 0; i++) {
      const ref = this.dictionary.random(() => i / 5);
      expect(this.model.has(this.dictionary.copyKey(ref).toString())).toBe(true);
    }
  }

  private find(key: string): number {
    const bytes = Buffer.from(key);
    return this.dictionary.find(bytes, 0, bytes.length);
  }

  private checkEntry(ref: number, key: string, entry: Entry): void {
    const { dictionary } = this;
    must(ref !== 0, `nothing at ${key}`);
    const start = dictionary.valueStart(ref);
    const value = dictionary.isObject(ref)
      ? dictionary.object(ref)
      : dictionary.bytes(ref).subarray(start, start + dictionary.valueLength(ref));
    const same = Buffer.isBuffer(value) ? value.equals(entry.value as Buffer) : value === entry.value;
    must(same, `value of ${key}`);
    must(dictionary.classId(ref) === entry.classId, `class of ${key}`);
    must(dictionary.expiry(ref) === entry.expiry, `expiry of ${key}`);
    must(dictionary.copyKey(ref).toString() === key, `key of ${key}`);
  }

  private set(key: string, length: number): void {
    const bytes = Buffer.from(key);
    const value = Buffer.alloc(length, ++this.marks);
    const before = this.model.get(key);
    const classId = this.marks & 0xffff;
    const expiry = before ? before.expiry : this.marks % 3;
    const found = this.find(key);
    const ref = before
      ? this.dictionary.setPacked(found, classId, length)
      : this.dictionary.insert(bytes, 0, bytes.length, classId, length, expiry);
    value.copy(this.dictionary.bytes(ref), this.dictionary.valueStart(ref));
    this.model.set(key, { value, classId, expiry });
  }

  private setObject(key: string): void {
    const bytes = Buffer.from(key);
    const value = {};
    const before = this.model.get(key);
    if (before) this.dictionary.setObject(this.find(key), 1, value);
    else this.dictionary.insertObject(bytes, 0, bytes.length, 1, value);
    this.model.set(key, { value, classId: 1, expiry: before?.expiry ?? 0 });
  }

  private resize(key: string, length: number): void {
    const entry = this.model.get(key);
    if (!entry || !Buffer.isBuffer(entry.value)) return;
    const ref = this.dictionary.resizeValue(this.find(key), length);
    const start = this.dictionary.valueStart(ref);
    const value = Buffer.alloc(length);
    entry.value.copy(value);
    this.dictionary.bytes(ref).fill(0, start + Math.min(length, entry.value.length), start + length);
    entry.value = value;
  }

  private expire(key: string, at: number): void {
    const entry = this.model.get(key);
    if (!entry) return;
    entry.expiry = at;
    const ref = this.dictionary.setExpiry(this.find(key), at);
    must(this.find(key) === ref, `ref of ${key}`);
  }

  private remove(key: string): void {
    const ref = this.find(key);
    must((ref !== 0) === this.model.has(key), `presence of ${key}`);
    if (ref === 0) return;
    this.dictionary.remove(ref);
    this.model.delete(key);
    this.constant.delete(key);
  }

  private scan(count: number): void {
    if (this.cursor === 0) {
      this.constant = new Set(this.model.keys());
      this.visited = new Set();
    }
    this.cursor = this.dictionary.scan(this.cursor, count, (ref) => {
      const key = this.dictionary.copyKey(ref).toString();
      must(this.model.has(key), `visit of ${key}`);
      must(!this.constant.has(key) || !this.visited.has(key), `second visit of ${key}`);
      this.visited.add(key);
    });
    if (this.cursor === 0) for (const key of this.constant) must(this.visited.has(key), `no visit of ${key}`);
  }

  private sweep(steps: number, now: number): void {
    this.dictionary.sweepExpired(0, steps, now, (ref) => {
      const key = this.dictionary.copyKey(ref).toString();
      must(this.model.get(key)!.expiry < now, `sweep of ${key}`);
      this.dictionary.remove(ref);
      this.model.delete(key);
      this.constant.delete(key);
    });
  }
}

describe('a dictionary and a Map', () => {
  it('agree after any steps', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150, size: 'max' }), (steps) => {
        const pair = new Pair();
        for (const each of steps) pair.take(each);
        pair.check();
        pair.take({ do: 'clear' });
        expect(pair.dictionary.usedBytes).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('agree after many steps in few slots', () => {
    const bulk = fc.record({
      do: fc.constantFrom('insert many' as const, 'remove many' as const),
      name,
      from: fc.nat(3000),
      count: fc.nat(2000),
    });
    const scan = fc.record({ do: fc.constant('scan' as const), count: fc.integer({ min: 1, max: 300 }) });
    fc.assert(
      fc.property(fc.array(fc.oneof(bulk, scan), { minLength: 20, maxLength: 40 }), (steps) => {
        const pair = new Pair();
        for (const each of steps) pair.take(each);
        pair.check();
      }),
      { numRuns: 10 },
    );
  });

  it('agree while memory is moved together', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 40, size: 'max' }),
        fc.integer({ min: 2, max: 60 }),
        (steps, kept) => {
          const pair = new Pair();
          for (let i = 0; i < 70_000; i++)
            pair.take({ do: 'set', key: `bulk${i}`, length: 700 + (i % 7) * 40 });
          for (let i = 0; i < 70_000; i++) if (i % kept !== 0) pair.take({ do: 'remove', key: `bulk${i}` });
          for (const each of steps) {
            pair.dictionary.defragment(3000);
            pair.take(each);
          }
          pair.take({ do: 'defragment' });
          pair.check();
          const { chunkBytes, usedBytes } = pair.dictionary.arena;
          expect(chunkBytes).toBeLessThan(usedBytes * 1.5 + 2 ** 26);
        },
      ),
      { numRuns: 2 },
    );
  });
});
