import { packed, Structure, structure, t, writes, type Server } from '../../../lib/index';
import { TestServer } from '../../../lib/testing';

/** Where the expiry of a key is set from. */
type Set = (server: Server, key: string) => boolean | boolean[];

const WAYS: Readonly<Record<string, Set>> = {
  EXPIRE: (server, key) => server.expire(key, 60),
  ENTRY: (server, key) => server.entry(key).expireAt(server.now() + 60_000),
  TWICE: (server, key) => [server.expire(key, 5), server.expire(key, 60)],
  NEVER: (server, key) => [server.expire(key, 5), server.entry(key).expireAt(undefined)],
  PAST: (server, key) => server.expire(key, -1),
  OTHER: (server) => server.expire('another', 60),
};

const way = t.oneOf('way', 'EXPIRE', 'ENTRY', 'TWICE', 'NEVER', 'PAST', 'OTHER');

@structure()
class Basket extends Structure {
  private readonly items: string[] = [];

  @writes('Sets an expiry, then has items.', way, t.rest(t.text('item'), { optional: true }))
  FILL(how: string, ...items: string[]) {
    const answer = WAYS[how]!(this.server, this.key);
    this.items.push(...items);
    return [answer, this.server.entry(this.key).expiry !== undefined].flat();
  }

  @writes('The same with an alarm.')
  RING() {
    this.server.entry(this.key).alarm(60, 'FILL', 'EXPIRE', 'bell');
    return this.items.push('rings');
  }

  isEmpty() {
    return this.items.length === 0;
  }
}

@structure()
class Meter extends packed({ count: 'uint32' }) {
  @writes('Sets an expiry, then counts.', way, t.int('by'))
  METER(how: string, by: number) {
    const answer = WAYS[how]!(this.server, this.key);
    this.count += by;
    return [answer, this.count].flat();
  }

  isEmpty() {
    return this.count === 0;
  }
}

/** A container's method runs on an absent key: the value is there when it has ended. */
describe('The value that comes of a command', () => {
  let server: TestServer<typeof Basket | typeof Meter>;
  const say = (...words: (string | number)[]) => server.client.call(...(words.map(String) as [string]));

  beforeEach(async () => {
    server = await TestServer.start([Basket, Meter]);
  });
  afterEach(() => server.stop());

  it.each([
    ['EXPIRE', [1, 1], 60],
    ['ENTRY', [1, 1], 60],
    ['TWICE', [1, 1, 1], 60],
    ['NEVER', [1, 1, 0], -1],
    ['OTHER', [0, 0], -1],
  ])('expires as its command has said: %s', async (how, reply, seconds) => {
    expect(((await say('FILL', 'ada', how, 'apple')) as unknown[]).map(Number)).toEqual(reply);
    expect(await say('TTL', 'ada')).toBe(seconds);
    await server.crashAndRecover();
    expect(await say('TTL', 'ada')).toBe(seconds);
  });

  it('expires at once when its time is over', async () => {
    await say('FILL', 'ada', 'PAST', 'apple');
    await server.advance(0.002);
    expect(await say('EXISTS', 'ada')).toBe(0);
  });

  it.each([
    ['EXPIRE', 60],
    ['TWICE', 60],
    ['OTHER', -1],
  ])('expires so when it is bytes: %s', async (how, seconds) => {
    await say('METER', 'ada', how, 7);
    expect(await say('TTL', 'ada')).toBe(seconds);
    expect(await say('METER', 'ada', 'OTHER', 1)).toEqual([false, 8]);
  });

  it('does not come, nor does its expiry, when it stays empty', async () => {
    await say('FILL', 'ada', 'EXPIRE');
    await say('METER', 'bob', 'EXPIRE', 0);
    expect(await say('EXISTS', 'ada', 'bob')).toBe(0);
    await say('FILL', 'ada', 'OTHER', 'apple');
    expect(await say('TTL', 'ada')).toBe(-1);
  });

  it('has the alarms that are set by its key', async () => {
    await say('RING', 'ada');
    expect(await say('MEMO', 'ALARMS', 'ada')).toHaveLength(1);
  });

  it('expires behind what its command tells', async () => {
    const listener = await server.connect();
    const heard: string[] = [];
    listener.on('message', (_channel: string, message: string) => heard.push(message));
    await say('CONFIG', 'SET', 'notify-keyspace-events', 'KA');
    await listener.subscribe('__keyspace@0__:ada');
    await say('FILL', 'ada', 'EXPIRE', 'apple');
    await server.settle();
    expect(heard).toEqual(['fill', 'expire']);
  });
});
