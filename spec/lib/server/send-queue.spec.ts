import { setImmediate } from 'node:timers/promises';
import { SendQueue } from '../../../lib/server/send-queue';

describe('the queue of senders', () => {
  let queue: SendQueue;
  let sent: string[];

  const sender = (name: string, follows?: () => void) => ({
    sendUnsent: () => {
      sent.push(name);
      follows?.();
    },
  });

  beforeEach(() => {
    queue = new SendQueue();
    sent = [];
  });

  it('has them send when the turn of the event loop ends, each once and in order', async () => {
    queue.add(sender('a'));
    queue.add(sender('b'));
    await Promise.resolve();
    expect(sent).toEqual([]);
    await setImmediate();
    expect(sent).toEqual(['a', 'b']);
    await setImmediate();
    expect(sent).toEqual(['a', 'b']);
  });

  it('has those send later that come meanwhile', async () => {
    queue.add(sender('a', () => queue.add(sender('c'))));
    queue.add(sender('b'));
    await setImmediate();
    expect(sent).toEqual(['a', 'b']);
    await setImmediate();
    expect(sent).toEqual(['a', 'b', 'c']);
  });
});
