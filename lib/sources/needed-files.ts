import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { extname } from 'node:path';
import { isUsersFile, OWN_FOLDERS, recording, type SourceSet } from './recording';

interface LoadedModule {
  readonly exports: unknown;
  readonly children: readonly { readonly filename: string }[];
}

const { _cache: modules = {} } = Module as unknown as { _cache?: Record<string, LoadedModule | undefined> };

/** A file, and those of the same package that it requires or imports, and these. */
export function neededFiles(file: string): string[] {
  const found = new Set([file]);
  const isSought = (name: string) =>
    packageOf(name) === packageOf(file) && !OWN_FOLDERS.some((folder) => name.startsWith(folder));
  for (const each of found) for (const other of neededBy(each)) if (isSought(other)) found.add(other);
  return [...found];
}

function neededBy(file: string): string[] {
  const required = modules[file]?.children.map(({ filename }) => filename) ?? [];
  return [...required, ...(recording().imports.get(file) ?? [])];
}

/** The folder of the installed package that a file is of; nothing outside of such. */
const packageOf = (file: string) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(file)?.[0];

/** What was loaded of users' sources until now: of these files, and of what they need. */
export function loadedSources(files: readonly string[]): SourceSet {
  const { texts, found, formats, files: sources } = recording();
  const all = new Map(texts);
  for (const file of files.flatMap(neededFiles))
    if (!all.has(file) && isText(file)) all.set(file, readNow(file));
  return {
    texts: all,
    found: new Map(found),
    formats: new Map(formats),
    exported: new Map(
      [...formats].flatMap(([file, format]) => (format === 'commonjs' ? [exportsOf(file)] : [])),
    ),
    files: new Map(sources),
  };
}

/** One that was there before anything was recorded. */
const readNow = (file: string) => readFileSync(file, 'utf8');

const isText = (file: string) => isUsersFile(file) && extname(file) !== '.node';

function exportsOf(file: string): [string, string[]] {
  const exported: unknown = modules[file]?.exports;
  const isNamed = typeof exported === 'object' || typeof exported === 'function';
  return [file, isNamed && exported ? Object.keys(exported).filter((name) => name !== 'default') : []];
}
