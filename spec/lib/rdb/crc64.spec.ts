import fc from 'fast-check';
import { crc64 } from '../../../lib/rdb/crc64';

/** The checksum bit by bit. */
function slowCrc64(bytes: Uint8Array): bigint {
  let crc = 0n;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0x95ac9329ac4bc9b5n : crc >> 1n;
  }
  return crc;
}

describe('crc64', () => {
  it('is the one that everybody checks with these digits', () => {
    expect(crc64(Buffer.from('123456789')).readBigUInt64LE()).toBe(0xe9c6d914c4b8d9can);
  });

  it('is of eight zeros for nothing', () => {
    expect(crc64(Buffer.alloc(0))).toEqual(Buffer.alloc(8));
  });

  it('takes bytes by eights as it would one by one', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(10), (bytes, start) => {
        const from = Math.min(start, bytes.length);
        expect(crc64(bytes, from).readBigUInt64LE()).toBe(slowCrc64(bytes.subarray(from)));
      }),
    );
  });
});
