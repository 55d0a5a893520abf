import { join } from 'node:path';
import { ConfigurationError, ProtocolError } from '../errors';
import { splitInlineWords } from '../protocol/inline-words';
import { Request } from '../protocol/request';
import { textBytes } from '../protocol/text';
import { type FileSystem, readWhole, realFileSystem, replaceFile, writeAll } from './file-system';

/** A file that a manifest names. */
export interface LogFile {
  readonly name: string;
  /** Counts up by one a base, and by one an increment. */
  readonly sequence: number;
}

/** Which files of a folder are the log, in the order in which they load. */
export interface Manifest {
  readonly base?: LogFile | undefined;
  readonly increments: readonly LogFile[];
  /** Files that no longer belong to the log, and are to be removed. */
  readonly history: readonly LogFile[];
}

export const NO_LOG: Manifest = { increments: [], history: [] };

/** Where a log is. */
export interface LogFolder {
  /** `DIR/appendonlydir` */
  readonly path: string;
  /** How names of its files begin: `appendonly.aof` */
  readonly fileName: string;
  readonly files: FileSystem;
}

export const logFolder = (
  directory: string,
  { appenddirname, appendfilename }: { readonly appenddirname: string; readonly appendfilename: string },
  files = realFileSystem,
): LogFolder => ({ path: join(directory, appenddirname), fileName: appendfilename, files });

export const manifestPath = ({ path, fileName }: LogFolder) => join(path, `${fileName}.manifest`);

/** The base that comes next: an RDB file. */
export function nextBase({ fileName }: LogFolder, { base, history }: Manifest): LogFile {
  const sequence = 1 + Math.max(0, ...[...(base ? [base] : []), ...ofKind(history, 'base')].map(sequenceOf));
  return { name: `${fileName}.${sequence}.base.rdb`, sequence };
}

/** The increment that comes next. */
export function nextIncrement({ fileName }: LogFolder, { increments, history }: Manifest): LogFile {
  const sequence = 1 + Math.max(0, ...[...increments, ...ofKind(history, 'incr')].map(sequenceOf));
  return { name: `${fileName}.${sequence}.incr.aof`, sequence };
}

const sequenceOf = ({ sequence }: LogFile) => sequence;

const ofKind = (files: readonly LogFile[], kind: 'base' | 'incr') =>
  files.filter(({ name }) => name.includes(`.${kind}.`));

/** Undefined when there is none. Throws a ConfigurationError for one that can't be read, which names file and line. */
export function readManifest(folder: LogFolder): Manifest | undefined {
  const path = manifestPath(folder);
  if (!folder.files.existsSync(path)) return undefined;
  return parseManifest(readWhole(folder.files, path).toString('latin1'), path);
}

/** Puts a manifest in the place of the one that is there: after a power cut there is the one or the other. */
export function writeManifest(folder: LogFolder, manifest: Manifest): void {
  const { files } = folder;
  replaceFile(files, manifestPath(folder), (fd) => {
    writeAll(files, fd, Buffer.from(formatManifest(manifest), 'latin1'));
  });
}

/** The text of a manifest, one character a byte. */
export function formatManifest({ base, increments, history }: Manifest): string {
  const lines = (files: readonly LogFile[], type: string) =>
    files
      .map(
        ({ name, sequence }) =>
          `file ${quoted(textBytes(name).toString('latin1'))} seq ${sequence} type ${type}\n`,
      )
      .join('');
  return lines(base ? [base] : [], 'b') + lines(history, 'h') + lines(increments, 'i');
}

/** Reads a text, one character a byte. Throws a ConfigurationError that begins with the path, then the line. */
export function parseManifest(text: string, path: string): Manifest {
  const found = new ManifestReader();
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const refuse = (number: number, reason: string) =>
    new ConfigurationError(`${path}, line ${number}: ${reason}`);
  if (lines.length === 0) throw refuse(1, 'the manifest is empty');
  lines.forEach((line, index) => {
    const reason = line.startsWith('#') ? undefined : found.take(line);
    if (reason !== undefined) throw refuse(index + 1, reason);
  });
  return found;
}

/** What the lines of a manifest say. */
class ManifestReader implements Manifest {
  base: LogFile | undefined;
  readonly increments: LogFile[] = [];
  readonly history: LogFile[] = [];

  /** Takes a line; answers what is wrong with it. */
  take(line: string): string | undefined {
    const words = splitWords(line);
    if (!words) return 'a quoted name does not end';
    if (words.length < 6 || words.length % 2 === 1)
      return "it isn't of the form: file NAME seq NUMBER type b|h|i";
    const values = new Map<string, string>();
    for (let word = 0; word < words.length; word += 2)
      values.set(words[word]!.toLowerCase(), words[word + 1]!);
    return this.add(values.get('file') ?? '', values.get('seq') ?? '', values.get('type') ?? '');
  }

  private add(name: string, number: string, type: string): string | undefined {
    const sequence = Number(number);
    if (name === '') return 'no file is named';
    if (name.includes('/')) return `'${name}' is a path, not the name of a file`;
    if (!/^\d+$/.test(number) || sequence === 0 || !Number.isSafeInteger(sequence))
      return `'${number}' is no sequence number`;
    return this.place({ name, sequence }, type[0]);
  }

  private place(file: LogFile, type: string | undefined): string | undefined {
    if (type === 'b') return this.placeBase(file);
    if (type === 'i') return this.placeIncrement(file);
    if (type !== 'h') return `'${type ?? ''}' is no type of a file: b, h or i`;
    this.history.push(file);
    return undefined;
  }

  private placeBase(file: LogFile): string | undefined {
    if (this.base) return `there is another base, ${this.base.name}`;
    this.base = file;
    return undefined;
  }

  private placeIncrement(file: LogFile): string | undefined {
    const last = this.increments.at(-1);
    if (last && last.sequence >= file.sequence)
      return `increment ${file.sequence} can't follow ${last.sequence}`;
    this.increments.push(file);
    return undefined;
  }
}

/** How Redis writes characters that aren't plain; others are \x00. */
const ESCAPED: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\x07': '\\a',
};

/** A name, one character a byte, as it stands in a manifest: in quotes when there is anything to quote in it. */
function quoted(name: string): string {
  if (/^[!#-&(-[\]-~]+$/.test(name)) return name;
  const escaped = (character: string) =>
    ESCAPED[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  return `"${name.replace(/["\\]|[^ -~]/g, escaped)}"`;
}

/** The words of a line, without their quotes; undefined when a quote isn't closed as it should be. */
function splitWords(line: string): string[] | undefined {
  const request = new Request();
  request.bytes = Buffer.from(line, 'latin1');
  try {
    splitInlineWords(request, 0, request.bytes.length);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
  return Array.from({ length: request.count }, (_, word) => request.text(word));
}
