import type Redis from 'ioredis';
import { FIFO } from '../../../structures/fifo';
import {
  type Commit,
  CommandError,
  reads,
  serves,
  type Server,
  Structure,
  structure,
  t,
  writes,
} from '../../../lib/index';
import type { Keyspace } from '../../../lib/keyspace/keyspace';
import { serving } from '../../support/serving';

const gates: (() => void)[] = [];

@structure()
class Wrong extends Structure {
  @writes('Waits, and does not say so.', t.key())
  static SECRETWAIT(server: Server) {
    return server.wait(0);
  }

  @writes('Changes something, and waits.', { flags: ['blocking'] }, t.key())
  static HASTYWAIT(server: Server, key: string) {
    server.call('SET', key, 'v');
    return server.wait(0);
  }

  @reads('Looks for a value beside the key, and refuses.', t.key())
  static LOOKBESIDE(server: Server, key: string) {
    server.find(FIFO, `${key}:beside`);
    throw new CommandError('ERR it is not worth it');
  }

  @writes('Plays a command that reads and refuses, and waits.', { flags: ['blocking'] }, t.key())
  static LOOKANDWAIT(server: Server, key: string) {
    server.play('LOOKBESIDE', key);
    return server.wait(1);
  }

  @serves('Brings something that expires, and holds the key until it is told to go on.', t.key())
  static async BRINGBRIEFLY(server: Server, key: string) {
    server.call('RPUSH', key, 'a');
    server.expire(key, 1);
    await new Promise<void>((resolve) => gates.push(resolve));
    return null;
  }

  @serves('Brings something, and holds the key until it is told to go on.', t.key())
  static async BRINGLATE(server: Server, key: string) {
    const length = server.call('RPUSH', key, 'a');
    await new Promise<void>((resolve) => gates.push(resolve));
    return server.call('LLEN', key) === length ? length : 'taken meanwhile';
  }

  @serves('Plays a command that waits.', t.key())
  static PLAYWAIT(server: Server, key: string) {
    return server.call('BPOP', key, 0);
  }
}

