import fc from 'fast-check';
import { printable, quote, splitWords } from './quoting';

const texts = (line: string) => splitWords(line).map((word) => word.toString('latin1'));

describe('words of a line', () => {
  test.each([
    ['SET k v', ['SET', 'k', 'v']],
    ['  SET   k  ', ['SET', 'k']],
    ['', []],
    ['"" \'\'', ['', '']],
    ['"a b" \'c "d"\'', ['a b', 'c "d"']],
    [String.raw`"\x00\xFF\r\n\t\b\a\\\"\q"`, ['\x00\xff\r\n\t\b\x07\\"q']],
    [String.raw`'it\'s\n'`, ["it's\\n"]],
    ['é', ['\xc3\xa9']],
  ])('%s', (line, words) => {
    expect(texts(line)).toEqual(words);
  });

  test.each(['"a', "'a", '"a"b', 'a"b"', '"a\\"'])('%s has unbalanced quotes', (line) => {
    expect(() => splitWords(line)).toThrow('unbalanced quotes');
  });

  test('quoted and split again are what they were', () => {
    const word = fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(splitWords(words.map(quote).join(' '))).toEqual(words);
      }),
    );
  });

  test('printed bytes are one line of ASCII', () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    expect(printable(all)).toMatch(/^[ -~]+$/);
    expect(printable(Buffer.from('a\\\r\n\x00'))).toBe(String.raw`a\\\r\n\x00`);
  });
});
