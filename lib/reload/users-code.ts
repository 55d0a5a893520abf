import type { StructureClass } from '../command/structure-class';
import type { Keyspace } from '../keyspace/keyspace';
import { fileOf, hashesOf } from '../registry';
import { loadedSources } from '../sources/needed-files';
import type { SourceSet } from '../sources/recording';

/** The code of users' classes. */
export interface Code {
  readonly sources: SourceSet;
  /** The source of each users' class, by name. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** Code that ran before a reload, and the increment that was begun then: what is before it in the log is its. */
export interface FormerCode {
  readonly code: Code;
  readonly before: string;
}

/** The code that the server runs, and what the log needs. */
export class UsersCode {
  /** As long as the log has commands of it. */
  former: FormerCode | undefined = undefined;
  private known: Code | undefined = undefined;

  constructor(
    private readonly keyspace: Keyspace,
    private readonly added: readonly (StructureClass | string)[],
  ) {}

  /** What runs now; files that a handler has required of late included. */
  get current(): Code {
    const { sources } = this.known ?? this.note();
    const late = loadedSources([]);
    const texts = new Map([...late.texts, ...sources.texts]);
    const found = new Map([...late.found, ...sources.found]);
    return { sources: { ...sources, texts, found }, hashes: hashesOf(this.keyspace) };
  }

  /** The structures were loaded. */
  note(): Code {
    const files = this.added.map((structure) =>
      typeof structure === 'string' ? undefined : fileOf(structure),
    );
    const sources = loadedSources(files.filter((file) => file !== undefined));
    return (this.known = { sources, hashes: hashesOf(this.keyspace) });
  }
}
