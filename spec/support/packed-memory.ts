import { ByteSlice, type Memory } from '../../lib/index';

/** The bytes of a packed value that stands at no key: what a structure's Memory does, over a Buffer. */
export class PackedMemory implements Memory {
  buffer = Buffer.alloc(0);
  readonly start = 0;
  mark = 0;
  present = false;
  private instead: object | undefined = undefined;

  get isNew(): boolean {
    return !this.present;
  }

  get length(): number {
    return this.buffer.length;
  }

  get bytes(): ByteSlice {
    return new ByteSlice(this.buffer, 0, this.length);
  }

  get object(): object | undefined {
    return this.instead;
  }

  set object(object: object | undefined) {
    this.set(Buffer.alloc(0));
    this.instead = object;
  }

  resize(length: number): void {
    this.set(
      Buffer.concat([this.buffer.subarray(0, length), Buffer.alloc(Math.max(0, length - this.length))]),
    );
  }

  assign(bytes: Parameters<Memory['assign']>[0]): void {
    this.set(Buffer.from(bufferOf(bytes)));
  }

  write(offset: number, bytes: Parameters<Memory['write']>[1]): void {
    const source = bufferOf(bytes);
    this.resize(Math.max(this.length, offset + source.length));
    this.buffer.set(source, offset);
  }

  splice(offset: number, removed: number, bytes: Parameters<Memory['splice']>[2]): void {
    const rest = this.buffer.subarray(offset + removed);
    this.set(Buffer.concat([this.buffer.subarray(0, offset), bufferOf(bytes), rest]));
  }

  delete(): boolean {
    const { present } = this;
    this.present = false;
    this.instead = undefined;
    this.buffer = Buffer.alloc(0);
    return present;
  }

  private set(buffer: Buffer<ArrayBuffer>): void {
    this.buffer = buffer;
    this.present = true;
    this.instead = undefined;
  }
}

function bufferOf(bytes: Parameters<Memory['assign']>[0]): Uint8Array {
  if (typeof bytes === 'string') return Buffer.from(bytes);
  return bytes instanceof Uint8Array ? bytes : bytes.bytes.subarray(bytes.start, bytes.end);
}
