const { OK, Structure } = require('memo');

/** A queue in plain JavaScript: each upper-case method is a command. */
class FIFO extends Structure {
  items = [];

  static FIFOADD(server, key, ...values) {
    server.open(FIFO, key).items.push(...values);
    return OK;
  }

  POP() {
    return this.items.shift() ?? null;
  }
}

module.exports = { FIFO };
