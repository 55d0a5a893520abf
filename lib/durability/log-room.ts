import type { LogWindow } from './log-window';

/*
 * Room is written ahead of the batches to come: lines of `#`, which Redis skips. It ends with a page of the file, and no batch in it
 * goes past the end of a page: a process that is killed stops writing there, if anywhere. Lines break where pages do, but
 * not where sectors of a disk do: of a batch that a power cut has left in part, no part begins a line.
 */

export const PAGE = 4096;
const LINE = 64;
/** In each line, whose places are multiples of a line's length. */
const BREAK = LINE / 2 - 1;
const HASH = 35;
const LF = 10;
/** What begins a line. */
export const MARK = Buffer.of(HASH);
const LINES = Buffer.alloc(PAGE, '#'.repeat(BREAK) + '\n' + '#'.repeat(LINE - BREAK - 1));
LINES[PAGE - 1] = LF;

/** Whether a line ends there: to what ends before that in room a mark is added, since the end alone would be left of the line. */
export const isBreak = (place: number) => place % LINE === BREAK;
const isPageEnd = (place: number) => place % PAGE === PAGE - 1;

/** What to write from a place on, up to the end of its page; undefined where a line would have no room. */
export function roomInPage(place: number): Buffer | undefined {
  if (isPageEnd(place)) return undefined;
  const rest = LINES.subarray(place % PAGE);
  return isBreak(place) ? Buffer.concat([MARK, rest.subarray(1)]) : rest;
}

/** Where in room a batch of so many bytes goes, at a place or in the page behind; undefined for one that fits in no page. */
export function placeInRoom(place: number, length: number): number | undefined {
  if (fitsInPage(place, length)) return place;
  const next = endOfPage(place);
  return fitsInPage(next, length) ? next : undefined;
}

/** What is left of a page is a line, or more: a line end alone would be none. */
function fitsInPage(place: number, length: number): boolean {
  const left = PAGE - (place % PAGE);
  return length === left || length < left - 1;
}

export const endOfPage = (place: number) => place - (place % PAGE) + PAGE;

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
    const { offset } = window;
    if (window.bytes[window.at] !== LF || !(isBreak(offset) || isPageEnd(offset))) return false;
    window.at++;
  } while (beginsAsRoom(window));
  return true;
}

/** Whether there is but room from a place on. */
export function isRoomFrom(window: LogWindow, place: number): boolean {
  window.seek(Math.max(0, place));
  return skipRoom(window) && window.offset === window.size;
}
