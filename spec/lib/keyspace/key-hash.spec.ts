import calculateSlot from 'cluster-key-slot';
import fc from 'fast-check';
import { KeyHash, LONG_KEY_BYTES } from '../../../lib/keyspace/key-hash';

function computed(key: Uint8Array, seed: readonly [number, number] = [1, 2]): KeyHash {
  const hash = new KeyHash(...seed);
  hash.compute(key, 0, key.length);
  return hash;
}

const slotOf = (key: string): number => computed(Buffer.from(key)).slot;
const hashOf = (key: string, seed?: readonly [number, number]): number =>
  computed(Buffer.from(key), seed).hash;

describe('the slot of a key', () => {
  it("is Redis Cluster's", () => {
    expect(['', 'a', '123456789', 'foo', 'somekey', 'user:1000:name'].map(slotOf)).toEqual([
      0, 15495, 12739, 12182, 11058, 13514,
    ]);
  });

  it('is that of the hash tag, if there is one', () => {
    expect(slotOf('{user1000}.following')).toBe(slotOf('user1000'));
    expect(slotOf('foo{{bar}}zap')).toBe(slotOf('{bar'));
    expect(slotOf('foo{bar}{zap}')).toBe(slotOf('bar'));
    for (const before of ['', 'a', 'ab', 'abc', 'abcd']) expect(slotOf(`${before}{e}`)).toBe(slotOf('e'));
  });

  it('is that of the whole key, if the first braces are empty, reversed or not closed', () => {
    expect(slotOf('foo{}{bar}')).toBe(8363);
    expect(['foo{', 'foo}', 'foo}{bar', 'foo{bar', '{', '}', '{}'].map(slotOf)).toEqual(
      ['foo{', 'foo}', 'foo}{bar', 'foo{bar', '{', '}', '{}'].map((key) => calculateSlot(key)),
    );
  });

  it('is what clients compute, for any bytes', () => {
    const bytes = fc.array(fc.oneof(fc.nat(255), fc.constantFrom(0x7b, 0x7d)), { maxLength: 600 });
    fc.assert(
      fc.property(bytes, fc.nat(7), (key, start) => {
        fc.pre(!Buffer.from(key).toString('latin1').includes('{}'));
        const hash = new KeyHash(1, 2);
        hash.compute(
          Buffer.from([...new Array<number>(start).fill(0), ...key, 1]),
          start,
          start + key.length,
        );
        expect(hash.slot).toBe(calculateSlot(Buffer.from(key)));
      }),
    );
  });
});

describe('the hash of a key', () => {
  it('is HalfSipHash-1-3', () => {
    const seed = [0x03020100, 0x07060504] as const;
    const lengths = [0, 1, 3, 4, 7, 8, 300];
    const keys = lengths.map((length) => Buffer.from(Array.from({ length }, (_, i) => i & 0xff)));
    expect(keys.map((key) => computed(key, seed).hash >>> 0)).toEqual(
      keys.map((key) => halfSipHash(key, seed)),
    );
  });

  it('depends on both halves of the seed', () => {
    expect(new Set([hashOf('key', [1, 2]), hashOf('key', [2, 1]), hashOf('key', [1, 3])]).size).toBe(3);
  });

  it('depends on the length, also where the bytes are zeros', () => {
    expect(new Set(['', '\0', '\0\0', '\0\0\0\0', '\0\0\0\0\0'].map((key) => hashOf(key))).size).toBe(5);
  });

  it('does not collide more than chance would have it', () => {
    const hashes = new Set<number>();
    for (let i = 0; i < 50_000; i++) hashes.add(hashOf(`key:${i}`));
    expect(hashes.size).toBeGreaterThan(49_990);
  });
});

describe('the key computed last', () => {
  it('is kept as words, if it is short', () => {
    const { words, length } = computed(Buffer.from('abcde'));
    expect([length, words[0], words[1]]).toEqual([5, 0x64636261, 0x65]);
  });

  it('is kept as words up to its last byte', () => {
    const key = Buffer.alloc(LONG_KEY_BYTES - 1, 'k');
    const hash = computed(key);
    expect(Buffer.from(hash.words.buffer, 0, key.length).equals(key)).toBe(true);
    expect(hash.isShortKey(key, 0, key.length)).toBe(true);
  });

  it('is known again', () => {
    const hash = computed(Buffer.from('abcde'));
    const same = Buffer.from('xabcdey');
    expect(hash.isShortKey(same, 1, 6)).toBe(true);
    expect(hash.isShortKey(same, 1, 5)).toBe(false);
    expect(hash.isShortKey(same, 0, 5)).toBe(false);
  });

  it('is not known again, if it is long', () => {
    const key = Buffer.alloc(LONG_KEY_BYTES);
    expect(computed(key).isShortKey(key, 0, key.length)).toBe(false);
  });
});

/** As the paper puts it, byte by byte. */
function halfSipHash(key: Uint8Array, [k0, k1]: readonly [number, number]): number {
  const v = [k0, k1, 0x6c796765 ^ k0, 0x74656462 ^ k1];
  const rotate = (i: number, bits: number): void => {
    v[i] = (v[i]! << bits) | (v[i]! >>> (32 - bits));
  };
  const half = (a: number, b: number, bits: number, turnA: number): void => {
    v[a] = (v[a]! + v[b]!) | 0;
    rotate(b, bits);
    v[b]! ^= v[a];
    if (turnA) rotate(a, turnA);
  };
  const round = (): void => {
    half(0, 1, 5, 16);
    half(2, 3, 8, 0);
    half(0, 3, 7, 0);
    half(2, 1, 13, 16);
  };
  const padded = Buffer.alloc((key.length & ~3) + 4);
  padded.set(key);
  padded[padded.length - 1] = key.length & 0xff;
  for (let at = 0; at < padded.length; at += 4) {
    const word = padded.readInt32LE(at);
    v[3]! ^= word;
    round();
    v[0]! ^= word;
  }
  v[2]! ^= 0xff;
  for (let i = 0; i < 3; i++) round();
  return (v[1]! ^ v[3]!) >>> 0;
}
