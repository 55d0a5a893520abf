import { join, sep } from 'node:path';
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { ImportNews } from './import-hooks';

/** Users' sources as they were loaded: what a thread needs to run the same code, whatever its files are by now. */
export interface SourceSet {
  /** The text of each file, by its path. */
  readonly texts: ReadonlyMap<string, string>;
  /** Which file a name meant in the files of a folder, by both. */
  readonly found: ReadonlyMap<string, string>;
  /** How what was imported is a module: `module`, `commonjs`, …; by its path. */
  readonly formats: ReadonlyMap<string, string>;
  /** What importers can name of each CommonJS module that was imported. */
  readonly exported: ReadonlyMap<string, readonly string[]>;
  /** The files that a folder or a package gave when structures were loaded from it. */
  readonly files: ReadonlyMap<string, readonly string[]>;
}

/** Folders whose files are the server's own matter. */
export const OWN_FOLDERS = [join(__dirname, '..'), join(__dirname, '..', '..', 'structures')].map(
  (folder) => folder + sep,
);

/** Whether a file is of users' own sources: neither of the server nor of an installed package. */
export const isUsersFile = (file: string): boolean =>
  !file.includes(`${sep}node_modules${sep}`) && !OWN_FOLDERS.some((folder) => file.startsWith(folder));

/** A name as the files of a folder say it. */
export const nameIn = (folder: string, name: string) => `${folder}\n${name}`;

/** What is loaded of users' files, as it is loaded. */
export class Recording {
  readonly texts = new Map<string, string>();
  readonly found = new Map<string, string>();
  readonly formats = new Map<string, string>();
  readonly files = new Map<string, readonly string[]>();
  /** Which files an ES module imports. */
  readonly imports = new Map<string, Set<string>>();

  constructor(
    /** Part of the addresses of ES modules, which are loaded once each; 0 for none. */
    readonly generation: number,
  ) {}

  noteText(file: string, text: string): void {
    if (isUsersFile(file)) this.texts.set(file, text);
  }

  noteFound(folder: string, name: string, file: string): void {
    if (isUsersFile(file)) this.found.set(nameIn(folder, name), file);
  }

  noteImport({ importer, folder, name, file, format, text }: ImportNews): void {
    if (format !== undefined) this.formats.set(file, format);
    if (text !== undefined) this.texts.set(file, text);
    if (folder !== undefined && name !== undefined) this.found.set(nameIn(folder, name), file);
    if (importer === undefined) return;
    const others = this.imports.get(importer) ?? new Set();
    this.imports.set(importer, others.add(file));
  }
}

let current = new Recording(0);
let generations = 0;
let played: SourceSet | undefined;
let news: MessagePort | undefined;

/** What is recorded now. */
export function recording(): Recording {
  hearImports();
  return current;
}

/** Begins another; answers the one so far. */
export function beginRecording(): Recording {
  const before = recording();
  current = new Recording(++generations);
  return before;
}

/** Goes on with one that was begun before. */
export function resumeRecording(before: Recording): void {
  hearImports();
  current = before;
}

/** From now on users' files are what they were in this set, as far as it has them. */
export function playBack(sources: SourceSet): void {
  played = sources;
}

/** The set that is played back, if one is. */
export const playedBack = () => played;

/** Imports are told here: their hooks run in a thread of their own. */
export function hearImportsOn(port: MessagePort): void {
  port.unref();
  news = port;
}

function hearImports(): void {
  while (news) {
    const heard: { message: ImportNews } | undefined = receiveMessageOnPort(news);
    if (!heard) return;
    current.noteImport(heard.message);
  }
}
