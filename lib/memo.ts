import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { MemoView, SessionView } from './command/server';
import type { StructureClass } from './command/structure-class';
import type { StructureInfo } from './command/structure-info';
import { Configuration, type OptionName } from './config';
import { ConfigurationError } from './errors';
import { ActiveExpiry } from './keyspace/expiry';
import { Keyspace, type Clock } from './keyspace/keyspace';
import { loadStructures } from './loader';
import { levelOf, silentLog, type Log } from './log';
import { ReplyEncoder } from './protocol/reply-encoder';
import { installScriptSupport } from './script-support';
import { Channels } from './server/channels';
import type { ConnectionContext } from './server/connection';
import { Dispatcher } from './server/dispatch';
import { Listener } from './server/listener';
import { Metrics } from './server/metrics';
import { TrackingTable } from './server/tracking';
import { VERSION } from './version';

export interface MemoOptions {
  /** Address to listen on; 127.0.0.1 when not given. */
  readonly address?: string;
  /** TCP port, 6379 when not given; 0 takes a free one. */
  readonly port?: number;
  /** Path of a Unix socket to listen on as well. */
  readonly path?: string;
  /** Structure classes, or files, folders and packages that export them. */
  readonly structures?: readonly (StructureClass | string)[];
  /** Every other option by Redis' name, as text. */
  readonly configuration?: Readonly<Partial<Record<OptionName, string>>>;
  /** Where the time comes from: the machine's when not given. */
  readonly clock?: Clock;
  /** Where log lines go; nowhere when not given. */
  readonly log?: Log;
}

const BUILT_IN = ['standard', 'system'].map((folder) => join(__dirname, '..', 'structures', folder));

const MISSING_ADDRESS = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

/** A server: `new Memo({ port: 8008 })`, `addStructure`, `await start()`, `await stop()`. */
export class Memo implements MemoView {
  readonly version = VERSION;
  readonly compatibleVersion = '7.0.15';
  readonly runId = randomBytes(20).toString('hex');
  readonly configuration: Configuration;
  /** What clients have in their caches, and how they are told of changes. */
  readonly tracking: TrackingTable;
  readonly metrics: Metrics;
  readonly channels = new Channels();
  /** The TCP port, once started. */
  port = 0;
  /** What is registered beside the built-in structures, once started. */
  structures: readonly StructureInfo[] = [];
  private readonly keyspace: Keyspace;
  private readonly listener: Listener;
  private readonly expiry: ActiveExpiry;
  private readonly log: Log;
  private readonly added: (StructureClass | string)[];
  private started = false;
  private stopping: Promise<void> | undefined;
  private announceStop!: () => void;
  /** Resolves when the server has stopped: by stop(), or by SHUTDOWN. */
  readonly whenStopped = new Promise<void>((resolve) => {
    this.announceStop = resolve;
  });

  /** Throws a ConfigurationError that names the first option at fault. */
  constructor(options: MemoOptions = {}) {
    this.configuration = new Configuration(settingsOf(options));
    this.log = options.log ?? silentLog();
    this.configuration.watch('loglevel', (level) => (this.log.level = levelOf(level)));
    this.added = [...(options.structures ?? [])];
    this.keyspace = new Keyspace({
      databases: this.configuration.number('databases'),
      clock: options.clock ?? { now: Date.now },
      onFault: this.onFault,
    });
    this.keyspace.memo = this;
    this.followPolicy();
    this.followNotifications();
    this.metrics = new Metrics(this.keyspace, this.keyspace.time);
    this.tracking = new TrackingTable(this.keyspace.watches, {
      session: (id) => this.listener.connections.get(id)?.session,
      mostKeys: () => this.configuration.number('tracking-table-max-keys'),
    });
    this.listener = new Listener(this.connectionContext());
    this.expiry = new ActiveExpiry(this.keyspace);
  }

  get commands() {
    return this.keyspace.commands;
  }

  get databases(): number {
    return this.keyspace.databases.length;
  }

  /** Where the server listens, as a person writes it. */
  get addresses(): string[] {
    return this.listener.addresses;
  }

  /** The feed of committed writes. */
  get changes() {
    return this.keyspace.changes;
  }

  /** Adds a structure class, or what a file, folder or package exports, when the server starts. */
  addStructure(structure: StructureClass | string): this {
    if (this.started) throw new ConfigurationError('structures are added before the server starts');
    this.added.push(structure);
    return this;
  }

