import { existsSync } from 'node:fs';
import { OK, reads, type Server, Structure, structure, t, writes } from 'memo';

/** Runs for as long as a spec likes. */
@structure()
export class Spinner extends Structure {
  private spins = 0;

  @writes('Adds one, and runs until there is a file of this name.', t.key(), t.text('file'))
  static SPIN(server: Server, key: string, file: string) {
    server.open(Spinner, key).spins++;
    while (!existsSync(file));
    return OK;
  }

  @reads('How often it has spun.')
  SPINS() {
    return this.spins;
  }
}
