import type Redis from 'ioredis';
import {
  type Attempt,
  type Commit,
  CommandError,
  OK,
  on,
  reads,
  type Reply,
  serves,
  type Server,
  Structure,
  structure,
  t,
  writes,
} from '../../../lib/index';
import type { Keyspace } from '../../../lib/keyspace/keyspace';
import { eventually } from '../../support/eventually';
import { serving } from '../../support/serving';

/** What a TRY does. */
let work: (server: Server) => Promise<Reply> = async () => null;

@structure()
class Tries extends Structure {
  private readonly marks: string[] = [];

  @serves('Does what the spec says.')
  static async TRY(server: Server) {
    return work(server);
  }

  @serves(
    'Adds one, and thinks about it for a while; others go on meanwhile.',
    { holds: false },
    t.key(),
    t.int('rounds'),
  )
  static async SLOWINCR(server: Server, key: string, rounds: number) {
    return server.attempt(
      async (attempt) => {
        const count = Number(attempt.call('GET', key));
        for (let round = 0; round < rounds; round++) await new Promise(setImmediate);
        attempt.commit('SET', key, count + 1);
        return count + 1;
      },
      { tries: 1000 },
    );
  }

  @on('set', 'watched:*')
  static count(server: Server, key: string) {
    server.call('INCR', `${key}:count`);
  }

  @writes('Marks a value.', t.key(), t.text('mark'))
  static MARK(server: Server, key: string, mark: string) {
    return server.open(Tries, key).marks.push(mark);
  }

  @reads('The marks.')
  MARKS() {
    return this.marks;
  }

  @reads('What other keys hold that stand in a list.', t.key())
  static LISTED(server: Server, key: string) {
    return server.call<string[]>('LRANGE', key, 0, -1).map((each) => server.call<string>('GET', each));
  }

  @reads('The marks of another value.', t.key())
  static OTHERMARKS(server: Server, key: string) {
    return server.find(Tries, `${key}:other`)?.marks ?? null;
  }

  @reads('Has no signal, and attempts nothing.', t.text('what'))
  static SIGNAL(server: Server, what: string) {
    return what === 'signal' ? String(server.signal) : String(server.attempt(() => null));
  }
}

