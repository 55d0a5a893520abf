import { Command } from 'commander';
import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { checkLog } from '../durability/check-log';
import { withLock } from '../durability/folder-lock';
import { logFolder, type LogFolder, manifestPath } from '../durability/manifest';
import { Memo } from '../memo';
import { configurationOf, type LogOptions, withLogOptions } from './log-options';

interface Options extends LogOptions {
  readonly fix: boolean;
}

/** `memo check DIR`: whether a server could start on what is there. */
export const checkCommand = (): Command =>
  withLogOptions(
    new Command('check')
      .description(
        'Verify the log in DIR/appendonlydir: a line for each file. The exit code is 1 when one is damaged.',
      )
      .argument('<dir>', "the server's --dir")
      .option('--fix', 'cut off the torn end of the log, and nothing else; the server must not run', false),
  ).action(run);

async function run(dir: string, options: Options): Promise<void> {
  const directory = resolve(dir);
  const folder = folderIn(directory, options);
  const memo = new Memo({ configuration: configurationOf(options) });
  const isRight = await memo.offline((keyspace) => {
    const check = () => [...checkLog({ directory, folder, fixes: options.fix, keyspace })];
    const verdicts = options.fix ? withLock(folder, check) : check();
    for (const { path, says } of verdicts) process.stdout.write(`${path}: ${says}\n`);
    return verdicts.every((verdict) => verdict.isRight);
  });
  if (!isRight) process.exitCode = 1;
}

/** The folder of the log may be named itself. */
function folderIn(directory: string, options: Options): LogFolder {
  const itself = logFolder(dirname(directory), { ...options, appenddirname: basename(directory) });
  return existsSync(manifestPath(itself)) ? itself : logFolder(directory, options);
}
