import { once } from 'node:events';
import { Redis, type RedisOptions } from 'ioredis';
import { createClient, type ClientOptions } from '../client';
import type { Memo } from '../memo';
import { clientOptions } from './connector';
import type { MemoryFileSystem } from './memory-file-system';
import { compactLog, MemoryServer, type MemoryServerOptions } from './memory-server';
import { type ClientOf, settingOf, type Tested, type TestOptions } from './test-options';

/** What a server begins with after a crash. */
export interface CrashOptions {
  /** Its log, whose commands run again, or what a compaction makes of that: the values themselves. */
  readonly from?: 'log' | 'base';
}

export interface AdvanceOptions {
  /** Whether keys are removed whose time has come before somebody asks for them: yes when not given. */
  readonly expires?: boolean;
}

/**
 * A server in this process for tests. Clients talk to it as they do over a socket, through the same parser, but there is
 * none, and no disk; time goes on by `advance` alone, and chance follows from a seed.
 */
export class TestServer<S extends Tested = Tested> {
  /** The first client, connected. */
  client!: ClientOf<S>;
  private server!: MemoryServer;
  private serving: Promise<MemoryServer>;
  private readonly clients: Redis[] = [];
  private recoveries = 0;

  private constructor(private readonly setting: MemoryServerOptions) {
    this.serving = this.serve();
  }

  /** Rejects with a ConfigurationError when a structure can't be registered. */
  static async start<const S extends Tested>(
    structures: S,
    options: TestOptions = {},
  ): Promise<TestServer<S>> {
    const server = new TestServer<S>(settingOf(structures, options));
    await server.serving;
    server.client = await server.connect();
    return server;
  }

  /** The server itself, as `new Memo()` is one. */
  get memo(): Memo {
    return this.server.memo;
  }

  /** What handlers have thrown that is no reply since the server has started, with the lines where it happened. */
  get faults(): readonly Error[] {
    return this.server.faults;
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.setting.clock.now();
  }

  /**
   * Another client with a session of its own, connected. It is ioredis', as `createClient` of memo/client answers it; with
   * `{ protocol: 2 }` ioredis' own, which hears RESP2.
   */
  async connect(options: RedisOptions & { readonly protocol: 2 }): Promise<Redis>;
  async connect(options?: ClientOptions): Promise<ClientOf<S>>;
  async connect(options: ClientOptions | RedisOptions = {}): Promise<Redis | ClientOf<S>> {
    const all = { ...this.clientOptions(), ...options };
    const client = 'protocol' in options ? new Redis(all) : (createClient(all) as unknown as Redis);
    await connected(client);
    this.clients.push(client);
    return client;
  }

  /** Resolves when the server has done all that it can do now. Commands that wait still wait. */
  settle(): Promise<void> {
    return this.server.settle();
  }

  /**
   * Lets time go on: what is due until then is done, each at its time, and keys expire. With `{ expires: false }` expired
   * keys stay until somebody asks for them.
   */
  async advance(seconds: number, { expires = true }: AdvanceOptions = {}): Promise<void> {
    await this.settle();
    await this.setting.clock.goTo(this.now + seconds * 1000, () => {
      if (expires) this.server.memo.maintenance.expiry.complete();
      return this.settle();
    });
  }

  /**
   * Ends the server as if its process were killed now, and starts another on what that leaves: what was acknowledged, and
   * perhaps more. Clients connect again by themselves, and send again what was not answered, as ioredis does. Rejects with
   * a ConfigurationError when the data can't be brought back.
   */
  async crashAndRecover({ from = 'log' }: CrashOptions = {}): Promise<void> {
    const crashed = this.server;
    const files = crashed.left();
    this.recoveries++;
    this.serving = this.recover(files, from);
    // Clients wait for it as well.
    this.serving.catch(() => undefined);
    await crashed.abort();
    await this.serving;
    await Promise.all(this.clients.map(whenReady));
  }

  /** Ends clients and server. */
  async stop(): Promise<void> {
    for (const client of this.clients) if (client.status !== 'end') client.disconnect();
    await this.server.abort();
  }

  /** So `await using` stops it. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  private async recover(files: MemoryFileSystem, from: 'log' | 'base'): Promise<MemoryServer> {
    if (from === 'base') await compactLog(this.setting, files);
    return this.serve(files);
  }

  private async serve(files?: MemoryFileSystem): Promise<MemoryServer> {
    const seed = this.setting.seed + this.recoveries;
    this.server = await MemoryServer.start({ ...this.setting, seed }, files);
    return this.server;
  }

  private clientOptions(): RedisOptions {
    const { requirepass: password } = this.setting.configuration ?? {};
    const options = clientOptions(async () => (await this.serving).connect());
    return password === undefined ? options : { ...options, password };
  }
}

/** Resolves when the server has let the client in. Rejects with the reason why it has not. */
async function connected(client: Redis): Promise<void> {
  let reason: unknown;
  // Later on whoever has sent a command is told by that.
  client.on('error', (error) => (reason = error));
  try {
    await client.connect();
  } catch (error) {
    client.disconnect();
    throw reason ?? error;
  }
}

/** A client that was ended stays so. */
async function whenReady(client: Redis): Promise<void> {
  if (client.status === 'ready' || client.status === 'end') return;
  await Promise.race([once(client, 'ready'), once(client, 'end')]);
}
