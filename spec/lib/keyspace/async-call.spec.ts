import type Redis from 'ioredis';
import {
  CommandError,
  OK,
  reads,
  serves,
  Structure,
  structure,
  t,
  writes,
  type Played,
  type Reply,
  type Server,
} from '../../../lib/index';
import type { Keyspace } from '../../../lib/keyspace/keyspace';
import { serving } from '../../support/serving';

interface Job {
  readonly name: string;
  readonly server: Server;
  finish(reply?: Reply): void;
  fail(error: unknown): void;
}

const jobs: Job[] = [];
/** What a NOTE does beside its work. */
let useInNote: () => unknown = () => null;
/** What an EXAMINE does. */
let examine: (server: Server) => Promise<Reply> = () => Promise.resolve(null);

/** Asynchronous commands that end when the spec says so. */
@structure()
class Jobs extends Structure {
  readonly done: string[] = [];

  static async work(server: Server, name: string): Promise<Reply> {
    return new Promise((finish, fail) => jobs.push({ name, server, finish, fail }));
  }

  @serves('Works on a key.', t.key())
  static async WORK(server: Server, key: string) {
    return Jobs.work(server, key);
  }

  @serves('Works on two keys.', t.key('first'), t.key('second'))
  static async WORK2(server: Server, first: string, second: string) {
    return Jobs.work(server, `${first} ${second}`);
  }

  @serves('Holds a key of its making.', t.text('name'), t.holds((name: string) => `made of ${name}`))
  static async MAKE(server: Server, name: string) {
    return Jobs.work(server, name);
  }

  @serves('Does what the spec says.')
  static async EXAMINE(server: Server) {
    return examine(server);
  }

  @serves('Refuses a number below 10.', t.int('number', { min: 10 }), t.key())
  static async NUMBER(server: Server, number: number, key: string) {
    return Jobs.work(server, `${key} ${number}`);
  }

  @writes('Opens a value.', t.key(), t.text('text'))
  static NOTE(server: Server, key: string, text: string) {
    const reply = useInNote() as Reply;
    server.open(Jobs, key).done.push(text);
    return reply ?? OK;
  }

  @writes('Plays what opens a value.', t.key(), t.text('text'))
  static NOTETWICE(server: Server, key: string, text: string) {
    server.call('NOTE', key, text);
    return server.call('NOTE', key, text) as Reply;
  }

  @reads('The notes.')
  NOTES() {
    return [this.key, ...this.done];
  }
}

