import {
  ByteSlice,
  CommandError,
  double,
  NULL_ARRAY,
  OK,
  push,
  reads,
  serves,
  status,
  Structure,
  structure,
  verbatim,
  type Reply,
} from '../../../lib/index';
import { Conversation } from '../../support/conversation';
import { serving } from '../../support/serving';

let answer: Reply = null;

@structure()
class Answers extends Structure {
  @reads('Answers what the spec says.')
  static ANSWER() {
    return answer;
  }

  @reads('Answers it in wire strings.', { wire: true })
  static WIRE() {
    return answer;
  }

  @serves('Answers it later.')
  static async LATER() {
    await Promise.resolve();
    return answer;
  }

  @serves('Answers it later in wire strings.', { wire: true })
  static async LATERWIRE() {
    await Promise.resolve();
    return answer;
  }

  @reads('Answers nothing.')
  static NOTHING() {
    answer = null;
  }
}

const circle: Reply[] = [];
circle.push(circle);

describe('What a handler returns', () => {
  const context = serving({ structures: [Answers] });
  let conversations: Record<2 | 3, Conversation>;

  beforeAll(async () => {
    conversations = {
      2: await Conversation.open(context.memo.port),
      3: await Conversation.open(context.memo.port),
    };
    await conversations[3].say('HELLO', '3');
  });
  afterAll(() => Object.values(conversations).forEach((conversation) => conversation.close()));

  const replies = async (reply: Reply, command = 'ANSWER') => {
    answer = reply;
    const bytes = [await conversations[2].say(command), await conversations[3].say(command)];
    return bytes.map((each) => each.toString('latin1').replaceAll('\r\n', '|'));
  };

  it.each<[string, Reply, string, string]>([
    ['OK is a status', OK, '+OK|', '+OK|'],
    ['a status is one', status('QUEUED'), '+QUEUED|', '+QUEUED|'],
    ['text is a bulk string, also the text OK', 'OK', '$2|OK|', '$2|OK|'],
    ['text is UTF-8', 'ä€', '$5|Ã¤â\x82¬|', '$5|Ã¤â\x82¬|'],
    ['an escaped byte is that byte', '\udcff', '$1|ÿ|', '$1|ÿ|'],
    ['no text is an empty bulk string', '', '$0||', '$0||'],
    ['a Buffer is a bulk string', Buffer.of(255, 0), '$2|ÿ\0|', '$2|ÿ\0|'],
    ['a slice is a bulk string', new ByteSlice(Buffer.from('abcd'), 1, 3), '$2|bc|', '$2|bc|'],
    ['an integer is one', -7, ':-7|', ':-7|'],
    ['the largest safe integer is one', 2 ** 53 - 1, ':9007199254740991|', ':9007199254740991|'],
    ['a larger one is a double', 2 ** 53, '$16|9007199254740992|', ',9007199254740992|'],
    ['a fraction is a double', 1.5, '$3|1.5|', ',1.5|'],
    ['infinity is a double', -Infinity, '$4|-inf|', ',-inf|'],
    ['double makes any number one', double(2), '$1|2|', ',2|'],
    ['a bigint is an integer', 2n ** 63n - 1n, ':9223372036854775807|', ':9223372036854775807|'],
    ['a boolean is one', true, ':1|', '#t|'],
    ['false is one', false, ':0|', '#f|'],
    ['null is null', null, '$-1|', '_|'],
    ['undefined is null', undefined, '$-1|', '_|'],
    ['a null array is null', NULL_ARRAY, '*-1|', '_|'],
    ['an array is one, of any replies', [1, ['a', null]], '*2|:1|*2|$1|a|$-1|', '*2|:1|*2|$1|a|_|'],
    ['a Map is a map', new Map<Reply, Reply>([['a', 1]]), '*2|$1|a|:1|', '%1|$1|a|:1|'],
    ['an object is a map', { a: { b: true } }, '*2|$1|a|*2|$1|b|:1|', '%1|$1|a|%1|$1|b|#t|'],
    ['a Set is a set', new Set(['a']), '*1|$1|a|', '~1|$1|a|'],
    ['a push is one', push('news', 1), '*2|$4|news|:1|', '>2|$4|news|:1|'],
    ['verbatim text is one', verbatim('hi'), '$2|hi|', '=6|txt:hi|'],
    ['an error may be in an array', [new CommandError('NO way')], '*1|-NO way|', '*1|-NO way|'],
  ])('%s', async (_, reply, second, third) => {
    expect(await replies(reply)).toEqual([second, third]);
  });

  it('nothing is null', async () => {
    expect(await replies('something', 'NOTHING')).toEqual(['$-1|', '_|']);
  });

  it('wire strings are bytes, wherever they are', async () => {
    const reply = { ä: ['ÿ', 'ä'], text: new Set(['ä']) };
    const expected = ['*4|$1|ä|*2|$1|ÿ|$1|ä|$4|text|*1|$1|ä|', '%2|$1|ä|*2|$1|ÿ|$1|ä|$4|text|~1|$1|ä|'];
    expect(await replies(reply, 'WIRE')).toEqual(expected);
    expect(await replies(reply, 'LATERWIRE')).toEqual(expected);
  });

  it('text stays text behind a command with wire strings, asynchronous ones too', async () => {
    for (const command of ['ANSWER', 'LATER']) {
      await replies('ä', 'WIRE');
      expect(await replies('ä', command)).toEqual(['$2|Ã¤|', '$2|Ã¤|']);
    }
  });

  describe.each(['ANSWER', 'LATER'])('that is no reply, by %s,', (command) => {
    it.each<[string, unknown]>([
      ['a function', () => 1],
      ['a symbol', Symbol('s')],
      ['a Date', new Date()],
      ['a structure', new Answers()],
      ['an array with one of them', ['a', [() => 1]]],
      ['a circle', circle],
    ])('%s, is an internal error, and the connection goes on', async (_, reply) => {
      for (const text of await replies(reply as Reply, command))
        expect(text).toMatch(new RegExp(`^-ERR internal error in Answers.${command}: [^|]+\\|$`));
      expect(await replies('fine')).toEqual(['$4|fine|', '$4|fine|']);
    });
  });
});
