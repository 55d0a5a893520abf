import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realFileSystem } from '../../../lib/durability/file-system';
import { LogReader, type LogTail } from '../../../lib/durability/log-reader';
import { batch, line, logged, roomFrom } from '../../support/log-text';

let folder: string;
let path: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memo-log-'));
  path = join(folder, 'log');
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What a log says, and how it ends. */
function read(...parts: Buffer[]): { said: string[]; tail: LogTail | undefined; reader: LogReader } {
  writeFileSync(path, Buffer.concat(parts));
  const fd = openSync(path, 'r');
  const said: string[] = [];
  const reader = new LogReader({ path, files: realFileSystem, fd });
  const reading = reader.read({
    ranClass: ({ name, count, hash }) => said.push(`class ${name} ${count} ${hash}`),
    setSecret: (secret) => said.push(`secret ${secret.toString('hex')}`),
    beginTurn: (time, seed) => said.push(`turn ${time} ${seed}`),
    runCommand: (database, request) => {
      const words = Array.from({ length: request.count }, (_, word) => request.wire(word));
      said.push(`${database}: ${words.map((word) => (word.length > 99 ? word.length : word)).join(' ')}`);
    },
    endTurn: () => undefined,
  });
  try {
    for (let step = reading.next(); ; step = reading.next())
      if (step.done) return { said, tail: step.value, reader };
  } finally {
    closeSync(fd);
  }
}

const torn = (offset: number, bytes: number): LogTail => ({ offset, bytes, isTorn: true });

const FIRST = batch(1, ['SELECT 0', 'SET a 1'], { time: 10, seed: 5 });
const SECOND = batch(3, ['SET b 2', 'SET c 3'], { time: 20 });
const FIRST_SAID = ['turn 10 5', '0: SET a 1'];
const SECOND_SAID = ['turn 20 0', '0: SET b 2', 'turn 20 0', '0: SET c 3'];