describe('A command that waits', () => {
  let skipped = 0;
  const context = serving({ structures: [FIFO, Wrong], clock: { now: () => Date.now() + skipped } });
  const { say, refusal, faults } = context;
  const keyspace = () => (context.memo as unknown as { keyspace: Keyspace }).keyspace;

  /** Sends a command that waits, on a connection of its own, and answers when it does. */
  async function waiting(...words: [string, ...(string | number)[]]) {
    const client = context.another();
    const id = (await client.client('ID')) as number;
    const before = keyspace().waiters.size;
    const reply = client.call(...words);
    while (keyspace().waiters.size === before) await new Promise(setImmediate);
    return { client, id, reply };
  }

  it('of a structure of users gets what comes, first come, first served', async () => {
    const first = await waiting('BPOP', 'q', 0);
    const second = await waiting('BPOP', 'q', 0);
    await say('FIFOADD', 'q', 'a', 'b', 'c');
    expect([await first.reply, await second.reply]).toEqual(['a', 'b']);
    expect(await say('BPOP', 'q', 0)).toBe('c');
  });

  it('gets nothing when nothing comes in time', async () => {
    expect(await say('BPOP', 'q', '0.01')).toBeNull();
    expect(keyspace().waiters.size).toBe(0);
    expect(keyspace().watches.idle).toBe(true);
  });

  it('answers at once when another plays it, or in a transaction', async () => {
    expect(await say('PLAYWAIT', 'q')).toBeNull();
    await say('MULTI');
    await say('BPOP', 'q', 0);
    expect(await say('EXEC')).toEqual([null]);
  });

  it('is logged when it gets something', async () => {
    const commits: Commit[] = [];
    const stop = context.memo.changes.subscribe((commit) => commits.push(commit));
    const { reply } = await waiting('BPOP', 'q', 0);
    await say('FIFOADD', 'q', 'a');
    await reply;
    const list = await waiting('BRPOP', 'l', 0);
    await say('RPUSH', 'l', 'x');
    await list.reply;
    stop();
    const lines = commits.flatMap(({ changes }) => changes.map(({ words }) => words.join(' ')));
    expect(lines).toEqual(['FIFOADD q a', 'BPOP q 0', 'RPUSH l x', 'RPOP l']);
  });

  it('ends when CLIENT UNBLOCK says so', async () => {
    const one = await waiting('BPOP', 'q', 0);
    expect(await say('CLIENT', 'LIST', 'ID', one.id)).toMatch(' flags=b ');
    expect(await say('CLIENT', 'UNBLOCK', one.id)).toBe(1);
    expect(await one.reply).toBeNull();
    expect(await say('CLIENT', 'UNBLOCK', one.id)).toBe(0);
    const other = await waiting('BLPOP', 'l', 0);
    other.reply.catch(() => undefined);
    expect(await say('CLIENT', 'UNBLOCK', other.id, 'ERROR')).toBe(1);
    await expect(other.reply).rejects.toThrow('UNBLOCKED client unblocked via CLIENT UNBLOCK');
    expect(await other.client.ping()).toBe('PONG');
  });

  it('is forgotten when its client goes, and takes nothing', async () => {
    const { client, reply } = await waiting('BPOP', 'q', 0);
    reply.catch(() => undefined);
    client.disconnect();
    while (keyspace().waiters.size > 0) await new Promise(setImmediate);
    await say('FIFOADD', 'q', 'a');
    expect(await say('POP', 'q')).toBe('a');
  });

  it('must say that it may wait, and change nothing before', async () => {
    expect(await refusal('SECRETWAIT', 'k')).toMatch("declare flags: ['blocking']");
    expect(await refusal('HASTYWAIT', 'k')).toMatch('it has changed something, and waits');
    expect(faults).toHaveLength(2);
  });

  it('waits also when what it has played looked for another value, and refused', async () => {
    expect(await say('LOOKANDWAIT', 'q')).toBeNull();
    expect(faults).toEqual([]);
  });

  it('is not taken for another that waits for a key with other bytes', async () => {
    const keys = [Buffer.from([0xff]), Buffer.from([0xfe])] as const;
    const none = context.another();
    const first = none.callBuffer('BLPOP', keys[0], 'l', 0);
    while (keyspace().waiters.size < 1) await new Promise(setImmediate);
    const second = context.another().callBuffer('BLPOP', keys[1], 'l', 0);
    while (keyspace().waiters.size < 2) await new Promise(setImmediate);
    await say('MULTI');
    await say('SET', keys[0], 'v');
    await say('RPUSH', keys[1], 'a');
    await say('SET', 'l', 'v');
    await say('EXEC');
    expect(((await second) as Buffer[])[1]!.toString()).toBe('a');
    await say('DEL', 'l');
    await say('RPUSH', 'l', 'b');
    expect(((await first) as Buffer[])[1]!.toString()).toBe('b');
  });

  it('waits on while an async command holds the key', async () => {
    const { reply } = await waiting('BLPOP', 'k', 0);
    const other = context.another();
    const held = other.call('BRINGLATE', 'k');
    while (gates.length === 0) await new Promise(setImmediate);
    expect(keyspace().waiters.size).toBe(1);
    gates.pop()!();
    expect(await held).toBe(1);
    expect(await reply).toEqual(['k', 'a']);
  });

  it('finds nothing where a value has expired while the key was held; that is logged as soon as somebody meets it', async () => {
    context.memo.maintenance.expires = false;
    const commits: Commit[] = [];
    const { client, reply } = await waiting('BLPOP', 'k', 0);
    const gone = reply.catch(() => undefined);
    const held = context.another().call('BRINGBRIEFLY', 'k');
    while (gates.length === 0) await new Promise(setImmediate);
    const stop = context.memo.changes.subscribe((commit) => commits.push(commit));
    skipped += 2000;
    gates.pop()!();
    await held;
    expect(await say('EXISTS', 'k')).toBe(0);
    stop();
    expect(commits.flatMap(({ changes }) => changes.map(({ words }) => words.join(' ')))).toEqual(['DEL k']);
    expect(keyspace().waiters.size).toBe(1);
    client.disconnect();
    await gone;
    context.memo.maintenance.expires = true;
  });

  it('hears that a stream has expired, though nobody meets it', async () => {
    await say('XGROUP', 'CREATE', 'x', 'g', '$', 'MKSTREAM');
    const { reply } = await waiting('XREADGROUP', 'GROUP', 'g', 'c', 'BLOCK', 0, 'STREAMS', 'x', '>');
    const gone = expect(reply).rejects.toThrow('UNBLOCKED the stream key no longer exists');
    await say('PEXPIRE', 'x', 1);
    await gone;
  });

  it('runs again only while there is something to get', async () => {
    const waits = await Promise.all(Array.from({ length: 100 }, () => waiting('BPOP', 'q', 0)));
    let runs = 0;
    const original = keyspace().runAgain.bind(keyspace());
    keyspace().runAgain = (...args) => {
      runs++;
      return original(...args);
    };
    await say('FIFOADD', 'q', 'a', 'b');
    expect(await Promise.race(waits.map(({ reply }) => reply))).toBe('a');
    // Two that took something, and one that found nothing, for all others; once more for what the two changed.
    expect(runs).toBeLessThan(5);
    for (let left = 98; left > 0; left--) await say('FIFOADD', 'q', 'x');
    await Promise.all(waits.map(({ reply }) => reply));
    expect(runs).toBeLessThan(310);
    for (const { client } of waits) (client as Redis).disconnect();
  });
});
