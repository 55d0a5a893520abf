import Redis from 'ioredis';
import pino from 'pino';
import type { Memo, MemoOptions } from '../../lib/index';
import { startMemo } from './memo';

/** Words of a command. */
type Words = readonly [string, ...(string | number | Buffer)[]];

/** A server of one spec file, and a client of it; the databases are empty when each test begins. */
export interface Serving {
  readonly memo: Memo;
  readonly client: Redis;
  /** Messages of the exceptions that were logged since the test began. */
  readonly faults: readonly string[];
  /** What the command answers. */
  say(...words: Words): Promise<unknown>;
  /** The error line that the command answers. */
  refusal(...words: Words): Promise<string>;
  /** Another client, which goes with the server. */
  another(): Redis;
}

/** Starts a server before the tests of a file, and stops it after them. */
export function serving(options: MemoOptions): Serving {
  const faults: string[] = [];
  const clients: Redis[] = [];
  let server: Awaited<ReturnType<typeof startMemo>>;
  const connect = () => {
    const client = new Redis(server.port);
    clients.push(client);
    return client;
  };
  const say = (...[name, ...words]: Words) => clients[0]!.call(name, ...words);

  beforeAll(async () => {
    const write = (line: string) => faults.push(messageOf(line));
    server = await startMemo({ log: pino({ level: 'error' }, { write }), ...options });
    connect();
  });
  beforeEach(async () => {
    await clients[0]!.flushall();
    faults.length = 0;
  });
  afterAll(async () => {
    for (const client of clients) client.disconnect();
    await server.stop();
  });

  return {
    faults,
    say,
    get memo() {
      return server.memo;
    },
    get client() {
      return clients[0]!;
    },
    another: connect,
    refusal: (...words) =>
      say(...words).then(
        (reply) => Promise.reject(new Error(`answered ${JSON.stringify(reply)}`)),
        (error: unknown) => (error as Error).message,
      ),
  };
}

/** Of an error that Node throws, jest's own Error is no class, and the line has no `err`. */
const messageOf = (line: string) => {
  const { err, msg } = JSON.parse(line) as { err?: Error; msg: string };
  return err?.message ?? msg;
};
