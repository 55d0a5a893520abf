import { discard } from '../discarded';

/** What is copied at first of a chunk that continues a request; it is mostly enough. */
const PIECE = 512;
const ROOM_TO_KEEP = 4096;
/** Less than this is left to the collector. */
const LARGE_ROOM = 1024 * 1024;
const NO_BYTES = Buffer.alloc(0);

/**
 * The bytes of a stream that are not yet read for good. They are borrowed from the chunk they came in; only what
 * an unfinished request has so far is copied, so that the whole of it lies in one piece. Room grows as bytes
 * arrive, never by what a peer announces, and is given back.
 */
export abstract class ReceivedBytes {
  /** The bytes being read: the borrowed chunk, or `kept`. */
  protected bytes: Buffer = NO_BYTES;
  /** Where the request being read began, what is read next, and where the bytes end. */
  protected start = 0;
  protected position = 0;
  protected limit = 0;

  private kept: Buffer = NO_BYTES;
  /** The borrowed chunk while `kept` is read, and what of it is not yet copied. */
  private chunk: Buffer = NO_BYTES;
  private chunkPosition = 0;
  private chunkLimit = 0;

  /** Bytes that are here and belong to no request that was handed out. */
  get pendingBytes(): number {
    return this.limit - this.start + this.chunkLimit - this.chunkPosition;
  }

  /** Room that is kept beside them. */
  get freeBytes(): number {
    return this.kept.length - (this.bytes === this.kept ? this.limit - this.start : 0);
  }

  /** Borrow `chunk[0]` up to, not including, `chunk[length]`. */
  push(chunk: Buffer, length = chunk.length): void {
    if (this.pendingBytes === 0) {
      this.giveBackChunk();
      return this.read(chunk, 0, length);
    }
    this.retain();
    this.chunk = chunk;
    this.chunkLimit = length;
  }

  /** Copy what is borrowed, so that the caller may use its buffer again. */
  retain(): void {
    if (this.bytes === this.kept) this.copyFromChunk(this.chunkLimit - this.chunkPosition);
    else this.copyBorrowed();
    this.giveBackChunk();
    this.giveBackRoom();
  }

  /** How many more bytes are needed at least to go on; 0 when that is unknown. */
  protected abstract get missingBytes(): number;

  /** All offsets become smaller. */
  protected moveBack(distance: number): void {
    this.start -= distance;
    this.position -= distance;
    this.limit -= distance;
  }

  /** Copy more of the chunk behind the request being read; false, with nothing borrowed, when there is no more. */
  protected copyMore(): boolean {
    const hasMore = this.chunkPosition < this.chunkLimit;
    if (hasMore) this.copyFromChunk(Math.max(PIECE, this.limit - this.start, this.missingBytes));
    else this.retain();
    return hasMore;
  }

  /** Between requests: once all that is left in `kept` came from the borrowed chunk, go on reading there. */
  protected returnToChunk(): void {
    const left = this.limit - this.start;
    if (this.chunk === NO_BYTES || left > this.chunkPosition) return;
    this.read(this.chunk, this.chunkPosition - left, this.chunkLimit);
    this.giveBackChunk();
  }

  private read(bytes: Buffer, position: number, limit: number): void {
    this.bytes = bytes;
    this.start = this.position = position;
    this.limit = limit;
  }

  private giveBackChunk(): void {
    this.chunk = NO_BYTES;
    this.chunkPosition = this.chunkLimit = 0;
  }

  /** After a huge request, keep no more room than what is left needs. */
  private giveBackRoom(): void {
    const { kept, start, limit } = this;
    if (kept.length <= ROOM_TO_KEEP || (limit - start) * 4 > kept.length) return;
    discardRoom(kept);
    this.kept = start === limit ? NO_BYTES : Buffer.allocUnsafeSlow((limit - start) * 2);
    this.moveToKept(kept);
  }

  private copyBorrowed(): void {
    const { bytes, start, limit } = this;
    this.bytes = this.kept;
    this.limit = start;
    this.append(bytes, start, limit);
  }

  private copyFromChunk(size: number): void {
    const end = Math.min(this.chunkPosition + size, this.chunkLimit);
    this.append(this.chunk, this.chunkPosition, end);
    this.chunkPosition = end;
  }

  /** Append to `kept`, which is being read. */
  private append(source: Buffer, from: number, to: number): void {
    this.makeRoom(to - from);
    source.copy(this.kept, this.limit, from, to);
    this.limit += to - from;
  }

  private makeRoom(size: number): void {
    const { kept } = this;
    const used = this.limit - this.start;
    if (this.limit + size <= kept.length) return;
    const fits = used + size <= kept.length && used <= this.start;
    if (!fits) {
      discardRoom(kept);
      this.kept = Buffer.allocUnsafeSlow(this.roomFor(used + size));
    }
    this.moveToKept(kept);
  }

  /** Move what is being read to the beginning of `kept`. */
  private moveToKept(from: Buffer): void {
    if (this.limit > this.start) from.copy(this.kept, 0, this.start, this.limit);
    this.bytes = this.kept;
    this.moveBack(this.start);
  }

  /** Twice as much as there was, but no more than the current word needs. */
  private roomFor(size: number): number {
    const twice = Math.max(this.kept.length * 2, PIECE);
    const whole = this.limit - this.start + this.missingBytes;
    return Math.max(size, this.missingBytes > 0 ? Math.min(twice, whole) : twice);
  }
}

function discardRoom(room: Buffer): void {
  if (room.length >= LARGE_ROOM) discard(room, room.length);
}
