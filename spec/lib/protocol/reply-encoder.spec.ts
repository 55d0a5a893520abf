import fc from 'fast-check';
import Parser from 'redis-parser';
import { CommandError } from '../../../lib/errors';
import {
  ByteSlice,
  NULL_ARRAY,
  OK,
  double,
  entriesOf,
  mapOf,
  pairsOf,
  push,
  setOf,
  status,
  verbatim,
  type Reply,
} from '../../../lib/protocol/reply';
import { ReplyEncoder } from '../../../lib/protocol/reply-encoder';

/** The bytes of a reply, one char a byte. */
function encode(reply: Reply, protocol: 2 | 3 = 2, wire = false): string {
  const encoder = new ReplyEncoder();
  encoder.protocol = protocol;
  encoder.write(reply, wire);
  return encoder.encoded().toString('latin1');
}

const bulk = (bytes: string) => `$${bytes.length}\r\n${bytes}\r\n`;

describe('in RESP2 and RESP3', () => {
  it.each<[string, Reply, string, string]>([
    ['OK', OK, '+OK\r\n', '+OK\r\n'],
    ['a status', status('PONG'), '+PONG\r\n', '+PONG\r\n'],
    ['a string', 'OK', '$2\r\nOK\r\n', '$2\r\nOK\r\n'],
    ['an integer', 12345, ':12345\r\n', ':12345\r\n'],
    ['null', null, '$-1\r\n', '_\r\n'],
    ['undefined', undefined, '$-1\r\n', '_\r\n'],
    ['no array', NULL_ARRAY, '*-1\r\n', '_\r\n'],
    ['true', true, ':1\r\n', '#t\r\n'],
    ['false', false, ':0\r\n', '#f\r\n'],
    ['a double', double(3.141), '$5\r\n3.141\r\n', ',3.141\r\n'],
    ['a double as it was told', double(0.5, '0.50'), '$4\r\n0.50\r\n', ',0.50\r\n'],
    ['a whole double', double(3), '$1\r\n3\r\n', ',3\r\n'],
    ['a whole double as it was told', double(3, '3.0'), '$3\r\n3.0\r\n', ',3.0\r\n'],
    ['a double of ten digits', double(2147483647), '$10\r\n2147483647\r\n', ',2147483647\r\n'],
    ['a double past 31 bits', double(2147483648), '$10\r\n2147483648\r\n', ',2147483648\r\n'],
    ['a negative double', double(-20), '$3\r\n-20\r\n', ',-20\r\n'],
    ['zero as a double', double(0), '$1\r\n0\r\n', ',0\r\n'],
    ['minus zero', double(-0), '$2\r\n-0\r\n', ',-0\r\n'],
    ['infinity', Infinity, '$3\r\ninf\r\n', ',inf\r\n'],
    ['minus infinity', double(-Infinity), '$4\r\n-inf\r\n', ',-inf\r\n'],
    ['not a number', NaN, '$3\r\nnan\r\n', ',nan\r\n'],
    ['a number with a fraction', 0.5, '$3\r\n0.5\r\n', ',0.5\r\n'],
    ['a number past the safe integers', 2 ** 53, '$16\r\n9007199254740992\r\n', ',9007199254740992\r\n'],
    ['a bigint', 9223372036854775807n, ':9223372036854775807\r\n', ':9223372036854775807\r\n'],
    [
      'a bigint of more than 64 bits',
      2n ** 63n,
      '$19\r\n9223372036854775808\r\n',
      '(9223372036854775808\r\n',
    ],
    [
      'an array',
      [0, 'a', [null]],
      '*3\r\n:0\r\n$1\r\na\r\n*1\r\n$-1\r\n',
      '*3\r\n:0\r\n$1\r\na\r\n*1\r\n_\r\n',
    ],
    ['an empty array', [], '*0\r\n', '*0\r\n'],
    ['a Map', new Map([['a', 1]]), '*2\r\n$1\r\na\r\n:1\r\n', '%1\r\n$1\r\na\r\n:1\r\n'],
    [
      'an object',
      { a: 1, b: true },
      '*4\r\n$1\r\na\r\n:1\r\n$1\r\nb\r\n:1\r\n',
      '%2\r\n$1\r\na\r\n:1\r\n$1\r\nb\r\n#t\r\n',
    ],
    ['a Set', new Set([1, 2]), '*2\r\n:1\r\n:2\r\n', '~2\r\n:1\r\n:2\r\n'],
    ['items of a set', setOf([1, 2]), '*2\r\n:1\r\n:2\r\n', '~2\r\n:1\r\n:2\r\n'],
    ['items of a map', mapOf(['a', 1]), '*2\r\n$1\r\na\r\n:1\r\n', '%1\r\n$1\r\na\r\n:1\r\n'],
    ['entries', entriesOf(['a', 1]), '*1\r\n*2\r\n$1\r\na\r\n:1\r\n', '%1\r\n$1\r\na\r\n:1\r\n'],
    [
      'pairs',
      pairsOf(['a', 1, 'b', 2]),
      '*4\r\n$1\r\na\r\n:1\r\n$1\r\nb\r\n:2\r\n',
      '*2\r\n*2\r\n$1\r\na\r\n:1\r\n*2\r\n$1\r\nb\r\n:2\r\n',
    ],
    ['no pairs', pairsOf([]), '*0\r\n', '*0\r\n'],
    ['a push', push('message', 42), '*2\r\n$7\r\nmessage\r\n:42\r\n', '>2\r\n$7\r\nmessage\r\n:42\r\n'],
    ['verbatim text', verbatim('é\n'), '$3\r\n\xc3\xa9\n\r\n', '=7\r\ntxt:\xc3\xa9\n\r\n'],
    ['verbatim Markdown', verbatim('#', 'mkd'), '$1\r\n#\r\n', '=5\r\nmkd:#\r\n'],
    ['an error', new CommandError('ERR syntax error'), '-ERR syntax error\r\n', '-ERR syntax error\r\n'],
    ['an error in an array', [new CommandError('ERR no')], '*1\r\n-ERR no\r\n', '*1\r\n-ERR no\r\n'],
  ])('%s', (_, reply, resp2, resp3) => {
    expect(encode(reply, 2)).toBe(resp2);
    expect(encode(reply, 3)).toBe(resp3);
  });
});

