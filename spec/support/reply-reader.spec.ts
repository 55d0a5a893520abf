import { readReply, type WireReply } from './reply-reader';

type Told = [type: string, text: string, items?: Told[]];

const told = ({ type, text, items }: WireReply): Told =>
  items ? [type, text, items.map(told)] : [type, text];

const REPLIES: [wire: string, reply: Told][] = [
  ['+OK\r\n', ['+', 'OK']],
  ['-ERR no\r\n', ['-', 'ERR no']],
  [':-5\r\n', [':', '-5']],
  ['$3\r\na\r\n\r\n', ['$', 'a\r\n']],
  ['$0\r\n\r\n', ['$', '']],
  ['$-1\r\n', ['$-1', '-1']],
  ['*-1\r\n', ['*-1', '-1']],
  ['*0\r\n', ['*', '0', []]],
  [
    '*2\r\n:1\r\n*1\r\n$1\r\na\r\n',
    [
      '*',
      '2',
      [
        [':', '1'],
        ['*', '1', [['$', 'a']]],
      ],
    ],
  ],
  ['_\r\n', ['_', '']],
  ['#t\r\n', ['#', 't']],
  [',1.5\r\n', [',', '1.5']],
  ['(123\r\n', ['(', '123']],
  ['=5\r\ntxt:a\r\n', ['=', 'txt:a']],
  ['!3\r\nERR\r\n', ['!', 'ERR']],
  [
    '%1\r\n+a\r\n:1\r\n',
    [
      '%',
      '1',
      [
        ['+', 'a'],
        [':', '1'],
      ],
    ],
  ],
  ['~1\r\n:1\r\n', ['~', '1', [[':', '1']]]],
  ['>1\r\n:1\r\n', ['>', '1', [[':', '1']]]],
  [
    '|1\r\n+a\r\n:1\r\n+OK\r\n',
    [
      '|',
      '1',
      [
        ['+', 'a'],
        [':', '1'],
        ['+', 'OK'],
      ],
    ],
  ],
];

describe('a reply', () => {
  test.each(REPLIES)('%j is read whole, and not before it has ended', (wire, reply) => {
    const bytes = Buffer.from(wire, 'latin1');
    const read = readReply(Buffer.concat([bytes, Buffer.from('+next')]));
    expect(told(read!)).toEqual(reply);
    expect(read!.bytes).toEqual(bytes);
    for (let end = 0; end < bytes.length; end++) expect(readReply(bytes.subarray(0, end))).toBeUndefined();
  });

  test('that is none is refused', () => {
    expect(() => readReply(Buffer.from('hello\r\n'))).toThrow('not a RESP reply: "hello');
  });
});
