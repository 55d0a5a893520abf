/** What V8 takes on a 64-bit machine for what is in it. */
const WORD = 8;
const HEADER = 3 * WORD;
const NUMBER = 2 * WORD;
const COLLECTION_SHARE = 4 * WORD;
const BUFFER_HEADER = 96;

const rounded = (bytes: number) => Math.ceil(bytes / WORD) * WORD;

/**
 * About how many bytes a value takes on the JavaScript heap with all that it refers to, and with the memory of its
 * Buffers. Of each collection so many items stand for the others; an object that is met again counts once.
 */
export function objectSize(value: unknown, samples: number): number {
  return new ObjectSize(samples).of(value);
}

class ObjectSize {
  private readonly met = new Set<object>();

  constructor(private readonly samples: number) {}

  of(value: unknown): number {
    if (typeof value === 'string') return HEADER + rounded(value.length * (isLatin1(value) ? 1 : 2));
    if (typeof value === 'bigint') return HEADER + rounded(value.toString(16).length / 2);
    if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 0 : NUMBER;
    if (typeof value !== 'object' || value === null || this.met.has(value)) return 0;
    this.met.add(value);
    return this.ofObject(value);
  }

  private ofObject(object: object): number {
    if (ArrayBuffer.isView(object)) return BUFFER_HEADER + object.byteLength;
    if (object instanceof Map) return this.ofMap(object) + this.ofFields(object);
    if (object instanceof Set) return this.ofItems(object, object.size, COLLECTION_SHARE);
    if (Array.isArray(object)) return 2 * HEADER + this.ofItems(object, object.length, WORD);
    return this.ofFields(object);
  }

  private ofMap(map: ReadonlyMap<unknown, unknown>): number {
    const keys = this.ofItems(map.keys(), map.size, COLLECTION_SHARE);
    return keys + this.ofItems(map.values(), map.size, WORD);
  }

  private ofFields(object: object): number {
    const values: unknown[] = Object.values(object);
    return HEADER + values.length * WORD + values.reduce<number>((sum, value) => sum + this.of(value), 0);
  }

  /** So many items, each with its place in the collection; those that are not looked at are as large as the others. */
  private ofItems(items: Iterable<unknown>, count: number, share: number): number {
    let seen = 0;
    let bytes = 0;
    for (const item of items) {
      if (seen === this.samples) break;
      bytes += this.of(item);
      seen++;
    }
    return count * share + (seen === 0 ? 0 : Math.round((bytes / seen) * count));
  }
}

/** Whether a string has one byte for each character. */
const isLatin1 = (text: string) => /^[\0-\xff]*$/.test(text);
