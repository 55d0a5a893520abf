import crypto from 'node:crypto';
import {
  CommandError,
  OK,
  serves,
  Structure,
  structure,
  t,
  writes,
  type Commit,
  type Memo,
  type Server,
} from '../../../lib/index';
import type { Keyspace } from '../../../lib/keyspace/keyspace';
import { Replayer } from '../../../lib/keyspace/replay';
import { requestOf } from '../../../lib/protocol/request-of';
import { serving } from '../../support/serving';

/** What a diary has seen, and what was drawn beside it. */
const beside: unknown[] = [];

const draw = (server: Server) => [
  Math.random(),
  server.random(),
  crypto.randomUUID(),
  crypto.randomBytes(4).toString('hex'),
  Date.now(),
];

@structure()
class Diary extends Structure {
  readonly entries: unknown[] = [];

  @writes('Notes what it draws.', t.key())
  static NOTE(server: Server, key: string) {
    server.open(Diary, key).entries.push(draw(server));
    return OK;
  }

  @writes('Notes what it draws, and fails.', t.key())
  static SPOIL(server: Server, key: string) {
    server.open(Diary, key).entries.push(draw(server));
    throw new Error('spoilt');
  }

  @writes('Changes another key, and refuses.', t.key(), t.key())
  static REFUSE(server: Server, _: string, other: string) {
    server.open(Diary, other).entries.push(draw(server));
    throw new CommandError('ERR refused');
  }

  @writes('Notes, and tells everybody.', t.key())
  static TELL(server: Server, key: string) {
    server.open(Diary, key).entries.push(server.publish('news', 'told'));
    return OK;
  }

  @writes('Notes, and plays others.', t.key())
  static CHAPTER(server: Server, key: string) {
    server.play('NOTE', key);
    server.open(Diary, key).entries.push(draw(server));
    server.play('SET', `${key}:length`, server.open(Diary, key).entries.length);
    server.expire(`${key}:length`, 5);
    return OK;
  }

  @serves('Draws, and has others note.', t.key())
  static PERIODICAL(server: Server, key: string) {
    beside.push(draw(server));
    server.play('NOTE', key);
    beside.push(draw(server));
    server.play('NOTE', key);
    server.play('CHAPTER', key);
    return OK;
  }

  @serves('Draws, and has others note, later.', t.key())
  static async LETTERS(server: Server, key: string) {
    server.play('NOTE', key);
    await Promise.resolve();
    server.play('PERIODICAL', key);
    await Promise.resolve();
    server.play('NOTE', key);
    return OK;
  }

  @writes('Answers what is noted.')
  NOTES() {
    return this.server.unchanged(JSON.stringify(this.entries));
  }
}

let now = 1_700_000_000_000;
const clock = { now: () => now };
const live = serving({ structures: [Diary], clock });
const copy = serving({ structures: [Diary], clock });
const keyspaceOf = ({ memo }: { readonly memo: Memo }) =>
  (memo as unknown as { keyspace: Keyspace }).keyspace;

let commits: Commit[];
let unsubscribe: () => void;

beforeEach(() => {
  commits = [];
  beside.length = 0;
  unsubscribe = live.memo.changes.subscribe((commit) => commits.push(commit));
});

afterEach(() => {
  unsubscribe();
});

function replayer(): Replayer {
  const made = new Replayer(keyspaceOf(copy));
  made.setSecret(keyspaceOf(live).secret);
  return made;
}

function run(made: Replayer, { time, seed, changes }: Pick<Commit, 'time' | 'seed' | 'changes'>): void {
  made.beginTurn(time, seed);
  try {
    for (const { database, words } of changes) made.runCommand(database, requestOf(words));
  } finally {
    made.endTurn();
  }
}

function replay(): void {
  const made = replayer();
  for (const commit of commits) run(made, commit);
}

/** One whose time is not known. */
const turnOf = (words: string[], database = 0) => ({
  time: 0,
  seed: 0,
  changes: [{ database, words: words.map((word) => Buffer.from(word)) }],
});

type Side = typeof live;

async function contents({ client, say }: Side): Promise<unknown> {
  const keys = (await client.keys('*')).sort();
  const of = async (key: string) => [
    key,
    (await client.dumpBuffer(key))?.toString('latin1'),
    await client.pexpiretime(key),
    (await client.type(key)) === 'diary' ? await say('NOTES', key) : null,
  ];
  return Promise.all(keys.map(of));
}

/** Runs commands, replays what they logged, and compares. */
async function expectSame(...commands: string[]): Promise<void> {
  for (const command of commands) {
    const [name, ...words] = command.split(' ');
    await live.say(name!, ...words).catch(() => undefined);
  }
  const expected = await contents(live);
  expect(commits.length).toBeGreaterThan(0);
  replay();
  expect(await contents(copy)).toEqual(expected);
}

