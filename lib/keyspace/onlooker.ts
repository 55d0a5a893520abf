import type { Keyspace } from './keyspace';
import { Nobody } from './nobody';
import type { TransactingSession } from './transaction';

/** Stands for a client whose command is tried out: it has the client's name and place, and is never told anything. */
export class Onlooker extends Nobody {
  constructor(
    keyspace: Keyspace,
    { id, name, database, protocol, address, localAddress }: TransactingSession,
  ) {
    super(keyspace);
    Object.assign(this, { id, name, database, protocol, address, localAddress });
  }
}
