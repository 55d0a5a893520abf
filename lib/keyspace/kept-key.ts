import type { AlarmState } from './alarms/key-alarms';
import type { Database } from './database';

/** What an entry has beside its value. */
interface Head {
  readonly classId: number;
  readonly mark: number;
  readonly access: number;
  /** Milliseconds since 1970; 0: never. */
  readonly expiry: number;
  readonly alarms: readonly AlarmState[];
}

const NO_ALARMS: readonly AlarmState[] = [];

/** A key as it was before commands changed it. A live object is kept itself: whoever hands it out keeps a copy. */
export class KeptKey {
  /** Undefined when the key was absent. */
  private readonly head: Head | undefined;
  private readonly object: object | undefined;
  private bytes: Buffer | undefined = undefined;

  /** @param ref the entry, 0 when absent */
  constructor(
    readonly database: Database,
    readonly key: Buffer,
    ref: number,
  ) {
    if (ref === 0) return;
    const { dictionary } = database;
    this.head = {
      classId: dictionary.classId(ref),
      mark: dictionary.flag(ref),
      access: dictionary.access(ref),
      expiry: dictionary.expiry(ref),
      alarms: dictionary.alarms.of(ref)?.states() ?? NO_ALARMS,
    };
    if (dictionary.isObject(ref)) this.object = dictionary.object(ref) as object;
  }

  /** Keeps the bytes of the value, which are yet as they were: they are going to be changed. */
  keepBytes(ref: number): void {
    if (ref === 0 || !this.head || this.object || this.bytes) return;
    const { dictionary } = this.database;
    const start = dictionary.valueStart(ref);
    this.bytes = Buffer.from(dictionary.bytes(ref).subarray(start, start + dictionary.valueLength(ref)));
  }

  /** @param restored what an object is put back as */
  putBack(restored: (object: object) => object): void {
    const { dictionary } = this.database;
    const { key, head } = this;
    const ref = dictionary.find(key, 0, key.length);
    if (!head) {
      if (ref !== 0) dictionary.remove(ref);
      return;
    }
    const value = this.object ? this.putObject(ref, restored(this.object)) : this.putBytes(ref);
    const entry = dictionary.setExpiry(value, head.expiry);
    dictionary.alarms.drop(entry);
    dictionary.alarms.setAll(entry, head.alarms);
    dictionary.setFlag(entry, head.mark);
    dictionary.setAccess(entry, head.access);
  }

  private putObject(ref: number, object: object): number {
    const { dictionary } = this.database;
    const { key } = this;
    const { classId } = this.head!;
    if (ref === 0) return dictionary.insertObject(key, 0, key.length, classId, object);
    const isThere = dictionary.isObject(ref) && dictionary.object(ref) === object;
    return isThere ? ref : dictionary.setObject(ref, classId, object);
  }

  /** Without bytes that were kept it is still the value that it was. */
  private putBytes(ref: number): number {
    const { dictionary } = this.database;
    const { key, bytes } = this;
    const { classId } = this.head!;
    if (!bytes) return ref;
    const entry =
      ref === 0
        ? dictionary.insert(key, 0, key.length, classId, bytes.length)
        : dictionary.setPacked(ref, classId, bytes.length);
    dictionary.bytes(entry).set(bytes, dictionary.valueStart(entry));
    return entry;
  }
}