describe('server.attempt', () => {
  let now = 1_700_000_000_000;
  const context = serving({ structures: [Tries], clock: { now: () => now } });
  const { say, refusal, faults } = context;
  const keyspace = () => (context.memo as unknown as { keyspace: Keyspace }).keyspace;
  let client: Redis;

  beforeAll(() => (client = context.another()));
  beforeEach(() => client.select(0));
  afterEach(() => expect(keyspace().watches.idle).toBe(true));

  /** What a client hears whose command attempts this. */
  const attempting = (
    attempt: (attempt: Attempt, server: Server) => Promise<Reply>,
    options?: { tries: number },
  ) => {
    work = (server) => server.attempt((each) => attempt(each, server), options);
    return client.call('TRY');
  };

  it('commits what follows from what it has read', async () => {
    await say('SET', 'k', 'a');
    const reply = await attempting(async (attempt) => {
      const read = attempt.call<string>('GET', 'k');
      const seen = await Promise.resolve(`${read}${read}`);
      expect(attempt.commit('SET', 'k', seen)).toBe('OK');
      return seen;
    });
    expect([reply, await say('GET', 'k')]).toEqual(['aa', 'aa']);
  });

  it('runs again when another client has changed what it has read, and tells which try it is', async () => {
    await say('SET', 'k', 1);
    const numbers: number[] = [];
    const reply = await attempting(async (attempt) => {
      const count = Number(attempt.call('GET', 'k'));
      numbers.push(attempt.number);
      if (attempt.number < 3) await say('INCR', 'k');
      attempt.commit('SET', 'k', count * 10);
      return count * 10;
    });
    expect(numbers).toEqual([1, 2, 3]);
    expect([reply, await say('GET', 'k')]).toEqual([30, '30']);
  });

  describe('notices', () => {
    /** How often it is tried when something happens within the first try. */
    const triesAfter = async (read: [string, ...string[]][], meanwhile: () => unknown) => {
      let tries = 0;
      await attempting(async (attempt) => {
        for (const [name, ...words] of read) attempt.call(name, ...words);
        if (++tries === 1) await meanwhile();
        attempt.commit('SET', 'committed', tries);
        return OK;
      });
      expect(await client.get('committed')).toBe(String(tries));
      return tries;
    };

    beforeEach(async () => {
      await say('SET', 'k', '1', 'PX', 1000);
      await say('SET', 'l', '1');
      await say('MARK', 'm', 'one');
    });

    it.each<[string, () => unknown]>([
      ['that it is set', () => say('SET', 'k', '2')],
      ['that it is changed in place', () => say('APPEND', 'k', '2')],
      ['that it is removed', () => say('DEL', 'k')],
      ['that another takes its place', () => say('RENAME', 'l', 'k')],
      ['another expiry', () => say('PERSIST', 'k')],
      ['that it has expired', () => (now += 1001)],
      ['that it has expired, and was met', () => ((now += 1001), say('GET', 'k'))],
      ['that all keys are flushed', () => say('FLUSHALL')],
      ['that its database is', () => say('FLUSHDB')],
      ['a transaction', () => context.another().multi().set('k', '2').exec()],
    ])('%s', async (_, meanwhile) => {
      expect(await triesAfter([['GET', 'k']], meanwhile)).toBe(2);
    });

    it.each<[string, [string, ...string[]], () => unknown]>([
      ['one that was absent', ['GET', 'none'], () => say('SET', 'none', '1')],
      ['a value of a class', ['MARKS', 'm'], () => say('MARK', 'm', 'two')],
      ['one of several', ['MGET', 'none', 'k'], () => say('INCR', 'k')],
      ['those that the command has read by others', ['LISTED', 'list'], () => say('INCR', 'k')],
      ['those that it has opened', ['OTHERMARKS', 'm'], () => say('MARK', 'm:other', 'one')],
      ['one whose reading was refused', ['EXISTS', 'k', 'm'], () => say('DEL', 'm')],
    ])('%s', async (_, read, meanwhile) => {
      await say('RPUSH', 'list', 'k');
      expect(await triesAfter([read], meanwhile)).toBe(2);
    });

    it('what its own command does outside of a commit', async () => {
      let tries = 0;
      await attempting(async (attempt, server) => {
        attempt.call('GET', 'k');
        if (++tries === 1) server.call('INCR', 'k');
        return attempt.commit('SET', 'k', 'v');
      });
      expect(tries).toBe(2);
    });

    it('that its database has another number, also where nobody could be told of the key', async () => {
      let tries = 0;
      await attempting(async (attempt) => {
        attempt.call('GET', 'none');
        if (++tries === 1) await say('SWAPDB', 0, 1);
        return attempt.commit('SET', 'committed', tries);
      });
      expect(tries).toBe(2);
      expect(await say('GET', 'committed')).toBeNull();
      await say('SWAPDB', 0, 1);
      expect(await say('GET', 'committed')).toBe('2');
    });

    it('nothing else', async () => {
      const other = context.another();
      await other.select(1);
      const meanwhile = async () => {
        await say('SET', 'another', '1');
        await say('GET', 'k');
        await other.set('k', 'of another database');
        await other.flushdb();
      };
      expect(await triesAfter([['GET', 'k']], meanwhile)).toBe(1);
    });

    it('keys of the database that the client has selected', async () => {
      await client.select(3);
      const other = context.another();
      await other.select(3);
      expect(await triesAfter([['GET', 'k']], () => other.set('k', '1'))).toBe(2);
      expect(await triesAfter([['GET', 'k']], () => say('SET', 'k', '1'))).toBe(1);
    });
  });

  it('loses no update, however many run at once', async () => {
    const clients = Array.from({ length: 8 }, () => context.another());
    const replies = await Promise.all(
      clients.flatMap((each, index) =>
        [0, 1, 2].map((rounds) => each.call('SLOWINCR', 'count', rounds + index)),
      ),
    );
    expect(await say('GET', 'count')).toBe('24');
    expect(replies.map(Number).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 24 }, (_, index) => index + 1),
    );
  });

  describe('gives up', () => {
    const contended = (options?: { tries: number }) => {
      let tries = 0;
      const reply = attempting(async (attempt) => {
        attempt.call('GET', 'k');
        tries++;
        await say('INCR', 'k');
        return attempt.commit('SET', 'k', 'v');
      }, options);
      return reply.then(
        () => 'committed',
        (error: unknown) => [tries, (error as Error).message],
      );
    };

    it('after five tries, or as many as it is told', async () => {
      expect(await contended()).toEqual([
        5,
        "CONFLICT TRY was tried 5 times, and what it had read was changed before it could commit: the key 'k'",
      ]);
      expect(await contended({ tries: 1 })).toEqual([
        1,
        "CONFLICT TRY was tried once, and what it had read was changed before it could commit: the key 'k'",
      ]);
      expect(await say('GET', 'k')).toBe('6');
    });

    it('with an error that the handler can catch', async () => {
      work = async (server) => {
        const failing = server.attempt(
          async (attempt) => {
            attempt.call('GET', 'k');
            await say('INCR', 'k');
            return attempt.commit('SET', 'k', 'v');
          },
          { tries: 2 },
        );
        return failing.catch((error: unknown) => (error as CommandError).code);
      };
      expect(await client.call('TRY')).toBe('CONFLICT');
    });

    it.each([0, -1, NaN])('not before it has begun: %d tries are none', async (tries) => {
      await expect(contended({ tries })).resolves.toEqual([
        0,
        `ERR internal error in Tries.TRY: server.attempt with ${tries} tries: there must be one at least`,
      ]);
    });
  });

  describe('that throws', () => {
    it('is over, if nothing has changed', async () => {
      let tries = 0;
      const reply = attempting(async (attempt) => {
        tries++;
        attempt.call('GET', 'k');
        throw new CommandError('FULL no seat is left');
      });
      await expect(reply).rejects.toThrow('FULL no seat is left');
      expect(tries).toBe(1);
    });

    it('runs again if it has thrown because of what is no longer so', async () => {
      const reply = await attempting(async (attempt) => {
        const seats = Number(attempt.call('GET', 'seats'));
        if (seats === 0) {
          await say('SET', 'seats', 3);
          throw new CommandError('FULL no seat is left');
        }
        return attempt.commit('SET', 'seats', seats - 1);
      });
      expect([reply, await say('GET', 'seats')]).toEqual(['OK', '2']);
    });

    it('throws its own error after the last try', async () => {
      const reply = attempting(
        async (attempt) => {
          attempt.call('GET', 'k');
          await say('INCR', 'k');
          throw new CommandError('FULL no seat is left');
        },
        { tries: 2 },
      );
      await expect(reply).rejects.toThrow('FULL no seat is left');
      expect(await say('GET', 'k')).toBe('2');
    });

    it('after it has committed does so once', async () => {
      const reply = attempting(async (attempt) => {
        attempt.call('GET', 'k');
        attempt.commit('INCR', 'k');
        await say('INCR', 'k');
        throw new CommandError('LATE it is done already');
      });
      await expect(reply).rejects.toThrow('LATE');
      expect(await say('GET', 'k')).toBe('2');
    });
  });

  it('runs again also when the handler has caught what the commit threw', async () => {
    const reply = await attempting(async (attempt) => {
      attempt.call('GET', 'k');
      if (attempt.number === 1) await say('SET', 'k', 'meanwhile');
      try {
        attempt.commit('SET', 'k', `try ${attempt.number}`);
      } catch {
        return 'not committed';
      }
      return 'committed';
    });
    expect([reply, await say('GET', 'k')]).toEqual(['committed', 'try 2']);
  });

  describe('commits', () => {
    const commits: Commit[] = [];
    let stop: () => void;
    beforeEach(() => {
      commits.length = 0;
      stop = context.memo.changes.subscribe((commit) => commits.push(commit));
    });
    afterEach(() => stop());
    const logged = () =>
      commits.map(({ changes }) => changes.map(({ words }) => words.map(String).join(' ')));

    it('several commands in one turn, and answers what each answers', async () => {
      const reply = await attempting(async (attempt) =>
        attempt.commit([
          ['SET', 'a', '1'],
          ['INCR', 'a'],
          ['LRANGE', 'none', 0, -1],
          ['MARK', 'm', 'one'],
        ]),
      );
      expect(reply).toEqual(['OK', 2, [], 1]);
      expect(logged()).toEqual([['SET a 1', 'INCR a', 'MARK m one']]);
    });

    it('nothing, to be sure that nothing has changed', async () => {
      let tries = 0;
      const reply = await attempting(async (attempt) => {
        const read = attempt.call<string>('GET', 'k');
        if (++tries === 1) await say('SET', 'k', 'v');
        attempt.commit([]);
        return read;
      });
      expect([reply, tries]).toEqual(['v', 2]);
    });

    it('up to the first that refuses, which is thrown', async () => {
      const reply = attempting(async (attempt) =>
        attempt.commit([
          ['SET', 'a', 'x'],
          ['INCR', 'a'],
          ['SET', 'b', 'y'],
        ]),
      );
      await expect(reply).rejects.toThrow('ERR value is not an integer or out of range');
      expect(logged()).toEqual([['SET a x']]);
    });

    it.each<[string, [string, ...string[]], string]>([
      ['is none', ['NOSUCH', 'k'], "ERR unknown command 'NOSUCH'"],
      ['lacks words', ['SET', 'k'], "ERR wrong number of arguments for 'set' command"],
      ['is async', ['TRY'], 'TRY is async: play it with server.call'],
      ['is a part of a transaction', ['MULTI'], 'no command plays it'],
    ])('nothing at all when a command %s', async (_, step, message) => {
      const reply = attempting(async (attempt) =>
        attempt.commit([...(step[0] === 'MULTI' ? [] : [['SET', 'a', '1'] as const]), step]),
      );
      await expect(reply).rejects.toThrow(message);
      expect(logged()).toEqual([]);
    });

    it('what triggers do because of it, in the same turn, also when a command refuses', async () => {
      await attempting(async (attempt) => attempt.commit('SET', 'watched:a', 'x'));
      const refused = attempting(async (attempt) =>
        attempt.commit([
          ['SET', 'watched:b', 'x'],
          ['INCR', 'watched:b'],
        ]),
      );
      await expect(refused).rejects.toThrow('ERR value is not an integer');
      expect(logged()).toEqual([
        ['SET watched:a x', 'INCR watched:a:count'],
        ['SET watched:b x', 'INCR watched:b:count'],
      ]);
    });

    it('what others wait for', async () => {
      const popped = context.another().blpop('list', 0);
      await eventually(() => expect(keyspace().waiters.size).toBe(1));
      await attempting(async (attempt) => attempt.commit('RPUSH', 'list', 'one'));
      expect(await popped).toEqual(['list', 'one']);
    });
  });

  describe('refuses', () => {
    const fault = async (attempt: (attempt: Attempt) => Promise<Reply>) => {
      await expect(attempting(attempt)).rejects.toThrow('ERR internal error in Tries.TRY');
      return faults.at(-1);
    };

    it('to read by what writes, by what names no key, and by what is async', async () => {
      expect(await fault(async (attempt) => attempt.call('SET', 'k', 'v'))).toBe(
        'SET may write: an attempt commits what it writes',
      );
      expect(await fault(async (attempt) => attempt.call('DBSIZE'))).toBe(
        'DBSIZE names no key: nothing tells whether it answers the same later',
      );
      expect(await fault(async (attempt) => attempt.call('SLOWINCR', 'k', 1))).toBe(
        'SLOWINCR is async: play it with server.call',
      );
    });

    it('to go on after the commit', async () => {
      const over = 'the attempt is over: it commits once';
      expect(await fault(async (attempt) => (attempt.commit([]), attempt.commit([])))).toBe(over);
      expect(await fault(async (attempt) => (attempt.commit([]), attempt.call('GET', 'k')))).toBe(over);
    });

    it('to be used after its try', async () => {
      let kept: Attempt | undefined;
      work = async (server) => {
        await server.attempt((attempt) => (kept = attempt) && null);
        return kept!.call('GET', 'k');
      };
      await expect(client.call('TRY')).rejects.toThrow('the attempt is over');
      expect(() => kept!.commit('SET', 'k', 'v')).toThrow('server was used after its command');
    });

    it('what a reading refuses, as server.call does', async () => {
      await say('RPUSH', 'list', 'one');
      await expect(attempting(async (attempt) => attempt.call('GET', 'list'))).rejects.toThrow('WRONGTYPE');
    });

    it('a handler that is not async', async () => {
      expect(await refusal('SIGNAL', 'signal')).toContain('server.signal: only an async handler has one');
      expect(await refusal('SIGNAL', 'attempt')).toContain('a synchronous handler is one step already');
    });
  });
});
