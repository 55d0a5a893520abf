import { SearchCache } from '../../examples/search-docs';
import { serving } from '../support/serving';

describe('Search over the guide', () => {
  const { say, refusal } = serving({ structures: [SearchCache] });

  it('finds sections, misspelt too, and keeps what it found', async () => {
    const found = (await say('SEARCH', 'docs', 'packed values')) as string[];
    expect(found[0]).toBe('values.md#packed-values');
    expect(await say('SEARCH', 'docs', 'packd vales')).toContain('values.md#packed-values');
    expect(await say('LRANGE', 'search:["docs","packed values"]', 1, -1)).toEqual(found);
    expect(await say('SEARCH', 'docs', 'xylophone')).toEqual([]);
  });

  it('has one index', async () => {
    expect(await refusal('SEARCH', 'books', 'a')).toMatch(/there is no index books$/);
  });
});
