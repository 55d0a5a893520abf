import {
  CommandError,
  OK,
  packed,
  reads,
  serves,
  Structure,
  structure,
  t,
  writes,
  type Memo,
  type Server,
} from '../../../../lib/index';

/** A value that notes which of its alarms have rung, and when. */
@structure()
export class Bell extends Structure {
  readonly rung: string[] = [];

  @writes(
    'Sets an alarm; creates the value when the key is absent.',
    t.key(),
    t.float('seconds'),
    t.rest(t.text('word')),
  )
  static BELLSET(server: Server, key: string, seconds: number, command: string, ...words: string[]) {
    server.open(Bell, key);
    server.entry(key).alarm(seconds, command, ...words);
    return OK;
  }

  @writes('Sets an alarm.', t.float('seconds'), t.rest(t.text('word')))
  SET_ALARM(seconds: number, command: string, ...words: string[]) {
    this.alarm(seconds, command, ...words);
    return OK;
  }

  @writes('Removes one.', t.rest(t.text('word')))
  CANCEL_ALARM(command: string, ...words: string[]) {
    return this.cancelAlarm(command, ...words);
  }

  @reads('Those that are set.')
  ALARMS() {
    return this.alarms().map(({ time, command, words }) => [time, command, ...words]);
  }

  @reads('What has rung.')
  RUNG() {
    return this.rung;
  }

  @writes('Notes that it has rung.', t.optional(t.text('what')))
  NOTE(what = 'it') {
    this.rung.push(`${what} at ${this.server.now()}`);
    return this.rung.length;
  }

  @writes('Notes it, and sets itself again.', t.int('times'))
  AGAIN(times: number) {
    this.NOTE(`${times} to go`);
    if (times > 0) this.alarm(0, 'AGAIN', times - 1);
  }

  @writes('Notes it, and fails.')
  BREAK() {
    this.NOTE('broken');
    throw new Error('it fell');
  }

  @writes('Notes it, and refuses.')
  REFUSE() {
    this.NOTE('refused');
    throw new CommandError('BUSY not now');
  }

  @writes('Sets an alarm of whatever value.', t.key())
  static POKE(server: Server, key: string) {
    server.entry(key).alarm(1, 'NOTE');
    return OK;
  }

  @reads('Tries to set an alarm.')
  PEEK() {
    this.alarm(1, 'NOTE');
  }

  @writes('Removes the value.')
  MELT() {
    this.server.delete(this.key);
  }

  @serves('Reads the time that it would take.', t.key())
  static async WAIT_FOR(_: Server, __: string) {
    await Promise.resolve();
  }
}

/** A container of bytes that counts what rings. */
@structure()
export class Meter extends packed({ ticks: 'float64' }) {
  @writes('Counts, and has it counted again.', t.float('seconds'))
  TICK(seconds: number) {
    this.alarm(seconds, 'TICK', seconds);
    return ++this.ticks;
  }

  @reads('How often.')
  TICKS() {
    return this.ticks;
  }

  isEmpty() {
    return this.ticks === 0;
  }
}

/** A container of an object that forgets. */
@structure()
export class Memory extends Structure {
  private readonly words = new Set<string>();

  @writes('Keeps a word for so many seconds; none is kept for 0.', t.text('word'), t.float('seconds'))
  RECALL(word: string, seconds: number) {
    if (seconds > 0) this.words.add(word);
    this.alarm(seconds, 'FORGET', word);
    return this.words.size;
  }

  @writes('Forgets a word.', t.text('word'))
  FORGET(word: string) {
    this.words.delete(word);
  }

  @reads('What is kept.')
  RECALLED() {
    return this.words;
  }

  isEmpty() {
    return this.words.size === 0;
  }
}

export const ALARMED = [Bell, Meter, Memory];

/** Runs all alarms of a server that are due. */
export function ringAll({ alarms }: Memo): void {
  while (!alarms.ring());
}
