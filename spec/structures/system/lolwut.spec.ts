import { automaton } from '../../../structures/system/lolwut/automaton';
import { serving } from '../../support/serving';

const server = serving({});

const drawn = async (...words: (string | number)[]) =>
  ((await server.say('LOLWUT', ...words)) as string).split('\n');

describe('LOLWUT', () => {
  it('draws 64 columns and 16 rows, and tells the versions below', async () => {
    const lines = await drawn();
    expect(lines.slice(0, 16).every((line) => /^[\u2800-\u28ff]{64}$/.test(line))).toBe(true);
    expect(lines.slice(16)).toEqual(['', `Memo ver. ${server.memo.version}, Redis ver. 7.0.15`, '']);
  });

  it.each([
    [['VERSION', 1, 10, 3], 10, 3],
    [['VERSION', 5, 7], 7, 16],
    [[12, 2], 12, 2],
    [['x', 'y'], 64, 16],
    [['VERSION', 1, 100_000, -5], 1000, 1],
  ])('%j is so many columns and rows', async (words, columns, rows) => {
    const lines = await drawn(...words);
    expect(lines.slice(0, -3).map(({ length }) => length)).toEqual(new Array(rows).fill(columns));
  });

  it('draws a rule of Wolfram from one cell on', () => {
    const drawing = automaton({ columns: 4, rows: 1, rule: 90, random: () => 1 });
    expect(drawing).toBe('⢀⢔⢑⢄\n');
  });
});
