import { join } from 'node:path';
import type { ConfigurationView } from '../command/memo-view';
import type { Keyspace } from '../keyspace/keyspace';
import type { FileSystem } from './file-system';
import { loadRdb, type RdbFileReader, type RdbLoadOptions, saveRdb } from './rdb-file';
import { atOnce } from './slices';

/** All keys in one file, as Redis' SAVE makes it. */
export class Snapshots {
  /** Milliseconds since 1970: when the last was made, or the server started. */
  lastAt: number;
  lastFailed = false;
  count = 0;
  /** How long the last took that was made beside the server; -1 when there was none. */
  lastSeconds = -1;
  /** What the second copy of the data took for the last that a compaction made. */
  lastMemory = 0;
  /** Keys of the one that was last loaded, and those that had expired. */
  loadedKeys = 0;
  expiredKeys = 0;
  private changesAtLast = 0;

  constructor(
    private readonly keyspace: Keyspace,
    private readonly configuration: ConfigurationView,
    private readonly files: FileSystem,
  ) {
    this.lastAt = keyspace.time;
  }

  get path(): string {
    return join(this.configuration.get('dir'), this.configuration.get('dbfilename'));
  }

  get exists(): boolean {
    return this.files.existsSync(this.path);
  }

  /** Turns that have changed something since the last. */
  get changes(): number {
    return this.keyspace.changes.sequence - this.changesAtLast;
  }

  /** Makes one at once: nothing else runs meanwhile. Throws what the file system throws. */
  save(): void {
    try {
      atOnce(saveRdb(this.path, this.keyspace, {}, this.files));
    } catch (error) {
      this.lastFailed = true;
      throw error;
    }
    this.noteSaved();
  }

  /** One was made, of what the data was after so many commits. */
  noteSaved(sequence = this.keyspace.changes.sequence): void {
    this.lastFailed = false;
    this.lastAt = this.keyspace.time;
    this.changesAtLast = sequence;
    this.count++;
  }

  /** Brings back the keys that haven't expired; throws an RdbFileError. */
  *load(options: RdbLoadOptions = {}): Generator<RdbFileReader, void> {
    const { keys, expired } = yield* loadRdb(this.path, this.keyspace, options, this.files);
    this.loadedKeys = keys;
    this.expiredKeys = expired;
  }
}
