import { Conversation } from '../../support/conversation';
import { startMemo } from '../../support/memo';

describe('a password', () => {
  let server: Awaited<ReturnType<typeof startMemo>>;
  let conversation: Conversation;
  const say = async (...words: (string | Buffer)[]) => (await conversation.say(...words)).toString('latin1');

  beforeEach(async () => {
    server = await startMemo();
    conversation = await Conversation.open(server.port);
  });

  afterEach(async () => {
    conversation.close();
    await server.stop();
  });

  it('may be any bytes, and all of them count', async () => {
    await say('CONFIG', 'SET', 'requirepass', Buffer.from('p\xe4ss', 'latin1'));
    expect(await say('AUTH', Buffer.from('p\xe5ss', 'latin1'))).toMatch(/^-WRONGPASS /);
    expect(await say('AUTH', 'pass')).toMatch(/^-WRONGPASS /);
    expect(await say('AUTH', Buffer.from('p\xe4ss', 'latin1'))).toBe('+OK\r\n');
  });

  it('is not asked of who is there already, until RESET', async () => {
    await say('CONFIG', 'SET', 'requirepass', 'secret');
    expect(await say('PING')).toBe('+PONG\r\n');
    expect(await say('RESET')).toBe('+RESET\r\n');
    expect(await say('PING')).toBe('-NOAUTH Authentication required.\r\n');
    expect(await say('HELLO', '3', 'AUTH', 'default', 'secret')).toMatch(/^%7\r\n/);
    expect(await say('PING')).toBe('+PONG\r\n');
  });

  it('that was right stays given when a wrong one follows', async () => {
    await say('CONFIG', 'SET', 'requirepass', 'secret');
    expect(await say('AUTH', 'secret')).toBe('+OK\r\n');
    expect(await say('AUTH', 'wrong')).toMatch(/^-WRONGPASS /);
    expect(await say('PING')).toBe('+PONG\r\n');
  });
});
