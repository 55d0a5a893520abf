import { checksum as checksumOf } from './checksum';
import { type BatchHeader, HEADER_BYTES, HEADER_TAG, parseHeader } from './log-lines';
import type { LogWindow } from './log-window';

const TAG = Buffer.from(HEADER_TAG);
const PIECE = 256 * 1024;
const LF = 10;
const CR = 13;
const STAR = 42;
const HASH = 35;

/** Whether the bytes that are read next begin as a batch does, as far as there are any. */
export function beginsAsBatch(window: LogWindow): boolean {
  window.bring(Math.min(TAG.length, window.size - window.offset));
  const length = Math.min(TAG.length, window.available);
  for (let at = 0; at < length; at++) if (window.bytes[window.at + at] !== TAG[at]) return false;
  return true;
}

/** Whether it is a command that is read next, or Redis' line of its time. */
export function beginsAsPlain(window: LogWindow): boolean {
  if (!window.bring(1)) return false;
  return window.bytes[window.at] === STAR || (window.bytes[window.at] === HASH && !beginsAsBatch(window));
}

/** Reads a header; undefined when there is none, or a damaged one: then nothing is read. */
export function readHeader(window: LogWindow): BatchHeader | undefined {
  window.bring(Math.min(HEADER_BYTES, window.size - window.offset));
  const end = lineEnd(window);
  if (end < 0 || window.bytes[end - 1] !== CR) return undefined;
  const header = parseHeader(window.bytes, window.at, end - 1);
  if (header) window.at = end + 1;
  return header;
}

/** Where the line that is read next has its last byte; -1 when it is longer than a header, or has none. */
function lineEnd({ bytes, at, limit }: LogWindow): number {
  const most = Math.min(limit, at + HEADER_BYTES);
  for (let end = at; end < most; end++) if (bytes[end] === LF) return end;
  return -1;
}

/** Whether the body that is read next is all there, and what was written. It is read then, or a part of it. */
export function isWhole(window: LogWindow, { length, checksum }: BatchHeader): boolean {
  if (window.offset + length > window.size) return false;
  let sum = 0;
  for (let done = 0; done < length;) {
    const count = Math.min(PIECE, length - done);
    if (!window.bring(count)) return false;
    const { bytes, at } = window;
    sum = checksumOf(bytes, at, at + count, sum);
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
    if (header && isWhole(window, header)) return at;
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
