import type { StructureInfo } from '../../command/structure-info';
import { StructureError } from '../../errors';
import { hasLayout, pack } from '../../packed';
import { isPlainObject } from '../../protocol/reply';
import type { Kept } from './kept';
import type { StateClasses } from './state-classes';
import { restoreState } from './state-reader';
import { saveFields, saveState } from './state-writer';

/** What `static upgrade` makes of what an older version of the class saved. Throws what that throws, or a StructureError. */
export function upgraded(info: StructureInfo, saved: Kept, from: number, classes: StateClasses): Kept {
  const isObject = 'object' in saved;
  const state = isObject ? saved.object : Buffer.from(saved.bytes);
  const mark = isObject ? 0 : saved.mark;
  const answer: unknown = info.Class.upgrade!(state as never, from, mark);
  const made = answer === undefined ? state : answer;
  if (typeof made !== 'object' || made === null) throw noState(made);
  return info.packedSize === undefined
    ? { object: objectOf(made, classes) }
    : packedOf(made, mark, info.packedSize, classes);
}

/** The value is one of its own: what the class keeps elsewhere is no part of it. */
function objectOf(made: object, classes: StateClasses): object {
  if (Object.getPrototypeOf(made) === classes.owner.prototype)
    return restoreState(saveState(made, classes), classes);
  if (!isPlainObject(made)) throw noState(made);
  return restoreState(saveFields(made, classes), classes);
}

function packedOf(made: object, mark: number, size: number, classes: StateClasses): Kept {
  if (made instanceof Uint8Array) return { bytes: enough(made, size), mark };
  if (!hasLayout(classes.owner)) return { object: restoreState(saveState(made, classes), classes) };
  if (!isPlainObject(made)) throw noState(made);
  return { bytes: pack(classes.owner, made as Record<string, unknown>), mark };
}

function enough(bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length >= size) return bytes;
  throw new StructureError(`it answered ${bytes.length} bytes of at least ${size}`);
}

function noState(made: unknown): StructureError {
  const name = typeof made === 'object' && made !== null ? made.constructor.name : typeof made;
  return new StructureError(`it answered ${made === null ? 'null' : `a ${name}`}, which is no state`);
}
