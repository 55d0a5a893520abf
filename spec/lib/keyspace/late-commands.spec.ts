import pino from 'pino';
import { FIFO } from '../../../structures/fifo';
import { type Played, type Reply, serves, type Server, Structure, structure, t } from '../../../lib/index';
import type { Keyspace } from '../../../lib/keyspace/keyspace';
import { Conversation } from '../../support/conversation';
import { eventually } from '../../support/eventually';
import { startMemo } from '../../support/memo';
import { serving } from '../../support/serving';

interface Job {
  readonly command: string;
  readonly server: Server;
  finish(reply?: Reply): void;
}

const jobs: Job[] = [];

/** A handler that ends when the spec says so. */
const work = (command: string, server: Server) =>
  new Promise<Reply>((finish) => jobs.push({ command, server, finish }));

/** Commands that take as long as the spec likes, whatever becomes of them. */
@structure()
class Works extends Structure {
  @serves('Works on keys.', t.rest(t.key()))
  static async WORK(server: Server, ..._keys: string[]) {
    return work('WORK', server);
  }

  @serves('Has a limit of its own.', { timeout: 20 }, t.key())
  static async BRIEF(server: Server, _key: string) {
    return work('BRIEF', server);
  }

  @serves(
    'Holds what it makes of its key, not the key.',
    { holds: false },
    t.key(),
    t.holds((key: string) => `${key}:made`),
  )
  static async LOOSE(server: Server, _key: string) {
    return work('LOOSE', server);
  }

  @serves('Is done once it has begun.', { outlivesClient: true }, t.key())
  static async LASTING(server: Server, _key: string) {
    return work('LASTING', server);
  }

  @serves('Plays what has a limit.', t.key())
  static async OUTER(server: Server, key: string) {
    const [kind, error] = await server.play<Promise<Played>>('BRIEF', key);
    server.call('SET', key, 'outer');
    return [kind, String(error)];
  }
}

/** The job of a command, once it has begun. */
async function job(command = 'WORK'): Promise<Job> {
  await eventually(() => expect(jobs.map((each) => each.command)).toContain(command));
  return jobs.splice(
    jobs.findIndex((each) => each.command === command),
    1,
  )[0]!;
}

/** The handler hears that it is over, and can do nothing more. */
async function expectOver({ server }: Job, reason: string): Promise<void> {
  await eventually(() => expect(server.signal.aborted).toBe(true));
  expect((server.signal.reason as Error).message).toBe(reason);
  const message = `server was used after its command: ${reason}`;
  for (const use of [() => server.call('SET', 'k', 'zombie'), () => server.now(), () => server.memo])
    expect(use).toThrow(message);
  await expect(server.attempt(() => null)).rejects.toThrow(message);
}

const GONE = 'was ended: its client has gone';

