import { serving } from '../../support/serving';

let now = 1_700_000_000_000;
/** Milliseconds that each reading of the clock for commands is later than the one before. */
let pace = 0;
let ticks = 0;
const monotonic = () => (ticks += pace);
const server = serving({ clock: { now: () => now, monotonic } });

afterEach(() => {
  pace = 0;
});

const text = (...sections: string[]) => server.client.call('INFO', ...sections) as Promise<string>;

async function fields(...sections: string[]): Promise<Record<string, string>> {
  const lines = (await text(...sections)).split('\r\n').filter((line) => line.includes(':'));
  return Object.fromEntries(lines.map((line) => line.split(/:(.*)/, 2) as [string, string]));
}

const titles = async (...sections: string[]) => (await text(...sections)).match(/^# .*$/gm) ?? [];

const DEFAULT = [
  'Server',
  'Clients',
  'Memory',
  'Persistence',
  'Stats',
  'Replication',
  'CPU',
  'Modules',
  'Errorstats',
  'Cluster',
  'Keyspace',
  'Memo',
];
const ALL = [...DEFAULT.slice(0, 8), 'Commandstats', 'Errorstats', 'Latencystats', ...DEFAULT.slice(9)];

describe('INFO', () => {
  it.each([[[]], [['DEFAULT']], [['nosuch', 'default', 'cpu']]])('%j tells what is short', async (words) => {
    expect(await titles(...words)).toEqual(DEFAULT.map((name) => `# ${name}`));
  });

  it.each([[['all']], [['everything']], [['nosuch', 'ALL', 'cpu']]])(
    '%j tells all sections',
    async (words) => {
      expect(await titles(...words)).toEqual(ALL.map((name) => `# ${name}`));
    },
  );

  it('tells the sections that are asked for, in its own order, whatever their case', async () => {
    expect(await titles('keyspace', 'SERVER')).toEqual(['# Server', '# Keyspace']);
    expect(await titles('cpu', 'cpu', 'nosuch')).toEqual(['# CPU']);
    expect(await text('nosuch')).toBe('');
  });

  it('ends lines as Redis does, with an empty one between sections', async () => {
    expect(await text('cluster', 'keyspace')).toBe('# Cluster\r\ncluster_enabled:0\r\n\r\n# Keyspace\r\n');
  });

  it('tells who the server is', async () => {
    const { redis_version, memo_version, tcp_port, process_id, run_id, redis_mode } = await fields('server');
    expect({ redis_version, memo_version, redis_mode }).toEqual({
      redis_version: '7.0.15',
      memo_version: server.memo.version,
      redis_mode: 'standalone',
    });
    expect({ tcp_port, process_id }).toEqual({
      tcp_port: `${server.memo.port}`,
      process_id: `${process.pid}`,
    });
    expect(run_id).toMatch(/^[0-9a-f]{40}$/);
  });

  it('counts the seconds it has been up', async () => {
    const before = await fields('server');
    now += 2 * 86_400_000 + 5_000;
    const after = await fields('server');
    expect(Number(after.uptime_in_seconds) - Number(before.uptime_in_seconds)).toBe(2 * 86_400 + 5);
    expect(after.uptime_in_days).toBe('2');
    expect(after.server_time_usec).toBe(`${now}000`);
  });

  it('counts the clients', async () => {
    const before = Number((await fields('clients')).connected_clients);
    await server.another().ping();
    expect((await fields('clients')).connected_clients).toBe(`${before + 1}`);
  });

  it('tells the memory in use, which grows with what is stored', async () => {
    const before = await fields('memory');
    await server.say('SET', 'large', Buffer.alloc(40 * 1024 * 1024));
    const after = await fields('memory');
    expect(Number(after.dictionary_used) - Number(before.dictionary_used)).toBeGreaterThan(40 * 1024 * 1024);
    expect(Number(after.used_memory)).toBeGreaterThan(Number(after.dictionary_used));
    expect(after.used_memory_human).toMatch(/^\d+\.\d\d[MG]$/);
    expect(after).toMatchObject({ maxmemory: '0', maxmemory_human: '0B', maxmemory_policy: 'noeviction' });
  });

  it('remembers the most memory that was in use', async () => {
    await server.say('SET', 'large', Buffer.alloc(64 * 1024 * 1024));
    const { used_memory } = await fields('memory');
    await server.say('FLUSHALL');
    expect(Number((await fields('memory')).used_memory_peak)).toBeGreaterThanOrEqual(Number(used_memory));
  });

  it('counts clients that wait', async () => {
    const waiter = server.another();
    const popped = waiter.blpop('list', 0);
    while ((await fields('clients')).blocked_clients !== '1');
    await server.say('RPUSH', 'list', 'a');
    await popped;
    expect((await fields('clients')).blocked_clients).toBe('0');
  });

  it('counts keys, and those that expire, by database', async () => {
    await server.say('MSET', 'a', 1, 'b', 2);
    await server.say('EXPIRE', 'a', 100);
    await server.say('SELECT', 3);
    await server.say('SET', 'c', 3);
    await server.say('SELECT', 0);
    expect(await fields('keyspace')).toEqual({
      db0: 'keys=2,expires=1,avg_ttl=100000',
      db3: 'keys=1,expires=0,avg_ttl=0',
    });
  });

  it.each<[string[], hits: number, misses: number]>([
    [['MGET', 'a', 'none', 'none'], 1, 2],
    [['EXISTS', 'a', 'none'], 1, 1],
    [['TTL', 'a'], 1, 0],
    [['TYPE', 'none'], 0, 1],
    [['OBJECT', 'ENCODING', 'a'], 1, 0],
    [['LCS', 'a', 'none'], 1, 1],
    [['STRLEN', 'none'], 0, 1],
    [['INCR', 'a'], 0, 0],
    [['LPOP', 'none'], 0, 0],
    [['SET', 'a', '2'], 0, 0],
  ])('counts a key that %j reads, as a hit or a miss', async ([name, ...words], hits, misses) => {
    await server.say('SET', 'a', '1');
    await server.say('CONFIG', 'RESETSTAT');
    await server.say(name!, ...words);
    expect(await fields('stats')).toMatchObject({
      keyspace_hits: String(hits),
      keyspace_misses: String(misses),
    });
  });

  it('counts commands, errors, hits and misses, and begins anew at CONFIG RESETSTAT', async () => {
    await server.say('CONFIG', 'RESETSTAT');
    await server.say('SET', 'a', 1, 'PX', 10);
    await server.say('GET', 'a');
    await server.say('GET', 'none');
    await server.refusal('NOSUCH');
    now += 11;
    await server.say('EXISTS', 'a');
    expect(await fields('stats')).toMatchObject({
      total_commands_processed: '5',
      total_error_replies: '1',
      keyspace_hits: '1',
      keyspace_misses: '2',
      expired_keys: '1',
      evicted_keys: '0',
    });
    await server.say('CONFIG', 'RESETSTAT');
    const { expired_keys, keyspace_hits, total_commands_processed } = await fields('stats');
    expect({ expired_keys, keyspace_hits, total_commands_processed }).toEqual({
      expired_keys: '0',
      keyspace_hits: '0',
      total_commands_processed: '1',
    });
  });

  it('counts runs of commands, sub-commands and those of a transaction, and the microseconds that they took', async () => {
    await server.say('CONFIG', 'RESETSTAT');
    pace = 0.003;
    await server.say('SET', 'a', 'text');
    await server.client.multi().incr('a').set('a', '2').exec();
    await server.refusal('GET');
    await server.say('CLIENT', 'ID');
    pace = 0;
    expect(await fields('commandstats')).toEqual({
      'cmdstat_config|resetstat': 'calls=1,usec=0,usec_per_call=0.00,rejected_calls=0,failed_calls=0',
      cmdstat_set: 'calls=2,usec=6,usec_per_call=3.00,rejected_calls=0,failed_calls=0',
      cmdstat_multi: 'calls=1,usec=3,usec_per_call=3.00,rejected_calls=0,failed_calls=0',
      cmdstat_incr: 'calls=1,usec=3,usec_per_call=3.00,rejected_calls=0,failed_calls=1',
      cmdstat_exec: 'calls=1,usec=9,usec_per_call=9.00,rejected_calls=0,failed_calls=0',
      cmdstat_get: 'calls=0,usec=0,usec_per_call=0.00,rejected_calls=1,failed_calls=0',
      'cmdstat_client|id': 'calls=1,usec=3,usec_per_call=3.00,rejected_calls=0,failed_calls=0',
    });
  });

  it('counts a command that waits once', async () => {
    await server.say('CONFIG', 'RESETSTAT');
    const waiter = server.another();
    const popped = waiter.blpop('list', 0);
    while ((await fields('clients')).blocked_clients !== '1');
    await server.say('RPUSH', 'list', 'a');
    await popped;
    expect((await fields('commandstats')).cmdstat_blpop).toMatch(
      /^calls=1,.*,rejected_calls=0,failed_calls=0$/,
    );
  });

  it('tells percentiles of the time that commands take', async () => {
    await server.say('CONFIG', 'RESETSTAT');
    pace = 0.005;
    await server.say('PING');
    pace = 0;
    const { latency_percentiles_usec_ping: told } = await fields('latencystats');
    expect(told).toBe('p50=5.023,p99=5.023,p99.9=5.023');
    await server.say('CONFIG', 'SET', 'latency-tracking-info-percentiles', '0 100');
    expect((await fields('latencystats')).latency_percentiles_usec_ping).toBe('p0=4.992,p100=5.023');
    await server.say('CONFIG', 'SET', 'latency-tracking', 'no');
    expect(await fields('latencystats')).toEqual({});
    await server.say('CONFIG', 'SET', 'latency-tracking', 'yes');
  });

  it('counts errors by their first word, no more than 128 of them', async () => {
    await server.say('CONFIG', 'RESETSTAT');
    await server.say('SET', 'a', 'text');
    await server.refusal('NOSUCH');
    await server.refusal('GET');
    await server.refusal('LPUSH', 'a', '1');
    expect(await fields('errorstats')).toEqual({
      errorstat_ERR: 'count=2',
      errorstat_WRONGTYPE: 'count=1',
    });
    expect((await fields('stats')).total_error_replies).toBe('3');
  });

  it('tells commands and bytes a second from samples', async () => {
    server.memo.maintenance.paused = true;
    server.memo.metrics.sample(now);
    for (let sample = 0; sample < 16; sample++) {
      now += 100;
      for (let count = 0; count < 5; count++) await server.say('PING');
      server.memo.metrics.sample(now);
    }
    server.memo.maintenance.paused = false;
    const { instantaneous_ops_per_sec: operations, instantaneous_input_kbps: input } = await fields('stats');
    expect(operations).toBe('50');
    expect(input).toBe(((50 * '*1\r\n$4\r\nPING\r\n'.length) / 1024).toFixed(2));
  });
});
