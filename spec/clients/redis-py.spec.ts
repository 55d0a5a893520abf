import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { onBothServers } from '../support/both-servers';
import { Program } from '../support/program';

const SCRIPT = join(__dirname, 'redis_py.py');

/** The one that has the package: that of the system, when another stands before it. */
function python(): string {
  for (const command of ['python3', '/usr/bin/python3']) {
    try {
      execFileSync(command, ['-c', 'import redis'], { stdio: 'ignore' });
      return command;
    } catch {
      // The next one may have it.
    }
  }
  throw new Error('install redis-py (apt-get install python3-redis) to run these specs');
}

onBothServers('redis-py', (server) => {
  it('passes redis_py.py', async () => {
    const program = new Program(python(), [SCRIPT, String(server.port)]);
    expect(await program.ends()).toMatch(/\nOK\n$/);
  });
});
