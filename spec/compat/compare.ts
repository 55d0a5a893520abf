import { startMemo } from '../support/memo';
import { type RunningServer, type ServerOptions, startRedis } from '../support/redis-server';
import { type Manner, play, type Protocol } from './player';
import { parseScript } from './script';
import { transcript } from './transcript';

/** MEMO_COMPAT_SUBJECT=redis compares Redis with itself, which shows that the scripts are deterministic. */
function startSubject(options: ServerOptions): Promise<RunningServer> {
  if (process.env.MEMO_COMPAT_SUBJECT === 'redis') return startRedis(options);
  return startMemo({ configuration: { 'enable-debug-command': 'yes', ...options } });
}

export interface ServerPair {
  readonly redis: RunningServer;
  readonly subject: RunningServer;
}

/** Starts redis-server and Memo before the specs of this file, and stops them after. */
export function serverPair(options: ServerOptions = {}): () => ServerPair {
  const running: RunningServer[] = [];
  beforeAll(async () => {
    running.push(await startRedis(options));
    running.push(await startSubject(options));
  });
  afterAll(async () => {
    await Promise.all(running.map((server) => server.stop()));
  });
  return () => ({ redis: running[0]!, subject: running[1]! });
}

/**
 * Makes `compare`: compare('INCR counts')`INCR k` is a spec, in RESP2 and again in RESP3, that plays the script to
 * both servers and expects Redis' replies of Memo. In the diff that fails, what is expected is what Redis says.
 */
export function comparison(options: ServerOptions = {}, manner: Partial<Manner> = {}) {
  const servers = serverPair(options);
  return (name: string, protocols: readonly Protocol[] = [2, 3]) =>
    (text: TemplateStringsArray, ...values: readonly (string | number)[]): void => {
      const steps = parseScript(String.raw(text, ...values));
      test.each(protocols)(`${name} (RESP%i)`, async (protocol) => {
        const { redis, subject } = servers();
        const expected = await play(redis.port, steps, { ...manner, protocol });
        const actual = await play(subject.port, steps, { ...manner, protocol });
        expect(transcript(steps, actual, expected)).toBe(transcript(steps, expected));
      });
    };
}
