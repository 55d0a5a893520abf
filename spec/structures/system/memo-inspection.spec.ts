import {
  CommandError,
  type Commit,
  OK,
  Packed,
  packed,
  reads,
  serves,
  type Server,
  Structure,
  structure,
  t,
  writes,
} from '../../../lib/index';
import { Conversation } from '../../support/conversation';
import { KeptServer } from '../../support/kept-server';
import { serving } from '../../support/serving';
import { stateAt } from '../../support/state';

class Seat {
  constructor(readonly row = 1) {}
}

@structure({ name: 'hall', atomic: true })
class Hall extends Structure {
  static override readonly classes = [Seat];
  static readonly version = 3;
  static upgrade(state: object) {
    return state;
  }
  readonly guests = new Map<string, Seat>();
  readonly bits = Buffer.from([1, 2]);

  get secret(): string {
    throw new Error('a getter was run');
  }

  @writes('Seats a guest.', t.key(), t.text('guest'))
  static SEAT(server: Server, key: string, guest: string) {
    const { guests } = server.open(Hall, key);
    if (guests.size === 2) throw new CommandError('FULL there are two seats');
    guests.set(guest, new Seat(guests.size + 1));
    return guests.size;
  }
}

@structure()
class Meter extends packed({ level: 'float64', reads: 'uint32' }) {
  @writes('Sets the level.', t.key(), t.float('level'))
  static METER(server: Server, key: string, level: number) {
    server.open(Meter, key).level = level;
    return OK;
  }
}

@structure()
class Blob extends Packed {
  @writes('Keeps bytes.', t.key(), t.bytes('bytes'))
  static BLOB(server: Server, key: string, bytes: Buffer) {
    server.open(Blob, key).memory.assign(bytes);
    return OK;
  }
}

/** Plays what the spec says. */
@structure()
class Player extends Structure {
  private runs = 0;

  @writes('Does much at once.', t.key(), t.text('other'))
  static PLAY(server: Server, key: string, other: string) {
    server.open(Player, key).runs++;
    server.call('SET', other, 'played');
    server.play('HGET', other, 'f');
    server.call('SEATS', key);
    server.publish('news', 'it has played');
    return server.random() < 2 ? OK : null;
  }

  @serves('Seats two.', t.key())
  static SEATS(server: Server, key: string) {
    server.call('SEAT', `${key} hall`, 'Ada');
    server.call('RPUSH', `${key} list`, 'a');
    return server.call('SEAT', `${key} hall`, 'Grace');
  }

  @serves('Waits for somebody else.')
  static async LATER() {
    return Promise.resolve(OK);
  }

  @writes('Fails.', t.key())
  static BREAK(server: Server, key: string) {
    server.call('SET', key, 'broken');
    throw new TypeError('it is broken');
  }

  @serves('Closes its client.')
  static HANGUP({ session }: Server) {
    session.kill();
    return session.id;
  }

  @reads('Traces from inside.', t.text('command'), t.rest(t.text('word')))
  static TRACED(server: Server, command: string, ...words: string[]) {
    const { reply, played, logged } = server.trace(command, ...words);
    return [reply, played.length, logged.length];
  }

  @writes('Traces where it may not.')
  static UNTRACED(server: Server) {
    server.trace('PING');
    return OK;
  }
}

let now = 1_700_000_000_000;

const options = { structures: [Hall, Meter, Blob, Player], clock: { now: () => now } };

/** What RESP2 has of a map. */
const record = (flat: unknown) => {
  const items = flat as unknown[];
  return Object.fromEntries(
    Array.from({ length: items.length / 2 }, (_, at) => [String(items[at * 2]), items[at * 2 + 1]]),
  );
};

describe('MEMO STRUCTURES', () => {
  const server = serving(options);

  it('tells of what is loaded beside the built-in structures', async () => {
    const told = ((await server.say('MEMO', 'STRUCTURES')) as unknown[]).map(record);
    expect(told.map((each) => each.class)).toEqual(['Hall', 'Meter', 'Blob', 'Player']);
    expect(told[0]).toEqual({
      class: 'Hall',
      type: 'hall',
      version: 3,
      atomic: 1,
      file: null,
      source: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      commands: ['SEAT'],
    });
  });

  it('has lines of HELP as others have', async () => {
    const lines = (await server.say('MEMO', 'HELP')) as string[];
    expect(lines.join('\n')).toContain('TRACE');
  });
});

