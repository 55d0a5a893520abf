import type Redis from 'ioredis';
import { ClosedError, Conversation, multibulk } from '../support/conversation';
import { readReply, type WireReply } from '../support/reply-reader';

type Words = readonly string[];

/** What one client writes: numbered entries, one after the other, from 1 on. */
export interface Script {
  /** The requests that write an entry; the last reply acknowledges it. */
  entry(number: number): readonly Words[];
  /** Whether the replies are those that the entry must have. */
  isRight(number: number, replies: readonly WireReply[]): boolean;
  /** What is there, of its keys. */
  read(client: Redis): Promise<unknown>;
  /** Whether that is what so many entries make. */
  isAfter(count: number, found: unknown): boolean;
  /** Goes on from there. */
  adopt?(count: number, found: unknown): void;
}

const MOST_AT_ONCE = 8;

/** A client that writes its script until the server is gone, and knows what was acknowledged. */
export class Scribe {
  sent = 0;
  acknowledged = 0;

  constructor(
    readonly name: string,
    private readonly script: Script,
  ) {}

  /** Writes some entries at a time, until the connection ends. */
  async write(port: number, random: () => number): Promise<void> {
    const conversation = await Conversation.open(port).catch(() => undefined);
    try {
      while (conversation) await this.burst(conversation, 1 + Math.floor(random() * MOST_AT_ONCE));
    } catch (error) {
      if (!(error instanceof ClosedError)) throw error;
    } finally {
      conversation?.close();
    }
  }

  /** Looks at what is there after a restart: all that was acknowledged, and of what was sent the first so many. */
  async check(client: Redis): Promise<void> {
    const { script, acknowledged, sent } = this;
    const found = await script.read(client);
    let count = acknowledged;
    while (count <= sent && !script.isAfter(count, found)) count++;
    if (count > sent)
      throw new Error(`${this.name}: ${acknowledged} acknowledged, ${sent} sent, found ${summary(found)}`);
    script.adopt?.(count, found);
    this.sent = this.acknowledged = count;
  }

  private async burst(conversation: Conversation, count: number): Promise<void> {
    const entries = Array.from({ length: count }, (_, index) => this.script.entry(this.sent + index + 1));
    this.sent += count;
    conversation.send(Buffer.concat(entries.flat().map(multibulk)));
    for (const requests of entries) await this.hear(conversation, requests.length);
  }

  private async hear(conversation: Conversation, count: number): Promise<void> {
    const replies: WireReply[] = [];
    while (replies.length < count) replies.push(readReply(await conversation.reply())!);
    const number = this.acknowledged + 1;
    if (!this.script.isRight(number, replies))
      throw new Error(
        `${this.name}: entry ${number} is answered ${replies.map(({ bytes }) => String(bytes)).join()}`,
      );
    this.acknowledged = number;
  }
}

function summary(found: unknown): string {
  const text = JSON.stringify(found);
  return text.length < 400 ? text : `${text.slice(0, 100)} … ${text.slice(-300)}`;
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1));
const same = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);
const answers = (text: string) => (replies: readonly WireReply[]) => replies.at(-1)!.text === text;
const isNumber = (number: number, replies: readonly WireReply[]) => answers(String(number))(replies);

const counter = (): Script => ({
  entry: () => [['INCR', 'counter']],
  isRight: isNumber,
  read: (client) => client.get('counter'),
  isAfter: (count, found) => Number(found) === count,
});

const list = (): Script => ({
  entry: (number) => [['RPUSH', 'list', String(number)]],
  isRight: isNumber,
  read: (client) => client.lrange('list', 0, -1),
  isAfter: (count, found) => same(found, numbers(count)),
});

/** Identifiers are those that were acknowledged. */
function stream(): Script {
  const known = new Map<number, string>();
  return {
    entry: (number) => [['XADD', 'stream', '*', 'number', String(number)]],
    isRight: (number, replies) => {
      known.set(number, replies[0]!.text);
      return replies[0]!.type === '$';
    },
    read: (client) => client.xrange('stream', '-', '+'),
    isAfter: (count, found) => {
      const entries = found as [string, string[]][];
      const isRight = ([id, [, value]]: [string, string[]], index: number) =>
        value === String(index + 1) && (known.get(index + 1) ?? id) === id;
      return entries.length === count && entries.every(isRight);
    },
    adopt: (_, found) => {
      (found as [string][]).forEach(([id], index) => known.set(index + 1, id));
    },
  };
}

const FIELDS = 50;
const fieldOf = (number: number | string) => `f${Number(number) % FIELDS}`;
/** What fields were last set to. */
const latest = (count: number) =>
  numbers(count)
    .slice(-FIELDS)
    .map((number): [string, string] => [fieldOf(number), number])
    .sort();
const isInteger = (_: number, replies: readonly WireReply[]) => replies[0]!.type === ':';

const hash = (): Script => ({
  entry: (number) => [['HSET', 'hash', fieldOf(number), String(number)]],
  isRight: isInteger,
  read: (client) => client.hgetall('hash').then((fields) => Object.entries(fields).sort()),
  isAfter: (count, found) => same(found, latest(count)),
});

