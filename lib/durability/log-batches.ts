import { crc32 } from 'node:zlib';
import { type BatchHeader, HEADER_BYTES, parseHeader } from './log-lines';
import type { LogWindow } from './log-window';

/** A batch's header, and where its body begins in the file. */
export interface FoundHeader extends BatchHeader {
  readonly body: number;
}

const TAG = Buffer.from('#memo ');
const PIECE = 256 * 1024;
const LF = 10;
const STAR = 42;
const HASH = 35;

/** Whether the bytes that are read next begin as a batch does, as far as there are any. */
export function beginsAsBatch(window: LogWindow): boolean {
  window.bring(Math.min(TAG.length, window.size - window.offset));
  const length = Math.min(TAG.length, window.available);
  return window.bytes.compare(TAG, 0, length, window.at, window.at + length) === 0;
}

/** Whether it is a command that is read next, or Redis' line of its time. */
export function beginsAsPlain(window: LogWindow): boolean {
  if (!window.bring(1)) return false;
  return window.bytes[window.at] === STAR || (window.bytes[window.at] === HASH && !beginsAsBatch(window));
}

/** The header that is read next; undefined when there is none, or a damaged one. */
export function readHeader(window: LogWindow): FoundHeader | undefined {
  window.bring(Math.min(HEADER_BYTES, window.size - window.offset));
  const end = window.bytes.subarray(0, window.limit).indexOf(LF, window.at);
  if (end < 0 || end - window.at >= HEADER_BYTES || window.bytes[end - 1] !== 13) return undefined;
  const header = parseHeader(window.bytes.latin1Slice(window.at, end - 1));
  return header && { ...header, body: window.offset + end + 1 - window.at };
}

/** Whether the body is all there, and what was written. What is read next is somewhere in it then. */
export function isWhole(window: LogWindow, { body, length, checksum }: FoundHeader): boolean {
  if (body + length > window.size) return false;
  let sum = 0;
  for (let done = 0; done < length;) {
    const count = Math.min(PIECE, length - done);
    if (!window.bring(count)) return false;
    sum = crc32(window.bytes.subarray(window.at, window.at + count), sum);
    window.at += count;
    done += count;
  }
  return sum === checksum;
}

/** Where in the file, from `start` on, a batch begins that is whole and right; undefined when none does. */
export function findWholeBatch(window: LogWindow, start: number): number | undefined {
  for (let from = start; ;) {
    const at = findTag(window, from);
    if (at === undefined) return undefined;
    window.seek(at);
    const header = readHeader(window);
    if (header) {
      window.seek(header.body);
      if (isWhole(window, header)) return at;
    }
    from = at + 1;
  }
}

function findTag(window: LogWindow, start: number): number | undefined {
  window.seek(start);
  while (window.bring(TAG.length)) {
    window.bring(Math.min(PIECE, window.size - window.offset));
    const found = window.bytes.subarray(0, window.limit).indexOf(TAG, window.at);
    if (found >= 0) return window.offset + found - window.at;
    window.at = window.limit - TAG.length + 1;
  }
  return undefined;
}

/** Whether there are but zeroes from `start` on, as after a power cut. */
export function isZeroesFrom(window: LogWindow, start: number): boolean {
  window.seek(start);
  while (window.bring(1)) {
    if (window.bytes.subarray(window.at, window.limit).some((byte) => byte !== 0)) return false;
    window.at = window.limit;
  }
  return true;
}
