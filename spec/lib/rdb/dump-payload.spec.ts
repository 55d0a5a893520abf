import { crc64 } from '../../../lib/rdb/crc64';
import { sealed, unsealed } from '../../../lib/rdb/dump-payload';

const value = Buffer.from([0, 1, 97]);

describe('A payload', () => {
  it('is the value, the version, and the checksum, as Redis has them', () => {
    expect(sealed(value).toString('hex')).toBe('0001610a00bffeef9b8f367db4');
    expect(unsealed(sealed(value))).toEqual(value);
  });

  it('is none when any bit of it is another', () => {
    const payload = sealed(value);
    for (let at = 0; at < payload.length * 8; at++) {
      const damaged = Buffer.from(payload);
      damaged[at >> 3]! ^= 1 << (at & 7);
      expect(unsealed(damaged)).toBeUndefined();
    }
  });

  it('is one of an older version, and none of a later one', () => {
    const written = (version: number) => {
      const bytes = Buffer.concat([value, Buffer.from([version & 255, version >> 8])]);
      return Buffer.concat([bytes, crc64(bytes)]);
    };
    expect(unsealed(written(1))).toEqual(value);
    expect(unsealed(written(11))).toBeUndefined();
    expect(unsealed(written(256))).toBeUndefined();
  });

  it('is none without its end', () => {
    const payload = sealed(value);
    for (let length = 0; length < payload.length; length++)
      expect(unsealed(payload.subarray(0, length))).toBeUndefined();
  });
});
