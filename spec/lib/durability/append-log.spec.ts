import type { StructureInfo } from '../../../lib/command/structure-info';
import { describe as describeStructure } from '../../../lib/keyspace/registration';
import { FIFO } from '../../../structures/fifo';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppendLog, type SyncPolicy } from '../../../lib/durability/append-log';
import { LoggedCommands } from '../../../lib/keyspace/logged-commands';
import { requestOf } from '../../../lib/protocol/request-of';
import { eventually } from '../../support/eventually';
import { diskError, RecordingFileSystem } from '../../support/recording-file-system';

describe('the append-only log', () => {
  let folder: string;
  let files: RecordingFileSystem;
  let log: AppendLog;
  let told: string[];
  let now: number;
  let sequence: number;
  const path = () => join(folder, 'log');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'memo-log-'));
    files = new RecordingFileSystem(folder);
    told = [];
    now = 0;
    sequence = 0;
    log = newLog();
    log.open(path());
  });

  const newLog = () =>
    new AppendLog({
      files,
      secret: Buffer.from('5ec2e7', 'hex'),
      clock: () => now,
      listener: {
        onRefused: ({ message }) => told.push(`refused ${message}`),
        onRecovered: () => told.push('recovered'),
        onLost: ({ message }) => told.push(`lost ${message}`),
      },
    });

  afterEach(() => {
    files.inject = () => undefined;
    log.close();
    rmSync(folder, { recursive: true });
  });

  /** A turn that logs commands, each in a database. */
  function commit(
    commands: readonly (readonly [number, ...string[]])[],
    time = 1000,
    seed = 0,
    owners: ReadonlyMap<StructureInfo, number> = new Map(),
    isExpiry = false,
  ): void {
    const logged = new LoggedCommands();
    for (const [database, ...words] of commands) logged.add(database, requestOf(words));
    log.commit({ sequence: ++sequence, time, seed, commands: logged, owners, isExpiry });
  }

  /** A reply that must wait as long as the log says. */
  function reply(text: string): void {
    if (log.gate.isShut) log.gate.hold({ send: (bytes) => told.push(bytes.toString()) }, Buffer.from(text));
    else told.push(text);
  }

  const written = () => readFileSync(path(), 'latin1');
  const syncs = () => files.operations.filter(({ kind }) => kind === 'sync').length;
  const writes = () => files.operations.filter(({ kind }) => kind === 'write').length;
  const kinds = () => files.operations.map(({ kind }) => kind).filter((kind) => kind !== 'create');
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it('writes what a turn of the event loop changed at once, with lines that tell how to replay it', async () => {
    commit([[0, 'SET', 'a', '1']]);
    commit([[0, 'FIFOADD', 'q', 'x']], 1001, -7);
    commit([
      [3, 'DEL', 'a'],
      [3, 'DEL', 'b'],
    ]);
    expect(written()).toBe('');
    await turn();
    expect(writes()).toBe(1);
    const [header, ...body] = written().split('\r\n');
    expect(header).toMatch(/^#memo 3 \d+ [\da-f]{8} 1000 0 [\da-f]{8}$/);
    expect(body.join(' ')).toBe(
      [
        '#secret 5ec2e7 *2 $6 SELECT $1 0 *3 $3 SET $1 a $1 1',
        '#turn 1001 -7 *3 $7 FIFOADD $1 q $1 x',
        '#turn 1000 0 *1 $5 MULTI *2 $6 SELECT $1 3 *2 $3 DEL $1 a *2 $3 DEL $1 b *1 $4 EXEC ',
      ].join(' '),
    );
  });

  it("says first of all which users' classes ran, how often, and of what source they were", async () => {
    const info = { ...describeStructure(FIFO, 'abc123'), id: 1 };
    commit([[0, 'FIFOADD', 'q', 'x']], 1000, 0, new Map([[info, 2]]));
    commit([[0, 'POP', 'q']], 1000, 0, new Map([[info, 1]]));
    await turn();
    commit([[0, 'SET', 'a', '1']]);
    await turn();
    expect(written().match(/^#(?!memo).*(?=\r)/gm)).toEqual(['#class FIFO 3 abc123', '#secret 5ec2e7']);
  });

  it('says the secret and the database once a file', async () => {
    commit([[2, 'SET', 'a', '1']]);
    await turn();
    commit([[2, 'SET', 'a', '2']]);
    await turn();
    await log.moveTo(join(folder, 'next'));
    commit([[2, 'SET', 'a', '3']]);
    await turn();
    expect(written().match(/#secret|SELECT/g)).toEqual(['#secret', 'SELECT']);
    expect(readFileSync(join(folder, 'next'), 'latin1').match(/#secret|SELECT/g)).toEqual([
      '#secret',
      'SELECT',
    ]);
  });

  it('goes on in a file that was there, in the database that is selected in it', async () => {
    commit([[2, 'SET', 'a', '1']]);
    await log.settle();
    log.close();
    log = newLog();
    log.open(path(), 2);
    commit([[2, 'SET', 'a', '2']]);
    await turn();
    expect(written().match(/SELECT/g)).toHaveLength(1);
    expect(written().match(/^#memo/gm)).toHaveLength(2);
  });

  it('holds replies until the batch is written', async () => {
    reply('before');
    commit([[0, 'SET', 'a', '1']]);
    reply('OK');
    expect(told).toEqual(['before']);
    await turn();
    expect(told).toEqual(['before', 'OK']);
    expect(log.gate.isShut).toBe(false);
  });

  it('with always holds them until it is synced', async () => {
    log.policy = 'always';
    commit([[0, 'SET', 'a', '1']]);
    reply('first');
    expect(told).toEqual([]);
    await eventually(() => expect(told).toEqual(['first']));
    expect(kinds()).toEqual(['write', 'write', 'sync']);
  });

  it('with always writes room ahead, which other policies and another file give back', async () => {
    const roomAfter = (task: () => unknown) => {
      task();
      return statSync(path()).size - log.size;
    };
    const settleWith = async (policy: SyncPolicy) => {
      log.policy = policy;
      commit([[0, 'SET', 'a', '1']]);
      await log.settle();
    };
    await settleWith('always');
    expect(roomAfter(() => undefined)).toBeGreaterThan(3000);
    await settleWith('everysec');
    expect(roomAfter(() => undefined)).toBe(0);
    await settleWith('always');
    expect(roomAfter(() => log.trim())).toBe(0);
    await settleWith('always');
    const { size } = log;
    await log.moveTo(join(folder, 'next'));
    expect(statSync(path()).size).toBe(size);
  });

  it('with always lets a batch grow while more comes in with each turn, for four turns at most', async () => {
    log.policy = 'always';
    for (const value of '123456') {
      commit([[0, 'SET', 'a', value]]);
      await turn();
    }
    await log.settle();
    expect(kinds()).toEqual(['write', 'write', 'sync', 'write', 'sync']);
    expect(written().match(/SET/g)).toHaveLength(6);
    const [first] = written().split(/(?=#memo)/);
    expect(first?.match(/SET/g)).toHaveLength(4);
  });

  describe('with always, on a slow disk', () => {
    /** Each sync takes so many milliseconds by the clock. */
    const syncsTake = (milliseconds: number) => {
      files.inject = ({ call }) => {
        if (call.startsWith('fdatasync')) now += milliseconds;
        return undefined;
      };
    };
    const waits = () => files.counts.get('fdatasyncSync') ?? 0;

    beforeEach(async () => {
      log.policy = 'always';
      syncsTake(3);
      commit([[0, 'SET', 'a', '0']]);
      await log.settle();
      expect(waits()).toBe(1);
    });

    it('what comes while it is synced is the next batch', async () => {
      commit([[0, 'SET', 'a', '1']]);
      reply('first');
      log.flush();
      expect(writes()).toBe(3);
      commit([[0, 'SET', 'a', '2']]);
      reply('second');
      log.flush();
      expect(writes()).toBe(3);
      await eventually(() => expect(told).toEqual(['first', 'second']));
      expect(kinds()).toEqual(['write', 'write', 'sync', 'write', 'sync', 'write', 'sync']);
      expect(waits()).toBe(1);
    });

    it('waits for syncs again when they have been quick for a while', async () => {
      syncsTake(0);
      for (let count = 0; count < 20; count++) {
        commit([[0, 'SET', 'a', String(count)]]);
        await log.settle();
      }
      const quick = waits();
      expect(quick).toBeGreaterThan(1);
      expect(quick).toBeLessThan(20);
    });
  });

  it('with everysec holds them when the oldest write that is not synced is older than that', async () => {
    commit([[0, 'SET', 'a', '1']]);
    reply('first');
    await turn();
    now = 1600;
    commit([[0, 'SET', 'a', '2']]);
    reply('second');
    log.flush();
    expect(told).toEqual(['first']);
    await eventually(() => expect(told).toEqual(['first', 'second']));
    expect(log.delayed).toBe(1);
  });

  it('with no never syncs before it is closed', async () => {
    log.policy = 'no';
    commit([[0, 'SET', 'a', '1']]);
    reply('OK');
    await turn();
    expect([told, syncs()]).toEqual([['OK'], 0]);
    await log.settle();
    expect(syncs()).toBe(1);
  });

  it('that cannot be written refuses writes, holds replies, and loses nothing', async () => {
    files.inject = ({ call, length }) =>
      call === 'writeSync' ? (length > 50 ? { writes: 50 } : diskError('ENOSPC')) : undefined;
    commit([[0, 'SET', 'a', '1']]);
    reply('OK');
    await turn();
    expect(told).toEqual(['refused ENOSPC: injected']);
    expect(log.refusal?.message).toBe('MISCONF Errors writing to the AOF file: No space left on device');
    expect(written()).toBe('');
    files.inject = () => undefined;
    await eventually(() => expect(told.slice(1)).toEqual(['recovered', 'OK']));
    expect(log.refusal).toBeUndefined();
    expect(written().match(/^#memo/gm)).toHaveLength(1);
  });

  it('that cannot be written holds only replies of what it has not got, and not those of what has expired', async () => {
    files.inject = ({ call }) => (call === 'writeSync' ? diskError('ENOSPC') : undefined);
    commit([[0, 'SET', 'a', '1']]);
    reply('OK');
    await turn();
    reply('read');
    commit([[0, 'DEL', 'expired']], 1000, 0, new Map(), true);
    reply('nothing');
    commit([[0, 'SET', 'a', '2']]);
    reply('late');
    await turn();
    reply('read again');
    expect(told).toEqual(['refused ENOSPC: injected', 'read', 'nothing', 'read again']);
    files.inject = () => undefined;
    await eventually(() => expect(told.slice(4)).toEqual(['recovered', 'OK', 'late']));
  });

  it('cuts off later what it could not cut off at once', async () => {
    commit([[0, 'SET', 'a', '1']]);
    await turn();
    const before = written();
    files.inject = ({ call, length }) => {
      if (call === 'ftruncateSync') return diskError('EIO');
      return call === 'writeSync' ? (length > 5 ? { writes: 5 } : diskError('EIO')) : undefined;
    };
    commit([[0, 'SET', 'a', '2']]);
    await turn();
    expect(written().length).toBeGreaterThan(before.length);
    files.inject = () => undefined;
    await eventually(() => expect(told).toContain('recovered'));
    expect(written().startsWith(before)).toBe(true);
    expect(written().match(/^#memo/gm)).toHaveLength(2);
  });

  it('writes a batch in as many steps as the system takes', async () => {
    files.inject = ({ call }) => (call === 'writeSync' ? { writes: 7 } : undefined);
    commit([[0, 'SET', 'a', 'x'.repeat(100)]]);
    await turn();
    expect(told).toEqual([]);
    expect(written()).toContain('x'.repeat(100));
  });

  it.each([0, 3])('acknowledges nothing more when a sync of %d ms fails', async (milliseconds) => {
    log.policy = 'always';
    files.inject = ({ call, earlier }) => {
      if (!call.startsWith('fdatasync')) return undefined;
      now += milliseconds;
      return milliseconds > 0 && call === 'fdatasyncSync' && earlier === 0 ? undefined : diskError('EIO');
    };
    if (milliseconds > 0) {
      commit([[0, 'SET', 'a', '0']]);
      await log.settle();
    }
    commit([[0, 'SET', 'a', '1']]);
    reply('OK');
    await eventually(() => expect(told).toEqual(['lost EIO: injected']));
    files.inject = () => undefined;
    commit([[0, 'SET', 'a', '2']]);
    reply('OK');
    await log.settle();
    await turn();
    expect(told).toEqual(['lost EIO: injected']);
  });

  it('goes on in another file once the one before it is on disk; what comes meanwhile waits', async () => {
    commit([[0, 'SET', 'a', '1']]);
    await turn();
    commit([[0, 'SET', 'a', '2']]);
    reply('second');
    const moved = log.moveTo(join(folder, 'next'));
    expect(told).toEqual(['second']);
    commit([[0, 'SET', 'a', '3']]);
    reply('third');
    log.flush();
    expect(told).toEqual(['second']);
    await moved;
    await log.settle();
    expect(told).toEqual(['second', 'third']);
    expect(written().match(/^#memo/gm)).toHaveLength(2);
    const done = files.operations.flatMap((operation) =>
      operation.kind === 'sync' || operation.kind === 'write' ? [`${operation.kind} ${operation.file}`] : [],
    );
    expect(done).toEqual(['write 0', 'write 0', 'sync 0', 'write 1', 'sync 1']);
  });

  it('stays where it is when what is due cannot be written', async () => {
    commit([[0, 'SET', 'a', '1']]);
    files.inject = ({ call }) => (call === 'writeSync' ? diskError('ENOSPC') : undefined);
    expect(() => log.moveTo(join(folder, 'next'))).toThrow('ENOSPC');
    files.inject = () => undefined;
    await log.settle();
    expect(written().match(/^#memo/gm)).toHaveLength(1);
  });

  it('settles without waiting for a disk that is full', async () => {
    files.inject = ({ call }) => (call === 'writeSync' ? diskError('ENOSPC') : undefined);
    commit([[0, 'SET', 'a', '1']]);
    await log.settle();
    expect(told).toEqual(['refused ENOSPC: injected']);
  });
});
