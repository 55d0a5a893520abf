import {
  CommandError,
  OK,
  serves,
  Structure,
  structure,
  t,
  writes,
  type Server,
} from '../../../../lib/index';
import { TestServer } from '../../../../lib/testing';
import { eventually } from '../../../support/eventually';
import { keyspaceOf } from '../../../support/kept-server';
import { serving } from '../../../support/serving';
import { ALARMED, Bell, ringAll } from './alarms';

const BEGINNING = 1_700_000_000_000;
let now = BEGINNING;
/** How much time each look at the clock takes. */
let pace = 0;
let elapsed = 0;
const clock = { now: () => now, monotonic: () => (elapsed += pace) };

/** Lets go whoever holds a key. */
let release: () => void = () => undefined;

@structure()
class Holder extends Structure {
  @serves('Holds a key until the spec lets go.', t.key())
  static async HOLD(_: Server, __: string) {
    await new Promise<void>((resolve) => (release = resolve));
    return OK;
  }
}

/** No value of it is ever saved as it is. */
@structure()
class Waiting extends Structure {
  private word: string | undefined = undefined;

  @writes('Waits for a word.', { flags: ['blocking'] }, t.key(), t.timeout())
  static HEAR(server: Server, key: string, timeout: number) {
    return server.find(Waiting, key)?.word ?? server.wait(timeout);
  }

  @writes('Says a word later.', t.key(), t.text('word'), t.float('seconds'))
  static SAY_LATER(server: Server, key: string, word: string, seconds: number) {
    server.open(Waiting, key).alarm(seconds, 'SAY', word);
    return OK;
  }

  @writes('Says a word.', t.text('word'))
  SAY(word: string) {
    this.word = word;
  }
}

/** What one of its commands did that throws is undone. */
@structure({ atomic: true })
class Safe extends Structure {
  readonly rung: string[] = [];

  @writes('Sets an alarm.', t.key(), t.float('seconds'), t.text('what'))
  static SAFESET(server: Server, key: string, seconds: number, what: string) {
    server.open(Safe, key).alarm(seconds, 'SPOIL', what);
    return OK;
  }

  @writes('Sets one, removes one, has the value elsewhere, and throws.', t.text('what'))
  SPOIL(what: string) {
    this.rung.push(what);
    this.alarm(99, 'SPOIL', 'new');
    this.cancelAlarm('SPOIL', 'b');
    this.server.call('RENAME', this.key, 'elsewhere');
    throw new Error('spoilt');
  }
}

const context = serving({ structures: [...ALARMED, Holder, Waiting, Safe], clock });
const { say, refusal, faults } = context;
const ring = () => ringAll(context.memo);

const pass = (seconds: number) => {
  now += seconds * 1000;
  ring();
};
const at = (seconds: number) => BEGINNING + seconds * 1000;
const pending = () => context.memo.alarms.pending;

beforeEach(() => {
  now = BEGINNING;
  pace = 0;
});

