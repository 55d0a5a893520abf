import { Memo } from './memo';
import { errors } from './errors';
import type { Duty, Wish } from './server/watchdog/door';

/*
 * The process that takes new connections while the server runs a handler for long. It has no data, and ends with the channel
 * on which it was told what to do.
 */

/** Behind standard streams and the channel. */
const FIRST_DESCRIPTOR = 4;

/** A server that tells the one in whose place it answers what clients want of that. */
class Doorkeeper extends Memo {
  constructor(private readonly duty: Duty) {
    super({
      listens: false,
      configuration: {
        ...duty.configuration,
        appendonly: 'no',
        'handler-timeout': '0',
        'busy-reply-threshold': '0',
      },
    });
  }

  async keepDoor(): Promise<void> {
    await this.start();
    this.standInFor(this.duty.running);
    // The sockets are the server's, too: what may wait there stays as it is.
    const backlog = this.configuration.number('tcp-backlog');
    for (let socket = 0; socket < this.duty.sockets; socket++)
      await this.listener.listen({ fd: FIRST_DESCRIPTOR + socket, backlog });
  }

  override killHandler(): void {
    wish('kill');
  }

  override shutdown({ saving }: Parameters<Memo['shutdown']>[0]): void {
    if (saving !== 'NOSAVE') throw errors.busy(this.duty.running);
    wish('shutdown');
  }
}

const wish = (what: Wish) => process.send!(what);

process.once('message', (duty: Duty) => {
  const keeper = new Doorkeeper(duty);
  process.once('disconnect', () => void keeper.stop().finally(() => process.exit()));
  keeper.keepDoor().catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
