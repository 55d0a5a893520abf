const SEGMENT_SHIFT = 12;
const SEGMENT_CELLS = 1 << SEGMENT_SHIFT;
const CELL_MASK = SEGMENT_CELLS - 1;
const END = -1;

/** Cells of a part of the table. A free cell holds the number of the next free one. */
interface Segment {
  readonly cells: unknown[];
  free: number;
  live: number;
}

/**
 * Objects by index, so that bytes off the heap can name them.
 * It grows by segments, none of which is ever copied. A segment that empties is dropped, if another has room.
 */
export class ObjectTable {
  private readonly segments: (Segment | undefined)[] = [];
  /** Numbers of the segments with a free cell. */
  private readonly roomy: number[] = [];
  private readonly vacant: number[] = [];

  add(object: unknown): number {
    const number = this.roomy.at(-1) ?? this.addSegment();
    const segment = this.segments[number]!;
    const cell = segment.free;
    segment.free = segment.cells[cell] as number;
    segment.cells[cell] = object;
    segment.live++;
    if (segment.free === END) this.roomy.pop();
    return (number << SEGMENT_SHIFT) | cell;
  }

  get(index: number): unknown {
    return this.segments[index >>> SEGMENT_SHIFT]!.cells[index & CELL_MASK];
  }

  set(index: number, object: unknown): void {
    this.segments[index >>> SEGMENT_SHIFT]!.cells[index & CELL_MASK] = object;
  }

  remove(index: number): void {
    const number = index >>> SEGMENT_SHIFT;
    const segment = this.segments[number]!;
    if (segment.free === END) this.roomy.push(number);
    segment.cells[index & CELL_MASK] = segment.free;
    segment.free = index & CELL_MASK;
    if (--segment.live === 0 && this.roomy.length > 1) this.dropSegment(number);
  }

  /** Forgets all; answers what goes with the objects. */
  clear(): object {
    this.roomy.length = 0;
    this.vacant.length = 0;
    return this.segments.splice(0);
  }

  private addSegment(): number {
    const number = this.vacant.pop() ?? this.segments.length;
    const cells = new Array<unknown>(SEGMENT_CELLS).fill(END);
    for (let cell = 0; cell < CELL_MASK; cell++) cells[cell] = cell + 1;
    this.segments[number] = { cells, free: 0, live: 0 };
    this.roomy.push(number);
    return number;
  }

  private dropSegment(number: number): void {
    this.segments[number] = undefined;
    this.vacant.push(number);
    this.roomy.splice(this.roomy.indexOf(number), 1);
  }
}
