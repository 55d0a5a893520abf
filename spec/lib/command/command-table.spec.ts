import { OK, reads, Structure, structure, t, writes, type Server } from '../../../lib/index';
import { serving } from '../../support/serving';

@structure()
class Deck extends Structure {
  private readonly cards: string[] = [];

  @writes('Creates it.', t.key(), t.rest(t.text('card')))
  static DECKADD(server: Server, key: string, ...cards: string[]) {
    server.open(Deck, key).cards.push(...cards);
    return OK;
  }

  @reads('Draws no card.', { flags: ['fast'] }, t.int('count'), t.text('from'))
  DRAW(count: number, from: string) {
    return [from, ...this.cards.slice(0, count)];
  }
}

@structure()
class Lottery extends Structure {
  private readonly tickets: string[] = [];

  isEmpty() {
    return this.tickets.length === 0;
  }

  @writes('Adds tickets.', t.rest(t.text('ticket')))
  LOTTERYADD(...tickets: string[]) {
    return this.tickets.push(...tickets);
  }

  @writes('Draws a ticket.', { flags: ['denyoom'] })
  DRAW() {
    return this.tickets.shift() ?? null;
  }
}

@structure()
class Raffle extends Structure {
  private prizes = 0;

  isEmpty() {
    return this.prizes === 0;
  }

  @writes('Draws as many prizes.', t.int('count', { min: 1 }), t.optional(t.text('why')))
  DRAW(count: number, why = 'no reason') {
    this.prizes += count;
    return `${this.prizes} for ${why}`;
  }
}

/** Has a command of the server's own lists. */
@structure()
class Rope extends Structure {
  private knots = 0;

  isEmpty() {
    return this.knots === 0;
  }

  @writes('Ties a knot.')
  KNOT() {
    return ++this.knots;
  }

  @reads('Answers the knots.')
  LLEN() {
    return `${this.knots} knots`;
  }
}

@structure()
class Office extends Structure {
  @reads('A sub-command.', t.int('floor'))
  static 'OFFICE ON'(_server: Server, floor: number) {
    return floor;
  }

  @reads('Its own help.')
  static 'SHOP HELP'() {
    return 'help yourself';
  }

  @writes('A sub-command of a command of the server.')
  static 'CLIENT HUG'() {
    return OK;
  }
}

describe('A command that several classes have', () => {
  const { say, refusal } = serving({ structures: [Deck, Lottery, Raffle, Rope] });
  const info = async (name: string) => ((await say('COMMAND', 'INFO', name)) as unknown[][])[0]!;

  beforeEach(async () => {
    await say('DECKADD', 'deck', 'a', 'b', 'c');
    await say('LOTTERYADD', 'lottery', '1', '2');
  });

  it('takes what the class of the value takes', async () => {
    expect(await say('DRAW', 'deck', 2, 'top')).toEqual(['top', 'a', 'b']);
    expect(await say('DRAW', 'lottery')).toBe('1');
    const arity = "ERR wrong number of arguments for 'draw' command";
    expect(await refusal('DRAW', 'deck')).toBe(arity);
    expect(await refusal('DRAW', 'deck', 1)).toBe(arity);
    expect(await refusal('DRAW', 'lottery', 1)).toBe(arity);
    expect(await refusal('DRAW')).toBe(arity);
  });

  it('at an absent key takes what the first-registered container takes', async () => {
    expect(await say('DRAW', 'absent')).toBeNull();
    expect(await refusal('DRAW', 'absent', 1)).toBe("ERR wrong number of arguments for 'draw' command");
  });

  it('at the key of a class without it looks at its words first', async () => {
    await say('SET', 'text', 'x');
    expect(await refusal('DRAW', 'text')).toMatch(/^WRONGTYPE/);
    expect(await refusal('DRAW', 'text', 'x')).toBe("ERR wrong number of arguments for 'draw' command");
  });

  it('needs as few words as the fewest, and has the flags of all', async () => {
    const [name, arity, flags] = await info('DRAW');
    expect([name, arity]).toEqual(['draw', -2]);
    expect([...(flags as string[])].sort()).toEqual(['denyoom', 'fast', 'write']);
  });

  it('may be the server’s own: an absent key is then one of its own', async () => {
    await say('KNOT', 'rope');
    await say('RPUSH', 'list', 'a', 'b');
    expect([await say('LLEN', 'rope'), await say('LLEN', 'list'), await say('LLEN', 'absent')]).toEqual([
      '1 knots',
      2,
      0,
    ]);
  });

  it('is documented as the container’s', async () => {
    expect(await say('COMMAND', 'DOCS', 'DRAW')).toEqual([
      'draw',
      expect.arrayContaining(['summary', 'Draws a ticket.', 'group', 'lottery']),
    ]);
  });
});

describe('A command of two words', () => {
  const { say, refusal } = serving({ structures: [Office] });

  it('makes the first one a command, with help', async () => {
    expect(await say('office', 'On', 3)).toBe(3);
    expect(await say('OFFICE', 'HELP')).toEqual([
      'OFFICE <subcommand> [<arg> [value] [opt] ...]. Subcommands are:',
      'HELP',
      '    Shows these lines.',
      'ON <floor>',
      '    A sub-command.',
    ]);
    expect(await refusal('OFFICE', 'UNDER')).toBe("ERR unknown subcommand 'UNDER'. Try OFFICE HELP.");
  });

  it('may be the help itself', async () => {
    expect(await say('SHOP', 'HELP')).toBe('help yourself');
  });

  it('may add to a command of the server', async () => {
    expect(await say('CLIENT', 'HUG')).toBe('OK');
    expect(await say('CLIENT', 'ID')).toEqual(expect.any(Number));
  });

  it('is found in whatever case, by its two words and with a bar', async () => {
    const names = async (name: string) =>
      ((await say('COMMAND', 'INFO', name)) as unknown[][]).map((each) => each?.[0]);
    expect(await names('office|on')).toEqual(['office|on']);
    expect(await names('OFFICE')).toEqual(['office']);
    expect(await names('office|off')).toEqual([undefined]);
  });
});
