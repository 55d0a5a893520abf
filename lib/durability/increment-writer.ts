import { type FileSystem, writeAll } from './file-system';

/** An increment that is written to: a batch stands in it whole, or not at all. */
export class IncrementWriter {
  /** Bytes of whole batches. */
  size: number;
  private readonly fd: number;
  /** A batch could be written in part only, and not be cut off again. */
  private isTorn = false;

  /** Opens it, creates it when there is none. Throws the system's error. */
  constructor(
    private readonly files: FileSystem,
    readonly path: string,
  ) {
    this.fd = files.openSync(path, files.existsSync(path) ? 'r+' : 'w+');
    this.size = files.fstatSync(this.fd).size;
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
    this.files.closeSync(this.fd);
  }

  private cut(): void {
    this.files.ftruncateSync(this.fd, this.size);
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
