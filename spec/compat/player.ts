import { ClosedError, Conversation, SilenceError } from '../support/conversation';
import { named, type Step } from './script';

export type Protocol = 2 | 3;

/** What one step was answered with. */
export interface Answer {
  readonly bytes: Buffer;
  /** How it ended: with the replies that were due, or else. */
  readonly end: 'complete' | 'closed' | 'silent' | 'refused';
}

/** How a script is played. */
export interface Manner {
  readonly protocol: Protocol;
  /** All steps are sent at once, before the first reply is read. */
  readonly pipelined?: boolean;
  /** Behind the reply to each step come the notifications of what happens to keys, up to the next step. */
  readonly notified?: boolean;
  /** What is there stays there: FLUSHALL is not said first. */
  readonly keeping?: boolean;
}

/** Plays a script to one server: after FLUSHALL, on a new connection, and on another after each close. */
export async function play(port: number, steps: readonly Step[], manner: Manner): Promise<Answer[]> {
  const player = new Player(port, manner.protocol);
  try {
    if (!manner.keeping) await player.flush();
    if (manner.notified) await player.listen();
    return await (manner.pipelined ? player.playPipelined(steps) : player.play(steps));
  } finally {
    player.hangUp();
  }
}

const EVERY_NOTIFICATION = '__key*@*__:*';
const LAST_NOTIFICATION = '__keyend@0__:';

class Player {
  private isListening = false;
  /** By the names of their connections. */
  private readonly conversations = new Map<string, Conversation>();

  constructor(
    private readonly port: number,
    private readonly protocol: Protocol,
  ) {}

  async flush(): Promise<void> {
    const conversation = await this.connected('');
    await conversation.say('FLUSHALL');
  }

  /** From now on notifications are read after each step. */
  async listen(): Promise<void> {
    const listener = await this.connected('listener');
    await listener.say('PSUBSCRIBE', EVERY_NOTIFICATION);
    this.isListening = true;
  }

  /** What has been notified so far ends with a message of our own. */
  private async withNotifications(answer: Answer): Promise<Answer> {
    const listener = await this.connected('listener');
    const observer = await this.connected('observer');
    await observer.say('PUBLISH', LAST_NOTIFICATION, '');
    const heard: Buffer[] = [];
    for (;;) {
      const message = await listener.reply();
      if (message.includes(LAST_NOTIFICATION)) break;
      heard.push(message);
    }
    return { ...answer, bytes: Buffer.concat([answer.bytes, ...heard]) };
  }

  /** The answers up to the first that ended the conversation for good. */
  async play(steps: readonly Step[]): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (const step of steps) {
      const said = await this.ask(step);
      const answer = this.isListening && !step.later ? await this.withNotifications(said) : said;
      answers.push(answer);
      if (answer.end === 'closed') this.forget(step.speaker);
      if (answer.end === 'silent' || answer.end === 'refused') break;
    }
    return answers;
  }

  async playPipelined(steps: readonly Step[]): Promise<Answer[]> {
    const conversation = await this.connected('');
    conversation.send(Buffer.concat(steps.map((step) => step.request)));
    const answers: Answer[] = [];
    for (const step of steps) {
      const answer = await hear(conversation, step);
      answers.push(answer);
      if (answer.end !== 'complete') break;
    }
    return answers;
  }

  private async ask(step: Step): Promise<Answer> {
    const conversation = await this.connected(step.speaker).catch(() => undefined);
    if (!conversation) return { bytes: Buffer.alloc(0), end: 'refused' };
    conversation.send(step.requestOf ? step.requestOf(await this.idsIn(step)) : step.request);
    if (step.waits) await this.untilBlocked(conversation);
    return hear(conversation, step);
  }

  /** The numbers of the connections that a step names. */
  private async idsIn({ line }: Step): Promise<Map<string, string>> {
    const ids = new Map<string, string>();
    for (const speaker of named(line)) {
      const conversation = await this.connected(speaker);
      ids.set(speaker, integerIn(await conversation.say('CLIENT', 'ID')));
    }
    return ids;
  }

  /** Waits until the server shows a connection as blocked, or it got a reply and so is not. */
  private async untilBlocked(conversation: Conversation): Promise<void> {
    const observer = await this.connected('observer');
    const isBlocked = new RegExp(`addr=${conversation.address} .*flags=[a-zA-Z]*b`);
    while (
      !conversation.hasHeard &&
      !isBlocked.test((await observer.say('CLIENT', 'LIST')).toString('latin1'))
    );
  }

  hangUp(): void {
    for (const speaker of this.conversations.keys()) this.forget(speaker);
  }

  private forget(speaker: string): void {
    this.conversations.get(speaker)?.close();
    this.conversations.delete(speaker);
  }

  private async connected(speaker: string): Promise<Conversation> {
    const known = this.conversations.get(speaker);
    if (known) return known;
    const conversation = await Conversation.open(this.port);
    this.conversations.set(speaker, conversation);
    if (this.protocol === 3) await conversation.say('HELLO', '3');
    return conversation;
  }
}

const integerIn = (reply: Buffer) => reply.toString('latin1').slice(1, -2);

async function hear(conversation: Conversation, step: Step): Promise<Answer> {
  const heard: Buffer[] = [];
  try {
    if (step.closes) return { bytes: await conversation.untilClosed(), end: 'closed' };
    while (heard.length < step.replies) heard.push(await conversation.reply());
    return { bytes: Buffer.concat(heard), end: 'complete' };
  } catch (error) {
    if (error instanceof ClosedError) return { bytes: Buffer.concat(heard), end: 'closed' };
    if (error instanceof SilenceError) return { bytes: Buffer.concat(heard), end: 'silent' };
    throw error;
  }
}
