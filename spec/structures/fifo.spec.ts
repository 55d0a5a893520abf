import { expectReplaySafe, matchers, TestServer } from '../../lib/testing';
import { FIFO } from '../../structures/fifo';

expect.extend(matchers);

describe('FIFO', () => {
  let server: TestServer<typeof FIFO>;

  beforeEach(async () => {
    server = await TestServer.start(FIFO);
  });
  afterEach(() => server.stop());

  it('gives values back in the order in which they were added', async () => {
    const { client } = server;
    await expect(client.FIFOADD('task queue', 42, 43)).toReply('OK');
    await expect(client.SIZE('task queue')).toReply(2);
    await expect(client.POP('task queue')).toReply('42');
    await expect(client.POP('task queue')).toReply('43');
    await expect(client.POP('task queue')).toReply(null);
  });

  it('keeps the order of more values than JavaScript takes parameters', async () => {
    const { client } = server;
    const values = Array.from({ length: 130_000 }, (_, value) => String(value));
    await expect(client.call('FIFOADD', ['queue', ...values])).toReply('OK');
    const taken = await Promise.all(values.map(() => client.POP('queue')));
    expect(taken).toEqual(values);
    await expect(client.SIZE('queue')).toReply(0);
  });

  it('lets who waits have what comes, first come first served', async () => {
    const { client } = server;
    const [first, second] = [await server.connect(), await server.connect()];
    const replies = [first.BPOP('queue', 0), second.BPOP('queue', 0)];
    await expect(replies[0]).toWait();
    await client.FIFOADD('queue', 'a', 'b', 'c');
    await expect(Promise.all(replies)).toReply(['a', 'b']);
    await expect(client.BPOP('queue', 0)).toReply('c');
  });

  it('lets who waits go when the time is over', async () => {
    const waiting = server.client.BPOP('queue', 60);
    await server.advance(59);
    await expect(waiting).toWait();
    await server.advance(1);
    await expect(waiting).toReply(null);
  });

  it('stays when it is empty, since it is no container', async () => {
    const { client } = server;
    await client.FIFOADD('queue', 'job');
    await client.POP('queue');
    await expect(client.exists('queue')).toReply(1);
    await expect(client.type('queue')).toReply('fifo');
  });

  it('is not there until something is added', async () => {
    await expect(server.client.POP('nothing')).toRefuse('ERR no such key');
    await expect(server.client.SIZE('nothing')).toRefuse('ERR no such key');
  });

  it('refuses the key of another type, and its own key to another type', async () => {
    const { client } = server;
    await client.set('text', 'hello');
    await expect(client.POP('text')).toRefuse('WRONGTYPE');
    await expect(client.FIFOADD('text', 'x')).toRefuse('WRONGTYPE');
    await client.FIFOADD('queue', 'x');
    await expect(client.get('queue')).toRefuse('WRONGTYPE');
  });

  it('names its command when words are missing', async () => {
    const { client } = server;
    await expect(client.call('FIFOADD', 'queue')).toRefuse(
      "ERR wrong number of arguments for 'fifoadd' command",
    );
    await expect(client.call('POP')).toRefuse("ERR wrong number of arguments for 'pop' command");
  });

  it('comes out the same when it is replayed', async () => {
    await expectReplaySafe(FIFO, ['FIFOADD q 1 2', 'POP q', 'BPOP q 0', 'POP q', 'FIFOADD q ä', 'DEL q']);
  });
});