describe('A log of batches', () => {
  it('tells turns with their times and seeds', () => {
    const { said, tail, reader } = read(FIRST, SECOND);
    expect(said).toEqual([...FIRST_SAID, ...SECOND_SAID]);
    expect(tail).toBeUndefined();
    expect(reader.sequence).toBe(3);
  });

  it('tells what the lines within a batch say', () => {
    const parts = [
      '#class FIFO 2 00ff',
      '#secret 0a0b',
      'FIFOADD q 1',
      '#turn 12 -7',
      'SELECT 3',
      'DEL q',
      'DEL r',
    ];
    const { said, reader } = read(batch(2, parts, { time: 11, seed: 6 }));
    expect(said).toEqual([
      ...['class FIFO 2 00ff', 'secret 0a0b', 'turn 11 6', '0: FIFOADD q 1'],
      ...['turn 12 -7', '3: DEL q', 'turn 12 0', '3: DEL r'],
    ]);
    expect(reader.database).toBe(3);
  });

  it('tells a transaction as one turn, also when a database is selected in it', () => {
    const { said } = read(batch(1, ['MULTI', 'SET a 1', 'SELECT 1', 'SET b 1', 'EXEC', 'DEL a']));
    expect(said).toEqual(['turn 1 0', '0: SET a 1', '1: SET b 1', 'turn 1 0', '1: DEL a']);
  });

  it('is read however long words and batches are', () => {
    const long = logged('SET', 'a', Buffer.alloc(3_000_000, 'x'));
    const many = Array.from({ length: 15_000 }, (_, index) => `SET key:${index} ${'y'.repeat(50)}`);
    const { said, tail } = read(batch(1, [long, 'DEL a', ...many]), batch(2, ['DEL b']));
    expect(said.slice(0, 4)).toEqual(['turn 1 0', '0: SET a 3000000', 'turn 1 0', '0: DEL a']);
    expect(said.slice(-4)).toEqual([
      'turn 1 0',
      expect.stringContaining('key:14999'),
      'turn 1 0',
      '0: DEL b',
    ]);
    expect(said).toHaveLength(2 * (many.length + 3));
    expect(tail).toBeUndefined();
  });

  it('is told up to a torn tail, wherever it was cut', () => {
    for (let length = 0; length < SECOND.length; length++) {
      const { said, tail } = read(FIRST, SECOND.subarray(0, length));
      expect(said).toEqual(FIRST_SAID);
      expect(tail).toEqual(length === 0 ? undefined : torn(FIRST.length, length));
    }
  });

  it('is told up to a tail that a power cut made zeroes of', () => {
    for (let length = 0; length < SECOND.length; length++) {
      const zeroed = Buffer.alloc(SECOND.length);
      SECOND.copy(zeroed, 0, 0, length);
      const { said, tail } = read(FIRST, zeroed);
      expect(said).toEqual(FIRST_SAID);
      expect(tail).toEqual(torn(FIRST.length, SECOND.length));
    }
  });

  it('has a torn tail where the last batch is not what was written', () => {
    const flipped = flip(SECOND, SECOND.length - 5);
    expect(read(FIRST, flipped).tail).toEqual(torn(FIRST.length, SECOND.length));
  });

  it('is damaged where any byte of an earlier batch is another', () => {
    for (let at = 0; at < FIRST.length; at++) {
      expect(() => read(flip(FIRST, at), SECOND)).toThrow(/^\/.*log is damaged at byte \d+: /);
    }
    for (let at = 0; at < SECOND.length; at++) {
      const flipped = () => read(FIRST, flip(SECOND, at), batch(4, ['DEL a']));
      expect(flipped).toThrow(`${path} is damaged at byte ${FIRST.length}: `);
    }
  });

  it('tells of nothing of a damaged batch', () => {
    const said: string[] = [];
    expect(() => said.push(...read(flip(FIRST, FIRST.length - 1), SECOND).said)).toThrow('damaged at byte 0');
    expect(said).toEqual([]);
  });

  it('is damaged where bytes are missing before a whole batch', () => {
    expect(() => read(FIRST.subarray(0, -3), SECOND)).toThrow('a whole batch follows at byte');
  });

  it('is not damaged by a value that looks like a batch, when the one with it is cut off', () => {
    const holder = batch(2, [logged('SET', 'a', SECOND), 'DEL a']);
    const { tail } = read(FIRST, holder.subarray(0, -1));
    expect(tail).toEqual(torn(FIRST.length, holder.length - 1));
  });

  it.each([
    ['sequence numbers do not grow', [SECOND, FIRST], 'batch 1 follows 3'],
    ['a command is none', [batch(1, [Buffer.from('*1\r\nSET\r\n')])], "'$' is expected"],
    ['a command goes past the batch', [batch(1, [line('DEL a').subarray(0, -1)])], 'a command is cut off'],
    ['a transaction has no end', [batch(1, ['MULTI', 'DEL a'])], 'a transaction is cut off'],
    ['a line says nothing', [batch(1, ['#turn x', 'DEL a'])], 'a line that says nothing'],
    ['no database is selected', [batch(1, ['SELECT x'])], 'SELECT of no database'],
  ])('is damaged when checksums are right and %s', (_, parts, reason) => {
    expect(() => read(...parts)).toThrow(reason);
  });
});

