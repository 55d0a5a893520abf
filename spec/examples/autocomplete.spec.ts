import { Autocomplete } from '../../examples/autocomplete';
import { serving } from '../support/serving';

describe('Autocomplete', () => {
  const { say } = serving({ structures: [Autocomplete] });

  it('answers what begins so, the most frequent first, in whatever case', async () => {
    await say('TYPED', 'words', 'lemon', 3);
    await say('TYPED', 'words', 'Lemonade', 5);
    expect(await say('COMPLETE', 'words', 'le')).toEqual(['Lemonade', 'lemon']);
    expect(await say('TYPED', 'words', 'lemon', 4)).toBe(7);
    expect(await say('COMPLETE', 'words', 'LEM', 1)).toEqual(['lemon']);
    expect(await say('COMPLETE', 'words', '')).toEqual(['lemon', 'Lemonade']);
    expect(await say('COMPLETE', 'words', 'x')).toEqual([]);
  });

  it('keeps the best ten of each beginning, however many there are', async () => {
    for (let n = 0; n < 30; n++) await say('TYPED', 'words', `word ${n}`, n + 1);
    await say('COMPLETE', 'words', 'word');
    await say('TYPED', 'words', 'word 0', 100);
    const best = (await say('COMPLETE', 'words', 'word', 10)) as string[];
    expect(best.slice(0, 3)).toEqual(['word 0', 'word 29', 'word 28']);
    expect(best).toHaveLength(10);
  });

  it('takes accents, and phrases that are longer than beginnings may be', async () => {
    const phrase = 'crème brûlée à la vanille de Madagascar';
    await say('TYPED', 'words', phrase);
    expect(await say('COMPLETE', 'words', 'CRÈ')).toEqual([phrase]);
    expect(await say('COMPLETE', 'words', phrase)).toEqual([phrase]);
  });

  it('is not there until something was typed', async () => {
    expect(await say('COMPLETE', 'words', 'le')).toEqual([]);
    expect(await say('EXISTS', 'words')).toBe(0);
  });
});
