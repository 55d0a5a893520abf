import { existsSync } from 'node:fs';
import { OK, reads, serves, Structure, structure, t, writes, type Server } from '../../lib/index';
import { matchers, TestServer, type TestOptions } from '../../lib/testing';
import { FIFO } from '../../structures/fifo';

expect.extend(matchers);

/** Draws and tells the time. */
@structure()
class Oracle extends Structure {
  readonly drawn: number[] = [];

  @writes('Draw a number.', t.key())
  static DRAW(server: Server, key: string) {
    const number = server.random();
    server.open(Oracle, key).drawn.push(number);
    return number;
  }

  @reads('What time it is.')
  static MOMENT(server: Server) {
    return server.now();
  }

  @writes('Fail.', t.text('why'))
  static STUMBLE(_server: Server, why: string) {
    throw new TypeError(why);
  }

  @serves('Wait for the world, then count.', t.key())
  static async PONDER(server: Server, key: string) {
    await new Promise(setImmediate);
    return server.call('INCR', key);
  }

  @serves('Wait for ever, at most a minute.', { timeout: 60_000 }, t.key())
  static async DREAM(_server: Server, _key: string) {
    return new Promise<string>(() => undefined);
  }

  @writes('Draw a number in a while.', t.int('seconds'))
  LATER(seconds: number) {
    this.alarm(seconds, 'DRAW2');
    return OK;
  }

  @writes('Draw another number.')
  DRAW2() {
    this.drawn.push(this.server.now());
    return OK;
  }

  @reads('What was drawn.')
  DRAWN() {
    return this.drawn;
  }
}

/** State that nobody can save. */
class Secretive extends Structure {
  #secret = 1;
  @reads('Nothing.')
  static SECRET() {
    return new Secretive().#secret;
  }
}

const servers: { stop(): Promise<void> }[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));

async function start(options?: TestOptions) {
  const server = await TestServer.start([FIFO, Oracle], options);
  servers.push(server);
  return server;
}

describe('A client of a test server', () => {
  it('is answered as over a socket', async () => {
    const { client } = await start();
    await expect(client.FIFOADD('task queue', 42, 43)).toReply('OK');
    await expect(client.POP('task queue')).toReply('42');
    await expect(client.SIZE('task queue')).toReply(1);
    await expect(client.hset('h', { a: '1' })).toReply(1);
    await expect(client.HGETALL('h')).toReply({ a: '1' });
    await expect(client.call('ECHO', 'ä\0')).toReply('ä\0');
  });

  it('is refused as over a socket', async () => {
    const { client } = await start();
    await expect(client.POP('nothing')).toRefuse('ERR no such key');
    await expect(client.call('FIFOADD', 'q')).toRefuse("ERR wrong number of arguments for 'fifoadd' command");
    await expect(client.call('FIFOAD', 'q', 1)).toRefuse(/^ERR unknown command 'FIFOAD'/);
    await client.set('text', 'hello');
    await expect(client.POP('text')).toRefuse('WRONGTYPE');
  });

  it('hears RESP3 or RESP2', async () => {
    const server = await start();
    const old = await server.connect({ protocol: 2 });
    await old.hset('h', { a: '1' });
    await expect(old.call('HGETALL', 'h')).toReply(['a', '1']);
    await expect(server.client.call('HGETALL', 'h')).toReply({ a: '1' });
    await expect(old.call('POP', 'h')).toRefuse('WRONGTYPE');
  });

  it('takes what is more than fits into a socket at once', async () => {
    const { client } = await start();
    const long = 'x'.repeat(5_000_000);
    await client.set('long', long);
    const replies = await Promise.all(Array.from({ length: 5 }, () => client.get('long')));
    expect(replies.every((reply) => reply === long)).toBe(true);
  });

  it('has a session of its own', async () => {
    const server = await start();
    const [one, two] = [server.client, await server.connect()];
    await one.select(1);
    await one.client('SETNAME', 'one');
    await expect(two.dbsize()).toReply(0);
    await one.set('k', 'in 1');
    await expect(two.get('k')).toReply(null);
    const list = (await two.client('LIST')) as string;
    expect(new Set(list.match(/ addr=\S+/g)).size).toBe(2);
    expect(list).toMatch(/name=one .*db=1/);
  });

  it('has transactions, which another may upset', async () => {
    const server = await start();
    const [one, two] = [server.client, await server.connect()];
    await one.watch('k');
    await two.set('k', 'theirs');
    await expect(one.multi().set('k', 'mine').exec()).toReply(null);
    await expect(one.multi().get('k').FIFOADD('q', 1).exec()).toReply([
      [null, 'theirs'],
      [null, 'OK'],
    ]);
  });

  it('waits until another brings something', async () => {
    const server = await start();
    const [worker, producer] = [server.client, await server.connect()];
    const job = worker.BLPOP('jobs', 0);
    await expect(job).toWait();
    await producer.rpush('jobs', 'a');
    await expect(job).toReply(['jobs', 'a']);
  });

  it('waits until its time is over', async () => {
    const server = await start();
    const job = server.client.BPOP('jobs', 5);
    await server.advance(4.9);
    await expect(job).toWait();
    await server.advance(0.1);
    await expect(job).toReply(null);
  });

  it('hears messages', async () => {
    const server = await start();
    const subscriber = await server.connect();
    const heard: unknown[] = [];
    subscriber.on('message', (channel, message) => heard.push([channel, message]));
    await subscriber.subscribe('news');
    await expect(server.client.publish('news', 'hello')).toReply(1);
    await server.settle();
    expect(heard).toEqual([['news', 'hello']]);
  });

  it('goes on while an async command of another waits', async () => {
    const server = await start();
    const [one, two] = [server.client, await server.connect()];
    const pondered = one.PONDER('n');
    await expect(two.ping()).toReply('PONG');
    await expect(pondered).toReply(1);
  });

  it('may end, and the others stay', async () => {
    const server = await start();
    const other = await server.connect();
    await other.quit();
    await server.settle();
    expect(server.memo.sessions()).toHaveLength(1);
    await expect(server.client.ping()).toReply('PONG');
  });

  it('is told when the server was shut down', async () => {
    const { client } = await start();
    await expect(client.call('SHUTDOWN', 'NOSAVE')).rejects.toThrow();
    await expect(client.ping()).rejects.toThrow('closed');
  });

  it('says the password that the configuration asks for', async () => {
    const server = await start({ configuration: { requirepass: 'secret' } });
    await expect(server.client.ping()).toReply('PONG');
    await expect(server.connect({ password: 'guess' })).rejects.toThrow('WRONGPASS');
  });
});

