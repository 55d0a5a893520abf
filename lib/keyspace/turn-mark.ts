import type { StructureInfo } from '../command/structure-info';
import type { Keyspace } from './keyspace';
import type { TransactingSession } from './transaction';

/** How far a turn has come with what it logs and tells, for all that comes behind to be taken back. */
export class TurnMark {
  private readonly logged: number;
  private readonly published: number;
  private readonly due: number;
  private readonly held: number;
  private readonly wrote: boolean;
  private readonly expired: number;
  private readonly owners: ReadonlyMap<StructureInfo, number>;
  private readonly selected: number;

  constructor(
    private readonly keyspace: Keyspace,
    private readonly session: TransactingSession,
  ) {
    this.logged = keyspace.changes.recorded;
    this.published = keyspace.outbox.size;
    this.due = keyspace.triggers.mark;
    this.held = keyspace.watches.hold();
    this.wrote = keyspace.wrote;
    this.expired = keyspace.expired;
    this.owners = new Map(keyspace.owners.counts);
    this.selected = session.database;
  }

  /** @param runsAgain whether replay runs and undoes the same again, in a command that is logged */
  takeBack(runsAgain: boolean): void {
    const { keyspace } = this;
    keyspace.changes.withdraw(this.logged);
    keyspace.outbox.withdraw(this.published, true);
    keyspace.triggers.forget(this.due);
    keyspace.watches.forget(this.held);
    keyspace.wrote = this.wrote || keyspace.expired !== this.expired;
    if (!runsAgain) keyspace.owners.set(this.owners);
    this.session.database = this.selected;
  }
}
