/** Who sends replies, once they may be. */
export interface Sender {
  send(bytes: Buffer): void;
}

interface Held {
  readonly ticket: number;
  readonly sender: Sender;
  readonly bytes: Buffer;
}

/** Replies wait here until the log has what they tell of. Tickets count batches of the log, from 1 on. */
export class ReplyGate {
  /** Whether replies have to wait. */
  isShut = false;
  /** What those wait for that come now. */
  private ticket = 0;
  private readonly held: Held[] = [];

  /** Replies that come from now on wait for a batch. */
  shut(ticket: number): void {
    this.isShut = true;
    this.ticket = ticket;
  }

  /** Replies that come from now on wait for nothing; those that do already still do. */
  pass(): void {
    this.isShut = false;
  }

  hold(sender: Sender, bytes: Buffer): void {
    this.held.push({ ticket: this.ticket, sender, bytes });
  }

  /** Sends what waits for a batch up to this one. */
  open(ticket: number): void {
    if (ticket >= this.ticket) this.isShut = false;
    const { held } = this;
    let count = 0;
    while (count < held.length && held[count]!.ticket <= ticket) count++;
    for (const { sender, bytes } of held.splice(0, count)) sender.send(bytes);
  }
}
