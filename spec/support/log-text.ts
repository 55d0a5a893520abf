import { crc32 } from 'node:zlib';
import { headerLine } from '../../lib/durability/log-lines';
import { endOfPage, roomInPage } from '../../lib/durability/log-room';

/** A command as a log has it. */
export const logged = (...words: (string | Buffer)[]) =>
  Buffer.concat([
    Buffer.from(`*${words.length}\r\n`),
    ...words.flatMap((word) => [
      Buffer.from(`$${Buffer.byteLength(word)}\r\n`),
      Buffer.from(word),
      Buffer.from('\r\n'),
    ]),
  ]);

/** A command of words without blanks in them. */
export const line = (text: string) => logged(...text.split(' '));

interface BatchTime {
  readonly time?: number;
  readonly seed?: number;
}

/** A batch of a log: lines that begin with `#`, and commands. */
export function batch(
  sequence: number,
  parts: readonly (string | Buffer)[],
  { time = 1, seed = 0 }: BatchTime = {},
): Buffer {
  const body = Buffer.concat(parts.map(partOf));
  const header = headerLine({ sequence, length: body.length, checksum: crc32(body), time, seed });
  return Buffer.concat([Buffer.from(header), body]);
}

function partOf(part: string | Buffer): Buffer {
  if (typeof part !== 'string') return part;
  return part.startsWith('#') ? Buffer.from(`${part}\r\n`) : line(part);
}

/** Room behind what ends at a place of the file, up to the end of so many pages. */
export function roomFrom(place: number, pages = 8): Buffer {
  const parts: Buffer[] = [];
  for (let at = place; parts.length < pages; at = endOfPage(at)) parts.push(roomInPage(at)!);
  return Buffer.concat(parts);
}
