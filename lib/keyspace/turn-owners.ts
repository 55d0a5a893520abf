import type { StructureInfo } from '../command/structure-info';

/** Users' classes whose code ran in a turn where replay will run it again, and how often. */
export class TurnOwners {
  readonly counts = new Map<StructureInfo, number>();

  note(info: StructureInfo): void {
    this.counts.set(info, (this.counts.get(info) ?? 0) + 1);
  }

  /** As they were. */
  set(counts: ReadonlyMap<StructureInfo, number>): void {
    this.clear();
    for (const [info, count] of counts) this.counts.set(info, count);
  }

  clear(): void {
    if (this.counts.size > 0) this.counts.clear();
  }
}
