import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';

export type Log = Logger;

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

/** Log lines on standard output: for people on a terminal, else one JSON object a line. */
export function createLog(level: string): Log {
  const options = { level: levelOf(level), base: { pid: process.pid } };
  if (!process.stdout.isTTY) return pino(options, pino.destination({ dest: 1, sync: true }));
  return pino(options, pretty({ sync: true, ignore: 'pid', translateTime: 'SYS:HH:MM:ss.l' }));
}

/** A log that nobody reads, whatever its level. */
export const silentLog = (): Log => pino({ level: 'silent' }, { write: () => undefined });
