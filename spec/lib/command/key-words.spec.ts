import { Memo, reads, serves, Structure, structure, t } from '../../../lib/index';
import { keyWords } from '../../../lib/command/key-words';
import { requestOf } from '../../../lib/protocol/request-of';

@structure()
class Finder extends Structure {
  isEmpty() {
    return true;
  }

  @reads('Its own key, and another.', t.int('n'), t.key('other'))
  OWN() {
    return null;
  }

  @reads(
    'Keys in options.',
    t.options({ store: t.keyword('STORE', t.entry('destination')), quiet: t.flag('QUIET') }),
  )
  static STORE() {
    return null;
  }

  @reads('None that is asked for later.', t.lazy(t.text('text')), t.optional(t.key()))
  static LATER() {
    return null;
  }

  @serves('A sub-command.', t.rest(t.key()))
  static 'FIND ALL'() {
    return null;
  }
}

describe('The keys of a request', () => {
  const memo = new Memo({ port: 0, structures: [Finder], configuration: { appendonly: 'no' } });
  beforeAll(() => memo.start());
  afterAll(() => memo.stop());

  const keysOf = (line: string) => {
    const request = requestOf(line.split(' '));
    const found = memo.commands.find(request)!;
    const command = found.subcommand(request) ?? found;
    return keyWords(command, request).map((word) => request.text(word));
  };

  it.each([
    ['GET a', ['a']],
    ['MSET a 1 b 2', ['a', 'b']],
    ['LMPOP 2 a b LEFT', ['a', 'b']],
    ['RENAME a b', ['a', 'b']],
    ['COPY a b DB 1 REPLACE', ['a', 'b']],
    ['OBJECT ENCODING a', ['a']],
    ['OWN a 1 b', ['a', 'b']],
    ['STORE QUIET STORE a', ['a']],
    ['STORE QUIET', []],
    ['LATER x', []],
    ['LATER x a', ['a']],
    ['FIND ALL a b', ['a', 'b']],
    ['PING', []],
    ['FLUSHALL', []],
  ])('%s are %j', (line, keys) => {
    expect(keysOf(line)).toEqual(keys);
  });

  it('are found only when the arguments can be read', () => {
    expect(() => keysOf('OWN a x b')).toThrow('ERR value is not an integer or out of range');
    expect(() => keysOf('LMPOP 3 a b LEFT')).toThrow('ERR syntax error');
  });
});
