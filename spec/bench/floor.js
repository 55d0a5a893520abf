'use strict';
// What Node's sockets cost by themselves: each read is answered PONG, whatever it asks for. Reads as Memo reads.
const { createServer } = require('node:net');
const { readInto } = require('../../dist/lib/server/shared-read');

const PONG = Buffer.from('+PONG\r\n');
const port = Number(process.argv[process.argv.indexOf('--port') + 1]);

createServer({ noDelay: true, pauseOnConnect: true }, (accepted) => {
  const socket = readInto(accepted, () => socket.write(PONG));
  socket.on('error', () => undefined);
  socket.on('end', () => socket.end());
}).listen(port, '127.0.0.1');
