import fc from 'fast-check';
import {
  CommandError,
  type Commit,
  OK,
  on,
  packed,
  reads,
  type Reply,
  serves,
  type Server,
  Structure,
  structure,
  t,
  type Value,
  writes,
} from '../../../lib/index';
import * as clone from '../../../lib/keyspace/clone';
import { splitWords } from '../../support/quoting';
import { randomWords } from '../../support/random-words';
import { expectReplaySafe } from '../../../lib/testing';
import { serving } from '../../support/serving';
import { stateAt } from '../../support/state';

/** A live value with parts of every kind that handlers change in place. */
@structure()
class Notes extends Structure {
  static readonly derived = ['longest'];
  private readonly lines: string[] = [];
  private readonly counts = new Map<string, { count: number; on: Date }>();
  private readonly seen = new Set<string>();
  private readonly bits = Buffer.alloc(4);
  private longest: number | undefined;
  [field: string]: unknown;

  @writes('Write a line.', t.key(), t.text('line'))
  static NOTE(server: Server, key: string, line: string) {
    return server.open(Notes, key).add(line);
  }

  @writes('Forget the last line; a line may be gone before it refuses.', t.flags('how', 'REFUSE'))
  UNNOTE(how: ReadonlySet<'REFUSE'>) {
    const line = this.lines.pop();
    if (how.has('REFUSE')) throw new CommandError(`KEEP ${line}`);
    return line ?? null;
  }

  @reads('All that is noted.')
  NOTED(): Reply {
    return JSON.stringify([this.lines, [...this.counts], [...this.seen], this.bits, this.size]);
  }

  add(line: string) {
    this.lines.push(line);
    const known = this.counts.get(line) ?? { count: 0, on: new Date(0) };
    known.count++;
    known.on.setTime(known.count * 1000);
    this.counts.set(line, known);
    this.seen.add(line);
    this.bits[0]!++;
    this[`field ${line}`] = this.lines.length;
    return this.lines.length;
  }

  private get size() {
    return (this.longest ??= Math.max(...this.lines.map(({ length }) => length)));
  }
}

/** A packed value with named numbers, whose accessors tell nobody of what they change. */
@structure()
class Gauge extends packed({ level: 'float64', changes: 'uint32' }) {
  @writes('Set the level.', t.key(), t.float('level'))
  static GAUGE(server: Server, key: string, level: number) {
    const gauge = server.open(Gauge, key);
    gauge.level = level;
    return ++gauge.changes;
  }

  @reads('The level and how often it was set.')
  GAUGED() {
    return [this.level, this.changes];
  }
}

/** What a handler has kept of the values that it got. */
const kept: { notes?: Notes; gauge?: Gauge } = {};

/** Plays lines; what those refuse is passed over, but `THROW` throws. */
function playAll(server: Server, lines: readonly string[]): Reply {
  for (const line of lines) {
    const [name, ...words] = splitWords(line) as [Buffer, ...Buffer[]];
    if (name.toString() === 'REFUSE') throw new CommandError('NO not today');
    if (name.toString() === 'FAIL') throw new TypeError('it is broken');
    server.play(name.toString(), ...words);
  }
  return OK;
}

@structure({ atomic: true })
class Scene extends Structure {
  readonly takes: string[] = [];

  @writes('Plays lines, in one step or not at all.', t.rest(t.text('line')))
  static SCENE(server: Server, ...lines: string[]) {
    return playAll(server, lines);
  }

  @serves('The same, where each line is logged itself.', t.rest(t.text('line')))
  static RUN(server: Server, ...lines: string[]) {
    return playAll(server, lines);
  }

  @writes('Opens values, changes them, and keeps them for later.', t.key('notes'), t.key('gauge'))
  static GRAB(server: Server, notes: string, gauge: string) {
    kept.notes = server.open(Notes, notes);
    kept.gauge = server.open(Gauge, gauge);
    kept.notes.add('grabbed');
    kept.gauge.level = -1;
    throw new CommandError('NO hands off');
  }

