import type { Socket } from 'node:net';
import { AbstractConnector, type RedisOptions } from 'ioredis';

/** So long a connection may take to close that its client has ended: it closes at once, if the server isn't busy. */
const CLOSE_MS = 100;

/** Options for a client of ioredis that gets its connections here, instead of opening a socket; it connects when told to. */
export const clientOptions = (open: () => Promise<Socket>): RedisOptions => ({
  Connector: class extends AbstractConnector {
    constructor() {
      super(CLOSE_MS);
    }

    override async connect(): Promise<Socket> {
      const socket = await open();
      this.stream = socket;
      return socket;
    }
  },
  lazyConnect: true,
  enableReadyCheck: false,
  disableClientInfo: true,
  retryStrategy: () => 0,
});
