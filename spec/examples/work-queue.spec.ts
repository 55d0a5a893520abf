import { join } from 'node:path';
import Redis from 'ioredis';
import { WorkQueue } from '../../examples/work-queue';
import { ringAll } from '../lib/keyspace/alarms/alarms';
import { eventually } from '../support/eventually';
import { keyspaceOf } from '../support/kept-server';
import { blocksOf } from '../support/page';
import { startRedis, type RunningServer } from '../support/redis-server';
import { expectReplaySafe } from '../../lib/testing';
import { serving } from '../support/serving';

const PAGE = join(__dirname, '..', '..', 'docs', 'examples', 'work-queue.md');

let now = 1_700_000_000_000;
const context = serving({ structures: [WorkQueue], clock: { now: () => now } });
const { say } = context;

type Reserved = [receipt: string, job: string, tries: number];

const reserve = (seconds = 60) => say('RESERVE', 'jobs', seconds) as Promise<Reserved | null>;
const workload = async () => {
  const [, ready, , reserved, , dead] = (await say('WORKLOAD', 'jobs')) as number[];
  return [ready, reserved, dead];
};

function pass(seconds: number): void {
  now += seconds * 1000;
  ringAll(context.memo);
}

describe('A work queue', () => {
  it('hands out jobs in their order, each to one worker', async () => {
    expect(await say('ENQUEUE', 'jobs', 'a', 'b')).toBe(2);
    expect(await reserve()).toEqual([expect.stringMatching(/^[\da-f-]{36}$/), 'a', 1]);
    expect((await reserve())![1]).toBe('b');
    expect(await reserve()).toBeNull();
    expect(await workload()).toEqual([0, 2, 0]);
  });

  it('forgets a job that is done, and is gone with the last', async () => {
    await say('ENQUEUE', 'jobs', 'a');
    const [receipt] = (await reserve())!;
    expect(await say('ACK', 'jobs', receipt)).toBe(1);
    expect(await say('EXISTS', 'jobs')).toBe(0);
    expect(context.memo.alarms.pending).toBe(0);
  });

  it('takes a job back that nobody has acknowledged in time', async () => {
    await say('ENQUEUE', 'jobs', 'a');
    const [late] = (await reserve(10))!;
    pass(9);
    expect(await reserve()).toBeNull();
    pass(1);
    const [receipt, job, tries] = (await reserve())!;
    expect([job, tries]).toEqual(['a', 2]);
    expect(await say('ACK', 'jobs', late)).toBe(0);
    expect(await say('EXTEND', 'jobs', late, 10)).toBe(0);
    expect(await say('RELEASE', 'jobs', late)).toBe(0);
    expect(await say('ACK', 'jobs', receipt)).toBe(1);
  });

  it('lets a worker have it longer', async () => {
    await say('ENQUEUE', 'jobs', 'a');
    const [receipt] = (await reserve(10))!;
    pass(9);
    expect(await say('EXTEND', 'jobs', receipt, 10)).toBe(1);
    pass(9);
    expect(await workload()).toEqual([0, 1, 0]);
    pass(1);
    expect(await workload()).toEqual([1, 0, 0]);
  });

  it('takes it back from a worker that gives it up', async () => {
    await say('ENQUEUE', 'jobs', 'a');
    const [receipt] = (await reserve())!;
    expect(await say('RELEASE', 'jobs', receipt)).toBe(1);
    expect(context.memo.alarms.pending).toBe(0);
    expect((await reserve())![2]).toBe(2);
  });

  it('puts aside what was tried five times, until somebody has it tried again', async () => {
    await say('ENQUEUE', 'jobs', 'a');
    for (let tries = 1; tries <= 5; tries++) {
      expect((await reserve(10))![2]).toBe(tries);
      pass(10);
    }
    expect(await reserve()).toBeNull();
    expect(await say('DEADLETTERS', 'jobs')).toEqual(['a']);
    expect(await say('REVIVE', 'jobs')).toBe(1);
    expect((await reserve())![2]).toBe(1);
  });

  it('gives a job to a worker that waits: a new one, or one whose time is over', async () => {
    const first = context.another().call('BRESERVE', 'jobs', 10, 0);
    const second = context.another().call('BRESERVE', 'jobs', 10, 0);
    const { waiters } = keyspaceOf(context.memo);
    await eventually(() => expect(waiters.size).toBe(2));
    await say('ENQUEUE', 'jobs', 'a');
    const served = ((await Promise.race([first, second])) as Reserved)[2];
    expect([served, waiters.size]).toEqual([1, 1]);
    pass(10);
    const [one, two] = (await Promise.all([first, second])) as [Reserved, Reserved];
    expect([one[1], two[1], one[2] + two[2]]).toEqual(['a', 'a', 3]);
  });

  it('is the same when it is replayed', async () => {
    await expectReplaySafe(WorkQueue, [
      'ENQUEUE jobs a b c',
      'RESERVE jobs 1',
      'RESERVE jobs 100',
      'ACK jobs nothing',
      'RENAME jobs others',
      'COPY others jobs',
      'RESERVE jobs 1',
      'ENQUEUE jobs d',
      'BRESERVE jobs 50 0',
      'REVIVE jobs',
    ]);
  });
});

