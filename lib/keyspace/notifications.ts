import type { EventType } from '../command/event-types';
import type { MemoView } from '../command/memo-view';
import { LASTING, type Outbox, PERMANENT } from './outbox';

/** In the order in which CONFIG GET shows them. */
const TYPES = 'g$lshzxetd';
const OTHERS = 'nKEm';

const spelledOut = (types: string) => types.replace('A', () => TYPES);

/** Letters of notify-keyspace-events in Redis' order, A for nine of them; undefined when one is none of them. */
export function readEventTypes(text: string): string | undefined {
  const letters = spelledOut(text).split('');
  if (letters.some((letter) => !`A${TYPES}${OTHERS}`.includes(letter))) return undefined;
  const given = (known: string) =>
    known
      .split('')
      .filter((letter) => letters.includes(letter))
      .join('');
  return given(TYPES).replace(TYPES, 'A') + given(OTHERS);
}

/** Messages on what happens to keys: to the channel of the key, to that of the event, or to both. */
export class Notifications {
  /** Whether there are any: without, nobody looks further. */
  on = false;
  private types = '';

  constructor(private readonly keyspace: { readonly memo: MemoView; readonly outbox: Outbox }) {}

  /** What is told from now on, as `readEventTypes` answers it. */
  set(types: string): void {
    this.types = spelledOut(types);
    this.on = /[KE]/.test(types) && /[^KE]/.test(types);
  }

  tell(type: EventType, event: string, database: number, key: Buffer): void {
    if (!this.types.includes(type)) return;
    const durability = type === 'x' ? PERMANENT : LASTING;
    if (this.types.includes('K')) this.publish(channel('space', database, key), event, durability);
    if (this.types.includes('E'))
      this.publish(channel('event', database, Buffer.from(event)), key, durability);
  }

  /** What it tells of has happened, also when the command is refused in the end; if it has expired, whatever follows. */
  private publish(to: Buffer, message: string | Buffer, durability: number): void {
    const { memo, outbox } = this.keyspace;
    outbox.add(memo.channels.deliveries(to, message, false), durability);
  }
}

const channel = (kind: 'space' | 'event', database: number, name: Buffer) =>
  Buffer.concat([Buffer.from(`__key${kind}@${database}__:`), name]);
