import { type FileSystem, writeAll } from './file-system';
import { endOfPage, isBreak, MARK, PAGE, placeInRoom, roomInPage } from './log-room';

const MOST_ROOM = 256 * 1024;

/** An increment that is written to: a batch stands in it whole, or not at all. */
export class IncrementWriter {
  /** Where the last whole batch ends. */
  size: number;
  /** Bytes of the file: behind the batches may be room for others. */
  private end: number;
  /** Bytes that were appended since there was no room. */
  private appended = 0;
  /** Of the last batch. */
  private lastLength = 0;
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
    const place = this.placeOf(batch.length);
    const end = place + batch.length;
    const bytes = end < this.end && isBreak(end) ? Buffer.concat([batch, MARK]) : batch;
    try {
      writeAll(this.files, this.fd, bytes, place);
    } catch (error) {
      this.isTorn = true;
      this.tryToCut();
      throw error;
    }
    this.size = end;
    this.end = Math.max(this.end, end);
    this.appended += batch.length;
    this.lastLength = batch.length;
  }

  /**
   * Writes ahead of the batches to come, as much as was appended since there was none; not behind one that fits in no page.
   * A sync that need not change the length of the file takes two thirds of the time.
   */
  makeRoom(): void {
    if (this.size < this.end || this.isTight || this.lastLength > PAGE) return;
    try {
      this.extend(Math.min(this.appended, MOST_ROOM));
    } catch {
      // The disk may have room for batches yet.
      this.isTight = true;
      this.tryToCut();
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

  /** What doesn't fit in a page goes behind what there is, as if there were no room. */
  private placeOf(length: number): number {
    const { size } = this;
    if (size === this.end) return size;
    const place = placeInRoom(size, length);
    if (place === undefined) this.cut();
    return place ?? size;
  }

  private extend(length: number): void {
    const { files, fd, size } = this;
    for (let place = size; place < size + length; place = endOfPage(place)) {
      const room = roomInPage(place);
      if (!room) return;
      writeAll(files, fd, room, place);
      this.end = endOfPage(place);
    }
  }

  private cut(): void {
    this.files.ftruncateSync(this.fd, this.size);
    this.end = this.size;
    this.appended = 0;
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
