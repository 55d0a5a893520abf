/** The polynomial of Redis' checksums, of Jones, its bits reversed, in two halves. */
const HIGH = 0x95ac9329;
const LOW = 0xac4bc9b5;

/** Eight bytes are taken at a time: table n has what a byte does that n bytes follow. */
const STRIDE = 8;
const highs = Array.from({ length: STRIDE }, () => new Int32Array(256));
const lows = Array.from({ length: STRIDE }, () => new Int32Array(256));

for (let byte = 0; byte < 256; byte++) {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit++) {
    const carry = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (carry) {
      low ^= LOW;
      high ^= HIGH;
    }
  }
  highs[0]![byte] = high;
  lows[0]![byte] = low;
}
for (let place = 1; place < STRIDE; place++) {
  for (let byte = 0; byte < 256; byte++) {
    const high = highs[place - 1]![byte]!;
    const low = lows[place - 1]![byte]!;
    highs[place]![byte] = (high >>> 8) ^ highs[0]![low & 0xff]!;
    lows[place]![byte] = ((low >>> 8) | (high << 24)) ^ lows[0]![low & 0xff]!;
  }
}

const [h0, h1, h2, h3, h4, h5, h6, h7] = highs as Tables;
const [l0, l1, l2, l3, l4, l5, l6, l7] = lows as Tables;

type Tables = [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
];

/** The checksum of bytes that come piece by piece. */
export class Crc64 {
  private high = 0;
  private low = 0;

  update(bytes: Uint8Array, start = 0, end = bytes.length): this {
    let { high, low } = this;
    let at = start;
    for (; at + STRIDE <= end; at += STRIDE) {
      const a = low ^ (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
      const b =
        high ^ (bytes[at + 4]! | (bytes[at + 5]! << 8) | (bytes[at + 6]! << 16) | (bytes[at + 7]! << 24));
      high =
        h7[a & 0xff]! ^
        h6[(a >>> 8) & 0xff]! ^
        h5[(a >>> 16) & 0xff]! ^
        h4[a >>> 24]! ^
        h3[b & 0xff]! ^
        h2[(b >>> 8) & 0xff]! ^
        h1[(b >>> 16) & 0xff]! ^
        h0[b >>> 24]!;
      low =
        l7[a & 0xff]! ^
        l6[(a >>> 8) & 0xff]! ^
        l5[(a >>> 16) & 0xff]! ^
        l4[a >>> 24]! ^
        l3[b & 0xff]! ^
        l2[(b >>> 8) & 0xff]! ^
        l1[(b >>> 16) & 0xff]! ^
        l0[b >>> 24]!;
    }
    for (; at < end; at++) {
      const index = (low ^ bytes[at]!) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ l0[index]!;
      high = (high >>> 8) ^ h0[index]!;
    }
    this.high = high;
    this.low = low;
    return this;
  }

  /** The checksum so far as Redis writes it: eight bytes, the lowest first. */
  get sum(): Buffer {
    const sum = Buffer.allocUnsafe(8);
    sum.writeInt32LE(this.low, 0);
    sum.writeInt32LE(this.high, 4);
    return sum;
  }
}

/** The checksum of the bytes. */
export const crc64 = (bytes: Uint8Array, start = 0, end = bytes.length) =>
  new Crc64().update(bytes, start, end).sum;
