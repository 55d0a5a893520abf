import {
  type Commit,
  OK,
  packed,
  reads,
  serves,
  type Server,
  Structure,
  structure,
  t,
  writes,
} from '../../../lib/index';
import type { Keyspace } from '../../../lib/keyspace/keyspace';
import { enterStep, enterTurn, leaveTurn } from '../../../lib/keyspace/recorded';
import { serving } from '../../support/serving';

const gates: (() => void)[] = [];

@structure()
class Tally extends Structure {
  private readonly marks: number[] = [];

  @writes('Makes a mark; creates the tally.', t.key())
  static MARK(server: Server, key: string) {
    return server.open(Tally, key).marks.push(1);
  }

  @writes('Takes a mark.')
  UNMARK() {
    return this.marks.pop() ?? null;
  }

  @reads('How many marks there are.')
  MARKS() {
    return this.marks.length;
  }

  @writes('Looks, and says that nothing was changed.')
  LOOK() {
    this.server.unchanged();
    return this.marks.length;
  }

  @writes('Sets what another key holds.', t.key())
  static DELEGATE(server: Server, key: string) {
    return server.call('SET', `${key}:other`, 'set');
  }

  @writes('Marks a tally that the request does not name.', t.text('prefix'))
  static MARKOTHER(server: Server, prefix: string) {
    server.find(Tally, `${prefix}:other`)?.marks.push(1);
    return OK;
  }

  @writes('Marks a tally; the keys that it names are others.', t.rest(t.key('key'), { optional: true }))
  static MARKT(server: Server) {
    return server.open(Tally, 't').marks.push(1);
  }

  @writes('Plays MULTI.', t.key())
  static NEST(server: Server) {
    return server.call('MULTI');
  }

  @writes('A number at random.', t.key())
  static ROLL(server: Server, key: string) {
    rolled.push(Math.random());
    return server.call('SET', key, String(rolled.at(-1)));
  }

  @serves('Waits until it is told to go on.', t.key())
  static async LINGER(_server: Server, _key: string) {
    await new Promise<void>((resolve) => gates.push(resolve));
    return OK;
  }
}

/** A number in place of an object. */
@structure()
class Gauge extends packed({ level: 'uint32' }) {
  @writes('Raises it; creates it.', t.key())
  static RAISE(server: Server, key: string) {
    return ++server.open(Gauge, key).level;
  }

  @writes('Raises it.')
  LIFT() {
    return ++this.level;
  }
}

const rolled: number[] = [];

