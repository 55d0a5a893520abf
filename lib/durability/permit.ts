const FREE = 0;
const IN_USE = 1;
const REVOKED = 2;

/**
 * What a thread may do until another forbids it. The other waits while it is being done, and it is never done after that,
 * so both may write the same files.
 */
export class Permit {
  private readonly state: Int32Array;

  constructor(readonly shared = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.state = new Int32Array(shared);
  }

  /** Throws an Error when it is forbidden. */
  use<T>(task: () => T): T {
    if (Atomics.compareExchange(this.state, 0, FREE, IN_USE) === REVOKED) throw new Error('it was stopped');
    try {
      return task();
    } finally {
      Atomics.store(this.state, 0, FREE);
      Atomics.notify(this.state, 0);
    }
  }

  revoke(): void {
    while (Atomics.compareExchange(this.state, 0, FREE, REVOKED) === IN_USE)
      Atomics.wait(this.state, 0, IN_USE);
  }
}
