import fc from 'fast-check';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Redis from 'ioredis';
import { loadRdb, RdbFileError, type RdbLoadOptions, saveRdb } from '../../../lib/durability/rdb-file';
import { atOnce } from '../../../lib/durability/slices';
import { Memo, OK, reads, type Server, Structure, structure, t, writes } from '../../../lib/index';
import type { Keyspace } from '../../../lib/keyspace/keyspace';
import { OPCODE, RDB } from '../../../lib/rdb/types';
import type { RdbWriter } from '../../../lib/rdb/writer';
import { MemoryFileSystem } from '../../../lib/testing/memory-file-system';
import { ziplistOf } from '../../structures/data/rdb/old-formats';
import { allTypes, NOISE } from '../../support/all-types';
import { rdbFile, text } from '../../support/rdb-bytes';
import { diskError, RecordingFileSystem } from '../../support/recording-file-system';

@structure()
class Note extends Structure {
  private lines: (string | Map<string, Date>)[] = [];

  @writes('Writes a line below.', t.key(), t.text('line'))
  static NOTE(server: Server, key: string, line: string) {
    server.open(Note, key).lines.push(line, new Map([[line, new Date(0)]]));
    return OK;
  }

  @writes('Makes what can not be kept.', t.key())
  static SPOIL(server: Server, key: string) {
    server.open(Note, key).lines.push((() => 1) as never);
    return OK;
  }

  @reads('How many lines there are.')
  LINES() {
    return this.lines.length;
  }
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function moduleId(name: string): bigint {
  let id = 0n;
  for (const letter of name) id = (id << 6n) | BigInt(LETTERS.indexOf(letter));
  return (id << 10n) | 3n;
}

let folder: string;
let memo: Memo;
let keyspace: Keyspace;
let client: Redis;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'memo-rdb-'));
  inMemory.mkdirSync(folder, { recursive: true });
  memo = await new Memo({
    port: 0,
    structures: [Note],
    configuration: { 'enable-debug-command': 'yes', appendonly: 'no' },
  }).start();
  ({ keyspace } = memo as unknown as { keyspace: Keyspace });
  client = new Redis(memo.port);
});
beforeEach(() => client.flushall());
afterAll(async () => {
  client.disconnect();
  await memo.stop();
  rmSync(folder, { recursive: true, force: true });
});

const path = () => join(folder, 'dump.rdb');
const save = () => atOnce(saveRdb(path(), keyspace));
const load = (options?: RdbLoadOptions) => atOnce(loadRdb(path(), keyspace, options));
/** Thousands of files are loaded so, for which a disk takes its time. */
const inMemory = new MemoryFileSystem();
const loadBytes = (bytes: Buffer, options?: RdbLoadOptions) => {
  const fd = inMemory.openSync(path(), 'w');
  inMemory.writeSync(fd, bytes, 0, bytes.length, 0);
  inMemory.closeSync(fd);
  return atOnce(loadRdb(path(), keyspace, options, inMemory));
};
const clear = () => {
  for (const { dictionary } of keyspace.databases) if (dictionary.size > 0) dictionary.clear();
};
/** What DEBUG tells of each value; a stream is loaded without nodes that have nothing left in them. */
const digests = async () => {
  const keys = (await client.keysBuffer('*')).sort((a, b) => Buffer.compare(a, b));
  const told = keys.filter((key) => String(key) !== 'trimmed stream');
  return [told, await Promise.all(told.map((key) => client.call('DEBUG', 'DIGEST-VALUE', key)))];
};
/** A file of one string, behind what is written before its type. */
const oneKey = (write: (writer: RdbWriter) => unknown = () => undefined) =>
  rdbFile((writer) => {
    write(writer);
    writer.byte(RDB.STRING).string(text('k')).string(text('v'));
  });
