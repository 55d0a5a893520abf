import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { StructureClass } from './command/structure-class';
import { ConfigurationError } from './errors';
import { isUsersFile, playedBack, recording } from './sources/recording';
import { Structure } from './structure';

const SCRIPT = /(?<!\.d)\.(?:js|cjs|mjs|ts|cts)$/;

/** Whether a file of this name is taken from a folder of structures. */
export const isScript = (name: string) => SCRIPT.test(name);

/** A structure class, and the file that exports it. */
export interface LoadedStructure {
  readonly Class: StructureClass;
  readonly file: string;
}

type Load = (file: string) => unknown;

/** A file threw as it was loaded, or can't be. */
export class LoadError extends ConfigurationError {
  /** File and line where it went wrong, if the exception doesn't tell. */
  place: string | undefined = undefined;

  constructor(
    readonly file: string,
    cause: unknown,
  ) {
    super(`${file} failed to load: ${reasonOf(cause)}`, { cause });
  }
}

/**
 * Loads the structures that a file, a folder of files, or a package exports.
 * @param source a path, relative to the working directory, or the name of a package installed there
 * @param load answers, or promises, what a file exports
 * Throws a ConfigurationError with the file and the reason when there is none.
 */
export async function loadStructures(source: string, load: Load = loadModule): Promise<LoadedStructure[]> {
  const loaded: LoadedStructure[] = [];
  for (const file of filesOf(source)) {
    const classes = structuresIn(await exportsOf(file, load));
    loaded.push(...classes.map((Class) => ({ Class, file })));
  }
  if (loaded.length === 0) {
    throw new ConfigurationError(`${source} exports no structure: no class that extends Structure of 'memo'`);
  }
  return loaded;
}

function filesOf(source: string): readonly string[] {
  const files = playedFiles(source) ?? filesNow(source);
  recording().files.set(source, files);
  return files;
}

function playedFiles(source: string): readonly string[] | undefined {
  const played = playedBack();
  return played?.files.get(source) ?? (played?.texts.has(source) ? [source] : undefined);
}

/** The files that a source is now. */
export function filesNow(source: string): string[] {
  const path = resolve(source);
  if (!existsSync(path)) return [packageNamed(source)];
  if (!statSync(path).isDirectory()) return [path];
  return entryOf(path) ?? scriptsIn(path);
}

/** What a folder that is a package begins with. */
function entryOf(folder: string): string[] | undefined {
  if (!existsSync(join(folder, 'package.json'))) return undefined;
  try {
    return [packageNamed(folder)];
  } catch {
    return undefined;
  }
}

const scriptsIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter(isScript)
    .sort()
    .map((name) => join(folder, name));

function packageNamed(source: string): string {
  try {
    return createRequire(join(process.cwd(), 'structures.js')).resolve(source);
  } catch (error) {
    throw new ConfigurationError(
      `${source}: no such file, folder or package (${(error as Error).message.split('\n')[0]})`,
    );
  }
}

async function exportsOf(file: string, load: Load): Promise<unknown> {
  try {
    return await load(file);
  } catch (error) {
    throw new LoadError(file, error);
  }
}

/** JavaScript is imported, whichever of the two kinds of module it is; TypeScript becomes CommonJS. */
const loadModule: Load = (file) =>
  ['.js', '.mjs'].includes(extname(file)) ? import(addressOf(file)) : loadCommonJs(file);

export const loadCommonJs: Load = (file) => createRequire(file)(file) as unknown;

/** A module is loaded once for each address. */
function addressOf(file: string): string {
  const { href } = pathToFileURL(file);
  const { generation } = recording();
  return generation > 0 && isUsersFile(file) ? `${href}?memo=${generation}` : href;
}

const reasonOf = (error: unknown) =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

/** What is exported: the module itself, its default, and its names; each class once. */
function structuresIn(exported: unknown): StructureClass[] {
  const candidates = [exported, ...valuesOf(exported)];
  return [...new Set([...candidates, ...candidates.flatMap(valuesOf)])].filter(isStructure);
}

const valuesOf = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value as Record<string, unknown>) : [];

const isStructure = (value: unknown): value is StructureClass =>
  typeof value === 'function' && (value.prototype as unknown) instanceof Structure;
