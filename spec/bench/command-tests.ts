import { collectionTests } from './collection-tests';
import { drive, encode, repeated } from './driver';
import { numberedKey, setKeys } from './keys';
import type { Conditions, Test } from './measure';
import { seededRandom } from './random';
import { benchmarkCommand, benchmarkTest } from './redis-benchmark';
import type { Server } from './servers';

/** Loads the keys that the tests hit at random, so that none of them meets an empty server. */
export async function loadKeys(
  server: Server,
  { keys, dataSize }: Pick<Conditions, 'keys' | 'dataSize'>,
): Promise<void> {
  await setKeys(server, 'key', keys, 'x'.repeat(dataSize));
  await setKeys(server, 'counter', keys, '0');
}

const list = 'mylist';
const deleteList = async (server: Server): Promise<void> => {
  await server.client.del(list);
};

/** Pushes at least so many elements, a thousand a command. */
async function fillList(server: Server, length: number, { dataSize }: Conditions): Promise<void> {
  const push = encode('RPUSH', list, ...new Array<string>(1000).fill('x'.repeat(dataSize)));
  await drive(server.port, 1, repeated([push], 1, Math.ceil(length / 1000)));
}

const plain = (name: string): Test => ({ name, title: name.toUpperCase(), load: benchmarkTest(name) });

/** A test on one list, which is gone before the next run. */
const onList = (test: Test): Test => ({ ...test, cleanUp: deleteList });

const pops = (test: Test): Test => onList({ ...test, prepare: fillList });

const range = (length: number): Test => ({
  name: `lrange_${length}`,
  title: `LRANGE_${length}`,
  load: benchmarkCommand('LRANGE', list, '0', String(length - 1)),
  prepare: (server, _requests, conditions) => fillList(server, 1000, conditions),
});

/** Commands in random order, by how many of ten they are. Pushes and pops are as many, so lists stay short. */
const mix: Record<string, { share: number; words: (key: number, value: string) => string[] }> = {
  GET: { share: 3, words: (key) => [numberedKey('key', key)] },
  SET: { share: 2, words: (key, value) => [numberedKey('key', key), value] },
  INCR: { share: 1, words: (key) => [numberedKey('counter', key)] },
  EXPIRE: { share: 1, words: (key) => [numberedKey('key', key), '100000'] },
  EXISTS: { share: 1, words: (key) => [numberedKey('key', key)] },
  LPUSH: { share: 1, words: (key, value) => [mixedList(key), value] },
  LPOP: { share: 1, words: (key) => [mixedList(key)] },
};

const mixedLists = 1000;
const mixedList = (key: number) => `list:${key % mixedLists}`;

function mixedCommands({ keys, dataSize }: Conditions): Buffer[] {
  const random = seededRandom(1);
  const names = Object.entries(mix).flatMap(([name, { share }]) => new Array<string>(share).fill(name));
  return Array.from({ length: 200_000 }, () => {
    const name = names[Math.floor(random() * names.length)] ?? 'PING';
    return encode(name, ...(mix[name]?.words(Math.floor(random() * keys), 'x'.repeat(dataSize)) ?? []));
  });
}

const mixed: Test = {
  name: 'mixed',
  title: `mixed (${Object.keys(mix).join(' ')})`,
  load: ({ port }, requests, conditions) =>
    drive(port, conditions.clients, repeated(mixedCommands(conditions), conditions.pipeline, requests)),
  cleanUp: async ({ client }) => {
    await client.del(...Array.from({ length: mixedLists }, (_, key) => mixedList(key)));
  },
};

/** Redis' own commands, in the order of the table. */
export const commandTests: readonly Test[] = [
  ...['ping_inline', 'ping_mbulk', 'set', 'get', 'incr', 'mset'].map(plain),
  ...['lpush', 'rpush'].map(plain).map(onList),
  ...['lpop', 'rpop'].map(plain).map(pops),
  ...[100, 300, 500, 600].map(range).map(onList),
  ...collectionTests,
  mixed,
];
