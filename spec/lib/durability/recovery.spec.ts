import { randomUUID } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Redis from 'ioredis';
import pino from 'pino';
import { Memo, OK, Structure, structure, t, writes, type Server } from '../../../lib/index';
import { formatManifest, type Manifest } from '../../../lib/durability/manifest';
import { dataSetAt } from '../../support/data-set';
import { batch, line, logged, roomFrom } from '../../support/log-text';
import { startMemo } from '../../support/memo';
import { startRedis, type ServerOptions } from '../../support/redis-server';

jest.setTimeout(30_000);

let directory: string;
let folder: string;
let said: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'memo-recovery-'));
  folder = join(directory, 'appendonlydir');
  said = [];
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const log = () =>
  pino({ level: 'info' }, { write: (text: string) => said.push((JSON.parse(text) as { msg: string }).msg) });

const start = (configuration: Record<string, string> = {}) =>
  startMemo({ log: log(), configuration: { appendonly: 'yes', dir: directory, ...configuration } });

/** Runs commands, separated by lines, on a server. */
async function fill(port: number, script: string): Promise<void> {
  const client = new Redis(port);
  for (const command of script.trim().split('\n')) {
    const [name, ...words] = command.trim().split(' ');
    await client.call(name!, ...words);
  }
  client.disconnect();
}

/** What a Memo has that loads the directory. */
async function loaded(configuration?: Record<string, string>) {
  const server = await start(configuration);
  try {
    return await dataSetAt(server.port);
  } finally {
    await server.stop();
  }
}

const MANY = Array.from({ length: 300 }, (_, n) => `${n} member:${n}`);
const DATA = `
  SET a 1
  SETEX b 1000 expiring
  INCRBYFLOAT a 1.5
  RPUSH list 1 2 3 4
  LPOP list
  RPUSH longlist ${MANY.join(' ')}
  SADD ints 1 2 3
  SADD set x y z
  SPOP set
  HSET hash f 1 g 2
  HINCRBYFLOAT hash f 0.5
  HSET bighash ${MANY.join(' ')}
  ZADD zset 1 a 2 b
  ZADD bigzset ${MANY.join(' ')}
  XADD stream * a 1
  XADD stream MAXLEN 5 * b 2
  XGROUP CREATE stream group 0
  XREADGROUP GROUP group alice COUNT 1 STREAMS stream >
  SELECT 2
  MULTI
  SET c 1
  PEXPIRE c 100000
  SELECT 3
  SET d 1
  EXEC
  SET gone 1 PX 1
  BITFIELD bits SET u8 0 200
  PFADD hll a b c
  GEOADD geo 13.3 38.1 Palermo
  COPY d e
  RENAME e f`;

const MORE = `
  SELECT 1
  SET later 1
  APPEND later 2
  SELECT 3
  DEL d
  EXPIRE f 2000`;

