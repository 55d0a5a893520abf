import type { Reply, Server } from 'memo';

/** The reply of a command that changed nothing. */
export function unchanged<R extends Reply>(server: Server, reply: R): R {
  server.unchanged();
  return reply;
}
