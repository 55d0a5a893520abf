import fc from 'fast-check';
import { ProtocolError } from '../../../lib/errors';
import { RequestDecoder, type RequestLimits } from '../../../lib/protocol/request-decoder';

export const LIMITS: RequestLimits = { maxBulkLength: 512 * 1024 * 1024, authenticated: true };

/** What came out of a stream: the words of each request, one char a byte, and the error that ended it. */
export interface Decoded {
  readonly requests: string[][];
  readonly error?: string;
}

/** Push the chunks one by one through one buffer that is overwritten in between, as a socket's is. */
export function decode(chunks: readonly Buffer[], limits = LIMITS): Decoded {
  const decoder = new RequestDecoder(limits);
  const shared = Buffer.alloc(Math.max(...chunks.map((chunk) => chunk.length), 1));
  const requests: string[][] = [];
  try {
    for (const chunk of chunks) {
      chunk.copy(shared);
      decoder.push(shared, chunk.length);
      while (decoder.next()) requests.push(words(decoder));
      shared.fill('#');
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { requests, error: error.message };
  }
  return { requests };
}

/** The words of the decoder's request, one char a byte. */
export function words({ request }: RequestDecoder): string[] {
  return Array.from({ length: request.count }, (_, word) => request.wire(word));
}

/** The bytes in chunks that end at these offsets. */
export function cutAt(bytes: Buffer, offsets: readonly number[]): Buffer[] {
  const ends = [...offsets, bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

export const byteByByte = (bytes: Buffer) => cutAt(bytes, [...bytes.keys()]);

/** Decode whole, byte by byte and at random cuts; all three must agree. */
export function decodeEveryWay(text: string, limits = LIMITS): Decoded {
  const bytes = Buffer.from(text, 'latin1');
  const whole = decode([bytes], limits);
  const isShort = bytes.length < 1000;
  if (isShort) expect(decode(byteByByte(bytes), limits)).toEqual(whole);
  const offsets = fc.array(fc.nat(bytes.length), { maxLength: 12 });
  fc.assert(
    fc.property(offsets, (cuts) => expect(decode(cutAt(bytes, cuts), limits)).toEqual(whole)),
    { numRuns: isShort ? 20 : 3 },
  );
  return whole;
}
