import type { StructureClass } from '../command/structure-class';
import type { StructureInfo } from '../command/structure-info';
import { ConfigurationError } from '../errors';
import { Packed } from '../packed';
import { refuseUnsavable, Structure, typeName } from '../structure';

/** What the keyspace must know of a class. Throws a ConfigurationError when it can't hold values of it. */
export function describe(Class: StructureClass): Omit<StructureInfo, 'id'> {
  const prototype = Class.prototype as object;
  if (!(prototype instanceof Structure))
    throw new ConfigurationError(`${Class.name} does not extend Structure`);
  if (Class.length > 0)
    throw new ConfigurationError(`the constructor of ${Class.name} must take no arguments`);
  refuseUnsavable(Class);
  return {
    Class,
    typeName: typeName(Class),
    isContainer: typeof (prototype as { isEmpty?: unknown }).isEmpty === 'function',
    packedSize: prototype instanceof Packed ? (Class as unknown as typeof Packed).size : undefined,
  };
}
