import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Redis from 'ioredis';
import { Memo, type MemoOptions, Structure, structure, t, writes } from '../../../lib/index';
import type { Compacted } from '../../../lib/durability/compactions';
import { FIFO } from '../../../structures/fifo';
import { eventually } from '../../support/eventually';
import { startMemo } from '../../support/memo';
import { ROOT, startMemoServer } from '../../support/memo-server';

let directory: string;
let options: MemoOptions;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'memo-kept-'));
  options = {
    configuration: { appendonly: 'yes', dir: directory, 'enable-debug-command': 'yes' },
    structures: [FIFO],
  };
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

/** A server in this process, and what it answers a client. */
const begin = async (settings: MemoOptions) => talkTo(await startMemo(settings));

/** One as users start it, which can load structures in a thread. */
const beginProcess = async () =>
  talkTo(await startMemoServer(['--dir', directory, '--structures', join(ROOT, 'structures', 'fifo.ts')]));

function talkTo({ port, stop }: { readonly port: number; stop(): Promise<void> }) {
  const client = new Redis(port);
  const say = (...[name, ...words]: [string, ...string[]]) => client.call(name, ...words);
  return {
    say,
    refusal: (...words: [string, ...string[]]) =>
      say(...words).then(
        () => '',
        (error: unknown) => (error as Error).message,
      ),
    stop: async () => {
      client.disconnect();
      await stop();
    },
  };
}

const folder = () => join(directory, 'appendonlydir');

async function infoOf({ say }: Talk, name: string): Promise<string | undefined> {
  return new RegExp(`^${name}:(.*)\\r$`, 'm').exec(String(await say('INFO', 'persistence')))?.[1];
}

type Talk = ReturnType<typeof talkTo>;

