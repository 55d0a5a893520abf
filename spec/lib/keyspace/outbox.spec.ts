import {
  CommandError,
  reads,
  serves,
  Structure,
  structure,
  t,
  writes,
  type Server,
} from '../../../lib/index';
import { serving } from '../../support/serving';

@structure()
class Bell extends Structure {
  rung = 0;

  @writes('Rings so many times.', t.key(), t.int('times'))
  static RING(server: Server, key: string, times: number) {
    const bell = server.open(Bell, key);
    for (let time = 0; time < times; time++) server.publish(key, ++bell.rung);
    return bell.rung;
  }

  @writes('Publishes, then refuses.', t.key())
  static JAM(server: Server, key: string) {
    server.publish(key, 'jam');
    throw new CommandError('JAM it is stuck');
  }

  @writes('Publishes, then fails.', t.key())
  static BREAK(server: Server, key: string) {
    server.publish(key, 'break');
    throw new Error('broken');
  }

  @writes('Plays one that refuses between two that do not.', t.key())
  static TRY(server: Server, key: string) {
    server.play('RING', key, 1);
    server.play('JAM', key);
    server.play('RING', key, 1);
    return server.play('PUBLISH', key, 'from a write')[1];
  }

  @reads('Publishes bytes.', t.text('channel'))
  static HUM(server: Server, channel: string) {
    return server.publish(channel, Buffer.from([0x68, 0xff]));
  }

  @serves('Plays PUBLISH.', t.text('channel'))
  static SHOUT(server: Server, channel: string) {
    return server.call('PUBLISH', channel, 'shout');
  }

  @serves('Publishes, waits, and fails.', t.text('channel'))
  static async ECHOES(server: Server, channel: string) {
    const first = server.publish(channel, 'one');
    await Promise.resolve();
    server.publish(channel, 'two', { sharded: true });
    if (first > 0) throw new CommandError('TIRED of it');
  }

  @serves('Plays SUBSCRIBE.')
  static LISTEN(server: Server) {
    return server.call('SUBSCRIBE', 'bell');
  }
}

describe('server.publish', () => {
  const { say, refusal, another, faults } = serving({ structures: [Bell] });

  /** What is heard on a channel until now, from the time of the call on. */
  async function listen(channel: string): Promise<() => Promise<string[]>> {
    const listener = another();
    const heard: string[] = [];
    listener.on('messageBuffer', (_channel: Buffer, message: Buffer) =>
      heard.push(message.toString('latin1')),
    );
    await listener.subscribe(channel);
    return async () => {
      await listener.unsubscribe(channel);
      return heard;
    };
  }

  it('sends messages once the command is over, in their order', async () => {
    const heard = await listen('bell');
    expect(await say('RING', 'bell', 3)).toBe(3);
    expect(await heard()).toEqual(['1', '2', '3']);
  });

  it('sends nothing of a command that throws', async () => {
    const heard = await listen('bell');
    expect(await refusal('JAM', 'bell')).toBe('JAM it is stuck');
    expect(await refusal('BREAK', 'bell')).toContain('internal error');
    expect(await heard()).toEqual([]);
    expect(faults).toEqual(['broken']);
  });

  it('keeps apart what commands play that throw', async () => {
    const heard = await listen('bell');
    expect(await say('TRY', 'bell')).toBe(0);
    expect(await heard()).toEqual(['1', '2', 'from a write']);
  });

  it('is for commands that read, and takes bytes', async () => {
    const heard = await listen('bell');
    expect(await say('HUM', 'bell')).toBe(1);
    expect(await say('HUM', 'nobody')).toBe(0);
    expect(await heard()).toEqual(['h\xff']);
  });

  it('is what PUBLISH does when it is played', async () => {
    const heard = await listen('bell');
    expect(await say('SHOUT', 'bell')).toBe(1);
    expect(await heard()).toEqual(['shout']);
  });

  it('sends at once what an async command publishes', async () => {
    const heard = await listen('bell');
    expect(await refusal('ECHOES', 'bell')).toBe('TIRED of it');
    expect(await say('ECHOES', 'nobody')).toBe(null);
    expect(await heard()).toEqual(['one']);
  });

  it('sends what a transaction publishes, but for commands that throw', async () => {
    const heard = await listen('bell');
    const client = another();
    await client.multi().call('RING', 'bell', 1).call('JAM', 'bell').call('RING', 'bell', 1).exec();
    expect(await heard()).toEqual(['1', '2']);
  });

  it('does not let a command subscribe for its client', async () => {
    expect(await refusal('LISTEN')).toContain('a client subscribes itself');
  });

  it('forgets a client whose connection has broken', async () => {
    const listener = another();
    await listener.subscribe('bell');
    await listener.psubscribe('b*');
    listener.disconnect();
    while ((await say('PUBSUB', 'NUMPAT')) !== 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await say('PUBSUB', 'NUMSUB', 'bell')).toEqual(['bell', 0]);
  });
});
