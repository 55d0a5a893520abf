import { Command } from 'commander';
import { join, resolve } from 'node:path';
import { saveBase } from '../durability/base';
import { realFileSystem } from '../durability/file-system';
import { withLock } from '../durability/folder-lock';
import {
  type LogFile,
  logFolder,
  type LogFolder,
  type Manifest,
  manifestPath,
  nextBase,
  NO_LOG,
  readManifest,
  writeManifest,
} from '../durability/manifest';
import { loadRdb, type RdbFileReader } from '../durability/rdb-file';
import { ConfigurationError } from '../errors';
import type { Keyspace } from '../keyspace/keyspace';
import { Memo } from '../memo';
import { configurationOf, type LogOptions, withLogOptions } from './log-options';
import { showing } from './progress';

interface Options extends LogOptions {
  readonly dir: string;
  readonly structures: readonly string[];
  readonly force: boolean;
}

/** `memo import dump.rdb --dir DIR`: a server that starts in DIR has the keys of the file. */
export const importCommand = (): Command =>
  withLogOptions(
    new Command('import')
      .description(
        'Make the data of an RDB file, of Redis or Memo, that of a server: its log in DIR/appendonlydir.',
      )
      .argument('<file>', 'an RDB file, e.g. dump.rdb')
      .option('--dir <dir>', 'where the server will be started', '.')
      .option(
        '--structures <source...>',
        'file, folder or package that exports structure classes; repeatable',
        [],
      ),
  )
    .option('--force', 'replace the log that is there', false)
    .action(run);

async function run(file: string, options: Options): Promise<void> {
  const { dir, structures, force } = options;
  const folder = logFolder(resolve(dir), options);
  if (!force) refuseData(folder);
  const memo = new Memo({ structures, configuration: configurationOf(options) });
  await memo.offline((keyspace) => {
    const reader = load(file, keyspace);
    folder.files.mkdirSync(folder.path, { recursive: true });
    withLock(folder, () => {
      write(folder, keyspace, reader.keys);
    });
    process.stdout.write(`${summary(reader)} into ${folder.path}\n`);
  });
}

function load(file: string, keyspace: Keyspace): RdbFileReader {
  const { size } = realFileSystem.statSync(file);
  return showing(`loading ${file}`, loadRdb(file, keyspace), size, ({ bytes }) => bytes);
}

/** The log that was there, if one was, is in force until the new one is on disk. */
function write(folder: LogFolder, keyspace: Keyspace, keys: number): void {
  const before = folder.files.readdirSync(folder.path);
  const base = unusedBase(folder, before);
  const steps = saveBase(join(folder.path, base.name), keyspace, keyspace.changes.sequence, folder.files);
  showing(`writing ${base.name}`, steps, keys, (writer) => writer.keys);
  writeManifest(folder, { base, increments: [], history: [] });
  for (const path of before.filter((each) => belongs(folder, each)).map((name) => join(folder.path, name)))
    if (path !== manifestPath(folder)) folder.files.unlinkSync(path);
}

function unusedBase(folder: LogFolder, names: readonly string[]): LogFile {
  let manifest = manifestOf(folder);
  let base = nextBase(folder, manifest);
  while (names.includes(base.name)) {
    manifest = { ...manifest, base };
    base = nextBase(folder, manifest);
  }
  return base;
}

/** A damaged one is as good as none where it is to be replaced. */
function manifestOf(folder: LogFolder): Manifest {
  try {
    return readManifest(folder) ?? NO_LOG;
  } catch (error) {
    if (error instanceof ConfigurationError) return NO_LOG;
    throw error;
  }
}

function refuseData(folder: LogFolder): void {
  if (!folder.files.existsSync(folder.path)) return;
  const names = folder.files.readdirSync(folder.path).filter((name) => belongs(folder, name));
  if (names.length > 0)
    throw new ConfigurationError(
      `${folder.path} has the data of a server (${names.join(', ')}): --force replaces it`,
    );
}

const belongs = ({ fileName }: LogFolder, name: string) => name.startsWith(`${fileName}.`);

/** What was loaded, and what was not. */
function summary({ keys, expired, empty, functions, modules }: RdbFileReader): string {
  const left: string[] = [];
  if (expired > 0) left.push(`${expired} expired keys`);
  if (empty > 0) left.push(`${empty} keys without a value`);
  if (functions > 0) left.push(`${functions} libraries of functions, which Memo has not`);
  if (modules.length > 0) left.push(`data of the modules ${modules.join(', ')}`);
  return `imported ${keys} keys${left.length > 0 ? ` (left out: ${left.join('; ')})` : ''}`;
}
