import { Request } from './request';
import { textBytes } from './text';

/** A request of its own, made of words: text, numbers as decimals, or bytes. */
export function requestOf(words: readonly (string | number | bigint | Uint8Array)[]): Request {
  const parts = words.map((word) => (word instanceof Uint8Array ? word : textBytes(String(word))));
  const request = new Request();
  request.bytes = Buffer.concat(parts);
  let at = 0;
  for (const part of parts) {
    addWord(request, at, at + part.length);
    at += part.length;
  }
  return request;
}

/** The same words with bytes of their own: good for as long as it is kept. */
export function cloneRequest(request: Request): Request {
  return requestOf(copyWords(request));
}

/** Every word, copied. */
export function copyWords(request: Request): Buffer[] {
  return Array.from({ length: request.count }, (_, word) => request.copy(word));
}

function addWord(request: Request, start: number, end: number): void {
  if (request.count === request.starts.length) request.grow();
  request.starts[request.count] = start;
  request.ends[request.count++] = end;
}
