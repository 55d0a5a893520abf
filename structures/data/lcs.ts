/** The first and the last index of bytes in a row. */
type Range = readonly [first: number, last: number];

/** Bytes that both strings have in a row: where in each, and how many. */
export interface Match {
  readonly first: Range;
  readonly second: Range;
  readonly length: number;
}

/** Bytes of the table that finds the longest common subsequence of strings of these lengths. */
export const lcsTableBytes = (first: number, second: number) =>
  (first + 1) * (second + 1) * Uint32Array.BYTES_PER_ELEMENT;

/** The longest common subsequence of two strings, in time and memory of the product of their lengths. */
export class LongestCommonSubsequence {
  private readonly width: number;
  /** Cell `i * width + j` is the length of the subsequence of the first i and the first j bytes. */
  private readonly table: Uint32Array;

  constructor(
    private readonly first: Uint8Array,
    private readonly second: Uint8Array,
  ) {
    this.width = second.length + 1;
    this.table = fillTable(first, second, this.width);
  }

  get length(): number {
    return this.table[this.table.length - 1]!;
  }

  /** The subsequence itself. */
  get bytes(): Buffer {
    const parts = this.matches().map(({ first: [start, last] }) => this.first.subarray(start, last + 1));
    return Buffer.concat(parts.reverse());
  }

  /** The runs that the subsequence consists of, the last one first; of equally long ways Redis' choice. */
  matches(): Match[] {
    const { first, second, table, width } = this;
    const matches: Match[] = [];
    let i = first.length;
    let j = second.length;
    while (i > 0 && j > 0) {
      const end = i;
      for (; i > 0 && j > 0 && first[i - 1] === second[j - 1]; i--) j--;
      if (i < end) matches.push(matchAt(i, j, end - i));
      else if (table[(i - 1) * width + j]! > table[i * width + j - 1]!) i--;
      else j--;
    }
    return matches;
  }
}

const matchAt = (first: number, second: number, length: number): Match => ({
  first: [first, first + length - 1],
  second: [second, second + length - 1],
  length,
});

function fillTable(first: Uint8Array, second: Uint8Array, width: number): Uint32Array {
  const table = new Uint32Array((first.length + 1) * width);
  for (let i = 1; i <= first.length; i++) {
    const byte = first[i - 1];
    for (let j = 1, cell = i * width + 1; j < width; j++, cell++) {
      const above = table[cell - width]!;
      const before = table[cell - 1]!;
      if (second[j - 1] === byte) table[cell] = table[cell - width - 1]! + 1;
      else table[cell] = above > before ? above : before;
    }
  }
  return table;
}
