import pino, { type Logger } from 'pino';

export type Log = Logger;

/** Of the machine, also while a handler runs, whose time is that of its turn. */
const { now } = Date;

/** Redis' names of the levels, and pino's. */
const LEVELS: Readonly<Record<string, string>> = {
  debug: 'trace',
  verbose: 'debug',
  notice: 'info',
  warning: 'warn',
  nothing: 'silent',
};

/** What pino calls a level; the configuration refuses those that there aren't. */
export const levelOf = (name: string) => LEVELS[name.toLowerCase()] ?? 'info';

/** What of the configuration is for the log. */
interface LogConfiguration {
  get(name: 'loglevel' | 'logfile'): string;
}

/** Log lines in a file, or on standard output: for people on a terminal, else one JSON object a line. */
export function createLog(configuration: LogConfiguration): Log {
  const options = { level: levelOf(configuration.get('loglevel')), base: { pid: process.pid }, timestamp };
  const file = configuration.get('logfile');
  if (file === '') return pino(options, standardOutput());
  try {
    return pino(options, pino.destination({ dest: file, append: true, sync: true }));
  } catch (error) {
    const log = pino(options, standardOutput());
    log.warn(error, `can't write to the log file ${file}: lines go to standard output`);
    return log;
  }
}

const timestamp = () => `,"time":${now()}`;

const standardOutput = () => (process.stdout.isTTY ? forPeople() : pino.destination({ dest: 1, sync: true }));

/** Loaded where there is a terminal only: it takes a tenth of the server's start. */
function forPeople() {
  const pretty = require('pino-pretty') as typeof import('pino-pretty');
  return pretty({ sync: true, ignore: 'pid', translateTime: 'SYS:HH:MM:ss.l' });
}

/** A log that nobody reads, whatever its level. */
export const silentLog = (): Log => pino({ level: 'silent' }, { write: () => undefined });
