import { type FileSystem, readFully } from './file-system';

/** A log is read in pieces of so many bytes. */
const PIECE = 1024 * 1024;

/** A piece of a file: it moves along, and grows to hold what must lie in one piece. */
export class LogWindow {
  bytes = Buffer.allocUnsafeSlow(PIECE);
  /** What is read next, and where the bytes end that are here. */
  at = 0;
  limit = 0;
  /** Where in the file the first byte is. */
  private position = 0;

  constructor(
    private readonly files: FileSystem,
    private readonly fd: number,
    /** Of the file. */
    readonly size: number,
  ) {}

  /** Where in the file that is which is read next. */
  get offset(): number {
    return this.position + this.at;
  }

  /** How many bytes are here to be read. */
  get available(): number {
    return this.limit - this.at;
  }

  seek(offset: number): void {
    const at = offset - this.position;
    if (at >= 0 && at <= this.limit) this.at = at;
    else {
      this.position = offset;
      this.at = this.limit = 0;
    }
  }

  /** Brings so many bytes from what is read next on; false when the file ends before. */
  bring(count: number): boolean {
    if (count <= this.available) return true;
    if (this.offset + count > this.size) return false;
    this.makeRoom(count);
    this.limit += readFully(this.files, this.fd, this.bytes.subarray(this.limit), this.position + this.limit);
    return count <= this.available;
  }

  private makeRoom(count: number): void {
    const target = count > this.bytes.length ? Buffer.allocUnsafeSlow(roomFor(count)) : this.bytes;
    this.bytes.copy(target, 0, this.at, this.limit);
    this.bytes = target;
    this.position += this.at;
    this.limit -= this.at;
    this.at = 0;
  }
}

const roomFor = (count: number) => Math.max(PIECE, 2 ** Math.ceil(Math.log2(count)));
