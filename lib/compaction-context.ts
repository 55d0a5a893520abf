import type { CompactionContext } from './durability/compaction-job';
import { Permit } from './durability/permit';
import { ConfigurationError } from './errors';
import type { Memo } from './memo';
import { loadedClasses } from './registry';
import { machineTime } from './server/machine-time';

/**
 * Loads the structures of a server that serves nobody, to compact the log that its options name. Throws a
 * ConfigurationError when the source of a class is another one here.
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
      if (keyspace.classes.infoNamed(name)?.sourceHash !== hash)
        throw new ConfigurationError(
          `no thread can load ${name} as the server runs it: the log is not compacted until the server starts again`,
        );
    }
    const { persistence, configuration, log } = memo;
    const classes = loadedClasses(keyspace, configuration);
    return { keyspace, folder: persistence.folder, classes, log, clock: machineTime, permit };
  });
