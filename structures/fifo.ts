import Denque from 'denque';
import { OK, reads, Structure, structure, t, writes, type Server } from 'memo';

/** A queue: what was added first is taken first. */
@structure()
export class FIFO extends Structure {
  static override readonly classes = [Denque];

  private readonly items = new Denque<string>();

  @writes(
    'Append values; creates the queue when the key is absent or expired.',
    t.key(),
    t.list(t.text('value')),
  )
  static FIFOADD(server: Server, key: string, values: readonly string[]) {
    const { items } = server.open(FIFO, key);
    for (const value of values) items.push(value);
    return OK;
  }

  @writes('Take the oldest value; null when there is none.')
  POP() {
    return this.items.shift() ?? null;
  }

  @writes(
    'Take the oldest value; wait for one so many seconds, or for ever; null when none has come.',
    { flags: ['blocking'] },
    t.key(),
    t.timeout(),
  )
  static BPOP(server: Server, key: string, timeout: number) {
    return server.find(FIFO, key)?.POP() ?? server.wait(timeout);
  }

  @reads('How many values wait.')
  SIZE() {
    return this.items.length;
  }
}