  @writes('Takes a shot; the takes are limited.', t.key(), t.int('most'))
  static SHOOT(server: Server, key: string, most: number) {
    const { takes } = server.open(Scene, key);
    takes.push(`take ${takes.length + 1}`);
    server.publish('takes', takes.length);
    if (takes.length > most) throw new CommandError('FULL no film is left');
    return takes.length;
  }

  @reads('The takes.')
  TAKES() {
    return this.takes;
  }
}

/** Not atomic itself, it plays commands that are. */
@structure()
class Director extends Structure {
  readonly log: string[] = [];

  @writes('Plays lines, whatever becomes of them.', t.rest(t.text('line')))
  static DIRECT(server: Server, ...lines: string[]) {
    return playAll(server, lines);
  }

  @serves('The same, where each line is logged itself.', t.rest(t.text('line')))
  static PRODUCE(server: Server, ...lines: string[]) {
    return playAll(server, lines);
  }

  @writes('Notes two lines of its own around one that an atomic command takes back.', t.key())
  static REMEMBER(server: Server, key: string) {
    const director = server.open(Director, key);
    const { log } = director;
    log.push('before');
    const [, error] = server.play('FORGET', key);
    log.push('after');
    return (error as CommandError).message;
  }

  @writes('Keeps a view over a command that is undone.', t.key())
  static HOLD(server: Server, key: string) {
    const gauge = server.open(Gauge, key);
    gauge.level = 1;
    server.play('SCENE', `GAUGE ${key} 2`, 'REFUSE');
    gauge.level += 10;
    return gauge.level;
  }

  @writes('Uses what an undone command has kept, in the same turn.', t.key('notes'), t.key('gauge'))
  static ABUSE(server: Server, notes: string, gauge: string) {
    server.play('GRAB', notes, gauge);
    kept.notes!.add('a ghost');
    kept.gauge!.level = 666;
    return OK;
  }

  @reads('The log.')
  LOG() {
    return this.log;
  }
}

/** Changes values of another class, in one step or not at all. */
@structure({ atomic: true })
class Eraser extends Structure {
  @writes('Empties the log of a director, then refuses.', t.key())
  static FORGET(server: Server, key: string) {
    const director = server.find(Director, key)!;
    director.log.length = 0;
    director.log.push('forgotten');
    server.call('DEL', key);
    throw new CommandError('NO I remember');
  }
}

/** In plain JavaScript a static field says it; classes that extend it are atomic, too. */
class Plain extends Structure {
  static override readonly atomic = true;
  total = 0;

  static PLAIN(server: Server, key: string) {
    const plain = server.open(Plain, key);
    if (++plain.total > 1) throw new Error('once is enough');
    return plain.total;
  }

  TOTAL() {
    return this.total;
  }
}

/** What reacts to events is all or nothing, too. */
@structure({ atomic: true })
class Auditor extends Structure {
  @on('set', 'balance:*')
  static audit(server: Server, key: string) {
    server.call('INCR', 'audits');
    server.call('RPUSH', 'audited', key);
    if (Number(server.call('GET', key)) < 0) throw new Error('an overdraft');
  }

  @reads('What was audited.')
  static AUDITED(server: Server) {
    return server.call<Value[]>('LRANGE', 'audited', 0, -1);
  }
}

const structures = [Notes, Gauge, Scene, Director, Eraser, Plain, Auditor];
let now = 1_700_000_000_000;
const clock = { now: () => now };

const numbered = (count: number, name: string) =>
  Array.from({ length: count }, (_, at) => `${name}${at}`).join(' ');

