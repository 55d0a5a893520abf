import Redis from 'ioredis';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIFO, SearchCache, Suggest } from '../structures';
import { compatibilityPage, type RedisCommand } from './support/compatibility-page';
import { startMemo } from './support/memo';
import { ROOT } from './support/memo-server';
import { startRedis } from './support/redis-server';

const PAGE = join(ROOT, 'docs', 'compatibility.md');

type Docs = Record<string, { group: string; since: string; subcommands?: Docs }>;

const flat = (docs: Docs): RedisCommand[] =>
  Object.entries(docs).flatMap(([name, { group, since, subcommands = {} }]) => [
    { name, group, since },
    ...flat(subcommands),
  ]);

describe('docs/compatibility.md', () => {
  it('tells of each command of Redis whether Memo has it', async () => {
    const redis = await startRedis();
    const memo = await startMemo({ structures: [FIFO, SearchCache, Suggest] });
    const client = new Redis(redis.port, { protocol: 3, replyMapping: 'resp3' });
    try {
      const page = compatibilityPage(
        flat((await client.call('COMMAND', 'DOCS')) as Docs),
        memo.memo.commands,
      );
      if (process.env.MEMO_UPDATE_DOCS) writeFileSync(PAGE, page);
      expect(readFileSync(PAGE, 'utf8')).toBe(page);
    } finally {
      client.disconnect();
      await Promise.all([redis.stop(), memo.stop()]);
    }
  });
});
