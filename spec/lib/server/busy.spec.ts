import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Conversation, multibulk } from '../../support/conversation';
import { type MemoProcess, startMemoServer } from '../../support/memo-server';
import { startRedis } from '../../support/redis-server';

jest.setTimeout(60_000);

const STRUCTURES = ['--structures', join(__dirname, 'spinner.ts')];
const BUSY = '-BUSY Memo is busy running Spinner.SPIN. You can only call MEMO KILL or SHUTDOWN NOSAVE.';
const DISCARDED = `-EXECABORT Transaction discarded because of: ${BUSY.slice(1)}`;

let directory: string;
let end: string;
let memo: MemoProcess;
let clients: Conversation[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'memo-busy-'));
  end = join(directory, 'end');
  clients = [];
});

afterEach(async () => {
  for (const client of clients) client.close();
  memo.kill();
  await memo.exit;
  rmSync(directory, { recursive: true });
});

async function connect(port = memo.port): Promise<Conversation> {
  const client = await Conversation.open(port);
  clients.push(client);
  return client;
}

const text = (reply: Buffer) => reply.toString().trimEnd();

async function say(client: Conversation, line: string): Promise<string> {
  return text(await client.say(...line.split(' ')));
}

async function start(args: readonly string[] = []): Promise<void> {
  const options = ['--dir', directory, '--handler-timeout', '0', '--busy-reply-threshold', '1'];
  memo = await startMemoServer([...STRUCTURES, ...options, ...args]);
}

/** Has a client run the handler, whose reply comes when that has ended; resolves when another client is told so. */
async function spin(other: Conversation): Promise<Conversation> {
  const client = await connect();
  client.send(multibulk(['SPIN', 'key', end]));
  while ((await say(other, 'PING')) !== BUSY);
  return client;
}

const reply = async (client: Conversation) => text(await client.reply());

const release = () => writeFileSync(end, '');

/** What Redis answers while a script runs, and Memo while a handler does: the first word of each reply. */
const WORDS = [
  ...['GET a', 'PING', 'INFO', 'NOPE', 'GET', 'MULTI', 'SET a 2', 'EXEC', 'MULTI', 'AUTH x', 'DISCARD'],
  ...['WATCH a', 'UNWATCH', 'SELECT 1', 'CLIENT ID', 'HELLO 4', 'HELLO 3', 'RESET', 'SHUTDOWN', 'QUIT'],
];
const firstWords = async (client: Conversation) => {
  const words: string[] = [];
  for (const line of WORDS) words.push(/^.\S*/.exec(await say(client, line))![0]);
  return words;
};

describe('While a handler runs for long', () => {
  it('clients are told what Redis tells them while a script runs', async () => {
    const redis = await startRedis();
    try {
      const [script, other] = [await connect(redis.port), await connect(redis.port)];
      await say(script, 'CONFIG SET busy-reply-threshold 1');
      script.send(multibulk(['EVAL', 'while true do end', '0']));
      while ((await say(other, 'PING')) === '+PONG');
      const expected = await firstWords(other);
      await say(await connect(redis.port), 'SCRIPT KILL');
      await start();
      const client = await connect();
      await spin(client);
      expect(await firstWords(client)).toEqual(expected);
      expect(new Set(expected)).toEqual(
        new Set(['-BUSY', '-ERR', '+OK', '-EXECABORT', '+QUEUED', '-NOPROTO', '%7', '+RESET']),
      );
    } finally {
      await redis.stop();
    }
  });

  it('they are told so at once, and served when it has ended; half a request is none yet', async () => {
    await start();
    const [client, half] = [await connect(), await connect()];
    expect(await say(client, 'SET a 1')).toBe('+OK');
    const spinner = await spin(client);
    half.send('*2\r\n$3\r\nGET\r\n$1\r\n');
    expect(await say(client, 'GET a')).toBe(BUSY);
    expect(await say(client, 'MULTI')).toBe('+OK');
    expect(await say(client, 'GET a')).toBe(BUSY);
    expect(await say(client, 'EXEC')).toBe(DISCARDED);
    client.send(Buffer.concat(Array.from({ length: 5000 }, () => multibulk(['GET', 'a']))));
    for (let count = 0; count < 5000; count++) expect(await reply(client)).toBe(BUSY);
    expect(half.hasHeard).toBe(false);
    release();
    expect(await reply(spinner)).toBe('+OK');
    half.send('a\r\n');
    expect(await reply(half)).toBe('$1\r\n1');
    expect(await say(client, 'SPINS key')).toBe(':1');
  });

  it('whoever connects is told so, too, until it has ended', async () => {
    await start();
    const early = await connect();
    const spinner = await spin(early);
    const client = await connect();
    expect(await say(client, 'GET a')).toBe(BUSY);
    expect(await say(client, 'SPINS key')).toBe(BUSY);
    expect(await say(client, 'MULTI')).toBe('+OK');
    expect(await say(client, 'EXEC')).toBe(DISCARDED);
    release();
    expect(await reply(spinner)).toBe('+OK');
    await client.untilClosed();
    expect(await say(early, 'SPINS key')).toBe(':1');
  });

  it('who connects has to say the password', async () => {
    await start(['--requirepass', 'sesame']);
    const [client, early] = [await connect(), await connect()];
    for (const each of [client, early]) expect(await say(each, 'AUTH sesame')).toBe('+OK');
    client.send(multibulk(['SPIN', 'key', end]));
    while ((await say(early, 'PING')) !== BUSY);
    const other = await connect();
    expect(await say(other, 'MEMO KILL')).toBe('-NOAUTH Authentication required.');
    expect(await say(other, 'AUTH wrong')).toMatch(/^-WRONGPASS/);
    expect(await say(other, 'AUTH sesame')).toBe('+OK');
    expect(await say(other, 'MEMO KILL')).toBe('+OK');
    expect(await reply(client)).toBe('-ERR Spinner.SPIN was stopped by MEMO KILL');
  });
});

describe('MEMO KILL', () => {
  const KILLED = '-ERR Spinner.SPIN was stopped by MEMO KILL';

  it('has nothing to end while no handler runs for long', async () => {
    await start();
    expect(await say(await connect(), 'MEMO KILL')).toBe('-NOTBUSY No handlers in execution right now.');
  });

  it.each(['is connected', 'connects'])('ends the handler for who %s', async (how) => {
    await start();
    const early = await connect();
    const spinner = await spin(early);
    const client = how === 'connects' ? await connect() : early;
    expect(await say(client, 'MEMO KILL')).toBe('+OK');
    expect(await reply(spinner)).toBe(KILLED);
    // What it has changed stays, after a restart too.
    expect(await say(early, 'SPINS key')).toBe(':1');
    memo.kill();
    await memo.exit;
    await start();
    expect(await say(await connect(), 'SPINS key')).toBe(':1');
  });
});

describe('SHUTDOWN NOSAVE', () => {
  it.each(['is connected', 'connects'])('ends handler and server for who %s', async (how) => {
    await start();
    const early = await connect();
    const spinner = await spin(early);
    const client = how === 'connects' ? await connect() : early;
    for (const word of ['SHUTDOWN', 'SHUTDOWN SAVE']) expect(await say(client, word)).toBe(BUSY);
    client.send(multibulk(['SHUTDOWN', 'NOSAVE']));
    expect(await reply(spinner)).toBe('-ERR Spinner.SPIN was stopped by MEMO KILL');
    expect(await memo.exit).toBe(0);
  });
});
