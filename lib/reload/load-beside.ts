import Module from 'node:module';
import type { StructureClass } from '../command/structure-class';
import { ConfigurationError } from '../errors';
import { fileOf, type UsersClass, usersClasses } from '../registry';
import { LoadError, loadStructures } from '../loader';
import { sourceHash } from '../source-hash';
import { beginRecording, recording, resumeRecording, type SourceSet } from '../sources/recording';
import { syntaxErrorIn } from './syntax-error';

interface ModuleInternals {
  /** Modules by their files. */
  readonly _cache?: Record<string, NodeJS.Module | undefined>;
  /** Files by what was asked for. */
  readonly _pathCache?: Record<string, string>;
}

const { _cache: modules = {}, _pathCache: paths = {} } = Module as unknown as ModuleInternals;

/** Classes of sources that were loaded again, beside those that run. */
export interface LoadedBeside {
  readonly classes: readonly UsersClass[];
  /** How many files were loaded. */
  readonly files: number;
  /** As if nothing had been loaded: what is required from now on is the code that runs. */
  discard(): void;
}

/**
 * Loads users' structures again, each file anew that is of users' own sources. Throws a ConfigurationError; the code that
 * runs is what is required then, as before.
 */
export async function loadBeside(
  added: readonly (StructureClass | string)[],
  running: SourceSet,
  /** Told of the files that were loaded, or were to be. */
  onFiles: (files: readonly string[]) => void,
): Promise<LoadedBeside> {
  const undo = forget([...running.texts.keys()]);
  const before = beginRecording();
  let files: readonly string[] = [];
  const discard = () => {
    forget([...recording().texts.keys()]);
    resumeRecording(before);
    undo();
  };
  try {
    const classes: UsersClass[] = [];
    for (const structure of added) classes.push(...(await loadAgain(structure)));
    files = [...recording().texts.keys()];
    return { classes, files: files.length, discard };
  } catch (error) {
    files = [...recording().texts.keys()];
    if (error instanceof LoadError && error.cause instanceof SyntaxError)
      error.place = syntaxErrorIn(recording());
    discard();
    throw error;
  } finally {
    onFiles(files);
  }
}

/** What is required next is loaded anew; answers how to have the modules again. */
function forget(files: readonly string[]): () => void {
  const known = files.flatMap((file) => {
    const module = modules[file];
    return module ? [[file, module] as const] : [];
  });
  const gone = new Set(files);
  for (const file of files) Reflect.deleteProperty(modules, file);
  for (const [name, file] of Object.entries(paths)) if (gone.has(file)) Reflect.deleteProperty(paths, name);
  return () => {
    for (const [file, module] of known) modules[file] = module;
  };
}

async function loadAgain(structure: StructureClass | string): Promise<readonly UsersClass[]> {
  return typeof structure === 'string' ? usersClasses(structure) : [await classAgain(structure)];
}

/** The class that has the place now of one that was given as a value. Throws a ConfigurationError. */
async function classAgain(structure: StructureClass): Promise<UsersClass> {
  const { name } = structure;
  const file = fileOf(structure);
  const refuse = (reason: string) => new ConfigurationError(`${name} was given as a class${reason}`);
  if (file === undefined) throw refuse(', and no file is known that exports it: give the file to reload it');
  if (file === require.main?.filename)
    throw refuse(` by ${file}, which starts the program: move it into a file of its own to reload it`);
  const found = (await loadStructures(file)).find(({ Class }) => Class.name === name);
  if (!found) throw refuse(`, and ${file} exports none of that name any more`);
  return { ...found, sourceHash: sourceHash(found.Class, file) };
}
