import { addMembers, addSmallValues, memberTypes, type MemberType } from './members';
import { footprintOf } from './memory';
import type { BenchOptions } from './options';
import { Server, withServers } from './servers';

/** How many values of how many members each. */
export interface Shape {
  readonly type: MemberType;
  readonly values: number;
  readonly members: number;
}

/** Bytes of resident set size that a member takes. */
export interface MemberMemory extends Shape {
  readonly redis: number;
  readonly memo: number;
}

const SMALL = 5;

/** What a member takes in one value of many, and in many values of five. */
export async function compareMemberMemory(options: BenchOptions): Promise<MemberMemory[]> {
  const types = memberTypes.filter(({ name }) => options.types?.includes(name) ?? true);
  const shapes: Shape[] = [
    ...types.map((type) => ({ type, values: 1, members: options.members })),
    ...types
      .filter(({ name }) => name !== 'stream')
      .map((type) => ({ type, values: options.members, members: SMALL })),
  ];
  const rows: MemberMemory[] = [];
  for (const shape of shapes) rows.push(await compareShape(shape, options));
  return rows;
}

/** Both servers are new, load by the same commands, and are asked alike: how much the process has grown. */
function compareShape(shape: Shape, { dataSize, server }: BenchOptions): Promise<MemberMemory> {
  const starting = [Server.redis(), Server.memo({ script: server })] as const;
  return withServers(starting, async (redis, memo) => ({
    ...shape,
    redis: await bytesOfMember(redis, shape, 'x'.repeat(dataSize)),
    memo: await bytesOfMember(memo, shape, 'x'.repeat(dataSize)),
  }));
}

async function bytesOfMember(
  server: Server,
  { type, values, members }: Shape,
  value: string,
): Promise<number> {
  const { perKey } = await footprintOf(server, values * members, () =>
    values === 1
      ? addMembers(server, type, 'large', members, value)
      : addSmallValues(server, type, values, members, value),
  );
  return perKey;
}
