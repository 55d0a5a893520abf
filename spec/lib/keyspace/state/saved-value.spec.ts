import {
  type Entry,
  OK,
  packed,
  Packed,
  reads,
  type Reply,
  type Server,
  Structure,
  structure,
  writes,
} from '../../../../lib/index';
import { serving } from '../../../support/serving';

/** What the next EXAMINE does. */
let examine: (server: Server) => Reply = () => null;

class Coin {
  constructor(readonly worth: number) {}
}

@structure()
class Purse extends Structure {
  static override readonly classes = [Coin];
  readonly coins: Coin[] = [];

  @writes('Does what the spec says.')
  static EXAMINE(server: Server) {
    return examine(server);
  }

  @reads('What is in it.')
  COINS() {
    return this.coins.map(({ worth }) => worth);
  }

  isEmpty() {
    return this.coins.length === 0;
  }
}

@structure()
class Dial extends packed({ angle: 'float64' }) {
  @reads('The angle.')
  ANGLE() {
    return this.angle;
  }
}

@structure()
class Shelf extends Packed {
  @reads('What is on it.')
  BOOKS() {
    return this.memory.object ? Object.values(this.memory.object as Record<string, string>) : this.bytes;
  }
}

describe('A value', () => {
  const context = serving({ structures: [Purse, Dial, Shelf] });
  const { say, refusal } = context;
  const during = (work: (server: Server) => Reply) => {
    examine = work;
    return say('EXAMINE');
  };
  const savedAt = async (key: string) => {
    let saved: Buffer | undefined;
    await during((server) => {
      saved = server.entry(key).save();
      return OK;
    });
    return saved!;
  };
  const restoring = (key: string, bytes: Uint8Array) => (server: Server) => {
    server.entry(key).restore(bytes);
    return OK;
  };

  beforeEach(() =>
    during((server) => {
      server.open(Purse, 'purse').coins.push(new Coin(1), new Coin(2));
      server.open(Dial, 'dial').angle = 1.5;
      const shelf = server.open(Shelf, 'shelf');
      shelf.memory.assign('abc');
      shelf.memory.mark = 7;
      server.open(Shelf, 'large').memory.object = { a: 'Moby-Dick' };
      return OK;
    }),
  );

  it('comes back from what it was saved as', async () => {
    for (const key of ['purse', 'dial', 'shelf', 'large'])
      await during(restoring(`${key} 2`, await savedAt(key)));
    expect(await say('COINS', 'purse 2')).toEqual([1, 2]);
    expect(await say('ANGLE', 'dial 2')).toBe('1.5');
    expect(await say('BOOKS', 'shelf 2')).toBe('abc');
    expect(await say('BOOKS', 'large 2')).toEqual(['Moby-Dick']);
    expect(await during((server) => server.find(Shelf, 'shelf 2')!.memory.mark)).toBe(7);
  });

  it('comes back in place of another, without expiry', async () => {
    const [purse, dial, shelf, large] = [
      await savedAt('purse'),
      await savedAt('dial'),
      await savedAt('shelf'),
      await savedAt('large'),
    ];
    for (const [bytes, type] of [
      [purse, 'purse'],
      [dial, 'dial'],
      [large, 'shelf'],
      [shelf, 'shelf'],
      [purse, 'purse'],
    ] as const) {
      await say('EXPIRE', 'dial', 100);
      await during(restoring('dial', bytes));
      expect(await say('TYPE', 'dial')).toBe(type);
      expect(await say('TTL', 'dial')).toBe(-1);
    }
  });

  it('is a value of its own', async () => {
    await during(restoring('copy', await savedAt('purse')));
    await during((server) => server.find(Purse, 'copy')!.coins.push(new Coin(3)));
    expect(await say('COINS', 'purse')).toEqual([1, 2]);
    expect(await say('COINS', 'copy')).toEqual([1, 2, 3]);
  });

  it('that is absent is not saved', async () => {
    examine = (server) => server.entry('nothing').save();
    expect(await refusal('EXAMINE')).toBe('ERR no such key');
  });

  it('is removed again when it is an empty container', async () => {
    const saved = await savedAt('purse');
    await during((server) => {
      server.find(Purse, 'purse')!.coins.length = 0;
      server.entry('empty').restore(server.entry('purse').save());
      return OK;
    });
    expect(await say('EXISTS', 'empty')).toBe(0);
    await during(restoring('empty', saved));
    expect(await say('EXISTS', 'empty')).toBe(1);
  });

  it('is not what other bytes are', async () => {
    const saved = await savedAt('dial');
    for (let length = 0; length < saved.length; length++) {
      examine = restoring('dial', saved.subarray(0, length));
      expect(await refusal('EXAMINE')).toMatch(/^ERR (Bad data format|the value is a D)/);
    }
    examine = restoring('purse', Buffer.concat([await savedAt('purse'), Buffer.of(0)]));
    expect(await refusal('EXAMINE')).toBe('ERR Bad data format');
    const mistaken = Buffer.from(
      (await savedAt('shelf')).toString('latin1').replace('\x05Shelf', '\x05Purse'),
      'latin1',
    );
    examine = restoring('dial', mistaken);
    expect(await refusal('EXAMINE')).toBe('ERR Bad data format');
    expect(await say('ANGLE', 'dial')).toBe('1.5');
    expect(context.faults).toEqual([]);
  });

  it('needs its class, and the classes of its parts', async () => {
    const purse = await savedAt('purse');
    const renamed = (from: string, to: string) =>
      Buffer.from(purse.toString('latin1').replace(from, to), 'latin1');
    examine = restoring('dial', renamed('\x05Purse', '\x05Pouch'));
    expect(await refusal('EXAMINE')).toBe('ERR the value is a Pouch, and no such structure is registered');
    examine = restoring('dial', renamed('\x04Coin', '\x04Note'));
    expect(await refusal('EXAMINE')).toBe(
      "ERR the value is a Purse that holds a Note, which its static classes don't name",
    );
    expect(await say('ANGLE', 'dial')).toBe('1.5');
  });

  it('names what of it cannot be saved', async () => {
    examine = (server) => {
      server.open(Purse, 'odd').coins.push(Object.assign(new Coin(1), { spend: () => 1 }));
      return server.entry('odd').save();
    };
    expect(await refusal('EXAMINE')).toBe(
      "ERR internal error in Purse.EXAMINE: Purse.coins.0.spend holds a function, which can't be saved",
    );
  });
});

