/** The optimal string alignment distance over code points, by the whole matrix. */
export function alignmentDistance(first: string, second: string): number {
  const a = Array.from(first);
  const b = Array.from(second);
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swaps = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = swaps ? rows[i - 2]![j - 2]! + 1 : Infinity;
      row.push(Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, replaced, swapped));
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

interface Counted {
  readonly letters: string;
  readonly count: number;
}

/** All words within a distance, ranked as a search ranks them. */
export const nearest = (words: Iterable<Counted>, letters: string, most: number) =>
  Array.from(words, (word) => ({ word, distance: alignmentDistance(letters, word.letters) }))
    .filter(({ distance }) => distance <= most)
    .sort(
      (a, b) =>
        a.distance - b.distance || b.word.count - a.word.count || (a.word.letters < b.word.letters ? -1 : 1),
    );
