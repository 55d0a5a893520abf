import type { StructureClass } from './command/structure-class';
import type { ConfigurationView } from './command/memo-view';
import type { OptionName } from './config';
import type { Compactor } from './durability/compactions';
import type { FileSystem } from './durability/file-system';
import type { Clock } from './keyspace/clock';
import type { Log } from './log';

export interface MemoOptions {
  /** Address to listen on; 127.0.0.1 when not given. */
  readonly address?: string;
  /** TCP port, 6379 when not given; 0 takes a free one. */
  readonly port?: number;
  /** Path of a Unix socket to listen on as well. */
  readonly path?: string;
  /** Whether it listens there; if not, it serves only what `serve` is given. Yes when not given. */
  readonly listens?: boolean;
  /** Structure classes, or files, folders and packages that export them. */
  readonly structures?: readonly (StructureClass | string)[];
  /** Path of a file in the syntax of redis.conf, `-` for standard input; what is given beside it counts more. */
  readonly configurationFile?: string;
  /** Every other option by Redis' name, as text. */
  readonly configuration?: Readonly<Partial<Record<OptionName, string>>>;
  /** Where the time comes from: the machine's when not given. */
  readonly clock?: Clock;
  /** What random numbers follow from that commands draw, an integer; chance when not given. */
  readonly seed?: number;
  /** Where what is kept goes: the machine's files when not given. */
  readonly files?: FileSystem;
  /** What compacts the log beside the server: a thread of its own when not given. */
  readonly compactor?: Compactor;
  /** Where log lines go, or what makes it of the configuration; nowhere when not given. */
  readonly log?: Log | ((configuration: ConfigurationView) => Log);
}

/** The configuration that the options make; address, port and path are other names of Redis' options. */
export function settingsOf({
  address,
  port,
  path,
  configuration,
}: MemoOptions): MemoOptions['configuration'] {
  return {
    ...configuration,
    ...(address !== undefined && { bind: address }),
    ...(port !== undefined && { port: String(port) }),
    ...(path !== undefined && { unixsocket: path }),
  };
}
