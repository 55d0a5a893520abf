import fc from 'fast-check';
import { lcsTableBytes, LongestCommonSubsequence } from '../../../structures/data/lcs';

const common = (first: string, second: string) =>
  new LongestCommonSubsequence(Buffer.from(first), Buffer.from(second));

/** The length of the longest common subsequence, by its definition. */
function longest(first: string, second: string): number {
  if (first === '' || second === '') return 0;
  const [a, b] = [first.slice(1), second.slice(1)];
  return first.startsWith(second.charAt(0))
    ? 1 + longest(a, b)
    : Math.max(longest(a, second), longest(first, b));
}

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const character of whole) if (character === part[at]) at++;
  return at === part.length;
}

const words = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 9 });

describe('LongestCommonSubsequence', () => {
  test('finds what two words have in common', () => {
    const found = common('ohmytext', 'mynewtext');
    expect(found.length).toBe(6);
    expect(found.bytes.toString()).toBe('mytext');
    expect(found.matches()).toEqual([
      { first: [4, 7], second: [5, 8], length: 4 },
      { first: [2, 3], second: [0, 1], length: 2 },
    ]);
  });

  test('of equally long ones takes the one that Redis takes', () => {
    expect(common('ab', 'ba').bytes.toString()).toBe('b');
    expect(common('ba', 'ab').bytes.toString()).toBe('a');
  });

  test('is as long as can be, and a subsequence of both', () => {
    fc.assert(
      fc.property(words, words, (first, second) => {
        const found = common(first, second);
        const text = found.bytes.toString();
        expect(found.length).toBe(longest(first, second));
        expect(text).toHaveLength(found.length);
        expect(isSubsequence(text, first)).toBe(true);
        expect(isSubsequence(text, second)).toBe(true);
      }),
    );
  });

  test('its matches are equal parts of both, from the last to the first, that together are the subsequence', () => {
    fc.assert(
      fc.property(words, words, (first, second) => {
        const found = common(first, second);
        const matches = found.matches();
        for (const match of matches) {
          const part = first.slice(match.first[0], match.first[1] + 1);
          expect(part).toHaveLength(match.length);
          expect(second.slice(match.second[0], match.second[1] + 1)).toBe(part);
        }
        for (const [index, match] of matches.slice(1).entries()) {
          expect(match.first[1]).toBeLessThan(matches[index]!.first[0]);
          expect(match.second[1]).toBeLessThan(matches[index]!.second[0]);
        }
        expect(matches.reduce((sum, { length }) => sum + length, 0)).toBe(found.length);
      }),
    );
  });

  test('its table has four bytes for each pair of prefixes', () => {
    expect(lcsTableBytes(2, 3)).toBe(48);
  });
});
