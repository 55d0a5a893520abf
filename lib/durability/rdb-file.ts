import type { Keyspace } from '../keyspace/keyspace';
import { type FileSystem, realFileSystem, Replacement } from './file-system';
import { RdbFileReader, type RdbLoadOptions } from './rdb/file-reader';
import { type RdbFileOptions, RdbFileWriter } from './rdb/file-writer';

export { RdbFileError } from './rdb/file-error';
export { RdbFileReader, type RdbLoadOptions } from './rdb/file-reader';
export { type RdbFileOptions, RdbFileWriter } from './rdb/file-writer';

/*
 * Files of all keys. Each of these works step by step, a millisecond or so each, and longer where a value is large: the
 * caller decides what is done between two of them. It yields how far it has come, and answers that in the end.
 */

/** Loads a file into the keyspace. Throws an RdbFileError, or what the file system throws as it opens it. */
export function* loadRdb(
  path: string,
  keyspace: Keyspace,
  options: RdbLoadOptions = {},
  files: FileSystem = realFileSystem,
): Generator<RdbFileReader, RdbFileReader> {
  const fd = files.openSync(path, 'r');
  try {
    const reader = new RdbFileReader(keyspace, files, path, fd, options);
    return yield* reader.steps();
  } finally {
    files.closeSync(fd);
  }
}

/**
 * Writes the keyspace, which must stay as it is, to a file. It is on disk when this ends; until then the file of this name
 * is the one before. Throws what the file system throws.
 */
export function* saveRdb(
  path: string,
  keyspace: Keyspace,
  options: RdbFileOptions = {},
  files: FileSystem = realFileSystem,
): Generator<RdbFileWriter, RdbFileWriter> {
  const replacement = new Replacement(files, path);
  try {
    const writer = new RdbFileWriter(keyspace, files, replacement.fd, options);
    yield* writer.steps();
    replacement.put();
    return writer;
  } finally {
    replacement.end();
  }
}
