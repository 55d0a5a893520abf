'use strict';
// What Node's sockets cost by themselves: each read is answered PONG, whatever it asks for. Reads as Memo reads.
// With --log FILE, what was read in a turn of the event loop is written there and synced before its answers.
const { createServer } = require('node:net');
const { realFileSystem } = require('../../dist/lib/durability/file-system');
const { IncrementWriter } = require('../../dist/lib/durability/increment-writer');
const { readInto } = require('../../dist/lib/server/shared-read');

const PONG = Buffer.from('+PONG\r\n');
const option = (name) => process.argv[process.argv.indexOf(name) + 1];
const answer = process.argv.includes('--log')
  ? answerOnceLogged(option('--log'))
  : (socket) => socket.write(PONG);

function answerOnceLogged(path) {
  const file = new IncrementWriter(realFileSystem, path);
  const waiting = [];
  const read = [];
  function commit() {
    file.append(Buffer.concat(read.splice(0)));
    file.makeRoom();
    file.syncNow((error) => {
      if (error) throw error;
    });
    for (const socket of waiting.splice(0)) socket.write(PONG);
  }
  return (socket, chunk, length) => {
    read.push(Buffer.from(chunk.subarray(0, length)));
    if (waiting.push(socket) === 1) setImmediate(commit);
  };
}

createServer({ noDelay: true, pauseOnConnect: true }, (accepted) => {
  const socket = readInto(accepted, (chunk, length) => answer(socket, chunk, length));
  socket.on('error', () => undefined);
  socket.on('end', () => socket.end());
}).listen(Number(option('--port')), '127.0.0.1');
