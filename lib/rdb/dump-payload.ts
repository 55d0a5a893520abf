import { crc64 } from './crc64';
import { RDB_VERSION } from './types';

/** Behind the value stand the version, in two bytes, and a checksum of all before it. */
const CHECKSUM_BYTES = 8;
const FOOTER_BYTES = 2 + CHECKSUM_BYTES;

/** What DUMP answers for a value: its type and its body. */
export function sealed(value: Uint8Array, version = RDB_VERSION): Buffer {
  const payload = Buffer.allocUnsafeSlow(value.length + FOOTER_BYTES);
  payload.set(value);
  payload.writeUInt16LE(version, value.length);
  crc64(payload, 0, value.length + 2).copy(payload, value.length + 2);
  return payload;
}

/** The value in what DUMP answered; undefined when the version is a later one, or the checksum another. */
export function unsealed(payload: Buffer): Buffer | undefined {
  const end = payload.length - FOOTER_BYTES;
  if (end < 0 || payload.readUInt16LE(end) > RDB_VERSION) return undefined;
  const checked = payload.length - CHECKSUM_BYTES;
  if (!crc64(payload, 0, checked).equals(payload.subarray(checked))) return undefined;
  return payload.subarray(0, end);
}
