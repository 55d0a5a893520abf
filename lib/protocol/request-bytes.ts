import { LINE_ROOM, putBytes, putLineEnd, putNumberLine } from './reply-bytes';
import type { Request } from './request';

const DOLLAR = 36;
const STAR = 42;

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
