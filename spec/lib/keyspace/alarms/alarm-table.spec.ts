import fc from 'fast-check';
import { newDictionary } from '../../../../lib/keyspace/value-dictionary';

const KEYS = ['a', 'b', 'c', 'a key of more than sixteen bytes'];
const NAMES = ['["RING"]', '["RING","1"]', '["STOP"]'];

/** A table, and what it must have. */
class Pair {
  readonly values = newDictionary();
  readonly table = this.values.alarms;
  readonly model = new Map<string, Map<string, number>>();

  constructor() {
    for (const key of KEYS) {
      const bytes = Buffer.from(key);
      this.values.insert(bytes, 0, bytes.length, 1, 8);
    }
  }

  ref(key: string): number {
    const bytes = Buffer.from(key);
    return this.values.find(bytes, 0, bytes.length);
  }

  set(key: string, name: string, at: number): void {
    this.table.set(this.ref(key), name, at);
    const alarms = this.model.get(key) ?? new Map<string, number>();
    alarms.delete(name);
    this.model.set(key, alarms.set(name, at));
  }

  cancel(key: string, name: string): void {
    const alarms = this.model.get(key);
    expect(this.table.cancel(this.ref(key), name)).toBe(alarms?.delete(name) ?? false);
    if (alarms?.size === 0) this.model.delete(key);
  }

  drop(key: string): void {
    expect(this.table.drop(this.ref(key)) !== undefined).toBe(this.model.delete(key));
  }

  move(from: string, to: string): void {
    if (from === to) return;
    this.drop(to);
    const alarms = this.table.drop(this.ref(from));
    if (alarms) this.table.adopt(this.ref(to), alarms);
    const moved = this.model.get(from);
    this.model.delete(from);
    if (moved) this.model.set(to, moved);
  }

  /** A value becomes another, of another size or an object, and keeps its alarms. */
  change(key: string): void {
    if (this.values.isObject(this.ref(key))) this.values.setPacked(this.ref(key), 1, 8);
    else this.values.setObject(this.ref(key), 1, {});
  }

  check(): void {
    for (const key of KEYS)
      expect(this.table.of(this.ref(key))?.states() ?? []).toEqual([...(this.model.get(key) ?? [])]);
    const times = [...this.model.values()].flatMap((alarms) => [...alarms.values()]);
    expect(this.table.count).toBe(times.length);
    expect(this.table.next?.at).toBe(times.length === 0 ? undefined : Math.min(...times));
  }
}

const step = fc.tuple(
  fc.constantFrom('set', 'set', 'set', 'cancel', 'drop', 'move', 'change', 'maintain'),
  fc.constantFrom(...KEYS),
  fc.constantFrom(...KEYS),
  fc.constantFrom(...NAMES),
  fc.nat(9),
);

describe('The alarms of a database', () => {
  it('are those that were set, by value and by time, whatever becomes of the values', () => {
    const property = fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const pair = new Pair();
      for (const [what, key, other, name, at] of steps) {
        if (what === 'set') pair.set(key, name, at);
        else if (what === 'cancel') pair.cancel(key, name);
        else if (what === 'drop') pair.drop(key);
        else if (what === 'move') pair.move(key, other);
        else if (what === 'change') pair.change(key);
        else if (what === 'maintain') pair.values.defragment(100);
        pair.check();
      }
    });
    fc.assert(property);
  });

  it('are told of once each, in their order, as they are taken', () => {
    const pair = new Pair();
    const times = Array.from({ length: 300 }, (_, n) => (n * 7919) % 301);
    for (const [n, at] of times.entries()) pair.set(KEYS[n % KEYS.length]!, `["RING","${n}"]`, at);
    const taken: number[] = [];
    for (let next = pair.table.next; next; next = pair.table.next) {
      taken.push(next.at);
      pair.table.cancel(pair.ref(next.key), next.first.name);
    }
    expect(taken).toEqual([...times].sort((a, b) => a - b));
    expect(pair.table.count).toBe(0);
    for (const key of KEYS) expect(pair.values.isAlarmed(pair.ref(key))).toBe(false);
  });

  it('can be set aside, and are put back where they were, if the value is still there', () => {
    const pair = new Pair();
    pair.set('a', '["RING"]', 1);
    pair.set('b', '["RING"]', 2);
    const [first] = [pair.table.next!];
    pair.table.setAside(first);
    expect(pair.table.next?.key).toBe('b');
    pair.set('a', '["STOP"]', 0);
    expect(pair.table.next?.key).toBe('b');
    pair.table.putBack(first);
    pair.check();
    pair.table.setAside(first);
    pair.drop('a');
    pair.table.putBack(first);
    pair.check();
  });

  it('are gone when the database is emptied', () => {
    const pair = new Pair();
    pair.set('a', '["RING"]', 1);
    pair.values.clear();
    expect([pair.table.count, pair.table.next]).toEqual([0, undefined]);
  });
});
