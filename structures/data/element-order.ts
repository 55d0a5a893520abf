import type { ByteSlice } from 'memo';
import { mergeSort } from './merge-sort';
import { type Comparison, partialSort } from './partial-sort';
import { compareSlices } from './slices';

/** So many bytes of a text are one exact number. */
const PREFIX_BYTES = 6;

/** The weight of a text that is missing: below that of an empty one. */
const MISSING = -1;

/** An order of elements, which are known by their indexes: by a weight each, and in another way for equal weights. */
export class ElementOrder {
  constructor(
    private readonly weights: Float64Array,
    private readonly ofEqual: Comparison<number>,
  ) {}

  /** By numbers; those of the same number by their bytes. */
  static ofNumbers(elements: readonly ByteSlice[], numbers: Float64Array): ElementOrder {
    return new ElementOrder(numbers, (a, b) => compareSlices(elements[a]!, elements[b]!));
  }

  /** By the bytes of a text each; an element without any comes first. */
  static ofTexts(texts: readonly (ByteSlice | undefined)[]): ElementOrder {
    const prefixes = new Float64Array(texts.length);
    for (let index = 0; index < texts.length; index++) prefixes[index] = prefixOf(texts[index]);
    return new ElementOrder(prefixes, (a, b) => {
      const [one, other] = [texts[a], texts[b]];
      return one && other ? compareSlices(one, other) : 0;
    });
  }

  /** The same order, but for those that are equal in it, which are in another. */
  orElse(other: ElementOrder): ElementOrder {
    return new ElementOrder(this.weights, (a, b) => this.ofEqual(a, b) || other.compare(a, b));
  }

  /** The other way round. */
  reversed(): ElementOrder {
    return new ElementOrder(
      this.weights.map((weight) => -weight),
      (a, b) => -this.ofEqual(a, b),
    );
  }

  /** All indexes in order; those of equal elements as they are. */
  all(): Uint32Array {
    return mergeSort(this.weights, this.ofEqual);
  }

  /** So many indexes from a place in the order on, without sorting the others; where equal elements go, C tells. */
  part(first: number, count: number): readonly number[] {
    const indexes = Array.from(this.weights, (_, index) => index);
    partialSort(indexes, (a, b) => this.compare(a, b), first, first + count - 1);
    return indexes.slice(first, first + count);
  }

  private compare(a: number, b: number): number {
    const [one, other] = [this.weights[a]!, this.weights[b]!];
    if (one !== other) return one > other ? 1 : -1;
    return this.ofEqual(a, b);
  }
}

/** The first bytes of a text as a number, which is in the order of the texts. */
function prefixOf(text: ByteSlice | undefined): number {
  if (!text) return MISSING;
  const { bytes, start, end } = text;
  let prefix = 0;
  for (let at = start; at < start + PREFIX_BYTES; at++) prefix = prefix * 256 + (at < end ? bytes[at]! : 0);
  return prefix;
}
