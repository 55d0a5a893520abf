import type { EventType } from '../command/event-types';
import type { MemoView } from '../command/memo-view';
import type { Database } from './database';
import { LASTING, type Outbox, PERMANENT } from './outbox';
import type { Triggers } from './triggers';

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

interface Told {
  readonly memo: MemoView;
  readonly outbox: Outbox;
  readonly databases: readonly Database[];
  readonly triggers: Triggers;
}

/**
 * Tells what happens to keys: subscribers by messages to the channel of the key, to that of the event, or to both; and the
 * triggers of classes.
 */
export class Notifications {
  /** Whether anybody hears of anything: without, nobody looks further. */
  on = false;
  /** Of which subscribers hear. */
  private types = '';

  constructor(private readonly keyspace: Told) {}

  /** What subscribers are told from now on, as `readEventTypes` answers it. */
  set(types: string): void {
    this.types = /[KE]/.test(types) && /[^KE]/.test(types) ? spelledOut(types) : '';
    this.follow();
  }

  /** There may be other triggers. */
  follow(): void {
    this.on = this.types !== '' || this.keyspace.triggers.exist;
  }

  /** Whether anybody hears of an event. */
  areFor(type: EventType, event: string): boolean {
    return this.types.includes(type) || this.keyspace.triggers.areFor(event);
  }

  tell(type: EventType, event: string, database: number, key: Buffer): void {
    const { triggers, databases } = this.keyspace;
    if (this.types.includes(type)) this.publishAll(type, event, database, key);
    if (triggers.areFor(event)) triggers.note(event, databases[database]!, key);
  }

  private publishAll(type: EventType, event: string, database: number, key: Buffer): void {
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
