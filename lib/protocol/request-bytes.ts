import { LINE_ROOM, putBytes, putLineEnd, putNumberLine } from './reply-bytes';
import type { Request } from './request';

const CR = 13;
const LF = 10;
const DOLLAR = 36;
const STAR = 42;
const ZERO = 48;

/** So many bytes a request takes as RESP, at most. */
export function requestRoom(request: Request): number {
  return request.size + (request.count + 1) * LINE_ROOM;
}

/** Writes a request as RESP, an array of bulk strings in its one plain form; answers the offset behind it. */
export function putRequest(buffer: Uint8Array, at: number, request: Request): number {
  const { bytes, count, starts, ends } = request;
  at = putNumberLine(buffer, at, STAR, count);
  for (let word = 0; word < count; word++) {
    at = putNumberLine(buffer, at, DOLLAR, ends[word]! - starts[word]!);
    at = putLineEnd(buffer, putBytes(buffer, at, bytes, starts[word]!, ends[word]!));
  }
  return at;
}

/** Where a request begins that stands in its bytes in that form, as clients send it; else -1. */
export function plainStart({ bytes, count, starts, ends }: Request): number {
  if (ends[count - 1]! + 2 > bytes.length) return -1;
  let line = -1;
  for (let word = count - 1; word >= 0; word--) {
    const end = ends[word]!;
    if (bytes[end] !== CR || bytes[end + 1] !== LF || (line >= 0 && line !== end + 2)) return -1;
    line = lineStart(bytes, starts[word]!, DOLLAR, end - starts[word]!);
    if (line < 0) return -1;
  }
  return lineStart(bytes, line, STAR, count);
}

/** Where the line begins that has this number and ends at `end`; -1 when another stands there. */
function lineStart(bytes: Uint8Array, end: number, sigil: number, value: number): number {
  let at = end - 3;
  if (at < 1 || bytes[end - 2] !== CR || bytes[end - 1] !== LF) return -1;
  for (let rest = value; at > 0; at--) {
    const tenth = (rest / 10) | 0;
    if (bytes[at] !== ZERO + rest - tenth * 10) return -1;
    rest = tenth;
    if (rest === 0) return bytes[at - 1] === sigil ? at - 1 : -1;
  }
  return -1;
}
