'use strict';
/*
 * Loaded into a server before anything else: its process is killed at a call of the file system, as MEMO_FATAL_CALL says:
 * which call, of which names, the how-manyth, and whether before, amid or after it: `renameSync manifest 2 after`.
 */
const fs = require('node:fs');

const [call, part, number, moment] = (process.env.MEMO_FATAL_CALL ?? '').split(' ');
const names = new Map();
let count = 0;

const { openSync, writeSync } = fs;
const original = fs[call];

fs.openSync = function (path, ...rest) {
  const fd = openSync.call(fs, path, ...rest);
  names.set(fd, String(path));
  return fd;
};

if (original) {
  const opens = fs.openSync;
  fs[call] = function (...args) {
    const name = typeof args[0] === 'number' ? names.get(args[0]) : String(args[0]);
    const isFatal = (name ?? '').includes('appendonly') && name.includes(part) && ++count === Number(number);
    if (!isFatal) return (call === 'openSync' ? opens : original).apply(fs, args);
    if (moment === 'amid') writeSync(args[0], args[1], args[2], Math.floor(args[3] / 2), args[4]);
    if (moment === 'after') original.apply(fs, args);
    process.kill(process.pid, 'SIGKILL');
    // The signal comes at once, or nearly so.
    for (;;);
  };
}