const errorOf = (task: () => unknown): Error => {
  try {
    task();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it threw nothing');
};
/** The reason why bytes can't be loaded, behind the name of the file. */
const refusal = (bytes: Buffer) => {
  clear();
  const error = errorOf(() => loadBytes(bytes));
  if (!(error instanceof RdbFileError)) throw error;
  return error.message.replace(`${path()} `, '');
};

describe('A file of all keys', () => {
  it('comes back with every value', async () => {
    for (const [name, ...words] of allTypes(Date.now())) await client.call(String(name), ...words);
    const { keys } = save();
    const before = await digests();
    clear();
    expect(load()).toMatchObject({ keys, expired: 0, empty: 0, functions: 0, version: 10 });
    expect(await digests()).toEqual(before);
  });

  it('has the values of users’ structures', async () => {
    await client.call('NOTE', 'note', 'hello');
    await client.expire('note', 1000);
    save();
    clear();
    expect(load().keys).toBe(1);
    expect([await client.call('LINES', 'note'), await client.ttl('note')]).toEqual([2, 1000]);
    expect(await client.type('note')).toBe('note');
  });

  it('has values of structures that are not loaded, which go back as they came', async () => {
    await client.call('NOTE', 'note', 'hello');
    save();
    await new Memo().offline((other) => {
      expect(atOnce(loadRdb(path(), other)).keys).toBe(1);
      atOnce(saveRdb(path(), other));
    });
    clear();
    load();
    expect(await client.call('LINES', 'note')).toBe(2);
  });

  it('tells what it is, and what else it is told', () => {
    const options = { isBase: true, fields: { 'memo-sequence': 123_456_789_012, note: 'x' } };
    atOnce(saveRdb(path(), keyspace, options));
    expect(Object.fromEntries(load().fields)).toEqual({
      'redis-ver': '7.0.15',
      'redis-bits': '64',
      ctime: expect.stringMatching(/^\d{10}$/) as string,
      'used-mem': expect.stringMatching(/^\d+$/) as string,
      'aof-base': '1',
      'memo-version': memo.version,
      'memo-sequence': '123456789012',
      note: 'x',
    });
  });

  it('is written and loaded in small steps', async () => {
    await client.mset(...Array.from({ length: 20_000 }, (_, at) => [`key ${at}`, 'x'.repeat(20)]).flat());
    const steps = { saved: 0, loaded: 0 };
    for (const { keys } of saveRdb(path(), keyspace)) if (keys > 0) steps.saved++;
    clear();
    let last = 0;
    for (const { bytes, size, keys } of loadRdb(path(), keyspace)) {
      expect(bytes - last).toBeLessThan(70_000);
      expect(size).toBeGreaterThan(500_000);
      expect(keys).toBe(keyspace.databases[0]!.dictionary.size);
      last = bytes;
      steps.loaded++;
    }
    expect(steps.saved).toBeGreaterThan(50);
    expect(steps.loaded).toBeGreaterThan(5);
    expect(await client.dbsize()).toBe(20_000);
  });

  it('has long strings compressed, unless rdbcompression is no', async () => {
    await client.set('k', 'x'.repeat(10_000));
    expect(save().bytes).toBeLessThan(1000);
    await client.config('SET', 'rdbcompression', 'no');
    expect(save().bytes).toBeGreaterThan(10_000);
    await client.config('SET', 'rdbcompression', 'yes');
  });

  it('is not written further when the data changes meanwhile', async () => {
    await client.mset(...Array.from({ length: 2000 }, (_, at) => [`key ${at}`, 'x']).flat());
    const steps = saveRdb(path(), keyspace);
    steps.next();
    await client.del('key 1');
    expect(() => atOnce(steps)).toThrow('the data was changed while it was written');
  });

  it('names the key of a value that can not be kept, and leaves the file that was there', async () => {
    save();
    const before = readFileSync(path());
    await client.call('SPOIL', 'spoilt');
    expect(errorOf(save).message).toMatch(/^key "spoilt" of database 0: Note.lines.0 holds a function/);
    expect(readFileSync(path())).toEqual(before);
    expect(readdirSync(folder)).toEqual(['dump.rdb']);
  });

  it('does not notify of what it loads, and is no use of what it writes', async () => {
    await client.config('SET', 'notify-keyspace-events', 'KEA');
    loadBytes(oneKey((writer) => writer.byte(OPCODE.IDLE).length(5000)));
    save();
    expect(await client.object('IDLETIME', 'k')).toBeGreaterThanOrEqual(5000);
    await client.config('SET', 'notify-keyspace-events', '');
    expect(await client.get('k')).toBe('v');
  });
});

describe('What stands before a key', () => {
  const past = Date.now() - 1000;
  const future = Math.ceil(Date.now() / 1000) + 1000;

  it.each([
    [
      'in milliseconds',
      (writer: RdbWriter) => writer.byte(OPCODE.EXPIRY_MILLISECONDS).milliseconds(future * 1000),
    ],
    [
      'in seconds',
      (writer: RdbWriter) =>
        writer.byte(OPCODE.EXPIRY_SECONDS).raw(Buffer.from(Int32Array.of(future).buffer)),
    ],
  ])('tells when it expires, %s', async (_, write) => {
    expect(loadBytes(oneKey(write)).keys).toBe(1);
    expect(await client.expiretime('k')).toBe(future);
  });

  it.each([-5, 0, 1, past])('has expired at %i: it is dropped, or kept in a base', (time) => {
    const bytes = oneKey((writer) => writer.byte(OPCODE.EXPIRY_MILLISECONDS).milliseconds(time));
    expect(loadBytes(bytes)).toMatchObject({ keys: 0, expired: 1 });
    expect(keyspace.databases[0]!.dictionary.size).toBe(0);
    expect(loadBytes(bytes, { keepsExpired: true })).toMatchObject({ keys: 1, expired: 0 });
    expect(keyspace.databases[0]!.dictionary.expires).toBe(1);
  });

  it('is for one key only', async () => {
    const bytes = rdbFile((writer) =>
      writer
        .byte(OPCODE.EXPIRY_MILLISECONDS)
        .milliseconds(future * 1000)
        .byte(OPCODE.IDLE)
        .length(100)
        .byte(RDB.STRING)
        .string(text('a'))
        .string(text('1'))
        .byte(RDB.STRING)
        .string(text('b'))
        .string(text('2')),
    );
    loadBytes(bytes);
    expect([await client.ttl('b'), await client.object('IDLETIME', 'b')]).toEqual([-1, 0]);
  });
});

describe('A file of another version, or of another server', () => {
  it.each([1, 2, 4, 5, 6, 7, 8, 9])('may be of version %i', async (version) => {
    const bytes = rdbFile((writer) => {
      if (version < 9)
        writer
          .byte(RDB.LIST_ZIPLIST)
          .string(text('l'))
          .string(ziplistOf(['a', '1']));
      writer.byte(RDB.STRING).string(text('k')).string(text('v'));
    }, version);
    expect(loadBytes(bytes).version).toBe(version);
    expect(await client.get('k')).toBe('v');
    if (version < 9) expect(await client.lrange('l', 0, -1)).toEqual(['a', '1']);
  });

  it('may have fields, sizes, functions and data of modules, which are passed over', () => {
    const bytes = oneKey((writer) =>
      writer
        .byte(OPCODE.AUX)
        .string(text('a'))
        .string(text('7'))
        .byte(OPCODE.RESIZE_DATABASE)
        .length(1)
        .length(0)
        .byte(OPCODE.FUNCTION)
        .string(text('#!lua name=l'))
        .byte(OPCODE.MODULE_AUX)
        .long(moduleId('ReJSON-RL'))
        .length(2)
        .length(1)
        .length(1)
        .length(77)
        .length(2)
        .long(2n ** 60n)
        .length(3)
        .raw(Buffer.alloc(4))
        .length(4)
        .double(1)
        .length(5)
        .string(text('part'))
        .length(0),
    );
    expect(loadBytes(bytes)).toMatchObject({ keys: 1, functions: 1, modules: ['ReJSON-RL'] });
  });

  it('may have values without elements, which are passed over', async () => {
    const bytes = rdbFile((writer) => {
      writer.byte(RDB.SET).string(text('set')).length(0);
      writer.byte(RDB.LIST_QUICKLIST).string(text('list')).length(1).string(ziplistOf([]));
      writer.byte(RDB.HASH_ZIPLIST).string(text('hash')).string(ziplistOf([]));
      writer.byte(RDB.STRING).string(text('k')).string(text('v'));
    });
    expect(loadBytes(bytes)).toMatchObject({ keys: 1, empty: 3 });
    expect(await client.keys('*')).toEqual(['k']);
  });

  it('may go on with commands, behind the last byte that is read', () => {
    const bytes = oneKey();
    const { bytes: read, size } = loadBytes(Buffer.concat([bytes, text('*1\r\n$4\r\nPING\r\n')]));
    expect([read, size]).toEqual([bytes.length, bytes.length + 14]);
  });

  it('may have keys that are there, if it replaces them: not by what has expired, or has no elements', async () => {
    await client.mset('k', 'before', 'gone', 'before', 'empty', 'before');
    await client.expire('k', 100);
    const bytes = oneKey((writer) => {
      writer.byte(RDB.SET).string(text('empty')).length(0);
      writer.byte(OPCODE.EXPIRY_MILLISECONDS).milliseconds(1);
      writer.byte(RDB.STRING).string(text('gone')).string(text('v'));
      writer.byte(OPCODE.IDLE).length(5000);
    });
    expect(loadBytes(bytes, { replaces: true })).toMatchObject({ keys: 1, expired: 1, empty: 1 });
    expect(await client.object('IDLETIME', 'k')).toBeGreaterThanOrEqual(5000);
    expect(await client.mget('k', 'gone', 'empty')).toEqual(['v', 'before', 'before']);
    expect([await client.ttl('k'), await client.dbsize()]).toEqual([-1, 3]);
  });

  it('may have no checksum', () => {
    const bytes = oneKey();
    bytes.fill(0, bytes.length - 8);
    expect(loadBytes(bytes).keys).toBe(1);
  });
});

describe('A file that can not be loaded', () => {
  const key = (database: number, write: (writer: RdbWriter) => unknown) =>
    rdbFile((writer) => {
      writer.byte(OPCODE.SELECT_DATABASE).length(database);
      write(writer);
    });

  it.each<[what: string, bytes: Buffer, reason: string]>([
    ['empty', Buffer.alloc(0), 'is damaged at byte 0: it is empty'],
    ['another one', text('hello, this is no such file'), 'is damaged at byte 0: it is no RDB file'],
    ['the beginning of one', text('REDIS00'), 'is damaged at byte 0: it is no RDB file'],
    ['of no version', text('REDIS00x1\xff'), "is damaged at byte 0: '00x1' is no version of RDB"],
    [
      'of a later version',
      rdbFile(() => undefined, 11),
      "can't be loaded at byte 0: it is of version 11 of RDB, the last that is known is 10",
    ],
    [
      'of more databases',
      key(16, (writer) => writer),
      "can't be loaded at byte 9: it has keys in database 16, and there are 16: set the option databases to 17 or more",
    ],
    [
      'with a key twice',
      key(3, (writer) => {
        for (const value of ['1', '2']) writer.byte(RDB.STRING).string(text('k')).string(text(value));
      }),
      'is damaged at byte 16 (key "k" of database 3): the key is there already',
    ],
    [
      'with a damaged value',
      key(0, (writer) => writer.byte(RDB.SET_INTSET).string(text('s')).string(text('nonsense'))),
      'is damaged at byte 11 (key "s" of database 0): an intset is damaged',
    ],
    [
      'with values of an unknown type',
      key(0, (writer) => writer.byte(100).string(text('k'))),
      'is damaged at byte 11 (key "k" of database 0): there are no values of type 100',
    ],
    [
      'with values of a module',
      key(0, (writer) => writer.byte(RDB.MODULE_2).string(text('k')).long(moduleId('ReJSON-RL'))),
      'can\'t be loaded at byte 11 (key "k" of database 0): the value is of the module type ReJSON-RL, and Memo loads no modules',
    ],
    [
      'with functions of a release candidate',
      key(0, (writer) => writer.byte(OPCODE.FUNCTION_BEFORE_RELEASE)),
      "can't be loaded at byte 11: it has functions in the format of a Redis before its release",
    ],
    [
      'with a string that is longer than the file',
      key(0, (writer) =>
        writer
          .byte(RDB.STRING)
          .string(text('k'))
          .length(2 ** 40),
      ),
      'is damaged at byte 11 (key "k" of database 0): the file ends too early',
    ],
  ])('is %s', (_, bytes, reason) => {
    expect(refusal(bytes)).toBe(reason);
  });

  it('has other bytes than its checksum is of', () => {
    const bytes = oneKey();
    bytes[bytes.length - 10]! ^= 1;
    expect(refusal(bytes)).toBe(
      `is damaged at byte ${bytes.length - 9}: the checksum is that of other bytes`,
    );
  });

  it('names the key of a state that is damaged', async () => {
    await client.call('NOTE', 'my note', 'hello');
    save();
    const bytes = readFileSync(path());
    bytes[bytes.indexOf('Note') - 2]! ^= 0xff;
    expect(refusal(bytes)).toMatch(
      /^can't be loaded at byte \d+ \(key "my note" of database 0\): ERR Bad data format$/,
    );
  });

  it('names the class of a value that its class can not have, and its key', async () => {
    await client.call('NOTE', 'my note', 'hello');
    save();
    const { Note: Newer } = {
      Note: class Note extends Structure {
        static readonly version = 2;
        static NOTED = () => OK;
      },
    };
    const other = new Memo({ structures: [Newer] });
    const error = await other.offline((empty) => errorOf(() => atOnce(loadRdb(path(), empty))));
    expect(error.message).toContain('(key "my note" of database 0)');
    expect(error.message).toContain(
      'a Note of version 0, the registered one is of 2 and has no static upgrade',
    );
  });

  it('is missing, or can not be read', () => {
    rmSync(path());
    expect(errorOf(() => load()).message).toMatch(/^ENOENT.*dump.rdb/);
    writeFileSync(path(), oneKey());
    const files = new RecordingFileSystem(folder);
    files.failAt('readSync', 0, diskError('EIO'));
    expect(errorOf(() => atOnce(loadRdb(path(), keyspace, {}, files))).message).toBe(
      `${path()} can't be loaded at byte 0: EIO: injected`,
    );
  });
});

/** Of the entries of a stream, ten are enough. */
const isSmall = (words: readonly (string | Buffer)[]) =>
  words.length < 20 && words.every(({ length }) => length < 300) && !/^\d{2,}-/.test(String(words[1]));

describe('A damaged file', () => {
  let bytes: Buffer;
  let checkless: Buffer;
  beforeEach(async () => {
    for (const [name, ...words] of allTypes(Date.now()))
      if (isSmall(words)) await client.call(String(name), ...words);
    await client.call('SELECT', 0);
    await client.call('NOTE', 'note', 'hello');
    save();
    bytes = readFileSync(path());
    checkless = Buffer.concat([bytes.subarray(0, -8), Buffer.alloc(8)]);
  });

  it('is refused, wherever its end is missing', () => {
    const refusals = Array.from(bytes, (_, length) => refusal(bytes.subarray(0, length)));
    expect(refusals.filter((reason) => !/^is damaged at byte \d+( \(key .*\))?: /.test(reason))).toEqual([]);
  });

  it('is refused, whichever of its bits is another', () => {
    const refusals: string[] = [];
    for (let at = 0; at < bytes.length; at += 3) {
      const damaged = Buffer.from(bytes);
      damaged[at]! ^= 1 << (at % 8);
      refusals.push(refusal(damaged));
    }
    expect(refusals.filter((reason) => !/at byte \d+/.test(reason))).toEqual([]);
  });

  it('is refused or loaded as something else where it has no checksum', () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }));
    const property = fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const damaged = Buffer.from(checkless);
      for (const [at, bits] of changes) damaged[at % damaged.length]! ^= bits;
      clear();
      try {
        loadBytes(damaged);
      } catch (error) {
        expect(error).toBeInstanceOf(RdbFileError);
      }
    });
    fc.assert(property, { numRuns: 500 });
    expect(refusal(Buffer.alloc(3))).toContain('no RDB file');
  });
});

