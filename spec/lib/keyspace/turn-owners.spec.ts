import {
  CommandError,
  OK,
  packed,
  reads,
  serves,
  type Server,
  Structure,
  structure,
  t,
  writes,
} from '../../../lib/index';
import { serving } from '../../support/serving';

@structure()
class Till extends Structure {
  coins = 0;

  @writes('Pays in.', t.key(), t.int('coins'))
  static PAY(server: Server, key: string, coins: number) {
    return (server.open(Till, key).coins += coins);
  }

  @writes('Takes all.')
  EMPTY() {
    const { coins } = this;
    this.coins = 0;
    return coins;
  }

  @reads('What is in it.')
  COINS() {
    return this.coins;
  }

  @writes('Refuses.')
  REFUSE() {
    throw new CommandError('ERR no');
  }
}

@structure()
class Shop extends packed({ sales: 'uint32' }) {
  @writes('Sells for what a till has, and pays that into another.', t.key(), t.key('from'), t.key('to'))
  static SELL(server: Server, key: string, from: string, to: string) {
    const price = server.call<number>('COINS', from);
    server.open(Shop, key).sales++;
    server.call('PAY', to, price);
    return price;
  }

  @writes('Changes a till without a command of it.', t.key('till'))
  static ROB(server: Server, till: string) {
    server.find(Till, till)!.coins = 0;
    return OK;
  }

  @serves('Asks, then pays.', t.key('till'))
  static ASK(server: Server, till: string) {
    server.call('COINS', till);
    server.call('PAY', till, 1);
    return OK;
  }

  @writes('Changes nothing.')
  static NOTHING(server: Server) {
    return server.unchanged(0);
  }
}

describe('A commit', () => {
  let now = 1_700_000_000_000;
  const context = serving({ structures: [Till, Shop], clock: { now: () => now } });
  const { say } = context;
  const told: (readonly [words: string, owners: Record<string, number>])[] = [];
  let stop: () => void;
  beforeEach(async () => {
    await say('PAY', 'till', 5);
    stop = context.memo.changes.subscribe(({ changes, owners }) => {
      const words = changes.map((change) => change.words.join(' ')).join(', ');
      told.push([words, Object.fromEntries([...owners].map(([info, count]) => [info.Class.name, count]))]);
    });
  });
  afterEach(() => {
    stop();
    told.length = 0;
  });

  it("names no class when only the server's own ran", async () => {
    await say('SET', 'a', 1);
    expect(told).toEqual([['SET a 1', {}]]);
  });

  it("names the users' classes whose commands ran, and how often, those included that others played", async () => {
    await say('PAY', 'till', 1);
    await say('EMPTY', 'till');
    await say('SELL', 'shop', 'till', 'other');
    expect(told).toEqual([
      ['PAY till 1', { Till: 1 }],
      ['EMPTY till', { Till: 1 }],
      ['SELL shop till other', { Shop: 1, Till: 2 }],
    ]);
  });

  it('names a class whose value a command of another has opened', async () => {
    await say('ROB', 'till');
    expect(told).toEqual([['ROB till', { Shop: 1, Till: 1 }]]);
  });

  it('names those of a whole transaction', async () => {
    await context.client
      .multi()
      .call('PAY', 'till', 1)
      .call('PAY', 'till', 2)
      .call('COINS', 'till')
      .set('a', 1)
      .exec();
    expect(told).toEqual([['PAY till 1, PAY till 2, set a 1', { Till: 2 }]]);
  });

  it('names none that only read, or changed nothing, in its turn or before', async () => {
    await say('COINS', 'till');
    await say('NOTHING');
    await context.refusal('REFUSE', 'absent');
    await say('SET', 'a', 1);
    await say('ASK', 'till');
    expect(told).toEqual([
      ['SET a 1', {}],
      ['PAY till 1', { Till: 1 }],
    ]);
  });

  it('names the class whose command refused with a value in hand, which it may have changed', async () => {
    await context.refusal('REFUSE', 'till');
    expect(told).toEqual([['REFUSE till', { Till: 1 }]]);
  });

  it('of an expiry names none', async () => {
    await say('PAY', 'gone', 1);
    await say('PEXPIRE', 'gone', 1);
    told.length = 0;
    now += 5;
    await context.refusal('COINS', 'gone');
    expect(told).toEqual([['DEL gone', {}]]);
  });

  it('names the class of a value that was restored', async () => {
    const payload = (await context.client.dumpBuffer('till')) as Buffer;
    await context.client.restore('copy', 0, payload);
    expect(told.map(([, owners]) => owners)).toEqual([{ Till: 1 }]);
  });
});
