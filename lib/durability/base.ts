import type { Keyspace } from '../keyspace/keyspace';
import type { FileSystem } from './file-system';
import type { LogSource } from './log-reader';
import { RdbFileReader, type RdbFileWriter, saveRdb } from './rdb-file';

/** The field of a base that tells the number of the last commit that it has. */
const SEQUENCE = 'memo-sequence';

/** Writes the keyspace as a base, as it is after so many commits, step by step as `saveRdb` does. */
export const saveBase = (
  path: string,
  keyspace: Keyspace,
  sequence: number,
  files: FileSystem,
): Generator<RdbFileWriter, RdbFileWriter> =>
  saveRdb(path, keyspace, { isBase: true, fields: { [SEQUENCE]: sequence } }, files);

/** Reads a base; `sequenceOf` tells then what number its last commit has. */
export const baseReader = (keyspace: Keyspace, { files, path, fd }: LogSource): RdbFileReader =>
  new RdbFileReader(keyspace, files, path, fd, { keepsExpired: true });

/** 0 in a base of Redis. */
export const sequenceOf = ({ fields }: RdbFileReader): number => Number(fields.get(SEQUENCE) ?? 0);
