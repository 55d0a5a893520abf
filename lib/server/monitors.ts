import type { Command } from '../command/command';
import type { SessionView } from '../command/session-view';
import { Message } from '../protocol/message';
import { status } from '../protocol/reply';
import type { Request } from '../protocol/request';
import { shownWords } from './shown-words';

/** Commands with one of these flags are not shown. */
const UNSEEN = ['admin', 'skip_monitor'];

/** Connections that see the commands of all. */
export class Monitors {
  private readonly sessions = new Set<SessionView>();

  constructor(
    private readonly clock: { readonly time: number },
    private readonly onChange: () => void,
    /** The path of the Unix socket that is listened on. */
    private readonly socketPath: () => string,
  ) {}

  get size(): number {
    return this.sessions.size;
  }

  has(session: SessionView): boolean {
    return this.sessions.has(session);
  }

  add(session: SessionView): void {
    this.sessions.add(session);
    this.onChange();
  }

  delete(session: SessionView): void {
    if (this.sessions.delete(session)) this.onChange();
  }

  /** Shows a command to them. */
  feed(session: SessionView, command: Command, request: Request): void {
    if (this.size === 0 || UNSEEN.some((flag) => command.hasFlag(flag))) return;
    const words = shownWords(command, request).map(quoted).join(' ');
    const message = new Message(status(`${this.time()} [${this.origin(session)}] ${words}`));
    for (const monitor of this.sessions) monitor.send(message);
  }

  /** Seconds since 1970, with six decimals. */
  private time(): string {
    return (this.clock.time / 1000).toFixed(6);
  }

  private origin({ database, address, usesUnixSocket }: SessionView): string {
    return `${database} ${usesUnixSocket ? `unix:${this.socketPath()}` : address}`;
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\x07': '\\a',
  '\b': '\\b',
};

/** A word in quotes, with what is no printable ASCII escaped. */
function quoted(word: Buffer): string {
  const text = word.toString('latin1').replace(/["\\]|[^ -~]/g, escaped);
  return `"${text}"`;
}

const escaped = (character: string) =>
  ESCAPES[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
