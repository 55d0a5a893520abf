import Denque from 'denque';
import Redis from 'ioredis';
import { OK, reads, type Server, Structure, structure, t, writes, type Commit } from '../../../lib/index';
import { sealed } from '../../../lib/rdb/dump-payload';
import { FIFO } from '../../../structures/fifo';
import { startMemo } from '../../support/memo';
import { startRedis } from '../../support/redis-server';
import { serving } from '../../support/serving';

@structure()
class Basket extends Structure {
  items: unknown[] = [];

  @writes('Puts text into it; LINE puts a Denque.', t.key(), t.text('item'))
  static BASKET(server: Server, key: string, item: string) {
    server.open(Basket, key).items.push(item === 'LINE' ? new Denque([item]) : item);
    return OK;
  }

  @reads('How many things are in it.')
  THINGS() {
    return this.items.length;
  }
}

/** A class that is named Bell, whose alarms run RING; it takes so many words. */
function bellThat(...takes: Parameters<typeof t.text>[0][]) {
  class Bell extends Structure {
    static commands = {
      BELL: writes('Sets an alarm.', t.key()),
      RING: writes('Rings.', ...takes.map((name) => t.text(name))),
    };
    rung = 0;

    static BELL(server: Server, key: string) {
      server.open(Bell, key).alarm(60, 'RING', ...takes);
      return OK;
    }

    RING() {
      return ++this.rung;
    }
  }
  return Bell;
}

describe('RESTORE of a value with alarms', () => {
  const one = serving({ structures: [bellThat('loudly')] });
  const other = serving({ structures: [bellThat('loudly', 'twice')] });

  it('takes those that can ring, and refuses others', async () => {
    await one.say('BELL', 'k');
    const payload = (await one.client.dumpBuffer('k'))!;
    await one.say('RESTORE', 'copy', 0, payload);
    expect(await one.say('MEMO', 'ALARMS', 'copy')).toEqual([[expect.any(Number), 'RING', 'loudly']]);
    await other.say('SET', 'k', 'v');
    expect(await other.refusal('RESTORE', 'k', 0, payload, 'REPLACE')).toBe(
      'ERR the value has an alarm that could never ring: RING takes another number of words',
    );
    expect(await other.say('GET', 'k')).toBe('v');
  });
});

