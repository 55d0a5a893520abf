import { serving } from '../../support/serving';

let now = 1_700_000_000_000;
let pace = 0;
let ticks = 0;
const server = serving({ clock: { now: () => now, monotonic: () => (ticks += pace) } });

/** Runs a command that takes so many milliseconds. */
async function taking(milliseconds: number, ...words: [string, ...string[]]): Promise<void> {
  pace = milliseconds;
  await server.say(...words);
  pace = 0;
}

beforeEach(async () => {
  pace = 0;
  server.memo.maintenance.paused = true;
  await server.say('CONFIG', 'SET', 'latency-monitor-threshold', 10);
  await server.say('LATENCY', 'RESET');
});

describe('LATENCY', () => {
  it('notes nothing while the threshold is 0', async () => {
    await server.say('CONFIG', 'SET', 'latency-monitor-threshold', 0);
    await taking(1000, 'KEYS', '*');
    expect(await server.say('LATENCY', 'LATEST')).toEqual([]);
    expect(await server.say('LATENCY', 'DOCTOR')).toContain('CONFIG SET latency-monitor-threshold');
  });

  it('tells slow commands apart from fast ones that were slow, the worst of a second', async () => {
    const seconds = now / 1000;
    await taking(9.9, 'KEYS', '*');
    await taking(10.9, 'KEYS', '*');
    await taking(30, 'KEYS', '*');
    await taking(20, 'KEYS', '*');
    await taking(15, 'PING');
    now += 2000;
    await taking(12, 'KEYS', '*');
    expect(await server.say('LATENCY', 'LATEST')).toEqual([
      ['command', seconds + 2, 12, 30],
      ['fast-command', seconds, 15, 15],
    ]);
    expect(await server.say('LATENCY', 'HISTORY', 'command')).toEqual([
      [seconds, 30],
      [seconds + 2, 12],
    ]);
    const advice = (await server.say('LATENCY', 'DOCTOR')) as string;
    expect(advice).toContain('1. command: 2 times, 21 ms on average, one in 2.0 s. The worst took 30 ms.');
  });

  it('keeps 160 samples', async () => {
    for (let second = 0; second < 165; second++) {
      now += 1000;
      await taking(10 + second, 'KEYS', '*');
    }
    const history = (await server.say('LATENCY', 'HISTORY', 'command')) as [number, number][];
    expect(history).toHaveLength(160);
    expect([history[0]![1], history.at(-1)![1]]).toEqual([15, 174]);
  });

  it('forgets events, those that are named or all', async () => {
    await taking(10, 'KEYS', '*');
    await taking(10, 'PING');
    expect(await server.say('LATENCY', 'RESET', 'none', 'command')).toBe(1);
    expect(await server.say('LATENCY', 'RESET')).toBe(1);
    expect(await server.say('LATENCY', 'LATEST')).toEqual([]);
  });

  it('notes the search for expired keys', async () => {
    pace = 25;
    server.memo.maintenance.paused = false;
    while (!server.memo.latency.events.has('expire-cycle')) await new Promise(setImmediate);
    expect(await server.say('LATENCY', 'LATEST')).toContainEqual(['expire-cycle', now / 1000, 25, 25]);
  });

  /** The same samples were drawn so by redis-server 7.0.15. */
  it('draws samples', async () => {
    const samples = [2, 20, 40, 60, 10, 100, 30, 50];
    await server.say('CONFIG', 'SET', 'latency-monitor-threshold', 1);
    for (const milliseconds of samples) {
      await taking(milliseconds, 'KEYS', '*');
      now += 1000;
    }
    expect(await server.say('LATENCY', 'GRAPH', 'command')).toBe(
      [
        'command - high 100 ms, low 2 ms (all time high 100 ms)',
        '-'.repeat(80),
        '     #  ',
        '   o |  ',
        '  o| |_#',
        '_#||_|||',
        '        ',
        '87654321',
        'ssssssss',
        '',
      ].join('\n'),
    );
  });

  it('counts runs of commands by how long they took', async () => {
    await server.say('CONFIG', 'RESETSTAT');
    await taking(0.005, 'PING');
    await taking(0.02, 'PING');
    expect(await server.say('LATENCY', 'HISTOGRAM', 'ping', 'nosuch', 'set')).toEqual([
      'ping',
      ['calls', 2, 'histogram_usec', [8, 1, 33, 2]],
    ]);
    const all = (await server.say('LATENCY', 'HISTOGRAM', 'config')) as string[];
    expect(all.filter((_, index) => index % 2 === 0)).toEqual(['config|resetstat']);
  });
});
