import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { StructureClass } from './command/structure-class';
import { Packed } from './packed';
import { neededFiles } from './sources/needed-files';
import { recording } from './sources/recording';
import { type PartClass, Structure } from './structure';

const DIGITS = 16;

/**
 * Another when the source is another: of a class, of those that it extends and names as parts, of the file that exports
 * it, and of the files that this requires or imports. Files of other packages aren't looked at.
 */
export function sourceHash(Class: StructureClass, file?: string): string {
  const { classes = [] } = Class as { classes?: readonly PartClass[] };
  const texts = [Class, ...classes].flatMap(lineageOf).map(String);
  const files = file === undefined ? [] : neededFiles(file).map(digestOf).sort();
  return digest(JSON.stringify([texts, files])).slice(0, DIGITS);
}

/** A class and those that it extends, but for the server's own. */
function lineageOf(Class: object): object[] {
  const isOwn = Class === Structure || Class === Packed || Class === Function.prototype;
  return isOwn ? [] : [Class, ...lineageOf(Object.getPrototypeOf(Class) as object)];
}

/** Of the text that was loaded, as far as that is known: the file may have changed since. */
const digestOf = (file: string) => digest(recording().texts.get(file) ?? readFileSync(file));

const digest = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');
