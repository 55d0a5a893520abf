import type { ConfigurationView } from '../command/memo-view';
import type { ClientType } from '../command/session-view';

/** Bytes of output that may wait; more than `soft` for no longer than so many seconds. 0 is no limit. */
export interface OutputLimit {
  readonly hard: number;
  readonly soft: number;
  readonly seconds: number;
}

/** The options that limit clients. */
const LIMITING = [
  'proto-max-bulk-len',
  'client-query-buffer-limit',
  'client-output-buffer-limit',
  'maxclients',
  'timeout',
  'tcp-keepalive',
  'protected-mode',
] as const;

/** How much clients may use, as the configuration has it. */
export class Limits {
  static readonly options = LIMITING;
  /** Bytes of the longest word, and of requests that are read but not run yet. */
  maxBulkLength!: number;
  queryBuffer!: number;
  maxClients!: number;
  /** Seconds that a client may be idle; 0 for ever. */
  timeout!: number;
  /** Seconds after which a silent peer is asked whether it is there; 0 never. */
  keepAlive!: number;
  /** Without a password, who comes from another machine is turned away. */
  isProtected!: boolean;
  private outputs!: Readonly<Record<string, OutputLimit>>;

  constructor(private readonly configuration: ConfigurationView) {}

  /** As the configuration is now: to be called before anything else, and when it has changed. */
  follow(): void {
    const { configuration } = this;
    this.maxBulkLength = configuration.number('proto-max-bulk-len');
    this.queryBuffer = configuration.number('client-query-buffer-limit');
    this.maxClients = configuration.number('maxclients');
    this.timeout = configuration.number('timeout');
    this.keepAlive = configuration.number('tcp-keepalive');
    this.isProtected = configuration.get('protected-mode') === 'yes';
    this.outputs = outputLimits(configuration.get('client-output-buffer-limit'));
  }

  output(type: ClientType): OutputLimit {
    return this.outputs[type === 'replica' ? 'slave' : type]!;
  }
}

/** Of `normal 0 0 0 slave 268435456 67108864 60 pubsub …`: class, hard limit, soft limit, seconds. */
function outputLimits(text: string): Record<string, OutputLimit> {
  const words = text.split(' ');
  const limits: Record<string, OutputLimit> = {};
  for (let at = 0; at + 3 < words.length; at += 4) {
    const [hard, soft, seconds] = words.slice(at + 1, at + 4).map(Number) as [number, number, number];
    limits[words[at]!] = { hard, soft, seconds };
  }
  return limits;
}
