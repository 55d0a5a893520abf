import { ByteSlice } from 'memo';
import { copyBytes } from './compare-bytes';

const ANY = 0x2a;
const ELEMENT = 0x23;

/**
 * What makes a key's name of an element, as SORT's BY and GET take it: `weight_*`, or `object_*->field` for a field
 * of a hash. `#` is the element itself. The marks are looked for up to a zero byte, as in C.
 */
export class NamePattern {
  readonly isElement: boolean;
  /** Whether the name depends on the element. */
  readonly isVariable: boolean;
  readonly field: ByteSlice | undefined;
  private readonly before: Uint8Array;
  private readonly after: Uint8Array;

  constructor(pattern: Buffer) {
    const zero = pattern.indexOf(0);
    const marked = zero < 0 ? pattern : pattern.subarray(0, zero);
    const place = marked.indexOf(ANY);
    const arrow = place < 0 ? -1 : marked.indexOf('->', place + 1);
    const hasField = arrow >= 0 && arrow + 2 < marked.length;
    this.isElement = marked.length === 1 && marked[0] === ELEMENT;
    this.isVariable = place >= 0;
    this.field = hasField ? new ByteSlice(pattern, arrow + 2, pattern.length) : undefined;
    this.before = pattern.subarray(0, Math.max(0, place));
    this.after = pattern.subarray(place + 1, hasField ? arrow : pattern.length);
  }

  /** The name for an element. */
  nameFor({ bytes, start, end }: ByteSlice): Buffer {
    const { before, after } = this;
    const length = end - start;
    const name = Buffer.allocUnsafe(before.length + length + after.length);
    copyBytes(before, 0, before.length, name, 0);
    copyBytes(bytes, start, end, name, before.length);
    copyBytes(after, 0, after.length, name, before.length + length);
    return name;
  }
}
