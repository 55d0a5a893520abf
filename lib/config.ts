import { CommandError, ConfigurationError } from './errors';
import type { ConfigurationView } from './command/server';

/** How the text of an option is checked, and what it becomes; the text is what CONFIG shows. */
interface Option {
  readonly initial: string;
  /** CONFIG SET can change it while the server runs. */
  readonly mutable?: boolean;
  /** Why a text is no value of it, undefined for one that is. */
  readonly refuse?: (value: string) => string | undefined;
  readonly help: string;
}

const integer =
  (low: number, high: number) =>
  (value: string): string | undefined =>
    /^-?\d+$/.test(value) && Number(value) >= low && Number(value) <= high
      ? undefined
      : `argument must be between ${low} and ${high} inclusive`;

const oneOf =
  (...values: string[]) =>
  (value: string): string | undefined =>
    values.includes(value) ? undefined : `argument(s) must be one of the following: ${values.join(', ')}`;

/** Every option: its name is Redis' where Redis has it. */
export const OPTIONS = {
  port: { initial: '6379', refuse: integer(0, 65535), help: 'TCP port; 0 takes a free one' },
  bind: { initial: '127.0.0.1', help: 'addresses to listen on, with spaces between' },
  unixsocket: { initial: '', help: 'path of a Unix socket to listen on as well' },
  requirepass: { initial: '', mutable: true, help: 'password that clients must give' },
  databases: { initial: '16', refuse: integer(1, 16384), help: 'number of databases' },
  loglevel: {
    initial: 'notice',
    mutable: true,
    refuse: oneOf('debug', 'verbose', 'notice', 'warning', 'nothing'),
    help: 'debug, verbose, notice, warning or nothing',
  },
  appendonly: {
    initial: 'no',
    refuse: (value: string) =>
      value === 'no' ? undefined : 'durability is not built yet: only no is possible',
    help: 'whether to keep a log on disk; only no for now',
  },
  'proto-max-bulk-len': {
    initial: '536870912',
    mutable: true,
    refuse: integer(1024 * 1024, Number.MAX_SAFE_INTEGER),
    help: 'longest string in bytes',
  },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof OPTIONS;

/** The values of all options. */
export class Configuration implements ConfigurationView {
  private readonly values: Map<string, string>;

  /** Throws a ConfigurationError that names the first option at fault. */
  constructor(given: Readonly<Partial<Record<OptionName, string>>> = {}) {
    this.values = new Map(Object.entries(OPTIONS).map(([name, { initial }]) => [name, initial]));
    for (const [name, value] of Object.entries(given)) {
      const reason = refuse(name, value);
      if (reason) throw new ConfigurationError(`--${name} ${value}: ${reason}`);
      this.values.set(name, value);
    }
  }

  get(name: string): string {
    return this.values.get(name) ?? '';
  }

  number(name: OptionName): number {
    return Number(this.get(name));
  }

  entries(): Iterable<[string, string]> {
    return this.values;
  }

  set(pairs: readonly (readonly [string, string])[]): void {
    const lower = pairs.map(([name, value]) => [name.toLowerCase(), value] as const);
    for (const [index, [name, value]] of lower.entries()) {
      const twice = lower.findIndex(([other]) => other === name) !== index;
      const reason = twice ? 'duplicate parameter' : (immutable(name) ?? refuse(name, value));
      if (reason) throw failed(name, reason);
    }
    for (const [name, value] of lower) this.values.set(name, value);
  }
}

const optionNamed = (name: string): Option | undefined => (OPTIONS as Record<string, Option>)[name];

const refuse = (name: string, value: string) => {
  const option = optionNamed(name);
  return option ? option.refuse?.(value) : 'no such option';
};

function immutable(name: string): string | undefined {
  const option = optionNamed(name);
  if (!option) throw new CommandError(`ERR Unknown option or number of arguments for CONFIG SET - '${name}'`);
  return option.mutable ? undefined : "can't set immutable config";
}

const failed = (name: string, reason: string) =>
  new CommandError(`ERR CONFIG SET failed (possibly related to argument '${name}') - ${reason}`);
