import {
  CommandError,
  OK,
  packed,
  reads,
  serves,
  Structure,
  structure,
  t,
  writes,
  type Commit,
  type Entry,
  type Reply,
  type Server,
} from '../../../lib/index';
import { serving } from '../../support/serving';

/** What the next EXAMINE, READ, SERVE or AWAIT does with its server. */
let examine: (server: Server) => Reply | Promise<Reply> = () => null;

@structure()
class Ledger extends Structure {
  private readonly lines: string[] = [];

  @writes('Does what the spec says.', t.rest(t.key('key'), { optional: true }))
  static EXAMINE(server: Server) {
    return examine(server) as Reply;
  }

  @reads('Does what the spec says.')
  static READ(server: Server) {
    return examine(server) as Reply;
  }

  @serves('Does what the spec says.')
  static SERVE(server: Server) {
    return examine(server) as Reply;
  }

  @serves('Does what the spec says.')
  static async AWAIT(server: Server) {
    return examine(server);
  }

  @writes('Does what the spec says with an entry.', t.entry())
  static HANDLE(server: Server, entry: Entry) {
    entries.push(entry);
    return examine(server) as Reply;
  }

  @writes('Writes a line; none that is blank.', t.text('line'))
  LINE(line: string) {
    if (line === '') throw new CommandError('BLANK a line says something');
    return this.lines.push(line);
  }

  @writes('Writes a line, then fails.', t.text('line'))
  LINEFAIL(line: string) {
    if (this.lines.push(line) > 0) throw new TypeError(`${line} is a fault`);
  }

  @writes('Does what the spec says on an instance.')
  ON() {
    return examine(this.server) as Reply;
  }

  isEmpty() {
    return this.lines.length === 0;
  }
}

let entries: Entry[] = [];

@structure()
class Account extends packed({ balance: 'float64' }) {
  @writes('Adds to the balance; no more than there is can be taken.', t.float('amount'))
  ADD(amount: number) {
    if (this.balance + amount < 0) throw new CommandError('ERR not enough');
    this.balance += amount;
    return this.balance;
  }

  isEmpty() {
    return this.balance === 0;
  }
}