describe('data that is kept', () => {
  let server: Talk;

  const start = async (more: MemoOptions = {}) => (server = await begin({ ...options, ...more }));
  const restart = async () => {
    await server.stop();
    await start();
  };
  beforeEach(async () => {
    await start();
  });

  afterEach(() => server.stop());

  it('is there when the server starts again', async () => {
    await server.say('SET', 'a', '1', 'EX', '100');
    await server.say('FIFOADD', 'q', 'x', 'y');
    await server.say('SELECT', '3');
    await server.say('RPUSH', 'l', 'a', 'b');
    await restart();
    expect(await server.say('GET', 'a')).toBe('1');
    expect(await server.say('TTL', 'a')).toBeGreaterThan(90);
    expect(await server.say('POP', 'q')).toBe('x');
    await server.say('SELECT', '3');
    expect(await server.say('LRANGE', 'l', '0', '-1')).toEqual(['a', 'b']);
  });

  it('SAVE writes it to a file, and LASTSAVE says when', async () => {
    await server.say('SET', 'a', '1');
    expect(await server.say('SAVE')).toBe('OK');
    expect(readFileSync(join(directory, 'dump.rdb')).toString('latin1')).toMatch(/^REDIS0010/);
    expect(await infoOf(server, 'rdb_saves')).toBe('1');
    expect(await server.say('LASTSAVE')).toBeGreaterThan(1.7e9);
  });

  it('SAVE is refused while a file is written beside the server, as redis-server refuses it', async () => {
    await server.stop();
    let finish: (result: Compacted) => void = () => undefined;
    await start({ compactor: () => new Promise((resolve) => (finish = resolve)) });
    await server.say('BGSAVE');
    expect(await server.refusal('SAVE')).toBe('ERR Background save already in progress');
    finish({ keys: 0, bytes: 0, memory: 0 });
    await eventually(async () => expect(await infoOf(server, 'rdb_bgsave_in_progress')).toBe('0'));
    await server.say('BGREWRITEAOF');
    expect(await server.say('SAVE')).toBe('OK');
    finish({ keys: 0, bytes: 0, memory: 0 });
  });

  it('BGREWRITEAOF fails where somebody has removed files of the log, and the server goes on', async () => {
    await server.stop();
    const remove = () => {
      for (const name of readdirSync(folder()).filter((each) => each.endsWith('.incr.aof')))
        rmSync(join(folder(), name));
      return Promise.reject(new Error('no such file'));
    };
    await start({ compactor: remove });
    await server.say('BGREWRITEAOF');
    await eventually(async () => expect(await infoOf(server, 'aof_last_bgrewrite_status')).toBe('err'));
    expect(await server.say('PING')).toBe('PONG');
  });

  it('DEBUG RELOAD and LOADAOF give it back as it was', async () => {
    await server.say('SET', 'a', '1');
    await server.say('FIFOADD', 'q', 'x');
    expect(await server.say('DEBUG', 'RELOAD')).toBe('OK');
    expect(await server.say('GET', 'a')).toBe('1');
    await server.say('SET', 'b', '2');
    expect(await server.say('DEBUG', 'LOADAOF')).toBe('OK');
    expect(await server.say('MGET', 'a', 'b')).toEqual(['1', '2']);
    await restart();
    expect(await server.say('MGET', 'a', 'b')).toEqual(['1', '2']);
    expect(await server.say('POP', 'q')).toBe('x');
  });

  it('DEBUG RELOAD NOSAVE brings back what the file has, and the log goes on from there', async () => {
    await server.say('SET', 'a', '1');
    await server.say('SAVE');
    await server.say('SET', 'a', '2');
    await server.say('DEBUG', 'RELOAD', 'NOSAVE');
    expect(await server.say('GET', 'a')).toBe('1');
    await server.say('APPEND', 'a', '+');
    await restart();
    expect(await server.say('GET', 'a')).toBe('1+');
  });

  it('DEBUG RELOAD MERGE NOFLUSH puts what the file has in the place of the keys of its names, and leaves the others', async () => {
    await server.say('RPUSH', 'a', '1', '2');
    await server.say('FIFOADD', 'q', 'x');
    await server.say('SAVE');
    await server.say('SET', 'a', 'text', 'EX', '100');
    await server.say('SET', 'b', '2');
    await server.say('POP', 'q');
    expect(await server.say('DEBUG', 'RELOAD', 'MERGE', 'NOFLUSH', 'NOSAVE')).toBe('OK');
    await server.say('RPUSH', 'a', '3');
    const check = async () => {
      expect(await server.say('LRANGE', 'a', '0', '-1')).toEqual(['1', '2', '3']);
      expect([await server.say('TTL', 'a'), await server.say('GET', 'b')]).toEqual([-1, '2']);
    };
    await check();
    expect(await server.say('POP', 'q')).toBe('x');
    await restart();
    await check();
  });

  it.each<[string, ...string[]]>([['NOSAVE'], ['NOSAVE', 'MERGE', 'NOFLUSH'], ['NOSAVE', 'NOFLUSH']])(
    'stays as it is, and the log too, when a damaged file is loaded by DEBUG RELOAD %s',
    async (...words) => {
      await server.say('MSET', 'a', '1', 'b', '1');
      await server.say('SAVE');
      const file = join(directory, 'dump.rdb');
      writeFileSync(file, readFileSync(file).subarray(0, -4));
      await server.say('MSET', 'a', '2', 'c', '2');
      await server.say('FIFOADD', 'q', 'x');
      expect(await server.refusal('DEBUG', 'RELOAD', ...words)).toBe(
        'ERR Error trying to load the RDB dump, check server logs.',
      );
      expect(await server.say('MGET', 'a', 'b', 'c')).toEqual(['2', '1', '2']);
      await server.say('APPEND', 'a', '+');
      await restart();
      expect(await server.say('MGET', 'a', 'b', 'c')).toEqual(['2+', '1', '2']);
      expect(await server.say('POP', 'q')).toBe('x');
    },
  );

  it('stays as it is when DEBUG RELOAD NOSAVE finds no file', async () => {
    await server.say('SET', 'a', '1');
    expect(await server.refusal('DEBUG', 'RELOAD', 'NOSAVE')).toContain('Error trying to load the RDB dump');
    expect(await server.say('GET', 'a')).toBe('1');
    await restart();
    expect(await server.say('GET', 'a')).toBe('1');
  });

  it('is no longer logged after CONFIG SET appendonly no, and again after yes', async () => {
    await server.say('SET', 'a', '1');
    await server.say('CONFIG', 'SET', 'appendonly', 'no');
    await server.say('SET', 'b', '2');
    expect(await infoOf(server, 'aof_enabled')).toBe('0');
    expect(await server.refusal('BGREWRITEAOF')).toBe('ERR there is no log to compact: appendonly is no');
    await server.say('CONFIG', 'SET', 'appendonly', 'yes');
    await server.say('SET', 'c', '3');
    await restart();
    expect(await server.say('MGET', 'a', 'b', 'c')).toEqual(['1', '2', '3']);
  });

  it('is a base after a clean stop, once commands of yours were logged: their source may change then', async () => {
    await server.say('FIFOADD', 'q', 'x');
    await server.stop();
    expect(readdirSync(folder())).toContain('appendonly.aof.1.base.rdb');
    await start({ structures: [OtherFifo] });
    expect(await server.say('PEEK', 'q')).toBe('x');
  });

  it('of a class that was given as a value is compacted only when that is found in a file', async () => {
    await restart();
    await server.stop();
    await start({ structures: [Unfindable] });
    await server.say('NOTE', 'n', 'x');
    await server.say('BGREWRITEAOF');
    await eventually(async () => expect(await infoOf(server, 'aof_last_bgrewrite_status')).toBe('err'));
    await server.say('NOTE', 'n', 'y');
    await server.stop();
    await start({ structures: [Unfindable] });
    expect(await server.say('NOTE', 'n', 'z')).toBe(3);
  });
});

