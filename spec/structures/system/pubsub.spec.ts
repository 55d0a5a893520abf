import { serving } from '../../support/serving';

describe('PUBSUB', () => {
  const { say, another } = serving({});

  it('is counted by INFO', async () => {
    const listener = another();
    await listener.subscribe('a', 'b');
    await listener.psubscribe('c*');
    await listener.ssubscribe('d', 'e', 'f');
    const info = String(await say('INFO', 'stats'));
    expect(info).toContain('pubsub_channels:2\r\npubsub_patterns:1\r\npubsubshard_channels:3\r\n');
  });
});
