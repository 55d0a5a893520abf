import { equivalent } from './equivalence';
import type { Answer } from './player';
import { type Leniency, parseScript } from './script';
import { transcript } from './transcript';

const answer = (wire: string, end: Answer['end'] = 'complete'): Answer => ({ bytes: Buffer.from(wire), end });
const same = (a: string, b: string, ...leniencies: Leniency[]) =>
  equivalent(answer(a), answer(b), new Set(leniencies));

describe('a script', () => {
  const linesOf = (text: string) => parseScript(text).map((step) => step.line);

  test('has a step a line, without remarks and empty lines', () => {
    expect(linesOf('\n  PING\n\n  # a remark\n  GET k\n')).toEqual(['PING', 'GET k']);
  });

  test('has a step for each combination of alternatives', () => {
    expect(linesOf('SET k {1,2} {,NX}')).toEqual(['SET k 1', 'SET k 1 NX', 'SET k 2', 'SET k 2 NX']);
    expect(linesOf('GET {t}a "{1,2}" \'{3,4}\' {x}')).toEqual(['GET {t}a "{1,2}" \'{3,4}\' {x}']);
    expect(linesOf('{INCR k,GET k}')).toEqual(['INCR k', 'GET k']);
  });

  test('is sent as arrays, as lines, or as exact bytes', () => {
    const sent = (text: string) => parseScript(text)[0]!.request.toString('latin1');
    expect(sent('GET "a b"')).toBe('*2\r\n$3\r\nGET\r\n$3\r\na b\r\n');
    expect(sent('inline: GET "a b" ~close')).toBe('GET "a b"\r\n');
    expect(sent(String.raw`raw: "*1\r\n" 'PING'`)).toBe('*1\r\nPING');
  });

  test('says how its replies are read', () => {
    const [step] = parseScript('KEYS * ~unordered ~ttl ~replies:2 ~close');
    expect(step).toMatchObject({ replies: 2, closes: true, leniencies: new Set(['ttl', 'unordered']) });
    expect(parseScript('GET "~ttl"')[0]!.leniencies.size).toBe(0);
    expect(() => parseScript('GET k ~nosuch')).toThrow('unknown modifier ~nosuch');
  });
});

describe('replies are the same', () => {
  test('when their bytes are', () => {
    expect(same('+OK\r\n', '+OK\r\n')).toBe(true);
    expect(same('$2\r\nOK\r\n', '+OK\r\n')).toBe(false);
    expect(equivalent(answer('+OK\r\n', 'closed'), answer('+OK\r\n'), new Set())).toBe(false);
  });

  test('~unordered: when they have the same elements', () => {
    expect(same('*2\r\n:1\r\n:2\r\n', '*2\r\n:2\r\n:1\r\n')).toBe(false);
    expect(same('*2\r\n:1\r\n:2\r\n', '*2\r\n:2\r\n:1\r\n', 'unordered')).toBe(true);
    expect(same('*2\r\n:1\r\n:1\r\n', '*2\r\n:2\r\n:1\r\n', 'unordered')).toBe(false);
    expect(same('*2\r\n*1\r\n:1\r\n:2\r\n', '*2\r\n:2\r\n*1\r\n:1\r\n', 'unordered')).toBe(true);
  });

  test('~pairs: when they have the same pairs of elements', () => {
    const of = (...texts: number[]) => `*${texts.length}\r\n${texts.map((text) => `:${text}\r\n`).join('')}`;
    expect(same(of(1, 2, 3, 4), of(3, 4, 1, 2), 'pairs')).toBe(true);
    expect(same(of(1, 2, 3, 4), of(1, 4, 3, 2), 'pairs')).toBe(false);
    expect(same(of(1, 2, 3), of(3, 1, 2), 'pairs')).toBe(false);
    expect(same(`*2\r\n${of(1, 2)}${of(3, 4)}`, `*2\r\n${of(3, 4)}${of(1, 2)}`, 'pairs')).toBe(true);
    expect(same(`*2\r\n:0\r\n${of(1, 2, 3, 4)}`, `*2\r\n:0\r\n${of(3, 4, 1, 2)}`, 'pairs')).toBe(true);
  });

  test('~ttl: when both are near each other, and on the same side of zero', () => {
    expect(same(':100000\r\n', ':99001\r\n', 'ttl')).toBe(true);
    expect(same(':100000\r\n', ':98999\r\n', 'ttl')).toBe(false);
    expect(same(':1000000\r\n', ':997999\r\n', 'ttl')).toBe(false);
    expect(same(':-1\r\n', ':-2\r\n', 'ttl')).toBe(false);
    expect(same(':0\r\n', ':1\r\n', 'ttl')).toBe(false);
  });

  test('~shape: when their types and counts are', () => {
    expect(same('*2\r\n:1\r\n$1\r\na\r\n', '*2\r\n:5\r\n$2\r\nbc\r\n', 'shape')).toBe(true);
    expect(same('*2\r\n:1\r\n:2\r\n', '*1\r\n:1\r\n', 'shape')).toBe(false);
    expect(same('$1\r\na\r\n', '$-1\r\n', 'shape')).toBe(false);
  });

  test('~digits: when they differ in numbers only', () => {
    expect(same('$8\r\nid=5 a=1\r\n', '$9\r\nid=12 a=3\r\n', 'digits')).toBe(true);
    expect(same('$8\r\nid=5 a=1\r\n', '$8\r\nid=5 b=1\r\n', 'digits')).toBe(false);
  });
});

describe('a transcript', () => {
  const steps = parseScript('GET k\nKEYS * ~unordered');

  test('shows each line and its reply, an element a line', () => {
    const answers = [answer('$3\r\na\r\n\r\n'), answer('*2\r\n:1\r\n', 'silent')];
    expect(transcript(steps, answers)).toBe(
      'GET k\n    $3\\r\\na\\r\\n\\r\\n\nKEYS * ~unordered\n    (silent)\n',
    );
    expect(transcript(steps, [answer('*1\r\n*1\r\n:1\r\n')])).toBe(
      'GET k\n    *1\\r\\n\n      *1\\r\\n\n        :1\\r\\n\n',
    );
  });

  test('is the expected one where the answers are the same', () => {
    const expected = [answer(':1\r\n'), answer('*2\r\n:1\r\n:2\r\n')];
    const actual = [answer(':2\r\n'), answer('*2\r\n:2\r\n:1\r\n')];
    expect(transcript(steps, actual, expected)).toBe(
      'GET k\n    :2\\r\\n\nKEYS * ~unordered\n    *2\\r\\n\n      :1\\r\\n\n      :2\\r\\n\n',
    );
  });

  test('cuts long replies so that different ones stay different', () => {
    const long = (text: string) => transcript(steps, [answer(`$1000\r\n${text.padStart(1000, 'x')}\r\n`)]);
    expect(long('a').length).toBeLessThan(300);
    expect(long('a')).not.toBe(long('b'));
  });
});
