import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

const DOORKEEPER = join(__dirname, '..', '..', 'doorkeeper.js');

/** Where new connections come in. */
export interface Entrance {
  /** Of the sockets that the server listens at. */
  readonly descriptors: readonly number[];
  /** Options of the server that say who may come in. */
  readonly configuration: Readonly<Record<string, string>>;
}

/** What a doorkeeper needs to know; its descriptors follow those of standard streams and of its channel. */
export interface Duty {
  readonly sockets: number;
  readonly configuration: Entrance['configuration'];
  /** The command that the server runs. */
  readonly running: string;
}

/** What somebody at the door wants. */
export type Wish = 'kill' | 'shutdown';

/**
 * The door of a server that runs a handler for long: a thread can read where clients are connected, but not take new ones
 * without taking the server's sockets away, so a process that has them, too, does that.
 */
export class Door {
  /** Whether somebody there wants the handler ended. */
  isKilled = false;
  private keeper: ChildProcess | undefined = undefined;

  constructor(
    private readonly entrance: Entrance | undefined,
    private readonly onWish: (wish: Wish) => void,
  ) {}

  /** Lets somebody stand at it, if nobody does. */
  open(running: string): void {
    const { entrance } = this;
    if (this.keeper || !entrance || entrance.descriptors.length === 0) return;
    const { descriptors, configuration } = entrance;
    const stdio = ['ignore', 'ignore', 2, 'ipc' as const, ...descriptors];
    this.keeper = fork(DOORKEEPER, { stdio: stdio as ['ignore'], execArgv: [] });
    this.keeper.on('error', () => undefined);
    this.keeper.on('message', (wish: Wish) => {
      this.isKilled = true;
      this.onWish(wish);
    });
    this.keeper.send({ sockets: descriptors.length, configuration, running } satisfies Duty);
  }

  /** From now on the server takes new connections itself. */
  close(): void {
    if (this.keeper?.connected) this.keeper.disconnect();
    this.keeper = undefined;
  }
}
