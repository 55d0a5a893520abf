import { putBytes } from './reply-bytes';

/** Up to so many bytes the loop is faster than a call of Node. */
const SHORT_BYTES = 256;
/** Of a larger buffer no view is kept, which would keep the buffer. */
const LARGEST_SOURCE = 64 * 1024;

/** Bytes that are copied at once. */
const WORD = 8;

const NONE = new Uint8Array(0);
const viewOn = ({ buffer, byteOffset, length }: Uint8Array) => new DataView(buffer, byteOffset, length);

/**
 * Copies blocks of some dozens of bytes, mostly between the same two buffers: eight bytes at a time, by views that it keeps. That
 * takes less than half of the time that one byte after the other takes.
 */
export class BlockCopy {
  private source: Uint8Array = NONE;
  private sourceView = viewOn(NONE);
  private target: Uint8Array = NONE;
  private targetView = viewOn(NONE);

  /** Puts `source[start]` up to, not including, `source[end]` at an offset of the target; answers the offset behind. */
  put(target: Uint8Array, at: number, source: Uint8Array, start: number, end: number): number {
    if (end - start > SHORT_BYTES || source.length > LARGEST_SOURCE)
      return putBytes(target, at, source, start, end);
    if (source !== this.source) this.sourceView = viewOn((this.source = source));
    if (target !== this.target) this.targetView = viewOn((this.target = target));
    return this.copy(at, start, end);
  }

  private copy(at: number, start: number, end: number): number {
    const behind = at + end - start;
    if (end - start < WORD) {
      const { source, target } = this;
      for (let from = start, to = at; from < end; from++, to++) target[to] = source[from]!;
      return behind;
    }
    const last = end - WORD;
    for (let from = start, to = at; from < last; from += WORD, to += WORD) this.copyWord(to, from);
    // Some of these bytes may be copied already.
    this.copyWord(behind - WORD, last);
    return behind;
  }

  private copyWord(to: number, from: number): void {
    const { sourceView, targetView } = this;
    targetView.setInt32(to, sourceView.getInt32(from, true), true);
    targetView.setInt32(to + 4, sourceView.getInt32(from + 4, true), true);
  }
}
