import type { Entry } from '../command/entry';
import type { StructureClass } from '../command/structure-class';
import type { StructureInfo } from '../command/structure-info';
import type { RdbForm } from '../rdb/form';
import type { RdbReader } from '../rdb/reader';
import { refuse, STATE } from '../rdb/types';
import type { RdbWriter } from '../rdb/writer';

const formOf = (Class: StructureClass | undefined) =>
  (Class as { readonly rdb?: RdbForm<unknown> } | undefined)?.rdb;

/** Which of the classes has the values of a type of RDB. */
export const classOfType = (structures: readonly StructureInfo[], type: number) =>
  structures.find(({ Class }) => formOf(Class)?.types.includes(type))?.Class;

/** Writes the type of an entry's value, its key if that is for a file, and its body. A file is no use of the value. */
export function writeValue(entry: Entry, writer: RdbWriter, isForFile = false): void {
  const form = formOf(entry.type);
  const value = form && entry.value({ touch: !isForFile });
  writer.byte(form ? form.typeOf(value) : STATE);
  if (isForFile) writer.string(entry.keyBytes);
  if (form) form.write(value, writer);
  else writer.string(entry.save());
}

/**
 * Gives an entry the value of a class that a body of this type says. Throws an RdbError, or what `restore` throws. From a
 * file, values of classes that aren't loaded are kept as their bytes.
 */
export function readValue(
  entry: Entry,
  Class: StructureClass | undefined,
  type: number,
  body: RdbReader,
  isFromFile = false,
): void {
  if (type === STATE) {
    const { bytes, start, end } = body.string();
    return entry.restore(bytes.subarray(start, end), { keepsUnknown: isFromFile });
  }
  const form = formOf(Class) ?? refuse(`there are no values of type ${type}`);
  form.read(entry.open(Class!), type, body);
}
