import { errors, type Server, t } from 'memo';
import { expiryTime } from '../data/expiry-time';

const LONG_MAX = 2n ** 63n - 1n;

/** When a value expires, as a client says it; the number is read, and refused, when the command needs it. */
export type Time = readonly [token: 'EX' | 'PX' | 'EXAT' | 'PXAT', amount: () => bigint];

/** The options of commands that set when a value expires. */
export const TIMES = [
  t.keyword('EX', t.lazy(t.bigint('seconds'))),
  t.keyword('PX', t.lazy(t.bigint('milliseconds'))),
  t.keyword('EXAT', t.lazy(t.bigint('unix-time-seconds', { type: 'unix-time' }))),
  t.keyword('PXAT', t.lazy(t.bigint('unix-time-milliseconds', { type: 'unix-time' }))),
] as const;

/** Milliseconds since 1970. Throws when the time isn't positive, or 64 bits don't hold it. */
export function expiryOf(server: Server, command: string, [token, amountOf]: Time): number {
  const amount = amountOf();
  const unit = token.startsWith('EX') ? 1000n : 1n;
  const base = token.endsWith('AT') ? 0n : BigInt(server.now());
  const time = amount * unit + base;
  if (amount <= 0n || time > LONG_MAX) throw errors.invalidExpireTime(command);
  return expiryTime(time);
}
