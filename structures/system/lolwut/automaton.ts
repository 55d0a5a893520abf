/** What is drawn. */
interface Drawing {
  /** In characters. */
  readonly columns: number;
  readonly rows: number;
  /** Wolfram's number of the automaton, 0 to 255. */
  readonly rule: number;
  /** A number from 0 up to 1. */
  readonly random: () => number;
}

/** A character of Braille has two dots a row, and four rows. */
const DOTS_ACROSS = 2;
const DOTS_DOWN = 4;
const BRAILLE = 0x2800;
/** The bit of each dot, by row and column. */
const BITS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/**
 * An elementary cellular automaton: each row of cells follows from the one above, a cell from three. It begins with one
 * cell at the centre and a few by chance, on a ring.
 */
export function automaton({ columns, rows, rule, random }: Drawing): string {
  const width = columns * DOTS_ACROSS;
  let cells = Array.from({ length: width }, (_, at) => at === columns || random() < 1 / width);
  const lines: string[] = [];
  for (let row = 0; row < rows; row++) {
    const codes = new Array<number>(columns).fill(BRAILLE);
    for (let dot = 0; dot < DOTS_DOWN; dot++) {
      cells.forEach((isSet, at) => {
        if (isSet) codes[at >> 1]! |= BITS[dot]![at % DOTS_ACROSS]!;
      });
      cells = following(cells, rule);
    }
    lines.push(String.fromCharCode(...codes));
  }
  return `${lines.join('\n')}\n`;
}

function following(cells: readonly boolean[], rule: number): boolean[] {
  const cell = (at: number) => Number(cells[(at + cells.length) % cells.length]);
  return cells.map((_, at) => ((rule >> (cell(at - 1) * 4 + cell(at) * 2 + cell(at + 1))) & 1) === 1);
}
