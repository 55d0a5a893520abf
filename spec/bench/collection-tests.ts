import { type Conditions, type Test } from './measure';
import { addMembers, memberTypes, type MemberType } from './members';
import { benchmarkCommand, benchmarkTest } from './redis-benchmark';
import type { Server } from './servers';

const MEMBERS = 100_000;

const typeNamed = (name: MemberType['name']) => memberTypes.find((type) => type.name === name)!;

const deleting = (key: string) => async (server: Server) => {
  await server.client.unlink(key);
};

/** One of redis-benchmark's tests on one key, which grows from nothing in each run. */
const growing = (name: string, key: string): Test => ({
  name,
  title: name.toUpperCase(),
  load: benchmarkTest(name),
  cleanUp: deleting(key),
});

/** One that takes members from a key, which is filled before each run. */
const taking = (name: string, key: string, type: MemberType['name']): Test => ({
  ...growing(name, key),
  prepare: (server, requests, { dataSize }) =>
    addMembers(server, typeNamed(type), key, requests, 'x'.repeat(dataSize)),
});

/** One that reads a key of a hundred thousand members at random. */
function reading(type: MemberType['name'], command: string, ...words: string[]): Test {
  const key = `members:${type}`;
  return {
    name: command.toLowerCase(),
    title: [command, ...words.filter((word) => /^[A-Z\d]+$/.test(word))].join(' '),
    setUp: async (server: Server, { dataSize }: Conditions) => {
      await server.client.unlink(key);
      await addMembers(server, typeNamed(type), key, MEMBERS, 'x'.repeat(dataSize));
    },
    load: (server, requests, conditions) =>
      benchmarkCommand(command, key, ...words)(server, requests, { ...conditions, keys: MEMBERS }),
  };
}

const xadd: Test = {
  ...growing('xadd', 'mystream'),
  load: (server, requests, conditions) => {
    const words = ['XADD', 'mystream', '*', 'field', 'x'.repeat(conditions.dataSize)];
    return benchmarkCommand(...words)(server, requests, conditions);
  },
};

/** Redis' commands on hashes, sets, sorted sets and streams. */
export const collectionTests: readonly Test[] = [
  growing('sadd', 'myset'),
  growing('hset', 'myhash'),
  taking('spop', 'myset', 'set'),
  growing('zadd', 'myzset'),
  taking('zpopmin', 'myzset', 'zset'),
  xadd,
  reading('hash', 'HGET', 'element:__rand_int__'),
  reading('set', 'SISMEMBER', 'element:__rand_int__'),
  reading('zset', 'ZRANK', 'element:__rand_int__'),
  reading('zset', 'ZRANGEBYSCORE', '__rand_int__', '+inf', 'LIMIT', '0', '10'),
  reading('stream', 'XRANGE', '__rand_int__', '+', 'COUNT', '10'),
];
