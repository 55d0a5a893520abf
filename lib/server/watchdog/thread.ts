import { parentPort, workerData } from 'node:worker_threads';
import { WORDS } from '../../keyspace/handler-watch';
import { Frames } from './frames';
import { type Run, Stopper } from './stopper';

/*
 * The watchdog: a thread that looks at how long the handler of the server's thread has run, and stops it.
 */

/** What the thread needs to know of the server. */
export interface WatchdogTask {
  readonly words: Int32Array;
  /** The folder that has `lib` and `structures` of the server. */
  readonly root: string;
}

const { words, root } = workerData as WatchdogTask;
const frames = new Frames(root);

/** It looks so often in the time that a handler may take, and this often at least and at most. */
const LOOKS = 10;
const SHORTEST_MS = 5;
const LONGEST_MS = 250;

/** A handler may tidy up for so long at most, once the server refuses to serve it. */
const MOST_GRACE_MS = 100;

/** The turn of a handler. */
class Turn implements Run {
  /** When the thread saw it first. */
  private readonly since = performance.now();
  /** Whether all was done that can be. */
  private isDone = false;

  constructor(private readonly number: number) {}

  lasts(): boolean {
    return Atomics.load(words, WORDS.runs) === 1 && Atomics.load(words, WORDS.turn) === this.number;
  }

  /** Does what is due. */
  async look(): Promise<void> {
    const milliseconds = Math.round(performance.now() - this.since);
    const limit = words[WORDS.limit]!;
    if (limit > 0 && milliseconds >= limit && !this.isDone) await this.stop(limit);
  }

  private async stop(limit: number): Promise<void> {
    await Stopper.use(frames, this, async (stopper) => {
      if (await stopper.tell(`watch.halt(${limit}, stack)`))
        await stopper.end(Math.min(limit, MOST_GRACE_MS));
      if (this.lasts()) await stopper.tell('watch.goesOn()');
    });
    this.isDone = true;
  }
}

async function main(): Promise<never> {
  let turn: Turn | undefined;
  for (;;) {
    if (!turn?.lasts()) turn = words[WORDS.runs] === 1 ? new Turn(words[WORDS.turn]!) : undefined;
    await turn?.look().catch(() => undefined);
    const limit = words[WORDS.limit]! || Infinity;
    const pause = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, limit / LOOKS));
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

// Waiting for the inspector alone keeps no thread alive.
parentPort!.on('message', () => undefined);
void main();
parentPort!.postMessage('ready');
