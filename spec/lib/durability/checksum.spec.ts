import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { checksum } from '../../../lib/durability/checksum';

describe('A checksum', () => {
  it('is zlib’s crc32, of few bytes and of many, behind others', () => {
    const many = fc.uint8Array({ maxLength: 1000 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(many, many, (first, second) => {
        const both = Buffer.concat([first, second]);
        const sum = checksum(both, 0, first.length);
        expect(sum).toBe(crc32(first));
        expect(checksum(both, first.length, both.length, sum)).toBe(crc32(both));
      }),
    );
  });
});
