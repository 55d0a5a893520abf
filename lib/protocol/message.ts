import type { Reply } from './reply';
import { ReplyEncoder } from './reply-encoder';

const encoder = new ReplyEncoder();

/** What clients are sent unasked: encoded once for all who speak the same protocol. */
export class Message {
  private readonly encoded: (Buffer | undefined)[] = [];

  constructor(
    readonly reply: Reply,
    /** Whether its strings have one character a byte. */
    readonly wire = false,
  ) {}

  bytes(protocol: 2 | 3): Buffer {
    return (this.encoded[protocol] ??= this.encode(protocol));
  }

  private encode(protocol: 2 | 3): Buffer {
    encoder.protocol = protocol;
    encoder.write(this.reply, this.wire);
    const bytes = encoder.copy();
    encoder.reset();
    return bytes;
  }
}