describe('A log of redis-server', () => {
  it.each<[string, ServerOptions]>([
    ['its base an RDB file', {}],
    ['its base commands', { 'aof-use-rdb-preamble': 'no' }],
    ['times in it', { 'aof-timestamp-enabled': 'yes' }],
    ['names of its own', { appendfilename: 'my "own" log' }],
  ])('is what Memo has, with %s', async (_, options) => {
    const redis = await startRedis({ dir: directory, appendonly: 'yes', ...options });
    await fill(redis.port, DATA);
    await fill(redis.port, 'BGREWRITEAOF');
    await rewritten(redis.port);
    await fill(redis.port, MORE);
    const expected = await dataSetAt(redis.port);
    await redis.stop();
    const { appendfilename = 'appendonly.aof' } = options;
    expect(Object.keys(expected).length).toBeGreaterThan(15);
    expect(await loaded({ appendfilename })).toEqual(expected);
  });

  it('goes on with what Memo writes, and with redis-server again, as often as one likes', async () => {
    const redis = await startRedis({ dir: directory, appendonly: 'yes' });
    await fill(redis.port, DATA);
    await redis.stop();
    const memo = await start();
    await fill(memo.port, MORE);
    const expected = await dataSetAt(memo.port);
    await memo.stop();
    const again = await startRedis({ dir: directory, appendonly: 'yes' });
    expect(await dataSetAt(again.port)).toEqual(expected);
    await fill(again.port, 'SET again 1');
    await again.stop();
    expect(await loaded()).toEqual({ ...expected, '0:again': ['string', -1, '', '1'] });
  });

  it('whose base has the latest expiry of all is what Memo has', async () => {
    const redis = await startRedis({ dir: directory, appendonly: 'yes' });
    await fill(redis.port, 'SET a 1 PXAT 9223372036854775807\nBGREWRITEAOF');
    await rewritten(redis.port);
    await redis.stop();
    const { '0:a': fields } = (await loaded()) as Record<string, unknown[]>;
    // The nearest time that a double has; ioredis adds its digits up.
    expect(fields!.map(String)).toEqual(['string', expect.stringMatching(/^92233720368547/), '', '1']);
  });

  it('that was cut off is loaded up to there', async () => {
    const redis = await startRedis({ dir: directory, appendonly: 'yes' });
    await fill(redis.port, 'SET a 1\nMULTI\nSET b 1\nSET c 1\nEXEC');
    await redis.stop();
    const path = join(folder, 'appendonly.aof.1.incr.aof');
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, -5));
    expect(Object.keys(await loaded())).toEqual(['0:a']);
    expect(readFileSync(path).toString()).toMatch(/SET\r\n\$1\r\na\r\n\$1\r\n1\r\n$/i);
  });

  it('whose commands are refused is loaded as redis-server loads it: that is said, and counted', async () => {
    const script = ['SET a 1', 'LPUSH a x', 'INCR b', 'HSET b f 1', 'SET c 1'];
    const write = () =>
      writeFileSync(join(directory, 'appendonly.aof'), Buffer.concat(script.map((each) => line(each))));
    const counted = async (port: number) => {
      const client = new Redis(port);
      const info = await client.info();
      client.disconnect();
      return /unexpected_error_replies:\d+/.exec(info)![0];
    };
    write();
    const redis = await startRedis({ dir: directory, appendonly: 'yes' });
    const expected = [await dataSetAt(redis.port), await counted(redis.port)];
    await redis.stop();
    rmSync(folder, { recursive: true });
    write();
    const memo = await start();
    expect([await dataSetAt(memo.port), await counted(memo.port)]).toEqual(expected);
    await memo.stop();
    expect(said).toContain(
      `${join(folder, 'appendonly.aof')}: 2 commands were refused, which changed nothing then; the first at byte 27: WRONGTYPE Operation against a key holding the wrong kind of value`,
    );
  });

  it('from before Redis 7 becomes the base', async () => {
    const old = Buffer.concat([line('SELECT 0'), line('SET a 1')]);
    writeFileSync(join(directory, 'appendonly.aof'), old);
    expect(Object.keys(await loaded())).toEqual(['0:a']);
    expect(existsSync(join(directory, 'appendonly.aof'))).toBe(false);
    expect(readFileSync(join(folder, 'appendonly.aof'))).toEqual(old);
    const redis = await startRedis({ dir: directory, appendonly: 'yes' });
    expect(Object.keys(await dataSetAt(redis.port))).toEqual(['0:a']);
    await redis.stop();
  });

  it('from before Redis 7 is adopted by the next start where the first was interrupted', async () => {
    writeFileSync(join(directory, 'appendonly.aof'), line('SET a 1'));
    mkdirSync(folder);
    const base = { name: 'appendonly.aof', sequence: 1 };
    writeManifest({ base, increments: [], history: [] });
    expect(Object.keys(await loaded())).toEqual(['0:a']);
  });
});

async function rewritten(port: number): Promise<void> {
  const client = new Redis(port);
  while (!(await client.info('persistence')).includes('aof_rewrite_in_progress:0')) continue;
  client.disconnect();
}

const writeManifest = (manifest: Manifest) => {
  writeFileSync(join(folder, 'appendonly.aof.manifest'), formatManifest(manifest));
};

