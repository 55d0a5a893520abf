import type { Request } from '../protocol/request';
import { textBytes } from '../protocol/text';
import type { Keyspace } from './keyspace';

/** Keys that a handler has opened by their names, beside those that its request names. */
export class OpenedKeys {
  private readonly keys: string[] = [];

  constructor(private readonly keyspace: Keyspace) {}

  add(key: string): void {
    this.keys.push(key);
  }

  clear(): void {
    if (this.keys.length > 0) this.keys.length = 0;
  }

  /** Whether there is one that the request does not name. */
  hasAnother(request: Request): boolean {
    if (this.keys.length === 0) return false;
    const own = this.keyWords(request).map((word) => request.text(word));
    return this.keys.some((key) => !own.includes(key));
  }

  /** All of both, one character a byte. */
  namesWith(request: Request): string[] {
    const named = this.keyWords(request).map((word) => request.wire(word));
    return [...named, ...this.keys.map((key) => textBytes(key).toString('latin1'))];
  }

  private keyWords(request: Request): number[] {
    return this.keyspace.keyWords(this.keyspace.lookup(request), request);
  }
}