describe('A test server', () => {
  it('listens nowhere, and leaves nothing on the disk', async () => {
    const server = await start();
    await server.client.set('k', 'v');
    await server.client.call('SAVE');
    expect(server.memo.addresses).toEqual([]);
    expect(existsSync('/appendonlydir') || existsSync('/dump.rdb')).toBe(false);
  });

  it('has a time that goes on by itself never', async () => {
    const server = await start({ at: new Date('2030-05-05T12:00:00Z') });
    await expect(server.client.MOMENT()).toReply(Date.parse('2030-05-05T12:00:00Z'));
    await server.advance(1.5);
    await expect(server.client.MOMENT()).toReply(Date.parse('2030-05-05T12:00:01.500Z'));
    expect(server.now).toBe(Date.parse('2030-05-05T12:00:01.500Z'));
  });

  it('draws numbers that follow from the seed', async () => {
    const drawn = async (seed: number) => (await start({ seed })).client.DRAW('k');
    const [first, again, other] = [await drawn(7), await drawn(7), await drawn(8)];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('removes keys whose time has come', async () => {
    const server = await start({ configuration: { 'notify-keyspace-events': 'Ex' } });
    const { client } = server;
    const heard: unknown[] = [];
    const subscriber = await server.connect();
    subscriber.on('message', (_, key) => heard.push(key));
    await subscriber.subscribe('__keyevent@0__:expired');
    for (let n = 0; n < 1000; n++) void client.set(`k${n}`, 'v', 'EX', n < 999 ? 10 : 11);
    await server.advance(10);
    await expect(client.dbsize()).toReply(1000);
    await server.advance(0.001);
    await expect(client.dbsize()).toReply(1);
    expect(heard).toHaveLength(999);
  });

  it('or leaves them until somebody asks', async () => {
    const server = await start();
    const { client } = server;
    await client.set('k', 'v', 'EX', 10);
    await server.advance(11, { expires: false });
    await expect(client.dbsize()).toReply(1);
    await expect(client.get('k')).toReply(null);
    await expect(client.dbsize()).toReply(0);
  });

  it('does what is due at its time, one after the other', async () => {
    const server = await start();
    const [one, two] = [server.client, await server.connect()];
    const ended: string[] = [];
    void two.BLPOP('l', 3).then(() => ended.push(`two at ${server.now}`));
    void one.BLPOP('l', 2).then(() => ended.push(`one at ${server.now}`));
    const { now } = server;
    await server.advance(10);
    expect(ended).toEqual([`one at ${now + 2000}`, `two at ${now + 3000}`]);
  });

  it('hears alarms at their time', async () => {
    const server = await start();
    const { client, now } = server;
    const first = await client.DRAW('o');
    await client.LATER('o', 60);
    await server.advance(59);
    await expect(client.DRAWN('o')).toReply([first]);
    await server.advance(3600);
    await expect(client.DRAWN('o')).toReply([first, now + 60_000]);
  });

  it('ends an async command whose time is over', async () => {
    const server = await start();
    const dream = server.client.DREAM('k');
    await server.advance(59);
    await expect(dream).toWait();
    await server.advance(1);
    await expect(dream).toRefuse(/60000 milliseconds/);
  });

  it('refuses a structure that can not be registered', async () => {
    await expect(TestServer.start(Secretive)).rejects.toThrow('Secretive keeps state in #secret');
  });

  it('keeps what handlers throw, with the lines where it happened', async () => {
    const server = await start();
    await expect(server.client.STUMBLE('over nothing')).toRefuse(/over nothing/);
    expect(server.faults).toEqual([new TypeError('over nothing')]);
    expect(server.faults[0]!.stack).toContain('test-server.spec.ts');
  });

  it('compacts its log when it is asked to', async () => {
    const server = await start();
    await server.client.FIFOADD('q', 1, 2);
    await server.client.bgrewriteaof();
    await server.settle();
    await expect(server.client.info('persistence')).toReply(
      expect.stringContaining('aof_last_bgrewrite_status:ok'),
    );
    await server.crashAndRecover();
    await expect(server.client.SIZE('q')).toReply(2);
  });

  it('is stopped by `await using`', async () => {
    let kept: TestServer<typeof FIFO>;
    {
      await using server = await TestServer.start(FIFO);
      kept = server;
      await server.client.FIFOADD('q', 1);
    }
    await expect(kept.client.ping()).rejects.toThrow('closed');
  });
});

describe.each(['log', 'base'] as const)('A test server that recovers from its %s', (from) => {
  it('has what it had', async () => {
    const server = await start();
    const { client } = server;
    await client.FIFOADD('q', 1, 2);
    await client.POP('q');
    const drawn = [await client.DRAW('o'), await client.DRAW('o')];
    await client.set('text', 'v', 'EX', 100);
    await server.crashAndRecover({ from });
    await expect(client.SIZE('q')).toReply(1);
    await expect(client.POP('q')).toReply('2');
    await expect(client.DRAWN('o')).toReply(drawn);
    await expect(client.ttl('text')).toReply(100);
    await server.advance(101);
    await expect(client.exists('text')).toReply(0);
  });

  it('does so more than once', async () => {
    const server = await start();
    for (const n of [1, 2, 3]) {
      await server.client.FIFOADD('q', n);
      await server.crashAndRecover({ from });
    }
    await expect(server.client.SIZE('q')).toReply(3);
  });
});

describe('After a crash', () => {
  it('what no client was told of may be lost', async () => {
    const server = await start();
    const impatient = await server.connect({ autoResendUnfulfilledCommands: false, maxRetriesPerRequest: 0 });
    const added = impatient.FIFOADD('q', 1);
    const lost = expect(added).rejects.toThrow('max retries');
    await server.crashAndRecover();
    await lost;
    await expect(server.client.exists('q')).toReply(0);
  });

  it('a command that waited waits again', async () => {
    const server = await start();
    const job = server.client.BLPOP('jobs', 0);
    await server.settle();
    const producer = await server.connect();
    await server.crashAndRecover();
    await expect(job).toWait();
    await producer.rpush('jobs', 'a');
    await expect(job).toReply(['jobs', 'a']);
  });

  it('subscribers subscribe again', async () => {
    const server = await start();
    const subscriber = await server.connect();
    const heard: unknown[] = [];
    subscriber.on('message', (_, message) => heard.push(message));
    await subscriber.subscribe('news');
    await server.crashAndRecover();
    await server.settle();
    await server.client.publish('news', 'hello');
    await server.settle();
    expect(heard).toEqual(['hello']);
  });

  it('other random numbers come', async () => {
    const server = await start();
    const first = await server.client.DRAW('k');
    await server.crashAndRecover();
    expect(await server.client.DRAW('k')).not.toBe(first);
  });

  it('a client that had ended stays so', async () => {
    const server = await start();
    const other = await server.connect();
    await other.quit();
    await server.crashAndRecover();
    await expect(server.client.ping()).toReply('PONG');
    expect(server.memo.sessions()).toHaveLength(1);
  });
});
