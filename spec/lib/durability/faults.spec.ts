import {
  CommandError,
  OK,
  serves,
  Structure,
  structure,
  t,
  writes,
  packed,
  type Server,
} from '../../../lib/index';
import { expectReplaySafe } from '../../../lib/testing';
import { quote } from '../../support/quoting';

/** Fails in every way, mostly when it has changed something. */
@structure()
class Faulty extends Structure {
  readonly notes: string[] = [];

  @writes('Notes a word.', t.key(), t.text('word'))
  static NOTE(server: Server, key: string, word: string) {
    server.open(Faulty, key).notes.push(word);
    return OK;
  }

  @writes('Notes a word, and refuses.', t.text('word'))
  REFUSE(word: string) {
    this.notes.push(word);
    throw new CommandError('ERR refused');
  }

  @writes('Notes a word, and refuses.', t.key(), t.text('word'))
  static REFUSEKEY(server: Server, key: string, word: string) {
    server.open(Faulty, key).notes.push(word);
    throw new CommandError('ERR refused');
  }

  @writes('Notes a word, and fails.', t.text('word'))
  FAIL(word: string) {
    this.notes.push(word);
    throw new TypeError(`${word} is nothing`);
  }

  @writes('Notes, and throws what is no Error.')
  THROW() {
    this.notes.push('thrown');
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    throw 'a string';
  }

  @writes('Plays several, of which the last fails.', t.key())
  static PLAYFAIL(server: Server, key: string) {
    server.call('SET', `${key}:1`, 1);
    server.call('NOTE', `${key}:2`, Math.random());
    server.call('FAIL', `${key}:2`, 'played');
    server.call('SET', `${key}:3`, 3);
    return OK;
  }

  @writes('Plays several, of which some are refused.', t.key())
  static PLAYREFUSED(server: Server, key: string) {
    server.call('SET', `${key}:1`, 'text');
    server.play('REFUSEKEY', `${key}:2`, 'a');
    server.play('LPUSH', `${key}:1`, 'a');
    server.play('NOTE', `${key}:2`, new Date().toISOString());
    server.call('LPUSH', `${key}:1`, 'b');
    return OK;
  }

  @serves('Plays several, of which the last fails.', t.key())
  static SERVEFAIL(server: Server, key: string) {
    server.call('NOTE', key, Math.random());
    server.call('FAIL', key, 'served');
    server.call('SET', `${key}:3`, 3);
    return OK;
  }

  @serves('Plays what is refused.', t.key())
  static SERVEREFUSED(server: Server, key: string) {
    server.play('REFUSE', key, 'a');
    server.play('REFUSEKEY', `${key}:absent`, 'a');
    return server.call('REFUSE', key, 'b');
  }

  @serves('The same, later.', t.key())
  static async SERVELATER(server: Server, key: string) {
    server.call('NOTE', key, Math.random());
    await Promise.resolve();
    server.call('PLAYREFUSED', key);
    server.call('NOTE', key, 'never');
    return OK;
  }

  @writes('Is logged as others, and fails.', t.text('word'))
  LOGFAIL(word: string) {
    this.notes.push(word);
    this.server.logAs('NOTE', this.key, 'wrong');
    throw new Error('after logAs');
  }

  @writes('Is logged as others.', t.text('word'))
  LOGGED(word: string) {
    this.notes.push(word, word);
    for (const each of [word, word]) this.server.logAs('NOTE', this.key, each);
    return OK;
  }

  @writes('Says that nothing is changed, and fails then.', t.text('word'))
  UNCHANGED(word: string) {
    this.server.unchanged();
    this.notes.push(word);
    throw new Error('after unchanged');
  }

  @writes('Notes how many hear of it.', t.text('word'))
  TELL(word: string) {
    this.notes.push(`${this.server.publish('news', word)} of ${word}`);
    return OK;
  }

  @writes('Creates keys, and fails.', t.key())
  static CREATE(server: Server, key: string) {
    server.open(Faulty, `${key}:new`).notes.push('new');
    server.expire(`${key}:new`, 1000);
    server.delete(key);
    throw new CommandError('ERR created');
  }
}

@structure()
class Meter extends packed({ total: 'float64' }) {
  @writes('Adds, and refuses.', t.key(), t.float('amount'))
  static METER(server: Server, key: string, amount: number) {
    server.open(Meter, key).total += amount;
    if (amount < 0) throw new CommandError('ERR below nothing');
    return OK;
  }
}

describe('What commands did that failed is there after replay:', () => {
  const safe = (...lines: string[]) =>
    expectReplaySafe([Faulty, Meter], ['NOTE k first', ...lines, 'NOTE k last']);

  it.each([
    ['REFUSE k a'],
    ['REFUSEKEY k a'],
    ['REFUSEKEY absent a'],
    ['FAIL k a'],
    ['THROW k'],
    ['PLAYFAIL k'],
    ['PLAYREFUSED k'],
    ['SERVEFAIL k'],
    ['SERVELATER k'],
    ['SERVEREFUSED k'],
    ['LOGFAIL k a'],
    ['LOGGED k a'],
    ['UNCHANGED k a'],
    ['TELL k a'],
    ['CREATE k'],
    ['METER m 1.5', 'METER m -2'],
    ['MULTI', 'FAIL k a', 'REFUSE k b', 'LPUSH k c', 'SET', 'EXEC'],
    [
      'MULTI',
      'FAIL k a',
      'REFUSE k b',
      'LPUSH k c',
      'PLAYREFUSED k',
      'SELECT 1',
      'NOTE k d',
      'SELECT 99',
      'EXEC',
      'SELECT 0',
    ],
    ['WATCH k', 'NOTE k a', 'MULTI', 'NOTE k b', 'EXEC'],
  ])('%s', async (...lines) => {
    await safe(...lines);
  });
});

describe('Whatever the words of commands are, they are there after replay:', () => {
  const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  const safe = (...lines: string[]) => expectReplaySafe(Faulty, [...lines, 'SET last 1']);

  it('every byte, in keys and values', async () => {
    const bytes = quote(all);
    const key = quote(Buffer.concat([all, all]));
    await safe(
      `SET ${bytes} ${bytes}`,
      `NOTE ${key} ${bytes}`,
      `HSET h ${bytes} ${bytes}`,
      `XADD s 1-1 ${bytes} ""`,
    );
  });

  it('none at all', async () => {
    await safe(
      'SET "" ""',
      'RENAME "" a',
      'NOTE "" ""',
      'HSET h "" ""',
      'SADD t ""',
      'ZADD z 1 ""',
      'APPEND b ""',
    );
  });

  it('what looks like lines of a log', async () => {
    const lines = '"#memo 1 2 00000000 4 5 00000000\\r\\n*1\\r\\n$4\\r\\nEXEC\\r\\n"';
    await safe(`SET ${lines} ${lines}`, 'SET MULTI EXEC', `NOTE #turn ${lines}`, `RPUSH l ${lines} SELECT`);
  });

  it('megabytes', async () => {
    const large = 'x'.repeat(3_000_000);
    await safe(`SET s ${large}`, `RPUSH l a ${large}`, `NOTE n ${large}`, `SET ${large} s`);
  }, 60_000);

  it('ten thousand', async () => {
    const many = Array.from({ length: 10_000 }, (_, n) => `${n}`);
    await safe(
      `RPUSH l ${many.join(' ')}`,
      `MSET ${many.join(' ')}`,
      `ZADD z ${many.join(' ')}`,
      `DEL ${many.join(' ')}`,
    );
  }, 60_000);
});
