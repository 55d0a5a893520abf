import fc from 'fast-check';
import { shownWords } from '../../../structures/data/shown-words';
import { splitWords } from '../../support/quoting';

describe('words as a line', () => {
  it('are the words that redis-cli would read', () => {
    const words = fc.array(fc.uint8Array({ maxLength: 128 }).map((bytes) => Buffer.from(bytes)));
    fc.assert(fc.property(words, (all) => expect(splitWords(shownWords(all))).toEqual(all)));
  });

  it('are cut when they are long', () => {
    expect(shownWords([Buffer.from('SET'), Buffer.alloc(130, 'x')])).toBe(
      `SET ${'x'.repeat(128)}... (2 more bytes)`,
    );
  });
});
