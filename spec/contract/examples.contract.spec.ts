import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Structure, type StructureClass } from '../../lib/index';
import { expectReplaySafe } from '../../lib/testing';
import { serving } from '../support/serving';

const FOLDER = join(__dirname, '..', '..', 'examples');

/** What fills a value of each example that is a structure, and what tells all about it. */
const EXAMPLES: Readonly<Record<string, { fill: readonly string[]; probes: readonly string[] }>> = {
  'autocomplete.ts': {
    fill: ['TYPED k lemon 3', 'TYPED k Lemonade 5', 'COMPLETE k le', 'TYPED k lemur'],
    probes: ['COMPLETE k le', 'COMPLETE k lemo 1', 'TYPED k lemon'],
  },
  'bloom-filter.ts': {
    fill: ['BF.RESERVE k 0.01 50', 'BF.ADD k a', 'BF.ADD k a', 'BF.MADD k b c', 'BF.ADD l a'],
    probes: ['BF.MEXISTS k a b c d', 'BF.EXISTS k a', 'BF.ADD k d'],
  },
  'fifo.js': { fill: ['FIFOADD k a b c', 'POP k'], probes: ['POP k', 'POP k', 'POP k'] },
  'leaderboard.ts': {
    fill: ['SCORE k ada 12', 'SCORE k bob 30.5', 'SCORE k cy 12', 'SCORE k bob -1'],
    probes: ['TOP k', 'TOP k 1', 'AROUND k ada 1', 'AROUND k nobody'],
  },
  'lock.ts': {
    fill: ['LOCK k 100000', 'LOCK k 1', 'RENEW k 1 200000', 'UNLOCK k 1', 'UNLOCK k 1', 'LOCK k 300000'],
    probes: ['HOLDER k', 'LOCK k 1000'],
  },
  'raffle.ts': {
    fill: ['RAFFLEBUY k ada 1.5', 'RAFFLEBUY k bob 2', 'RAFFLEDRAW k 1', 'RAFFLEBUY k cy 3'],
    probes: ['WINNERS k', 'SPENT k'],
  },
  'sessions.ts': {
    fill: ['LOGIN k 100', 'LOGIN k 50 1', 'SESSION k nobody', 'REMEMBER k nobody a 1', 'LOGIN k 70 2'],
    probes: ['DEVICES k'],
  },
  'sliding-window.ts': {
    fill: ['HIT k 3 100000', 'HIT k 3 100000'],
    probes: ['HIT k 3 100000', 'HIT k 3 100000'],
  },
  'token-bucket.ts': { fill: ['TAKE k 10 1 3'], probes: ['TAKE k 10 1 4', 'TAKE k 10 1 4'] },
  'work-queue.ts': {
    fill: ['ENQUEUE k a b c', 'RESERVE k 60', 'RESERVE k 30'],
    probes: ['WORKLOAD k', 'DEADLETTERS k', 'MEMO ALARMS k'],
  },
};

const isStructure = (value: unknown): value is StructureClass =>
  typeof value === 'function' && value.prototype instanceof Structure;

const structuresIn = (file: string): StructureClass[] =>
  Object.values(jest.requireActual<object>(join(FOLDER, file))).filter(isStructure);

it('Every example that is a structure is in this contract', () => {
  const scripts = readdirSync(FOLDER).filter((name) => /\.[jt]s$/.test(name));
  const structures = scripts.filter((name) => readFileSync(join(FOLDER, name), 'utf8').includes(' extends '));
  expect(structures.sort()).toEqual(Object.keys(EXAMPLES));
});

describe.each(Object.entries(EXAMPLES))('A value of examples/%s', (file, { fill, probes }) => {
  const context = serving({ structures: structuresIn(file), clock: { now: () => 1_700_000_000_000 } });
  const replies = async (lines: readonly string[], key: string) => {
    const told: unknown[] = [];
    for (const line of lines) {
      const [name, ...words] = line.split(' ').map((word) => (word === 'k' ? key : word));
      told.push(await context.say(name!, ...words));
    }
    return told;
  };

  it('is the same after it is dumped and restored, and dumped as the same', async () => {
    await replies(fill, 'k');
    const payload = (await context.client.dumpBuffer('k')) as Buffer;
    await context.say('RESTORE', 'restored', 0, payload);
    expect(await context.client.dumpBuffer('restored')).toEqual(payload);
    expect(await replies(probes, 'restored')).toEqual(await replies(probes, 'k'));
  });

  it('is the same after its log is replayed', async () => {
    await expectReplaySafe(structuresIn(file), [...fill, ...probes]);
  });
});
