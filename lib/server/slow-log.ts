import type { Command } from '../command/command';
import type { SlowCommand, SlowLogView } from '../command/memo-view';
import type { SessionView } from '../command/session-view';
import type { Request } from '../protocol/request';
import { shownWords } from './shown-words';

/** Of a command so many words are kept, and of a word so many bytes. */
const MOST_WORDS = 32;
const MOST_BYTES = 128;

/** The commands that took long, the latest first. */
export class SlowLog implements SlowLogView {
  /** What takes so many microseconds is slow; Infinity: nothing is. */
  threshold = Infinity;
  /** How many commands are kept. */
  capacity = 128;
  entries: SlowCommand[] = [];
  private nextId = 0;

  constructor(private readonly clock: { readonly time: number }) {}

  add({ address, name }: SessionView, command: Command, request: Request, microseconds: number): void {
    if (command.hasFlag('skip_slowlog')) return;
    const words = abridged(shownWords(command, request));
    const seconds = Math.floor(this.clock.time / 1000);
    const id = this.nextId++;
    this.entries.unshift({ id, seconds, microseconds: Math.floor(microseconds), words, address, name });
    if (this.entries.length > this.capacity) this.entries.length = this.capacity;
  }

  reset(): void {
    this.entries = [];
  }
}

function abridged(words: readonly Buffer[]): Buffer[] {
  if (words.length <= MOST_WORDS) return words.map(shortened);
  const kept = words.slice(0, MOST_WORDS - 1).map(shortened);
  return [...kept, Buffer.from(`... (${words.length - kept.length} more arguments)`)];
}

function shortened(word: Buffer): Buffer {
  if (word.length <= MOST_BYTES) return word;
  const rest = `... (${word.length - MOST_BYTES} more bytes)`;
  return Buffer.concat([word.subarray(0, MOST_BYTES), Buffer.from(rest)]);
}
