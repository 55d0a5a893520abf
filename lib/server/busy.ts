import type { ReplyEncoder } from '../protocol/reply-encoder';
import type { Others } from './watchdog/watchdog';

/** Who is connected, and where. */
interface Clients {
  readonly connections: ReadonlyMap<number, { serveBusy(bytes: Buffer, running: string): void }>;
  readonly descriptors: readonly number[];
}

/** So much is read of one connection at a time. */
const READ_BYTES = 16 * 1024;

/** Answers clients while a handler keeps the server's thread: in between, when the watchdog has held that up. */
export class Busy implements Others {
  private bytes: Buffer | undefined = undefined;

  constructor(
    private readonly clients: Clients,
    private readonly encoder: ReplyEncoder,
    readonly shutdown: () => void,
  ) {}

  get descriptors(): readonly number[] {
    return this.clients.descriptors;
  }

  serve(running: string): void {
    const { encoder } = this;
    const bytes = (this.bytes ??= Buffer.allocUnsafeSlow(READ_BYTES));
    // The connection that runs the command has encoded what came before that.
    const before = encoder.copy();
    encoder.reset();
    try {
      for (const connection of this.clients.connections.values()) connection.serveBusy(bytes, running);
    } finally {
      encoder.reset();
      encoder.append(before);
    }
  }
}
