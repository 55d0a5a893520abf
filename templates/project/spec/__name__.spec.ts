import { expectReplaySafe, matchers, TestServer } from 'memo/testing';
import { __Name__ } from '../structures/__name__';

expect.extend(matchers);

describe('__Name__', () => {
  let server: TestServer<typeof __Name__>;

  beforeEach(async () => {
    server = await TestServer.start(__Name__);
  });
  afterEach(() => server.stop());

  it('counts things', async () => {
    const { client } = server;
    await expect(client.TALLY('birds', 'wren')).toReply(1);
    await expect(client.TALLY('birds', 'robin', 3)).toReply(3);
    await expect(client.TALLY('birds', 'wren')).toReply(2);
    await expect(client.TALLIES('birds')).toReply({ wren: 2, robin: 3 });
  });

  it('refuses what is no number of times, and keys of another type', async () => {
    const { client } = server;
    await expect(client.TALLY('birds', 'wren', 0)).toRefuse('ERR a thing is seen once at least');
    await client.SET('text', 'hello');
    await expect(client.TALLY('text', 'wren')).toRefuse('WRONGTYPE');
  });

  it('is gone when its time has come', async () => {
    const { client } = server;
    await client.TALLY('birds', 'wren');
    await client.EXPIRE('birds', 60);
    await server.advance(61);
    await expect(client.TALLIES('birds')).toReply({});
  });

  it('is there again after a crash', async () => {
    const { client } = server;
    await client.TALLY('birds', 'wren', 2);
    await server.crashAndRecover();
    await expect(client.TALLIES('birds')).toReply({ wren: 2 });
  });

  it('comes out the same when its log is replayed', async () => {
    await expectReplaySafe(__Name__, [
      'TALLY birds wren',
      'TALLY birds robin 3',
      'TALLY birds wren 0',
      'DEL birds',
    ]);
  });
});
