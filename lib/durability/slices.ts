/** Takes all steps at once; answers what they answer. */
export function atOnce<T>(steps: Iterator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** So long other things of the event loop wait, when nobody says how long. */
const SLICE_MS = 10;

/**
 * Takes all steps, some milliseconds of them at a time, and answers what they answer; between these the event loop runs.
 * @param between called before each time that it does; it may throw
 */
export async function inSlices<T>(
  steps: Iterator<unknown, T>,
  clock: () => number,
  between: () => void = () => undefined,
  milliseconds = SLICE_MS,
): Promise<T> {
  for (;;) {
    const until = clock() + milliseconds;
    do {
      const step = steps.next();
      if (step.done) return step.value;
    } while (clock() < until);
    between();
    await new Promise(setImmediate);
  }
}
