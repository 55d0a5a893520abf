import fc from 'fast-check';
import { splitInlineWords } from '../../../lib/protocol/inline-words';
import { Request } from '../../../lib/protocol/request';

/** The words of a line, one char a byte. */
function split(line: string): string[] {
  const request = new Request();
  request.bytes = Buffer.from(line, 'latin1');
  splitInlineWords(request, 0, request.bytes.length);
  return Array.from({ length: request.count }, (_, word) => request.wire(word));
}

describe('words of an inline request', () => {
  it.each<[string, string[]]>([
    ['', []],
    [' \t\v\f\r ', []],
    ['SET a 1', ['SET', 'a', '1']],
    ['  SET\ta \r 1\n', ['SET', 'a', '1']],
    ['\xe9t\xe9 \x00', ['\xe9t\xe9', '\x00']],
  ])('%j: blanks separate them', (line, words) => expect(split(line)).toEqual(words));

  it('do not end at a vertical tab or form feed, which separate them all the same', () => {
    expect(split('\vECHO\v \fa\fb')).toEqual(['ECHO\v', 'a\fb']);
  });

  it.each<[string, string[]]>([
    ['"a b"', ['a b']],
    ['""', ['']],
    ["''", ['']],
    ['\'a b\' "c d"', ['a b', 'c d']],
    ['foo"bar baz"', ['foobar baz']],
    ["a'b'", ['ab']],
    ['"a"\v"b"', ['a', 'b']],
    ['a\\"b"', ['a\\b']],
  ])('%j: quotes keep blanks, and may begin within a word', (line, words) =>
    expect(split(line)).toEqual(words),
  );

  it.each<[string, string]>([
    ['"\\n\\r\\t\\b\\a"', '\n\r\t\b\x07'],
    ['"\\x41\\xfF\\x00"', 'A\xff\x00'],
    ['"\\"\\\\\\q\\\'"', '"\\q\''],
    ['"\\xg1\\x4"', 'xg1x4'],
    ['"\\X41"', 'X41'],
    ["'\\'\\n\\\"\\x41'", '\'\\n\\"\\x41'],
    ['\\n\\x41', '\\n\\x41'],
  ])('%j: backslashes escape in double quotes, and only a quote in single ones', (line, word) => {
    expect(split(line)).toEqual([word]);
  });

  it.each(['"a', "'a", '"a"b', "'a'b", '"a"\'b\'', '"a\\', '"a\\"', "'a\\'", '"\\x4', 'a "', "'\\\\'"])(
    '%j: quotes must close, and then the word ends',
    (line) => expect(() => split(line)).toThrow('Protocol error: unbalanced quotes in request'),
  );

  it('are those that were quoted, whatever their bytes', () => {
    const hex = (byte: number) => `\\x${byte.toString(16).padStart(2, '0')}`;
    const quoted = (word: Uint8Array) => `"${Array.from(word, hex).join('')}"`;
    fc.assert(
      fc.property(fc.array(fc.uint8Array(), { maxLength: 40 }), (words) => {
        expect(split(words.map(quoted).join(' '))).toEqual(
          words.map((word) => Buffer.from(word).toString('latin1')),
        );
      }),
    );
  });
});