describe('The Lua scripts of its page', () => {
  let redis: RunningServer;
  let client: Redis;
  const scripts = new Map(
    blocksOf(PAGE)
      .filter(({ language }) => language === 'lua')
      .map(({ text }) => [/^-- (\w+)\.lua$/m.exec(text)?.[1], text]),
  );

  beforeAll(async () => {
    redis = await startRedis();
    client = new Redis(redis.port);
  });

  afterAll(async () => {
    client.disconnect();
    await redis.stop();
  });

  const run = (name: string, keys: string[], ...words: (string | number)[]) =>
    client.eval(scripts.get(name)!, keys.length, ...keys, ...words.map(String));

  /** Both queues by the same names; the structure's receipts stand for the scripts' ids. */
  const lua = {
    enqueue: (...jobs: string[]) => run('enqueue', ['ready', 'bodies', 'last'], ...jobs),
    reserve: (seconds: number) =>
      run(
        'reserve',
        ['ready', 'reserved', 'bodies', 'tries', 'dead'],
        now,
        seconds,
        5,
      ) as Promise<Reserved | null>,
    ack: (id: string) => run('ack', ['reserved', 'bodies', 'tries'], id),
    extend: (id: string, seconds: number) => run('extend', ['reserved'], id, now, seconds),
  };
  const memo = {
    enqueue: (...jobs: string[]) => say('ENQUEUE', 'jobs', ...jobs),
    reserve,
    ack: (receipt: string) => say('ACK', 'jobs', receipt),
    extend: (receipt: string, seconds: number) => say('EXTEND', 'jobs', receipt, seconds),
  };

  async function work(queue: typeof lua | typeof memo): Promise<unknown[]> {
    const told: unknown[] = [await queue.enqueue('a', 'b', 'c')];
    const take = async (seconds: number) => {
      const reserved = await queue.reserve(seconds);
      told.push(reserved?.slice(1) ?? null);
      return reserved?.[0] ?? 'none';
    };
    const [a, b] = [await take(10), await take(60)];
    told.push(await queue.extend(a, 20));
    pass(15);
    await take(10);
    told.push(await queue.ack(b), await queue.ack(b));
    for (const seconds of [5, 10, 10, 10, 10, 10, 10, 10, 10]) {
      pass(seconds);
      await take(9);
      await take(10);
    }
    told.push(await queue.extend(b, 20), await queue.enqueue('d'));
    const d = await take(10);
    told.push(await queue.ack(d));
    return told;
  }

  it('do what the structure does, as long as somebody asks', async () => {
    const expected = await work(lua);
    expect(await work(memo)).toEqual(expected);
    expect(await client.lrange('dead', 0, -1)).toHaveLength(2);
    expect(await say('DEADLETTERS', 'jobs')).toHaveLength(2);
  });

  it('let a worker that is late acknowledge the job of another, which the structure does not', async () => {
    await client.flushall();
    for (const [queue, reply] of [
      [lua, 1],
      [memo, 0],
    ] as const) {
      await queue.enqueue('a');
      const [late] = (await queue.reserve(10))!;
      pass(11);
      await queue.reserve(10);
      expect(await queue.ack(late)).toBe(reply);
    }
  });
});