/** Puts a log of increments into the folder. */
function write(...increments: Buffer[][]): string[] {
  mkdirSync(folder, { recursive: true });
  const names = increments.map((_, index) => ({
    name: `appendonly.aof.${index + 1}.incr.aof`,
    sequence: index + 1,
  }));
  writeManifest({ increments: names, history: [] });
  return names.map(({ name }, index) => {
    writeFileSync(join(folder, name), Buffer.concat(increments[index]!));
    return join(folder, name);
  });
}

const FIRST = batch(1, ['SELECT 0', 'SET a 1']);
const SECOND = batch(2, ['SET b 1', 'SELECT 1', 'SET c 1']);

@structure()
class Lottery extends Structure {
  readonly tickets: unknown[] = [];

  @writes('Sells a ticket.', t.key())
  static SELLTICKET(server: Server, key: string) {
    server.open(Lottery, key).tickets.push([randomUUID(), Math.random(), Date.now()]);
    return OK;
  }
}

describe('A log with commands of users’ classes', () => {
  const startSelling = (structures = [Lottery]) =>
    startMemo({ structures, log: log(), configuration: { appendonly: 'yes', dir: directory } });

  it('is what Memo has again, whatever they draw', async () => {
    const memo = await startSelling();
    await fill(memo.port, 'SELLTICKET a\nSELLTICKET a\nMULTI\nSELLTICKET b\nSELLTICKET a\nEXEC');
    const expected = await dataSetAt(memo.port);
    await memo.stop();
    const again = await startSelling();
    expect(await dataSetAt(again.port)).toEqual(expected);
    await fill(again.port, 'SELLTICKET b');
    const later = await dataSetAt(again.port);
    await again.stop();
    const last = await startSelling();
    expect(await dataSetAt(last.port)).toEqual(later);
    await last.stop();
  });

  it('is refused without them: they are named, and counted', async () => {
    const directoryOfCrash = join(directory, 'crashed');
    const memo = await startSelling();
    await fill(memo.port, 'SELLTICKET a\nSELLTICKET a');
    cpSync(folder, join(directoryOfCrash, 'appendonlydir'), { recursive: true });
    await memo.stop();
    directory = directoryOfCrash;
    await expect(startSelling([])).rejects.toThrow('2 commands of Lottery, a class that is not loaded');
    directory = dirname(directoryOfCrash);
  });
});

