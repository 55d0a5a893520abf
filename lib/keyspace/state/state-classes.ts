import type { StructureClass } from '../../command/structure-class';
import { StructureError } from '../../errors';
import type { PartClass } from '../../structure';

/** The classes whose instances a structure's state may hold, by their names. */
export class StateClasses {
  private readonly prototypes = new Map<string, object>();
  private readonly names = new Map<object, string>();

  /** Throws a StructureError when two of the classes that the structure names have one name, or one is none. */
  constructor(
    readonly owner: StructureClass,
    /** The classes that are registered: a class that the structure names goes before one of these. */
    registered: readonly StructureClass[],
  ) {
    const { classes = [] } = owner as { classes?: readonly PartClass[] };
    for (const Class of new Set<PartClass>([owner as unknown as PartClass, ...classes])) this.add(Class);
    for (const Class of registered)
      if (!this.prototypes.has(Class.name)) this.add(Class as unknown as PartClass);
  }

  /** The name of the class of which this is the prototype. */
  nameOf(prototype: object): string | undefined {
    return this.names.get(prototype);
  }

  prototypeOf(name: string): object | undefined {
    return this.prototypes.get(name);
  }

  private add(Class: PartClass): void {
    if (typeof Class !== 'function')
      throw new StructureError(`static classes of ${this.owner.name} has what is no class: ${String(Class)}`);
    if (this.prototypes.has(Class.name))
      throw new StructureError(`static classes of ${this.owner.name}: two classes are named ${Class.name}`);
    const prototype = Class.prototype as object;
    this.prototypes.set(Class.name, prototype);
    this.names.set(prototype, Class.name);
  }
}