describe('A draft', () => {
  const context = serving({ structures: [Purse, Dial, Shelf] });
  const { say, refusal } = context;
  const during = (work: (server: Server) => Reply) => {
    examine = work;
    return say('EXAMINE');
  };

  it('is seen by nobody until it is moved to a key', async () => {
    await during((server) => {
      const draft = server.draft();
      draft.open(Purse).coins.push(new Coin(5));
      const before = [...server.database().entries()].length;
      draft.moveTo(server.entry('purse'));
      return [before, draft.exists, server.entry('purse').exists];
    }).then((told) => expect(told).toEqual([0, 0, 1]));
    expect(await say('COINS', 'purse')).toEqual([5]);
  });

  it('may be bytes, and takes the place of another value', async () => {
    await during((server) => {
      server.open(Purse, 'dial').coins.push(new Coin(1));
      const draft = server.draft();
      draft.open(Dial).angle = 2;
      draft.moveTo(server.entry('dial'));
      return OK;
    });
    expect(await say('ANGLE', 'dial')).toBe(2);
  });

  it('is another than the next', async () => {
    const told = await during((server) => {
      const drafts: Entry[] = [server.draft(), server.draft()];
      drafts[0]!.open(Purse).coins.push(new Coin(1));
      return drafts.map(({ exists }) => exists);
    });
    expect(told).toEqual([1, 0]);
  });

  it('goes when the turn ends, and leaves no trace in the log', async () => {
    const seen: unknown[] = [];
    const stop = context.memo.changes.subscribe((commit) => seen.push(commit));
    examine = (server) => {
      server.draft().open(Purse).coins.push(new Coin(1));
      return server.call('NOTHING');
    };
    expect(await refusal('EXAMINE')).toMatch('unknown command');
    stop();
    expect(seen).toEqual([]);
    expect(await say('DBSIZE')).toBe(0);
  });
});
