import type { StructureClass } from './structure-class';

/** A registered class, and what dispatch must know of it. */
export interface StructureInfo {
  /** Stands for the class in the dictionary's entries. */
  readonly id: number;
  readonly Class: StructureClass;
  /** What TYPE answers. */
  readonly typeName: string;
  /** Absent reads as empty, and what became empty is removed. */
  readonly isContainer: boolean;
  /** What became empty stays. */
  readonly keepsEmpty: boolean;
  /** State is bytes; the number of bytes in a new value. Undefined for live objects. */
  readonly packedSize: number | undefined;
  /** Of a user's class: changes when its source does. */
  readonly sourceHash: string | undefined;
  /** The path of the file that it was loaded from; undefined when there is none, or it is built in. */
  readonly file?: string | undefined;
  /** Else this stands for a class that isn't there, of which a value was loaded all the same. */
  readonly isLoaded: boolean;
  /** A command of it that throws leaves everything as it was. */
  readonly isAtomic: boolean;
}

/** One literal makes all of them, so that they have one shape to V8, which a spread would not give: each command reads some. */
export function structureInfo(id: number, described: Omit<StructureInfo, 'id'>): StructureInfo {
  const { Class, typeName, isContainer, keepsEmpty, packedSize, sourceHash, file, isLoaded, isAtomic } =
    described;
  return { id, Class, typeName, isContainer, keepsEmpty, packedSize, sourceHash, file, isLoaded, isAtomic };
}