/** All numbers, ids and bytes that were drawn, in diaries and beside them. */
async function drawn({ say }: Side, key: string): Promise<unknown[]> {
  const noted = JSON.parse((await say('NOTES', key)) as string) as unknown[][];
  return [...noted, ...(beside as unknown[][])].flatMap((each) => each.slice(0, 4));
}

describe('A turn that is replayed', () => {
  it('draws the same random numbers and bytes, at the same time', async () => {
    await expectSame('NOTE a', 'NOTE a', 'NOTE b');
  });

  it('is the same when commands play one another', async () => {
    await expectSame('CHAPTER a', 'CHAPTER a');
  });

  it('is the same in a transaction, whatever else is in it', async () => {
    await expectSame('MULTI', 'NOTE a', 'RANDOMKEY', 'NOTE a', 'PERIODICAL a', 'GET x', 'NOTE a', 'EXEC');
  });

  it('is the same when a command that serves has played it', async () => {
    await expectSame('PERIODICAL a', 'PERIODICAL b');
  });

  it('is the same when an async command has played it', async () => {
    await expectSame('LETTERS a');
  });

  it('throws again what was thrown', async () => {
    await expectSame('NOTE a', 'SPOIL a', 'REFUSE a b', 'NOTE a');
    expect(live.faults).toHaveLength(1);
    expect(copy.faults).toEqual([]);
  });

  it('is the same in every database', async () => {
    await live.client.select(3);
    await live.say('SET', 'a', '1');
    await live.client.select(0);
    replay();
    await copy.client.select(3);
    expect(await copy.client.get('a')).toBe('1');
    await copy.client.select(0);
  });

  it('keeps what expires later, and what had expired by then is gone', async () => {
    await live.client.set('a', '1', 'EX', 10);
    await live.client.set('b', '1', 'EX', 1000);
    now += 20_000;
    await live.client.get('a');
    replay();
    expect(keyspaceOf(copy).databases[0]!.dictionary.size).toBe(1);
    expect(await copy.client.pexpiretime('b')).toBe(await live.client.pexpiretime('b'));
  });

  it('removes nothing that expires when its time is not known', async () => {
    const made = replayer();
    run(made, turnOf(['SET', 'a', '1', 'PXAT', '1000']));
    run(made, turnOf(['PEXPIREAT', 'a', '2000']));
    run(made, turnOf(['RENAME', 'a', 'b']));
    expect(keyspaceOf(copy).databases[0]!.dictionary.size).toBe(1);
    expect(await copy.client.get('b')).toBeNull();
  });
});

describe('Replay', () => {
  it('is told nobody: no messages, no notifications, no commits', async () => {
    await copy.client.config('SET', 'notify-keyspace-events', 'KEA');
    const subscriber = copy.another();
    const messages: unknown[] = [];
    subscriber.on('pmessage', (...message) => messages.push(message));
    await subscriber.psubscribe('*');
    const told: Commit[] = [];
    const stop = copy.memo.changes.subscribe((commit) => told.push(commit));
    await live.say('TELL', 'a');
    replay();
    expect(told).toEqual([]);
    stop();
    await copy.client.publish('end', 'end');
    await subscriber.ping();
    expect(messages).toEqual([['*', 'end', 'end']]);
    await copy.client.set('x', '1');
    await subscriber.ping();
    expect(messages.length).toBeGreaterThan(1);
    await copy.client.config('SET', 'notify-keyspace-events', '');
  });

  it.each([
    [['NOSUCH', 'a'], 'no command is called NOSUCH'],
    [['LETTERS', 'a'], 'LETTERS is async'],
    [['EXEC'], 'EXEC changes nothing'],
    [['GET', 'a'], 'GET changes nothing'],
    [['SET', 'a'], 'SET takes another number of arguments'],
  ])('refuses what no log can have: %j', (words, reason) => {
    expect(() => {
      run(replayer(), turnOf(words));
    }).toThrow(reason);
  });

  it('refuses a database that there is none of', () => {
    expect(() => {
      run(replayer(), turnOf(['SET', 'a', '1'], 99));
    }).toThrow('there is no database 99');
  });
});

describe('What a turn draws', () => {
  it.each([['PERIODICAL a'], ['MULTI', 'RANDOMKEY', 'PERIODICAL a', 'NOTE a', 'NOTE a', 'EXEC']])(
    'is drawn once, by commands that are logged and by others: %s',
    async (...commands) => {
      for (const command of commands) await live.say(...(command.split(' ') as [string]));
      const all = await drawn(live, 'a');
      expect(all.length).toBeGreaterThan(16);
      expect(new Set(all).size).toBe(all.length);
    },
  );
});
