import { setImmediate as nextTurn } from 'node:timers/promises';
import { isReplyError } from '../client';

/** What jest and vitest give a matcher. */
interface MatcherContext {
  readonly isNot?: boolean;
  equals(actual: unknown, expected: unknown): boolean;
  readonly utils: {
    printExpected(value: unknown): string;
    printReceived(value: unknown): string;
  };
}

interface Verdict {
  readonly pass: boolean;
  message(): string;
}

/** How a command came out, as far as it has. */
type Outcome =
  | { readonly kind: 'reply'; readonly reply: unknown }
  | { readonly kind: 'refusal'; readonly message: string }
  | { readonly kind: 'nothing' };

/** So many turns of the event loop a server in this process has time to answer: it needs three. */
const PATIENCE = 20;

/** How a command came out. Throws what is no error that the server replied. */
async function outcomeOf(command: unknown): Promise<Outcome> {
  try {
    return { kind: 'reply', reply: await command };
  } catch (error) {
    if (!isReplyError(error)) throw error;
    return { kind: 'refusal', message: error.message };
  }
}

async function outcomeByNow(command: unknown): Promise<Outcome> {
  let outcome: Outcome = { kind: 'nothing' };
  const seen = outcomeOf(command).then((known) => (outcome = known));
  for (let turn = 0; turn < PATIENCE && (outcome as Outcome).kind === 'nothing'; turn++)
    await Promise.race([seen, nextTurn()]);
  return outcome;
}

function describe(outcome: Outcome, { utils }: MatcherContext): string {
  if (outcome.kind === 'nothing') return 'it has not answered';
  if (outcome.kind === 'refusal') return `it refused: ${utils.printReceived(outcome.message)}`;
  return `it replied: ${utils.printReceived(outcome.reply)}`;
}

/** The first word of a message is its code. */
function isSaid(message: string, expected?: string | RegExp): boolean {
  if (expected === undefined) return true;
  if (typeof expected !== 'string') return expected.test(message);
  return expected === message || expected === message.split(' ', 1)[0];
}

/** Matchers for replies, for `expect.extend`; each takes what a command of a client answers, and is awaited. */
export const matchers = {
  /** `await expect(client.POP('queue')).toReply('42')`: equal, as toEqual sees it. */
  async toReply(this: MatcherContext, command: unknown, expected: unknown): Promise<Verdict> {
    const outcome = await outcomeOf(command);
    const pass = outcome.kind === 'reply' && this.equals(outcome.reply, expected);
    const wanted = `expected ${this.isNot ? 'another reply than' : 'the reply'} ${this.utils.printExpected(expected)}`;
    return { pass, message: () => `${wanted}, but ${describe(outcome, this)}` };
  },

  /** `await expect(client.POP('text')).toRefuse('WRONGTYPE')`: the code, the whole message, or a pattern in it. */
  async toRefuse(this: MatcherContext, command: unknown, expected?: string | RegExp): Promise<Verdict> {
    const outcome = await outcomeOf(command);
    const pass = outcome.kind === 'refusal' && isSaid(outcome.message, expected);
    const how = expected === undefined ? '' : ` with ${this.utils.printExpected(expected)}`;
    const wanted = `expected ${this.isNot ? 'no refusal' : 'a refusal'}${how}`;
    return { pass, message: () => `${wanted}, but ${describe(outcome, this)}` };
  },

  /** `await expect(waiting).toWait()`: the server has done all that it can now, and has not answered. */
  async toWait(this: MatcherContext, command: unknown): Promise<Verdict> {
    const outcome = await outcomeByNow(command);
    const wanted = this.isNot ? 'expected an answer' : 'expected that it waits';
    return { pass: outcome.kind === 'nothing', message: () => `${wanted}, but ${describe(outcome, this)}` };
  },
};

/** The types of the matchers, for `expect` of vitest and of @jest/globals; that of jest's global one knows them. */
export interface MemoMatchers<R = unknown> {
  toReply(expected: unknown): Promise<R>;
  toRefuse(expected?: string | RegExp): Promise<R>;
  toWait(): Promise<R>;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- it is how jest's types are extended
  namespace jest {
    // eslint-disable-next-line @typescript-eslint/no-unused-vars, @typescript-eslint/no-empty-object-type -- as jest has it
    interface Matchers<R, T = {}> extends MemoMatchers<R> {}
  }
}