describe('A log of Memo', () => {
  it('is what redis-server has', async () => {
    const memo = await start();
    await fill(memo.port, DATA);
    await fill(memo.port, MORE);
    const expected = await dataSetAt(memo.port);
    await memo.stop();
    const redis = await startRedis({ dir: directory, appendonly: 'yes' });
    expect(await dataSetAt(redis.port)).toEqual(expected);
    await redis.stop();
  });

  it('is what Memo has again', async () => {
    const memo = await start();
    await fill(memo.port, DATA);
    const expected = await dataSetAt(memo.port);
    await memo.stop();
    expect(await loaded()).toEqual(expected);
    expect(await loaded()).toEqual(expected);
  });

  it('with room behind it is what redis-server has, which goes on there, and what Memo has again', async () => {
    const memo = await start({ appendfsync: 'always' });
    await fill(memo.port, DATA);
    const expected = await dataSetAt(memo.port);
    const crashed = join(directory, 'crashed');
    cpSync(folder, join(crashed, 'appendonlydir'), { recursive: true });
    await memo.stop();
    directory = crashed;
    const redis = await startRedis({ dir: directory, appendonly: 'yes' });
    expect(await dataSetAt(redis.port)).toEqual(expected);
    await fill(redis.port, 'SET again 1');
    await redis.stop();
    const both = { ...expected, '0:again': ['string', -1, '', '1'] };
    expect(await loaded({ appendfsync: 'always' })).toEqual(both);
    expect(await loaded()).toEqual(both);
    directory = dirname(crashed);
    expect(said.join('\n')).not.toContain('cut off');
  });

  it('loses the room behind it in silence when it is loaded, also where it is not the last file', async () => {
    const [path, next] = write([FIRST, roomFrom(FIRST.length)], [SECOND, roomFrom(SECOND.length)]);
    expect(Object.keys(await loaded({ 'aof-load-truncated': 'no' }))).toEqual(['0:a', '0:b', '1:c']);
    expect([readFileSync(path!), readFileSync(next!)]).toEqual([FIRST, SECOND]);
    expect(said.join('\n')).not.toContain('cut off');
  });

  it('of which the tail is torn is loaded up to there where the next file has but room', async () => {
    const [path, next] = write([FIRST, SECOND.subarray(0, -3)], [roomFrom(0)]);
    expect(Object.keys(await loaded())).toEqual(['0:a']);
    expect([readFileSync(path!), readFileSync(next!)]).toEqual([FIRST, Buffer.alloc(0)]);
  });

  it('with room behind it loads again while the server runs', async () => {
    const memo = await start({ appendfsync: 'always', 'enable-debug-command': 'yes' });
    await fill(memo.port, 'SET a 1\nDEBUG LOADAOF\nSET b 1\nDEBUG RELOAD\nSET c 1');
    const expected = await dataSetAt(memo.port);
    expect(Object.keys(expected)).toEqual(['0:a', '0:b', '0:c']);
    await memo.stop();
    expect(await loaded()).toEqual(expected);
  });

  it.each(['RELOAD', 'LOADAOF'])(
    'is not loaded in the middle of a turn that changes something: %s',
    async (how) => {
      const memo = await start({ 'enable-debug-command': 'yes' });
      const client = new Redis(memo.port);
      const results = await client.multi().incr('a').call('DEBUG', how).incr('a').exec();
      expect(results!.map(([, value]) => value)).toEqual([1, undefined, 2]);
      expect(await client.multi().call('DEBUG', how).incr('a').exec()).toEqual([
        [null, 'OK'],
        [null, 3],
      ]);
      client.disconnect();
      await memo.stop();
      expect(await loaded()).toEqual({ '0:a': ['string', -1, '', '3'] });
    },
  );

  it('of which the tail is torn is loaded up to there, and the tail is cut', async () => {
    const [path] = write([FIRST, SECOND.subarray(0, -3)]);
    expect(Object.keys(await loaded())).toEqual(['0:a']);
    expect(readFileSync(path!)).toEqual(FIRST);
    const { length } = SECOND;
    expect(said).toContain(
      `${path!} was cut off as it was written: its last ${length - 3} bytes, from byte ${FIRST.length} on, are removed`,
    );
  });

  it('of which the tail is torn is refused where that is wanted', async () => {
    const [path] = write([FIRST, SECOND.subarray(0, -3)]);
    const place = `${path!} is damaged at byte ${FIRST.length}: it is cut off, and aof-load-truncated is no`;
    await expect(start({ 'aof-load-truncated': 'no' })).rejects.toThrow(place);
    expect(readFileSync(path!).length).toBe(FIRST.length + SECOND.length - 3);
  });

  it('that is torn while the server runs is damage, whatever the options are', async () => {
    const memo = await start({ 'enable-debug-command': 'yes' });
    await fill(memo.port, 'SET a 1');
    appendFileSync(join(folder, 'appendonly.aof.1.incr.aof'), SECOND.subarray(0, -3));
    const client = new Redis({ port: memo.port, retryStrategy: () => null });
    await expect(client.call('DEBUG', 'LOADAOF')).rejects.toThrow();
    await memo.memo.whenStopped;
    expect(said.join('\n')).toMatch(/is damaged at byte \d+: it is cut off, though it was written whole/);
  });

  it('is cut where nothing that is whole follows in later files', async () => {
    const [path, next] = write([FIRST, SECOND.subarray(0, -3)], [SECOND.subarray(0, 20)], []);
    expect(Object.keys(await loaded())).toEqual(['0:a']);
    expect([readFileSync(path!), readFileSync(next!)]).toEqual([FIRST, Buffer.alloc(0)]);
  });

  it.each([
    ['a batch', SECOND],
    ['a command of Redis', line('SET b 1')],
  ])('is damaged where a file ends too early, and the next has %s', async (_, rest) => {
    const [path] = write([FIRST.subarray(0, -3)], [rest]);
    await expect(start()).rejects.toThrow(
      `${path!} is damaged at byte 0: it is cut off, and the log goes on in appendonly.aof.2.incr.aof; 'memo check ${directory}'`,
    );
  });

  it('is damaged where batches of files do not follow one another', async () => {
    write([SECOND], [FIRST]);
    await expect(start()).rejects.toThrow('batch 1 follows 2');
  });

  it.each([
    ['a command is unknown', 'NOSUCH a', 'no command is called NOSUCH'],
    ['a command is none that is logged', 'GET a', 'GET changes nothing'],
    ['a database is one too many', 'SELECT 16\nSET a 1', 'there is no database 16'],
  ])('is refused by file and byte where %s', async (_, commands, reason) => {
    const [path] = write([FIRST, batch(2, commands.split('\n'))]);
    const place = new RegExp(`^${path!}, byte \\d+: ${reason}`);
    await expect(start()).rejects.toThrow(place);
    expect(Math.abs(Date.now() - performance.timeOrigin - performance.now())).toBeLessThan(10_000);
  });

  it('is refused where a file is missing', async () => {
    const [path] = write([FIRST]);
    rmSync(path!);
    await expect(start()).rejects.toThrow(`${path!} is missing, which appendonly.aof.manifest names`);
  });

  it('ends, and is not written to, when the server does not start', async () => {
    write([Buffer.from('x')]);
    const before = readdirSync(folder);
    await expect(start()).rejects.toThrow('damaged');
    expect(readdirSync(folder)).toEqual(before);
  });
});