  /** Loads the structures and listens, once. Throws a ConfigurationError, or the system's error. */
  async start(): Promise<this> {
    if (this.started) throw new ConfigurationError('a server starts once: make another');
    this.started = true;
    try {
      await this.load();
      await this.listen();
      if (this.stopping) throw new ConfigurationError('the server was stopped before it had started');
    } catch (error) {
      // What was opened after a stop() in the meantime, too.
      await this.listener.close();
      await this.stop();
      throw error;
    }
    this.expiry.start();
    return this;
  }

  /** Takes no more connections, sends the replies that are due, and closes. */
  stop(): Promise<void> {
    this.expiry.stop();
    this.stopping ??= this.listener.close().then(this.announceStop);
    return this.stopping;
  }

  now(): number {
    return this.keyspace.time;
  }

  sessions(): readonly SessionView[] {
    return [...this.listener.connections.values()].map(({ session }) => session);
  }

  swapDatabases(first: number, second: number): void {
    this.keyspace.swap(first, second);
  }

  shutdown(): void {
    setImmediate(() => void this.stop());
  }

  /** What is noted about the use of values follows the options. */
  private followPolicy(): void {
    const { configuration } = this;
    const { usage } = this.keyspace;
    const follow = () => {
      usage.counts = configuration.get('maxmemory-policy').endsWith('-lfu');
      usage.logFactor = configuration.number('lfu-log-factor');
      usage.decayMinutes = configuration.number('lfu-decay-time');
    };
    const names = ['maxmemory-policy', 'lfu-log-factor', 'lfu-decay-time'] as const;
    for (const name of names) configuration.watch(name, follow);
    follow();
  }

  private followNotifications(): void {
    const { configuration } = this;
    const { notifications } = this.keyspace;
    configuration.watch('notify-keyspace-events', (types) => notifications.set(types));
    notifications.set(configuration.get('notify-keyspace-events'));
  }

  private readonly onFault = (where: string, error: unknown): void => {
    const err = error instanceof Error ? error : new Error(String(error));
    this.log.error({ err }, `${where} failed: ${err.message}`);
  };

  private async load(): Promise<void> {
    for (const folder of BUILT_IN) await this.register(folder);
    const builtIn = this.commands.structures.length;
    if (this.added.some((structure) => typeof structure === 'string')) installScriptSupport();
    for (const structure of this.added) await this.register(structure);
    this.structures = this.commands.structures.slice(builtIn);
  }

  private async listen(): Promise<void> {
    this.port = this.configuration.number('port');
    for (const address of this.configuration.get('bind').trim().split(/\s+/)) await this.bind(address);
    const path = this.configuration.get('unixsocket');
    if (path !== '') await this.listener.listen({ path });
  }

  /** As Redis: * is every address, ::* of IPv6, and one after a minus sign may be missing on this machine. */
  private async bind(address: string): Promise<void> {
    const host = address.replace(/^-/, '').replace('::*', '::').replace('*', '0.0.0.0');
    try {
      this.port = await this.listener.listen({ host, port: this.port });
    } catch (error) {
      const isMissing = MISSING_ADDRESS.includes((error as NodeJS.ErrnoException).code ?? '');
      if (!isMissing || !address.startsWith('-')) throw error;
    }
  }

  private async register(structure: StructureClass | string): Promise<void> {
    if (typeof structure !== 'string') {
      this.keyspace.register(structure);
      return;
    }
    for (const { Class, file } of await loadStructures(structure)) {
      try {
        this.keyspace.register(Class);
      } catch (error) {
        if (!(error instanceof ConfigurationError)) throw error;
        throw new ConfigurationError(`${file}: ${error.message}`, { cause: error });
      }
    }
  }

  private connectionContext(): ConnectionContext {
    const { keyspace, channels, tracking, metrics, configuration } = this;
    return {
      keyspace,
      channels,
      tracking,
      metrics,
      encoder: new ReplyEncoder(),
      dispatcher: new Dispatcher(keyspace, metrics),
      limits: {
        get maxBulkLength() {
          return configuration.number('proto-max-bulk-len');
        },
      },
      onFault: this.onFault,
      needsPassword: () => configuration.get('requirepass') !== '',
    };
  }
}

/** The configuration that the options make; address, port and path are other names of Redis' options. */
function settingsOf({ address, port, path, configuration }: MemoOptions): MemoOptions['configuration'] {
  return {
    ...configuration,
    ...(address !== undefined && { bind: address }),
    ...(port !== undefined && { port: String(port) }),
    ...(path !== undefined && { unixsocket: path }),
  };
}
