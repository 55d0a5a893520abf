import { errors } from '../errors';

/** A command that waits until all its names are free, or that holds them. */
class Ticket {
  /** Names in whose line it does not stand first yet. */
  behind = 0;
  /** Called when it stands first everywhere. */
  start: () => void = () => undefined;
  readonly names: Set<string>;

  constructor(names: readonly string[]) {
    this.names = new Set(names);
  }
}

/** How a command stands in line. */
interface Terms {
  /** Waits for its turn; what it throws makes the command leave the line at once. */
  readonly wait?: (turn: Promise<void>) => Promise<void>;
  /** Names that are free again as soon as it runs. */
  readonly frees?: readonly string[];
}

type Line = Set<Ticket>;

/**
 * Names that running async commands hold. Each name has a line, first come first served; a command stands in all its
 * lines at once and starts when it is first in each, so nothing can wait in a circle.
 */
export class Holds {
  /** How many commands may wait for one name. */
  most = Infinity;
  /** How many were refused because as many waited. */
  refusals = 0;
  private readonly lines = new Map<string, Line>();

  /** Whether nothing is held. */
  get idle(): boolean {
    return this.lines.size === 0;
  }

  /** How many commands wait. */
  get waiting(): number {
    const tickets = new Set([...this.lines.values()].flatMap((line) => [...line]));
    return [...tickets].filter(({ behind }) => behind > 0).length;
  }

  /** Whether one of the names is held or waited for. */
  isHeld(names: readonly string[]): boolean {
    return names.some((name) => this.lines.has(name));
  }

  /** Throws the CommandError of the first of the names for which as many wait as may. */
  admit(names: readonly string[]): void {
    const full = names.find((name) => (this.lines.get(name)?.size ?? 0) > this.most);
    if (full === undefined) return;
    this.refusals++;
    throw errors.heldByMany(keyOf(full), this.most);
  }

  /** Runs the command as soon as it holds all names, at once when they are free; the names are free again when it ends. */
  async run<T>(names: readonly string[], command: () => T | Promise<T>, terms: Terms = {}): Promise<T> {
    const { wait = patiently, frees = [] } = terms;
    const ticket = new Ticket(names);
    for (const name of ticket.names) this.join(name, ticket);
    try {
      if (ticket.behind > 0) await wait(new Promise((resolve) => (ticket.start = resolve)));
      for (const name of frees) this.leave(name, ticket);
      return await command();
    } finally {
      for (const name of ticket.names) this.leave(name, ticket);
    }
  }

  private join(name: string, ticket: Ticket): void {
    const line = this.lines.get(name);
    if (!line) {
      this.lines.set(name, new Set([ticket]));
      return;
    }
    line.add(ticket);
    ticket.behind++;
  }

  /** Who goes from the middle of a line moves nobody to its head. */
  private leave(name: string, ticket: Ticket): void {
    if (!ticket.names.delete(name)) return;
    const line = this.lines.get(name)!;
    const wasFirst = firstOf(line) === ticket;
    line.delete(ticket);
    const next = firstOf(line);
    if (!next) this.lines.delete(name);
    else if (wasFirst && --next.behind === 0) next.start();
  }
}

const patiently = (turn: Promise<void>) => turn;

const firstOf = (line: Line): Ticket | undefined => line.values().next().value;

/** The key in a name that Database.nameOf has made, as text. */
const keyOf = (name: string) => Buffer.from(name.slice(name.indexOf(' ') + 1), 'latin1').toString();
