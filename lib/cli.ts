import { Command, CommanderError, Option } from 'commander';
import { createLog } from './log';
import { Memo, type MemoOptions } from './memo';
import { OPTIONS, type OptionName, type ServerOption } from './config';
import { ConfigurationError } from './errors';
import { SourceWatcher } from './reload/source-watcher';
import { VERSION } from './version';

type Values = Partial<Record<OptionName, string>>;

/** Runs the server as the command line says, until it is told to stop. Ends the process, whatever structures keep open. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await run(parse(argv));
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode;
      return;
    }
    process.stderr.write(`memo-server: ${reasonOf(error)}\n`);
    process.exit(1);
  }
}

interface Arguments {
  readonly options: MemoOptions;
  /** Whether structures are reloaded whenever their files change. */
  readonly watches: boolean;
}

function parse(argv: readonly string[]): Arguments {
  const program = new Command('memo-server')
    .description("An in-memory key-value store that speaks Redis' protocol and is scripted in TypeScript.")
    .version(VERSION, '-v, --version')
    .argument('[file]', 'configuration in the syntax of redis.conf; - reads standard input')
    .option('--structures <source...>', 'file, folder or package that exports structure classes; repeatable')
    .option('--watch', 'reload structures whenever their files change, for development')
    .exitOverride();
  for (const [name, option] of Object.entries<ServerOption>(OPTIONS))
    program.addOption(optionOf(name, option));
  program.parse([...argv], { from: 'user' });
  const given = program.opts<Record<string, string | string[]> & { watch?: true }>();
  const structures = [given.structures ?? []].flat();
  const configuration: Values = {};
  for (const option of program.options) {
    const value = given[option.attributeName()];
    const name = option.long!.slice(2);
    if (value !== undefined && name in OPTIONS) configuration[name as OptionName] = [value].flat().join(' ');
  }
  const [configurationFile] = program.args;
  const options = {
    structures,
    configuration,
    ...(configurationFile !== undefined && { configurationFile }),
  };
  return { options, watches: given.watch ?? false };
}

/** What has no effect is taken, but not told of. */
function optionOf(name: string, { help = '', initial, words }: ServerOption): Option {
  const option = new Option(
    `--${name} <${words ? 'value...' : 'value'}>`,
    initial === '' ? help : `${help} (${initial})`,
  );
  // One that begins with `no-` is a name like any other.
  option.negate = false;
  return help === '' ? option.hideHelp() : option;
}

async function run({ options, watches }: Arguments): Promise<void> {
  const memo = new Memo({ ...options, log: createLog });
  const { log } = memo;
  const stop = () => void memo.stop();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  process.on('unhandledRejection', (reason) => {
    log.error(reason, 'a promise was rejected and nobody awaited it');
  });
  process.on('uncaughtException', (error) => {
    log.error(error, 'an exception was thrown outside of a command');
  });
  await memo.start();
  log.info(banner(memo));
  if (watches) new SourceWatcher(memo.reloader, log).start();
  await memo.whenStopped;
  log.info('stopped');
  process.exit(memo.failure ? 1 : 0);
}

/** Version, addresses, and the commands of each structure that isn't built in. */
function banner({ version, addresses, commands, structures }: Memo): string {
  const shown = structures.map((info) => `${info.Class.name}: ${commands.namesOf(info).join(' ')}`);
  return [`memo ${version} listens on ${addresses.join(', ')}`, ...shown].join('; ');
}

function reasonOf(error: unknown): string {
  const { code, message, syscall } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `the address is in use: ${message}`;
  if (syscall !== undefined) return `can't listen: ${message}`;
  if (error instanceof ConfigurationError) return message;
  return error instanceof Error ? (error.stack ?? message) : String(error);
}
