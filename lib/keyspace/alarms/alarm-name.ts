import type { Word } from '../../command/server';
import { decodeText, textBytes } from '../../protocol/text';

/** By what an alarm is known: the command that it runs, and its words behind the key, as they come back from the wire. */
export const alarmName = (command: string, words: readonly Word[]) =>
  JSON.stringify([command.toUpperCase(), ...words.map(textOf)]);

/** Command and words; undefined for what is no name of an alarm. */
export function readAlarmName(name: string): readonly [command: string, ...words: string[]] | undefined {
  const words = parse(name);
  if (!isWords(words)) return undefined;
  const [command, ...others] = words;
  return alarmName(command, others) === name ? words : undefined;
}

function parse(name: string): unknown {
  try {
    return JSON.parse(name);
  } catch {
    return undefined;
  }
}

const isWords = (words: unknown): words is [string, ...string[]] =>
  Array.isArray(words) && words.length > 0 && words.every((word) => typeof word === 'string');

function textOf(word: Word): string {
  const bytes = word instanceof Uint8Array ? word : textBytes(String(word));
  return decodeText(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length);
}
