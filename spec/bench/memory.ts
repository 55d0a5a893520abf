import { setTimeout as sleep } from 'node:timers/promises';
import type { TurnTimes } from './inside/turn-clock';
import { setKeys } from './keys';
import type { BenchOptions } from './options';
import { Server, withServers } from './servers';

/** Bytes of resident set size. */
export interface Footprint {
  readonly empty: number;
  readonly loaded: number;
  readonly perKey: number;
}

export interface MemoryComparison {
  readonly keys: number;
  readonly dataSize: number;
  readonly redis: Footprint;
  readonly memo: Footprint;
}

/** Long enough for both servers to give back what loading has left over. */
const settling = 3000;

export function compareMemory({ memoryKeys, dataSize, server }: BenchOptions): Promise<MemoryComparison> {
  const starting = [Server.redis(), Server.memo({ script: server })] as const;
  return withServers(starting, async (redis, memo) => ({
    ...{ keys: memoryKeys, dataSize },
    redis: await footprint(redis, memoryKeys, dataSize),
    memo: await footprint(memo, memoryKeys, dataSize),
  }));
}

function footprint(server: Server, keys: number, dataSize: number): Promise<Footprint> {
  return footprintOf(server, keys, () => setKeys(server, 'key', keys, 'x'.repeat(dataSize)));
}

/** What loading so many keys, or members, adds to a server. */
export async function footprintOf(
  server: Server,
  keys: number,
  load: () => Promise<unknown>,
): Promise<Footprint> {
  await sleep(settling);
  const empty = server.residentBytes();
  await load();
  await sleep(settling);
  const loaded = server.residentBytes();
  return { empty, loaded, perKey: (loaded - empty) / keys };
}

/** Times the turns of a server that grows from nothing, as often as there is a third of a pair; the longest of each. */
export async function timeGrowth({
  growthKeys,
  dataSize,
  pairs,
  server,
}: BenchOptions): Promise<TurnTimes[]> {
  const times: TurnTimes[] = [];
  for (let round = 0; round < Math.ceil(pairs / 3); round++) {
    const starting = [Server.memo({ script: server, inside: 'turn-clock' })] as const;
    times.push(
      await withServers(starting, async (memo) => {
        await memo.ask('start');
        await setKeys(memo, 'key', growthKeys, 'x'.repeat(dataSize));
        return memo.ask<TurnTimes>('stop');
      }),
    );
  }
  return times;
}
