import { matchers, TestServer } from '../../lib/testing';
import { FIFO } from '../../structures/fifo';

expect.extend(matchers);

describe('The matchers', () => {
  let server: TestServer<typeof FIFO>;
  const replies = <T>(value: T) => Promise.resolve(value);
  const pop = () => server.client.POP('text');

  beforeAll(async () => {
    server = await TestServer.start(FIFO);
    await server.client.set('text', 'hello');
  });
  afterAll(() => server.stop());

  it('toReply takes the reply that is expected, and no other', async () => {
    await expect(replies([1, { a: 'b' }])).toReply([1, { a: 'b' }]);
    await expect(replies('OK')).toReply(expect.stringContaining('O'));
    await expect(replies('OK')).not.toReply('NO');
    await expect(expect(replies([1])).toReply([2])).rejects.toThrow(
      'expected the reply [2], but it replied: [1]',
    );
    await expect(expect(replies(1)).not.toReply(1)).rejects.toThrow('expected another reply than 1');
  });

  it('toReply takes no refusal, and says which there was', async () => {
    await expect(pop()).not.toReply('hello');
    await expect(expect(pop()).toReply('hello')).rejects.toThrow(/but it refused: "WRONGTYPE Operation/);
  });

  it('toRefuse takes a code, a message, a pattern, or any refusal', async () => {
    await expect(pop()).toRefuse();
    await expect(pop()).toRefuse('WRONGTYPE');
    await expect(pop()).toRefuse('WRONGTYPE Operation against a key holding the wrong kind of value');
    await expect(pop()).toRefuse(/wrong kind/);
    await expect(pop()).not.toRefuse('ERR');
    await expect(pop()).not.toRefuse('WRONGTYPE Operation');
    await expect(pop()).not.toRefuse(/other/);
    await expect(expect(pop()).toRefuse('ERR')).rejects.toThrow(
      /expected a refusal with "ERR", but it refused: "WRONGTYPE/,
    );
  });

  it('toRefuse takes no reply', async () => {
    await expect(replies('OK')).not.toRefuse();
    await expect(expect(replies('OK')).toRefuse()).rejects.toThrow(
      'expected a refusal, but it replied: "OK"',
    );
  });

  it('toWait takes what has no answer, and nothing else', async () => {
    const job = (await server.connect()).BPOP('jobs', 0);
    await expect(job).toWait();
    await expect(expect(job).not.toWait()).rejects.toThrow('expected an answer, but it has not answered');
    await server.client.FIFOADD('jobs', 'a');
    await expect(job).not.toWait();
    await expect(pop()).not.toWait();
    await expect(expect(pop()).toWait()).rejects.toThrow(/expected that it waits, but it refused/);
  });

  it('let errors pass that no server has replied', async () => {
    const broken = () => Promise.reject(new Error('no connection'));
    await expect(expect(broken()).toReply(1)).rejects.toThrow('no connection');
    await expect(expect(broken()).toRefuse()).rejects.toThrow('no connection');
    await expect(expect(broken()).not.toRefuse()).rejects.toThrow('no connection');
    await expect(expect(broken()).not.toWait()).rejects.toThrow('no connection');
  });
});
