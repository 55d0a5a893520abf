import { chmod } from 'node:fs/promises';
import type { ConfigurationView } from '../command/memo-view';
import type { Listener } from './listener';

const MISSING_ADDRESS = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

/** Listens where the options say, and resolves to the TCP port. Rejects with the system's error. */
export async function listen(listener: Listener, configuration: ConfigurationView): Promise<number> {
  const backlog = configuration.number('tcp-backlog');
  let port = configuration.number('port');
  for (const address of configuration.get('bind').trim().split(/\s+/))
    port = await bind(listener, address, port, backlog);
  await listenOnPath(listener, configuration, backlog);
  return port;
}

/** As Redis: * is every address, ::* of IPv6, and one after a minus sign may be missing on this machine. */
async function bind(listener: Listener, address: string, port: number, backlog: number): Promise<number> {
  const host = address.replace(/^-/, '').replace('::*', '::').replace('*', '0.0.0.0');
  try {
    return await listener.listen({ host, port, backlog });
  } catch (error) {
    const isMissing = MISSING_ADDRESS.includes((error as NodeJS.ErrnoException).code ?? '');
    if (!isMissing || !address.startsWith('-')) throw error;
    return port;
  }
}

async function listenOnPath(
  listener: Listener,
  configuration: ConfigurationView,
  backlog: number,
): Promise<void> {
  const path = configuration.get('unixsocket');
  const mode = parseInt(configuration.get('unixsocketperm'), 8);
  if (path === '') return;
  await listener.listen({ path, backlog });
  if (mode > 0) await chmod(path, mode);
}
