import { join } from 'node:path';
import type { ConfigurationView } from './command/memo-view';
import type { StructureClass } from './command/structure-class';
import type { StructureInfo } from './command/structure-info';
import type { LoadedClasses } from './durability/class-guard';
import type { Keyspace } from './keyspace/keyspace';
import { inFile } from './keyspace/registration';
import { loadCommonJs, loadStructures } from './loader';
import { installScriptSupport } from './script-support';
import { sourceHash } from './source-hash';

const BUILT_IN = ['standard', 'system'].map((folder) => join(__dirname, '..', 'structures', folder));

/** A user's class, and what its source is. */
export interface UsersClass {
  readonly Class: StructureClass;
  readonly sourceHash: string;
  /** The file that exports it, if that is known. */
  readonly file: string | undefined;
}

/**
 * Registers the built-in structures, then others: classes, or what files, folders and packages export. Answers what is
 * registered beside the built-in ones. Throws a ConfigurationError that names file and class.
 */
export async function registerStructures(
  keyspace: Keyspace,
  added: readonly (StructureClass | string)[],
): Promise<StructureInfo[]> {
  // Where a test runner has its own modules, as jest does, none can be imported.
  for (const folder of BUILT_IN)
    for (const { Class } of await loadStructures(folder, loadCommonJs)) keyspace.register(Class);
  const builtIn = keyspace.commands.structures.length;
  if (added.some((structure) => typeof structure === 'string')) installScriptSupport();
  for (const structure of added) for (const each of await usersClasses(structure)) register(keyspace, each);
  return keyspace.commands.structures.slice(builtIn);
}

function register(keyspace: Keyspace, { Class, file, sourceHash: hash }: UsersClass): void {
  try {
    keyspace.register(Class, hash, file);
  } catch (error) {
    throw inFile(file, error);
  }
}

/** The class that is given, or those that a file, folder or package exports now. */
export async function usersClasses(structure: StructureClass | string): Promise<UsersClass[]> {
  if (typeof structure !== 'string') {
    const file = fileOf(structure);
    return [{ Class: structure, sourceHash: sourceHash(structure, file), file }];
  }
  const loaded = await loadStructures(structure);
  return loaded.map(({ Class, file }) => ({ Class, sourceHash: sourceHash(Class, file), file }));
}

const files = new WeakMap<StructureClass, string>();

/** The file of the CommonJS module that exports a class, or did when it was registered. */
export function fileOf(Class: StructureClass): string | undefined {
  const file = files.get(Class) ?? exporterOf(Class);
  if (file !== undefined) files.set(Class, file);
  return file;
}

function exporterOf(Class: StructureClass): string | undefined {
  const found = Object.values(require.cache).find((module) => {
    const exported: unknown = module?.exports;
    if (exported === Class) return true;
    return typeof exported === 'object' && exported !== null && Object.values(exported).includes(Class);
  });
  return found?.filename;
}

/** The source of each users' class of a keyspace, by name. */
export const hashesOf = ({ commands }: Keyspace): Record<string, string> =>
  Object.fromEntries(
    commands.structures.flatMap(({ Class, sourceHash }) =>
      sourceHash === undefined ? [] : [[Class.name, sourceHash]],
    ),
  );

/** Users' classes of a keyspace, as recovery asks for them. */
export function loadedClasses(keyspace: Keyspace, configuration: ConfigurationView): LoadedClasses {
  return {
    hashOf: (name) => keyspace.classes.infoNamed(name)?.sourceHash,
    accepted: new Set(configuration.get('accept-changed').split(' ')),
  };
}
