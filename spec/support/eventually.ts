const PATIENCE_MS = 10_000;
const PAUSE_MS = 5;

/** Asks again and again until the expectation holds; after ten seconds, throws what it last threw. */
export async function eventually(expectation: () => unknown): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      await expectation();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
