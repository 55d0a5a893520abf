import { requestOf } from '../../../lib/protocol/request-of';

describe('a word of a request', () => {
  const request = requestOf([
    'SET',
    'héllo',
    Buffer.from([0xff, 0x00]),
    '-42',
    '9223372036854775807',
    '',
    'x'.repeat(50),
  ]);

  it('is read as text, as a wire string, or as bytes', () => {
    expect([request.text(1), request.wire(1), request.length(1)]).toEqual(['héllo', 'h\xc3\xa9llo', 6]);
    expect([request.text(2), request.wire(2)]).toEqual(['\udcff\0', '\xff\0']);
    expect([request.text(5), request.wire(5), request.length(5)]).toEqual(['', '', 0]);
    expect(request.text(6)).toBe('x'.repeat(50));
  });

  it('is copied into a Buffer of its own', () => {
    const copy = request.copy(1);
    expect(copy).toEqual(Buffer.from('héllo'));
    expect(copy.buffer).not.toBe(request.bytes.buffer);
    expect(copy.buffer.byteLength).toBe(6);
  });

  it('is lent as a slice', () => {
    const { bytes, start, end } = request.slice(1);
    expect(bytes).toBe(request.bytes);
    expect(Buffer.from(bytes.subarray(start, end)).toString()).toBe('héllo');
  });

  it('is an integer, exactly as a bigint, or is none', () => {
    expect([request.integer(3), request.bigint(3)]).toEqual([-42, -42n]);
    expect([request.integer(4), request.bigint(4)]).toEqual([2 ** 63, 2n ** 63n - 1n]);
    expect([request.integer(1), request.bigint(1)]).toEqual([undefined, undefined]);
  });

  it.each(['set', 'SET', 'sEt'])('equals a token when it is %s', (word) => {
    expect(requestOf([word]).equals(0, 'SET')).toBe(true);
  });

  it.each([
    ['sets', 'SET'],
    ['se', 'SET'],
    ['', 'SET'],
    ['s\x45\x34', 'SET'],
    ['M', '-'],
    ['`', '@'],
    ['{', '['],
    ['aP', 'A0'],
    ['\x53\x45\xf4', 'SET'],
  ])('does not equal one when it is %j, and the token %j', (word, token) => {
    expect(requestOf([Buffer.from(word, 'latin1')]).equals(0, token)).toBe(false);
  });
});