describe('DUMP and RESTORE', () => {
  let now = 1_700_000_000_000;
  const context = serving({ structures: [FIFO, Basket], clock: { now: () => now } });
  const { say, refusal } = context;
  const dump = async (key: string) => (await context.client.dumpBuffer(key))!;
  /** What the log says of a command. */
  const logged = async (...words: Parameters<typeof say>) => {
    const commits: Commit[] = [];
    const stop = context.memo.changes.subscribe((commit) => commits.push(commit));
    await say(...words).catch(() => undefined);
    stop();
    return commits.flatMap(({ changes }) => changes.map((change) => change.words.map(String)));
  };
  const printed = (payload: Buffer) => payload.toString();

  it('move a value of any structure', async () => {
    await say('FIFOADD', 'queue', 'a', 'b', 'c');
    await say('POP', 'queue');
    const payload = await dump('queue');
    await say('RESTORE', 'copy', 100_000, payload);
    expect(await say('TYPE', 'copy')).toBe('fifo');
    expect(await say('PTTL', 'copy')).toBe(100_000);
    await say('FIFOADD', 'copy', 'd');
    expect([await say('POP', 'copy'), await say('SIZE', 'copy'), await say('SIZE', 'queue')]).toEqual([
      'b',
      2,
      2,
    ]);
    await say('SET', 'string', 'v');
    await say('RESTORE', 'string', 0, payload, 'REPLACE');
    expect(await say('TYPE', 'string')).toBe('fifo');
  });

  it('have a type of their own for it, which Redis refuses', async () => {
    await say('FIFOADD', 'queue', 'a');
    const payload = await dump('queue');
    expect(payload[0]).toBe(77);
    const redis = await startRedis();
    const client = new Redis(redis.port);
    await expect(client.restore('queue', 0, payload)).rejects.toThrow('ERR Bad data format');
    client.disconnect();
    await redis.stop();
  });

  it('need the class of a value', async () => {
    await say('FIFOADD', 'queue', 'a');
    const payload = await dump('queue');
    const other = await startMemo();
    const client = new Redis(other.port);
    await expect(client.restore('queue', 0, payload)).rejects.toThrow(
      'ERR the value is a FIFO, and no such structure is registered',
    );
    expect(await client.dbsize()).toBe(0);
    client.disconnect();
    await other.stop();
  });

  it('name the class of a part that the structure does not name', async () => {
    await say('BASKET', 'b', 'apple');
    await say('BASKET', 'b', 'LINE');
    expect(await refusal('DUMP', 'b')).toBe(
      'ERR internal error in Dump.DUMP: Basket.items.1 holds a Denque, which is found again only if Basket names it: static classes = [Denque]',
    );
    expect(context.faults).toHaveLength(1);
  });

  it('take no damaged state for a value', async () => {
    await say('FIFOADD', 'queue', 'a', 'b');
    const payload = await dump('queue');
    const value = payload.subarray(0, -10);
    for (let at = 1; at < value.length; at++) {
      const damaged = Buffer.from(value);
      damaged[at]! ^= 0xff;
      await say('RESTORE', 'queue', 0, sealed(damaged), 'REPLACE').catch(() => undefined);
    }
    expect(await refusal('RESTORE', 'new', 0, sealed(value.subarray(0, -1)))).toBe('ERR Bad data format');
    expect(context.faults).toEqual([]);
  });

  it('leave what is there where the payload is none', async () => {
    await say('SADD', 's', 'a', 'b', 'x');
    const payload = await dump('s');
    const twice = sealed(
      Buffer.from(payload.subarray(0, -10).toString('latin1').replace('\x01b', '\x01a'), 'latin1'),
    );
    await say('SET', 'k', 'v');
    expect(await refusal('RESTORE', 'k', 0, twice, 'REPLACE')).toBe('ERR Bad data format');
    expect(await say('GET', 'k')).toBe('v');
    expect(await logged('RESTORE', 'k', 0, twice, 'REPLACE')).toEqual([]);
  });

  describe('are logged', () => {
    let payload: Buffer;
    beforeEach(async () => {
      await say('SET', 'source', 'v');
      payload = await dump('source');
    });

    it('as themselves', async () => {
      expect(await logged('RESTORE', 'k', 0, payload)).toEqual([['RESTORE', 'k', '0', printed(payload)]]);
      const until = ['RESTORE', 'l', String(now + 5), payload, 'ABSTTL'] as const;
      expect(await logged(...until)).toEqual([until.map(String)]);
    });

    it('with the time at which the value expires', async () => {
      expect(await logged('RESTORE', 'k', 1000, payload)).toEqual([
        ['RESTORE', 'k', String(now + 1000), printed(payload), 'ABSTTL'],
      ]);
      now += 10;
      expect(await logged('RESTORE', 'k', 1000, payload, 'REPLACE')).toEqual([
        ['RESTORE', 'k', String(now + 1000), printed(payload), 'REPLACE', 'ABSTTL'],
      ]);
    });

    it('as the removal of what would have expired by now, if anything', async () => {
      expect(await logged('RESTORE', 'k', 1, payload, 'ABSTTL')).toEqual([]);
      expect(await logged('RESTORE', 'source', 1, payload, 'ABSTTL', 'REPLACE')).toEqual([['DEL', 'source']]);
    });

    it('not at all where they are refused', async () => {
      expect(await logged('RESTORE', 'source', 0, payload)).toEqual([]);
      expect(await logged('RESTORE', 'k', 0, 'x')).toEqual([]);
      expect(await logged('DUMP', 'source')).toEqual([]);
    });
  });
});
