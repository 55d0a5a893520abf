import type { CompactionContext } from './durability/compaction-job';
import { Permit } from './durability/permit';
import { ConfigurationError } from './errors';
import type { Memo } from './memo';
import { loadedClasses } from './registry';
import { machineTime } from './server/machine-time';

/**
 * Loads the structures of a server that serves nobody, to compact the log that its options name. Throws a
 * ConfigurationError when the source of a class has changed.
 * @param hashes the source of each users' class of the server whose log it is, by name
 * @param permit to change the files of its log
 */
export const compactionContext = (
  memo: Memo,
  hashes: Readonly<Record<string, string>>,
  permit = new Permit(),
): Promise<CompactionContext> =>
  memo.offline((keyspace) => {
    for (const [name, hash] of Object.entries(hashes)) {
      if (keyspace.infoNamed(name)?.sourceHash !== hash)
        throw new ConfigurationError(
          `the source of ${name} has changed since the server started: until it starts again its log is not compacted`,
        );
    }
    const { persistence, configuration, log } = memo;
    const classes = loadedClasses(keyspace, configuration);
    return { keyspace, folder: persistence.folder, classes, log, clock: machineTime, permit };
  });