describe('While a server loads its log', () => {
  /** A log that takes a while. */
  const writeMuch = () => {
    const sets = Array.from({ length: 60_000 }, (_, n) => `SET key:${n} ${n}`);
    write(Array.from({ length: 60 }, (_, n) => batch(n + 1, sets.slice(n * 1000, n * 1000 + 1000))));
  };

  async function whileLoading(use: (client: Redis, memo: Memo) => Promise<void>): Promise<void> {
    writeMuch();
    const memo = new Memo({ port: 0, log: log(), configuration: { appendonly: 'yes', dir: directory } });
    const started = memo.start();
    started.catch(() => undefined);
    while (memo.port === 0 || memo.loading?.totalBytes === 0) await new Promise(setImmediate);
    const client = new Redis(memo.port, { enableReadyCheck: false });
    try {
      await use(client, memo);
    } finally {
      client.disconnect();
      await started.catch(() => undefined);
      await memo.stop();
    }
  }

  it('it answers that it does, but for what needs no data', async () => {
    await whileLoading(async (client, memo) => {
      const refusal = await client.get('key:1').catch((error: unknown) => error);
      expect(String(refusal)).toContain('LOADING Redis is loading the dataset in memory');
      expect(await client.config('GET', 'appendonly')).toEqual(['appendonly', 'yes']);
      const info = await client.info('persistence');
      expect(info).toMatch(/\bloading:1\r\n/);
      expect(info).toMatch(/loading_start_time:\d+\r\nloading_total_bytes:[1-9]\d*\r\n/);
      expect(info).toMatch(
        /loading_loaded_bytes:\d+\r\nloading_loaded_perc:\d+\.\d\d\r\nloading_eta_seconds:\d+\r\n/,
      );
      while (memo.loading) await new Promise(setImmediate);
      expect(await client.get('key:59999')).toBe('59999');
      expect(await client.info('persistence')).toMatch(/\bloading:0\r\n/);
    });
  });

  it('it can be stopped', async () => {
    await whileLoading(async (_, memo) => {
      await memo.stop();
      expect(said.join()).not.toContain('loaded ');
    });
  });

  it('no key expires', async () => {
    write([batch(1, [logged('SET', 'a', '1', 'PXAT', '1000'), 'PEXPIREAT a 2000'], { time: 10 })]);
    const { memo, port, stop } = await start();
    expect(said).toContainEqual(
      expect.stringMatching(/^loaded 1 keys from a log of \d+ bytes in [\d.]+ seconds$/),
    );
    expect(memo.loading).toBeUndefined();
    expect(await dataSetAt(port)).toEqual({});
    await stop();
  });
});
