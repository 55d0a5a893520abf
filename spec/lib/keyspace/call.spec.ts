import {
  ByteSlice,
  CommandError,
  double,
  NO_REPLY,
  NULL_ARRAY,
  OK,
  entriesOf,
  mapOf,
  pairsOf,
  push,
  setOf,
  reads,
  serves,
  Structure,
  structure,
  t,
  verbatim,
  writes,
  type Commit,
  type Played,
  type Reply,
  type Server,
} from '../../../lib/index';
import { Call } from '../../../lib/keyspace/call';
import { Nobody } from '../../../lib/keyspace/nobody';
import { requestOf } from '../../../lib/protocol/request-of';
import { keyspaceOf } from '../../support/kept-server';
import { serving } from '../../support/serving';

/** What the next EXAMINE does with its server. */
let examine: (server: Server) => Reply = () => null;
/** What the next ANSWER answers. */
let answer: Reply = null;
let kept: Server;

/** How a Fragile is asked whether it is empty. */
let isFragileEmpty: () => boolean = () => false;

/** A container whose emptiness can fail. */
@structure('camelCase')
class Fragile extends Structure {
  count = 0;
  /** What OBJECT asks Redis' types for is a method, not this. */
  readonly encoding = 'none';

  @writes('Puts numbers to several keys.', t.rest(t.key()))
  static PUT(server: Server, ...keys: string[]) {
    for (const key of keys) server.open(Fragile, key).count = 5;
    return OK;
  }

  isEmpty() {
    return isFragileEmpty();
  }
}

@structure()
class Stage extends Structure {
  private readonly acts: string[] = [];

  @writes('Does what the spec says.')
  static EXAMINE(server: Server) {
    return examine(server);
  }

  @reads('Reads what the spec says.')
  static READ(server: Server) {
    return examine(server);
  }

  @serves('Serves what the spec says.')
  static SERVE(server: Server) {
    return examine(server);
  }

  @reads('Answers what the spec says.')
  static ANSWER() {
    return answer;
  }

  @reads('Answers it in wire strings.', { wire: true })
  static WIRE() {
    return answer;
  }

  @serves('Asynchronous.')
  static async LATER() {
    return Promise.resolve('later');
  }

  @writes('Adds an act.', t.key(), t.text('act'))
  static ACT(server: Server, key: string, act: string) {
    server.open(Stage, key).acts.push(act);
    return OK;
  }

  @reads('How many acts there were; keeps its server.')
  ACTS() {
    kept = this.server;
    return this.acts.length;
  }

  @writes('Plays itself without end.', t.int('depth'))
  static DEEPER(server: Server, depth: number): Reply {
    return server.call('DEEPER', depth + 1);
  }

  @writes('Fails.')
  static FAIL(): Reply {
    throw new TypeError('this is a fault');
  }

  @writes('Answers a promise, but is not async.')
  static PROMISE(): Reply {
    return Promise.resolve(1) as unknown as Reply;
  }

  @reads('The bytes of its key, as a Buffer.', t.entry())
  static KEYBYTES(_server: Server, entry: { keyBytes: ByteSlice }) {
    return entry.keyBytes;
  }
}

