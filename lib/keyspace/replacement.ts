import type { CommandTable } from '../command/command-table';
import type { ReloadReport } from '../command/memo-view';
import type { StructureClass } from '../command/structure-class';
import type { StructureInfo } from '../command/structure-info';
import type { FormerClass } from './former-classes';
import type { Keyspace } from './keyspace';
import { describe, inFile } from './registration';
import { type Registry, versionOf } from './state/saved-value';
import { StateClasses } from './state/state-classes';

/** A class that is to be registered, and what its source is. */
export interface Candidate {
  readonly Class: StructureClass;
  readonly sourceHash: string;
  readonly file: string | undefined;
}

/**
 * Users' classes that are to come in the place of those that are registered: the registry as it will be. Until it is put in
 * place, the keyspace stays as it is.
 */
export class Replacement implements Registry {
  /** Classes whose values are to become other ones. */
  readonly former: readonly FormerClass[];
  /** What an upgrade threw that was tried. */
  fault: unknown = undefined;
  private readonly table: CommandTable;
  private readonly gone: readonly StructureInfo[];
  private readonly stateClasses = new Map<StructureInfo, StateClasses>();

  /** Throws a ConfigurationError when the classes can't be registered. */
  constructor(
    private readonly keyspace: Keyspace,
    candidates: readonly Candidate[],
  ) {
    const { structures } = keyspace.commands;
    const isNamed = (Class: StructureClass) => candidates.some((candidate) => candidate.Class === Class);
    const stays = ({ sourceHash, Class }: StructureInfo) => sourceHash === undefined || isNamed(Class);
    this.table = keyspace.commands.only(structures.filter(stays));
    this.gone = structures.filter((info) => !stays(info));
    const ids = this.freeIds();
    for (const candidate of candidates) this.register(candidate, ids);
    for (const { Class } of candidates) this.classesOf(this.infoNamed(Class.name)!);
    this.former = [...this.gone.map((info) => this.formerly(info)), ...this.returning()];
  }

  get absent() {
    return this.keyspace.classes.absent;
  }

  infoNamed(name: string): StructureInfo | undefined {
    return this.table.structures.find(({ Class }) => Class.name === name);
  }

  classesOf(info: StructureInfo): StateClasses {
    const known = this.stateClasses.get(info);
    if (known) return known;
    const registered = this.table.structures.map(({ Class }) => Class);
    const classes = new StateClasses(info.Class, registered);
    this.stateClasses.set(info, classes);
    return classes;
  }

  noteFault(_info: StructureInfo, error: unknown): void {
    this.fault = error;
  }

  /** Whether classes of which the log may have commands are other ones, or gone. */
  get changesCode(): boolean {
    return this.gone.some(({ Class, sourceHash }) => this.infoNamed(Class.name)?.sourceHash !== sourceHash);
  }

  /** Puts the classes in place: what runs from now on is their code. Between two turns; it can't fail. */
  apply(): void {
    const { commands, classes, waiters } = this.keyspace;
    for (const former of this.former) classes.former.add(former);
    commands.adopt(this.table);
    this.keyspace.followClasses();
    waiters.answerChanged();
  }

  /** What it changes; to be asked before it is put in place. */
  differences(): Omit<ReloadReport, 'values' | 'files' | 'milliseconds'> {
    const before = new Map(this.gone.map((info) => [info.Class.name, info]));
    const { structures } = this.keyspace.commands;
    const fresh = this.table.structures.filter((info) => !structures.includes(info));
    const both = fresh.flatMap((info) => {
      const was = before.get(info.Class.name);
      return was ? [{ name: info.Class.name, was, info }] : [];
    });
    const commands = [this.keyspace.commands, this.table].map((table) => table.all().map(({ name }) => name));
    const [old, now] = commands as [string[], string[]];
    return {
      commandsAdded: now.filter((name) => !old.includes(name)),
      commandsRemoved: old.filter((name) => !now.includes(name)),
      classesAdded: fresh.map(({ Class }) => Class.name).filter((name) => !before.has(name)),
      classesRemoved: [...before.keys()].filter((name) => !both.some((each) => each.name === name)),
      classesChanged: both
        .filter(({ was, info }) => was.sourceHash !== info.sourceHash)
        .map(({ name }) => name),
      classesUpgraded: both
        .map(({ name, was, info }) => ({ name, from: versionOf(was), to: versionOf(info) }))
        .filter(({ from, to }) => from !== to),
    };
  }

  private register({ Class, sourceHash, file }: Candidate, ids: Iterator<number, never>): void {
    if (this.table.structures.some((known) => known.Class === Class)) return;
    try {
      this.table.register(describe(Class, sourceHash, file), ids.next().value);
    } catch (error) {
      throw inFile(file, error);
    }
  }

  /** Ids that no entry has, from the lowest on: methods of a command come in the order of their classes' ids. */
  private *freeIds(): Generator<number, never> {
    const { byId, former } = this.keyspace.classes;
    const highest = Math.max(...this.table.structures.map(({ id }) => id));
    for (let id = highest + 1; ; id++) if (byId[id] === undefined && !former.has(id)) yield id;
  }

  private formerly(info: StructureInfo): FormerClass {
    return { info, parts: this.keyspace.classes.classesOf(info) };
  }

  /** Classes that are loaded again, of which there are values. */
  private returning(): FormerClass[] {
    return this.absent.all
      .filter(({ Class }) => this.infoNamed(Class.name))
      .map((info) => ({ info, parts: undefined }));
  }
}
