import {
  CommandError,
  type Commit,
  OK,
  type Server,
  Structure,
  structure,
  t,
  writes,
} from '../../../lib/index';
import { keyspaceOf } from '../../support/kept-server';
import { splitWords } from '../../support/quoting';
import { serving } from '../../support/serving';
import { stateAt } from '../../support/state';

/** What is called in the middle of a handler, as whoever stops it would. */
let stop: () => void = () => undefined;

@structure()
class Machine extends Structure {
  private readonly parts: string[] = [];

  @writes(
    'Adds a part, plays lines, is stopped, and refuses without a trace.',
    t.key(),
    t.rest(t.text('line')),
  )
  static WORK(server: Server, key: string, ...lines: string[]) {
    const { parts } = server.open(Machine, key);
    parts.push('first');
    for (const line of lines) {
      const [name, ...words] = splitWords(line) as [Buffer, ...Buffer[]];
      server.play(name.toString(), ...words);
    }
    parts.push('last');
    stop();
    server.unchanged();
    throw new CommandError('STOPPED it took too long');
  }

  @writes('Adds so many parts to as many machines.', t.int('count'))
  static MANY(server: Server, count: number) {
    for (let at = 0; at < count; at++) server.call('SET', `machine ${at}`, at);
    stop();
    return OK;
  }

  @writes('How many parts there are.')
  PARTS() {
    return this.parts;
  }
}

@structure({ atomic: true })
class Attempt extends Structure {
  @writes('Is stopped in the middle.', t.rest(t.text('line')))
  static ATTEMPT(server: Server, ...lines: string[]) {
    for (const line of lines) server.play(...(splitWords(line).map(String) as [string]));
    stop();
    return OK;
  }
}

const now = 1_700_000_000_000;

describe('the keys that a command of a user’s class has touched', () => {
  const options = { structures: [Machine, Attempt], clock: { now: () => now } };
  const server = serving(options);
  const other = serving(options);
  const touched = () => keyspaceOf(server.memo).touched;

  let commits: Commit[] = [];
  beforeAll(() => server.memo.changes.subscribe((commit) => commits.push(commit)));
  beforeEach(() => {
    stop = () => touched().logStates();
    commits = [];
  });
  afterEach(() => (stop = () => undefined));

  /** What was logged in place of the command. */
  const logged = () =>
    commits.flatMap(({ changes }) => changes).filter(({ words }) => !COMMANDS.includes(String(words[0])));
  const names = () => logged().map(({ words }) => words.slice(0, 2).join(' '));
  const fill = async () => {
    for (const { client } of [server, other])
      for (const line of VALUES) await client.call(...(splitWords(line).map(String) as [string]));
    commits = [];
  };
  /** Expects that another server, which has run what was logged, has the same. */
  const expectSame = async () => {
    for (const { database, words } of logged()) {
      await other.client.select(database);
      await other.client.call(String(words[0]), ...words.slice(1));
    }
    await other.client.select(0);
    expect(await stateAt(other.memo.port)).toEqual(await stateAt(server.memo.port));
  };

  it('are logged as what they are when it is stopped, each once', async () => {
    await fill();
    const lines = [
      'SET a 2',
      'APPEND a 3',
      'DEL b',
      'EXPIRE c 100',
      'RENAME d e',
      'GET i',
      'SET g 1 PX 5000',
      'RPUSH f x',
    ];
    expect(await server.refusal('WORK', 'm', ...lines)).toBe('STOPPED it took too long');
    const states = [
      'RESTORE a',
      'DEL b',
      'RESTORE c',
      'DEL d',
      'RESTORE e',
      'RESTORE g',
      'RESTORE f',
      'RESTORE m',
    ];
    expect(names().sort()).toEqual(states.sort());
    await expectSame();
  });

  it('are so many as there are', async () => {
    await server.say('MANY', 300);
    expect(new Set(names()).size).toBe(300);
    expect(names().length).toBe(300);
    await expectSame();
  });

  it('may be those of databases that were emptied or exchanged', async () => {
    await fill();
    await server.refusal('WORK', 'm', 'SET a 5', 'FLUSHDB', 'SET h 1', 'SWAPDB 0 1', 'SET j 2');
    expect(names().slice(0, 2)).toEqual(['SWAPDB 0', 'FLUSHDB']);
    await expectSame();
  });

  it('are undone before, where the command is atomic or plays such a one', async () => {
    await fill();
    const before = await stateAt(server.memo.port);
    stop = () => {
      touched().restore();
      touched().logStates();
    };
    await server.say('ATTEMPT', 'SET a 5', 'DEL b', 'FLUSHALL');
    expect(names()).toEqual([]);
    expect(await stateAt(server.memo.port)).toEqual(before);
  });

  it('are those of a command that is not atomic, whose atomic one is undone when both are stopped', async () => {
    await fill();
    await server.refusal('WORK', 'm', 'SET a 5', 'ATTEMPT "SET a 6" "DEL b"');
    expect(await server.say('MGET', 'a', 'b')).toEqual(['5', '1']);
    await expectSame();
  });

  it('are nobody’s when a built-in command runs', async () => {
    const { on } = touched();
    await server.say('SET', 'a', '1');
    expect([on, touched().on]).toEqual([false, false]);
  });
});

const COMMANDS = ['WORK', 'MANY', 'ATTEMPT'];

const VALUES = ['SET a 1', 'SET b 1', 'HSET c f v', 'RPUSH d a b', 'SADD h a', 'SET i 1'];
