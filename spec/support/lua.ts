import Redis from 'ioredis';
import { join } from 'node:path';
import { ROOT } from './memo-server';
import { blocksOf } from './page';
import { startRedis, type RunningServer } from './redis-server';

/** Lua scripts on a redis-server of the spec's own, which is empty when each test begins. */
export interface Scripts {
  /** Runs the script of this name on a page in docs/examples: the block of Lua that begins with `-- name.lua`. */
  run(
    page: string,
    name: string,
    keys: readonly string[],
    ...args: readonly (string | number)[]
  ): Promise<unknown>;
  readonly client: Redis;
}

export function luaScripts(): Scripts {
  let server: RunningServer;
  let client: Redis;

  beforeAll(async () => {
    server = await startRedis();
    client = new Redis(server.port);
  });
  beforeEach(() => client.flushall());
  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });

  return {
    run: (page, name, keys, ...args) => client.eval(scriptOf(page, name), keys.length, ...keys, ...args),
    get client() {
      return client;
    },
  };
}

function scriptOf(page: string, name: string): string {
  const blocks = blocksOf(join(ROOT, 'docs', 'examples', `${page}.md`));
  const found = blocks.find(({ language, text }) => language === 'lua' && text.startsWith(`-- ${name}.lua`));
  if (!found) throw new Error(`docs/examples/${page}.md has no script ${name}.lua`);
  return found.text;
}
