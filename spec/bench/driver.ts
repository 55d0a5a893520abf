import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import RedisParser from 'redis-parser';

/** Commands encoded as one pipeline, and how many replies they bring. */
export interface Batch {
  readonly bytes: Buffer;
  readonly replies: number;
}

/** Answers the next batch to send, by any connection; undefined when there is no more. */
export type Batches = () => Batch | undefined;

/**
 * Drives a server with encoded batches: each connection sends one, waits for all its replies, and sends the next.
 * Answers the commands per second. An error reply fails the run.
 */
export async function drive(port: number, clients: number, next: Batches): Promise<number> {
  const sockets = await Promise.all(Array.from({ length: clients }, () => connected(port)));
  const began = performance.now();
  const replies = await Promise.all(sockets.map((socket) => exchange(socket, next)));
  const seconds = (performance.now() - began) / 1000;
  sockets.forEach((socket) => socket.destroy());
  return replies.reduce((sum, count) => sum + count, 0) / seconds;
}

async function connected(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

/** Sends batches until there are no more; answers how many replies came. */
function exchange(socket: Socket, next: Batches): Promise<number> {
  return new Promise((resolve, reject) => {
    let replies = 0;
    let expected = 0;
    const send = () => {
      const batch = next();
      expected += batch?.replies ?? 0;
      if (batch) socket.write(batch.bytes);
      else resolve(replies);
    };
    const parser = new RedisParser({
      returnReply: () => {
        if (++replies === expected) send();
      },
      returnError: reject,
    });
    socket.on('data', (chunk) => parser.execute(chunk)).on('error', reject);
    socket.on('close', () => reject(new Error('the server closed the connection')));
    send();
  });
}

/** A command as a RESP array of bulk strings. */
export function encode(...words: readonly (string | number)[]): Buffer {
  const bulks = words.map((word) => `$${Buffer.byteLength(String(word))}\r\n${word}\r\n`);
  return Buffer.from(`*${words.length}\r\n${bulks.join('')}`);
}

/** The same commands over and over, in batches of `pipeline`, until `requests` are sent. */
export function repeated(commands: readonly Buffer[], pipeline: number, requests: number): Batches {
  const batches: Batch[] = [];
  for (let at = 0; at < commands.length; at += pipeline) {
    const group = commands.slice(at, at + pipeline);
    batches.push({ bytes: Buffer.concat(group), replies: group.length });
  }
  let sent = 0;
  let at = 0;
  return () => {
    if (sent >= requests) return undefined;
    const batch = batches[at++ % batches.length];
    sent += batch?.replies ?? 0;
    return batch;
  };
}

/** Batches that are encoded as they are sent: a command for each number below `count`. */
export function numbered(count: number, pipeline: number, command: (index: number) => Buffer): Batches {
  let index = 0;
  return () => {
    const replies = Math.min(pipeline, count - index);
    if (replies === 0) return undefined;
    const bytes = Buffer.concat(Array.from({ length: replies }, () => command(index++)));
    return { bytes, replies };
  };
}
