import { Crc64 } from '../../rdb/crc64';
import { RdbReader } from '../../rdb/reader';
import { refuse } from '../../rdb/types';
import { type FileSystem, readFully } from '../file-system';

const PIECE_BYTES = 1024 * 1024;
/** One call reads no more: Node takes 2 GB at most. */
const MOST_AT_ONCE = 64 * 1024 * 1024;

/** Reads RDB from a file, a large piece at a time. Each is a Buffer of its own: views of it stay good. */
export class RdbInput extends RdbReader {
  private readonly checksum = new Crc64();
  /** Where in the file `bytes` begin. */
  private position = 0;
  /** Up to where they are summed up. */
  private summed = 0;

  constructor(
    private readonly files: FileSystem,
    private readonly fd: number,
    /** Of the file. */
    readonly size: number,
    private readonly sums: boolean,
  ) {
    super(Buffer.alloc(0));
  }

  override get left(): number {
    return this.size - this.offset;
  }

  /** Where in the file that is which is read next. */
  get offset(): number {
    return this.position + this.at;
  }

  /** The checksum of all that was read. */
  sum(): Buffer {
    this.sumUp();
    return this.checksum.sum;
  }

  protected override require(count: number): void {
    if (count > this.left) refuse('the file ends too early');
    this.sumUp();
    const kept = this.end - this.at;
    const bytes = Buffer.allocUnsafeSlow(Math.min(this.left, Math.max(count, PIECE_BYTES)));
    this.bytes.copy(bytes, 0, this.at, this.end);
    this.fill(bytes, kept);
    this.position += this.at;
    this.bytes = bytes;
    this.at = this.summed = 0;
    this.end = bytes.length;
  }

  /** Fills a Buffer, which has some bytes already, with those that follow in the file. */
  private fill(bytes: Buffer, kept: number): void {
    for (let at = kept; at < bytes.length; at += MOST_AT_ONCE) {
      const piece = bytes.subarray(at, at + MOST_AT_ONCE);
      const count = readFully(this.files, this.fd, piece, this.offset + at);
      if (count < piece.length) refuse('the file became shorter meanwhile');
    }
  }

  private sumUp(): void {
    if (this.sums) this.checksum.update(this.bytes, this.summed, this.at);
    this.summed = this.at;
  }
}
