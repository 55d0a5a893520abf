import { Crc64 } from '../../rdb/crc64';
import { RdbWriter } from '../../rdb/writer';
import { type FileSystem, writeAll } from '../file-system';

const BUFFER_BYTES = 1024 * 1024;
/** One call writes no more: Node takes 2 GB at most. */
const MOST_AT_ONCE = 64 * 1024 * 1024;

/** Writes RDB into a file, a large piece at a time. */
export class RdbOutput extends RdbWriter {
  private readonly checksum = new Crc64();
  /** How many bytes are in the file. */
  private flushed = 0;

  constructor(
    private readonly files: FileSystem,
    private readonly fd: number,
    private readonly sums: boolean,
  ) {
    super(BUFFER_BYTES);
  }

  /** How many bytes there are so far. */
  get written(): number {
    return this.flushed + this.used;
  }

  override raw(bytes: Uint8Array, start = 0, end = bytes.length): this {
    if (end - start <= BUFFER_BYTES) return super.raw(bytes, start, end);
    this.flush();
    for (let at = start; at < end; at += MOST_AT_ONCE)
      this.put(bytes.subarray(at, Math.min(end, at + MOST_AT_ONCE)));
    return this;
  }

  /** Ends the file: with the checksum, or zeros for none. */
  end(): void {
    this.flush();
    this.raw(this.sums ? this.checksum.sum : Buffer.alloc(8)).flush();
  }

  protected override makeRoom(): void {
    this.flush();
  }

  private flush(): void {
    this.put(this.bytes.subarray(0, this.used));
    this.used = 0;
  }

  private put(bytes: Uint8Array): void {
    if (this.sums) this.checksum.update(bytes);
    writeAll(this.files, this.fd, bytes);
    this.flushed += bytes.length;
  }
}