const sortedSet = (): Script => ({
  entry: (number) => [['ZADD', 'zset', String(number), fieldOf(number)]],
  isRight: isInteger,
  read: async (client) => pairs(await client.zrange('zset', '0', '-1', 'WITHSCORES')).sort(),
  isAfter: (count, found) => same(found, latest(count)),
});

const pairs = (words: readonly string[]) =>
  Array.from({ length: words.length / 2 }, (_, index) => words.slice(index * 2, index * 2 + 2));

/** Entries add at first, then they add and take in turn. */
const FEW = 20;
const takes = (number: number) => number > FEW && number % 2 === 0;
const taken = (count: number) => Math.max(0, Math.floor((count - FEW) / 2));
const added = (count: number) => count - taken(count);

/** Members that are drawn at random, and are gone. */
function pool(): Script {
  const drawn = new Set<number>();
  return {
    entry: (number) => [takes(number) ? ['SPOP', 'pool'] : ['SADD', 'pool', String(added(number))]],
    isRight: (number, [reply]) => {
      if (!takes(number)) return reply!.text === '1';
      const isNew = !drawn.has(Number(reply!.text));
      drawn.add(Number(reply!.text));
      return isNew;
    },
    read: (client) => client.smembers('pool').then((members) => members.map(Number)),
    isAfter: (count, found) => {
      const members = found as number[];
      const mayBeThere = (member: number) => member <= added(count) && !drawn.has(member);
      const hasLast = count === 0 || takes(count) || members.includes(added(count));
      return members.length === added(count) - taken(count) && members.every(mayBeThere) && hasLast;
    },
    adopt: (count, found) => {
      const members = new Set(found as number[]);
      for (let member = 1; member <= added(count); member++) if (!members.has(member)) drawn.add(member);
    },
  };
}

const transaction = (): Script => ({
  entry: (number) => [
    ['MULTI'],
    ['RPUSH', 'pages', String(number)],
    ['SELECT', '1'],
    ['INCR', 'pages'],
    ['SELECT', '0'],
    ['EXEC'],
  ],
  isRight: (number, replies) => replies.at(-1)!.items?.[2]?.text === String(number),
  read: async (client) => {
    const pages = await client.lrange('pages', 0, -1);
    await client.select(1);
    const count = await client.get('pages');
    await client.select(0);
    return [pages, Number(count)];
  },
  isAfter: (count, found) => same(found, [numbers(count), count]),
});

/** A queue is read by emptying a copy of it. */
const queue = (): Script => ({
  entry: (number) => [takes(number) ? ['POP', 'queue'] : ['FIFOADD', 'queue', String(added(number))]],
  isRight: (number, replies) => answers(takes(number) ? String(taken(number)) : 'OK')(replies),
  read: async (client) => {
    const found: unknown[] = [];
    for (let left = await client.copy('queue', 'copy', 'REPLACE'); left;) {
      const value = await client.call('POP', 'copy');
      if (value === null) left = await client.del('copy').then(() => 0);
      else found.push(value);
    }
    return found;
  },
  isAfter: (count, found) => same(found, numbers(added(count)).slice(taken(count))),
});

function dice(): Script {
  const known = new Map<number, string>();
  return {
    entry: (number) => [['ROLL', 'dice', String(number)]],
    isRight: (number, [reply]) => {
      known.set(number, reply!.text);
      return reply!.text.startsWith(`${number} `);
    },
    read: (client) => client.call('THROWS', 'dice').catch(() => []),
    isAfter: (count, found) => {
      const thrown = found as string[];
      const isRight = (text: string, index: number) =>
        text.startsWith(`${index + 1} `) && (known.get(index + 1) ?? text) === text;
      return thrown.length === count && thrown.every(isRight);
    },
    adopt: (_, found) => {
      (found as string[]).forEach((text, index) => known.set(index + 1, text));
    },
  };
}

const ledger = (): Script => ({
  entry: (number) => [['ENTER', 'ledger', String(number)]],
  isRight: isNumber,
  read: async (client) => [
    await client.lrange('ledger:list', 0, -1),
    Number(await client.get('ledger:count')),
    await client.call('SUM', 'ledger').catch(() => 0),
  ],
  isAfter: (count, found) => same(found, [numbers(count), count, (count * (count + 1)) / 2]),
});

/** Each of its steps is a turn of its own, so the last entry may be there in part: the keys have a new name then. */
function stairs(): Script {
  let key = 'stairs:0';
  let before = 0;
  return {
    entry: (number) => [['CLIMB', key, String(number)]],
    isRight: isNumber,
    read: (client) =>
      Promise.all(['a', 'b', 'c'].map((step) => client.lrange(`${key}:${step}`, 0, -1))) as Promise<unknown>,
    isAfter: (count, found) => {
      const [first, ...others] = found as string[][];
      const all = numbers(count).slice(before);
      return same(first, all) && others.every((steps) => same(steps, all) || same(steps, all.slice(0, -1)));
    },
    adopt: (count) => {
      key = `stairs:${count}`;
      before = count;
    },
  };
}

/** Clients that write at the same time, each to keys of its own. */
export const scribes = (): Scribe[] =>
  Object.entries({
    counter,
    list,
    stream,
    hash,
    sortedSet,
    pool,
    transaction,
    queue,
    dice,
    ledger,
    stairs,
  }).map(([name, script]) => new Scribe(name, script()));