describe('A command whose reply comes later', () => {
  let now = 1_700_000_000_000;
  const lines: string[] = [];
  const write = (line: string) => lines.push((JSON.parse(line) as { msg: string }).msg);
  const context = serving({
    structures: [Works, FIFO],
    clock: { now: () => now },
    log: pino({ level: 'warn' }, { write }),
  });
  const { say, refusal } = context;
  const keyspace = () => (context.memo as unknown as { keyspace: Keyspace }).keyspace;
  const talk = () => Conversation.open(context.memo.port);
  const figure = async (name: string) =>
    Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(String(await say('INFO')))?.[1]);
  const waiting = (count: number) =>
    eventually(async () => expect(await figure('waiting_for_held_keys')).toBe(count));
  /** Sends a command that waits for a held key, and answers when it does. */
  const inLine = async (words: string[], before = 0) => {
    const conversation = await talk();
    const reply = conversation.say(...words).then(String, (error: unknown) => String(error));
    await waiting(before + 1);
    return { conversation, reply };
  };

  beforeEach(() => {
    jobs.length = 0;
    lines.length = 0;
  });
  afterEach(async () => {
    for (const each of jobs) each.finish();
    await eventually(() => expect(keyspace().holds.idle).toBe(true));
    expect(await figure('async_commands')).toBe(0);
    await say('CONFIG', 'SET', 'async-timeout', 30_000, 'async-max-waiting', 1000, 'timeout', 0);
  });

  describe('takes no longer than it may', () => {
    it('as the configuration says: then its keys are free, and its handler is told', async () => {
      await say('CONFIG', 'SET', 'async-timeout', 20);
      const reason = 'TIMEOUT WORK was ended: it took longer than 20 milliseconds (async-timeout)';
      expect(await refusal('WORK', 'k')).toBe(reason);
      await expectOver(await job(), reason);
      expect(await say('GET', 'k')).toBeNull();
      expect(lines).toContain(reason);
    });

    it('also as that is changed while it runs', async () => {
      const reply = refusal('WORK', 'k');
      const running = await job();
      await context.another().config('SET', 'async-timeout', 1);
      const reason = 'TIMEOUT WORK was ended: it took longer than 1 milliseconds (async-timeout)';
      expect(await reply).toBe(reason);
      await expectOver(running, reason);
    });

    it('as its declaration says, which counts more', async () => {
      const timeouts = await figure('async_timeouts');
      expect(await refusal('BRIEF', 'k')).toBe(
        'TIMEOUT BRIEF was ended: it took longer than 20 milliseconds',
      );
      await expectOver(await job('BRIEF'), 'TIMEOUT BRIEF was ended: it took longer than 20 milliseconds');
      expect(await figure('async_timeouts')).toBe(timeouts + 1);
      await say('CONFIG', 'RESETSTAT');
      expect(await figure('async_timeouts')).toBe(0);
    });

    it('when another one plays it, which goes on', async () => {
      expect(await say('OUTER', 'k')).toEqual([
        'ERROR',
        'CommandError: TIMEOUT BRIEF was ended: it took longer than 20 milliseconds',
      ]);
      expect(await say('GET', 'k')).toBe('outer');
    });

    it('and what comes late is neither an answer nor a fault', async () => {
      const client = context.another();
      await say('CONFIG', 'SET', 'async-timeout', 20);
      await expect(client.call('WORK', 'k')).rejects.toThrow('TIMEOUT');
      (await job()).finish('late');
      expect(await client.ping()).toBe('PONG');
      expect(context.faults).toEqual([]);
    });
  });

  describe('ends when its client has gone', () => {
    const leaves: [string, (conversation: Conversation) => unknown][] = [
      ['closes its socket', (conversation) => conversation.close()],
      ['breaks off', (conversation) => conversation.reset()],
      ['is killed', ({ address }) => say('CLIENT', 'KILL', 'ADDR', address)],
    ];

    it.each(leaves)('that %s', async (_, leave) => {
      const conversation = await talk();
      const reply = conversation.say('WORK', 'k').catch(() => 'none');
      const running = await job();
      const get = context.another().get('k');
      await waiting(1);
      await leave(conversation);
      expect(await get).toBeNull();
      await expectOver(running, `ERR WORK ${GONE}`);
      expect(await reply).toBe('none');
    });

    it.each(leaves)('that %s while its command waits for a held key', async (_, leave) => {
      const held = context.another().call('WORK', 'k');
      const running = await job();
      const set = await inLine(['SET', 'k', 'said']);
      const other = await inLine(['WORK', 'j', 'k'], 1);
      const lasting = await inLine(['LASTING', 'k'], 2);
      for (const [index, { conversation }] of [set, other, lasting].entries()) {
        await leave(conversation);
        await waiting(2 - index);
      }
      expect(await context.another().get('j')).toBeNull();
      running.finish('done');
      expect(await held).toBe('done');
      expect(await say('GET', 'k')).toBeNull();
      expect(jobs).toEqual([]);
    });

    it('as a whole transaction, and a command that waits for a key to get a value', async () => {
      const held = context.another().call('WORK', 'k', 'q');
      const running = await job();
      const conversation = await talk();
      await conversation.say('MULTI');
      await conversation.say('SET', 'k', 'said');
      const exec = conversation.say('EXEC').catch(() => 'none');
      await waiting(1);
      conversation.close();
      await waiting(0);
      expect(await exec).toBe('none');
      const popping = await inLine(['BPOP', 'q', '0']);
      popping.conversation.close();
      await waiting(0);
      running.finish();
      await held;
      expect(await say('MGET', 'k', 'q')).toEqual([null, null]);
    });

    it('and one that waits again for a key that it has waited for', async () => {
      const popping = await talk();
      void popping.say('BPOP', 'q', '0').catch(() => undefined);
      await eventually(() => expect(keyspace().waiters.size).toBe(1));
      const held = context.another().call('WORK', 'q');
      const running = await job();
      running.server.call('FIFOADD', 'q', 'one');
      await waiting(1);
      popping.close();
      await waiting(0);
      expect(keyspace().waiters.size).toBe(0);
      running.finish();
      await held;
      expect(await say('POP', 'q')).toBe('one');
    });

    it('unless it outlives that', async () => {
      const conversation = await talk();
      const reply = conversation.say('LASTING', 'k').catch(() => 'none');
      const { server, finish } = await job('LASTING');
      const [session] = context.memo.sessions().slice(-1);
      conversation.close();
      expect(await reply).toBe('none');
      await eventually(() => expect(session!.connected).toBe(false));
      expect(server.signal.aborted).toBe(false);
      expect(server.call('SET', 'k', 'done')).toBe('OK');
      const get = say('GET', 'k');
      finish();
      expect(await get).toBe('done');
    });
  });

  it('is ended by CLIENT UNBLOCK, whether it runs or waits', async () => {
    const client = context.another();
    const id = (await client.client('ID')) as number;
    const reply = client.call('WORK', 'k');
    const running = await job();
    const other = context.another();
    const otherId = (await other.client('ID')) as number;
    const get = other.get('k');
    await waiting(1);
    expect(await figure('blocked_clients')).toBe(2);
    expect(await say('CLIENT', 'UNBLOCK', otherId)).toBe(1);
    expect(await say('CLIENT', 'UNBLOCK', id, 'ERROR')).toBe(1);
    const reason = 'UNBLOCKED client unblocked via CLIENT UNBLOCK';
    await expect(get).rejects.toThrow(reason);
    await expect(reply).rejects.toThrow(reason);
    await expectOver(running, reason);
    expect(await say('CLIENT', 'UNBLOCK', id)).toBe(0);
  });

  it('does not make its connection an idle one', async () => {
    await say('CONFIG', 'SET', 'timeout', 10);
    const idle = await talk();
    const conversation = await talk();
    const reply = conversation.say('WORK', 'k');
    const running = await job();
    now += 11_000;
    expect(String(await idle.untilClosed())).toBe('');
    running.finish('done');
    expect(String(await reply)).toBe('$4\r\ndone\r\n');
    conversation.close();
  });

  describe('is refused when too many wait for a key that it names', () => {
    it('whatever it is', async () => {
      await say('CONFIG', 'SET', 'async-max-waiting', 2);
      const refusals = await figure('held_key_refusals');
      const held = context.another().call('WORK', 'k');
      const running = await job();
      const first = await inLine(['GET', 'k']);
      const second = await inLine(['WORK', 'j', 'k'], 1);
      const reason =
        "HELD an async command holds the key 'k', and 2 commands wait for it already (async-max-waiting)";
      expect(await refusal('GET', 'k')).toBe(reason);
      expect(await refusal('WORK', 'k')).toBe(reason);
      await say('MULTI');
      await say('SET', 'k', 'v');
      expect(await refusal('EXEC')).toBe(`EXECABORT Transaction discarded because of: ${reason}`);
      expect(await figure('held_key_refusals')).toBe(refusals + 3);
      expect(await say('GET', 'l')).toBeNull();
      running.finish();
      await held;
      expect(await first.reply).toBe('$-1\r\n');
      (await job()).finish('second');
      expect(await second.reply).toBe('$6\r\nsecond\r\n');
      expect(await say('GET', 'k')).toBeNull();
      for (const { conversation } of [first, second]) conversation.close();
    });

    it('not for what it holds itself, nor without a limit', async () => {
      await say('CONFIG', 'SET', 'async-max-waiting', 0);
      const held = context.another().call('WORK', 'k', 'k');
      const running = await job();
      const lines = [
        await inLine(['GET', 'k']),
        await inLine(['GET', 'k'], 1),
        await inLine(['GET', 'k'], 2),
      ];
      expect(await figure('async_commands')).toBe(1);
      running.finish();
      await held;
      for (const { reply, conversation } of lines) {
        expect(await reply).toBe('$-1\r\n');
        conversation.close();
      }
    });
  });

  describe('that does not hold its keys', () => {
    it('lets others have them, but for what t.holds names', async () => {
      const reply = context.another().call('LOOSE', 'k');
      const running = await job('LOOSE');
      expect(await say('SET', 'k', '1')).toBe('OK');
      const get = await inLine(['GET', 'k:made']);
      running.finish('done');
      expect([await reply, await get.reply]).toEqual(['done', '$-1\r\n']);
      get.conversation.close();
    });

    it('waits for those that others hold, and lets the next one run with it', async () => {
      const held = context.another().call('WORK', 'k');
      const holding = await job();
      const loose = await inLine(['LOOSE', 'k']);
      const set = await inLine(['SET', 'k', '1'], 1);
      expect(jobs).toEqual([]);
      holding.finish();
      await held;
      expect(await set.reply).toBe('+OK\r\n');
      (await job('LOOSE')).finish('done');
      expect(await loose.reply).toBe('$4\r\ndone\r\n');
      for (const { conversation } of [loose, set]) conversation.close();
    });
  });

  it('and waits for a value then has what comes behind it in line', async () => {
    const held = context.another().call('WORK', 'q');
    const running = await job();
    const popping = await inLine(['BPOP', 'q', '0']);
    const adding = await inLine(['FIFOADD', 'q', 'one'], 1);
    running.finish();
    await held;
    expect(await adding.reply).toBe('+OK\r\n');
    expect(await popping.reply).toBe('$3\r\none\r\n');
    for (const { conversation } of [popping, adding]) conversation.close();
  });

  describe('when the server stops', () => {
    it('has some time, and is ended then', async () => {
      const server = await startMemo({ structures: [Works] });
      const conversations = [await Conversation.open(server.port), await Conversation.open(server.port)];
      const reply = conversations[0]!.say('WORK', 'k');
      const waiting = conversations[1]!.say('GET', 'k');
      const running = await job();
      const lasting = await Conversation.open(server.port);
      void lasting.say('LASTING', 'l').catch(() => undefined);
      const other = await job('LASTING');
      const stopped = stopWithoutPatience(server);
      expect(String(await reply)).toBe('-ERR WORK was ended: the server stops\r\n');
      expect(String(await waiting)).toBe('-ERR GET was ended: the server stops\r\n');
      await stopped;
      await expectOver(running, 'ERR WORK was ended: the server stops');
      await expectOver(other, 'ERR LASTING was ended: the server stops');
    });

    it('is waited for also when it outlives its client', async () => {
      const server = await startMemo({ structures: [Works] });
      const conversation = await Conversation.open(server.port);
      void conversation.say('LASTING', 'l').catch(() => undefined);
      const running = await job('LASTING');
      conversation.reset();
      await eventually(() => expect(server.memo.sessions().length).toBe(0));
      let hasStopped = false;
      const stopped = server.stop().then(() => (hasStopped = true));
      await eventually(() => expect(Conversation.open(server.port)).rejects.toThrow('ECONNREFUSED'));
      for (let round = 0; round < 20; round++) await new Promise(setImmediate);
      expect(running.server.call('SET', 'l', 'done')).toBe('OK');
      expect(hasStopped).toBe(false);
      running.finish();
      await stopped;
    });
  });
});

/** Stops a server as if the time had passed that it gives to running commands. */
function stopWithoutPatience({ stop }: { stop(): Promise<void> }): Promise<void> {
  const real = [
    'nextTick',
    'queueMicrotask',
    'Date',
    'performance',
    'setImmediate',
    'clearInterval',
  ] as const;
  jest.useFakeTimers({ doNotFake: [...real] });
  try {
    const stopped = stop();
    jest.advanceTimersByTime(3000);
    return stopped;
  } finally {
    jest.useRealTimers();
  }
}
