import fc from 'fast-check';
import { decodeText, decodeWire, textBytes, textLength, writeText } from '../../../lib/protocol/text';

const decode = (...bytes: number[]) => decodeText(Buffer.from(bytes), 0, bytes.length);
/** Bytes at random are hardly ever UTF-8: these are, or nearly so. */
const pieces = fc.constantFrom(0x41, 0x80, 0xbf, 0xc3, 0xe2, 0x82, 0xac, 0xed, 0xa0, 0xf0, 0x9f, 0x98, 0xff);
const anyBytes = fc
  .oneof(fc.uint8Array({ maxLength: 300 }), fc.array(pieces))
  .map((bytes) => Buffer.from(bytes));

describe('text', () => {
  it.each([
    '',
    'memo',
    'héllo wörld',
    '日本語',
    '😀 to 🦊',
    'a long one, '.repeat(100),
    '\ufffd',
    'x\ufeff\0',
  ])('%j is UTF-8', (text) => {
    expect(textBytes(text)).toEqual(Buffer.from(text));
    expect(decodeText(Buffer.from(text), 0, Buffer.byteLength(text))).toBe(text);
  });

  it('is any well-formed string, there and back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        expect(textBytes(text).equals(Buffer.from(text))).toBe(true);
        expect(decodeText(textBytes(text), 0, textLength(text))).toBe(text);
      }),
    );
  });

  it('has a lone surrogate for each byte that is no UTF-8', () => {
    expect(decode(0x61, 0xff, 0x62)).toBe('a\udcffb');
    expect(decode(0x80)).toBe('\udc80');
    expect(decode(0xe2, 0x82)).toBe('\udce2\udc82');
    expect(decode(0xe2, 0x82, 0xac, 0xac)).toBe('€\udcac');
  });

  it.each([
    ['overlong', [0xc0, 0xaf]],
    ['overlong', [0xe0, 0x9f, 0xbf]],
    ['overlong', [0xf0, 0x8f, 0xbf, 0xbf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a surrogate', [0xed, 0xbf, 0xbf]],
    ['past U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['past U+10FFFF', [0xf5, 0x80, 0x80, 0x80]],
  ])('takes what is %s for bytes that are no UTF-8', (_, bytes) => {
    expect(decode(...bytes)).toBe(bytes.map((byte) => String.fromCharCode(0xdc00 + byte)).join(''));
  });

  it('is Node’s, where the bytes are UTF-8 or U+FFFD is in them', () => {
    for (const text of ['a\ufffdb', 'é\ufffd😀', '\ufffd'.repeat(50)]) {
      expect(decodeText(Buffer.from(text), 0, Buffer.byteLength(text))).toBe(text);
    }
  });

  it('loses no byte of any byte string', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const text = decodeText(bytes, 0, bytes.length);
        expect(textBytes(text)).toEqual(bytes);
        expect(textLength(text)).toBe(bytes.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('is decoded as Node decodes it, but for the bytes that are no UTF-8', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const text = decodeText(bytes, 0, bytes.length);
        const parts = text.split(/((?<![\ud800-\udbff])[\udc80-\udcff])/);
        const known = parts.filter((_, index) => index % 2 === 0).join('');
        expect(bytes.toString().replaceAll('\ufffd', '')).toBe(known.replaceAll('\ufffd', ''));
      }),
      { numRuns: 1000 },
    );
  });

  it('is written at an offset, and nothing behind it', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const text = decodeText(bytes, 0, bytes.length);
        const target = Buffer.alloc(bytes.length + 4, '#');
        expect(writeText(text, target.subarray(0, bytes.length + 2), 2)).toBe(bytes.length + 2);
        expect(target).toEqual(Buffer.concat([Buffer.from('##'), bytes, Buffer.from('##')]));
      }),
    );
  });

  it.each([
    ['a\ud800', 'a\ufffd'],
    ['\udc00b', '\ufffdb'],
    ['\udfff', '\ufffd'],
    ['\ud800\ud83d\ude00', '\ufffd😀'],
  ])('%j has U+FFFD for the surrogate that is neither half of a pair nor a byte', (text, written) => {
    expect(textBytes(text)).toEqual(Buffer.from(written));
    expect(textBytes(`\udcff${text}`)).toEqual(Buffer.concat([Buffer.from([0xff]), Buffer.from(written)]));
  });
});

describe('a wire string', () => {
  it('has one character a byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const all = Buffer.concat([Buffer.from('<'), bytes, Buffer.from('>')]);
        expect(decodeWire(all, 1, all.length - 1)).toBe(Buffer.from(bytes).toString('latin1'));
      }),
    );
  });
});
