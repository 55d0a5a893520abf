import { natural, type Option } from './kinds';

/** How long async commands may take, and how many others wait for their keys. */
export const asyncOptions = {
  'async-timeout': {
    initial: '30000',
    mutable: true,
    read: natural,
    help: 'milliseconds that an async command may take unless it says so itself; 0 is no limit',
  },
  'async-max-waiting': {
    initial: '1000',
    mutable: true,
    read: natural,
    help: 'most commands that wait for a key which an async command holds; 0 is no limit',
  },
} as const satisfies Record<string, Option>;
