import { randomUUID } from 'node:crypto';
import { reads, Structure, structure, t, writes, type Server } from 'memo';

interface Ticket {
  readonly holder: string;
  readonly price: number;
  readonly bought: Date;
}

/**
 * A raffle. It draws lots, reads clocks, goes through Maps, Sets and objects in their order, sorts, and adds up prices:
 * whatever a handler does in one turn, replaying the log does again.
 */
@structure()
export class Raffle extends Structure {
  /** By numbers that nobody can guess. */
  private readonly tickets = new Map<string, Ticket>();
  private readonly winners = new Set<string>();
  private readonly spent: Record<string, number> = {};
  private drawn: { ticket: string; after: number }[] = [];

  @writes(
    'Buy a ticket, by which the raffle ends a day later; creates it when the key is absent. Answers its number.',
    t.key(),
    t.text('holder'),
    t.float('price'),
  )
  static RAFFLEBUY(server: Server, key: string, holder: string, price: number) {
    const { tickets, spent } = server.open(Raffle, key);
    const ticket = randomUUID();
    tickets.set(ticket, { holder, price, bought: new Date() });
    spent[holder] = (spent[holder] ?? 0) + price;
    server.call('ZINCRBY', `${key}:by-hour`, price, new Date().toISOString().slice(0, 13));
    server.expire(key, 24 * 3600);
    return ticket;
  }

  @writes('Draw tickets that have not won yet. Answers their holders.', t.int('count', { min: 1 }))
  RAFFLEDRAW(count: number) {
    const left = [...this.tickets.keys()].filter((ticket) => !this.winners.has(ticket));
    const drawn = shuffled(left).slice(0, count);
    for (const ticket of drawn) {
      this.winners.add(ticket);
      this.drawn.push({ ticket, after: Date.now() - this.tickets.get(ticket)!.bought.getTime() });
    }
    this.server.call('SET', `${this.key}:last`, `${performance.timeOrigin + performance.now()}`);
    return drawn.map((ticket) => this.tickets.get(ticket)!.holder);
  }

  @reads('Who has won, in order; and after how many milliseconds.')
  WINNERS() {
    return this.drawn.map(({ ticket, after }) => [this.tickets.get(ticket)!.holder, after]);
  }

  @reads('Who has spent how much, those who have spent most first.')
  SPENT() {
    return new Map(Object.entries(this.spent).sort(([, a], [, b]) => b - a));
  }
}

/** The same in an order of chance. */
function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
