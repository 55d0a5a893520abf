/** What BITOP does with the bytes of several strings; shorter ones end in zeros. */
export type BitOperation = (sources: readonly Uint8Array[]) => Buffer;

export const BIT_OPERATIONS: Readonly<Record<string, BitOperation | undefined>> = {
  AND: combined((result, source) => {
    for (let at = 0; at < source.length; at++) result[at]! &= source[at]!;
    result.fill(0, source.length);
  }),
  OR: combined((result, source) => {
    for (let at = 0; at < source.length; at++) result[at]! |= source[at]!;
  }),
  XOR: combined((result, source) => {
    for (let at = 0; at < source.length; at++) result[at]! ^= source[at]!;
  }),
  NOT: ([source]) => Buffer.from(source!.map((byte) => ~byte)),
};

function combined(combine: (result: Buffer, source: Uint8Array) => void): BitOperation {
  return (sources) => {
    const result = Buffer.alloc(Math.max(...sources.map(({ length }) => length)));
    result.set(sources[0]!);
    for (const source of sources.slice(1)) combine(result, source);
    return result;
  };
}
