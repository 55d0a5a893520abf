import { Conversation } from './support/conversation';
import { type MemoProcess, startMemoServer } from './support/memo-server';
import { readReply, type WireReply } from './support/reply-reader';

const PRODUCERS = 200;
const CONSUMERS = 250;
const QUEUES = 40;
const JOBS = 20;
const PUBLISHERS = 50;
const SUBSCRIBERS = 200;
const MESSAGES = 10;
const TRANSACTIONS = 150;
const INCREMENTS = 3;
const WRITERS = 50;
const READERS = 100;
const ENTRIES = 10;

/** How long a consumer waits for another job once it seems that there are none, in seconds. */
const PATIENCE = '1';

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

/** A client that asks and reads one reply, or only reads. */
class Client {
  private constructor(private readonly conversation: Conversation) {}

  static async connect(port: number): Promise<Client> {
    return new Client(await Conversation.open(port));
  }

  async ask(...words: string[]): Promise<WireReply> {
    return readReply(await this.conversation.say(...words))!;
  }

  async hear(): Promise<WireReply> {
    return readReply(await this.conversation.reply())!;
  }

  close(): void {
    this.conversation.close();
  }
}

const textsOf = ({ items = [] }: WireReply) => items.map(({ text }) => text);

describe('1,000 connections that push, wait, publish, listen and run transactions at once', () => {
  let server: MemoProcess;
  const clients: Client[] = [];

  const many = async (count: number) => {
    const made = await Promise.all(range(count).map(() => Client.connect(server.port)));
    clients.push(...made);
    return made;
  };

  beforeAll(async () => {
    server = await startMemoServer([]);
  });

  afterAll(async () => {
    for (const client of clients) client.close();
    await server.stop();
  });

  it('lose nothing, get nothing twice, and find everything in order', async () => {
    const [producers, consumers, publishers, subscribers] = [
      await many(PRODUCERS),
      await many(CONSUMERS),
      await many(PUBLISHERS),
      await many(SUBSCRIBERS),
    ];
    const [spenders, writers, readers] = [await many(TRANSACTIONS), await many(WRITERS), await many(READERS)];
    expect(clients).toHaveLength(1000);

    const listening = subscribers.map((client) => client.ask('SUBSCRIBE', 'news'));
    await Promise.all(listening);

    const [taken, heard, attempts, read] = await Promise.all([
      Promise.all(consumers.map((client, index) => consume(client, index))),
      Promise.all(subscribers.map((client) => listen(client))),
      Promise.all(spenders.map((client, index) => increment(client, index))),
      Promise.all(readers.map((client) => follow(client))),
      ...producers.map((client, index) => produce(client, index)),
      ...publishers.map((client, index) => publish(client, index)),
      ...writers.map((client, index) => append(client, index)),
    ]);

    for (const queue of range(QUEUES)) expectInOrder(taken.map((jobs) => jobs.filter(isIn(queue))));
    expect(taken.flat()).toHaveLength(PRODUCERS * JOBS);
    expect(new Set(taken.flat()).size).toBe(PRODUCERS * JOBS);

    expectInOrder(heard);
    for (const messages of heard) expect(new Set(messages).size).toBe(PUBLISHERS * MESSAGES);

    const [anybody] = clients;
    const { items: counters } = await anybody!.ask(
      'MGET',
      ...range(10).map((counter) => `counter:${counter}`),
    );
    const total = counters!.reduce((sum, { text }) => sum + Number(text), 0);
    expect(total).toBe(TRANSACTIONS * INCREMENTS);
    expect(Math.min(...attempts)).toBeGreaterThanOrEqual(INCREMENTS);

    expectInOrder(read);
    for (const entries of read) expect(entries).toEqual(read[0]);
  }, 60_000);
});

/** Pushes jobs of its own into all queues in turn. */
async function produce(client: Client, producer: number): Promise<void> {
  for (const job of range(JOBS))
    await client.ask('RPUSH', `queue:${(producer + job) % QUEUES}`, `${producer}-${job}`);
}

/** Takes jobs from its queue, and from others when that is empty, until none has come for a while. */
async function consume(client: Client, consumer: number): Promise<string[]> {
  const taken: string[] = [];
  const queues = range(QUEUES).map((_, index) => `queue:${(consumer + index) % QUEUES}`);
  for (;;) {
    const reply = await client.ask('BLPOP', ...queues, PATIENCE);
    if (reply.items === undefined) return taken;
    taken.push(textsOf(reply)[1]!);
  }
}

async function publish(client: Client, publisher: number): Promise<void> {
  for (const message of range(MESSAGES)) await client.ask('PUBLISH', 'news', `${publisher}-${message}`);
}

async function listen(client: Client): Promise<string[]> {
  const heard: string[] = [];
  while (heard.length < PUBLISHERS * MESSAGES) heard.push(textsOf(await client.hear())[2]!);
  return heard;
}

/** Adds to counters that others add to as well; answers how often it had to try. */
async function increment(client: Client, spender: number): Promise<number> {
  let attempts = 0;
  for (const step of range(INCREMENTS)) {
    const counter = `counter:${(spender + step) % 10}`;
    for (let isDone = false; !isDone; attempts++) {
      await client.ask('WATCH', counter);
      const { text } = await client.ask('GET', counter);
      await client.ask('MULTI');
      await client.ask('SET', counter, String(Number(text === '-1' ? 0 : text) + 1));
      isDone = (await client.ask('EXEC')).items !== undefined;
    }
  }
  return attempts;
}

async function append(client: Client, writer: number): Promise<void> {
  for (const entry of range(ENTRIES)) await client.ask('XADD', 'stream', '*', 'at', `${writer}-${entry}`);
}

/** Reads a stream as it grows. */
async function follow(client: Client): Promise<string[]> {
  const read: string[] = [];
  let last = '0';
  while (read.length < WRITERS * ENTRIES) {
    const reply = await client.ask('XREAD', 'COUNT', '50', 'BLOCK', '0', 'STREAMS', 'stream', last);
    const [stream] = reply.items!;
    for (const entry of stream!.items![1]!.items!) {
      last = entry.items![0]!.text;
      read.push(textsOf(entry.items![1]!)[1]!);
    }
  }
  return read;
}

/** Whether the job that a producer has numbered went into a queue. */
function isIn(queue: number): (job: string) => boolean {
  return (job) => {
    const [producer, number] = job.split('-').map(Number) as [number, number];
    return (producer + number) % QUEUES === queue;
  };
}

/** What each sender has numbered has come to each receiver in that order. */
function expectInOrder(received: readonly (readonly string[])[]): void {
  const late = received.flatMap((items) => {
    const last = new Map<string, number>();
    return items.filter((item) => {
      const [sender, number] = item.split('-') as [string, string];
      const isLate = Number(number) <= (last.get(sender) ?? -1);
      last.set(sender, Number(number));
      return isLate;
    });
  });
  expect(late).toEqual([]);
}
