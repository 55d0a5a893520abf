import type { StructureClass } from '../command/structure-class';
import type { StructureInfo } from '../command/structure-info';
import { ConfigurationError } from '../errors';
import { Packed } from '../packed';
import { refuseUnsavable, Structure, typeName } from '../structure';
import { cloneValue } from './clone';
import { initialFields } from './state/kept-fields';

const LONGEST_NAME = 80;

/** What the keyspace must know of a class. Throws a ConfigurationError when it can't hold values of it. */
export function describe(
  Class: StructureClass,
  sourceHash?: string,
  file?: string,
): Omit<StructureInfo, 'id'> {
  const prototype = Class.prototype as object;
  if (!(prototype instanceof Structure))
    throw new ConfigurationError(`${Class.name} does not extend Structure`);
  if (Class.name === '') throw new ConfigurationError('a class without a name can be no structure');
  refuseName(Class.name);
  if (Class.length > 0)
    throw new ConfigurationError(`the constructor of ${Class.name} must take no arguments`);
  refuseUnsavable(Class);
  refuseVersion(Class);
  refuseState(Class);
  const { atomic = false } = Class;
  if (typeof atomic !== 'boolean')
    throw new ConfigurationError(`${Class.name}.atomic is ${String(atomic)}: it is true or false`);
  return {
    Class,
    typeName: typeName(Class),
    isContainer: typeof (prototype as { isEmpty?: unknown }).isEmpty === 'function',
    keepsEmpty: (Class as { keepsEmpty?: unknown }).keepsEmpty === true,
    packedSize: prototype instanceof Packed ? (Class as unknown as typeof Packed).size : undefined,
    sourceHash,
    file,
    isLoaded: true,
    isAtomic: atomic,
  };
}

/** The same error, with the file that it is about. */
export function inFile(file: string | undefined, error: unknown): unknown {
  if (!(error instanceof ConfigurationError) || file === undefined) return error;
  return new ConfigurationError(`${file}: ${error.message}`, { cause: error });
}

/** A name must have room in a line of the log, which Redis reads, and be a word of it. */
function refuseName(name: string): void {
  if (Buffer.byteLength(name) > LONGEST_NAME)
    throw new ConfigurationError(`the name of ${name} is longer than ${LONGEST_NAME} bytes`);
  if (/[\s\p{Cc}]/u.test(name)) throw new ConfigurationError(`the name of the class ${name} is no word`);
}

/** Throws a ConfigurationError for a version that is none, or an upgrade that can't be run. */
function refuseVersion(Class: StructureClass): void {
  const { name, version = 0 } = Class;
  const refuse = (reason: string) => {
    throw new ConfigurationError(`${name}${reason}`);
  };
  if (!Number.isSafeInteger(version) || version < 0)
    refuse(`.version is ${version}: a version is a whole number from 0 on`);
  if (Class.upgrade === undefined) return;
  if (typeof Class.upgrade !== 'function') refuse('.upgrade is no function');
  if (Class.upgrade.constructor.name === 'AsyncFunction')
    refuse('.upgrade is async: state is upgraded within a turn');
  if (version === 0) refuse(' has an upgrade, but no static version that is newer than 0');
}

/** A new value is built, to see whether its state can be kept: a packed one has bytes only. */
function refuseState(Class: StructureClass): void {
  let fields: readonly string[];
  try {
    const value = new Class() as Structure;
    cloneValue(value);
    initialFields(Class.prototype as object);
    fields = Object.keys(value);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(`${Class.name} can't be a value: ${reason}`, { cause: error });
  }
  if (Class.prototype instanceof Packed && fields.length > 0)
    throw new ConfigurationError(
      `${Class.name}.${fields[0]} is no field of its layout: a packed value is bytes`,
    );
}
