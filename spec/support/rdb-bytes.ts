import { crc64 } from '../../lib/rdb/crc64';
import { OPCODE } from '../../lib/rdb/types';
import { RdbWriter } from '../../lib/rdb/writer';

/** An RDB file with this between its header and its end, and a checksum if its version has one. */
export function rdbFile(write: (writer: RdbWriter) => unknown, version = 10): Buffer {
  const writer = new RdbWriter().raw(Buffer.from(`REDIS${String(version).padStart(4, '0')}`));
  write(writer);
  const content = writer.byte(OPCODE.END).finish();
  return version < 5 ? content : Buffer.concat([content, crc64(content)]);
}

export const text = (characters: string) => Buffer.from(characters, 'latin1');
