import fc from 'fast-check';
import { ProtocolError } from '../../../lib/errors';
import type { Request } from '../../../lib/protocol/request';
import { putRequest, requestRoom } from '../../../lib/protocol/request-bytes';
import { copyWords, requestOf } from '../../../lib/protocol/request-of';
import { RequestDecoder } from '../../../lib/protocol/request-decoder';

const OFFSET = 3;

/** The plain form, spelled out. */
function plain(words: readonly Uint8Array[]): Buffer {
  const parts = words.flatMap((word) => [Buffer.from(`$${word.length}\r\n`), word, Buffer.from('\r\n')]);
  return Buffer.concat([Buffer.from(`*${words.length}\r\n`), ...parts]);
}

function written(request: Request): Buffer {
  const buffer = Buffer.alloc(OFFSET + requestRoom(request));
  const put = buffer.subarray(OFFSET, putRequest(buffer, OFFSET, request));
  const { plainStart, bytes, ends, count } = request;
  if (plainStart >= 0) expect(bytes.subarray(plainStart, ends[count - 1]! + 2)).toEqual(put);
  return put;
}

function decoded(bytes: Buffer): Request {
  const decoder = new RequestDecoder({ maxBulkLength: 1e6, authenticated: true });
  decoder.push(bytes);
  expect(decoder.next()).toBe(true);
  return decoder.request;
}

/** Words that look like what stands between words. */
const piece = fc.constantFrom('*', '$', '\r\n', '0', '1', '3', '10', 'a', '$1\r\n', '*2\r\n', '\r', '\n');
const look = fc.array(piece, { maxLength: 8 }).map((pieces) => Buffer.from(pieces.join('')));
const word = fc.oneof(look, fc.uint8Array({ maxLength: 120 }));
const words = fc.array(word, { minLength: 1, maxLength: 12 });

describe('A request as RESP', () => {
  it('is the same wherever its words are', () => {
    fc.assert(
      fc.property(words, words, (given, before) => {
        const form = plain(given);
        expect(written(requestOf(given))).toEqual(form);
        expect(written(decoded(form))).toEqual(form);
        expect(decoded(form).plainStart).toBe(0);
        const behind = new RequestDecoder({ maxBulkLength: 1e6, authenticated: true });
        behind.push(Buffer.concat([plain(before), form]));
        behind.next();
        behind.next();
        expect(written(behind.request)).toEqual(form);
      }),
    );
  });

  it('is the same whatever is sent, in however many pieces', () => {
    const spoilt = fc.record({
      at: fc.nat(),
      byte: fc.oneof(fc.constantFrom(13, 10, 36, 42, 48, 49), fc.nat(255)),
    });
    fc.assert(
      fc.property(
        fc.array(fc.oneof(words.map(plain), look), { minLength: 1, maxLength: 6 }),
        fc.array(spoilt, { maxLength: 2 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 20 }),
        (given, changes, lengths) => {
          const bytes = Buffer.concat(given);
          for (const { at, byte } of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
          const decoder = new RequestDecoder({ maxBulkLength: 1e6, authenticated: true });
          try {
            for (let from = 0; from < bytes.length;) {
              const piece = bytes.subarray(from, from + (lengths.shift() ?? Infinity));
              from += piece.length;
              decoder.push(Buffer.from(piece));
              while (decoder.next())
                expect(written(decoder.request)).toEqual(plain(copyWords(decoder.request)));
            }
          } catch (error) {
            expect(error).toBeInstanceOf(ProtocolError);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['another byte than a line feed behind a length', '*2\r\n$3\r\nGET\r\n$1\rxa\r\n'],
    ['other bytes behind a word', '*2\r\n$3\r\nGETxx$1\r\na\r\n'],
    ['other bytes behind the last word', '*2\r\n$3\r\nGET\r\n$1\r\naxx'],
    ['an inline request', 'GET a\r\n'],
    ['an inline request with quotes', 'GET "a"\r\n'],
  ])('is put into its plain form from %s', (_, sent) => {
    expect(written(decoded(Buffer.from(sent))).toString()).toBe('*2\r\n$3\r\nGET\r\n$1\r\na\r\n');
  });
});