describe('An alarm', () => {
  it('runs its command on the value when its time has come, and not before, and once', async () => {
    await say('BELLSET', 'bell', 10, 'NOTE', 'tea');
    pass(9.999);
    expect(await say('RUNG', 'bell')).toEqual([]);
    pass(0.001);
    expect(await say('RUNG', 'bell')).toEqual([`tea at ${at(10)}`]);
    pass(1000);
    expect(await say('RUNG', 'bell')).toEqual([`tea at ${at(10)}`]);
    expect(pending()).toBe(0);
  });

  it('runs by itself, of a server whose clock is that of the machine', async () => {
    await say('BELLSET', 'bell', 0.01, 'NOTE');
    const due = at(0.01);
    now = due + 5;
    await eventually(async () => expect(await say('RUNG', 'bell')).toEqual([`it at ${due + 5}`]));
  });

  it('is set anew by the same command and words, and removed by them', async () => {
    await say('BELLSET', 'bell', 10, 'NOTE', 'tea');
    await say('BELLSET', 'bell', 10, 'NOTE', 'egg');
    await say('SET_ALARM', 'bell', 20, 'note', 'tea');
    expect(await say('ALARMS', 'bell')).toEqual([
      [at(10), 'NOTE', 'egg'],
      [at(20), 'NOTE', 'tea'],
    ]);
    expect(await say('CANCEL_ALARM', 'bell', 'note', 'egg')).toBe(1);
    expect(await say('CANCEL_ALARM', 'bell', 'NOTE', 'egg')).toBe(0);
    pass(100);
    expect(await say('RUNG', 'bell')).toEqual([`tea at ${at(100)}`]);
  });

  it('comes before those that were set for later, and behind those that were set before for its time', async () => {
    for (const [seconds, what] of [
      [3, 'c'],
      [1, 'a'],
      [2, 'b'],
      [1, 'aa'],
      [3, 'cc'],
    ] as const)
      await say('BELLSET', `bell`, seconds, 'NOTE', what);
    pass(5);
    expect(await say('RUNG', 'bell')).toEqual(
      ['a', 'aa', 'b', 'c', 'cc'].map((what) => `${what} at ${at(5)}`),
    );
  });

  it('has any words', async () => {
    const words = ['', 'ä', ' ', '"', '\ufffd', '\u{1f514}'];
    for (const word of words) await say('BELLSET', 'bell', 1, 'NOTE', word);
    await say('BELLSET', 'bell', 1, 'NOTE', Buffer.of(255, 0, 254));
    const alarms = (await context.client.callBuffer('ALARMS', 'bell')) as [number, Buffer, Buffer][];
    expect(alarms.at(-1)![2]).toEqual(Buffer.of(255, 0, 254));
    pass(1);
    const rung = ((await say('RUNG', 'bell')) as string[]).map((line) => line.split(' at ')[0]);
    expect(rung.slice(0, -1)).toEqual(words);
    expect(pending()).toBe(0);
  });

  it('can set itself again, for a time to come: others have their turn between', async () => {
    await say('BELLSET', 'bell', 1, 'AGAIN', 2);
    pass(1);
    expect(await say('RUNG', 'bell')).toEqual([`2 to go at ${at(1)}`]);
    now += 1;
    ring();
    now += 1;
    ring();
    expect(await say('RUNG', 'bell')).toHaveLength(3);
    expect(pending()).toBe(0);
  });

  it('can remove the value, with its other alarms', async () => {
    await say('BELLSET', 'bell', 1, 'MELT');
    await say('BELLSET', 'bell', 1, 'NOTE');
    await say('BELLSET', 'bell', 9, 'NOTE', 'late');
    pass(2);
    expect([await say('EXISTS', 'bell'), pending()]).toEqual([0, 0]);
  });

  it('is of bytes, too, and of a container that is created as it is set', async () => {
    expect(await say('TICK', 'meter', 5)).toBe(1);
    pass(5);
    pass(5);
    expect(await say('TICKS', 'meter')).toBe(3);
    expect(await say('RECALL', 'memory', 'name', 3)).toBe(1);
    pass(3);
    expect(await say('EXISTS', 'memory')).toBe(0);
    expect(await say('RECALL', 'memory', 'name', 0)).toBe(0);
    expect([await say('EXISTS', 'memory'), pending()]).toEqual([0, 1]);
  });

  it('wakes those who wait for the key', async () => {
    await say('SAY_LATER', 'waiting', 'hello', 60);
    const heard = context.another().call('HEAR', 'waiting', 0);
    await eventually(() => expect(keyspaceOf(context.memo).waiters.size).toBe(1));
    pass(60);
    expect(await heard).toBe('hello');
  });

  it('waits for an async command that has the key, and not those of other keys', async () => {
    await say('BELLSET', 'bell', 1, 'NOTE');
    await say('BELLSET', 'other', 2, 'NOTE');
    const holding = context.another().call('HOLD', 'bell');
    await eventually(() => expect(keyspaceOf(context.memo).holds.idle).toBe(false));
    pass(3);
    expect(await say('RUNG', 'other')).toEqual([`it at ${at(3)}`]);
    release();
    await holding;
    await eventually(async () => expect(await say('RUNG', 'bell')).toEqual([`it at ${at(3)}`]));
  });
});

