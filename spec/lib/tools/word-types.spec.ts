import { runInNewContext } from 'node:vm';
import { memberOf, property, quoted } from '../../../lib/tools/word-types';

describe('What is written into code', () => {
  it.each(['plain', "it's", '"', '\\', '\\"', "\\'", 'two\nlines', '\r\u2028\u0000', '${x} `y`'])(
    'stands there as it is: %j',
    (text) => {
      expect(runInNewContext(quoted(text))).toBe(text);
      expect(runInNewContext(`({ ${property(text)}: 1 })`)).toEqual({ [text]: 1 });
      expect(runInNewContext(memberOf('value', text), { value: { [text]: 1 } })).toBe(1);
    },
  );
});
