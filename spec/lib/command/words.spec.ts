import { errors, reads, Structure, structure, t, type Words } from '../../../lib/index';
import { serving } from '../../support/serving';

/** Numbers up to the first other word, MOST in front or not, and what stands behind END. */
function readNumbers(words: Words) {
  const most = words.take('MOST', 1) ? words.read(t.int('most')) : undefined;
  const numbers: number[] = [];
  while (words.left > 0 && /^\d/.test(String.fromCharCode(words.next.bytes[words.next.start]!)))
    numbers.push(words.read(t.int('number')));
  if (words.left > 0 && !words.take('END')) throw errors.unsupportedOption(words.excerpt(4));
  return { most, numbers, left: words.left };
}

@structure()
class Reader extends Structure {
  isEmpty() {
    return true;
  }

  @reads(
    'Words that a function reads.',
    t.words(
      [t.optional(t.keyword('MOST', t.int('most'))), t.list(t.int('number')), t.flag('END')],
      readNumbers,
    ),
  )
  NUMBERS(read: ReturnType<typeof readNumbers>) {
    return JSON.stringify(read);
  }

  @reads('The same, but later.', t.lazy(t.words([t.list(t.int('number'))], readNumbers)))
  LATER(read: () => ReturnType<typeof readNumbers>) {
    return JSON.stringify(read());
  }

  @reads('Words before an argument.', t.words([t.list(t.int('number'))], readNumbers), t.text('last'))
  BEFORE(read: ReturnType<typeof readNumbers>, last: string) {
    return `${JSON.stringify(read)} ${last}`;
  }

  @reads(
    'The name of the command, as it came.',
    t.words(
      [t.list(t.text('word'))],
      (words) => {
        words.skip();
        return words.commandName;
      },
      3,
    ),
  )
  NAMED(name: string) {
    return name;
  }

  @reads('One or the other.', t.either('which', t.flag('*'), t.keyword('AT', t.int('at')), t.text('id')))
  EITHER(which: string | number | true) {
    return String(which);
  }
}

describe('t.words', () => {
  const { say, refusal } = serving({ structures: [Reader] });

  it('lets a function read what is left', async () => {
    expect(await say('NUMBERS', 'k', 1, 2)).toBe('{"numbers":[1,2],"left":0}');
    expect(await say('NUMBERS', 'k', 'most', 3, 1, 'end')).toBe('{"most":3,"numbers":[1],"left":0}');
  });

  it('refuses what the function leaves', async () => {
    expect(await refusal('NUMBERS', 'k', 1, 'end', 'x')).toBe(errors.syntax().message);
    expect(await refusal('LATER', 'k', 1, 'end', 'x')).toBe(errors.syntax().message);
  });

  it('takes a token only when enough words follow', async () => {
    expect(await refusal('NUMBERS', 'k', 'MOST')).toBe('ERR Unsupported option MOST');
  });

  it('shows the beginning of a word', async () => {
    expect(await refusal('NUMBERS', 'k', 1, 'surprise')).toBe('ERR Unsupported option surp');
  });

  it('passes on what other arguments refuse', async () => {
    expect(await refusal('NUMBERS', 'k', '1x')).toBe(errors.notInteger().message);
  });

  it('is read when it is asked for, if it is lazy', async () => {
    expect(await say('LATER', 'k', 1)).toBe('{"numbers":[1],"left":0}');
    expect(await refusal('LATER', 'k', 'x')).toBe('ERR Unsupported option x');
  });

  it('leaves words to the arguments behind it', async () => {
    expect(await say('BEFORE', 'k', 1, 2, 3)).toBe('{"numbers":[1,2],"left":0} 3');
  });

  it('passes over what is left, of so many words as it says it needs', async () => {
    expect(await say('nAmed', 'k', 1, 2, 3)).toBe('nAmed');
    expect(await refusal('NAMED', 'k', 1, 2)).toBe(errors.wrongArity('NAMED').message);
  });

  it('is told as the arguments that it is documented as', async () => {
    const [, docs] = (await say('COMMAND', 'DOCS', 'NUMBERS')) as [string, unknown[]];
    const described = docs[docs.indexOf('arguments') + 1] as unknown[][];
    expect(described.map((argument) => argument[1])).toEqual(['key', 'most', 'number', 'end']);
    const [[, arity]] = (await say('COMMAND', 'INFO', 'NUMBERS')) as [[string, number]];
    expect(arity).toBe(-3);
  });
});

describe('t.either', () => {
  const { say, refusal } = serving({ structures: [Reader] });

  it('reads what a token announces, or else any word', async () => {
    expect(await say('EITHER', 'k', '*')).toBe('true');
    expect(await say('EITHER', 'k', 'at', 5)).toBe('5');
    expect(await say('EITHER', 'k', 'other')).toBe('other');
    expect(await refusal('EITHER', 'k', 'at', 'x')).toBe(errors.notInteger().message);
  });

  it('needs a part that takes any word', () => {
    expect(() => t.either('which', t.flag('A'))).toThrow('t.either: one part of which takes any word');
  });
});