describe('a log that is damaged while the server runs', () => {
  it('ends it when DEBUG LOADAOF loads the log, which stays as it is', async () => {
    const { memo, port } = await startMemo(options);
    const { say, stop } = talkTo({ port, stop: () => memo.whenStopped });
    await say('FIFOADD', 'q', 'x', 'y');
    await say('FIFOADD', 'q', 'z');
    const file = join(folder(), 'appendonly.aof.1.incr.aof');
    const damaged = readFileSync(file).fill('?', 20, 40);
    writeFileSync(file, damaged);
    const isAnswered = say('DEBUG', 'LOADAOF').then(
      () => true,
      () => false,
    );
    await memo.whenStopped;
    await stop();
    expect(await isAnswered).toBe(false);
    expect(String(memo.failure)).toContain('appendonly.aof.1.incr.aof is damaged');
    expect(readFileSync(file)).toEqual(damaged);
    expect(readdirSync(folder())).toEqual(['appendonly.aof.1.incr.aof', 'appendonly.aof.manifest']);
  });
});

describe('the log of a server', () => {
  let server: Talk;

  beforeEach(async () => {
    server = await beginProcess();
  });

  afterEach(() => server.stop());

  it('becomes a base by BGREWRITEAOF', async () => {
    for (let time = 0; time < 10; time++) await server.say('INCR', 'n');
    await server.say('FIFOADD', 'q', 'x');
    expect(await server.say('BGREWRITEAOF')).toBe('Background append only file rewriting started');
    await eventually(async () => expect(await infoOf(server, 'aof_rewrites')).toBe('1'));
    await server.say('INCR', 'n');
    expect(readdirSync(folder()).sort()).toEqual([
      'appendonly.aof.1.base.rdb',
      'appendonly.aof.2.incr.aof',
      'appendonly.aof.manifest',
      'server.lock',
    ]);
    await server.stop();
    server = await beginProcess();
    expect(await server.say('GET', 'n')).toBe('11');
    expect(await server.say('POP', 'q')).toBe('x');
  }, 30_000);

  it('is compacted when the log has grown as much as the options say', async () => {
    await server.say('CONFIG', 'SET', 'auto-aof-rewrite-min-size', '1000');
    for (let time = 0; time < 30; time++) await server.say('SET', 'a', 'x'.repeat(100));
    await eventually(async () => expect(Number(await infoOf(server, 'aof_rewrites'))).toBeGreaterThan(0));
    expect(Number(await infoOf(server, 'aof_base_size'))).toBeLessThan(1000);
  }, 30_000);

  it('becomes a snapshot by BGSAVE', async () => {
    await server.say('SET', 'a', '1');
    expect(await server.say('BGSAVE')).toBe('Background saving started');
    await eventually(async () => expect(await infoOf(server, 'rdb_saves')).toBe('1'));
    expect(existsSync(join(directory, 'dump.rdb'))).toBe(true);
  }, 30_000);
});

