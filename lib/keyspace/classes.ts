import { compileFunction } from 'node:vm';
import type { CommandTable } from '../command/command-table';
import type { Method } from '../command/method';
import type { StructureClass } from '../command/structure-class';
import type { StructureInfo } from '../command/structure-info';
import { StructureError } from '../errors';
import { AT, type Structure } from '../structure';
import { AbsentClasses } from './absent-classes';
import { FormerClasses, type FormerSurroundings } from './former-classes';
import type { KeyEntry } from './key-entry';
import { describe } from './registration';
import type { Registry } from './state/saved-value';
import { StateClasses } from './state/state-classes';

type Flyweight = (entry: KeyEntry) => Structure;
type Container = Structure & { isEmpty(): boolean };

/** The classes of values: what is registered of each, and how instances of it are made. */
export class Classes implements Registry {
  /** Registered classes by the id that their entries have. */
  readonly byId: (StructureInfo | undefined)[] = [];
  readonly absent = new AbsentClasses();
  readonly former: FormerClasses;
  private readonly byClass = new Map<StructureClass, StructureInfo>();
  private readonly flyweights: (Flyweight | undefined)[] = [];
  private readonly empties: (Container | undefined)[] = [];
  private readonly stateClasses = new Map<StructureInfo, StateClasses>();

  constructor(
    private readonly commands: CommandTable,
    surroundings: FormerSurroundings,
    /** Logs what `static upgrade` of a class has thrown. */
    readonly noteFault: (info: StructureInfo, error: unknown) => void,
  ) {
    this.former = new FormerClasses(this, surroundings);
  }

  /** Throws a ConfigurationError when it can't be registered. */
  register(Class: StructureClass, sourceHash?: string, file?: string): void {
    this.commands.register(describe(Class, sourceHash, file));
  }

  /** The registered classes are those of the command table, whatever they were. */
  follow(): void {
    const { structures } = this.commands;
    const before = [...this.byClass.values()];
    for (const { id } of before.filter((info) => !structures.includes(info))) this.forget(id);
    this.byClass.clear();
    this.stateClasses.clear();
    for (const info of structures) {
      while (this.byId.length < info.id) this.byId.push(undefined);
      this.byId[info.id] = info;
      this.byClass.set(info.Class, info);
    }
  }

  infoNamed(name: string): StructureInfo | undefined {
    return this.commands.structures.find(({ Class }) => Class.name === name);
  }

  /** Throws a StructureError for a class that isn't registered. */
  infoOf(Class: StructureClass): StructureInfo {
    const info = this.byClass.get(Class);
    if (!info) throw new StructureError(`${Class.name} is not a registered structure`);
    return info;
  }

  /** The classes whose instances values of a class can hold. */
  classesOf(info: StructureInfo): StateClasses {
    const known = this.stateClasses.get(info);
    if (known) return known;
    const parts = new StateClasses(
      info.Class,
      this.commands.structures.map(({ Class }) => Class),
    );
    this.stateClasses.set(info, parts);
    return parts;
  }

  /** What stands for an absent container: a new instance for a write, a shared one for a read. */
  emptyInstance({ owner, writes }: Method): Container {
    if (writes) return new owner.Class() as Container;
    const shared = this.empties[owner.id];
    if (shared?.isEmpty()) return shared;
    return (this.empties[owner.id] = new owner.Class() as Container);
  }

  /** Makes views on a packed class's bytes, and runs no initializer. */
  flyweightOf(info: StructureInfo): Flyweight {
    return this.flyweights[info.id] ?? this.newFlyweightOf(info);
  }

  /** It is kept, but for a class that isn't loaded: of a table with so high an id V8 would make a map. */
  private newFlyweightOf(info: StructureInfo): Flyweight {
    const view = makeFlyweight(info);
    if (info.isLoaded) this.flyweights[info.id] = view;
    return view;
  }

  /** The id may be another class's some day. */
  private forget(id: number): void {
    this.byId[id] = undefined;
    if (id < this.flyweights.length) this.flyweights[id] = undefined;
    if (id < this.empties.length) this.empties[id] = undefined;
  }
}

const FLYWEIGHT = `
  function View(entry) { this[AT] = entry; }
  View.prototype = Object.create(prototype, {
    entry: { get() { return this[AT]; } },
    memory: { get() { return this[AT]; } },
    server: { get() { return this[AT].server; } },
  });
  return (entry) => new View(entry);`;

/**
 * Compiled for each class, with what handlers ask for most: of one function that makes views of all classes, or of one getter for
 * all of them, V8 learns nothing. It is code of this file to the watchdog, which would stop it as a handler's otherwise.
 */
function makeFlyweight({ Class }: StructureInfo): Flyweight {
  const compiled = compileFunction(FLYWEIGHT, ['AT', 'prototype'], { filename: __filename });
  return (compiled as (...words: unknown[]) => Flyweight)(AT, Class.prototype);
}
