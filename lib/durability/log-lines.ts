import { crc32 } from 'node:zlib';

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

const hex = (checksum: number) => checksum.toString(16).padStart(8, '0');

/** The line, with its line end. */
export function headerLine({ sequence, length, checksum, time, seed }: BatchHeader): string {
  const text = `#memo ${sequence} ${length} ${hex(checksum)} ${time} ${seed}`;
  return `${text} ${hex(crc32(text))}\r\n`;
}

const HEADER = /^(#memo (\d{1,16}) (\d{1,16}) ([\da-f]{8}) (\d{1,16}) (-?\d{1,10})) ([\da-f]{8})$/;

/** What a line, without its line end, says of a batch; undefined when it isn't one, or is damaged. */
export function parseHeader(line: string): BatchHeader | undefined {
  const [, text, sequence, length, checksum, time, seed, check] = HEADER.exec(line) ?? [];
  if (text === undefined || hex(crc32(text)) !== check) return undefined;
  return {
    sequence: Number(sequence),
    length: Number(length),
    checksum: parseInt(checksum!, 16),
    time: Number(time),
    seed: Number(seed),
  };
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
