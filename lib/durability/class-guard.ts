import { ConfigurationError } from '../errors';
import type { Request } from '../protocol/request';
import type { LogVisitor, TurnVisitor } from './log-reader';
import type { ClassLine } from './log-lines';

/** Users' classes as they are now. */
export interface LoadedClasses {
  /** What the source of a class is; undefined when it isn't loaded. */
  hashOf(name: string): string | undefined;
  /** Classes whose commands are replayed although their source has changed. */
  readonly accepted: ReadonlySet<string>;
}

/** Lets no command be replayed by another source than it ran by: from such a one on it only counts them. */
export class ClassGuard implements LogVisitor {
  /** Whether there were commands of users' classes. */
  hasSeenAny = false;
  /** Commands of classes that aren't as they were, by name. */
  private readonly refused = new Map<string, number>();

  constructor(
    private readonly inner: TurnVisitor,
    private readonly classes: LoadedClasses,
  ) {}

  ranClass({ name, count, hash }: ClassLine): void {
    this.hasSeenAny = true;
    if (this.isRight(name, hash)) return;
    this.refused.set(name, (this.refused.get(name) ?? 0) + count);
  }

  setSecret(secret: Buffer): void {
    this.inner.setSecret(secret);
  }

  beginTurn(time: number, seed: number): void {
    if (this.refused.size === 0) this.inner.beginTurn(time, seed);
  }

  runCommand(database: number, request: Request): void {
    if (this.refused.size === 0) this.inner.runCommand(database, request);
  }

  endTurn(): void {
    if (this.refused.size === 0) this.inner.endTurn();
  }

  /** Throws a ConfigurationError that names all classes at fault. */
  check(place: string): void {
    if (this.refused.size === 0) return;
    const faults = [...this.refused].map(([name, count]) => this.describe(name, count));
    throw new ConfigurationError(`${place} has commands that can't be replayed: ${faults.join('; ')}`);
  }

  private isRight(name: string, hash: string): boolean {
    const present = this.classes.hashOf(name);
    return present === hash || (present !== undefined && this.classes.accepted.has(name));
  }

  private describe(name: string, count: number): string {
    const many = `${count} ${count === 1 ? 'command' : 'commands'} of ${name}`;
    return this.classes.hashOf(name) === undefined
      ? `${many}, a class that is not loaded`
      : `${many}, whose source has changed since (--accept-changed ${name} replays them by the new one)`;
  }
}