describe('A server for tests', () => {
  it('has alarms ring as its clock is put forward, each at its time, also after a crash', async () => {
    const server = await TestServer.start(Bell);
    try {
      const { client, now: begun } = server;
      await client.BELLSET('bell', 10, 'AGAIN', '1');
      await client.BELLSET('bell', 3600, 'NOTE', 'late');
      await server.advance(20);
      const rung = [`1 to go at ${begun + 10_000}`, `0 to go at ${begun + 10_001}`];
      expect(await client.RUNG('bell')).toEqual(rung);
      await server.crashAndRecover();
      await server.advance(3600);
      expect(await client.RUNG('bell')).toEqual([...rung, `late at ${begun + 3_600_000}`]);
    } finally {
      await server.stop();
    }
  });
});

describe('An alarm that can not be set', () => {
  it.each([
    [['NONE'], 'Bell has no command NONE'],
    [['TICK', '1'], 'Bell has no command TICK'],
    [['GET'], 'Bell has no command GET'],
    [['AGAIN'], 'AGAIN takes another number of words'],
    [['NOTE', 'a', 'b'], 'NOTE takes another number of words'],
    [['WAIT_FOR'], 'WAIT_FOR is async, and an alarm is one turn'],
  ])('%j is told at once', async (words, reason) => {
    expect(await refusal('BELLSET', 'bell', 1, ...words)).toBe(
      `ERR internal error in Bell.BELLSET: alarm: ${reason}`,
    );
    expect(pending()).toBe(0);
  });

  it.each([NaN, Infinity, 1e300])('for %d seconds is told at once', async (seconds) => {
    expect(await refusal('BELLSET', 'bell', String(seconds), 'NOTE')).toMatch(
      /no number of seconds|not a valid float/,
    );
  });

  it('is told of an absent key, of a read, and of a value of Redis', async () => {
    await say('SET', 'text', 'hello');
    const tries: [string, RegExp][] = [
      ['absent', /no such key/],
      ['text', /a value of StringValue is saved as Redis does, which knows no alarms/],
    ];
    for (const [key, message] of tries) expect(await refusal('POKE', key)).toMatch(message);
    await say('BELLSET', 'bell', 1, 'NOTE');
    expect(await refusal('PEEK', 'bell')).toMatch(/only a @writes command changes data/);
  });
});

describe('An alarm whose command fails', () => {
  it('is over; what it did stays, the log says so, it is counted', async () => {
    const { failed, rung } = context.memo.alarms;
    await say('BELLSET', 'bell', 1, 'BREAK');
    await say('BELLSET', 'bell', 1, 'REFUSE');
    await say('BELLSET', 'bell', 1, 'NOTE');
    pass(1);
    expect(await say('RUNG', 'bell')).toEqual(
      ['broken', 'refused', 'it'].map((what) => `${what} at ${at(1)}`),
    );
    pass(100);
    expect(await say('RUNG', 'bell')).toHaveLength(3);
    expect(faults).toEqual(['it fell']);
    expect([context.memo.alarms.failed - failed, context.memo.alarms.rung - rung]).toEqual([2, 3]);
  });
});

