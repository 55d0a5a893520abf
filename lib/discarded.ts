/** What one step asks for, and the least for which it is worth the collector's while. */
const STEP_BYTES = 32 * 1024 * 1024;

/** How often to ask, lest something that holds on to what was discarded makes it endless. */
const MOST_STEPS = 12;

/** Bytes discarded since the last witness. */
let bytes = 0;
/** Witnesses that are not collected yet. */
let witnesses = 0;
let stepsLeft = 0;
/** Untouched memory, held until the witnesses are collected, or for so many steps. */
const pressure: ArrayBuffer[] = [];
const collected = new FinalizationRegistry(() => witnesses--);

/**
 * Tells that memory outside of the JavaScript heap, `size` bytes of it, is needed no more; nothing refers to the witness
 * from now on. V8 gives the memory back once it collects garbage, which it has no reason to do while a server is idle.
 *
 * Transferring a buffer to nowhere would unmap it at once, but V8 checks every typed array at each access, for good, as
 * soon as one buffer of the process was detached.
 */
export function discard(witness: object, size: number): void {
  bytes += size;
  if (bytes < STEP_BYTES) return;
  bytes = 0;
  witnesses++;
  stepsLeft = MOST_STEPS;
  collected.register(witness, undefined);
}

/**
 * To be called now and then: takes some memory, which is never touched, until V8 collects. Answers whether something
 * that was discarded is still there.
 */
export function collectDiscarded(): boolean {
  if (witnesses > 0 && stepsLeft-- > 0) pressure.push(new ArrayBuffer(STEP_BYTES));
  else pressure.length = 0;
  return pressure.length > 0;
}