describe('The changes feed', () => {
  let now = 1_700_000_000_000;
  const context = serving({ structures: [Ledger, Account], clock: { now: () => now } });
  const { say, refusal } = context;
  let commits: Commit[] = [];
  let unsubscribe = () => undefined as unknown;

  beforeEach(() => {
    entries = [];
    unsubscribe = context.memo.changes.subscribe((commit) => commits.push(commit));
    commits = [];
  });
  afterEach(() => unsubscribe());

  /** Commands as a person writes them, with the number of the database in front: a list for each turn. */
  const logged = () =>
    commits.map(({ changes }) => changes.map(({ database, words }) => `${database} ${words.join(' ')}`));

  const during = async (
    work: (server: Server) => Reply | Promise<Reply>,
    ...words: [string, ...string[]]
  ) => {
    examine = work;
    return say(...words).catch((error: unknown) => error);
  };

  describe('has a commit for each turn that writes:', () => {
    it('the command as it was sent, with its database', async () => {
      await say('SET', 'k', 'v');
      await say('select', 3);
      await say('lpush', 'l', 'a', 'b');
      await say('SELECT', 0);
      expect(logged()).toEqual([['0 SET k v'], ['3 lpush l a b']]);
    });

    it('with numbers that have no gaps, and the time', async () => {
      const { sequence } = context.memo.changes;
      await say('SET', 'k', '1');
      await say('GET', 'k');
      await say('INCR', 'k');
      await refusal('LPUSH', 'k', 'x');
      await say('DEL', 'k');
      expect(commits.map((commit) => commit.sequence - sequence)).toEqual([1, 2, 3]);
      expect(commits.map(({ time }) => time)).toEqual([now, now, now]);
      expect(context.memo.changes.sequence).toBe(sequence + 3);
    });

    it('bytes as they are', async () => {
      const bytes = Buffer.of(0, 255, 13, 10);
      await context.client.set(bytes, bytes);
      expect(commits[0]!.changes[0]!.words.slice(1)).toEqual([bytes, bytes]);
    });

    it('none for what reads, serves or is refused', async () => {
      await say('GET', 'k');
      await say('PING');
      await refusal('SET', 'k');
      await refusal('SET', 'k', 'v', 'EX', 'soon');
      expect(commits).toEqual([]);
    });

    it('to every listener until it stops listening', async () => {
      const heard: string[] = [];
      const stops = ['a', 'b'].map((name) => context.memo.changes.subscribe(() => heard.push(name)));
      await say('SET', 'k', '1');
      stops[0]!();
      await say('SET', 'k', '2');
      stops[1]!();
      await say('SET', 'k', '3');
      expect(heard).toEqual(['a', 'b', 'b']);
    });
  });

  describe('has a command that writes as itself:', () => {
    it('what it plays plays again in replay', async () => {
      await during((server) => [server.call('SET', 'a', '1'), server.call('INCR', 'a')], 'EXAMINE');
      expect(logged()).toEqual([['0 EXAMINE']]);
    });

    it('also what that plays, whatever its verb', async () => {
      let depth = 0;
      await during((server) => {
        const next = ['SERVE', 'EXAMINE', 'SERVE'][depth++];
        return next ? server.call(next) : server.call('SET', 'a', '1');
      }, 'EXAMINE');
      expect(logged()).toEqual([['0 EXAMINE']]);
      expect(await say('GET', 'a')).toBe('1');
    });

    it('or as what it says stands for it', async () => {
      await during((server) => {
        server.call('SET', 'a', '1');
        server.logAs('SET', 'a', '1');
        server.logAs('OBJECT ENCODING', Buffer.from('a'), 2);
        return OK;
      }, 'EXAMINE');
      expect(logged()).toEqual([['0 SET a 1', '0 OBJECT ENCODING a 2']]);
    });

    it('nothing when it says that it changed nothing, and it did not', async () => {
      await during((server) => server.unchanged() as undefined, 'EXAMINE');
      expect(logged()).toEqual([]);
      await during((server) => (server.call('SET', 'a', '1'), server.unchanged() as undefined), 'EXAMINE');
      await during((server) => (server.unchanged(), server.call('DEL', 'a')), 'EXAMINE');
      expect(logged()).toEqual([['0 EXAMINE'], ['0 EXAMINE']]);
    });

    it('but what a played one says stands for nothing', async () => {
      await during((server) => server.call('SET', 'a', '1', 'EX', 10), 'EXAMINE');
      expect(logged()).toEqual([['0 EXAMINE']]);
    });
  });

  describe('has what other commands play:', () => {
    it('each in the order played, as one commit', async () => {
      await during((server) => {
        server.call('SET', 'a', '1');
        server.call('GET', 'a');
        server.play('LPUSH', 'a', 'x');
        server.call('SET', 'b', '2', 'PX', 500);
        return server.call('EXAMINE');
      }, 'SERVE').catch(() => undefined);
      examine = (server) => [server.call('SET', 'c', '3'), server.expire('c', 7), server.delete('c')];
      await say('SERVE');
      expect(logged().at(-1)).toEqual(['0 SET c 3', `0 PEXPIREAT c ${now + 7000}`, '0 DEL c']);
      expect(logged()[0]!.slice(0, 2)).toEqual(['0 SET a 1', `0 SET b 2 PXAT ${now + 500}`]);
    });

    it('as commits of their own when it is asynchronous', async () => {
      await during(async (server) => {
        server.call('SET', 'a', '1');
        await Promise.resolve();
        server.call('MSET', 'b', '2', 'c', '3');
        return server.expire('a', 1);
      }, 'AWAIT');
      expect(logged()).toEqual([['0 SET a 1'], ['0 MSET b 2 c 3'], [`0 PEXPIREAT a ${now + 1000}`]]);
    });

    it('in the database where the asynchronous one began', async () => {
      await say('SELECT', 2);
      await during(async (server) => {
        server.call('SELECT', 4);
        await Promise.resolve();
        return server.call('SET', 'a', '1');
      }, 'AWAIT');
      await say('SELECT', 0);
      expect(logged()).toEqual([['2 SET a 1']]);
    });
  });

  describe('has of a refusal', () => {
    it('nothing when no value was there that it might have changed', async () => {
      expect(await refusal('LINE', 'l', '')).toMatch(/^BLANK/);
      await say('LINE', 'l', 'one');
      await during(
        () => {
          throw new CommandError('NO');
        },
        'EXAMINE',
        'l',
      ).catch(() => undefined);
      expect(await refusal('ADD', 'a', '-1')).toBe('ERR not enough');
      expect(await refusal('LPUSH', 'l', 'x')).toMatch(/^WRONGTYPE/);
      expect(logged()).toEqual([['0 LINE l one']]);
    });

    it('itself when it got one, unless it says that nothing is changed', async () => {
      await say('LINE', 'l', 'one');
      commits = [];
      const refuse = (server: Server) => {
        if (server.find(Ledger, 'l')) server.open(Ledger, 'l');
        throw new CommandError('NO');
      };
      await during(refuse, 'EXAMINE', 'l');
      await during((server) => (server.unchanged(), refuse(server)), 'EXAMINE', 'l');
      await during(refuse, 'ON', 'l');
      await during((server) => (entries[0]!.open(Ledger), refuse(server)), 'HANDLE', 'l');
      expect(await refusal('LINE', 'l', '')).toMatch(/^BLANK/);
      expect(logged()).toEqual([['0 EXAMINE l'], ['0 ON l'], ['0 HANDLE l'], ['0 LINE l ']]);
    });

    const changes: [string, (server: Server) => unknown][] = [
      ['played a write', (server) => server.call('SET', 'a', '1')],
      ['played a write that was refused after a change', (server) => server.play('EXAMINE')],
      ['played one that failed', (server) => server.play('LINEFAIL', 'l', 'x')],
      ['opened another key', (server) => server.open(Ledger, 'l')],
      ['found a value at another key', (server) => server.find(Ledger, 'l')],
      ['created a value', (server) => server.open(Account, 'new')],
      ['deleted a key', (server) => server.delete('l')],
      ['let a key expire', (server) => server.expire('l', 10)],
      ['moved a key', (server) => server.entry('l').moveTo(server.entry('m'))],
      ['emptied the database', (server) => server.database().flush()],
    ];
    it.each(changes)('the command, when it had %s before', async (_, change) => {
      await say('LINE', 'l', 'one');
      commits = [];
      let depth = 0;
      const refuse = (server: Server) => {
        if (depth++ === 0) change(server);
        else server.call('SET', 'b', '2');
        throw new CommandError('NO');
      };
      expect(await during(refuse, 'EXAMINE')).toMatchObject({ message: 'NO' });
      expect(logged()).toEqual([['0 EXAMINE']]);
    });

    it('what was played before, when it only serves', async () => {
      await during((server) => {
        server.call('SET', 'a', '1');
        throw new CommandError('NO');
      }, 'SERVE');
      expect(logged()).toEqual([['0 SET a 1']]);
    });
  });

  describe('has of a fault', () => {
    it('the command, to fail again in replay', async () => {
      await say('LINE', 'l', 'one');
      expect(await refusal('LINEFAIL', 'l', 'two')).toContain('two is a fault');
      expect(logged()).toEqual([['0 LINE l one'], ['0 LINEFAIL l two']]);
    });

    it('the command itself, whatever should stand for it', async () => {
      await during((server) => {
        server.logAs('SET', 'a', '1');
        throw new Error('half done');
      }, 'EXAMINE');
      expect(logged()).toEqual([['0 EXAMINE']]);
    });

    it('that only served or read nothing of its own', async () => {
      const fail = () => {
        throw new Error('no');
      };
      await during(fail, 'SERVE');
      await during(fail, 'READ');
      await during(fail, 'AWAIT');
      expect(logged()).toEqual([]);
    });
  });

  describe('has a DEL for a key that expired', () => {
    beforeEach(async () => {
      await say('SET', 'k', 'v', 'PX', 100);
      await say('SET', 'l', 'v', 'PX', 100);
      now += 101;
      commits = [];
    });

    it('when a command that reads meets it', async () => {
      await say('MGET', 'k', 'l');
      expect(logged()).toEqual([['0 DEL k', '0 DEL l']]);
    });

    it('before the command that writes where it was', async () => {
      await say('APPEND', 'k', 'new');
      const ofKey = logged()
        .flat()
        .filter((line) => line.includes(' k'));
      expect(ofKey).toEqual(['0 DEL k', '0 APPEND k new']);
    });

    it('when nobody asks for it', async () => {
      const { memo } = context as unknown as { memo: { keyspace: { maintain(steps: number): boolean } } };
      while (commits.flatMap(({ changes }) => changes).length < 2) memo.keyspace.maintain(1000);
      expect(logged().flat().sort()).toEqual(['0 DEL k', '0 DEL l']);
    });
  });

  it('tells whether the log of a command is read by anybody', async () => {
    const isLogged = () => during((server) => server.isLogged, 'EXAMINE');
    expect(await isLogged()).toBe(1);
    unsubscribe();
    expect(await isLogged()).toBe(0);
  });

  it('tells whether a command runs again in replay', async () => {
    const isReplayed = (server: Server) => server.isReplayed;
    expect(await during(isReplayed, 'EXAMINE')).toBe(1);
    expect(await during(isReplayed, 'READ')).toBe(0);
    expect(await during((server) => ((examine = isReplayed), server.call('READ') as Reply), 'EXAMINE')).toBe(
      1,
    );
    expect(await during((server) => ((examine = isReplayed), server.call('READ') as Reply), 'SERVE')).toBe(0);
  });
});