describe('Alarms of an atomic class', () => {
  it('are as they were when a command throws, but for the one that ran it', async () => {
    await say('SAFESET', 'safe', 10, 'a');
    await say('SAFESET', 'safe', 20, 'b');
    const both = [
      [at(10), 'SPOIL', 'a'],
      [at(20), 'SPOIL', 'b'],
    ];
    expect(await refusal('SPOIL', 'safe', 'a')).toMatch('spoilt');
    expect([await say('MEMO', 'ALARMS', 'safe'), pending()]).toEqual([both, 2]);
    pass(10);
    expect([await say('MEMO', 'ALARMS', 'safe'), pending()]).toEqual([both.slice(1), 1]);
    pass(10);
    expect([await say('MEMO', 'ALARMS', 'safe'), pending()]).toEqual([[], 0]);
    expect(await say('EXISTS', 'safe', 'elsewhere')).toBe(1);
  });

  it('are there again when the flush of a database is undone, or was a dry run', async () => {
    await say('BELLSET', 'bell', 10, 'NOTE');
    await say('MEMO', 'TRACE', 'FLUSHALL');
    await say('MEMO', 'TRACE', 'MEMO', 'RING', 'bell', 'NOTE');
    expect(pending()).toBe(1);
    pass(10);
    expect(await say('RUNG', 'bell')).toEqual([`it at ${at(10)}`]);
  });
});