describe('A transaction', () => {
  let now = 1_700_000_000_000;
  const context = serving({ structures: [Tally, Gauge], clock: { now: () => now } });
  const { say, refusal } = context;

  /** What EXEC answers after a client has watched the key and another has said a line. */
  async function after(key: string, ...line: [string, ...string[]]): Promise<unknown> {
    const other = context.another();
    try {
      await say('WATCH', key);
      await other.call(...line);
      await say('MULTI');
      await say('PING');
      return await say('EXEC');
    } finally {
      other.disconnect();
    }
  }

  it('runs the commands of users', async () => {
    await say('MULTI');
    for (const line of ['MARK t', 'MARK t', 'MARKS t', 'UNMARK none', 'GET t', 'MARKS t'])
      expect(await say(...(line.split(' ') as [string, string]))).toBe('QUEUED');
    const [first, second, marks, absent, wrong, last] = (await say('EXEC')) as unknown[];
    expect([first, second, marks, last]).toEqual([1, 2, 2, 2]);
    expect([absent, wrong].map(String)).toEqual([
      'ReplyError: ERR no such key',
      'ReplyError: WRONGTYPE Operation against a key holding the wrong kind of value',
    ]);
  });

  it('refuses an async command while queueing', async () => {
    await say('MULTI');
    expect(await refusal('LINGER', 'k')).toBe("ERR LINGER is async, it can't run in a transaction");
    expect(await refusal('EXEC')).toBe('EXECABORT Transaction discarded because of previous errors.');
  });

  it('is nothing that a command plays', async () => {
    expect(await refusal('NEST', 'k')).toMatch('a transaction is what a client sends: no command plays it');
    await say('MULTI');
    await say('NEST', 'k');
    expect(String(await say('EXEC'))).toMatch('a transaction is what a client sends');
    expect(await say('PING')).toBe('PONG');
  });

  it('waits for a key that an async command holds', async () => {
    const other = context.another();
    const lingering = other.call('LINGER', 'k');
    while (gates.length === 0) await new Promise(setImmediate);
    await say('MULTI');
    await say('SELECT', '0');
    await say('SET', 'k', 'v');
    let isDone = false;
    const done = say('EXEC').then((reply) => {
      isDone = true;
      return reply;
    });
    expect(await context.another().get('free')).toBeNull();
    expect(isDone).toBe(false);
    gates.pop()!();
    expect(await lingering).toBe('OK');
    expect(await done).toEqual(['OK', 'OK']);
  });

  it('is one commit, without what was refused, and nothing when it only read', async () => {
    const commits: Commit[] = [];
    const stop = context.memo.changes.subscribe((commit) => commits.push(commit));
    await say('MULTI');
    for (const line of ['SET a 1', 'INCR a', 'LPUSH a 1', 'GET a', 'MARK t', 'DEL none'])
      await say(...(line.split(' ') as [string, string]));
    await say('EXEC');
    await say('MULTI');
    await say('GET', 'a');
    await say('EXEC');
    stop();
    expect(commits.map(({ changes }) => changes.map(({ words }) => words.join(' ')))).toEqual([
      ['SET a 1', 'INCR a', 'MARK t'],
    ]);
  });

  it('has numbers at random that replay has again, whatever was not logged', async () => {
    await say('SADD', 's', 'a', 'b', 'c');
    await say('SET', 'old', 'v', 'PX', '5');
    now += 10;
    const commits: Commit[] = [];
    const stop = context.memo.changes.subscribe((commit) => commits.push(commit));
    rolled.length = 0;
    await say('MULTI');
    for (const line of ['SRANDMEMBER s 2', 'ROLL a', 'GET old', 'SRANDMEMBER s', 'ROLL b', 'ROLL c'])
      await say(...(line.split(' ') as [string, string]));
    await say('EXEC');
    stop();
    const [expiry, commit] = commits as [Commit, Commit];
    expect(expiry.changes.map(({ words }) => words.join(' '))).toEqual(['DEL old']);
    const { secret } = (context.memo as unknown as { keyspace: Keyspace }).keyspace;
    enterTurn({ time: commit.time, seed: commit.seed, secret });
    const again = commit.changes.map((_, step) => {
      enterStep(step);
      return Math.random();
    });
    leaveTurn();
    expect(again).toEqual(rolled);
    expect(new Set(rolled).size).toBe(3);
  });

  describe('sees that a watched key was changed', () => {
    it('by an instance command on an object', async () => {
      await say('MARK', 't');
      expect(await after('t', 'UNMARK', 't')).toBeNull();
    });

    it('by a static command on an object', async () => {
      await say('MARK', 't');
      expect(await after('t', 'MARK', 't')).toBeNull();
    });

    it('by a command that plays', async () => {
      expect(await after('k:other', 'DELEGATE', 'k')).toBeNull();
    });

    it('by a command that does not name it', async () => {
      await say('MARK', 'k:other');
      expect(await after('k:other', 'MARKOTHER', 'k')).toBeNull();
    });

    it('by a command that names no key at all, but could', async () => {
      await say('MARK', 't');
      expect(await after('t', 'MARKT')).toBeNull();
      expect(await say('MARKS', 't')).toBe(2);
    });

    it('by bytes that are changed in place', async () => {
      await say('RAISE', 'g');
      expect(await after('g', 'RAISE', 'g')).toBeNull();
      expect(await after('g', 'LIFT', 'g')).toBeNull();
    });

    it('but not by a command that reads, refuses, or says that it changed nothing', async () => {
      await say('MARK', 't');
      expect(await after('t', 'MARKS', 't')).toEqual(['PONG']);
      expect(await after('t', 'LOOK', 't')).toEqual(['PONG']);
      expect(await after('t', 'MARKOTHER', 'none')).toEqual(['PONG']);
      const other = context.another();
      await say('WATCH', 't');
      await expect(other.call('LPUSH', 't', 'a')).rejects.toThrow('WRONGTYPE');
      await say('MULTI');
      expect(await say('EXEC')).toEqual([]);
    });

    it('and forgets it when the client goes', async () => {
      const other = context.another();
      await other.watch('k');
      const { watches } = (context.memo as unknown as { keyspace: Keyspace }).keyspace;
      expect(watches.idle).toBe(false);
      other.disconnect();
      while (!watches.idle) await new Promise(setImmediate);
    });
  });
});
