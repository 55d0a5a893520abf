import type { StructureInfo } from '../../command/structure-info';
import { errors } from '../../errors';
import { ByteReader, DamagedStateError, refuseState } from './byte-reader';
import { ByteWriter } from './byte-writer';
import type { Kept } from './kept';
import type { StateClasses } from './state-classes';
import { restoreFields, restoreState, UnknownClassError } from './state-reader';
import { saveState } from './state-writer';
import { upgraded } from './upgrade';

/** Where values come from that name their classes. */
export interface Registry {
  infoNamed(name: string): StructureInfo | undefined;
  classesOf(info: StructureInfo): StateClasses;
  /** Logs what an upgrade has thrown. */
  noteFault(info: StructureInfo, error: unknown): void;
}

/** A value that was read, and what is registered of its class. */
interface Restored {
  readonly info: StructureInfo;
  readonly kept: Kept;
}

/** The first byte of a saved value. */
const FORMAT = 1;
const OBJECT = 0;
const BYTES = 1;

/** A value in bytes: the name and the version of its class, and its state. Throws a StructureError for what can't be saved. */
export function saveValue(info: StructureInfo, kept: Kept, registry: Registry): Buffer {
  const writer = new ByteWriter();
  const name = Buffer.from(info.Class.name);
  writer.byte(FORMAT);
  writer.unsigned(name.length);
  writer.raw(name);
  writer.unsigned(versionOf(info));
  if ('object' in kept) {
    writer.byte(OBJECT);
    writer.raw(saveState(kept.object, registry.classesOf(info)));
  } else {
    writer.byte(BYTES);
    writer.byte(kept.mark);
    writer.raw(kept.bytes);
  }
  return writer.finish();
}

/** The value in bytes. Throws a CommandError that tells what class is not registered, or that the bytes are no value. */
export function restoreValue(bytes: Buffer, registry: Registry): Restored {
  try {
    return read(new ByteReader(bytes), registry);
  } catch (error) {
    if (error instanceof UnknownClassError) throw errors.unknownPart(error.owner, error.className);
    if (error instanceof DamagedStateError) throw errors.badDataFormat();
    throw error;
  }
}

function read(reader: ByteReader, registry: Registry): Restored {
  if (reader.byte() !== FORMAT) refuseState('the value is of another format');
  const name = reader.raw(reader.unsigned()).toString();
  const version = reader.unsigned();
  const info = registry.infoNamed(name);
  if (!info) throw errors.unknownStructure(name);
  const kind = reader.byte();
  if (kind !== OBJECT && kind !== BYTES) refuseState('the value is of no kind');
  if (version !== versionOf(info)) return { info, kept: readOld(reader, kind, info, version, registry) };
  return { info, kept: kind === OBJECT ? readObject(reader, info, registry) : readBytes(reader, info) };
}

/** A value of another version of its class, as the class has it now. */
function readOld(
  reader: ByteReader,
  kind: number,
  info: StructureInfo,
  version: number,
  registry: Registry,
): Kept {
  const { Class } = info;
  const present = versionOf(info);
  if (version > present) throw errors.newerVersion(Class.name, version, present);
  if (!Class.upgrade) throw errors.noUpgrade(Class.name, version, present);
  const classes = registry.classesOf(info);
  const saved: Kept =
    kind === OBJECT
      ? { object: restoreFields(reader.rest(), classes) }
      : { mark: reader.byte(), bytes: reader.rest() };
  try {
    return upgraded(info, saved, version, classes);
  } catch (error) {
    registry.noteFault(info, error);
    throw errors.upgradeFailed(Class.name, version, error instanceof Error ? error.message : String(error));
  }
}

function readObject(reader: ByteReader, info: StructureInfo, registry: Registry): Kept {
  const object = restoreState(reader.rest(), registry.classesOf(info));
  const isLive = info.packedSize === undefined;
  if (isLive && Object.getPrototypeOf(object) !== info.Class.prototype)
    refuseState('the value is of another class');
  return { object };
}

function readBytes(reader: ByteReader, { packedSize }: StructureInfo): Kept {
  const mark = reader.byte();
  const bytes = reader.rest();
  if (packedSize === undefined || bytes.length < packedSize) refuseState('the value is no such bytes');
  return { bytes, mark };
}

/** `static version` of a class, 0 when it has none. */
const versionOf = ({ Class }: StructureInfo) => Class.version ?? 0;
