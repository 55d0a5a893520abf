/** A command that waits until all its names are free, or that holds them. */
class Ticket {
  /** Names in whose line it does not stand first yet. */
  behind = 0;
  /** Called when it stands first everywhere. */
  start: () => void = () => undefined;

  constructor(readonly names: ReadonlySet<string>) {}
}

/**
 * Names that running async commands hold. Each name has a line, first come first served; a command stands in all its
 * lines at once and starts when it is first in each, so nothing can wait in a circle.
 */
export class Holds {
  private readonly lines = new Map<string, Ticket[]>();

  /** Whether nothing is held. */
  get idle(): boolean {
    return this.lines.size === 0;
  }

  /** Whether one of the names is held or waited for. */
  isHeld(names: readonly string[]): boolean {
    return names.some((name) => this.lines.has(name));
  }

  /** Runs the command as soon as it holds all names, at once when they are free; the names are free again when it ends. */
  async run<T>(names: readonly string[], command: (hasWaited: boolean) => T | Promise<T>): Promise<T> {
    const ticket = new Ticket(new Set(names));
    for (const name of ticket.names) this.join(name, ticket);
    try {
      const waits = ticket.behind > 0;
      if (waits) await new Promise<void>((resolve) => (ticket.start = resolve));
      return await command(waits);
    } finally {
      this.leave(ticket);
    }
  }

  private join(name: string, ticket: Ticket): void {
    const line = this.lines.get(name);
    if (!line) {
      this.lines.set(name, [ticket]);
      return;
    }
    line.push(ticket);
    ticket.behind++;
  }

  private leave(ticket: Ticket): void {
    for (const name of ticket.names) {
      const line = this.lines.get(name)!;
      line.shift();
      const next = line[0];
      if (!next) this.lines.delete(name);
      else if (--next.behind === 0) next.start();
    }
  }
}