describe('Alarms go where their value goes:', () => {
  beforeEach(async () => {
    await say('BELLSET', 'bell', 10, 'NOTE', 'a');
    await say('BELLSET', 'bell', 20, 'NOTE', 'b');
  });

  const alarmsOf = (key: string) => say('MEMO', 'ALARMS', key);
  const BOTH = [
    [at(10), 'NOTE', 'a'],
    [at(20), 'NOTE', 'b'],
  ];

  it.each([
    ['RENAME', [['RENAME', 'bell', 'new']], 2],
    [
      'RENAME onto another',
      [
        ['BELLSET', 'new', '5', 'NOTE'],
        ['RENAME', 'bell', 'new'],
      ],
      2,
    ],
    ['COPY', [['COPY', 'bell', 'new']], 4],
    [
      'COPY onto another',
      [
        ['BELLSET', 'new', '5', 'NOTE'],
        ['COPY', 'bell', 'new', 'REPLACE'],
      ],
      4,
    ],
    [
      'MOVE',
      [
        ['MOVE', 'bell', '1'],
        ['SWAPDB', '0', '1'],
        ['RENAME', 'bell', 'new'],
      ],
      2,
    ],
  ] as const)('%s', async (_, lines, count) => {
    for (const [name, ...words] of lines) await say(name, ...words);
    expect([await alarmsOf('new'), pending()]).toEqual([BOTH, count]);
    pass(10);
    expect(await say('RUNG', 'new')).toEqual([`a at ${at(10)}`]);
  });

  it('DUMP and RESTORE', async () => {
    const payload = (await context.client.dumpBuffer('bell')) as Buffer;
    await say('RESTORE', 'new', 0, payload);
    expect(await alarmsOf('new')).toEqual(BOTH);
    expect(await context.client.dumpBuffer('new')).toEqual(payload);
    await say('BELLSET', 'other', 1, 'NOTE');
    await say('RESTORE', 'other', 0, payload, 'REPLACE');
    expect([await alarmsOf('other'), pending()]).toEqual([BOTH, 6]);
  });

  it('DUMP of one without alarms is as ever', async () => {
    await say('CANCEL_ALARM', 'bell', 'NOTE', 'a');
    await say('CANCEL_ALARM', 'bell', 'NOTE', 'b');
    expect(String(await context.client.dumpBuffer('bell'))).toContain('\x01\x04Bell');
  });

  it.each([
    ['DEL', [['DEL', 'bell']]],
    ['SET', [['SET', 'bell', 'text']]],
    ['FLUSHDB', [['FLUSHDB']]],
    ['FLUSHALL', [['FLUSHALL']]],
    ['an expiry', [['PEXPIRE', 'bell', '5']]],
    ['an expiry that is past', [['PEXPIREAT', 'bell', '5']]],
    [
      'another that is renamed',
      [
        ['SET', 'text', 'x'],
        ['RENAME', 'text', 'bell'],
      ],
    ],
  ] as const)('and end with it: %s', async (_, lines) => {
    for (const [name, ...words] of lines) await say(name, ...words);
    pass(30);
    expect(pending()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('and end with bytes that others take the place of', async () => {
    await say('TICK', 'meter', 5);
    await say('SET', 'meter', 'text');
    expect(pending()).toBe(2);
  });
});

describe('Alarms wait', () => {
  beforeEach(() => say('BELLSET', 'bell', 1, 'NOTE'));
  const rung = () => say('RUNG', 'bell');

  it('while clients are paused', async () => {
    await say('CLIENT', 'PAUSE', 100_000, 'WRITE');
    now += 2000;
    context.memo.alarms.ring();
    expect(await rung()).toEqual([]);
    await say('CLIENT', 'UNPAUSE');
    await eventually(async () => expect(await rung()).toEqual([`it at ${at(2)}`]));
  });

  it('and look for their chance ten times a second, not all the time', () => {
    const { alarms, persistence } = context.memo;
    persistence.log.refusal = new CommandError('MISCONF the disk is full');
    const timers = jest.spyOn(global, 'setTimeout');
    pass(2);
    const pauses = timers.mock.calls.filter(([task]) => task === alarms.ring).map(([, pause]) => pause);
    timers.mockRestore();
    persistence.log.refusal = undefined;
    expect(pauses).toEqual([100]);
  });

  it('while the log can not be written', async () => {
    const { log } = context.memo.persistence;
    log.refusal = new CommandError('MISCONF the disk is full');
    pass(2);
    expect(keyspaceOf(context.memo).databases[0]!.dictionary.alarms.count).toBe(1);
    log.refusal = undefined;
    await eventually(async () => expect(await rung()).toEqual([`it at ${at(2)}`]));
  });
});

describe('Many alarms at once', () => {
  it('run a few at a time, and clients between them', async () => {
    const keys = Array.from({ length: 100 }, (_, n) => `bell ${n}`);
    for (const key of keys) await say('BELLSET', key, 1, 'NOTE');
    pace = 1;
    now += 1000;
    expect(context.memo.alarms.ring()).toBe(false);
    const { pending: left } = context.memo.alarms;
    expect(left).toBeGreaterThan(90);
    pace = 0;
    ring();
    expect(pending()).toBe(0);
  });

  it('are in INFO', async () => {
    await say('BELLSET', 'bell', 1, 'NOTE');
    const { rung, failed } = context.memo.alarms;
    expect(await say('INFO', 'memo')).toContain(
      `# Memo\r\nalarms_pending:1\r\nalarms_rung:${rung}\r\nalarms_failed:${failed}\r\n`,
    );
  });
});

describe('MEMO RING', () => {
  it('runs an alarm now, and answers what its command does', async () => {
    await say('BELLSET', 'bell', 10, 'NOTE', 'tea');
    expect(await say('MEMO', 'RING', 'bell', 'note', 'tea')).toBe(1);
    expect(await say('MEMO', 'RING', 'bell', 'note', 'tea')).toBeNull();
    expect(await say('MEMO', 'RING', 'absent', 'note')).toBeNull();
    expect(await say('RUNG', 'bell')).toEqual([`tea at ${BEGINNING}`]);
  });
});

describe('MEMO ALARMS', () => {
  it('tells of as many as are asked for', async () => {
    for (const seconds of [3, 1, 2]) await say('BELLSET', 'bell', seconds, 'NOTE', seconds);
    expect(await say('MEMO', 'ALARMS', 'bell', 2)).toEqual([
      [at(1), 'NOTE', '1'],
      [at(2), 'NOTE', '2'],
    ]);
    expect(await say('MEMO', 'ALARMS', 'absent')).toEqual([]);
  });
});
