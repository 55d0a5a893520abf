import type { MetricsView } from '../command/server';
import type { Keyspace } from '../keyspace/keyspace';

/** The figures that INFO shows. */
export class Metrics implements MetricsView {
  connectionsReceived = 0;
  commandsProcessed = 0;
  inputBytes = 0;
  outputBytes = 0;
  errorReplies = 0;

  constructor(
    private readonly keyspace: Keyspace,
    readonly startedAt: number,
  ) {}

  get expiredKeys(): number {
    return this.keyspace.expired;
  }

  get keyspaceHits(): number {
    return this.keyspace.hits;
  }

  get keyspaceMisses(): number {
    return this.keyspace.misses;
  }

  get datasetBytes(): number {
    return this.keyspace.bytes;
  }

  resetStatistics(): void {
    this.connectionsReceived = 0;
    this.commandsProcessed = 0;
    this.inputBytes = 0;
    this.outputBytes = 0;
    this.errorReplies = 0;
    this.keyspace.resetStatistics();
  }
}