describe('integers', () => {
  it.each([0, 9, 10, 99, 100, 1000, 2147483647, 2147483648, Number.MAX_SAFE_INTEGER])(
    '%d and its negative',
    (value) => {
      expect(encode(value)).toBe(`:${value}\r\n`);
      expect(encode(-value)).toBe(`:${value === 0 ? 0 : -value}\r\n`);
    },
  );

  it('have their decimal digits', () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer(), fc.maxSafeInteger()), (n) => expect(encode(n)).toBe(`:${n}\r\n`)),
    );
  });
});

describe('strings', () => {
  const longer = (text: string) => text.repeat(40);

  it('are UTF-8, their length in bytes', () => {
    for (const text of ['', 'memo', 'héllo', '日本語', '😀', longer('a'), longer('é'), longer('a😀')]) {
      expect(encode(text)).toBe(bulk(Buffer.from(text).toString('latin1')));
    }
  });

  it('have the byte b where U+DC00+b stands', () => {
    expect(encode('\udcffé\udc80')).toBe(bulk('\xff\xc3\xa9\x80'));
    expect(encode(longer('\udcff'))).toBe(bulk(longer('\xff')));
    expect(encode(status('\udcff'))).toBe('+\xff\r\n');
    expect(encode(new CommandError('ERR \udcff'))).toBe('-ERR \xff\r\n');
  });

  it('on the wire have a byte a character', () => {
    for (const text of ['', 'a\xe9\xff\0', longer('\xe9')]) expect(encode(text, 2, true)).toBe(bulk(text));
    expect(encode([new Map([['\xff', ['\xfe']]])], 3, true)).toBe(
      '*1\r\n%1\r\n$1\r\n\xff\r\n*1\r\n$1\r\n\xfe\r\n',
    );
  });

  it('are on the wire only for one reply', () => {
    const encoder = new ReplyEncoder();
    encoder.write('é', true);
    encoder.write('é');
    expect(encoder.encoded().toString('latin1')).toBe(bulk('\xe9') + bulk('\xc3\xa9'));
  });

  it('in statuses and errors stay on one line', () => {
    expect(encode(status('a\r\nb'))).toBe('+a  b\r\n');
    expect(encode(new CommandError('ERR a\r\n-b\n'))).toBe('-ERR a  -b \r\n');
  });

  it('may be long in statuses and errors', () => {
    expect(encode(status(longer('é')))).toBe(`+${longer('\xc3\xa9')}\r\n`);
    expect(encode(new CommandError(`ERR ${longer('x')}`))).toBe(`-ERR ${longer('x')}\r\n`);
  });
});

describe('bytes', () => {
  it('are written as they are, from Buffers, Uint8Arrays and slices', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(10), (bytes, before) => {
        const expected = bulk(Buffer.from(bytes).toString('latin1'));
        const around = Buffer.concat([Buffer.alloc(before), bytes, Buffer.from('after')]);
        expect(encode(bytes)).toBe(expected);
        expect(encode(Buffer.from(bytes))).toBe(expected);
        expect(encode(new ByteSlice(around, before, before + bytes.length))).toBe(expected);
      }),
    );
  });
});

