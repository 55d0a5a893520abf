import type { LatencyEvent } from 'memo';

const COLUMNS = 80;
const ROWS = 4;
/** From little to much, within a row. */
const STROKES = '_o#';
const FULL = '|';

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
] as const;

/** How long ago, in at most two digits and a unit. */
function age(seconds: number): string {
  for (const [unit, length] of UNITS) if (seconds >= length) return `${Math.floor(seconds / length)}${unit}`;
  return `${seconds}s`;
}

/** The samples from left to right, four rows high, and below each, from top to bottom, how long ago it was. */
export function latencyGraph(name: string, { samples, worst }: LatencyEvent, now: number): string {
  const shown = samples.map(({ milliseconds }) => milliseconds);
  const low = Math.min(...shown);
  const high = Math.max(...shown);
  const ages = samples.map(({ seconds }) => age(Math.max(0, Math.floor(now / 1000) - seconds)));
  const head = `${name} - high ${high} ms, low ${low} ms (all time high ${worst} ms)`;
  const drawings = Array.from({ length: Math.ceil(shown.length / COLUMNS) }, (_, part) => {
    const from = part * COLUMNS;
    const values = shown.slice(from, from + COLUMNS);
    return drawing(
      values.map((value) => value - low),
      high - low,
      ages.slice(from, from + COLUMNS),
    );
  });
  return `${head}\n${'-'.repeat(COLUMNS)}\n${drawings.join('\n')}`;
}

function drawing(values: readonly number[], range: number, labels: readonly string[]): string {
  const steps = ROWS * STROKES.length;
  const heights = values.map((value) =>
    Math.min(steps - 1, Math.floor((value * steps) / Math.max(1, range))),
  );
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const base = (ROWS - 1 - row) * STROKES.length;
    return heights.map((height) => stroke(height - base)).join('');
  });
  const depth = Math.max(...labels.map(({ length }) => length));
  const ages = Array.from({ length: depth }, (_, at) => labels.map((label) => label[at] ?? ' ').join(''));
  return [...rows, ' '.repeat(values.length), ...ages, ''].join('\n');
}

function stroke(height: number): string {
  if (height < 0) return ' ';
  return STROKES[height] ?? FULL;
}
