import { decodeText } from '../../../lib/protocol/text';
import { textBytes } from '../../../structures/data/text-bytes';

describe('Bytes of a text', () => {
  it.each(['', 'plain', 'é😀', 'ff', 'c3', 'c328ff00', 'f09f9880ff'])(
    '%s are those it was made of',
    (text) => {
      const bytes = /^[0-9a-f]*$/.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text);
      expect(textBytes(decodeText(bytes, 0, bytes.length))).toEqual(bytes);
    },
  );
});
