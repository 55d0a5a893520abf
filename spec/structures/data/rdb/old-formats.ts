/** Byte strings in a row as Redis before version 7 laid them out: a ziplist. Integers are written as such. */
export function ziplistOf(texts: readonly string[]): Buffer {
  const entries: Buffer[] = [];
  for (const text of texts) {
    const before = entries.at(-1)?.length ?? 0;
    const front = before < 254 ? Buffer.from([before]) : Buffer.from([254, ...uint32(before)]);
    entries.push(Buffer.concat([front, ziplistEntry(text)]));
  }
  const body = Buffer.concat(entries);
  const size = 10 + body.length + 1;
  const tail = size - 1 - (entries.at(-1)?.length ?? 0);
  const header = [...uint32(size), ...uint32(tail), entries.length & 255, entries.length >> 8];
  return Buffer.concat([Buffer.from(header), body, Buffer.from([255])]);
}

const uint32 = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];

function ziplistEntry(text: string): Buffer {
  const value = /^(?:0|-?[1-9]\d{0,18})$/.test(text) ? BigInt(text) : undefined;
  if (value !== undefined && BigInt.asIntN(64, value) === value) return ziplistInteger(value);
  const bytes = Buffer.from(text, 'latin1');
  const { length } = bytes;
  const front =
    length < 64
      ? [length]
      : length < 16384
        ? [0x40 | (length >> 8), length & 255]
        : [0x80, ...uint32(length).reverse()];
  return Buffer.concat([Buffer.from(front), bytes]);
}

function ziplistInteger(value: bigint): Buffer {
  if (value >= 0n && value <= 12n) return Buffer.from([0xf1 + Number(value)]);
  const [width, front] = (
    [
      [1, 0xfe],
      [2, 0xc0],
      [3, 0xf0],
      [4, 0xd0],
      [8, 0xe0],
    ] as const
  ).find(([bytes]) => BigInt.asIntN(8 * bytes, value) === value)!;
  const bytes = Array.from({ length: width }, (_, index) => Number((value >> BigInt(8 * index)) & 255n));
  return Buffer.from([front, ...bytes]);
}

/** Pairs as Redis before version 2.6 laid them out: a zipmap; behind each value are as many free bytes. */
export function zipmapOf(pairs: readonly (readonly [string, string])[], free = 0): Buffer {
  const lengthOf = (length: number) => (length < 254 ? [length] : [254, ...uint32(length)]);
  const parts = pairs.flatMap(([key, value]) => [
    ...lengthOf(key.length),
    ...Buffer.from(key, 'latin1'),
    ...lengthOf(value.length),
    free,
    ...Buffer.from(value, 'latin1'),
    ...Array<number>(free).fill(120),
  ]);
  return Buffer.from([Math.min(pairs.length, 254), ...parts, 255]);
}
