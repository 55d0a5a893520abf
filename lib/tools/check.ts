import { Command } from 'commander';
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { checkLog } from '../durability/check-log';
import { withLock } from '../durability/folder-lock';
import { logFolder, type LogFolder } from '../durability/manifest';
import { Memo } from '../memo';

interface Options {
  readonly fix: boolean;
  readonly databases?: string;
  readonly appenddirname: string;
  readonly appendfilename: string;
}

/** `memo check DIR`: whether a server could start on what is there. */
export const checkCommand = (): Command =>
  new Command('check')
    .description(
      'Verify the log in DIR/appendonlydir: a line for each file. The exit code is 1 when one is damaged.',
    )
    .argument('<dir>', "the server's --dir")
    .option('--fix', 'cut off the torn end of the log, and nothing else; the server must not run', false)
    .option('--databases <number>', 'how many databases the server has (16)')
    .option('--appenddirname <name>', 'the folder of the log', 'appendonlydir')
    .option('--appendfilename <name>', 'how names of its files begin', 'appendonly.aof')
    .action(run);

async function run(dir: string, options: Options): Promise<void> {
  const directory = resolve(dir);
  const folder = folderIn(directory, options);
  const { databases } = options;
  const memo = new Memo({ configuration: databases === undefined ? {} : { databases } });
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
  const isItself = existsSync(join(directory, `${options.appendfilename}.manifest`));
  if (!isItself) return logFolder(directory, options);
  return logFolder(dirname(directory), { ...options, appenddirname: basename(directory) });
}