/** Values of every type, small ones and such as stand in place of bytes, some with an expiry. */
const VALUES = [
  'SET a text',
  'SET b 10 PX 100000',
  `SET c ${'x'.repeat(20_000)}`,
  'HSET d f v g w',
  `HSET e ${numbered(2000, 'f')}`,
  'RPUSH f a b c',
  `RPUSH g ${numbered(1500, 'element')}`,
  'SADD h 1 2 3',
  `SADD i ${numbered(300, 'm')}`,
  'ZADD j 1 a 2 b',
  `ZADD k ${Array.from({ length: 200 }, (_, at) => `${at} m${at}`).join(' ')}`,
  ...Array.from({ length: 5 }, (_, at) => `XADD l ${at + 1}-0 field value`),
  'XGROUP CREATE l g 0',
  'PFADD m a b c',
  'GEOADD n 13.36 38.11 Palermo',
  'NOTE o first',
  'NOTE o second',
  'GAUGE p 5',
  'EXPIRE o 1000',
  'SHOOT q 9',
];
const KEYS = 'abcdefghijklmnopqrs'.split('');

describe('a command of an atomic class', () => {
  const server = serving({ structures, clock });

  const say = (line: string) => {
    const [name, ...words] = splitWords(line);
    return server.client.call(String(name), ...words);
  };
  const fill = async () => {
    await server.client.flushall();
    await Promise.all(VALUES.map(say));
  };
  /** Every key of two databases, with what DUMP answers. */
  const whole = () => stateAt(server.memo.port);

  const commits: Commit[] = [];
  beforeAll(() => server.memo.changes.subscribe((commit) => commits.push(commit)));
  beforeEach(async () => {
    await fill();
    commits.length = 0;
  });

  it('that throws at any place leaves every value as it was, and nothing in the log', async () => {
    const { commands } = server.memo;
    const changing = commands
      .all()
      .filter(
        (command) =>
          command.has('writes') && !structures.slice(2).includes(command.main?.owner.Class as never),
      );
    const line = fc.oneof(...changing.map((command) => randomWords(command, KEYS).map(asLine)));
    const before = await whole();
    const lines = fc.array(line, { minLength: 1, maxLength: 12 });
    const end = fc.constantFrom('REFUSE', 'FAIL');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('SCENE', 'RUN'), lines, lines, end, async (name, first, rest, how) => {
        const nested = asLine(['SCENE', ...rest, 'REFUSE']);
        const error = await server.refusal(name, ...first, nested, ...rest, how);
        expect(error).toBe(
          how === 'REFUSE' ? 'NO not today' : `ERR internal error in Scene.${name}: it is broken`,
        );
        expect(await whole()).toEqual(before);
        expect(commits).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it('may be a trigger', async () => {
    await server.say('SET', 'balance:ada', 5);
    await server.say('SET', 'balance:alan', -5);
    expect(await server.say('GET', 'audits')).toBe('1');
    expect(await server.say('AUDITED')).toEqual(['balance:ada']);
    const names = commits.map(({ changes }) => changes.map(({ words }) => String(words[0])));
    expect(names).toEqual([['SET', 'INCR', 'RPUSH'], ['SET']]);
  });

  it('may say so in a static field', async () => {
    expect(await server.say('PLAIN', 'x')).toBe(1);
    expect(await server.refusal('PLAIN', 'x')).toMatch('once is enough');
    expect(await server.say('TOTAL', 'x')).toBe(1);
    expect(commits).toHaveLength(2);
  });

  it('that another plays is undone alone', async () => {
    const lines = ['NOTE o third', 'HSET e f1 changed', 'RPUSH new a', 'DEL g', 'RENAME i j'];
    await server.say('DIRECT', 'NOTE o mine', ...lines.slice(1));
    const expected = await whole();
    await fill();
    const undone = asLine(['SCENE', ...lines, 'APPEND a more', 'FLUSHALL', 'REFUSE']);
    await server.say('DIRECT', 'NOTE o mine', undone, ...lines.slice(1), undone);
    expect(await whole()).toEqual(expected);
  });

  it('that ends well is logged, and what those have changed that it played stays', async () => {
    expect(await server.say('SCENE', 'NOTE o third', asLine(['SCENE', 'SET a b', 'DEL d']))).toBe('OK');
    expect(await server.say('GET', 'a')).toBe('b');
    expect(await server.say('EXISTS', 'd')).toBe(0);
    expect(commits.flatMap(({ changes }) => changes.map(({ words }) => String(words[0])))).toEqual(['SCENE']);
  });

  it('is undone with those that it has played and that ended well', async () => {
    const before = await whole();
    await server.refusal(
      'SCENE',
      asLine(['SCENE', 'NOTE o third', 'DEL k', 'SET new 1']),
      'NOTE o 4',
      'REFUSE',
    );
    expect(await whole()).toEqual(before);
  });

  it('gives the databases back that it has emptied and exchanged', async () => {
    await server.say('DIRECT', 'NOTE o again');
    const before = await whole();
    const lines = [
      'SET a 1',
      'SWAPDB 0 1',
      'SET a 2',
      'FLUSHDB',
      'SET b 3',
      'SWAPDB 0 1',
      'FLUSHALL',
      'SET c 1',
    ];
    for (const name of ['SCENE', 'RUN']) {
      await server.refusal(name, ...lines, asLine(['SCENE', 'FLUSHALL', 'SET d 1', 'REFUSE']), 'FAIL');
      expect(await whole()).toEqual(before);
    }
    expect(await server.say('SCENE', 'FLUSHDB', 'SET a 1')).toBe('OK');
    expect(await server.say('KEYS', '*')).toEqual(['a']);
  });

  it('tells nobody of what it takes back', async () => {
    const [watcher, listener, waiter] = [server.another(), server.another(), server.another()];
    await server.client.config('SET', 'notify-keyspace-events', 'KEA');
    const heard: string[] = [];
    listener.on('pmessage', (_pattern, channel: string, message: string) =>
      heard.push(`${channel} ${message}`),
    );
    await listener.psubscribe('*');
    await watcher.watch('a', 'q');
    await watcher.multi({ pipeline: false });
    const popped = waiter.blpop('late', 0);
    await server.refusal('RUN', 'SET a changed', 'RPUSH late 1', 'SHOOT q 9', 'DEL b', 'FLUSHALL', 'REFUSE');
    await server.refusal('SHOOT', 'q', 1);
    await listener.ping();
    expect(heard).toEqual([]);
    expect(await watcher.exec()).toEqual([]);
    await server.say('RUN', 'RPUSH late 2');
    expect(await popped).toEqual(['late', '2']);
    await server.say('SHOOT', 'q', 2);
    await listener.ping();
    expect(heard).toContain('takes 2');
    await server.client.config('SET', 'notify-keyspace-events', '');
  });

  it('tells clients that track a key of a change that stays only', async () => {
    const client = server.another();
    await client.call('HELLO', '3');
    await client.call('CLIENT', 'TRACKING', 'ON');
    await client.get('a');
    const { tracking } = server.memo;
    await server.refusal('SCENE', 'SET a changed', 'FLUSHALL', 'REFUSE');
    expect(tracking.keys).toBe(1);
    await server.say('SCENE', 'SET a changed');
    expect(tracking.keys).toBe(0);
    client.disconnect();
  });

  it('leaves nothing alive of what its handler has kept', async () => {
    const before = await whole();
    await server.refusal('GRAB', 'o', 'p');
    kept.notes!.add('a ghost');
    expect(() => (kept.gauge!.level = 666)).toThrow('a value or key was used after its turn');
    expect(await whole()).toEqual(before);
    expect(await server.refusal('ABUSE', 'o', 'p')).toBe(
      'ERR internal error in Director.ABUSE: a value or key was used after its turn',
    );
    expect(await whole()).toEqual(before);
    await server.refusal('ABUSE', 'new notes', 'new gauge');
    expect(await whole()).toEqual(before);
  });

  it('leaves what those have in their hands that have played it', async () => {
    expect(await server.say('REMEMBER', 'r')).toBe('NO I remember');
    expect(await server.say('LOG', 'r')).toEqual(['before', 'after']);
    expect(await server.say('HOLD', 'new')).toBe(11);
    expect(await server.say('GAUGED', 'new')).toEqual([11, 0]);
  });

  it('does not select another database for its client', async () => {
    await server.refusal('RUN', 'SELECT 1', 'SET a 1', 'REFUSE');
    expect(await server.say('GET', 'a')).toBe('text');
  });

  it('counts for itself in a transaction', async () => {
    const replies = await server.client
      .multi()
      .set('a', '1')
      .call('SCENE', 'SET a 2', 'DEL b', 'REFUSE')
      .get('a')
      .exec();
    expect(replies!.map(([error, reply]) => error?.message ?? reply)).toEqual(['OK', 'NO not today', '1']);
    expect(commits.flatMap(({ changes }) => changes.map(({ words }) => words.join(' ')))).toEqual([
      'set a 1',
    ]);
  });

  it('copies no large value that it only reads, moves or removes', async () => {
    const copyParts = jest.spyOn(clone, 'copyParts');
    const reading = [
      'HGET e f1',
      'SUNIONSTORE new i h',
      'EXPIRE g 10',
      'RENAME k z',
      'DEL i',
      'COPY e y',
      'SET g 1',
    ];
    await server.refusal('SCENE', ...reading, 'REFUSE');
    expect(copyParts).not.toHaveBeenCalled();
    await server.refusal('SCENE', 'HSET e f1 v', 'HSET e f1 w', 'REFUSE');
    expect(copyParts).toHaveBeenCalledTimes(1);
    copyParts.mockRestore();
  });

  it('comes to the same in replay, as part of one that is not atomic', async () => {
    await expectReplaySafe(structures, [
      `SADD i ${numbered(20, 'm')}`,
      "DIRECT 'NOTE o third' 'SCENE \"NOTE o fourth\" \"SPOP i 5\" REFUSE' 'SPOP i 3'",
      'SCENE "DEL a" REFUSE',
      "PRODUCE 'SET a 1' 'SCENE \"SET a 2\" REFUSE' 'RUN \"SET b 2\" \"SPOP i\" FAIL' 'SPOP i' 'SCENE \"SPOP i\"'",
      'REMEMBER r',
      'MULTI',
      'SPOP i',
      'RUN "SPOP i" REFUSE',
      'SPOP i',
      'EXEC',
    ]);
  });

  it('does not note its class in the log when nothing of it runs again', async () => {
    await server.say('PRODUCE', 'SET a 1', 'SCENE "SET a 2" REFUSE');
    expect(commits.map(({ owners }) => [...owners.keys()].map(({ Class }) => Class.name))).toEqual([[]]);
  });

  it('leaves what is known of the use of values', async () => {
    now += 50_000;
    await server.refusal('SCENE', 'APPEND a more', 'HSET e f1 v', 'NOTE o third', 'DEL f', 'REFUSE');
    for (const key of 'aeof') expect(await server.say('OBJECT', 'IDLETIME', key)).toBe(50);
  });

  it('lets expire what it has met when that was due', async () => {
    const listener = server.another();
    const heard: string[] = [];
    listener.on('message', (_channel, key: string) => heard.push(key));
    await server.client.config('SET', 'notify-keyspace-events', 'Ex');
    await listener.subscribe('__keyevent@0__:expired');
    now += 200_000;
    await server.refusal('SCENE', 'SET b new', 'APPEND o x', 'REFUSE');
    await listener.ping();
    expect(await server.say('EXISTS', 'b')).toBe(0);
    expect(heard).toEqual(['b']);
    expect(commits.flatMap(({ changes }) => changes.map(({ words }) => words.join(' ')))).toEqual(['DEL b']);
    await server.client.config('SET', 'notify-keyspace-events', '');
  });
});

const asLine = (words: readonly string[]) =>
  words.map((word) => `"${word.replace(/[\\"]/g, '\\$&').replace(/\0/g, '\\x00')}"`).join(' ');
