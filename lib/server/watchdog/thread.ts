import { parentPort, workerData } from 'node:worker_threads';
import { type Busyness, WORDS } from '../../keyspace/handler-watch';
import { Door, type Entrance } from './door';
import { Frames } from './frames';
import { type Run, Stopper } from './stopper';

/*
 * The watchdog: a thread that looks at how long the handler of the server's thread has run, has others served meanwhile, and
 * stops it.
 */

/** What the thread needs to know of the server. */
export interface WatchdogTask {
  readonly words: Int32Array;
  /** The folder that has `lib` and `structures` of the server. */
  readonly root: string;
}

const { words, root } = workerData as WatchdogTask;
const frames = new Frames(root);
/** Where new connections come in, as the server has said last. */
let entrance: Entrance | undefined;

/** It looks so often in the time that a handler may take, and this often at least and at most. */
const LOOKS = 10;
const SHORTEST_MS = 5;
const LONGEST_MS = 250;

/** A handler may tidy up for so long at most, once the server refuses to serve it. */
const MOST_GRACE_MS = 100;

/** So long nobody is served in between, while a handler runs for long; longer where that took long, of many connections. */
const SERVING_MS = 20;
const REST = 4;

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A figure that says never is 0 or less. */
const figure = (word: number) => (words[word]! > 0 ? words[word]! : Infinity);

/** The turn of a handler. */
class Turn implements Run {
  /** When the thread saw it first. */
  private readonly since = performance.now();
  /** Whether it is taken for one that can't be ended. */
  private goesOn = false;

  constructor(private readonly number: number) {}

  lasts(): boolean {
    return Atomics.load(words, WORDS.runs) === 1 && Atomics.load(words, WORDS.turn) === this.number;
  }

  /** Does what is due. */
  async look(): Promise<void> {
    const limit = this.overdue;
    if (limit !== undefined) await Stopper.use(frames, this, (stopper) => this.stop(stopper, limit));
    else if (this.milliseconds >= figure(WORDS.patience))
      await Stopper.use(frames, this, (stopper) => this.serveOthers(stopper));
  }

  private get milliseconds(): number {
    return Math.round(performance.now() - this.since);
  }

  /** The limit that it has run longer than, if it can be ended. */
  private get overdue(): number | undefined {
    const limit = figure(WORDS.limit);
    return this.milliseconds >= limit && !this.goesOn ? limit : undefined;
  }

  /** @param limit milliseconds that it may run; undefined when it was killed */
  private async stop(stopper: Stopper, limit?: number): Promise<void> {
    if (await stopper.ask((stack) => `running.halt(${limit}, ${stack})`))
      await stopper.end(Math.min(limit ?? Infinity, MOST_GRACE_MS));
    if (!this.lasts()) return;
    await stopper.ask(() => 'running.goesOn()');
    this.goesOn = true;
  }

  /** Has others served, until it has ended, is stopped, or has run for too long. */
  private async serveOthers(stopper: Stopper): Promise<void> {
    const door = new Door(entrance, (wish) => parentPort!.postMessage(wish));
    try {
      await this.serveBy(stopper, door);
    } finally {
      door.close();
    }
  }

  private async serveBy(stopper: Stopper, door: Door): Promise<void> {
    while (this.lasts() && this.overdue === undefined) {
      const start = performance.now();
      const busyness = await stopper.ask<Busyness>(() => 'running.serveOthers()');
      if (!busyness) return;
      const pause = Math.max(SERVING_MS, (performance.now() - start) * REST);
      door.open(busyness.running);
      if ((busyness.isKilled || door.isKilled) && !this.goesOn) await this.stop(stopper);
      await sleep(Math.min(pause, LONGEST_MS));
    }
  }
}

async function main(): Promise<never> {
  let turn: Turn | undefined;
  for (;;) {
    if (!turn?.lasts()) turn = words[WORDS.runs] === 1 ? new Turn(words[WORDS.turn]!) : undefined;
    await turn?.look().catch(() => undefined);
    const next = Math.min(figure(WORDS.limit), figure(WORDS.patience));
    await sleep(Math.min(LONGEST_MS, Math.max(SHORTEST_MS, next / LOOKS)));
  }
}

// Waiting for the inspector alone keeps no thread alive.
parentPort!.on('message', (message: Entrance) => {
  entrance = message;
});
void main();
parentPort!.postMessage('ready');
