import type { Dictionary } from '../dictionary';
import { type AlarmState, KeyAlarms } from './key-alarms';
import { TimeHeap } from './time-heap';

/**
 * The alarms of a database's values. Values are named by their entries, of which each knows whether it is here; the alarms of
 * each are found by its key, which is kept off the heap, and by their time.
 */
export class AlarmTable {
  /** How many alarms there are. */
  count = 0;
  private own: Dictionary | undefined = undefined;
  private byTime = new TimeHeap<KeyAlarms>();
  private order = 0;

  constructor(
    private readonly values: Dictionary,
    private readonly newDictionary: () => Dictionary,
  ) {}

  /** Those of the value that is due first; undefined when there are none, or all are set aside. */
  get next(): KeyAlarms | undefined {
    return this.byTime.first;
  }

  /** Those of a value; undefined when it has none. */
  of(value: number): KeyAlarms | undefined {
    if (!this.values.isAlarmed(value)) return undefined;
    return this.keys.object(this.find(value)) as KeyAlarms;
  }

  /** Sets an alarm of a value, or when it is due. */
  set(value: number, name: string, at: number): void {
    const known = this.of(value);
    const alarms = known ?? new KeyAlarms();
    this.count -= alarms.size;
    alarms.set(name, at, this.order++);
    this.count += alarms.size;
    if (!known) this.add(value, alarms);
    else if (known.place >= 0) this.byTime.settle(known);
  }

  /** Removes an alarm; false when there is none of the name. */
  cancel(value: number, name: string): boolean {
    const alarms = this.of(value);
    if (!alarms?.find(name)) return false;
    if (alarms.size === 1) this.drop(value);
    else {
      alarms.remove(name);
      this.count--;
      if (alarms.place >= 0) this.byTime.settle(alarms);
    }
    return true;
  }

  /** Removes all of a value; answers them. */
  drop(value: number): KeyAlarms | undefined {
    const alarms = this.of(value);
    if (!alarms) return undefined;
    this.keys.remove(this.find(value));
    this.values.setAlarmed(value, false);
    this.count -= alarms.size;
    if (alarms.place >= 0) this.byTime.remove(alarms);
    return alarms;
  }

  /** Gives a value that has none those that another had. */
  adopt(value: number, alarms: KeyAlarms): void {
    this.count += alarms.size;
    this.add(value, alarms);
  }

  /** What `states` of others has told. */
  setAll(value: number, states: readonly AlarmState[]): void {
    for (const [name, at] of states) this.set(value, name, at);
  }

  /** Those of a value are not due until they are put back. */
  setAside(alarms: KeyAlarms): void {
    this.byTime.remove(alarms);
  }

  /** Nothing is done with those that are gone, or that are due as the value's at another key. */
  putBack(alarms: KeyAlarms): void {
    const key = Buffer.from(alarms.key, 'latin1');
    const value = this.values.find(key, 0, key.length);
    if (alarms.place >= 0 || value === 0 || this.of(value) !== alarms) return;
    this.byTime.add(alarms);
  }

  clear(): void {
    this.own?.clear();
    this.byTime = new TimeHeap();
    this.count = 0;
  }

  defragment(moves: number): boolean {
    return this.own?.defragment(moves) ?? false;
  }

  private get keys(): Dictionary {
    return (this.own ??= this.newDictionary());
  }

  /** The entry in the table of those by key. */
  private find(value: number): number {
    const { values } = this;
    const start = values.keyStart(value);
    return this.keys.find(values.keyBytes(value), start, start + values.keyLength(value));
  }

  private add(value: number, alarms: KeyAlarms): void {
    const key = this.values.copyKey(value);
    alarms.key = key.latin1Slice(0, key.length);
    this.keys.insertObject(key, 0, key.length, 0, alarms);
    this.values.setAlarmed(value, true);
    this.byTime.add(alarms);
  }
}
