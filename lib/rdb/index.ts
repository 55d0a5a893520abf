/*
 * Redis' format of files and of what DUMP answers: numbers, strings, checksums. How values of a data type are made of
 * these is the matter of the structures, each of which has a Form.
 */
export { sealed, unsealed } from './dump-payload';
export type { RdbForm as Form } from './form';
export { parseDouble, RdbReader as Reader } from './reader';
export {
  EmptyValueError,
  RDB as TYPES,
  RDB_VERSION as VERSION,
  RdbError as DamageError,
  refuse,
  refuseEmpty,
  STATE,
} from './types';
export { RdbWriter as Writer } from './writer';