describe('A log with room behind its batches', () => {
  const start = FIRST.length;
  const room = roomFrom(start);

  /** What stands in a file with room when parts of a batch were written over it. */
  const over = (bytes: Buffer, isWritten: (at: number) => boolean) =>
    Buffer.from(room.map((byte, at) => (at < bytes.length && isWritten(at) ? bytes[at]! : byte)));

  it('is told up to there', () => {
    const { said, tail, reader } = read(FIRST, room);
    expect(said).toEqual(FIRST_SAID);
    expect(tail).toEqual({ offset: start, bytes: room.length, isTorn: false });
    expect(reader.sequence).toBe(1);
  });

  it('is told up to a torn batch, wherever that ends', () => {
    for (let length = 2; length < SECOND.length; length++) {
      const { said, tail } = read(
        FIRST,
        over(SECOND, (at) => at < length),
      );
      expect(said).toEqual(FIRST_SAID);
      expect(tail).toEqual(torn(start, room.length));
    }
  });

  /** What stands in a file behind a first batch when a power cut left some sectors of a second one. */
  const leaving = (before: Buffer, bytes: Buffer, isLeft: (sector: number) => boolean) =>
    Buffer.from(
      roomFrom(before.length).map((byte, at) => {
        const sector = Math.floor((before.length + at) / SECTOR);
        return at < bytes.length && isLeft(sector) ? bytes[at]! : byte;
      }),
    );
  const SECTOR = 512;

  it('tells nothing of a batch of which a power cut left some sectors', () => {
    const lines = Array.from({ length: 60 }, (_, n) => logged('SET', 'a', 'x'.repeat(n % 37)));
    const wide = batch(2, lines);
    for (let shift = 0; shift < 60; shift++) {
      const first = batch(1, [logged('SET', 'a', 'x'.repeat(shift))]);
      const count = Math.ceil((first.length + wide.length) / SECTOR);
      for (let sector = 0; sector < count; sector++) {
        for (const file of [
          leaving(first, wide, (each) => each === sector),
          leaving(first, wide, (each) => each !== sector),
        ]) {
          const { said, tail } = read(first, file);
          expect(said).toHaveLength(2);
          expect(tail).toEqual(torn(first.length, file.length));
        }
      }
    }
  });

  it.each(['\n', `${'#'.repeat(31)}\n`])(
    'takes no value for a command where a sector begins: %j',
    (lines) => {
      const evil = `${lines}${line('SET evil 1').toString()}`;
      const holders = Array.from({ length: 1000 }, (_, n) =>
        batch(2, [logged('SET', 'a', 'x'.repeat(n) + evil)]),
      );
      const holder = holders.find((each) => start + each.indexOf(evil) === 2 * SECTOR)!;
      const file = leaving(FIRST, holder, (sector) => sector > 1);
      expect(read(FIRST, file)).toMatchObject({ said: FIRST_SAID, tail: torn(start, file.length) });
    },
  );

  it('has nothing when it was the first batch that a power cut took sectors of', () => {
    const wide = batch(1, [logged('SET', 'a', 'x'.repeat(1000))]);
    const file = leaving(Buffer.alloc(0), wide, () => true);
    expect(read(Buffer.alloc(512), file.subarray(512)).tail).toEqual(torn(0, file.length));
    expect(read(Buffer.alloc(2048), roomFrom(2048)).said).toEqual([]);
    expect(() => read(Buffer.alloc(512), line('SET a 1'))).toThrow('damaged at byte 0');
    expect(() => read(Buffer.from('x'))).toThrow('damaged at byte 0');
  });

  it('is not damaged by a value that looks like a batch, when the one with it is torn', () => {
    const holder = batch(2, [logged('SET', 'a', SECOND), 'DEL a']);
    for (let missing = 2; missing < 20; missing++) {
      const file = over(holder, (at) => at < holder.length - missing);
      expect(read(FIRST, file).tail).toEqual(torn(start, room.length));
    }
  });

  it('goes on with commands of Redis behind it, and with batches', () => {
    const { said, tail } = read(FIRST, room, line('DEL d'), SECOND);
    expect(said).toEqual([...FIRST_SAID, 'turn 0 0', '0: DEL d', ...SECOND_SAID]);
    expect(tail).toBeUndefined();
    expect(read(FIRST, room, SECOND).said).toEqual([...FIRST_SAID, ...SECOND_SAID]);
  });

  it('is damaged where anything else stands in it before something whole', () => {
    expect(() => read(FIRST, flip(room, 1000), SECOND)).toThrow('a whole batch follows at byte');
  });
});