describe('A server', () => {
  const now = 1_700_000_000_000;
  const serves = serving({ structures: [Stage, Fragile], clock: { now: () => now } });
  const { say, refusal, faults } = serves;
  const during = async (play: (server: Server) => Reply) => {
    examine = play;
    return say('EXAMINE');
  };

  describe('plays a command', () => {
    it('and answers what it answers', async () => {
      expect(await during((server) => server.play('SET', 'k', 'v') as unknown as Reply)).toEqual([
        'RESPONSE',
        'OK',
      ]);
      expect(await during((server) => server.play('GET', 'k') as unknown as Reply)).toEqual([
        'RESPONSE',
        'v',
      ]);
    });

    it('and answers what it refuses', async () => {
      let played: Played | undefined;
      await during((server) => ((played = server.play('INCR', 'k', 'too', 'much')), null));
      expect(played![0]).toBe('ERROR');
      expect(played![1]).toBeInstanceOf(CommandError);
      expect(played![1]).toMatchObject({ code: 'ERR', message: expect.stringMatching(/'incr'/) });
    });

    it('that is unknown, and answers so', async () => {
      let played: Played | undefined;
      await during((server) => ((played = server.play('NOSUCH', 'a', 1)), null));
      expect(played![1]).toMatchObject({
        message: "ERR unknown command 'NOSUCH', with args beginning with: 'a' '1' ",
      });
    });

    it('of two words, and in any case', async () => {
      expect(await during((server) => server.call('command count') as Reply)).toBe(
        await say('COMMAND', 'COUNT'),
      );
    });

    it('with numbers and bytes as words', async () => {
      await during((server) =>
        server.call('MSET', 'a', 1.5, 'b', 12345678901234567890n, 'c', Buffer.of(255, 0)),
      );
      expect(await say('MGET', 'a', 'b')).toEqual(['1.5', '12345678901234567890']);
      expect(await serves.client.getBuffer('c')).toEqual(Buffer.of(255, 0));
    });

    it('in its own turn: what it changed is seen at once', async () => {
      const seen = await during((server) => {
        server.call('SET', 'k', '1');
        server.call('INCR', 'k');
        return [server.call('GET', 'k'), Number(server.delete('k')), server.call('GET', 'k')];
      });
      expect(seen).toEqual(['2', 1, null]);
    });

    it('on a key and with a value that is no UTF-8', async () => {
      const bytes = Buffer.of(0x61, 0xff, 0xc3, 0x28, 0xf0, 0x9f, 0x0d, 0x0a);
      await serves.client.set(bytes, bytes);
      await during((server) => {
        const [key] = server.call<string[]>('KEYS', '*');
        server.call('SET', `copy ${key!}`, server.call<string>('GET', key!));
        return null;
      });
      expect(await serves.client.getBuffer(Buffer.concat([Buffer.from('copy '), bytes]))).toEqual(bytes);
    });

    it('whose fault is answered and logged once, and goes on', async () => {
      const reply = await during((server) => [server.play('FAIL')[0], server.call('SET', 'k', 'v')]);
      expect(reply).toEqual(['ERROR', 'OK']);
      expect(faults).toEqual(['this is a fault']);
    });

    it('and call throws what it refuses', async () => {
      examine = (server) => server.call('RENAME', 'nothing', 'k');
      expect(await refusal('EXAMINE')).toBe('ERR no such key');
      examine = (server) => server.call('FAIL');
      expect(await refusal('EXAMINE')).toBe('ERR internal error in Stage.FAIL: this is a fault');
    });

    it('but not an asynchronous one, which only an asynchronous handler can', async () => {
      examine = (server) => server.play('LATER') as unknown as Reply;
      expect(await refusal('EXAMINE')).toBe(
        'ERR internal error in Stage.EXAMINE: LATER is async: only an async handler can play it',
      );
    });

    it('as often as there is room for, and stops what never ends', async () => {
      expect(await refusal('DEEPER', 0)).toMatch(
        /^ERR internal error in Stage.DEEPER: 200 commands play one another/,
      );
      expect(await say('PING')).toBe('PONG');
    });

    it('while another of its own runs', async () => {
      const reply = await during((outer) => {
        examine = () => outer.call('SET', 'k', 'inner');
        return [outer.call('SERVE'), outer.call('GET', 'k')];
      });
      expect(reply).toEqual(['OK', 'inner']);
    });
  });

  describe('hands over the reply of a played command:', () => {
    const played = async (reply: Reply, command = 'ANSWER') => {
      answer = reply;
      let value: unknown;
      await during((server) => ((value = server.call(command)), null));
      return value;
    };
    const bytes = Buffer.of(0xc3, 0xa4, 0xff);
    const text = 'ä\udcff';

    it.each<[string, Reply, unknown]>([
      ['a status is text', OK, 'OK'],
      ['text is text', 'ä', 'ä'],
      ['bytes are text', bytes, text],
      ['a plain array of bytes is text', new Uint8Array(bytes), text],
      ['a slice is text', new ByteSlice(bytes, 0, 3), text],
      ['a slice of a plain array is text', new ByteSlice(new Uint8Array(bytes), 0, 2), 'ä'],
      ['a verbatim text is text', verbatim('note'), 'note'],
      ['an integer is a number', 7, 7],
      ['a double is a number', double(7), 7],
      ['a bigint stays one', 7n, 7n],
      ['a boolean stays one', true, true],
      ['undefined is null', undefined, null],
      ['a null array is null', NULL_ARRAY, null],
      ['no reply is null', NO_REPLY, null],
      ['an array is one of values', ['a', [bytes, undefined]], ['a', [text, null]]],
      ['a push is an array', push('a', 1), ['a', 1]],
      ['a Set is one of values', new Set<Reply>(['a', OK]), new Set(['a', 'OK'])],
      ['a Map is one of values', new Map<Reply, Reply>([[bytes, OK]]), new Map([[text, 'OK']])],
      ['items of a set are a Set', setOf(['a', bytes]), new Set(['a', text])],
      ['items of a map are a Map', mapOf([bytes, OK]), new Map([[text, 'OK']])],
      ['entries are a Map', entriesOf(['a', 1]), new Map([['a', 1]])],
      [
        'pairs are an array of arrays',
        pairsOf(['a', 1, 'b', bytes]),
        [
          ['a', 1],
          ['b', text],
        ],
      ],
      ['an object is a Map', { field: [OK] }, new Map([['field', ['OK']]])],
    ])('%s', async (_, reply, value) => {
      expect(await played(reply)).toEqual(value);
    });

    it('an error in an array stays one', async () => {
      const error = new CommandError('ERR one of many');
      expect(await played([error])).toEqual([error]);
    });

    it('wire strings become text', async () => {
      const wire = bytes.toString('latin1');
      expect(await played([wire, { [wire]: wire }], 'WIRE')).toEqual([text, new Map([[text, text]])]);
    });
  });

  describe('has the values of the caller’s database:', () => {
    it('open creates one, find does not', async () => {
      expect(await during((server) => server.find(Stage, 's') === undefined)).toBe(1);
      expect(await during((server) => server.open(Stage, 's') === server.find(Stage, 's'))).toBe(1);
      expect(await say('TYPE', 's')).toBe('stage');
    });

    it('both refuse the value of another class', async () => {
      await say('SET', 'text', 'x');
      examine = (server) => server.find(Stage, 'text') as unknown as Reply;
      expect(await refusal('EXAMINE')).toMatch(/^WRONGTYPE/);
      examine = (server) => server.open(Stage, 'text') as unknown as Reply;
      expect(await refusal('EXAMINE')).toMatch(/^WRONGTYPE/);
    });

    it('open refuses a class that is not registered', async () => {
      class Stranger extends Structure {}
      examine = (server) => server.open(Stranger, 'k') as unknown as Reply;
      expect(await refusal('EXAMINE')).toBe(
        'ERR internal error in Stage.EXAMINE: Stranger is not a registered structure',
      );
    });

    it('expire lets one go, delete removes one', async () => {
      await say('ACT', 's', 'one');
      expect(await during((server) => [server.expire('s', 1.5), server.expire('nothing', 1)])).toEqual([
        1, 0,
      ]);
      expect(await say('PTTL', 's')).toBe(1500);
      expect(await during((server) => [server.delete('s'), server.delete('s')])).toEqual([1, 0]);
      examine = (server) => server.expire('s', NaN);
      expect(await refusal('EXAMINE')).toContain('NaN is no number of seconds');
    });

    it('it is the one that was selected', async () => {
      await say('SELECT', 1);
      await say('ACT', 's', 'one');
      expect(await during((server) => server.database().index)).toBe(1);
      expect(await during((server) => [server.database(0).size, server.database(1).size])).toEqual([0, 1]);
      await say('SELECT', 0);
      expect(await say('EXISTS', 's')).toBe(0);
    });
  });

  describe('is for the time of its command only:', () => {
    const uses: [string, (server: Server) => unknown][] = [
      ['open', (server) => server.open(Stage, 'k')],
      ['find', (server) => server.find(Stage, 'k')],
      ['entry', (server) => server.entry('k')],
      ['play', (server) => server.play('GET', 'k')],
      ['call', (server) => server.call('GET', 'k')],
      ['expire', (server) => server.expire('k', 1)],
      ['delete', (server) => server.delete('k')],
      ['now', (server) => server.now()],
      ['random', (server) => server.random()],
      ['database', (server) => server.database()],
      ['logAs', (server) => server.logAs('GET', 'k')],
    ];

    it.each(uses)('%s throws afterwards', async (_, use) => {
      await during((server) => ((kept = server), null));
      expect(() => use(kept)).toThrow('server was used after its command');
    });

    it('so has an instance its server and its key', async () => {
      let stage: Stage | undefined;
      await say('ACT', 's', 'one');
      await during((server) => ((stage = server.find(Stage, 's')), null));
      expect(() => stage!.server).toThrow('Stage: server and key exist only while a command runs');
      expect(() => stage!.key).toThrow('Stage: server and key exist only while a command runs');
      expect(() => stage!.entry).toThrow('Stage: server and key exist only while a command runs');
    });

    it('also when it was given to an instance, and when the command was played', async () => {
      await say('ACT', 's', 'one');
      expect(await during((server) => server.call('ACTS', 's') as Reply)).toBe(1);
      expect(() => kept.now()).toThrow('server was used after its command');
    });

    it('an entry that was kept throws, too', async () => {
      const entries: { exists: boolean }[] = [];
      await during((server) => (entries.push(server.entry('k')), null));
      expect(() => entries[0]!.exists).toThrow('a value or key was used after its turn');
      await say('PING');
      expect(() => entries[0]!.exists).toThrow('a value or key was used after its turn');
    });
  });

  describe('does what the verb allows:', () => {
    it('a command that reads creates, changes and plays no change', async () => {
      await say('ACT', 's', 'one');
      for (const change of [
        (server: Server) => server.open(Stage, 'new'),
        (server: Server) => server.entry('s').delete(),
        (server: Server) => server.delete('s'),
        (server: Server) => server.expire('s', 1),
        (server: Server) => server.entry('s').expireAt(undefined),
        (server: Server) => server.entry('s').moveTo(server.entry('t')),
        (server: Server) => server.entry('s').copyTo(server.entry('t')),
        (server: Server) => server.call('SET', 's', 'x'),
        (server: Server) => server.call('SERVE'),
        (server: Server) => server.database().flush(),
        (server: Server) => server.logAs('SET', 's', 'x'),
      ]) {
        let depth = 0;
        examine = (server) => (depth++ === 0 ? (change(server) as Reply) : server.call('SET', 's', 'x'));
        expect(await refusal('READ')).toMatch(/^ERR internal error in Stage\.(READ|SERVE): /);
      }
      expect(await say('KEYS', '*')).toEqual(['s']);
      expect(await say('TTL', 's')).toBe(-1);
    });

    it('a command that reads finds values, and plays commands that read', async () => {
      await say('ACT', 's', 'one');
      examine = (server) => [server.find(Stage, 's') !== undefined, server.call('ACTS', 's')];
      expect(await say('READ')).toEqual([1, 1]);
    });

    it('whom it reads for is told of the keys that it asks for by name, however it does', async () => {
      const keyspace = keyspaceOf(serves.memo);
      const call = new Call(keyspace, new Nobody(keyspace));
      const read: string[] = [];
      call.reader = { read: (keys) => read.push(...keys) };
      examine = (server) => [server.find(Stage, 'found') !== undefined, server.entry('looked at').exists];
      keyspace.runTurn(keyspace.commands.get('READ')!, requestOf(['READ']), call);
      expect(read).toEqual(['found', 'looked at']);
    });

    it('a command that serves has no values, but plays, expires and deletes', async () => {
      await say('ACT', 's', 'one');
      examine = (server) => server.open(Stage, 's') as unknown as Reply;
      expect(await refusal('SERVE')).toContain('server.open in a @serves command');
      examine = (server) => server.find(Stage, 's') as unknown as Reply;
      expect(await refusal('SERVE')).toContain('server.find in a @serves command');
      examine = (server) => [server.call('ACT', 's', 'two'), server.expire('s', 9)];
      expect(await say('SERVE')).toEqual(['OK', 1]);
      expect(await say('TTL', 's')).toBe(9);
      examine = (server) => [server.delete('s'), server.delete('s')];
      expect(await say('SERVE')).toEqual([1, 0]);
    });

    it('a fault while emptiness is looked at is logged like any other, and harms no later command', async () => {
      const commits: Commit[] = [];
      const stop = serves.memo.changes.subscribe((commit) => commits.push(commit));
      isFragileEmpty = () => {
        throw new Error('who knows');
      };
      expect(await refusal('PUT', 'a', 'b', 'c')).toContain('ERR internal error in Fragile.PUT: who knows');
      isFragileEmpty = () => false;
      expect(await say('SET', 'k', 'v')).toBe('OK');
      stop();
      expect(commits.map(({ changes }) => changes.map(({ words }) => words.join(' ')))).toEqual([
        ['PUT a b c'],
        ['SET k v'],
      ]);
    });

    it('a command is logged in the database in which it began', async () => {
      const commits: Commit[] = [];
      const stop = serves.memo.changes.subscribe((commit) => commits.push(commit));
      await during((server) => {
        server.open(Stage, 's');
        server.call('SELECT', 1);
        return server.call('SET', 'k', 'v');
      });
      stop();
      await say('SELECT', 0);
      expect(commits[0]!.changes.map(({ database }) => database)).toEqual([0]);
    });

    it('a type with capitals is found by SCAN, and a field is no answer to OBJECT', async () => {
      await say('PUT', 'f');
      expect(await say('SCAN', '0', 'COUNT', '100', 'TYPE', 'camelcase')).toEqual(['0', ['f']]);
      expect(await say('OBJECT', 'ENCODING', 'f')).toBe('raw');
    });

    it('a command that is not async answers no promise', async () => {
      expect(await refusal('PROMISE')).toBe(
        'ERR internal error in Stage.PROMISE: it answered a promise, but is not async',
      );
    });
  });
});