describe('An asynchronous command', () => {
  let now = 1_700_000_000_000;
  const context = serving({ structures: [Jobs], clock: { now: () => now } });
  const { say, refusal, faults } = context;
  let connected: readonly Redis[] = [];
  let used = 0;
  /** A client that is connected: what several of them say arrives in the order in which it is said. */
  const another = () => connected[used++]!;

  /** The job with a name, or any, once it has begun. */
  const job = async (name?: string): Promise<Job> => {
    for (;;) {
      const found = jobs.findIndex((each) => (name ?? each.name) === each.name);
      if (found >= 0) return jobs.splice(found, 1)[0]!;
      await context.client.ping();
    }
  };
  const nothingBegins = async () => {
    for (let round = 0; round < 5; round++) await context.client.ping();
    expect(jobs).toEqual([]);
  };
  const holds = () => (context.memo as unknown as { keyspace: Keyspace }).keyspace.holds;

  beforeEach(async () => {
    jobs.length = 0;
    useInNote = () => null;
    used = 0;
    connected = Array.from({ length: 8 }, () => context.another());
    await Promise.all(connected.map((client) => client.ping()));
  });
  afterEach(() => {
    for (const client of connected) client.disconnect();
    expect(holds().idle).toBe(true);
  });

  describe('lets others go on', () => {
    it('while it runs', async () => {
      const reply = another().call('WORK', 'a');
      const { finish } = await job('a');
      expect(await say('SET', 'b', '1')).toBe('OK');
      expect(await say('KEYS', '*')).toEqual(['b']);
      finish('done');
      expect(await reply).toBe('done');
    });

    it('but the next command of its connection, whose replies come in order', async () => {
      const client = another();
      const replies = client.pipeline().call('WORK', 'a').call('WORK', 'b').set('c', '1').get('c').exec();
      const first = await job('a');
      await nothingBegins();
      expect(await say('EXISTS', 'c')).toBe(0);
      first.finish(1);
      (await job('b')).finish(2);
      expect(await replies).toEqual([
        [null, 1],
        [null, 2],
        [null, 'OK'],
        [null, '1'],
      ]);
    });
  });

  describe('holds its keys', () => {
    it('so that others of the same key wait, synchronous ones too, in the order in which they came', async () => {
      const work = another().call('WORK', 'k');
      const { finish } = await job('k');
      const order: string[] = [];
      const wait = async (label: string, reply: Promise<unknown>) => {
        const answer = await reply;
        order.push(label);
        return answer;
      };
      const set = wait('set', another().set('k', '1'));
      await nothingBegins();
      const again = wait('work', another().call('WORK', 'k'));
      await nothingBegins();
      const get = wait('get', another().get('k'));
      await nothingBegins();
      expect(order).toEqual([]);
      finish('first');
      expect(await work).toBe('first');
      expect(await set).toBe('OK');
      (await job('k')).finish('second');
      expect([await again, await get]).toEqual(['second', '1']);
      expect(order).toEqual(['set', 'work', 'get']);
    });

    it('all of them, and those that t.holds makes', async () => {
      const work = another().call('WORK2', 'a', 'b');
      const made = another().call('MAKE', 'x');
      const jobs2 = [await job('a b'), await job('x')];
      const waiting = [
        another().get('a'),
        another().get('b'),
        another().get('made of x'),
        another().mget('z', 'b'),
      ];
      const go = [say('GET', 'c'), say('GET', 'made of y')];
      expect(await Promise.all(go)).toEqual([null, null]);
      expect(await Promise.race([...waiting, say('PING')])).toBe('PONG');
      for (const each of jobs2) each.finish();
      expect(await Promise.all(waiting)).toEqual([null, null, null, [null, null]]);
      await Promise.all([work, made]);
    });

    it('of its own database only', async () => {
      const other = another();
      await other.select(1);
      const work = other.call('WORK', 'k');
      const { finish } = await job('k');
      expect(await say('SET', 'k', '0')).toBe('OK');
      const waiting = another();
      await waiting.select(1);
      const get = waiting.get('k');
      expect(await Promise.race([get, say('PING')])).toBe('PONG');
      finish();
      expect(await get).toBeNull();
      await work;
    });

    it('without hindering commands that name no key', async () => {
      await say('SET', 'k', '1');
      const work = another().call('WORK', 'k');
      const { finish, server } = await job('k');
      expect(await say('FLUSHALL')).toBe('OK');
      expect(await say('DBSIZE')).toBe(0);
      expect(server.call('GET', 'k')).toBeNull();
      expect(server.call('SET', 'k', '2')).toBe('OK');
      finish();
      await work;
      expect(await say('GET', 'k')).toBe('2');
    });

    it('and two of them in the opposite order never wait for each other', async () => {
      const clients = [another().call('WORK2', 'a', 'b'), another().call('WORK2', 'b', 'a')];
      const first = await job();
      await nothingBegins();
      first.finish();
      (await job()).finish();
      await Promise.all(clients);
    });

    it('and a command that has waited answers what is no reply as any other does', async () => {
      const work = another().call('WORK', 'k');
      const { finish } = await job('k');
      const client = another();
      const circle: Reply[] = [];
      circle.push(circle);
      useInNote = () => circle;
      const note = client.call('NOTE', 'k', 'one');
      await nothingBegins();
      finish();
      await work;
      await expect(note).rejects.toThrow('ERR internal error in Jobs.NOTE');
      expect(await client.ping()).toBe('PONG');
    });

    it('of the database that is selected when its turn comes', async () => {
      const work = another().call('WORK', 'k');
      const first = await job('k');
      const set = another().set('k', 'v');
      await nothingBegins();
      await say('SWAPDB', 0, 1);
      const other = another().call('WORK', 'k');
      const second = await job('k');
      first.finish();
      await work;
      expect(await Promise.race([set, say('PING')])).toBe('PONG');
      second.finish();
      expect([await other, await set, await say('GET', 'k')]).toEqual([null, 'OK', 'v']);
    });

    it('gives a reply of its own to a command that has waited, whatever changes before it is sent', async () => {
      await say('SET', 'k', 'before');
      const work = another().call('WORK', 'k');
      const { finish } = await job('k');
      const get = another().get('k');
      await nothingBegins();
      const set = another().set('k', 'behind');
      await nothingBegins();
      const range = another().getrange('k', 0, 2);
      await nothingBegins();
      finish();
      expect(await Promise.all([work, get, set, range])).toEqual([null, 'before', 'OK', 'beh']);
    });
  });

  describe('whose arguments are none', () => {
    it('refuses as others do, and holds nothing', async () => {
      expect(await refusal('WORK')).toBe("ERR wrong number of arguments for 'work' command");
      expect(await refusal('NUMBER', 'x', 'k')).toBe('ERR value is not an integer or out of range');
      expect(await refusal('NUMBER', 9, 'k')).toBe('ERR value is out of range');
      expect(await refusal('NUMBER', 9, 'k', 'more')).toMatch(/^ERR /);
    });
  });

  describe('plays commands', () => {
    const during = async (work: (server: Server) => Promise<Reply>) => {
      examine = work;
      return another().call('EXAMINE');
    };

    it('each as a turn of its own', async () => {
      const reply = await during(async (server) => {
        server.call('SET', 'k', '1');
        await Promise.resolve();
        expect(await say('GET', 'k')).toBe('1');
        return server.play('INCR', 'k');
      });
      expect(reply).toEqual(['RESPONSE', 2]);
    });

    it('that open values, or play others that do', async () => {
      await during(async (server) => Promise.resolve(server.call('NOTE', 'n', 'one') as Reply));
      await during(async (server) => Promise.resolve(server.call('NOTETWICE', 'n', 'two') as Reply));
      expect(await say('NOTES', 'n')).toEqual(['n', 'one', 'two', 'two']);
    });

    it('in the database that was selected when it began', async () => {
      const client = another();
      await client.select(2);
      examine = async (server) => {
        server.call('SELECT', 3);
        await Promise.resolve();
        return server.call('NOTETWICE', 'n', 'here');
      };
      await client.call('EXAMINE');
      await client.select(2);
      expect(await client.exists('n')).toBe(1);
    });

    it('and refusals are answered, or thrown', async () => {
      await say('SET', 'text', 'x');
      const reply = await during(async (server) => {
        await Promise.resolve();
        return server.play('LLEN', 'text')[0];
      });
      expect(reply).toBe('ERROR');
      examine = async (server) => Promise.resolve(server.call('LLEN', 'text') as Reply);
      expect(await refusal('EXAMINE')).toMatch(/^WRONGTYPE/);
    });

    it('also asynchronous ones, which answer promises', async () => {
      const work = during(async (server) => {
        const [kind, value] = await server.play<Promise<Played>>('WORK', 'k');
        return [kind, value, await server.call<Promise<string>>('WORK', 'l')];
      });
      (await job('k')).finish('first');
      (await job('l')).finish('second');
      expect(await work).toEqual(['RESPONSE', 'first', 'second']);
    });

    it('which fail as it would', async () => {
      const work = during(async (server) => {
        const [kind, error] = await server.play<Promise<Played>>('WORK', 'k');
        return [kind, String(error), await server.call<Promise<string>>('NUMBER', 3, 'k')];
      });
      (await job('k')).fail(new Error('the wires are cut'));
      await expect(work).rejects.toThrow('ERR value is out of range');
      expect(faults).toEqual(['the wires are cut']);
    });

    it('also some that fail before it comes to them', async () => {
      const work = during(async (server) => {
        const [first, second] = ['k', 'l'].map((key) => server.call<Promise<string>>('WORK', key));
        await first;
        return second!;
      });
      const [first, second] = [await job('k'), await job('l')];
      second.fail(new Error('nobody asks'));
      await context.client.ping();
      first.fail(new Error('the wires are cut'));
      await expect(work).rejects.toThrow('the wires are cut');
    });

    it('without waiting, also for what it holds itself', async () => {
      const reply = another().call('WORK', 'k');
      const outer = await job('k');
      const played = outer.server.call<Promise<string>>('WORK', 'k');
      (await job('k')).finish('inner');
      expect(await played).toBe('inner');
      expect(outer.server.call('SET', 'k', 'own')).toBe('OK');
      outer.finish('outer');
      expect(await reply).toBe('outer');
    });

    it('at the time of the clock, not of its beginning', async () => {
      const times = await during(async (server) => {
        const began = server.now();
        server.call('SET', 'k', 'v', 'PX', 100);
        await Promise.resolve();
        now += 101;
        return [server.now() - began, server.call('GET', 'k')];
      });
      expect(times).toEqual([101, null]);
    });

    it('and may let keys expire, and delete them', async () => {
      const reply = await during(async (server) => {
        server.call('SET', 'k', 'v');
        await Promise.resolve();
        return [server.expire('k', 5), server.call('PTTL', 'k'), server.delete('k'), server.delete('k')];
      });
      expect(reply).toEqual([1, 5000, 1, 0]);
    });
  });

  describe('has no hold of values', () => {
    it.each<[string, (server: Server) => unknown]>([
      ['open', (server) => server.open(Jobs, 'k')],
      ['find', (server) => server.find(Jobs, 'k')],
      ['entry', (server) => server.entry('k')],
      ['database', (server) => server.database()],
      ['logAs', (server) => server.logAs('GET', 'k')],
    ])('by server.%s', async (name, use) => {
      examine = async (server) => Promise.resolve(use(server) as Reply);
      expect(await refusal('EXAMINE')).toBe(
        `ERR internal error in Jobs.EXAMINE: server.${name} in an async handler: what it answers must not cross an await, play a command`,
      );
    });

    it('and no server for the use of others', async () => {
      const work = another().call('WORK', 'k');
      const { server, finish } = await job('k');
      useInNote = () => server.call('SET', 'k', 'v');
      expect(await refusal('NOTE', 'n', 'one')).toContain(
        "an async command's server was used by another command",
      );
      finish();
      await work;
    });

    it('and plays no transaction, which is what a client sends', async () => {
      examine = async (server) => Promise.resolve(server.call('MULTI') as Reply);
      expect(await refusal('EXAMINE')).toContain('no command plays it');
      expect(await say('SET', 'k', 'v')).toBe('OK');
    });

    it('and no server once it has ended', async () => {
      let kept: Server | undefined;
      examine = async (server) => Promise.resolve(((kept = server), OK));
      await say('EXAMINE');
      for (const use of [
        () => kept!.play('GET', 'k'),
        () => kept!.call('SET', 'k', 'v'),
        () => kept!.delete('k'),
        () => kept!.now(),
        () => kept!.random(),
        () => kept!.memo,
      ])
        expect(use).toThrow('server was used after its command');
      expect(await say('EXISTS', 'k')).toBe(0);
    });
  });

  describe('that fails', () => {
    it('answers its refusal', async () => {
      examine = async () => Promise.reject(new CommandError('BUSY come back later'));
      expect(await refusal('EXAMINE')).toBe('BUSY come back later');
      expect(faults).toEqual([]);
    });

    it('answers an internal error, which is logged', async () => {
      examine = async () => Promise.reject(new TypeError('nobody expects this'));
      expect(await refusal('EXAMINE')).toBe('ERR internal error in Jobs.EXAMINE: nobody expects this');
      examine = () => {
        throw new RangeError('nor this');
      };
      expect(await refusal('EXAMINE')).toBe('ERR internal error in Jobs.EXAMINE: nor this');
      expect(faults).toEqual(['nobody expects this', 'nor this']);
    });

    it('frees what it held', async () => {
      const work = another().call('WORK', 'k');
      const { fail } = await job('k');
      const get = another().get('k');
      await nothingBegins();
      fail(new Error('gone'));
      await expect(work).rejects.toThrow('ERR internal error in Jobs.WORK: gone');
      expect(await get).toBeNull();
    });
  });
});
