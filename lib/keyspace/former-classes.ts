import type { StructureInfo } from '../command/structure-info';
import { StructureError } from '../errors';
import { isLaidOutAlike } from '../packed';
import type { Database } from './database';
import type { ValueDictionary } from './value-dictionary';
import { aside } from './recorded';
import type { Kept, KeptBytes } from './state/kept';
import { initialFields } from './state/kept-fields';
import { type Registry, type Restored, restoreValue, saveValue, versionOf } from './state/saved-value';
import type { StateClasses } from './state/state-classes';

/** A class as it was when entries got its id. */
export interface FormerClass {
  readonly info: StructureInfo;
  /** Undefined of one that wasn't loaded: its values are their saved bytes. */
  readonly parts: StateClasses | undefined;
}

/** What the classes are in. */
export interface FormerSurroundings {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Told when an alarm is due that a value has again. */
  onAlarm(at: number): void;
}

/** Entries that are looked at in a step. */
const ENTRIES_A_STEP = 64;

const SECRET = Buffer.alloc(32);

/**
 * Classes that others came in the place of. A value of theirs is made one of its class of now when somebody asks for it, or
 * when the sweep comes by: it is the same value, so its key, its expiry and its use stay, and nobody is told.
 */
export class FormerClasses {
  private readonly byId = new Map<number, FormerClass>();

  constructor(
    private readonly present: Registry,
    private readonly surroundings: FormerSurroundings,
  ) {}

  get isEmpty(): boolean {
    return this.byId.size === 0;
  }

  has(id: number): boolean {
    return this.byId.has(id);
  }

  /** Ids that entries may have. */
  get ids(): number[] {
    return [...this.byId.keys()];
  }

  add(former: FormerClass): void {
    this.byId.set(former.info.id, former);
  }

  /** Makes the value at an entry one of its class of now. Throws a CommandError when that can't be. */
  settle(dictionary: ValueDictionary, ref: number): StructureInfo {
    const former = this.byId.get(dictionary.classId(ref))!;
    const present = this.present.infoNamed(former.info.Class.name);
    if (present && isAsItWas(former, present, dictionary, ref)) {
      dictionary.setClass(ref, present.id);
      return present;
    }
    const { info, kept, alarms } = madeNew(former, dictionary, ref, this.present, this.surroundings.time);
    // Those of a value that becomes its saved bytes are in these.
    if (!info.isLoaded) dictionary.alarms.drop(ref);
    const at = put(dictionary, ref, info, kept);
    if (!former.info.isLoaded) this.setAlarms(dictionary, at, alarms);
    return info;
  }

  private setAlarms(dictionary: ValueDictionary, ref: number, alarms: Restored['alarms']): void {
    dictionary.alarms.setAll(ref, alarms);
    for (const [, at] of alarms) this.surroundings.onAlarm(at);
  }

  /** Settles all values, one a step; answers why some can't be. When all can, no former class is left. */
  *sweep(databases: readonly Database[]): Generator<void, unknown[]> {
    const failures: unknown[] = [];
    const isFormer = (id: number) => this.has(id);
    yield* visitAll(databases, isFormer, ({ dictionary }, ref) => {
      try {
        this.settle(dictionary, ref);
      } catch (error) {
        failures.push(error);
      }
    });
    if (failures.length === 0) this.byId.clear();
    return failures;
  }
}

/**
 * Visits the entries of the classes that are meant, one a step: between two of them anything may change, even the dictionary
 * of a database.
 */
export function* visitAll(
  databases: readonly Database[],
  isMeant: (id: number) => boolean,
  visit: (database: Database, ref: number, key: Buffer) => void,
): Generator<void, void> {
  for (const database of [...databases]) {
    let cursor = 0;
    do {
      const keys: Buffer[] = [];
      const { dictionary } = database;
      cursor = dictionary.scan(cursor, ENTRIES_A_STEP, (ref) => {
        if (isMeant(dictionary.classId(ref))) keys.push(dictionary.copyKey(ref));
      });
      yield;
      for (const key of keys) {
        const ref = database.dictionary.find(key, 0, key.length);
        if (ref === 0 || !isMeant(database.dictionary.classId(ref))) continue;
        visit(database, ref, key);
        yield;
      }
    } while (cursor !== 0);
  }
}

/** The value at an entry of a former class as its class of now has it. Throws what can't be, as restoring its state would. */
export function madeNew(
  former: FormerClass,
  dictionary: ValueDictionary,
  ref: number,
  present: Registry,
  time: number,
): Restored {
  return aside({ time, seed: 0, secret: SECRET }, () =>
    restoreValue(savedAt(former, dictionary, ref), present, true),
  );
}

/** Whether a packed value of the former class is one of the present one as it stands. Throws what no version tells. */
export function isAsItWas(
  { info }: FormerClass,
  present: StructureInfo,
  dictionary: ValueDictionary,
  ref: number,
): boolean {
  const { packedSize } = present;
  if (!info.isLoaded || info.packedSize === undefined || packedSize === undefined) return false;
  if (dictionary.isObject(ref) || versionOf(info) !== versionOf(present)) return false;
  const { name } = present.Class;
  if (!isLaidOutAlike(info.Class, present.Class))
    throw new StructureError(`the layout of ${name} has changed, but not its static version`);
  if (dictionary.valueLength(ref) < packedSize)
    throw new StructureError(
      `the bytes of ${name} are fewer than its size is now, but it has the same version`,
    );
  return true;
}

/**
 * Throws a StructureError when fields have gone and others have come, and no version tells so: what was in the ones is not in the
 * others then.
 */
export function refuseRenamed({ info }: FormerClass, present: StructureInfo): void {
  const isLive = info.isLoaded && info.packedSize === undefined && present.packedSize === undefined;
  if (!isLive || versionOf(info) !== versionOf(present)) return;
  const [old, now] = [info, present].map(({ Class }) => initialFields(Class.prototype as object)) as [
    readonly string[],
    readonly string[],
  ];
  const gone = old.find((name) => !now.includes(name));
  const come = now.find((name) => !old.includes(name));
  if (gone === undefined || come === undefined) return;
  const { name } = present.Class;
  throw new StructureError(
    `fields of ${name} have changed (${gone} is gone, ${come} is new), but not its static version`,
  );
}

function savedAt({ info, parts }: FormerClass, dictionary: ValueDictionary, ref: number): Buffer {
  const kept: Kept = dictionary.isObject(ref)
    ? { object: dictionary.object(ref) as object }
    : bytesAt(dictionary, ref);
  if (!parts) return Buffer.from((kept as KeptBytes).bytes);
  return saveValue(info, kept, { classesOf: () => parts }, dictionary.alarms.of(ref)?.states());
}

/** In place. */
function bytesAt(dictionary: ValueDictionary, ref: number): KeptBytes {
  const start = dictionary.valueStart(ref);
  const bytes = dictionary.bytes(ref).subarray(start, start + dictionary.valueLength(ref));
  return { bytes, mark: dictionary.flag(ref) };
}

/** Answers where the entry is then. */
function put(dictionary: ValueDictionary, ref: number, { id }: StructureInfo, kept: Kept): number {
  if ('object' in kept) return dictionary.setObject(ref, id, kept.object);
  const at = dictionary.setPacked(ref, id, kept.bytes.length);
  dictionary.bytes(at).set(kept.bytes, dictionary.valueStart(at));
  dictionary.setFlag(at, kept.mark);
  return at;
}
