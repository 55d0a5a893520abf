import { crc32 } from 'node:zlib';
import { checksum } from './checksum';

/*
 * The lines of the log that aren't commands. They begin with `#`, so Redis skips them between two commands.
 * docs/decisions/0016 tells where they stand.
 */

/** What the line before a batch says. */
export interface BatchHeader {
  /** The number of the batch's last commit. */
  readonly sequence: number;
  /** Bytes of the body, which begins behind the line. */
  readonly length: number;
  readonly checksum: number;
  /** Of its first turn: milliseconds since 1970, and the seed of its random numbers, an int32. */
  readonly time: number;
  readonly seed: number;
}

/** No header is longer, its line end included. */
export const HEADER_BYTES = 112;

const hex = (sum: number) => sum.toString(16).padStart(8, '0');

/** The line, with its line end. */
export function headerLine({ sequence, length, checksum, time, seed }: BatchHeader): string {
  const text = `#memo ${sequence} ${length} ${hex(checksum)} ${time} ${seed}`;
  return `${text} ${hex(crc32(text))}\r\n`;
}

export const HEADER_TAG = '#memo ';
/** Its own checksum, and the blank before it. */
const CHECK_LENGTH = 9;

/**
 * What the line from `start` up to, not including, `end` says of a batch; undefined when it isn't one, or is damaged.
 * It has no line end.
 */
export function parseHeader(bytes: Buffer, start: number, end: number): BatchHeader | undefined {
  const textEnd = end - CHECK_LENGTH;
  if (textEnd < start || bytes[textEnd] !== BLANK) return undefined;
  if (parseHex(bytes, textEnd + 1) !== checksum(bytes, start, textEnd)) return undefined;
  return fieldsOf(bytes, start + HEADER_TAG.length);
}

/** What stands in a line whose checksum is right. */
function fieldsOf(bytes: Buffer, start: number): BatchHeader {
  const lengthAt = nextField(bytes, start);
  const sumAt = nextField(bytes, lengthAt);
  const timeAt = nextField(bytes, sumAt);
  return {
    sequence: parseDecimal(bytes, start),
    length: parseDecimal(bytes, lengthAt),
    checksum: parseHex(bytes, sumAt),
    time: parseDecimal(bytes, timeAt),
    seed: parseDecimal(bytes, nextField(bytes, timeAt)),
  };
}

const BLANK = 32;
const MINUS = 45;
const ZERO = 48;
const LETTER_A = 97;
const HEX_DIGITS = 8;

function nextField(bytes: Buffer, start: number): number {
  let at = start;
  while (bytes[at] !== BLANK) at++;
  return at + 1;
}

function parseDecimal(bytes: Buffer, start: number): number {
  if (bytes[start] === MINUS) return -parseDecimal(bytes, start + 1);
  let value = 0;
  for (let at = start; bytes[at] !== BLANK; at++) value = value * 10 + bytes[at]! - ZERO;
  return value;
}

/** Lower case; what isn't hexadecimal gives some other number. */
function parseHex(bytes: Buffer, start: number): number {
  let value = 0;
  for (let at = start; at < start + HEX_DIGITS; at++) {
    const byte = bytes[at]!;
    value = value * 16 + (byte >= LETTER_A ? byte - LETTER_A + 10 : byte - ZERO);
  }
  return value;
}

/** The time and the seed of the turn that follows. */
export const turnLine = (time: number, seed: number) => `#turn ${time} ${seed}\r\n`;

export const secretLine = (secret: Buffer) => `#secret ${secret.toString('hex')}\r\n`;

/** Commands of a user's class in the batch, those included that others play, and what their source was. */
export interface ClassLine {
  readonly name: string;
  readonly count: number;
  readonly hash: string;
}

export const classLine = ({ name, count, hash }: ClassLine) => `#class ${name} ${count} ${hash}\r\n`;

/** What a line, without its line end, says within a batch; undefined when it is of no such kind. */
export type Annotation =
  | { readonly kind: 'turn'; readonly time: number; readonly seed: number }
  | { readonly kind: 'secret'; readonly secret: Buffer }
  | ({ readonly kind: 'class' } & ClassLine);

const TURN = /^#turn (\d{1,16}) (-?\d{1,10})$/;
const SECRET = /^#secret ((?:[\da-f]{2})+)$/;
const CLASS = /^#class (\S+) (\d{1,10}) ([\da-f]+)$/;

export function parseAnnotation(line: string): Annotation | undefined {
  const turn = TURN.exec(line);
  if (turn) return { kind: 'turn', time: Number(turn[1]), seed: Number(turn[2]) };
  const secret = SECRET.exec(line);
  if (secret) return { kind: 'secret', secret: Buffer.from(secret[1]!, 'hex') };
  const [, name, count, hash] = CLASS.exec(line) ?? [];
  if (name === undefined) return undefined;
  // Lines are read one character a byte.
  return { kind: 'class', name: Buffer.from(name, 'latin1').toString(), count: Number(count), hash: hash! };
}
