import { setTimeout } from 'node:timers/promises';
import { Conversation } from '../support/conversation';
import { startMemoServer, type MemoProcess } from '../support/memo-server';

const MIB = 1024 * 1024;

describe('memory of large values', () => {
  let server: MemoProcess;
  let conversation: Conversation;

  beforeAll(async () => {
    server = await startMemoServer([]);
    conversation = await Conversation.open(server.port);
  });
  afterAll(async () => {
    conversation.close();
    await server.stop();
  });

  const residentBytes = async () => {
    const info = String(await conversation.say('INFO', 'memory'));
    return Number(/used_memory_rss:(\d+)/.exec(info)![1]);
  };
  const until = async (wanted: (bytes: number) => boolean) => {
    while (!wanted(await residentBytes())) await setTimeout(50);
  };

  it.each([
    ['DEL', ['DEL', 'large']],
    ['FLUSHALL', ['FLUSHALL']],
    ['SET of a small one', ['SET', 'large', 'small']],
  ] as const)('is given back after %s, although nothing happens then', async (_, words) => {
    const before = await residentBytes();
    await conversation.say('SET', 'large', Buffer.alloc(200 * MIB, 'x'));
    await until((bytes) => bytes > before + 190 * MIB);
    await conversation.say(...words);
    await until((bytes) => bytes < before + 100 * MIB);
  });

  it('that came in is no more than what is kept of it', async () => {
    await conversation.say('FLUSHALL');
    const before = await residentBytes();
    await conversation.say('SET', 'large', Buffer.alloc(200 * MIB, 'x'));
    await until((bytes) => bytes < before + 250 * MIB);
    expect(await conversation.say('STRLEN', 'large')).toEqual(Buffer.from(`:${200 * MIB}\r\n`));
  });
});