describe('MEMO INSPECT', () => {
  const server = serving(options);
  const inspect = async (...words: string[]) => {
    const { fields, ...rest } = record(await server.say('MEMO', 'INSPECT', ...words));
    return { ...rest, ...(fields !== undefined && { fields: record(fields) }) };
  };

  it('shows class, version, expiry and fields of a value, and runs no getter', async () => {
    await server.say('SEAT', 'blue', 'Ada');
    await server.say('EXPIRE', 'blue', 100);
    now += 30_000;
    expect(await inspect('blue')).toEqual({
      class: 'Hall',
      type: 'hall',
      version: 3,
      expires: now + 70_000,
      idle: 30_000,
      bytes: expect.any(Number) as number,
      fields: { guests: 'Map {"Ada" => Seat {row: 1}}', bits: '<2 bytes 0102>' },
    });
  });

  it('shows so many characters of a field', async () => {
    await server.say('SEAT', 'blue', 'Augusta Ada King, Countess of Lovelace');
    expect((await inspect('blue', 'MAXLEN', '20')).fields).toEqual({
      guests: 'Map {"Augusta Ada Ki...',
      bits: '<2 bytes 0102>',
    });
    expect(await server.refusal('MEMO', 'INSPECT', 'blue', 'MAXLEN', '0')).toMatch(/^ERR/);
  });

  it('shows the numbers of a packed value, the bytes of one without names', async () => {
    await server.say('METER', 'm', '1.5');
    expect((await inspect('m')).fields).toEqual({ level: '1.5', reads: '0' });
    await server.say('BLOB', 'b', 'xyz');
    expect((await inspect('b')).fields).toEqual({ bytes: '<3 bytes 78797a>' });
  });

  it.each([
    ['SET k hello', { encoding: 'embstr', length: 5, value: '"hello"' }],
    ['RPUSH k a b 1', { encoding: 'quicklist', length: 3, elements: '["a", "b", "1"]' }],
    ['SADD k a', { encoding: 'hashtable', size: 1, members: 'Set {"a"}' }],
    ['HSET k f v g w', { encoding: 'listpack', size: 2, fields: 'Map {"f" => "v", "g" => "w"}' }],
    ['ZADD k 1 a 2.5 b', { encoding: 'listpack', size: 2, scores: 'Map {"a" => 1, "b" => 2.5}' }],
    ['XADD k 1-0 f v', { encoding: 'stream', length: 1, entries: '[["1-0", ["f", "v"]]]', groups: '[]' }],
  ])('shows what %s has made', async (line, fields) => {
    await server.say(...(line.split(' ') as [string]));
    expect((await inspect('k')).fields).toEqual(fields);
  });

  it('shows the beginning of large ones', async () => {
    await server.say('HSET', 'large', ...Array.from({ length: 4000 }, (_, at) => `f${at}`));
    const { fields } = await inspect('large', 'MAXLEN', '30');
    expect(fields!.size).toBe(2000);
    expect(fields!.fields).toMatch(/^Map \{"f\d+" => "f\d+".{0,20}\.\.\.$/);
  });

  it('is no use of the value', async () => {
    await server.say('HSET', 'k', 'f', 'v');
    now += 10_000;
    await inspect('k');
    expect(await server.say('OBJECT', 'IDLETIME', 'k')).toBe(10);
  });

  it('answers null for a key that is absent', async () => {
    expect(await server.say('MEMO', 'INSPECT', 'nothing')).toBeNull();
  });

  it('says of a value whose class is not loaded that it is kept', async () => {
    const kept = await KeptServer.start({ structures: [Hall] });
    const client = await Conversation.open(kept.port);
    await client.say('SEAT', 'blue', 'Ada');
    client.close();
    await kept.compact();
    const { port } = await kept.serve(kept.copy(), { structures: [] });
    const other = await Conversation.open(port);
    const told = String(await other.say('MEMO', 'INSPECT', 'blue'));
    expect(told).toContain('kept as saved: no structure of the name Hall is loaded');
    expect(told).not.toContain('fields');
    other.close();
    await kept.stop();
  });
});

describe('MEMO TRACE', () => {
  const server = serving(options);

  it('tells clients what words it takes', async () => {
    const [, docs] = (await server.say('COMMAND', 'DOCS', 'memo|trace')) as [string, unknown[]];
    const described = docs[docs.indexOf('arguments') + 1] as unknown[][];
    expect(described.map((argument) => argument[argument.indexOf('name') + 1])).toEqual(['command', 'arg']);
  });
  const trace = async (...words: string[]) => record(await server.say('MEMO', 'TRACE', ...words));
  const commits: Commit[] = [];
  beforeAll(() => server.memo.changes.subscribe((commit) => commits.push(commit)));
  beforeEach(() => (commits.length = 0));

  it('shows the reply, what is played, what would be logged, and the keys', async () => {
    await server.say('SET', 'b', 'was', 'PXAT', now + 5000);
    const { played, keys, ...rest } = await trace('PLAY', 'a', 'b');
    expect(rest).toEqual({ reply: 'OK', logged: ['PLAY a b'] });
    expect((played as unknown[]).map(record)).toEqual([
      { command: 'SET b played', reply: 'OK' },
      {
        command: 'HGET b f',
        reply: expect.objectContaining({ message: expect.stringMatching(/^WRONGTYPE/) as string }) as Error,
      },
      { command: 'SEATS a', reply: 2, played: expect.any(Array) as unknown[] },
    ]);
    const seats = record((played as unknown[])[2]);
    expect((seats.played as unknown[]).map(record)).toEqual([
      { command: 'SEAT "a hall" Ada', reply: 1 },
      { command: 'RPUSH "a list" a', reply: 1 },
      { command: 'SEAT "a hall" Grace', reply: 2 },
    ]);
    const told = (keys as unknown[]).map(record);
    expect(told.map(({ key }) => key)).toEqual(['a', 'b', 'a hall', 'a list']);
    expect(told[1]).toEqual({
      key: 'b',
      database: 0,
      before: expect.stringMatching(/^string of \d+ bytes, expires at 1\d+$/) as string,
      after: expect.stringMatching(/^string of \d+ bytes$/) as string,
    });
    expect(told[2]).toEqual({
      key: 'a hall',
      database: 0,
      before: null,
      after: expect.stringMatching(/^hall of \d+ bytes$/) as string,
    });
  });

  it('shows what a command is logged as', async () => {
    await server.say('SADD', 's', 'only');
    expect((await trace('SPOP', 's')).logged).toEqual(['SREM s only']);
    expect((await trace('SET', 'k', 'v', 'EX', '10')).logged).toEqual([`SET k v PXAT ${now + 10_000}`]);
    expect((await trace('SEATS', 'x')).logged).toEqual([
      'SEAT "x hall" Ada',
      'RPUSH "x list" a',
      'SEAT "x hall" Grace',
    ]);
    expect((await trace('GET', 'k')).logged).toEqual([]);
    expect((await trace('FLUSHALL')).emptied).toHaveLength(16);
  });

  it('shows the error of a command that is refused, or fails', async () => {
    const failing = await trace('BREAK', 'k');
    expect((failing.reply as Error).message).toBe('ERR internal error in Player.BREAK: it is broken');
    expect(failing.logged).toEqual(['BREAK k']);
    expect(((await trace('GET')).reply as Error).message).toBe(
      "ERR wrong number of arguments for 'get' command",
    );
    await server.say('SEAT', 'h', 'Ada');
    await server.say('SEAT', 'h', 'Grace');
    const full = await trace('SEAT', 'h', 'Alan');
    expect([(full.reply as Error).message, full.logged]).toEqual(['FULL there are two seats', []]);
  });

  it('changes nothing', async () => {
    const [listener, watcher, waiter] = [server.another(), server.another(), server.another()];
    const heard: string[] = [];
    listener.on('pmessage', (_pattern, channel: string, message: string) =>
      heard.push(`${channel} ${message}`),
    );
    await server.client.config('SET', 'notify-keyspace-events', 'KEA');
    server.memo.maintenance.expires = false;
    await server.say('SET', 'b', '1');
    await server.say('SEAT', 'a hall', 'Ada');
    await listener.psubscribe('*');
    await watcher.watch('b', 'a');
    const popped = waiter.blpop('a list', 0);
    await server.say('CONFIG', 'RESETSTAT');
    const before = await stateAt(server.memo.port);
    await server.say('SET', 'expired', '1', 'PXAT', now + 1);
    await listener.ping();
    commits.length = heard.length = 0;
    now += 20_000;
    for (const words of [
      ['PLAY', 'a', 'b'],
      ['APPEND', 'expired', 'x'],
      ['GET', 'expired'],
      ['FLUSHALL'],
      ['SWAPDB', '0', '1'],
      ['RENAME', 'b', 'a list'],
      ['PUBLISH', 'news', 'none'],
    ])
      await trace(...words);
    expect(await trace('HANGUP')).toMatchObject({ reply: expect.any(Number) as number });
    await listener.ping();
    expect([heard, commits]).toEqual([[], []]);
    expect(await server.say('DBSIZE')).toBe(3);
    expect(await server.say('OBJECT', 'IDLETIME', 'b')).toBe(20);
    expect(await stateAt(server.memo.port)).toEqual(before);
    expect(await watcher.multi().exec()).toEqual([]);
    await server.say('RPUSH', 'a list', 'real');
    expect(await popped).toEqual(['a list', 'real']);
    server.memo.maintenance.expires = true;
    await server.client.config('SET', 'notify-keyspace-events', '');
  });

  it('counts as itself alone', async () => {
    await server.say('CONFIG', 'RESETSTAT');
    await trace('PLAY', 'a', 'b');
    const told = String(await server.say('INFO', 'commandstats'));
    expect(told).toMatch(/cmdstat_memo\|trace:calls=1/);
    expect(told).not.toContain('cmdstat_play');
    expect(told).not.toContain('cmdstat_seat');
    expect(String(await server.say('INFO', 'stats'))).toContain('keyspace_hits:0\r\nkeyspace_misses:0\r\n');
  });

  it.each([
    ['LATER', 'ERR LATER can’t be traced: it is async, and others go on while it waits'],
    ['BLPOP k 0', 'ERR BLPOP can’t be traced: it may wait'],
    ['SHUTDOWN', 'ERR SHUTDOWN can’t be traced: it does more than read and change keys'],
    ['CONFIG SET hz 100', 'ERR CONFIG SET can’t be traced: it does more than read and change keys'],
    ['MULTI', 'ERR MULTI can’t be traced: it does more than read and change keys'],
    ['MEMO TRACE GET k', 'ERR MEMO TRACE can’t be traced: it does more than read and change keys'],
    ['NOSUCH a', 'ERR unknown command ’NOSUCH’, with args beginning with: ’a’ '],
  ])('refuses %s', async (line, error) => {
    expect(await server.refusal('MEMO', 'TRACE', ...line.split(' '))).toBe(error.replaceAll('’', "'"));
  });

  it('is what server.trace answers to a handler, but not in one that replay runs again', async () => {
    expect(await server.say('TRACED', 'SEATS', 'a')).toEqual([2, 3, 3]);
    expect(await server.refusal('UNTRACED')).toBe(
      'ERR internal error in Player.UNTRACED: server.trace in a @writes command: replay would find other things',
    );
  });

  it('can be asked for in a transaction, and takes back its own alone', async () => {
    const replies = await server.client
      .multi()
      .set('k', '1')
      .call('MEMO', 'TRACE', 'APPEND', 'k', '2')
      .get('k')
      .exec();
    expect(record(replies![1]![1]).reply).toBe(2);
    expect(replies![2]).toEqual([null, '1']);
    expect(commits.flatMap(({ changes }) => changes)).toHaveLength(1);
  });
});
