import Redis from 'ioredis';
import {
  type Entry,
  OK,
  on,
  packed,
  reads,
  type Server,
  serves,
  Structure,
  structure,
  t,
  writes,
} from '../../../lib/index';
import { eventually } from '../../support/eventually';
import { KeptServer } from '../../support/kept-server';
import { serving } from '../../support/serving';

// Holding up a thread takes a while where many specs have run before: their scripts are still there.
jest.setTimeout(60_000);

/** Each line of a loop of this is a place where it may be stopped. */
const loops: Readonly<Record<string, (server: Server, key: string) => unknown>> = {
  'an empty loop': () => {
    for (;;);
  },
  'a long regular expression': () => /^(a+)+$/.test(`${'a'.repeat(60)}b`),
  'a handler that catches everything': () => {
    for (;;) {
      try {
        JSON.parse('{');
      } catch {
        continue;
      }
    }
  },
  'one that plays commands': (server, key) => {
    for (;;) server.play('INCR', `${key}:count`);
  },
  'one that plays commands, and catches everything': (server, key) => {
    for (;;) {
      try {
        server.call('INCR', `${key}:count`);
      } catch {
        continue;
      }
    }
  },
  'one that gives up when the server refuses to serve it': (server, key) => {
    try {
      for (;;) server.call('INCR', `${key}:count`);
    } catch {
      return OK;
    }
  },
  'a callback of a sort': () => [3, 2, 1].sort(() => Number(loops['an empty loop']!(undefined!, ''))),
  'a generator': () => {
    const numbers = function* () {
      for (let number = 0; ; number++) yield number;
    };
    let sum = 0;
    for (const number of numbers()) sum += number;
    return sum;
  },
  'a command that it plays': (server, key) => server.call('LOOP', key, 'an empty loop'),
};

@structure()
class Looper extends Structure {
  private readonly items: string[] = [];

  @writes('Loops for ever.', t.key(), t.text('how'))
  static LOOP(server: Server, key: string, how: string) {
    server.open(Looper, key).items.push(how);
    loops[how]!(server, key);
    return OK;
  }

  @serves('Plays a command.', t.rest(t.text('word')))
  static PLAYS(server: Server, ...words: string[]) {
    const [name, ...rest] = words;
    return server.call(name!, ...rest) as string;
  }

  @writes('Adds an item, and loops for ever.')
  SPIN() {
    this.items.push('spun');
    for (;;) this.items[0] = 'first';
  }

  @on('set', 'spin:*')
  static spinOn(server: Server, key: string) {
    for (;;) server.play('INCR', `${key}:count`);
  }

  @on('set', 'loop:*')
  static loopOn(server: Server) {
    server.call('LOOP', 'key', 'an empty loop');
  }

  @writes('Spins a moment later, by an alarm.')
  SPINLATER() {
    this.alarm(0.001, 'SPIN');
    return OK;
  }

  @reads('How many items there are.')
  ITEMS() {
    return this.items.length;
  }

  @writes('Waits for an item, and loops for ever.', { flags: ['blocking'] }, t.key())
  static AWAITSPIN(server: Server, key: string) {
    const found = server.find(Looper, key);
    return found ? found.SPIN() : server.wait(0);
  }
}

/** Most of the time of its loop is spent in code of the server. */
@structure()
class Counter extends packed({ count: 'float64' }) {
  @writes('Counts for ever.')
  COUNTON() {
    for (;;) this.count++;
  }

  @writes('Creates it.', t.entry())
  static COUNTER(_server: Server, entry: Entry) {
    created = entry.open(Counter);
    return OK;
  }
}

let created: Counter;

const configuration = { 'handler-timeout': '30' };
const stopped = (command: string) =>
  `ERR Looper.${command} was stopped: it ran longer than 30 milliseconds (handler-timeout)`;

