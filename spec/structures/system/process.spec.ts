import { connect } from 'node:net';
import { Conversation } from '../../support/conversation';
import { startMemo } from '../../support/memo';
import { serving } from '../../support/serving';

describe('SHUTDOWN', () => {
  it.each([[[]], [['NOSAVE']], [['SAVE', 'NOW', 'FORCE']]])(
    '%j answers what came before, then nothing, and stops the server',
    async (options) => {
      const { port, memo } = await startMemo();
      const conversation = await Conversation.open(port);
      conversation.send(`SET k v\r\nSHUTDOWN ${options.join(' ')}\r\nGET k\r\n`);
      expect((await conversation.untilClosed()).toString()).toBe('+OK\r\n');
      await memo.whenStopped;
      const refused = await new Promise((resolve) => connect(port, '127.0.0.1').once('error', resolve));
      expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
    },
  );
});

describe('TIME', () => {
  const server = serving({ clock: { now: () => 1_700_000_000_123 } });

  it('answers seconds, and microseconds of the second', async () => {
    expect(await server.say('TIME')).toEqual(['1700000000', '123000']);
  });
});
