import { Socket } from 'node:net';

/** Every socket reads into this: what is read is handled before anything else is. */
const buffer = Buffer.allocUnsafeSlow(64 * 1024);

interface Handle {
  readonly reading: boolean;
}

/**
 * Hands the bytes of an accepted, paused socket to a function, without a new buffer for each read.
 * Node takes a reader's own buffer only when a socket is made, so the handle gets a new socket; where Node keeps its
 * handle elsewhere, the socket reads as usual.
 */
export function readInto(accepted: Socket, receive: (chunk: Buffer, length: number) => void): Socket {
  const owner = accepted as Socket & { _handle?: Handle | null };
  const handle = owner._handle;
  if (!handle) return readByEvents(accepted, receive);
  owner._handle = null;
  const onread = {
    buffer,
    callback: (length: number, chunk: Uint8Array) => {
      receive(chunk as Buffer, length);
      return true;
    },
  };
  const options = { handle, onread, readable: true, writable: true, allowHalfOpen: true };
  const socket = new Socket(options);
  socket.once('close', () => accepted.destroy());
  socket.resume();
  return socket;
}

function readByEvents(socket: Socket, receive: (chunk: Buffer, length: number) => void): Socket {
  socket.on('data', (chunk: Buffer) => {
    receive(chunk, chunk.length);
  });
  return socket;
}