describe('A handler that runs for too long', () => {
  const server = serving({ structures: [Looper, Counter], configuration });

  it.each(Object.keys(loops))('is stopped: %s', async (how) => {
    const other = server.another();
    expect(await server.refusal('LOOP', 'key', how)).toBe(stopped('LOOP'));
    expect(await server.say('ITEMS', 'key')).toBe(how === 'a command that it plays' ? 2 : 1);
    expect(await other.ping()).toBe('PONG');
  });

  it('is stopped: one of a packed structure', async () => {
    await server.say('COUNTER', 'key');
    expect(await server.refusal('COUNTON', 'key')).toContain('ERR Counter.COUNTON was stopped');
    expect(await server.client.ping()).toBe('PONG');
  });

  it('is held up in its own code, not in the getters that the server makes for a view', async () => {
    await server.say('COUNTER', 'key');
    let stack: string | undefined;
    try {
      expect(created.server).toBeUndefined();
    } catch (error) {
      stack = (error as Error).stack;
    }
    expect(stack).toMatch(/at View\.get .*keyspace.classes/);
  });

  it('is stopped in the middle of a pipeline, and what comes behind it runs', async () => {
    const pipeline = server.client.pipeline().set('a', 1).call('LOOP', 'key', 'an empty loop');
    for (let count = 0; count < 100; count++) pipeline.incr('a');
    const replies = await pipeline.exec();
    expect(replies!.map(([error, reply]) => error?.message ?? reply)).toEqual([
      'OK',
      stopped('LOOP'),
      ...Array.from({ length: 100 }, (_, count) => count + 2),
    ]);
  });

  it('is stopped in a transaction, and the others of it run', async () => {
    const queued = server.client.multi().set('a', 1).call('LOOP', 'key', 'an empty loop').incr('a');
    const replies = await queued.exec();
    expect(replies!.map(([error, reply]) => error?.message ?? reply)).toEqual(['OK', stopped('LOOP'), 2]);
  });

  it('is stopped when another command plays it', async () => {
    expect(await server.refusal('PLAYS', 'LOOP', 'key', 'an empty loop')).toBe(stopped('PLAYS'));
    expect(await server.say('ITEMS', 'key')).toBe(1);
  });

  it('is stopped when it is a trigger, and the command that it reacts to stands', async () => {
    expect(await server.say('SET', 'spin:1', 'x')).toBe('OK');
    expect(server.faults).toEqual([expect.stringContaining('Looper.spinOn was stopped')]);
    expect(await server.say('MGET', 'spin:1', 'other')).toEqual(['x', null]);
  });

  it('is stopped when it was woken from waiting', async () => {
    const waits = server
      .another()
      .call('AWAITSPIN', 'key')
      .catch((error: unknown) => (error as Error).message);
    await eventually(async () => expect(await server.client.info('clients')).toContain('blocked_clients:1'));
    await server.refusal('LOOP', 'key', 'an empty loop');
    expect(await waits).toBe(stopped('AWAITSPIN'));
    expect(await server.client.ping()).toBe('PONG');
  });

  it('is stopped as often as it is called, also within one turn of the event loop', async () => {
    const pipeline = server.client.pipeline();
    for (const how of ['an empty loop', 'a long regular expression', 'an empty loop'])
      pipeline.call('LOOP', 'key', how);
    const replies = await pipeline.call('SPIN', 'key').exec();
    expect(replies!.map(([error]) => error!.message)).toEqual([
      ...Array.from({ length: 3 }, () => stopped('LOOP')),
      stopped('SPIN'),
    ]);
    expect(await server.say('ITEMS', 'key')).toBe(4);
  });

  it('is told in the log, with where it was', async () => {
    const lines: string[] = [];
    server.memo.log.warn = (...args: unknown[]) => void lines.push(String(args.at(-1)));
    await server.refusal('SPIN', 'none');
    expect(lines).toEqual([]);
    await server.refusal('LOOP', 'key', 'a long regular expression');
    expect(lines).toEqual([expect.stringMatching(/^Looper\.LOOP was stopped.*it was at\n.*RegExp\.test/)]);
  });
});

describe('What a handler has changed that was stopped', () => {
  @structure({ atomic: true })
  class Careful extends Looper {
    @writes('Adds an item, plays a command, and loops for ever.', t.key())
    static CAREFUL(server: Server, key: string) {
      server.call('INCR', 'count');
      server.open(Careful, key).SPIN();
    }
  }

  const values = async (port: number) => {
    const client = new Redis(port);
    try {
      return await Promise.all([client.call('ITEMS', 'key'), client.get('key:count'), client.get('count')]);
    } finally {
      client.disconnect();
    }
  };

  it('is there after a restart when an alarm or a trigger has run it, and the alarm is over', async () => {
    const kept = await KeptServer.start({ structures: [Looper], configuration });
    const client = new Redis(kept.port);
    try {
      await expect(client.call('LOOP', 'key', 'an empty loop')).rejects.toThrow('was stopped');
      await client.call('SPINLATER', 'key');
      await eventually(() => expect(kept.memo.alarms.failed).toBe(1));
      expect(await client.call('ITEMS', 'key')).toBe(2);
      await client.set('loop:1', 'x');
      await eventually(() => expect(kept.memo.triggers.failed).toBe(1));
      await kept.recover(async (_, port) => {
        expect((await values(port))[0]).toBe(3);
        const other = new Redis(port);
        expect(await other.info('memo')).toMatch(/alarms_pending:0\r\nalarms_rung:0/);
        other.disconnect();
      });
    } finally {
      client.disconnect();
      await kept.stop();
    }
  });

  it('is there after a restart: as it was when it was stopped, or as before it if its class is atomic', async () => {
    const kept = await KeptServer.start({ structures: [Looper, Careful], configuration });
    try {
      const client = new Redis(kept.port);
      await client.set('count', 5);
      for (const how of ['an empty loop', 'one that plays commands', 'a command that it plays'])
        await expect(client.call('LOOP', 'key', how)).rejects.toThrow('was stopped');
      await expect(client.call('CAREFUL', 'other')).rejects.toThrow('was stopped');
      await client.incr('count');
      client.disconnect();
      const before = await values(kept.port);
      expect(before[0]).toBe(4);
      expect(before[2]).toBe('6');
      await kept.recover(async (_, port) => expect(await values(port)).toEqual(before));
    } finally {
      await kept.stop();
    }
  });
});
