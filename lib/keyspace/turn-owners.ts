import type { StructureInfo } from '../command/structure-info';

/** Users' classes whose code ran in a turn where replay will run it again, and how often. */
export class TurnOwners {
  readonly counts = new Map<StructureInfo, number>();

  note(info: StructureInfo): void {
    this.counts.set(info, (this.counts.get(info) ?? 0) + 1);
  }

  clear(): void {
    if (this.counts.size > 0) this.counts.clear();
  }
}
