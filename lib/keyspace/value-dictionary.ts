import { randomBytes } from 'node:crypto';
import { AlarmTable } from './alarms/alarm-table';
import { Dictionary } from './dictionary';

/** The keys of a database, their values, and the alarms of these, which end with them. */
export class ValueDictionary extends Dictionary {
  readonly alarms = new AlarmTable(this, newDictionary);

  override remove(ref: number): void {
    this.alarms.drop(ref);
    super.remove(ref);
  }

  override clear(): void {
    super.clear();
    this.alarms.clear();
  }

  override defragment(moves: number): boolean {
    const more = super.defragment(moves);
    return this.alarms.defragment(moves) || more;
  }
}

/** An empty one, in which nobody foresees where a key will be. */
export const newDictionary = () =>
  new ValueDictionary({ seed: [randomBytes(4).readUInt32LE(), randomBytes(4).readUInt32LE()] });
