import { type FileSystem, writeAll } from './file-system';
import { isLineEnd, MARK, roomFrom } from './log-room';

/** An increment that is written to: a batch stands in it whole, or not at all. */
export class IncrementWriter {
  /** Bytes of whole batches. */
  size: number;
  /** Bytes of the file: behind the batches may be room for others. */
  private end: number;
  /** There was no room to be had. */
  private isTight = false;
  private readonly fd: number;
  /** A batch could be written in part only, and not be cut off again. */
  private isTorn = false;

  /** Opens it, creates it when there is none. Throws the system's error. */
  constructor(
    private readonly files: FileSystem,
    readonly path: string,
  ) {
    this.fd = files.openSync(path, files.existsSync(path) ? 'r+' : 'w+');
    this.size = this.end = files.fstatSync(this.fd).size;
  }

  /** Writes a batch at the end. Throws the system's error when it can't be written whole; nothing of it stays then. */
  append(batch: Buffer): void {
    if (this.isTorn) this.cut();
    try {
      writeAll(this.files, this.fd, batch, this.size);
    } catch (error) {
      this.isTorn = true;
      this.tryToCut();
      throw error;
    }
    this.size += batch.length;
    this.end = Math.max(this.end, this.size);
  }

  /** Writes ahead of the batches to come: a sync that need not change the length of the file takes two thirds of the time. */
  makeRoom(): void {
    const { files, fd, size } = this;
    try {
      if (!this.isTight && size + 1 >= this.end) this.extend(roomFrom(size));
      if (size < this.end && isLineEnd(size)) writeAll(files, fd, MARK, size);
    } catch {
      // The disk may have room for batches yet.
      this.isTight = true;
      this.trim();
    }
  }

  /** Gives back the room behind the batches. */
  trim(): void {
    if (this.end > this.size) this.tryToCut();
  }

  /** What is written is on disk when the callback is called without an error. */
  sync(callback: (error: Error | null) => void): void {
    this.files.fdatasync(this.fd, callback);
  }

  /** The same, and nothing else runs meanwhile. */
  syncNow(callback: (error: Error | null) => void): void {
    let failure: Error | null = null;
    try {
      this.files.fdatasyncSync(this.fd);
    } catch (error) {
      failure = error as Error;
    }
    callback(failure);
  }

  close(): void {
    this.trim();
    this.files.closeSync(this.fd);
  }

  private extend(room: Buffer): void {
    const { files, fd, size } = this;
    this.end = size + room.length;
    writeAll(files, fd, room, size);
  }

  private cut(): void {
    this.files.ftruncateSync(this.fd, this.size);
    this.end = this.size;
    this.isTorn = false;
  }

  private tryToCut(): void {
    try {
      this.cut();
    } catch {
      // It is tried again before the next batch.
    }
  }
}
