import { parseBigint, parseInteger } from './integer';
import { ByteSlice } from './reply';
import { decodeText, decodeWire } from './text';

const FEW_WORDS = 16;
const MANY_WORDS = 4096;
const NO_BYTES = Buffer.alloc(0);

/** A request: bytes, and where its words are in them. Nothing is copied or decoded until asked for. */
export class Request {
  bytes: Buffer = NO_BYTES;
  /** How many words there are; word 0 is the command. */
  count = 0;
  /** Where it begins that stands in its bytes as RESP, in its one plain form, up to two bytes behind the last word; else -1. */
  plainStart = -1;
  /** Word i is `bytes[starts[i]]` up to, not including, `bytes[ends[i]]`. */
  starts = new Int32Array(FEW_WORDS);
  ends = new Int32Array(FEW_WORDS);

  /** Bytes from the beginning of the first word to the end of the last. */
  get size(): number {
    return this.ends[this.count - 1]! - this.starts[0]!;
  }

  /** The length of a word, in bytes. */
  length(word: number): number {
    return this.ends[word]! - this.starts[word]!;
  }

  /** The length of all words, in bytes. */
  get argumentBytes(): number {
    let sum = 0;
    for (let word = 0; word < this.count; word++) sum += this.length(word);
    return sum;
  }

  /** UTF-8 text; an invalid byte b is U+DC00+b. */
  text(word: number): string {
    return decodeText(this.bytes, this.starts[word]!, this.ends[word]!);
  }

  /** The text of the first bytes of a word, for an error to show. */
  excerpt(word: number, most: number): string {
    const start = this.starts[word]!;
    return decodeText(this.bytes, start, Math.min(this.ends[word]!, start + most));
  }

  /** One character a byte. */
  wire(word: number): string {
    return decodeWire(this.bytes, this.starts[word]!, this.ends[word]!);
  }

  /** A Buffer of its own. */
  copy(word: number): Buffer {
    const copy = Buffer.allocUnsafeSlow(this.length(word));
    this.bytes.copy(copy, 0, this.starts[word], this.ends[word]);
    return copy;
  }

  /** The bytes where they are, as long as this is the decoder's request. */
  slice(word: number): ByteSlice {
    return new ByteSlice(this.bytes, this.starts[word]!, this.ends[word]!);
  }

  /** A 64-bit signed integer as Redis spells it, past 2^53 the nearest number; undefined when it is none. */
  integer(word: number): number | undefined {
    return parseInteger(this.bytes, this.starts[word]!, this.ends[word]!);
  }

  /** The same, exactly. */
  bigint(word: number): bigint | undefined {
    return parseBigint(this.bytes, this.starts[word]!, this.ends[word]!);
  }

  /** Whether the word is `token`, which is ASCII in upper case, in any case. */
  equals(word: number, token: string): boolean {
    const { bytes } = this;
    const start = this.starts[word]!;
    if (this.ends[word]! - start !== token.length) return false;
    for (let at = 0; at < token.length; at++) {
      const wanted = token.charCodeAt(at);
      const byte = bytes[start + at]!;
      if (byte !== wanted && (byte - 32 !== wanted || byte < 97 || byte > 122)) return false;
    }
    return true;
  }

  /** Room for twice as many words. */
  grow(): void {
    this.starts = doubled(this.starts);
    this.ends = doubled(this.ends);
  }

  /** Forget the words, and give back what a huge request took. */
  clear(): void {
    this.bytes = NO_BYTES;
    this.count = 0;
    this.plainStart = -1;
    if (this.starts.length <= MANY_WORDS) return;
    this.starts = new Int32Array(FEW_WORDS);
    this.ends = new Int32Array(FEW_WORDS);
  }
}

/** The same numbers in twice as much room. */
export function doubled(offsets: Int32Array): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(offsets.length * 2);
  wider.set(offsets);
  return wider;
}
