import type Redis from 'ioredis';
import { FIFO } from '../../../structures/fifo';
import { type Commit, serves, type Server, Structure, structure, t, writes } from '../../../lib/index';
import type { Keyspace } from '../../../lib/keyspace/keyspace';
import { serving } from '../../support/serving';

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

  @serves('Plays a command that waits.', t.key())
  static PLAYWAIT(server: Server, key: string) {
    return server.call('BPOP', key, 0);
  }
}

describe('A command that waits', () => {
  const context = serving({ structures: [FIFO, Wrong] });
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
