/** Values by their names, and in the order of those. Names are strings of one character a byte. */
export class NameTable<T extends { readonly name: string }> {
  private readonly values = new Map<string, T>();
  private readonly sorted: T[] = [];

  get size(): number {
    return this.sorted.length;
  }

  get(name: string): T | undefined {
    return this.values.get(name);
  }

  /** Adds a value whose name is new. */
  add(value: T): void {
    this.values.set(value.name, value);
    this.sorted.splice(this.placeOf(value.name), 0, value);
  }

  delete(name: string): boolean {
    if (!this.values.delete(name)) return false;
    this.sorted.splice(this.placeOf(name), 1);
    return true;
  }

  /** All of them, by name. */
  get all(): readonly T[] {
    return this.sorted;
  }

  /** The place of the first that doesn't come before the name. */
  private placeOf(name: string): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.sorted[middle]!.name < name) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
