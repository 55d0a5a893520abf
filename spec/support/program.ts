import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { eventually } from './eventually';

const ENVIRONMENT = { ...process.env, TERM: 'xterm' };

/** A program that runs beside the test, and what it has printed so far. */
export class Program {
  private printed = '';
  private readonly child: ChildProcessWithoutNullStreams;
  /** Its exit code, once it has ended and all is read. */
  private readonly closed: Promise<number | null>;

  constructor(command: string, args: readonly string[]) {
    this.child = spawn(command, args, { env: ENVIRONMENT });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.printed += text));
    }
    this.child.stdin.on('error', () => {});
    this.closed = once(this.child, 'close').then(([code]) => code as number | null);
  }

  /** The program on a terminal of its own. */
  static onTerminal(...words: readonly string[]): Program {
    const line = words.map((word) => `'${word}'`).join(' ');
    return new Program('script', ['-qec', `stty cols 120 rows 40; exec ${line}`, '/dev/null']);
  }

  type(text: string): void {
    this.child.stdin.write(text);
  }

  /** Resolves once it has printed so, whatever the colours. */
  shows(text: string | RegExp): Promise<void> {
    return eventually(() =>
      expect(stripVTControlCharacters(this.printed).replaceAll('\r', '')).toMatch(text),
    );
  }

  /** What it has printed, when it has ended; what stands in `input` is all that it reads. */
  async ends(input: string | Buffer = ''): Promise<string> {
    this.child.stdin.end(input);
    const code = await this.closed;
    if (code !== 0) throw new Error(`it ended with ${code}: ${this.printed}`);
    return this.printed;
  }

  async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.closed;
  }
}
