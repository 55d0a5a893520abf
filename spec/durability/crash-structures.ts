import { randomBytes } from 'node:crypto';
import { reads, serves, type Server, Structure, structure, t, writes } from 'memo';

const asText = t.text('value');

/** Draws from all that replay must give again. */
@structure()
export class Dice extends Structure {
  private readonly throws: string[] = [];

  @writes('Throws, and answers what it threw.', t.key(), asText)
  static ROLL(server: Server, key: string, number: string) {
    const secret = randomBytes(4).toString('hex');
    const thrown = [number, Math.random(), Date.now(), server.now(), secret].join(' ');
    server.open(Dice, key).throws.push(thrown);
    return thrown;
  }

  @reads('All throws.')
  THROWS() {
    return this.throws;
  }
}

/** One command that changes several keys of several types. */
@structure()
export class Ledger extends Structure {
  private sum = 0;

  @writes('Writes an entry in a list, counts it, and adds it up.', t.key(), t.int('number'))
  static ENTER(server: Server, key: string, number: number) {
    server.open(Ledger, key).sum += number;
    server.call('RPUSH', `${key}:list`, number);
    return server.call<number>('INCR', `${key}:count`);
  }

  @reads('The sum of all entries.')
  SUM() {
    return this.sum;
  }
}

/** A command that plays several writes, each of them a step of its own. */
@structure()
export class Stairs extends Structure {
  @serves('Goes three steps.', t.key(), asText)
  static async CLIMB(server: Server, key: string, number: string) {
    for (const step of ['a', 'b', 'c']) {
      server.call('RPUSH', `${key}:${step}`, number);
      await new Promise(setImmediate);
    }
    return number;
  }
}
