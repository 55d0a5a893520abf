import { startMemo } from './memo';
import { type RunningServer, startRedis } from './redis-server';

interface Options {
  readonly requirepass?: string;
}

/** Memo or redis-server: what stock software is told of it. */
export interface EitherServer {
  readonly port: number;
  /** Ends it and starts it again on the same port, empty. */
  restart(): Promise<void>;
  /** The same thing, which is closed after the test; the last one goes first. */
  closing<T>(thing: T, close: (thing: T) => unknown): T;
}

const starters = {
  Memo: (configuration: Options, port?: number): Promise<RunningServer> =>
    startMemo({ ...(port !== undefined && { port }), configuration }),
  'redis-server': startRedis,
};

/** Plays the same specs against Memo and against redis-server; each has a server of its own. */
export function onBothServers(title: string, define: (server: EitherServer) => void, options: Options = {}) {
  describe.each(Object.entries(starters))(`${title}, on %s`, (_name, start) => {
    const closers: (() => unknown)[] = [];
    let server: RunningServer;

    beforeAll(async () => {
      server = await start(options);
    });
    afterEach(async () => {
      for (const close of closers.splice(0).reverse()) await close();
    });
    afterAll(() => server.stop());

    define({
      get port() {
        return server.port;
      },
      restart: async () => {
        await server.stop();
        server = await start(options, server.port);
      },
      closing: (thing, close) => {
        closers.push(() => close(thing));
        return thing;
      },
    });
  });
}
