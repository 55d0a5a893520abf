import type { Command } from 'commander';
import type { MemoOptions } from '../memo';

/** Options of a server that say where its log is, and what of its data there can be. */
export interface LogOptions {
  readonly databases?: string;
  readonly appenddirname: string;
  readonly appendfilename: string;
}

/** Adds them to a tool. */
export const withLogOptions = (command: Command): Command =>
  command
    .option('--databases <number>', 'how many databases the server has (16)')
    .option('--appenddirname <name>', 'the folder of the log', 'appendonlydir')
    .option('--appendfilename <name>', 'how names of its files begin', 'appendonly.aof');

/** What a server is told of them. */
export const configurationOf = ({ databases }: LogOptions): MemoOptions['configuration'] =>
  databases === undefined ? {} : { databases };
