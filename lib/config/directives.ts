import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigurationError, ProtocolError } from '../errors';
import { splitInlineWords } from '../protocol/inline-words';
import { Request } from '../protocol/request';

/** One line of a configuration file that says something. */
export interface Directive {
  /** In lower case. */
  readonly name: string;
  readonly words: readonly string[];
  /** For people: file, number and text of the line. */
  readonly where: string;
}

const STANDARD_INPUT = 0;

/** The text of a file, of standard input when it is `-`. Throws a ConfigurationError. */
export function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? STANDARD_INPUT : path, 'utf8');
  } catch (error) {
    throw new ConfigurationError(`can't read the configuration: ${(error as Error).message}`);
  }
}

/** What a text says, line by line; a file that it includes stands in the place of the line. */
export function directivesOf(text: string, path: string, including: readonly string[] = [path]): Directive[] {
  return text.split('\n').flatMap((line, index) => {
    const directive = parseLine(line, `${path}:${index + 1}`);
    if (!directive) return [];
    return directive.name === 'include' ? include(directive, including) : [directive];
  });
}

/** What a line says; undefined for a comment or an empty one. Quotes and escapes are those of a line typed into telnet. */
export function parseLine(line: string, place: string): Directive | undefined {
  const trimmed = line.trim();
  if (trimmed === '' || trimmed.startsWith('#')) return undefined;
  const where = `${place}: ${trimmed}`;
  const [name, ...words] = splitWords(trimmed, where);
  return { name: name!.toLowerCase(), words, where };
}

function splitWords(line: string, where: string): string[] {
  const request = new Request();
  request.bytes = Buffer.from(line);
  try {
    splitInlineWords(request, 0, request.bytes.length);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new ConfigurationError(`${where}: the quotes don't match`);
  }
  return Array.from({ length: request.count }, (_, word) => request.text(word));
}

function include({ words, where }: Directive, including: readonly string[]): Directive[] {
  if (words.length === 0) throw new ConfigurationError(`${where}: wrong number of arguments`);
  return words.flatMap(filesLike).flatMap((path) => {
    if (including.includes(path)) throw new ConfigurationError(`${where}: the file includes itself`);
    return directivesOf(readText(path), path, [...including, path]);
  });
}

/** The files that a pattern names, in the order of their names; the path itself when it is no pattern. */
function filesLike(pattern: string): string[] {
  if (!/[*?[]/.test(pattern)) return [pattern];
  const folders = dirname(pattern) === pattern ? [pattern] : filesLike(dirname(pattern));
  const name = regExpOf(pattern.slice(pattern.lastIndexOf('/') + 1));
  return folders.flatMap((folder) =>
    entriesOf(folder)
      .filter((entry) => name.test(entry))
      .map((entry) => (pattern.includes('/') ? join(folder, entry) : entry)),
  );
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** A hidden file has to be named by its dot. */
function regExpOf(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
    .replace(/\[!/g, '[^');
  return new RegExp(`^${glob.startsWith('.') ? '' : '(?!\\.)'}${source}$`, 's');
}
