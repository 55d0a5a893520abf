import { Command, CommanderError } from 'commander';
import { ConfigurationError } from '../errors';
import { VERSION } from '../version';
import { checkCommand } from './check';
import { docsCommand } from './docs';
import { importCommand } from './import';
import { newCommand } from './new';
import { typesCommand } from './types';

/** Each is a file of its own. */
const COMMANDS = [newCommand, docsCommand, typesCommand, importCommand, checkCommand];

/** Runs the tool that the command line names. Ends the process, whatever structures keep open. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('memo')
    .description('Tools around memo-server: projects for it, their documentation and types, and its data.')
    .version(VERSION, '-v, --version');
  for (const command of COMMANDS) program.addCommand(command());
  program.exitOverride();
  for (const command of program.commands) command.exitOverride();
  try {
    await program.parseAsync([...argv], { from: 'user' });
    process.exit();
  } catch (error) {
    if (error instanceof CommanderError) process.exit(error.exitCode);
    process.stderr.write(`memo: ${reasonOf(error)}\n`);
    process.exit(1);
  }
}

/** Of what can happen to files and data the message says it all. */
function reasonOf(error: unknown): string {
  const { message, stack, code } = error as NodeJS.ErrnoException;
  return error instanceof ConfigurationError || code !== undefined ? message : (stack ?? message);
}
