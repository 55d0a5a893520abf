import fc from 'fast-check';
import Parser from 'redis-parser';
import { RequestDecoder } from '../../../lib/protocol/request-decoder';
import { LIMITS, byteByByte, cutAt, decode, decodeEveryWay, words } from './decoding';

/** Words as a client sends them. */
const encode = (...request: string[]) =>
  `*${request.length}\r\n${request.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;

const PING = encode('PING');
const requests = (text: string) => decodeEveryWay(text).requests;

describe('a request in RESP', () => {
  it('is an array of bulk strings', () => {
    expect(requests(encode('SET', 'key', 'value'))).toEqual([['SET', 'key', 'value']]);
  });

  it('may be one of many that were sent at once', () => {
    const sent = [['SET', 'a', '1'], ['GET', 'a'], ['PING']];
    expect(requests(sent.map((request) => encode(...request)).join(''))).toEqual(sent);
  });

  it('may have empty words, and bytes of any value in them', () => {
    const bytes = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte));
    expect(requests(encode('', '', bytes, '\r\n*1\r\n'))).toEqual([['', '', bytes, '\r\n*1\r\n']]);
  });

  it('of 10,000 words is whole', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => String(index));
    expect(requests(encode(...many) + PING)).toEqual([many, ['PING']]);
  });

  it('with words of 1 MB is whole', () => {
    const big = 'x'.repeat(1024 * 1024);
    expect(requests(encode('SET', big, big) + PING)).toEqual([['SET', big, big], ['PING']]);
  });

  it.each(['*0\r\n', '*-1\r\n', '*-5\r\n', '*-9223372036854775808\r\n'])(
    '%j is none, and no error',
    (count) => {
      expect(decodeEveryWay(count + PING)).toEqual({ requests: [['PING']] });
    },
  );

  it.each([
    ['the two bytes after a word', '*1\r\n$4\r\nPINGxy'],
    ['the byte after the carriage return of a line', '*1\rx$4\rxPING\r\n'],
  ])('may have anything for %s', (_, bytes) => {
    expect(requests(bytes + PING)).toEqual([['PING'], ['PING']]);
  });

  it.each([
    '*',
    '*1',
    '*1\r',
    '*1\r\n',
    '*1\r\n$4\r\nPI',
    '*1\r\n$4\r\nPING',
    '*1\r\n$4\r\nPING\r',
    '*1\n$4\nPING\n',
  ])('%j is not whole yet', (bytes) => expect(decodeEveryWay(bytes)).toEqual({ requests: [] }));

  it('never ends a line behind a zero byte', () => {
    expect(decodeEveryWay(`*1\r\n\0x\r\n${PING}`)).toEqual({ requests: [] });
  });
});

describe('an inline request', () => {
  it.each(['PING\r\n', 'PING\n', '  PING \r\n', '\r\n\r\n \r\nPING\r\n', '\nPING\n'])(
    '%j is PING',
    (line) => {
      expect(requests(line)).toEqual([['PING']]);
    },
  );

  it('mixes with requests in RESP', () => {
    expect(requests(`SET a 1\r\n${PING}GET a\n`)).toEqual([['SET', 'a', '1'], ['PING'], ['GET', 'a']]);
  });

  it('waits for a line end, and for ever behind a zero byte', () => {
    expect(requests('ECHO a')).toEqual([]);
    expect(requests('ECHO a\0b\r\nPING\r\n')).toEqual([]);
  });

  it('loses one carriage return before the line feed; others separate words', () => {
    expect(requests('ECHO a\rb\r\r\n')).toEqual([['ECHO', 'a', 'b']]);
  });

  it('may have more words than any before it', () => {
    const many = Array.from({ length: 1000 }, (_, index) => `word${index}`);
    expect(requests(`${many.join(' ')}\r\n`)).toEqual([many]);
  });

  it('may be 65,536 bytes long up to its line feed', () => {
    const word = 'a'.repeat(65535);
    expect(requests(`${word}\r\n`)).toEqual([[word]]);
  });
});

describe('a protocol error', () => {
  const count = (line: string) => `*${line}\r\nPING\r\n`;
  const length = (line: string) => `*1\r\n$${line}\r\nPING\r\n`;

  it.each([
    '+1',
    '01',
    ' 1',
    '1 ',
    '',
    '-',
    '-0',
    '-01',
    '1x',
    'x',
    '1.0',
    '2147483648',
    '-9223372036854775809',
  ])('answers a count of %j', (line) =>
    expect(decodeEveryWay(count(line)).error).toBe('Protocol error: invalid multibulk length'),
  );

  it.each([
    '+4',
    '04',
    ' 4',
    '4 ',
    '',
    '-1',
    '-0',
    '4x',
    '536870913',
    '9223372036854775808',
    '00000000000000000000004',
  ])('answers a length of %j', (line) =>
    expect(decodeEveryWay(length(line)).error).toBe('Protocol error: invalid bulk length'),
  );

  it.each([
    ['#', '#4\r\n'],
    ['*', '*1\r\n'],
    [' ', '\r\nx'],
    [' ', '\nx\r\n'],
    ['\udce9', '\xe9\r\n'],
  ])('names %j where a length was expected', (found, line) => {
    expect(decodeEveryWay(`*1\r\n${line}`).error).toBe(`Protocol error: expected '$', got '${found}'`);
  });

  it.each(['ECHO "a\r\n', "ECHO 'a\r\n", 'ECHO "a"b\r\n', `ECHO 'a'"b"\r\n`, 'ECHO "a\\\r\n'])(
    'answers the unbalanced quotes of %j',
    (line) => expect(decodeEveryWay(line).error).toBe('Protocol error: unbalanced quotes in request'),
  );

  it.each([
    ['too big inline request', 'a'.repeat(65537)],
    ['too big inline request', `${'a'.repeat(65536)}\r\n`],
    ['too big inline request', `a\0\n${'a'.repeat(65536)}`],
    ['too big mbulk count string', `*${'1'.repeat(65536)}`],
    ['too big bulk count string', `*1\r\n$${'1'.repeat(65536)}`],
    ['too big bulk count string', `*1\r\n$${'1'.repeat(65536)}\r\n`],
    ['too big bulk count string', `*1\r\nx${'1'.repeat(65536)}`],
  ])('%s: a line without an end', (reason, bytes) => {
    expect(decodeEveryWay(bytes).error).toBe(`Protocol error: ${reason}`);
  });

  it('does not come before more than 65,536 bytes of a line are there', () => {
    expect(decodeEveryWay('a'.repeat(65536))).toEqual({ requests: [] });
    expect(decodeEveryWay(`*${'1'.repeat(65535)}`)).toEqual({ requests: [] });
    expect(decodeEveryWay(`*1\r\n$${'1'.repeat(65535)}`)).toEqual({ requests: [] });
  });

  it('comes after the requests before it', () => {
    const { requests, error } = decodeEveryWay(`${PING}PING\r\n*x\r\n${PING}`);
    expect(requests).toEqual([['PING'], ['PING']]);
    expect(error).toBe('Protocol error: invalid multibulk length');
  });
});

describe('a client without a password', () => {
  const stranger = { ...LIMITS, authenticated: false };
  const errorOf = (bytes: string) => decodeEveryWay(bytes, stranger).error;

  it('sends 10 words of 16,384 bytes at most', () => {
    const word = 'x'.repeat(16384);
    const most = Array.from({ length: 10 }, () => word);
    expect(decodeEveryWay(encode(...most), stranger)).toEqual({ requests: [most] });
    expect(errorOf('*11\r\n')).toBe('Protocol error: unauthenticated multibulk length');
    expect(errorOf('*1\r\n$16385\r\n')).toBe('Protocol error: unauthenticated bulk length');
  });

  it('is told first of counts and lengths that are too much for anybody', () => {
    expect(errorOf('*2147483648\r\n')).toBe('Protocol error: invalid multibulk length');
    expect(errorOf('*1\r\n$999999999999\r\n')).toBe('Protocol error: invalid bulk length');
  });

  it('is free of the limits from the request after AUTH, though it was sent together', () => {
    const limits = { ...stranger };
    const decoder = new RequestDecoder(limits);
    const many = Array.from({ length: 11 }, () => 'a');
    decoder.push(Buffer.from(encode('AUTH', 'secret') + encode(...many)));
    expect(decoder.next()).toBe(true);
    limits.authenticated = true;
    expect(decoder.next()).toBe(true);
    expect(words(decoder)).toEqual(many);
  });
});

it('takes the longest word from the limits as they are now', () => {
  const limits = { ...LIMITS, maxBulkLength: 1024 * 1024 };
  expect(decode([Buffer.from('*1\r\n$1048577\r\n')], limits).error).toBe(
    'Protocol error: invalid bulk length',
  );
  expect(decode([Buffer.from('*1\r\n$1048576\r\n')], limits).error).toBeUndefined();
});

describe('any requests', () => {
  const word = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ minLength: 500, maxLength: 3000 }));
  const anyRequests = fc.array(fc.array(word, { minLength: 1, maxLength: 20 }), {
    minLength: 1,
    maxLength: 8,
  });
  const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
  const sent = (all: Uint8Array[][]) =>
    Buffer.from(all.map((one) => encode(...one.map(latin1))).join(''), 'latin1');

  it('are what redis-parser reads, wherever the bytes are cut', () => {
    const cuts = fc.array(fc.nat(20_000), { maxLength: 10 });
    fc.assert(
      fc.property(anyRequests, cuts, (all, offsets) => {
        const bytes = sent(all);
        const within = offsets.map((offset) => offset % (bytes.length + 1));
        expect(decode(cutAt(bytes, within)).requests).toEqual(readByRedisParser(bytes));
      }),
    );
  });

  it('are what was sent, byte by byte', () => {
    fc.assert(
      fc.property(anyRequests, (all) => {
        expect(decode(byteByByte(sent(all))).requests).toEqual(all.map((one) => one.map(latin1)));
      }),
      { numRuns: 20 },
    );
  });

  function readByRedisParser(bytes: Buffer): string[][] {
    const replies: string[][] = [];
    const parser = new Parser({
      returnBuffers: true,
      returnReply: (reply: Buffer[]) => replies.push(reply.map(latin1)),
      returnError: (error) => {
        throw error;
      },
    });
    parser.execute(bytes);
    return replies;
  }
});

describe('the bytes pushed', () => {
  const decoderWith = (...chunks: string[]) => {
    const decoder = new RequestDecoder(LIMITS);
    for (const chunk of chunks) decoder.push(Buffer.from(chunk));
    return decoder;
  };

  it('are read where they are when a request is whole', () => {
    const chunk = Buffer.from(PING + PING);
    const decoder = new RequestDecoder(LIMITS);
    decoder.push(chunk);
    decoder.next();
    expect(decoder.request.bytes).toBe(chunk);
    expect(decoder.request.starts[0]).toBe(8);
  });

  it('are read where they are again behind a request that came in two chunks', () => {
    const chunk = Buffer.from(`NG\r\n${PING.repeat(200)}`);
    const decoder = new RequestDecoder(LIMITS);
    decoder.push(Buffer.from('*1\r\n$4\r\nPI'));
    decoder.next();
    decoder.push(chunk);
    const places = new Set<Buffer>();
    while (decoder.next()) places.add(decoder.request.bytes);
    expect(places.size).toBe(2);
    expect(places).toContain(chunk);
  });

  it('may be more than the chunk: its length says how many', () => {
    const decoder = new RequestDecoder(LIMITS);
    decoder.push(Buffer.from(PING + PING), PING.length);
    expect([decoder.next(), decoder.next()]).toEqual([true, false]);
  });

  it('count as pending until their request was handed out', () => {
    const decoder = decoderWith(`${PING}${PING}*1\r`);
    expect(decoder.pendingBytes).toBe(2 * PING.length + 3);
    decoder.next();
    expect(decoder.pendingBytes).toBe(PING.length + 3);
    decoder.next();
    decoder.next();
    expect(decoder.pendingBytes).toBe(3);
  });

  it('survive in requests that wait, after retain and after more pushes', () => {
    const chunk = Buffer.from(encode('GET', 'a') + encode('GET', 'b') + encode('GET', 'c').slice(0, 9));
    const decoder = decoderWith();
    decoder.push(chunk);
    decoder.next();
    decoder.retain();
    chunk.fill('#');
    for (const rest of [encode('GET', 'c').slice(9), encode('GET', 'd')]) decoder.push(Buffer.from(rest));
    const rest: string[][] = [];
    while (decoder.next()) rest.push(words(decoder));
    expect(rest).toEqual(['b', 'c', 'd'].map((key) => ['GET', key]));
  });

  it('are told from those of the chunk before, of which every byte was read', () => {
    const decoder = decoderWith(encode('GET', 'a').slice(0, -1));
    decoder.next();
    decoder.push(Buffer.from('\n'));
    decoder.next();
    decoder.push(Buffer.from('*'));
    expect(decoder.next()).toBe(false);
    decoder.push(Buffer.from(PING.slice(1)));
    expect(decoder.next()).toBe(true);
    expect(words(decoder)).toEqual(['PING']);
  });

  it('are searched for a line end from the beginning of each line', () => {
    const chunks = ['*1', '\r\n\xe9\r\n'].map((chunk) => Buffer.from(chunk, 'latin1'));
    expect(decode(chunks).error).toBe("Protocol error: expected '$', got '\udce9'");
  });

  it('survive any mix of pushes, retains and reads', () => {
    const step = fc.record({ size: fc.nat(80), reads: fc.nat(6), retains: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
        const all = Array.from({ length: 200 }, (_, index) => ['SET', `key${index}`, 'v'.repeat(index % 50)]);
        const stream = Buffer.from(all.map((request) => encode(...request)).join(''));
        const decoder = new RequestDecoder(LIMITS);
        const found: string[][] = [];
        const read = (most: number) => {
          for (let left = most; left > 0 && decoder.next(); left--) found.push(words(decoder));
        };
        let at = 0;
        let lent = Buffer.alloc(0);
        for (const { size, reads, retains } of steps) {
          // What was lent before this push is the caller's again after it.
          const before = lent;
          lent = Buffer.from(stream.subarray(at, (at += size)));
          decoder.push(lent);
          before.fill('#');
          read(reads);
          if (retains) {
            decoder.retain();
            lent.fill('#');
          }
        }
        decoder.push(stream.subarray(Math.min(at, stream.length)));
        read(Infinity);
        expect(found).toEqual(all);
      }),
    );
  });
});

describe('memory', () => {
  const CHUNK = Buffer.alloc(65536, 'x');

  /** The most bytes of a Buffer that was made while `act` ran. */
  function largestBuffer(act: () => void): number {
    const allocate = jest.spyOn(Buffer, 'allocUnsafeSlow');
    try {
      act();
      return Math.max(0, ...allocate.mock.calls.map(([size]) => size));
    } finally {
      allocate.mockRestore();
    }
  }

  it('is not taken for what is only announced', () => {
    const decoder = new RequestDecoder(LIMITS);
    const taken = largestBuffer(() => {
      decoder.push(Buffer.from('*2147483647\r\n$536870912\r\nabc'));
      decoder.next();
    });
    expect(taken).toBeLessThanOrEqual(1024);
    expect(decoder.request.starts.length).toBeLessThanOrEqual(16);
  });

  it('grows with the bytes that come, never past what a word needs', () => {
    const decoder = new RequestDecoder(LIMITS);
    const size = 10 * 1024 * 1024;
    const header = `*2\r\n$3\r\nSET\r\n$${size}\r\n`;
    const taken = largestBuffer(() => {
      decoder.push(Buffer.from(header));
      for (let sent = 0; sent < size; sent += CHUNK.length) {
        decoder.next();
        decoder.push(CHUNK);
      }
      decoder.push(Buffer.from('\r\n'));
    });
    expect(decoder.next()).toBe(true);
    expect(decoder.request.length(1)).toBe(size);
    expect(taken).toBe(header.length + size + 2);
  });

  it('of a huge request is given back', () => {
    const decoder = new RequestDecoder(LIMITS);
    const many = Array.from({ length: 50_000 }, () => 'x');
    for (const chunk of cutAt(Buffer.from(encode(...many) + PING), [60_000, 120_000])) {
      decoder.push(chunk);
      while (decoder.next());
    }
    expect(decoder.pendingBytes).toBe(0);
    expect(decoder.request.bytes.length).toBe(0);
    expect(decoder.request.starts.length).toBe(16);
    const room = (decoder as unknown as { kept: Buffer }).kept;
    expect(room.length).toBeLessThanOrEqual(4096);
  });

  it('of a huge request is given back, though another one is not whole yet', () => {
    const decoder = new RequestDecoder(LIMITS);
    const bytes = Buffer.from(encode('SET', 'x'.repeat(1_000_000)) + PING.slice(0, 9));
    for (const chunk of cutAt(bytes, [60_000, bytes.length - 100])) {
      decoder.push(chunk);
      while (decoder.next());
    }
    const room = (decoder as unknown as { kept: Buffer }).kept;
    expect(room.length).toBeLessThanOrEqual(4096);
    decoder.push(Buffer.from(PING.slice(9)));
    expect(decoder.next()).toBe(true);
    expect(words(decoder)).toEqual(['PING']);
  });

  it('stays linear: a word in many chunks is copied a few times over, not once a chunk', () => {
    const decoder = new RequestDecoder(LIMITS);
    const copied = jest.spyOn(Buffer.prototype, 'copy');
    const size = 64 * CHUNK.length;
    decoder.push(Buffer.from(`*1\r\n$${size}\r\n`));
    for (let sent = 0; sent < size; sent += CHUNK.length) {
      decoder.next();
      decoder.push(CHUNK);
    }
    decoder.push(Buffer.from('\r\n'));
    decoder.next();
    const bytes = copied.mock.results.reduce((sum, { value }) => sum + (value as number), 0);
    copied.mockRestore();
    expect(bytes).toBeLessThan(4 * size);
  });
});
