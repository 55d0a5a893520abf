import { RedisStore } from 'connect-redis';
import session from 'express-session';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from 'redis';
import { onBothServers } from '../support/both-servers';

declare module 'express-session' {
  interface SessionData {
    visits: number;
  }
}

type Visitor = IncomingMessage & { session: session.Session & Partial<session.SessionData> };

/** What Express calls of it; it asks nothing of Express. */
type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

onBothServers('connect-redis and express-session', (server) => {
  let store: RedisStore;
  let address: string;

  beforeEach(async () => {
    const client = createClient({ socket: { host: '127.0.0.1', port: server.port } });
    server.closing(await client.connect(), (one) => one.destroy());
    await client.flushAll();
    store = new RedisStore({ client });
    address = await counting(store);
  });

  /** A web server that counts the visits of each session. */
  async function counting(sessions: RedisStore): Promise<string> {
    const remember = session({
      store: sessions,
      secret: 'key',
      resave: false,
      saveUninitialized: false,
      cookie: { maxAge: 60_000 },
    }) as unknown as Middleware;
    const web = createServer((request, response) =>
      remember(request, response, () => answer(request as Visitor, response)),
    ).listen(0, '127.0.0.1');
    await once(web, 'listening');
    server.closing(web, (one) => one.close());
    return `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  }

  const answer = ({ url, session: visitor }: Visitor, response: ServerResponse) => {
    if (url === '/leave') {
      visitor.destroy(() => response.end('bye'));
      return;
    }
    visitor.visits = (visitor.visits ?? 0) + 1;
    response.end(String(visitor.visits));
  };

  const visit = async (path = '/', cookie = '') => {
    const response = await fetch(address + path, { headers: { cookie, connection: 'close' } });
    return {
      text: await response.text(),
      cookie: response.headers.get('set-cookie')?.split(';')[0] ?? cookie,
    };
  };

  it('keeps a session, and forgets it', async () => {
    const { text, cookie } = await visit();
    expect(text).toBe('1');
    expect((await visit('/', cookie)).text).toBe('2');
    expect((await visit()).text).toBe('1');
    expect(await store.length()).toBe(2);
    await visit('/leave', cookie);
    expect(await store.length()).toBe(1);
    expect((await visit('/', cookie)).text).toBe('1');
  });

  it('lists sessions, lets them expire, and clears all', async () => {
    await visit();
    await visit();
    const [id] = (await store.ids()) as string[];
    expect(await store.all()).toEqual([1, 2].map(() => expect.objectContaining({ visits: 1 })));
    const ttl = await store.client.ttl(`sess:${id}`);
    expect(ttl).toBeGreaterThan(0);
    expect(ttl).toBeLessThanOrEqual(60);
    await store.clear();
    expect(await store.get(id!)).toBeNull();
  });
});
