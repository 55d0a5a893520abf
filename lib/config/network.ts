import {
  fileMode,
  idle,
  integer,
  long,
  memory,
  memoryOrPercent,
  natural,
  only,
  type Option,
  outputLimits,
  portNumber,
  refuse,
  yesOrNo,
} from './kinds';

/** Where the server listens, and to whom. */
export const networkOptions = {
  port: { initial: '6379', read: portNumber, help: 'TCP port; 0 takes a free one' },
  bind: {
    initial: '127.0.0.1',
    words: true,
    read: (text: string) => (/\S/.test(text) ? text : refuse('there must be an address')),
    help: 'addresses to listen on, with spaces between; * is every one, one after a - may be missing',
  },
  'protected-mode': {
    initial: 'yes',
    mutable: true,
    read: yesOrNo,
    help: 'without a password, who comes from another machine is turned away',
  },
  'tcp-backlog': {
    initial: '511',
    read: natural,
    help: 'connections that may wait to be accepted; the system may allow fewer',
  },
  'tcp-keepalive': {
    initial: '300',
    mutable: true,
    read: natural,
    help: 'seconds after which a silent peer is asked whether it is there; 0: never',
  },
  unixsocket: { initial: '', help: 'path of a Unix socket to listen on as well' },
  unixsocketperm: {
    initial: '0',
    read: fileMode,
    help: 'rights of that socket, in octal; 0: as the system has it',
  },
  requirepass: { initial: '', mutable: true, help: 'password that clients must give' },
  'bind-source-addr': idle(''),
  'socket-mark-id': idle('0', only('0', 'packets are not marked: only 0 is possible')),
} as const satisfies Record<string, Option>;

const MOST_CLIENTS = 4294967295n;

/** How much clients may use. */
export const clientOptions = {
  maxclients: {
    initial: '10000',
    mutable: true,
    read: integer(1n, MOST_CLIENTS),
    help: 'clients at a time; one more is told so and turned away',
  },
  timeout: {
    initial: '0',
    mutable: true,
    read: natural,
    help: 'seconds after which an idle client is hung up on; 0: never',
  },
  'client-output-buffer-limit': {
    initial: 'normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60',
    mutable: true,
    words: true,
    read: outputLimits,
    help: 'class, bytes that a client may leave unread, bytes for no longer than so many seconds; of each class',
  },
  'client-query-buffer-limit': {
    initial: '1073741824',
    mutable: true,
    read: memory(1n << 20n),
    help: 'longest request in bytes',
  },
  'proto-max-bulk-len': {
    initial: '536870912',
    mutable: true,
    read: memory(1n << 20n),
    help: 'longest string in bytes',
  },
  'maxmemory-clients': idle('0', only('0', 'clients are not evicted: only 0 is possible', memoryOrPercent)),
  'tracking-table-max-keys': {
    initial: '1000000',
    mutable: true,
    read: long,
    help: 'most keys that are remembered for the caches of clients; 0 is no limit',
  },
} as const satisfies Record<string, Option>;
