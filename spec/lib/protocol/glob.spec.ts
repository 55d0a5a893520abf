import fc from 'fast-check';
import { Glob } from '../../../lib/protocol/glob';

const bytes = (text: string) => {
  const buffer = Buffer.from(text, 'latin1');
  return { bytes: buffer, start: 0, end: buffer.length };
};

const MATCHES = [
  ['*', ''],
  ['*', 'anything'],
  ['h?llo', 'hello'],
  ['h*llo', 'hllo'],
  ['h*llo', 'heeello'],
  ['h[ae]llo', 'hallo'],
  ['h[a-c]llo', 'hbllo'],
  ['h[c-a]llo', 'hbllo'],
  ['h[^e]llo', 'hallo'],
  ['h[a\\-c]llo', 'h-llo'],
  ['h\\*llo', 'h*llo'],
  ['h[a-', 'h-'],
  ['h[ab', 'hb'],
  ['a\\', 'a\\'],
  ['*a*b*', 'xaxbx'],
  ['', ''],
];

const DIFFERS = [
  ['h?llo', 'hllo'],
  ['h[ae]llo', 'hillo'],
  ['h[^e]llo', 'hello'],
  ['h\\*llo', 'hello'],
  ['HELLO', 'hello'],
  ['[]', 'a'],
  ['*a', 'ab'],
  ['?', ''],
  ['', 'a'],
];

/** Parts of patterns, each with what it is as a regular expression. */
const part = fc.oneof(
  fc.constantFrom('a', 'b', 'c', '\n', '\xff').map((char) => [char, char] as const),
  fc.constant(['?', '[^]'] as const),
  fc.constant(['*', '[^]*'] as const),
  fc.constantFrom('\\*', '\\?', '\\[').map((escaped) => [escaped, escaped] as const),
  fc
    .subarray(['a', 'b', 'c'], { minLength: 1 })
    .map((set) => [`[${set.join('')}]`, `[${set.join('')}]`] as const),
  fc
    .subarray(['a', 'b', 'c'], { minLength: 1 })
    .map((set) => [`[^${set.join('')}]`, `[^${set.join('')}]`] as const),
  fc.constant(['[b-c]', '[b-c]'] as const),
);

const text = fc.array(fc.constantFrom('a', 'b', 'c', '*', '[', '\n', '\xff'), { maxLength: 12 });

describe('a glob pattern', () => {
  it.each(MATCHES)('%j matches %j', (pattern, subject) => {
    expect(new Glob(pattern).matches(subject)).toBe(true);
  });

  it.each(DIFFERS)('%j does not match %j', (pattern, subject) => {
    expect(new Glob(pattern).matches(subject)).toBe(false);
  });

  it('matches what the same regular expression matches', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), text, (parts, characters) => {
        const pattern = Buffer.from(parts.map(([glob]) => glob).join(''), 'latin1');
        const expression = new RegExp(`^${parts.map(([, regular]) => regular).join('')}$`);
        const subject = characters.join('');
        const isNothing = subject === '' && !['', '*'].includes(pattern.toString('latin1'));
        expect(new Glob(pattern).matches(bytes(subject))).toBe(!isNothing && expression.test(subject));
      }),
      { numRuns: 2000 },
    );
  });

  it('compares bytes in the middle of others', () => {
    const buffer = Buffer.from('xxhelloxx');
    expect(new Glob('h*o').matches({ bytes: buffer, start: 2, end: 7 })).toBe(true);
    expect(new Glob('h*o').matches({ bytes: buffer, start: 2, end: 8 })).toBe(false);
  });

  it('gives up on a pattern of many stars in time', () => {
    const subject = 'a'.repeat(10_000);
    expect(new Glob(`${'*a'.repeat(50)}*b`).matches(subject)).toBe(false);
  });
});
