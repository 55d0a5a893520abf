import { OK, Packed, packed, Structure, structure, t, writes, type Server } from '../../lib/index';
import { expectReplaySafe } from '../../lib/testing';

let counter = 0;
const seen = new Set<string>();

/** What no structure should do. */
@structure()
class Unsafe extends Structure {
  readonly notes: (string | number)[] = [];

  @writes('Notes a word: that is safe.', t.key(), t.text('word'))
  static NOTE(server: Server, key: string, word: string) {
    server.open(Unsafe, key).notes.push(word);
    return OK;
  }

  @writes('Notes a counter of the module.')
  COUNTER() {
    this.notes.push(++counter);
    return OK;
  }

  @writes('Notes what is noted nowhere yet.', t.text('word'))
  ONCE(word: string) {
    if (!seen.has(word)) this.notes.push(word);
    seen.add(word);
    return OK;
  }

  @writes('Notes a clock that nobody records.')
  CLOCK() {
    this.notes.push(Number(process.hrtime.bigint()));
    return OK;
  }

  @writes('Notes later how much is noted now.')
  LATER() {
    const { length } = this.notes;
    setTimeout(() => this.notes.push(length), 0);
    return OK;
  }

  @writes('Notes when the log does not say so.', t.text('word'))
  SILENT(word: string) {
    this.notes.push(word);
    return this.server.unchanged(OK);
  }

  @writes('Logs another command than it does.', t.text('word'))
  WRONG(word: string) {
    this.notes.push(word);
    this.server.logAs('NOTE', this.key, `${word}!`);
    return OK;
  }

  @writes('Plays another, which counts.')
  OUTER() {
    this.server.call('SET', 'played', ++counter);
    return OK;
  }
}

@structure()
class UnsafeNumbers extends packed({ count: 'uint32', rate: 'float64' }) {
  @writes('Notes a counter of the module.', t.key())
  static UNSAFENUMBER(server: Server, key: string) {
    const numbers = server.open(UnsafeNumbers, key);
    numbers.rate = 0.5;
    return (numbers.count = ++counter);
  }
}

@structure()
class UnsafeBytes extends Packed {
  @writes(
    'Notes a counter of the module, in words or in an object.',
    t.key(),
    t.oneOf('as', 'TEXT', 'OBJECT'),
  )
  static UNSAFEBYTES(server: Server, key: string, as: 'TEXT' | 'OBJECT') {
    const { memory } = server.open(UnsafeBytes, key);
    if (as === 'TEXT') memory.assign(`counted ${++counter}`);
    else memory.object = new Set([++counter]);
    return OK;
  }
}

describe('expectReplaySafe', () => {
  it('finds nothing where replay makes the same', async () => {
    await expectReplaySafe(Unsafe, ['NOTE k a', 'NOTE l "b c"', 'NOTE k c', 'DEL l', 'GET k', 'EXPIRE k 5']);
  });

  it.each([
    ['COUNTER k', 'a counter of the module'],
    ['ONCE k word', 'a collection of the module'],
    ['CLOCK k', 'a clock that is not recorded'],
    ['SILENT k word', 'a change that is hidden from the log'],
    ['WRONG k word', 'a log that tells of something else'],
  ])('names %s as the first command after which it differs, because of %s', async (line) => {
    const lines = ['NOTE k a', 'NOTE l b', 'NOTE k c', line, 'NOTE k d', line, 'NOTE l e'];
    await expect(expectReplaySafe(Unsafe, lines)).rejects.toThrow(`after command 4, ${line}: `);
  });

  it('finds what comes after its turn, where in replay other commands come first', async () => {
    const lines = ['NOTE k a', 'LATER k', 'NOTE k b', 'NOTE k c'];
    await expect(expectReplaySafe(Unsafe, lines)).rejects.toThrow(
      /^after command (2, LATER k|3, NOTE k b): /,
    );
  });

  it('names the key, and shows both values', async () => {
    const lines = ['NOTE k a', 'NOTE played:k a', 'OUTER k'];
    await expect(expectReplaySafe([Unsafe], lines)).rejects.toThrow(
      /^after command 3, OUTER k: replay has something else at played:\n {2}the server: string '\d+'\n {2}replay: string '\d+'$/,
    );
    await expect(expectReplaySafe(Unsafe, ['NOTE k a', 'CLOCK k'])).rejects.toThrow(
      /: replay has something else at k:\n {2}the server: Unsafe { notes: \[ 'a', \d+ \] }\n {2}replay: Unsafe /,
    );
  });

  it.each([
    ['UNSAFENUMBER k', /the server: UnsafeNumbers { rate: 0.5, count: \d+ }\n {2}replay: UnsafeNumbers { /],
    ['UNSAFEBYTES k TEXT', /the server: UnsafeBytes { bytes: 'counted \d+' }\n/],
    ['UNSAFEBYTES k OBJECT', /the server: UnsafeBytes Set\(1\) { \d+ }\n/],
  ])('shows what is in packed values: %s', async (line, shown) => {
    await expect(expectReplaySafe([UnsafeNumbers, UnsafeBytes], [line])).rejects.toThrow(shown);
  });

  it('takes words as well as lines', async () => {
    await expectReplaySafe(Unsafe, [
      ['NOTE', 'k', 'b c'],
      ['SET', 'bytes', Buffer.from([0, 255])],
    ]);
    const commands = [['NOTE', 'k', 'a'] as const, ['ONCE', 'k', 'two words'] as const];
    await expect(expectReplaySafe(Unsafe, commands)).rejects.toThrow('after command 2, ONCE k two words: ');
  });

  it('looks at all databases and types', async () => {
    await expectReplaySafe(Unsafe, [
      'SELECT 5',
      'NOTE k a',
      'SADD s a b c',
      'HSET h f v',
      'ZADD z 1.5 m',
      'XADD x * f v',
      'XGROUP CREATE x g 0',
      'XREADGROUP GROUP g c STREAMS x >',
      'RPUSH l a',
      'SET t v EX 3',
      'PFADD p a',
    ]);
    await expect(expectReplaySafe(Unsafe, ['SELECT 5', 'NOTE k a', 'COUNTER k'])).rejects.toThrow(
      'after command 3, COUNTER k: replay has something else at k in database 5:',
    );
  });

  it('takes refusals, but no command that never came to a handler', async () => {
    await expectReplaySafe(Unsafe, ['SET text v', 'COUNTER text', 'COUNTER nothing', 'EXPIRE k soon']);
    await expect(expectReplaySafe(Unsafe, ['NOTE k a', 'NOET k a'])).rejects.toThrow(
      /^command 2, NOET k a: ERR unknown command/,
    );
    await expect(expectReplaySafe(Unsafe, ['NOTE k'])).rejects.toThrow(
      "command 1, NOTE k: ERR wrong number of arguments for 'note' command",
    );
    await expect(expectReplaySafe(Unsafe, ['NOTE k "a'])).rejects.toThrow('unbalanced quotes');
  });

  it('says so when a command would wait for ever', async () => {
    await expect(expectReplaySafe(Unsafe, ['NOTE k a', 'BLPOP l 0'])).rejects.toThrow(
      'command 2, BLPOP l 0: it waits',
    );
  });

  it('takes no command that compacts the log', async () => {
    await expect(expectReplaySafe(Unsafe, ['NOTE k a', 'BGREWRITEAOF', 'NOTE k b'])).rejects.toThrow(
      'a command has compacted the log after NOTE k a: leave that out',
    );
  });

  it('finds nothing in no commands', async () => {
    await expectReplaySafe(Unsafe, []);
  });
});
