import type { Server } from '../command/server';
import { AT, type Place, type Structure } from '../structure';
import type { KeyEntry } from './key-entry';

/** A live object at the key where a running command got it. */
export class Placement implements Place {
  private readonly before: Place | undefined;

  constructor(
    private readonly instance: Structure,
    public entry: KeyEntry,
  ) {
    this.before = instance[AT];
    instance[AT] = this;
  }

  get server(): Server {
    return this.entry.server;
  }

  /** Follows the object to another key, in all commands that have it. */
  follow(target: KeyEntry): void {
    this.entry = target.boundLike(this.entry);
    if (this.before instanceof Placement) this.before.follow(target);
  }

  /** The command has ended: a container that it left empty is removed. */
  end(): void {
    try {
      this.entry.removeEmptied(this.instance);
    } finally {
      this.instance[AT] = this.before;
    }
  }
}
