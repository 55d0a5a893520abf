import fc from 'fast-check';
import Redis from 'ioredis';
import { unsealed } from '../../../../lib/rdb/dump-payload';
import { RdbReader } from '../../../../lib/rdb/reader';
import { readStream } from '../../../../structures/data/rdb/read-stream';
import { formatId } from '../../../../structures/data/stream/stream-id';
import type { StreamLog } from '../../../../structures/data/stream/stream-log';
import { startMemo } from '../../../support/memo';
import { type RunningServer, startRedis } from '../../../support/redis-server';

/** All there is to a log: its nodes byte for byte, and what is counted up. */
function contentOf(log: StreamLog) {
  const { length, lastId, firstId, maxDeletedId, entriesAdded } = log;
  return {
    nodes: log.nodes.toArray().map((node) => [formatId(node), node.pack.content.toString('latin1')]),
    ids: [lastId, firstId, maxDeletedId].map(formatId),
    counts: [length, entriesAdded],
  };
}

describe('nodes, byte for byte', () => {
  let server: RunningServer & { stop(): Promise<void> };
  let memo: Awaited<ReturnType<typeof startMemo>>;
  let clients: Redis[];
  beforeAll(async () => {
    server = await startRedis();
    memo = await startMemo();
    clients = [new Redis(server.port), new Redis(memo.port)];
    for (const client of clients) {
      await client.config('SET', 'stream-node-max-entries', 7);
      await client.config('SET', 'stream-node-max-bytes', 300);
    }
  });
  afterAll(async () => {
    for (const client of clients) client.disconnect();
    await server.stop();
    await memo.stop();
  });

  const part = fc.constantFrom('0', '1', '2', '300', '70000', '9007199254740993', '18446744073709551614');
  const id = fc.tuple(part, part).map(([ms, seq]) => `${ms}-${seq}`);
  const near = fc.tuple(fc.nat(60), fc.nat(3)).map(([ms, seq]) => `${ms}-${seq}`);
  const value = fc
    .constantFrom('', 'x', '0', '127', '-1', '128', '5000', '-70000', '8388608', '2147483648', '1e3')
    .map(String);
  const long = fc.constantFrom('y'.repeat(63), 'y'.repeat(64), 'y'.repeat(5000), '9223372036854775807');
  const pairs = fc.array(fc.tuple(fc.constantFrom('a', 'b', '7'), fc.oneof(value, long)), {
    minLength: 1,
    maxLength: 3,
  });
  const line = fc.oneof(
    { weight: 60, arbitrary: pairs.map((words) => ['XADD', 'next', ...words.flat()]) },
    { weight: 6, arbitrary: fc.nat(60).map((ms) => ['XADD', `${ms}-*`, 'a', '1']) },
    { weight: 1, arbitrary: fc.tuple(id, pairs).map(([at, words]) => ['XADD', at, ...words.flat()]) },
    { weight: 12, arbitrary: fc.array(near, { minLength: 1, maxLength: 6 }).map((ids) => ['XDEL', ...ids]) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('=', '~'), fc.nat(30))
        .map(([how, n]) => ['XTRIM', 'MAXLEN', how, String(n)]),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom('=', '~'), near).map(([how, at]) => ['XTRIM', 'MINID', how, at]),
    },
  );

  const playTo = async (client: Redis, lines: readonly string[][]) => {
    await client.del('s');
    for (const [at, [name, ...words]] of lines.entries()) {
      const said = words.map((word) => (word === 'next' ? `${at}-${at % 3}` : word));
      await client.call(name!, 's', ...said).catch(() => undefined);
    }
    const dump = await client.dumpBuffer('s');
    if (dump === null) return undefined;
    const reader = new RdbReader(unsealed(dump)!);
    return contentOf(readStream(reader.byte(), reader).log);
  };

  test('are as Redis has them', async () => {
    const property = fc.asyncProperty(
      fc.array(line, { minLength: 1, maxLength: 80, size: 'max' }),
      async (lines) => {
        const [expected, actual] = await Promise.all(clients.map((client) => playTo(client, lines)));
        expect(actual).toEqual(expected);
      },
    );
    await fc.assert(property, { numRuns: 100 });
  }, 120_000);
});
