import type { Command } from '../../../lib/command/command';
import type { SessionView } from '../../../lib/command/session-view';
import type { Memo } from '../../../lib/index';
import { Observer } from '../../../lib/server/observer';
import { requestOf } from '../../../lib/protocol/request-of';
import { startMemo } from '../../support/memo';

describe('an observer of commands', () => {
  let server: Awaited<ReturnType<typeof startMemo>>;
  let readings: number;
  let told: string[];
  let observer: Observer;
  const thresholds = { slow: 10_000, latency: 5 };

  beforeAll(async () => {
    server = await startMemo();
  });

  afterAll(() => server.stop());

  beforeEach(() => {
    server.memo.metrics.resetStatistics();
    readings = 0;
    told = [];
    Object.assign(thresholds, { slow: 10_000, latency: 5 });
    observer = new Observer(() => readings++ * 3, server.memo.metrics, {
      slowLog: {
        get threshold() {
          return thresholds.slow;
        },
        add: (_session: unknown, { name }: Command) => told.push(`slow ${name}`),
      },
      latency: {
        get threshold() {
          return thresholds.latency;
        },
        add: (event: string, milliseconds: number) => told.push(`${event} ${milliseconds}`),
      },
      monitors: { size: 0, feed: () => undefined },
    } as never);
    observer.attend();
    observer.begin();
  });

  const command = (name: string) => (server.memo as Memo).commands.find(requestOf([name]))!;
  const session = {} as SessionView;

  /** As the dispatcher does it, three milliseconds a reading of the clock. */
  function run(name: string, words: readonly string[], isLast = false): void {
    const request = requestOf([name, ...words]);
    observer.next(command(name));
    if (!observer.joins(command(name), request, null, isLast))
      observer.ended(session, command(name), request, null);
  }

  it('times quick commands of one name in a row together', () => {
    for (const key of ['a', 'b', 'c']) run('GET', [key]);
    run('SET', ['a', '1'], true);
    expect(readings).toBe(3);
    expect(command('GET').statistics).toMatchObject({ calls: 3, microseconds: 3000 });
    expect(command('SET').statistics).toMatchObject({ calls: 1, microseconds: 3000 });
    expect(command('GET').statistics.histogram!.powers().at(-1)![1]).toBe(3);
  });

  it('times names apart in one batch of eight; in the others they share a reading by their pace', () => {
    run('GET', ['a']);
    run('SET', ['a', '1']);
    observer.begin();
    expect(readings).toBe(3);
    const { GET, SET } = { GET: command('GET').statistics, SET: command('SET').statistics };
    Object.assign(GET, { pace: 2 });
    Object.assign(SET, { pace: 1 });
    for (const name of ['GET', 'SET', 'GET']) run(name, ['a']);
    expect(readings).toBe(3);
    run('KEYS', ['*']);
    expect(readings).toBe(5);
    expect(GET).toMatchObject({ calls: 3, microseconds: 3000 + (3000 * 4) / 5 });
    expect(SET).toMatchObject({ calls: 2, microseconds: 3000 + 3000 / 5 });
  });

  it('times others, and those with long words, one by one', () => {
    run('KEYS', ['*']);
    run('KEYS', ['*']);
    for (let times = 2; times > 0; times--) run('SET', ['a', 'x'.repeat(2000)]);
    expect(readings).toBe(5);
  });

  it('times each when somebody asks for what takes less than a millisecond', () => {
    thresholds.slow = 0;
    observer.attend();
    run('GET', ['a']);
    run('GET', ['b']);
    expect(readings).toBe(3);
    expect(told.filter((line) => line === 'slow GET')).toHaveLength(2);
  });

  it('tells of a slow one, and of a stall within a row', () => {
    thresholds.slow = 3000;
    thresholds.latency = 3;
    observer.attend();
    run('GET', ['a'], true);
    expect(told).toEqual(['slow GET', 'fast-command 3']);
    run('GET', ['a']);
    run('GET', ['b'], true);
    observer.settle();
    expect(told.slice(2)).toEqual(['fast-command 3']);
  });
});
