import { types } from 'node:util';
import { cloneValue, copyParts } from '../../../lib/keyspace/clone';
import { putBack } from '../../../lib/keyspace/put-back';
import { equateInvalidDates, VALUES, type Whole, wholeOf } from './values';

/** Spoils all that can be changed of a value, as a handler would. */
function spoil(part: unknown, met = new Set<unknown>()): void {
  if (typeof part !== 'object' || part === null || met.has(part)) return;
  met.add(part);
  const parts = part instanceof Map ? [...part].flat() : part instanceof Set ? [...part] : [];
  for (const inner of [...parts, ...Object.values(part)]) spoil(inner, met);
  if (part instanceof Map || part instanceof Set) part.clear();
  else if (part instanceof Date) part.setTime(42);
  else if (ArrayBuffer.isView(part)) new Uint8Array(part.buffer).fill(7);
  else if (types.isAnyArrayBuffer(part)) new Uint8Array(part).fill(7);
  else if (Array.isArray(part)) part.splice(0, 1, 'spoiled');
  if (ArrayBuffer.isView(part) || types.isAnyArrayBuffer(part) || Array.isArray(part)) return;
  for (const name of Object.keys(part)) Reflect.deleteProperty(part, name);
  Object.assign(part, { spoiled: true });
}

const partsOf = (whole: object) => [...copyParts(whole).keys()];

describe('a value whose parts are put back', () => {
  equateInvalidDates();

  it.each(VALUES)('has its %s again, in the very parts that it had', (_what, value) => {
    const whole = wholeOf(cloneValue({ value }).value);
    const before = cloneValue(whole);
    const copies = copyParts(whole);
    const parts = partsOf(whole);
    spoil(whole.value);
    whole.value = 'another';
    putBack(copies);
    expect(whole).toEqual(before);
    expect(partsOf(whole)).toEqual(parts);
    expect(partsOf(whole).every((part, at) => part === parts[at])).toBe(true);
  });

  it('has no fields that came later, and derived ones as a new value has', () => {
    const whole: Whole & { later?: number } = wholeOf(1);
    const copies = copyParts(whole);
    whole.later = 1;
    whole.lookUp.set('stale', 1);
    putBack(copies);
    expect('later' in whole).toBe(false);
    expect(whole.index).toBeUndefined();
  });

  it('has circles and parts that stand at several places', () => {
    const shared = { count: 1 };
    const circle: Record<string, unknown> = { shared, twice: [shared] };
    circle.self = circle;
    const whole = wholeOf(circle);
    const copies = copyParts(whole);
    shared.count = 2;
    circle.self = null;
    circle.twice = [];
    putBack(copies);
    expect(circle.self).toBe(circle);
    expect((circle.twice as unknown[])[0]).toBe(shared);
    expect(shared.count).toBe(1);
  });

  it('has a copy of bytes whose buffer was given away', () => {
    const whole = wholeOf({ bytes: new Uint8Array([1, 2]) });
    const copies = copyParts(whole);
    const { bytes } = whole.value as { bytes: Uint8Array<ArrayBuffer> };
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    putBack(copies);
    expect((whole.value as { bytes: Uint8Array }).bytes).toEqual(new Uint8Array([1, 2]));
  });

  it('leaves what is frozen', () => {
    const frozen = Object.freeze({ list: Object.freeze([1]) });
    const whole = wholeOf(frozen);
    const copies = copyParts(whole);
    whole.value = null;
    putBack(copies);
    expect(whole.value).toBe(frozen);
  });
});