describe('A disk', () => {
  let files: RecordingFileSystem;
  beforeEach(async () => {
    rmSync(path(), { force: true });
    files = new RecordingFileSystem(folder);
    await client.set('large', Buffer.alloc(5_000_000, 'abc'));
    await client.set('noise', NOISE);
  });

  it('gets a file in few large pieces, is synced, then sees its name', () => {
    atOnce(saveRdb(path(), keyspace, {}, files));
    const kinds = files.operations.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'write').length).toBeLessThan(8);
    expect(kinds.slice(-3)).toEqual(['sync', 'rename', 'sync folder']);
  });

  it('may take some of the bytes only: then it gets the others', async () => {
    files.failAt('writeSync', 1, { writes: 1000 });
    atOnce(saveRdb(path(), keyspace, {}, files));
    clear();
    expect(load().keys).toBe(2);
    expect(await client.strlen('noise')).toBe(3_000_000);
  });

  it.each([
    ['writeSync', 'ENOSPC'],
    ['fsyncSync', 'EIO'],
    ['openSync', 'EACCES'],
  ] as const)('may refuse %s: nothing is left', (call, code) => {
    files.failAt(call, 0, diskError(code));
    expect(() => atOnce(saveRdb(path(), keyspace, {}, files))).toThrow(code);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps nothing of a file that is given up', () => {
    const steps = saveRdb(path(), keyspace, {}, files);
    steps.next();
    steps.return(undefined as never);
    expect(readdirSync(folder)).toEqual([]);
  });
});
