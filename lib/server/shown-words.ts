import type { Command } from '../command/command';
import type { Request } from '../protocol/request';
import { copyWords } from '../protocol/request-of';

const HIDDEN = Buffer.from('(redacted)');

/** Copies of the words of a command as the slow log and MONITOR show them: without its secrets. */
export function shownWords(command: Command, request: Request): Buffer[] {
  const words = copyWords(request);
  const secrets = command.about?.secrets?.(words.map((word) => word.toString('latin1')));
  for (const word of secrets ?? []) if (word < words.length) words[word] = HIDDEN;
  return words;
}
