import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { StructureClass } from './command/structure-class';
import { ConfigurationError } from './errors';
import { Structure } from './structure';

const SCRIPT = /(?<!\.d)\.(?:js|cjs|mjs|ts|cts)$/;

/** A structure class, and the file that exports it. */
export interface LoadedStructure {
  readonly Class: StructureClass;
  readonly file: string;
}

type Load = (file: string) => unknown;

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

function filesOf(source: string): string[] {
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
    .filter((name) => SCRIPT.test(name))
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
    throw new ConfigurationError(`${file} failed to load: ${reasonOf(error)}`, { cause: error });
  }
}

/** JavaScript is imported, whichever of the two kinds of module it is; TypeScript becomes CommonJS. */
const loadModule: Load = (file) =>
  ['.js', '.mjs'].includes(extname(file)) ? import(pathToFileURL(file).href) : loadCommonJs(file);

export const loadCommonJs: Load = (file) => createRequire(file)(file) as unknown;

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
