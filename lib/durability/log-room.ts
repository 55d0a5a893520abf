import type { LogWindow } from './log-window';

/*
 * Room is written ahead of the batches to come: lines of `#`, which Redis skips. Batches are written over it, and what is
 * left are such lines still. They don't break where sectors of a disk do: so no part of a batch that a power cut has left
 * begins a line.
 */

const BYTES = 256 * 1024;
const LINE = 64;
/** In each line of the file, whose places are multiples of a line's length. */
const BREAK = LINE / 2 - 1;
const HASH = 35;
const LF = 10;
const LINES = Buffer.alloc(BYTES, '#'.repeat(BREAK) + '\n' + '#'.repeat(LINE - BREAK - 1));

/** What to write from a place of the file on: it ends with a line. */
export function roomFrom(place: number): Buffer {
  return LINES.subarray(place % LINE, BYTES - LINE + BREAK + 1);
}

/** Whether only its end is left of a line: what is left of others begins with a mark, and one is to be written there. */
export const isLineEnd = (place: number) => place % LINE === BREAK;
export const MARK = Buffer.of(HASH);

/** Whether it is room that is read next. */
export function beginsAsRoom(window: LogWindow): boolean {
  if (!window.bring(2) || window.bytes[window.at] !== HASH) return false;
  const next = window.bytes[window.at + 1];
  return next === HASH || next === LF;
}

/** Goes past the room that is read next; answers whether it ends with a line, or the file. */
export function skipRoom(window: LogWindow): boolean {
  do {
    while (window.bring(1) && window.bytes[window.at] === HASH) window.at++;
    if (!window.bring(1)) return true;
    if (window.bytes[window.at++] !== LF) return false;
  } while (beginsAsRoom(window));
  return true;
}

/** Whether there is but room from a place on. */
export function isRoomFrom(window: LogWindow, place: number): boolean {
  window.seek(place);
  return skipRoom(window) && window.offset === window.size;
}
