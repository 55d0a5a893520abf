import { shownFields, shownValue } from '../../../structures/data/shown-value';

const shown = (value: unknown, most = 1000) => shownValue(value, most);

class Part {
  label = 'a';
}
Object.defineProperty(Part, 'name', {
  get: () => {
    throw new Error('a getter was run');
  },
});

class Named {
  count = 1;
  get [Symbol.toStringTag](): string {
    throw new Error('a getter was run');
  }
}

class Crowd extends Map<string, number> {
  leader = 'nobody';
  override get size(): number {
    throw new Error('a getter was run');
  }
  override entries(): never {
    throw new Error('code of the class was run');
  }
  override [Symbol.iterator](): never {
    throw new Error('code of the class was run');
  }
}

describe('a value as a line', () => {
  it.each<readonly [unknown, string]>([
    [undefined, 'undefined'],
    [null, 'null'],
    [true, 'true'],
    [1.5, '1.5'],
    [-0, '-0'],
    [2n ** 70n, '1180591620717411303424n'],
    ['it’s "quoted"\n', '"it’s \\"quoted\\"\\n"'],
    [[1, 'a', [true]], '[1, "a", [true]]'],
    [{ a: 1, 'b c': { d: [] } }, '{a: 1, "b c": {d: []}}'],
    [
      new Map<unknown, unknown>([
        ['a', 1],
        [{ b: 2 }, new Set(['c'])],
      ]),
      'Map {"a" => 1, {b: 2} => Set {"c"}}',
    ],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Date(NaN), 'Invalid Date'],
    [/a+/gi, '/a+/gi'],
    [Buffer.from('memo'), '<4 bytes 6d656d6f>'],
    [new Float64Array(5), `<40 bytes ${'00'.repeat(32)}...>`],
    [new ArrayBuffer(2), '<2 bytes 0000>'],
    [Object.create(null), '{}'],
    [
      new (class Seat {
        row = 1;
      })(),
      'Seat {row: 1}',
    ],
    [() => 1, '[function]'],
    [new Proxy({}, {}), '[proxy]'],
  ])('%#', (value, line) => {
    expect(shown(value)).toBe(line);
  });

  it('tells of circles and depths', () => {
    const circle: Record<string, unknown> = { name: 'a' };
    circle.self = circle;
    expect(shown(circle)).toBe('{name: "a", self: [circular]}');
    expect(shown([[[[[[[1]]]]]]])).toBe('[[[[[[[array]]]]]]]');
  });

  it('is no longer than wanted, nor takes longer', () => {
    expect(shown('x'.repeat(100), 10)).toBe('"xxxxxxxxx...');
    expect(
      shown(
        Array.from({ length: 1e6 }, (_, at) => at),
        10,
      ),
    ).toBe('[0, 1, 2, ...');
    let visited = 0;
    const endless = new Set();
    const items = Array.from({ length: 1000 }, () => new Proxy({}, { ownKeys: () => (visited++, []) }));
    for (const item of items) endless.add(item);
    expect(shown(endless, 20)).toBe('Set {[proxy], [proxy...');
    expect(visited).toBe(0);
  });

  it('runs no getter and nothing else of a class', () => {
    const object = {
      get trap(): string {
        throw new Error('a getter was run');
      },
    };
    expect(shown(object)).toBe('{trap: [getter]}');
    expect(shown(new Part())).toBe('{label: "a"}');
    expect(shown(new Named())).toBe('Named {count: 1}');
    expect(shown(new Crowd([['ada', 1]]))).toBe('Crowd {"ada" => 1}');
    const fields = shownFields(object, 100, 10);
    expect([...fields]).toEqual([['trap', '[getter]']]);
  });

  it('of fields are so many as wanted', () => {
    expect([...shownFields({ a: 1, b: 'two', c: 3 }, 100, 2)]).toEqual([
      ['a', '1'],
      ['b', '"two"'],
      ['...', '1 more'],
    ]);
  });
});
