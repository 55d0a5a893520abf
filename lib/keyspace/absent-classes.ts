import type { StructureClass } from '../command/structure-class';
import { type StructureInfo, structureInfo } from '../command/structure-info';
import { errors, StructureError } from '../errors';
import { Packed } from '../packed';

/** Ids go down from the highest that an entry has room for: those of registered classes go up from 0. */
const LAST_ID = 0xffff;
const MOST = 0x8000;

/** The saved value of a class that isn't loaded: bytes that nothing reads. */
abstract class Absent extends Packed {}

/** The error of what is for values of another class than one that has this. */
export const wrongClass = ({ Class, isLoaded }: StructureInfo) =>
  isLoaded ? errors.wrongType() : errors.notLoaded(Class.name);

/** What stands for classes of which there are values, but which aren't loaded. */
export class AbsentClasses {
  private readonly infos: StructureInfo[] = [];

  get all(): readonly StructureInfo[] {
    return this.infos;
  }

  /** What stands for the class of this name. */
  named(name: string): StructureInfo {
    return this.infos.find(({ Class }) => Class.name === name) ?? this.add(name);
  }

  byId(id: number): StructureInfo {
    return this.infos[LAST_ID - id]!;
  }

  private add(name: string): StructureInfo {
    if (this.infos.length === MOST) throw new StructureError('there are values of too many classes');
    const info = structureInfo(LAST_ID - this.infos.length, {
      Class: classNamed(name),
      typeName: name.toLowerCase(),
      isContainer: false,
      keepsEmpty: false,
      packedSize: 0,
      sourceHash: undefined,
      isLoaded: false,
      isAtomic: false,
    });
    this.infos.push(info);
    return info;
  }
}

/** A class has the name of the field that it is given to. */
const classNamed = (name: string): StructureClass => ({ [name]: class extends Absent {} })[name]!;
