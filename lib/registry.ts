import { join } from 'node:path';
import type { ConfigurationView } from './command/memo-view';
import type { StructureClass } from './command/structure-class';
import type { StructureInfo } from './command/structure-info';
import type { LoadedClasses } from './durability/class-guard';
import { ConfigurationError } from './errors';
import type { Keyspace } from './keyspace/keyspace';
import { loadCommonJs, loadStructures } from './loader';
import { installScriptSupport } from './script-support';
import { sourceHash } from './source-hash';

const BUILT_IN = ['standard', 'system'].map((folder) => join(__dirname, '..', 'structures', folder));

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
  for (const structure of added) await register(keyspace, structure);
  return keyspace.commands.structures.slice(builtIn);
}

async function register(keyspace: Keyspace, structure: StructureClass | string): Promise<void> {
  if (typeof structure !== 'string') {
    const file = fileOf(structure);
    keyspace.register(structure, sourceHash(structure, file), file);
    return;
  }
  for (const { Class, file } of await loadStructures(structure)) {
    try {
      keyspace.register(Class, sourceHash(Class, file), file);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      throw new ConfigurationError(`${file}: ${error.message}`, { cause: error });
    }
  }
}

/** The file of the CommonJS module that exports a class. */
export function fileOf(Class: StructureClass): string | undefined {
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
    hashOf: (name) => keyspace.infoNamed(name)?.sourceHash,
    accepted: new Set(configuration.get('accept-changed').split(' ')),
  };
}
