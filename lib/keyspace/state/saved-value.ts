import type { StructureInfo } from '../../command/structure-info';
import { errors } from '../../errors';
import type { AlarmState } from '../alarms/key-alarms';
import { readAlarms, writeAlarms } from './saved-alarms';
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
  /** What stands for classes that aren't registered. */
  readonly absent: { named(name: string): StructureInfo };
  classesOf(info: StructureInfo): StateClasses;
  /** Logs what an upgrade has thrown. */
  noteFault(info: StructureInfo, error: unknown): void;
}

/** A value that was read, and what is registered of its class. */
export interface Restored {
  readonly info: StructureInfo;
  readonly kept: Kept;
  readonly alarms: readonly AlarmState[];
}

/** The first byte of a saved value: without alarms, and with some. */
const FORMAT = 1;
const WITH_ALARMS = 2;
const OBJECT = 0;
const BYTES = 1;
/** What is no name on the wire is none of a class. */
const CLASS_NAME = /^[^\p{Cc}]{1,255}$/u;

/**
 * A value in bytes: the name and the version of its class, its alarms, and its state. Throws a StructureError for what can't
 * be saved.
 */
export function saveValue(
  info: StructureInfo,
  kept: Kept,
  registry: Pick<Registry, 'classesOf'>,
  alarms: readonly AlarmState[] = [],
): Buffer {
  const writer = new ByteWriter();
  const name = Buffer.from(info.Class.name);
  writer.byte(alarms.length === 0 ? FORMAT : WITH_ALARMS);
  writer.unsigned(name.length);
  writer.raw(name);
  writer.unsigned(versionOf(info));
  if (alarms.length > 0) writeAlarms(alarms, writer);
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

/**
 * The value in bytes. Throws a CommandError that tells what class is not registered, or that the bytes are no value. The
 * value of a class that is not registered may be kept as its bytes.
 */
export function restoreValue(bytes: Buffer, registry: Registry, keepsUnknown = false): Restored {
  try {
    const { reader, name, version, alarms } = readHead(bytes);
    const info = registry.infoNamed(name);
    if (info) return { info, kept: read(reader, info, version, registry), alarms };
    if (keepsUnknown) return { info: registry.absent.named(name), kept: { bytes, mark: 0 }, alarms: [] };
    throw errors.unknownStructure(name);
  } catch (error) {
    if (error instanceof UnknownClassError) throw errors.unknownPart(error.owner, error.className);
    if (error instanceof DamagedStateError) throw errors.badDataFormat();
    throw error;
  }
}

/** What stands before the state of a value, and a reader of that. */
interface Head {
  readonly reader: ByteReader;
  readonly name: string;
  readonly version: number;
  readonly alarms: readonly AlarmState[];
}

function readHead(bytes: Buffer): Head {
  const reader = new ByteReader(bytes);
  const format = reader.byte();
  if (format !== FORMAT && format !== WITH_ALARMS) refuseState('the value is of another format');
  const name = reader.raw(reader.unsigned()).toString();
  if (!CLASS_NAME.test(name)) refuseState('no class has such a name');
  const version = reader.unsigned();
  return { name, version, alarms: format === WITH_ALARMS ? readAlarms(reader) : [], reader };
}

function read(reader: ByteReader, info: StructureInfo, version: number, registry: Registry): Kept {
  const kind = reader.byte();
  if (kind !== OBJECT && kind !== BYTES) refuseState('the value is of no kind');
  if (version !== versionOf(info)) return readOld(reader, kind, info, version, registry);
  return kind === OBJECT ? readObject(reader, info, registry) : readBytes(reader, info);
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
export const versionOf = ({ Class }: StructureInfo) => Class.version ?? 0;
