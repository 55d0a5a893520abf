import type { Request } from '../protocol/request';
import type { Input } from './argument';
import type { Command } from './command';
import type { About } from './declaration';
import type { Entry } from './entry';

/** Reads arguments only to learn which words are keys. */
class KeyFinder implements Input {
  index: number;
  reserved = 0;
  readonly found: number[] = [];

  constructor(
    readonly request: Request,
    nameWords: number,
  ) {
    this.index = nameWords;
  }

  key(index: number): string {
    this.found.push(index);
    return '';
  }

  entry(index: number): Entry {
    this.found.push(index);
    return undefined as unknown as Entry;
  }
}

/** Which words of a request are keys, in order. Throws the CommandError of an argument that can't be read. */
export function keyWords(command: Command, request: Request): number[] {
  const finder = new KeyFinder(request, command.nameWords);
  readArguments(command, finder);
  return finder.found;
}

/** How a request's keys are used, a list for each specification; undefined where all requests use them alike. */
export function keyFlags(command: Command, request: Request): About['keys'] {
  const { keys, keysFor } = command.declaration?.about ?? {};
  if (!keysFor) return undefined;
  try {
    const values = readArguments(command, new KeyFinder(request, command.nameWords));
    return keysFor(...(values as never[]));
  } catch {
    return keys;
  }
}

function readArguments(command: Command, finder: KeyFinder): unknown[] {
  const method = command.main ?? command.methods[0];
  if (!method) return [];
  if (!method.isStatic) finder.key(finder.index++);
  return method.read(finder);
}
