import { OK, packed, reads, serves, Structure, t, writes, type Server } from '../../../lib/index';
import { serving } from '../../support/serving';

/* Classes without decorators, as plain JavaScript has them. */

class Basket extends Structure {
  readonly fruits: string[] = [];

  static BASKETADD(server: Server, key: string, ...fruits: string[]) {
    server.open(Basket, key).fruits.push(...fruits);
    return OK;
  }

  static BASKETS() {
    return 'any number';
  }

  static async BASKETLATER(server: Server, key: string, command = 'FRUITS') {
    await Promise.resolve();
    return server.call(command, key) as string[];
  }

  static 'BASKET SUM'(_server: Server, /* it's (not) */ key: string, $glue: string) {
    return [key, $glue].join();
  }

  FRUITS() {
    return this.fruits;
  }

  SLICE(start: string, end = '2', ...more: string[]) {
    return [...this.fruits.slice(Number(start), Number(end)), ...more];
  }

  PATTERN({ length }: string, [first]: string, last: string) {
    return [length, first, last];
  }

  helper() {
    return this.fruits.length;
  }

  get LENGTH() {
    return this.helper();
  }
}

class Gauge extends Structure {
  static readonly commands = {
    ADJUST: writes('Turns it.', t.int('amount', { max: 100 })),
    LEVEL: reads('Where it stands.', { since: '1.2.3' }),
    READINGS: reads('Several of them.', { complexity: 'O(N)' }),
    FETCH: serves(
      'Fetches it.',
      t.key('gauge'),
      t.holds((key: string) => key),
    ),
  };

  level = 0;

  static async FETCH(server: Server, key: string) {
    return Promise.resolve(server.call('LEVEL', key) as number);
  }

  ADJUST(amount: number) {
    return (this.level += amount);
  }

  LEVEL() {
    return this.level;
  }

  READINGS(first: string, second = 'none') {
    return [this.level, first, second];
  }

  BREAK() {
    this.level = -1;
    return OK;
  }

  isEmpty() {
    return this.level === 0;
  }
}

class Meter extends packed({ sum: 'float64' }) {
  METER(amount: string) {
    return (this.sum += Number(amount));
  }

  isEmpty() {
    return this.sum === 0;
  }
}

describe('In a class without decorators', () => {
  const { say, refusal } = serving({ structures: [Basket, Gauge, Meter] });
  const arity = (command: string) => `ERR wrong number of arguments for '${command}' command`;
  const info = async (name: string) => {
    const [[, words, flags, first, last, step]] = (await say('COMMAND', 'INFO', name)) as [unknown[]];
    return [words, flags, first, last, step];
  };
  const parameters = async (name: string) => {
    const [, docs] = (await say('COMMAND', 'DOCS', name)) as [string, unknown[]];
    const described = (docs[docs.indexOf('arguments') + 1] ?? []) as string[][];
    return described.map((argument) => [argument[1], argument[3]]);
  };

  it('every method with an upper-case name is a command', async () => {
    expect(await say('BASKETADD', 'b', 'apple', 'pear')).toBe('OK');
    expect(await say('FRUITS', 'b')).toEqual(['apple', 'pear']);
    expect(await say('BASKETS')).toBe('any number');
    expect(await say('BASKET', 'SUM', 'b', '+')).toBe('b,+');
    expect(await refusal('HELPER', 'b')).toMatch(/^ERR unknown command/);
    expect(await refusal('LENGTH', 'b')).toMatch(/^ERR unknown command/);
  });

  it('the first word of a static one is its key, all else is text', async () => {
    expect(await parameters('BASKETADD')).toEqual([
      ['key', 'key'],
      ['fruits', 'string'],
    ]);
    expect(await say('COMMAND', 'GETKEYS', 'BASKETADD', 'b', 'apple')).toEqual(['b']);
    expect(await parameters('BASKET SUM')).toEqual([
      ['key', 'key'],
      ['$glue', 'string'],
    ]);
    expect(await parameters('PATTERN')).toEqual([
      ['key', 'key'],
      ['argument1', 'string'],
      ['argument2', 'string'],
      ['last', 'string'],
    ]);
  });

  it('parameters with a default and rest parameters may be left out', async () => {
    await say('BASKETADD', 'b', 'apple', 'pear', 'plum');
    expect(await say('SLICE', 'b', 1)).toEqual(['pear']);
    expect(await say('SLICE', 'b', 1, 3)).toEqual(['pear', 'plum']);
    expect(await say('SLICE', 'b', 1, 2, 'x', 'y')).toEqual(['pear', 'x', 'y']);
    expect(await say('BASKETADD', 'b')).toBe('OK');
    expect(await refusal('BASKETADD')).toBe(arity('basketadd'));
    expect(await refusal('SLICE', 'b')).toBe(arity('slice'));
    expect(await refusal('FRUITS', 'b', 'x')).toBe(arity('fruits'));
    expect(await refusal('PATTERN', 'b', 'x')).toBe(arity('pattern'));
  });

  it('clients are told the arity, the keys, and that a command writes', async () => {
    expect(await info('BASKETADD')).toEqual([-2, ['write'], 1, 1, 1]);
    expect(await info('BASKETS')).toEqual([1, ['write'], 0, 0, 0]);
    expect(await info('SLICE')).toEqual([-3, ['write'], 1, 1, 1]);
    expect(await info('PATTERN')).toEqual([5, ['write'], 1, 1, 1]);
  });

  it('an asynchronous static method serves', async () => {
    await say('BASKETADD', 'b', 'apple');
    expect(await info('BASKETLATER')).toEqual([-2, [], 1, 1, 1]);
    expect(await say('BASKETLATER', 'b')).toEqual(['apple']);
    expect(await refusal('BASKETLATER', 'b', 'NOSUCH')).toMatch(/^ERR unknown command 'NOSUCH'/);
  });

  it('static commands say more of them', async () => {
    expect(await say('ADJUST', 'g', 5)).toBe(5);
    expect(await say('LEVEL', 'g')).toBe(5);
    expect(await say('FETCH', 'g')).toBe(5);
    expect(await refusal('ADJUST', 'g', 'much')).toBe('ERR value is not an integer or out of range');
    expect(await refusal('ADJUST', 'g', 101)).toBe('ERR value is out of range');
    expect([await info('ADJUST'), await info('LEVEL')]).toEqual([
      [3, ['write'], 1, 1, 1],
      [2, ['readonly'], 1, 1, 1],
    ]);
    expect(await say('COMMAND', 'DOCS', 'LEVEL')).toEqual([
      'level',
      expect.arrayContaining(['summary', 'Where it stands.', 'since', '1.2.3']),
    ]);
  });

  it('a verb without a schema leaves the parameters as they are', async () => {
    expect(await say('READINGS', 'g', 'a')).toEqual([0, 'a', 'none']);
    expect(await info('READINGS')).toEqual([-3, ['readonly'], 1, 1, 1]);
  });

  it('a method that static commands do not name writes', async () => {
    expect(await say('BREAK', 'g')).toBe('OK');
    expect(await info('BREAK')).toEqual([2, ['write'], 1, 1, 1]);
  });

  it('a container is one, a packed structure too', async () => {
    await say('ADJUST', 'g', 5);
    await say('ADJUST', 'g', -5);
    expect(await say('EXISTS', 'g')).toBe(0);
    expect(await say('METER', 'm', '0.5')).toBe('0.5');
    expect(await say('METER', 'm', '-0.5')).toBe(0);
    expect(await say('EXISTS', 'm')).toBe(0);
  });
});
