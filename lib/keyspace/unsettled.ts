const SETTLED = { end: () => undefined };

/** What is done when a command ends, the last first. */
export class Unsettled {
  private readonly values: { end(): void }[] = [];
  /** How many of them there are: an array that is pushed to and popped would be laid out anew each time. */
  private count = 0;

  add(value: { end(): void }): void {
    this.values[this.count++] = value;
  }

  /** Ends all; answers the first exception on the way. */
  end(): { readonly error: unknown } | undefined {
    let failure: { readonly error: unknown } | undefined;
    while (this.count > 0) {
      const last = this.values[--this.count]!;
      this.values[this.count] = SETTLED;
      try {
        last.end();
      } catch (error) {
        failure ??= { error };
      }
    }
    return failure;
  }
}
