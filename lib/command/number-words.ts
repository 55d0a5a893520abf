const FLOAT = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|0x[\da-f]+)$/i;

/** A float64 as Redis reads it (C's strtod on the whole word, NaN refused); undefined when the word is none. */
export function parseFloat64(word: string): number | undefined {
  if (!FLOAT.test(word)) return undefined;
  const negative = word.startsWith('-');
  const magnitude = /^[+-]/.test(word) ? word.slice(1) : word;
  const value = /^inf/i.test(magnitude) ? Infinity : Number(magnitude);
  return negative ? -value : value;
}
