const STAR = 0x2a;
const QUESTION = 0x3f;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const CARET = 0x5e;
const DASH = 0x2d;
const BACKSLASH = 0x5c;

/** Bytes from `start` up to, not including, `end`. */
interface Span {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** One step of a pattern: any run of bytes, or one byte of a set of 256. */
type Step = 'run' | Uint8Array;

/**
 * A pattern as Redis has them: `*` any run of bytes, `?` any byte, `[a-z]` one of a set, `[^a-z]` one outside it,
 * `\` takes the next byte as it is. Matching takes time in proportion to pattern times text at worst.
 */
export class Glob {
  private readonly steps: readonly Step[];
  /** Matches everything. */
  readonly isAny: boolean;

  constructor(pattern: string | Uint8Array) {
    const bytes = typeof pattern === 'string' ? Buffer.from(pattern) : pattern;
    this.steps = parse(bytes);
    this.isAny = bytes.length === 1 && bytes[0] === STAR;
  }

  /** Whether the whole text matches. */
  matches(text: Span | string): boolean {
    return this.isAny || this.matchesSpan(typeof text === 'string' ? spanOf(text) : text);
  }

  /** Goes back to the last run of bytes only: an earlier one need never be longer. */
  private matchesSpan({ bytes, start, end }: Span): boolean {
    const { steps } = this;
    // To Redis an empty text is what an empty pattern matches, and a single star; several stars want one byte.
    if (start === end) return steps.length === 0;
    let step = 0;
    let at = start;
    let retryStep = -1;
    let retryAt = 0;
    while (at < end || step < steps.length) {
      const wanted = steps[step];
      if (wanted === 'run') {
        retryStep = step++;
        retryAt = at;
      } else if (wanted !== undefined && at < end && wanted[bytes[at]!] === 1) {
        step++;
        at++;
      } else if (retryStep >= 0 && retryAt < end) {
        step = retryStep + 1;
        at = ++retryAt;
      } else return false;
    }
    return true;
  }
}

function spanOf(text: string): Span {
  const bytes = Buffer.from(text);
  return { bytes, start: 0, end: bytes.length };
}

function parse(pattern: Uint8Array): Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const byte = pattern[at]!;
    if (byte === STAR) {
      if (steps.at(-1) !== 'run') steps.push('run');
    } else if (byte === QUESTION) {
      steps.push(new Uint8Array(256).fill(1));
    } else if (byte === OPEN) {
      const { set, end } = parseSet(pattern, at + 1);
      steps.push(set);
      at = end;
    } else {
      if (byte === BACKSLASH && at + 1 < pattern.length) at++;
      steps.push(only(pattern[at]!));
    }
  }
  return steps;
}

function only(byte: number): Uint8Array {
  const set = new Uint8Array(256);
  set[byte] = 1;
  return set;
}

/** The set that begins at `at`, and where its bracket closes: the end of the pattern when it never does. */
function parseSet(pattern: Uint8Array, at: number): { set: Uint8Array; end: number } {
  const set = new Uint8Array(256);
  const negated = pattern[at] === CARET;
  if (negated) at++;
  for (; at < pattern.length && pattern[at] !== CLOSE; at++) {
    if (pattern[at] === BACKSLASH && at + 1 < pattern.length) {
      set[pattern[++at]!] = 1;
    } else if (pattern[at + 1] === DASH && at + 2 < pattern.length) {
      addRange(set, signed(pattern[at]!), signed(pattern[at + 2]!));
      at += 2;
    } else set[pattern[at]!] = 1;
  }
  return { set: negated ? set.map((inside) => 1 - inside) : set, end: at };
}

/** Bytes are signed where Redis compares them: those from 128 on come before the others. */
const signed = (byte: number) => (byte << 24) >> 24;

function addRange(set: Uint8Array, from: number, to: number): void {
  for (let byte = Math.min(from, to); byte <= Math.max(from, to); byte++) set[byte & 0xff] = 1;
}