describe('what is no reply', () => {
  class Point {
    x = 1;
  }

  it.each<[string, unknown, string]>([
    ['a function', () => 1, 'a function is no reply'],
    ['a symbol', Symbol('s'), 'a symbol is no reply'],
    ['an instance of a class', new Point(), 'a Point is no reply'],
    ['a Date', new Date(0), 'a Date is no reply'],
    ['a promise', Promise.resolve(1), 'a Promise is no reply'],
    ['an error of another kind', new Error('x'), 'a Error is no reply'],
  ])('%s: is named, and nothing of the reply is written', (_, value, message) => {
    const encoder = new ReplyEncoder();
    encoder.write(1);
    expect(() => encoder.write([2, [value as Reply]])).toThrow(new TypeError(message));
    encoder.write(3);
    expect(encoder.encoded().toString()).toBe(':1\r\n:3\r\n');
  });

  it('may be an array that contains itself', () => {
    const encoder = new ReplyEncoder();
    const endless: Reply[] = [];
    endless.push(endless);
    // Of which realm the RangeError is depends on the function in which the stack ends: one of jest's context, or one of Node's Buffer.
    expect(() => encoder.write(endless)).toThrow('Maximum call stack size exceeded');
    expect(encoder.length).toBe(0);
  });

  it('is not an object without a prototype: that is a map', () => {
    const bare = Object.assign(Object.create(null) as Record<string, Reply>, { a: 1 });
    expect(encode(bare, 3)).toBe('%1\r\n$1\r\na\r\n:1\r\n');
  });
});

describe('The bytes of an encoder', () => {
  it('are those of the replies since it was reset, and stay with whoever has taken them', () => {
    const encoder = new ReplyEncoder();
    const write = (reply: Reply) => {
      encoder.write(reply);
      return encoder.encoded();
    };
    expect(write('a').toString()).toBe('$1\r\na\r\n');
    encoder.reset();
    expect(write('b').toString()).toBe('$1\r\nb\r\n');
    const copy = encoder.copy();
    const taken = encoder.encoded();
    encoder.detach();
    expect(write('c').toString()).toBe('$1\r\nc\r\n');
    expect([copy, taken].map(String)).toEqual(['$1\r\nb\r\n', '$1\r\nb\r\n']);
    expect(write('x'.repeat(200_000)).length).toBe(7 + 9 + 200_000 + 2);
    encoder.reset();
    expect(write('d').toString()).toBe('$1\r\nd\r\n');
  });
});

describe('any reply', () => {
  const { any } = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant(null),
      fc.maxSafeInteger(),
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
      fc.array(tie('any'), { maxLength: 10 }),
    ),
  }));

  /** The reply as redis-parser shows it: bulk strings are Buffers. */
  const asParsed = (reply: unknown): unknown => {
    if (Array.isArray(reply)) return reply.map(asParsed);
    return typeof reply === 'string' ? Buffer.from(reply) : reply;
  };

  it('is what redis-parser reads', () => {
    fc.assert(
      fc.property(fc.array(any, { maxLength: 20 }), (replies) => {
        const encoder = new ReplyEncoder();
        for (const reply of replies) encoder.write(reply as Reply);
        expect(readAll(encoder.encoded())).toEqual(replies.map(asParsed));
      }),
    );
  });

  function readAll(bytes: Buffer): unknown[] {
    const replies: unknown[] = [];
    const parser = new Parser({
      returnBuffers: true,
      returnReply: (reply: unknown) => replies.push(reply),
      returnError: (error) => replies.push(error),
    });
    parser.execute(Buffer.from(bytes));
    return replies;
  }
});

describe('the buffer', () => {
  const KB = 1024;

  it('grows for any reply, and keeps what was in it', () => {
    for (const big of ['x'.repeat(200 * KB), 'é'.repeat(100 * KB), Buffer.alloc(300 * KB, 'x')]) {
      const encoder = new ReplyEncoder();
      encoder.write('first');
      encoder.write(big);
      encoder.write('last');
      const bytes = Buffer.from(big as string).toString('latin1');
      const expected = bulk('first') + bulk(bytes) + bulk('last');
      expect(encoder.encoded().toString('latin1') === expected).toBe(true);
    }
  });

  it('grows at any byte of any reply', () => {
    const replies: Reply[] = [
      OK,
      1,
      -123456,
      null,
      'text',
      'é',
      'x'.repeat(30),
      Buffer.alloc(70),
      0.1,
      true,
      [1],
      new CommandError('E'),
    ];
    for (const reply of replies) {
      const expected = encode(reply);
      for (let free = 0; free <= expected.length + 40; free++) {
        const encoder = new ReplyEncoder();
        const before = encoder.buffer.length - free;
        encoder.length = before;
        encoder.write(reply);
        expect(encoder.encoded().toString('latin1', before)).toBe(expected);
      }
    }
  });

  it('is used again after reset', () => {
    const encoder = new ReplyEncoder();
    const { buffer } = encoder;
    encoder.write('x'.repeat(1000));
    encoder.reset();
    encoder.write('again');
    expect(encoder.buffer).toBe(buffer);
    expect(encoder.encoded().toString()).toBe(bulk('again'));
  });

  it('is given back after a big reply', () => {
    const encoder = new ReplyEncoder();
    encoder.write(Buffer.alloc(2 * KB * KB));
    expect(encoder.buffer.length).toBeGreaterThan(2 * KB * KB);
    encoder.reset();
    expect(encoder.buffer.length).toBe(64 * KB);
  });

  it('belongs to the caller after detach', () => {
    const encoder = new ReplyEncoder();
    encoder.write('mine');
    const mine = encoder.encoded();
    encoder.detach();
    encoder.write('next');
    expect(mine.toString()).toBe(bulk('mine'));
    expect(encoder.encoded().toString()).toBe(bulk('next'));
  });
});