describe('what INFO tells of compactions and snapshots', () => {
  let server: Talk;
  let now = 0;
  let running: (() => void)[];

  beforeEach(async () => {
    running = [];
    server = await begin({
      ...options,
      clock: { now: Date.now, monotonic: () => now },
      compactor: async (_move, _snapshot, signal) => {
        await new Promise<void>((resolve, reject) => {
          running.push(resolve);
          signal.addEventListener('abort', reject);
        });
        return { keys: 0, bytes: 0, memory: 12345 };
      },
    });
  });

  afterEach(() => server.stop());

  const tells = async (figures: Readonly<Record<string, number>>) => {
    for (const [name, figure] of Object.entries(figures))
      expect([name, await infoOf(server, name)]).toEqual([name, String(figure)]);
  };
  const end = async () => {
    running.shift()!();
    await eventually(() => tells({ aof_rewrite_in_progress: Number(running.length > 0) }));
  };

  it('is how long the last BGSAVE took, and how much memory its copy', async () => {
    await tells({ rdb_last_bgsave_time_sec: -1, rdb_last_cow_size: 0 });
    await server.say('SAVE');
    await server.say('BGREWRITEAOF');
    now += 7000;
    await end();
    await tells({ rdb_last_bgsave_time_sec: -1, rdb_last_cow_size: 0, aof_last_rewrite_time_sec: 7 });
    await server.say('BGSAVE');
    now += 3000;
    await end();
    await tells({ rdb_last_bgsave_time_sec: 3, rdb_last_cow_size: 12345 });
    await server.say('BGREWRITEAOF');
    await end();
    await tells({ rdb_last_bgsave_time_sec: 3, aof_last_rewrite_time_sec: 0 });
  });

  it('is whether a compaction waits for a snapshot', async () => {
    await server.say('BGSAVE');
    expect(await server.say('BGREWRITEAOF')).toBe('Background append only file rewriting scheduled');
    await tells({ aof_rewrite_scheduled: 1 });
    await end();
    await tells({ aof_rewrite_scheduled: 0, aof_rewrite_in_progress: 1 });
    expect(await server.say('BGSAVE', 'SCHEDULE')).toBe('Background saving scheduled');
    await tells({ aof_rewrite_scheduled: 0 });
    await end();
    await tells({ rdb_bgsave_in_progress: 1 });
    await end();
  });

  it('is that a snapshot was made that has waited, although there is no log any more', async () => {
    await server.say('BGREWRITEAOF');
    await server.say('BGSAVE', 'SCHEDULE');
    await server.say('CONFIG', 'SET', 'appendonly', 'no');
    await eventually(() => tells({ rdb_saves: 1 }));
    expect(existsSync(join(directory, 'dump.rdb'))).toBe(true);
  });

  it('is that none waits once there is no log', async () => {
    await server.say('BGSAVE');
    await server.say('BGREWRITEAOF');
    await server.say('CONFIG', 'SET', 'appendonly', 'no');
    await tells({ aof_rewrite_scheduled: 0 });
  });
});

describe('a server without a log', () => {
  it('tells how many keys of the snapshot had expired', async () => {
    options = { configuration: { appendonly: 'no', dir: directory, 'enable-debug-command': 'yes' } };
    const server = await begin(options);
    await server.say('DEBUG', 'SET-ACTIVE-EXPIRE', '0');
    await server.say('SET', 'a', '1');
    for (const key of ['x', 'y']) await server.say('SET', key, '1', 'PX', '1');
    await server.say('DEBUG', 'SLEEP', '0.01');
    expect(await infoOf(server, 'rdb_last_load_keys_expired')).toBe('0');
    await server.say('DEBUG', 'RELOAD');
    expect(await infoOf(server, 'rdb_last_load_keys_expired')).toBe('2');
    expect(await infoOf(server, 'rdb_last_load_keys_loaded')).toBe('1');
    await server.stop();
  });

  it('begins with the snapshot that is there, and SAVE writes one', async () => {
    options = { configuration: { appendonly: 'no', dir: directory } };
    const first = await begin(options);
    await first.say('SET', 'a', '1');
    await first.say('SAVE');
    await first.stop();
    const second = await begin(options);
    expect(await second.say('GET', 'a')).toBe('1');
    await second.say('SET', 'b', '2');
    await second.say('BGSAVE');
    await eventually(async () =>
      expect(String(await second.say('INFO', 'persistence'))).toMatch(/rdb_saves:1/),
    );
    await second.stop();
  });
});

describe('a server on a folder that is not there', () => {
  it('does not start', async () => {
    const missing = new Memo({ port: 0, configuration: { dir: join(directory, 'nowhere') } });
    await expect(missing.start()).rejects.toThrow('there is no such folder');
    copyFileSync(__filename, join(directory, 'file'));
    const file = new Memo({ port: 0, configuration: { dir: join(directory, 'file') } });
    await expect(file.start()).rejects.toThrow(/ENOTDIR|EEXIST/);
  });
});

/** What the next release has in FIFO's place. */
@structure()
class OtherFifo extends FIFO {
  @writes('The oldest value, which stays.')
  PEEK() {
    return (this as unknown as { items: { peekFront(): string } }).items.peekFront();
  }
}
Object.defineProperty(OtherFifo, 'name', { value: 'FIFO' });

@structure()
class Unfindable extends Structure {
  private readonly lines: string[] = [];

  @writes('Adds a line; answers how many there are.', t.text('line'))
  NOTE(line: string) {
    return this.lines.push(line);
  }

  isEmpty() {
    return this.lines.length === 0;
  }
}
