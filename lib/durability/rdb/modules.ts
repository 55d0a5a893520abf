import type { RdbReader } from '../../rdb/reader';
import { refuse } from '../../rdb/types';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const NAME_LENGTH = 9;
/** Bits of a module's id behind its name. */
const VERSION_BITS = 10n;

/** The name of a data type of a module of Redis, which its id spells. */
export function moduleName(id: bigint): string {
  let name = '';
  for (let rest = id >> VERSION_BITS; name.length < NAME_LENGTH; rest >>= 6n)
    name = LETTERS[Number(rest & 63n)]! + name;
  return name;
}

const END = 0;
const SIGNED = 1;
const UNSIGNED = 2;
const FLOAT = 3;
const DOUBLE = 4;
const STRING = 5;

/** Passes over what a module has written. */
export function skipModuleData(body: RdbReader): void {
  for (let part = body.length(); part !== END; part = body.length()) {
    if (part === SIGNED || part === UNSIGNED) body.long();
    else if (part === FLOAT) body.slice(4);
    else if (part === DOUBLE) body.slice(8);
    else if (part === STRING) body.string();
    else refuse(`a module has no parts of kind ${part}`);
  }
}