describe('A log of Redis', () => {
  const REDIS = [
    line('SELECT 2'),
    line('SET a 1'),
    line('MULTI'),
    line('SET b 1'),
    line('SET c 1'),
    line('EXEC'),
  ];
  const REDIS_SAID = ['turn 0 0', '2: SET a 1', 'turn 0 0', '2: SET b 1', '2: SET c 1'];

  it('tells commands and transactions, at time 0', () => {
    expect(read(...REDIS).said).toEqual(REDIS_SAID);
  });

  it('may say when commands were run', () => {
    expect(read(Buffer.from('#TS:1795739272\r\n'), ...REDIS, Buffer.from('#TS:1795739273\r\n')).said).toEqual(
      REDIS_SAID,
    );
  });

  it('ends before what is cut off: a command, a transaction, a line', () => {
    const whole = Buffer.concat(REDIS);
    const ends = [REDIS.slice(0, 1), REDIS.slice(0, 2), REDIS].map((parts) => Buffer.concat(parts).length);
    for (let length = 0; length <= whole.length; length++) {
      const good = ends.findLast((end) => end <= length) ?? 0;
      const { tail } = read(whole.subarray(0, length));
      expect(tail).toEqual(good === length ? undefined : torn(good, length - good));
    }
    expect(read(...REDIS, Buffer.from('#TS:17')).tail).toEqual(torn(whole.length, 6));
  });

  it('ends before zeroes that a power cut left', () => {
    const start = Buffer.concat(REDIS).length;
    for (const length of [0, 1, 5, 15]) {
      const cut = Buffer.concat([line('SET d 1').subarray(0, length), Buffer.alloc(30)]);
      expect(read(...REDIS, cut).tail).toEqual(torn(start, cut.length));
    }
  });

  it.each([
    ['+', 0],
    ['x', 14],
  ])('is damaged where something is no command: %j at %i', (character, at) => {
    const bytes = Buffer.concat(REDIS);
    bytes.write(character, at);
    expect(() => read(bytes)).toThrow(`${path} is damaged at byte ${at}: `);
  });

  it('goes on with batches of Memo, and these with commands of Redis', () => {
    const { said, reader } = read(...REDIS, FIRST, line('SELECT 1'), line('DEL d'), SECOND);
    const between = ['turn 0 0', '1: DEL d'];
    const after = SECOND_SAID.map((each) => each.replace('0: SET', '1: SET'));
    expect(said).toEqual([...REDIS_SAID, ...FIRST_SAID, ...between, ...after]);
    expect(reader.sequence).toBe(3);
  });

  it('is damaged where Redis has cut a torn batch, and has gone on: what it then logged is not cut with that', () => {
    const whole = batch(2, ['SET b 1', '#turn 5 0', 'SET c 1', 'SET d 1']);
    const cut = whole.subarray(0, whole.indexOf('*3\r\n$3\r\nSET\r\n$1\r\nd'));
    expect(read(FIRST, cut).tail).toEqual(torn(FIRST.length, cut.length));
    expect(() => read(FIRST, cut, line('SELECT 0'), line('SET e 1'))).toThrow(
      `${path} is damaged at byte ${FIRST.length}: redis-server has gone on in a batch that was cut off`,
    );
    const first = batch(1, ['SELECT 0', 'SET a 1', 'SET b 1']);
    const torso = first.subarray(0, first.indexOf('*3\r\n$3\r\nSET\r\n$1\r\nb'));
    expect(read(torso).tail).toEqual(torn(0, torso.length));
    expect(() => read(torso, line('SELECT 0'), line('SET e 1'))).toThrow('redis-server has gone on');
  });

  it('is damaged where a command that is cut off has batches behind it', () => {
    expect(() => read(line('SET a 1').subarray(0, -4), FIRST)).toThrow('damaged at byte');
    expect(() => read(Buffer.from('*2\r\n$3\r\nDEL\r\n$9999\r\na\r\n'), FIRST)).toThrow(
      'a whole batch follows',
    );
  });

  it('reads transactions of any length', () => {
    const many = Array.from({ length: 15_000 }, (_, index) => line(`SET key:${index} ${'y'.repeat(50)}`));
    expect(read(line('MULTI'), ...many, line('EXEC')).said).toHaveLength(many.length + 1);
    expect(read(line('MULTI'), ...many).tail).toMatchObject({ offset: 0 });
  });
});

/** The bytes with one of them changed a little. */
function flip(bytes: Buffer, at: number): Buffer {
  const flipped = Buffer.from(bytes);
  flipped[at]! ^= 1;
  return flipped;
}
