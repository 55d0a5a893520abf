import { setTimeout } from 'node:timers/promises';
import { Conversation } from '../support/conversation';
import { startMemoServer, type MemoProcess } from '../support/memo-server';

const MIB = 1024 * 1024;

describe('memory of large values', () => {
  let server: MemoProcess;
  let conversation: Conversation;
  let empty: number;

  beforeAll(async () => {
    server = await startMemoServer([]);
    conversation = await Conversation.open(server.port);
    empty = await residentBytes();
  });
  afterAll(async () => {
    conversation.close();
    await server.stop();
  });

  const residentBytes = async () => {
    const info = String(await conversation.say('INFO', 'memory'));
    return Number(/used_memory_rss:(\d+)/.exec(info)![1]);
  };
  const untilBelow = async (bytes: number) => {
    while ((await residentBytes()) > empty + bytes) await setTimeout(50);
  };

  it.each([
    ['DEL', ['DEL', 'large']],
    ['FLUSHALL', ['FLUSHALL']],
    ['SET of a small one', ['SET', 'large', 'small']],
  ] as const)('is given back after %s, although nothing happens then', async (_, words) => {
    await conversation.say('SET', 'large', Buffer.alloc(200 * MIB, 'x'));
    expect(await conversation.say('STRLEN', 'large')).toEqual(Buffer.from(`:${200 * MIB}\r\n`));
    await conversation.say(...words);
    await untilBelow(100 * MIB);
  });

  it('that came in is no more than what is kept of it', async () => {
    await conversation.say('SET', 'large', Buffer.alloc(200 * MIB, 'x'));
    await untilBelow(300 * MIB);
    expect(await conversation.say('STRLEN', 'large')).toEqual(Buffer.from(`:${200 * MIB}\r\n`));
  });
});
