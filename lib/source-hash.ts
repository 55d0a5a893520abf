import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { join, sep } from 'node:path';
import type { StructureClass } from './command/structure-class';
import { Packed } from './packed';
import { type PartClass, Structure } from './structure';

const DIGITS = 16;

/** Files of the server itself are its own matter. */
const OWN = [__dirname, join(__dirname, '..', 'structures')].map((folder) => folder + sep);

/**
 * Another when the source is another: of a class, of those that it extends and names as parts, of the file that exports
 * it, and of the files that this requires. What an ES module imports isn't looked at, nor are files of other packages.
 */
export function sourceHash(Class: StructureClass, file?: string): string {
  const { classes = [] } = Class as { classes?: readonly PartClass[] };
  const texts = [Class, ...classes].flatMap(lineageOf).map(String);
  const files = file === undefined ? [] : filesFrom(file).map(digestOf).sort();
  return digest(JSON.stringify([texts, files])).slice(0, DIGITS);
}

/** A class and those that it extends, but for the server's own. */
function lineageOf(Class: object): object[] {
  const isOwn = Class === Structure || Class === Packed || Class === Function.prototype;
  return isOwn ? [] : [Class, ...lineageOf(Object.getPrototypeOf(Class) as object)];
}

interface LoadedModule {
  readonly children: readonly { readonly filename: string }[];
}

const { _cache: modules = {} } = Module as unknown as { _cache?: Record<string, LoadedModule | undefined> };

/** A file, and those of the same package that it requires, and these. */
function filesFrom(file: string): string[] {
  const found = new Set([file]);
  const isSought = (name: string) =>
    packageOf(name) === packageOf(file) && !OWN.some((folder) => name.startsWith(folder));
  for (const each of found)
    for (const { filename } of modules[each]?.children ?? []) if (isSought(filename)) found.add(filename);
  return [...found];
}

/** The folder of the installed package that a file is of; nothing outside of such. */
const packageOf = (file: string) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(file)?.[0];

const digestOf = (file: string) => digest(readFileSync(file));

const digest = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');
