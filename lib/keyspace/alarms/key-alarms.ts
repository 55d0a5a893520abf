import { TimeHeap, type Timed } from './time-heap';

/** A command that runs on a value at a time. */
export class Alarm implements Timed {
  place = -1;

  constructor(
    /** As `alarmName` makes it. */
    readonly name: string,
    public at: number,
    public order: number,
  ) {}
}

/** Name and time of an alarm, in milliseconds since 1970. */
export type AlarmState = readonly [name: string, at: number];

/** Alarms of a value that has several. */
interface Many {
  /** In the order in which they were set. */
  readonly byName: Map<string, Alarm>;
  readonly byTime: TimeHeap<Alarm>;
}

/** The alarms of one value: of the values that have any, most have one. It stands where its earliest is due. */
export class KeyAlarms implements Timed {
  place = -1;
  /** Of the value, one character a byte. */
  key = '';
  private only: Alarm | undefined = undefined;
  private many: Many | undefined = undefined;

  get size(): number {
    return this.many ? this.many.byName.size : this.only ? 1 : 0;
  }

  /** The alarm that comes first. */
  get first(): Alarm {
    return this.only ?? this.many!.byTime.first!;
  }

  get at(): number {
    return this.first.at;
  }

  get order(): number {
    return this.first.order;
  }

  /** Name and time of each, in the order in which they were set. */
  states(): AlarmState[] {
    const alarms = this.many ? [...this.many.byName.values()] : this.only ? [this.only] : [];
    return alarms.map(({ name, at }) => [name, at]);
  }

  find(name: string): Alarm | undefined {
    if (this.many) return this.many.byName.get(name);
    return this.only?.name === name ? this.only : undefined;
  }

  set(name: string, at: number, order: number): void {
    const known = this.find(name);
    if (!known) return this.add(new Alarm(name, at, order));
    known.at = at;
    known.order = order;
    if (!this.many) return;
    this.many.byName.delete(name);
    this.many.byName.set(name, known);
    this.many.byTime.settle(known);
  }

  /** False when there is none of the name. */
  remove(name: string): boolean {
    const alarm = this.find(name);
    if (!alarm) return false;
    if (!this.many) this.only = undefined;
    else {
      this.many.byName.delete(name);
      this.many.byTime.remove(alarm);
    }
    return true;
  }

  private add(alarm: Alarm): void {
    if (this.size === 0 && !this.many) {
      this.only = alarm;
      return;
    }
    const { byName, byTime } = (this.many ??= this.asMany());
    byName.set(alarm.name, alarm);
    byTime.add(alarm);
  }

  private asMany(): Many {
    const only = this.only!;
    this.only = undefined;
    const byTime = new TimeHeap<Alarm>();
    byTime.add(only);
    return { byName: new Map([[only.name, only]]), byTime };
  }
}
