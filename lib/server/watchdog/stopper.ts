import { type Frame, type Frames, nameOf } from './frames';
import { type Halt, HeldThread } from './held-thread';

/** How long it is let run before it is looked at again. */
const PAUSE_MS = 10;
/** After so many looks it is taken for one that can't be ended. */
const ATTEMPTS = 200;

/** One run of a handler, as the watchdog sees it. */
export interface Run {
  /** Whether it still runs. */
  lasts(): boolean;
}

/** Stops the handler that runs in the main thread. */
export class Stopper {
  private readonly thread = new HeldThread();
  /** Functions that halt at their statements, and come to none. */
  private readonly unoptimized = new Set<string>();

  private constructor(
    private readonly frames: Frames,
    private readonly run: Run,
  ) {}

  /** Does something with a handler, and lets it go. */
  static async use<T>(frames: Frames, run: Run, task: (stopper: Stopper) => Promise<T>): Promise<T> {
    const stopper = new Stopper(frames, run);
    try {
      await stopper.thread.open();
      await stopper.thread.passOver(frames.passedOver);
      return await task(stopper);
    } finally {
      await stopper.thread.close();
    }
  }

  /**
   * Runs an expression in the main thread, which is held up in code of the handler meanwhile: `running` is the server's
   * watch there. Resolves to its value; to undefined when the handler has ended before.
   * @param expression made of the handler's stack, its innermost frame first
   */
  async ask<T>(expression: (stack: string) => string): Promise<T | undefined> {
    const { thread } = this;
    const frames = await this.holdUp();
    if (!frames) return undefined;
    const stack = await this.stackOf(frames);
    const guard = frames[this.frames.guardOf(frames)]!;
    const value = await thread.evaluate(guard, expression(JSON.stringify(stack)));
    await thread.haltNowhere();
    await thread.resume();
    return value as T;
  }

  /**
   * Ends the handler, after so many milliseconds in which it may tidy up. It goes on where V8 can't begin the guard anew, as
   * in a loop of a generator.
   */
  async end(grace: number): Promise<void> {
    await this.whileItRuns(grace);
    for (let attempt = 0; this.run.lasts() && attempt < ATTEMPTS; attempt++) {
      const halt = await this.thread.pause();
      if (halt) await this.cut(this.frames.placesToHalt(halt.frames)).catch(() => undefined);
      await this.thread.resume();
      await this.whileItRuns(PAUSE_MS);
    }
  }

  /**
   * Ends the handler at a statement of functions that it is in, or where it comes to none. V8 ends the whole process when
   * the innermost frame is of optimized code: of a function that halts at statements there is none, once it has gone on.
   */
  private async cut(places: readonly Frame[]): Promise<void> {
    const { thread, frames } = this;
    for (const place of places) await thread.haltAt(place);
    let halt = await thread.run();
    if (!halt) {
      for (const place of places) this.unoptimized.add(nameOf(place));
      // Where it halts now, it does at once: else nobody knew whether it has come to a statement in the meantime.
      await thread.passOver([]);
      halt = await thread.pause();
      await thread.passOver(frames.passedOver);
    }
    if (halt && this.run.lasts()) await this.restart(halt);
  }

  /** Has the guard begun anew, if that is possible where the thread is held up. */
  private async restart({ frames, isAtStatement }: Halt): Promise<void> {
    const guard = this.frames.cuttableGuard(frames);
    if (guard && (isAtStatement || this.unoptimized.has(nameOf(frames[0]!))))
      await this.thread.restart(guard);
  }

  /** Holds it up in code of the handler: its frames; undefined when it has ended. */
  private async holdUp(): Promise<readonly Frame[] | undefined> {
    const { thread, frames } = this;
    while (this.run.lasts()) {
      let halt = await thread.pause();
      if (halt && !frames.isInHandler(halt.frames)) {
        for (const place of frames.placesToHalt(halt.frames))
          await thread.haltAt(place).catch(() => undefined);
        halt = await thread.run();
      }
      if (halt && this.run.lasts() && frames.isInHandler(halt.frames)) return halt.frames;
      await thread.resume();
      await this.whileItRuns(PAUSE_MS);
    }
    return undefined;
  }

  /** As Node would print it, with source maps if there are some. */
  private async stackOf(frames: readonly Frame[]): Promise<string> {
    const printed = await this.thread.evaluate(frames[0]!, 'new Error().stack').catch(() => undefined);
    const lines = typeof printed === 'string' ? printed.split('\n').slice(2) : frames.map(lineOf);
    const end = lines.findIndex((line) => /\bguarded\b|Method\.(?:serve|apply)/.test(line));
    return lines.slice(0, end < 0 ? lines.length : end).join('\n');
  }

  /** Waits as long as the handler runs and is not held up. */
  private async whileItRuns(milliseconds: number): Promise<void> {
    const end = performance.now() + milliseconds;
    while (this.run.lasts() && !this.thread.halt && performance.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

const lineOf = ({ functionName, url, line }: Frame) => `    at ${functionName} (${url}:${line})`;
