import { FIFO } from 'memo/structures';
import { expectReplaySafe, matchers, TestServer } from 'memo/testing';

expect.extend(matchers);

it('A queue gives back what was added first, also after a crash', async () => {
  const server = await TestServer.start(FIFO);
  await expect(server.client.FIFOADD('task queue', 42, 43)).toReply('OK');
  await server.crashAndRecover();
  await expect(server.client.POP('task queue')).toReply('42');
  await expect(server.client.POP('nothing')).toRefuse('ERR no such key');
  await server.stop();
});

it('A queue comes out the same when it is replayed', () =>
  expectReplaySafe(FIFO, ['FIFOADD q 1 2', 'POP q', 'POP q']));
