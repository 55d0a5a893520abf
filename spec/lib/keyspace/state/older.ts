import { packed, Packed, type Server, Structure, structure, t, writes } from '../../../../lib/index';

/** Structures as they were before those of upgrade.spec.ts, whose names they have. */

export class Coin {
  constructor(public worth: number) {}
}

@structure()
export class Purse extends Structure {
  static override readonly classes = [Coin];
  coins: Coin[] = [];
  self: Purse = this;

  @writes('Puts coins in.', t.key(), t.rest(t.int('worth')))
  static PUT(server: Server, key: string, ...worths: number[]) {
    const { coins } = server.open(Purse, key);
    return coins.push(...worths.map((worth) => new Coin(worth)));
  }
}

@structure()
export class Dial extends packed({ angle: 'float64', turns: 'uint8' }) {
  @writes('Turns it.', t.key(), t.float('angle'))
  static TURN(server: Server, key: string, angle: number) {
    const dial = server.open(Dial, key);
    dial.angle = angle;
    return ++dial.turns;
  }
}

@structure()
export class Shelf extends Packed {
  @writes('Puts books on it.', t.key(), t.list(t.text('title')))
  static SHELVE(server: Server, key: string, titles: readonly string[]) {
    const { memory } = server.open(Shelf, key);
    if (titles.length > 1) memory.object = new Set(titles);
    else memory.assign(titles[0]!);
    if (titles.length === 1) memory.mark = 7;
    return titles.length;
  }
}
