import fc from 'fast-check';
import Redis from 'ioredis';
import {
  type Commit,
  type Entry,
  OK,
  type Server,
  Structure,
  structure,
  t,
  writes,
} from '../../../lib/index';
import { streams } from '../../compat/grammar/streams';
import { startMemo } from '../../support/memo';
import { splitWords } from '../../support/quoting';
import { serving } from '../../support/serving';

/** Saves a value, and restores it under another key. */
@structure()
class Saver extends Structure {
  @writes('Saves and restores.', t.entry('from'), t.entry('to'))
  static SAVEDAS(_server: Server, from: Entry, to: Entry) {
    to.restore(from.save());
    return OK;
  }
}

describe('a stream', () => {
  let now = 1_700_000_000_000;
  const context = serving({ structures: [Saver], clock: { now: () => now } });
  const { say } = context;

  const words = (line: string) => splitWords(line).filter((word) => !/^~[a-z]/.test(String(word)));
  const play = async (line: string, client: Redis = context.client) => {
    const [name, ...rest] = words(line);
    return client.call(String(name), ...rest).catch((error: unknown) => (error as Error).message);
  };

  /** What the log has after these lines, as lines. */
  async function logged(...lines: string[]): Promise<string[]> {
    const heard: Commit[] = [];
    const stop = context.memo.changes.subscribe((commit) => heard.push(commit));
    for (const line of lines) await play(line);
    stop();
    return heard.flatMap(({ changes }) => changes.map((change) => change.words.join(' ')));
  }

  const fill = async () => {
    for (const ms of [1, 2, 3, 4]) await play(`XADD s ${ms}-0 a ${ms}`);
    await play('XGROUP CREATE s g 0');
  };

  it('is logged with the ids that the server has made', async () => {
    expect(await logged('XADD s * a 1', 'XADD s 1700000000000-* b 2', 'XADD s NOMKSTREAM * c "3 4"')).toEqual(
      ['XADD s 1700000000000-0 a 1', 'XADD s 1700000000000-1 b 2', 'XADD s NOMKSTREAM 1700000000000-2 c 3 4'],
    );
  });

  it('is logged as trimmed exactly to what is left', async () => {
    await say('CONFIG', 'SET', 'stream-node-max-entries', 2);
    await fill();
    expect(
      await logged('XTRIM s MAXLEN ~ 1 LIMIT 2', 'XADD s MINID ~ 4 5-0 a 5', 'XADD s MAXLEN 2 6-0 a 6'),
    ).toEqual(['XTRIM s MAXLEN = 2', 'XADD s MINID = 3-0 5-0 a 5', 'XADD s MAXLEN = 2 6-0 a 6']);
    await say('CONFIG', 'SET', 'stream-node-max-entries', 100);
  });

  it('is logged with deliveries as claims', async () => {
    await fill();
    expect(await logged('XREADGROUP GROUP g c COUNT 2 STREAMS s >')).toEqual([
      'XGROUP CREATECONSUMER s g c',
      'XCLAIM s g c 0 1-0 TIME 1700000000000 RETRYCOUNT 1 FORCE JUSTID LASTID 1-0',
      'XCLAIM s g c 0 2-0 TIME 1700000000000 RETRYCOUNT 1 FORCE JUSTID LASTID 2-0',
      'XGROUP SETID s g 2-0 ENTRIESREAD 2',
    ]);
    expect(await logged('XREADGROUP GROUP g c NOACK COUNT 1 STREAMS s >')).toEqual([
      'XREADGROUP GROUP g c STREAMS s 18446744073709551615-18446744073709551614',
      'XGROUP SETID s g 3-0 ENTRIESREAD 3',
    ]);
    expect(await logged('XREADGROUP GROUP g c STREAMS s 1-0')).toEqual([
      'XCLAIM s g c 0 2-0 TIME 1700000000000 RETRYCOUNT 2 FORCE JUSTID LASTID 3-0',
    ]);
    await play('XDEL s 1-0');
    expect(await logged('XAUTOCLAIM s g d 0 0')).toEqual([
      'XCLAIM s g c 0 1-0 TIME 1700000000000 RETRYCOUNT 1 FORCE JUSTID LASTID 3-0',
      'XGROUP CREATECONSUMER s g d',
      'XCLAIM s g d 0 2-0 TIME 1700000000000 RETRYCOUNT 3 FORCE JUSTID LASTID 3-0',
    ]);
    expect(await logged('XCLAIM s g d 0 9-9 LASTID 4-0')).toEqual(['XGROUP SETID s g 4-0 ENTRIESREAD 3']);
  });

  it('no longer knows how many entries a group has read that are more than a command can say', async () => {
    await fill();
    await play('XGROUP SETID s g 1-0 ENTRIESREAD 9223372036854775806');
    expect(await logged('XREADGROUP GROUP g c NOACK COUNT 1 STREAMS s >')).toContain(
      'XGROUP SETID s g 2-0 ENTRIESREAD 9223372036854775807',
    );
    expect(await logged('XREADGROUP GROUP g c NOACK COUNT 1 STREAMS s >')).toContain(
      'XGROUP SETID s g 3-0 ENTRIESREAD -1',
    );
  });

  it('logs a count of deliveries that ran over as one more than the last', async () => {
    await fill();
    await play('XREADGROUP GROUP g c COUNT 1 STREAMS s >');
    await play('XCLAIM s g c 0 1-0 RETRYCOUNT 9223372036854775807');
    const claim = 'XCLAIM s g c 0 1-0 TIME 1700000000000';
    expect(await logged('XREADGROUP GROUP g c STREAMS s 0')).toEqual([`${claim} FORCE LASTID 1-0`]);
    expect(await play('XPENDING s g - + 1')).toEqual([['1-0', 'c', 0, -(2 ** 63)]]);
    expect(await logged('XCLAIM s g c 0 1-0 JUSTID')).toEqual([`${claim} FORCE JUSTID LASTID 1-0`]);
    expect(await logged('XCLAIM s g c 0 1-0')).toEqual([`${claim} FORCE LASTID 1-0`]);
  });

  it('is not logged when nothing was changed', async () => {
    await fill();
    await play('XGROUP CREATECONSUMER s g c');
    const lines = ['XADD none NOMKSTREAM * a 1', 'XTRIM s MAXLEN 10', 'XDEL s 9-9', 'XDEL none 1-1'];
    const groups = [
      'XACK s g 1-0',
      'XGROUP DESTROY s none',
      'XGROUP DELCONSUMER s g none',
      'XCLAIM s g d 0 1-0',
    ];
    const reads = ['XGROUP CREATECONSUMER s g c', 'XAUTOCLAIM s g d 0 0', 'XREADGROUP GROUP g c STREAMS s >'];
    expect(await logged(...lines, ...groups, 'XGROUP SETID s g $', ...reads)).toEqual(['XGROUP SETID s g $']);
  });

  it('tells that a consumer asked, though nothing was pending', async () => {
    await fill();
    await play('XGROUP CREATECONSUMER s g c');
    expect(await logged('XREADGROUP GROUP g c STREAMS s 1-1')).toEqual([
      'XREADGROUP GROUP g c STREAMS s 18446744073709551615-18446744073709551614',
    ]);
  });

  it('tells its encoding, and what it takes', async () => {
    expect(await say('XLEN', 's')).toBe(0);
    await fill();
    expect(await say('OBJECT', 'ENCODING', 's')).toBe('stream');
    const before = (await say('MEMORY', 'USAGE', 's')) as number;
    for (let ms = 5; ms < 1000; ms++) await say('XADD', 's', `${ms}-0`, 'field', 'x'.repeat(100));
    expect(await say('MEMORY', 'USAGE', 's')).toBeGreaterThan(before + 1000 * 100);
  });

  it('is the same again when its saved state is restored', async () => {
    await fill();
    await play('XREADGROUP GROUP g c COUNT 2 STREAMS s >');
    await play('XDEL s 2-0');
    await say('SAVEDAS', 's', 't');
    expect(await play('XINFO STREAM t FULL')).toEqual(await play('XINFO STREAM s FULL'));
    await play('XADD t 7-0 a 7');
    await play('XREADGROUP GROUP g d STREAMS t >');
    expect(await play('XPENDING t g')).toEqual([
      5,
      '1-0',
      '7-0',
      [
        ['c', '2'],
        ['d', '3'],
      ],
    ]);
  });

  it('is the same again when the log is replayed', async () => {
    let then = 0;
    const keys = ['s', 't'];
    const replica = await startMemo({ clock: { now: () => then } });
    const other = new Redis(replica.port);
    const commits: Commit[] = [];
    const stop = context.memo.changes.subscribe((commit) => commits.push(commit));
    const state = async (client: Redis) => {
      const lines = keys.flatMap((key) => [`XINFO STREAM ${key} FULL COUNT 0`, `XRANGE ${key} - +`]);
      const told: unknown[] = [];
      for (const line of lines) told.push(await play(line, client));
      return told;
    };
    const lines = fc.array(fc.oneof(...streams.commands(fc.constantFrom(...keys))), {
      maxLength: 60,
      size: 'max',
    });
    const property = fc.asyncProperty(lines, async (script) => {
      await say('FLUSHALL');
      for (const line of script.flatMap((each) => each.split('\n'))) {
        await play(line);
        now += 7;
      }
      expect(context.faults).toEqual([]);
      for (const { time, changes } of commits.splice(0)) {
        then = time;
        for (const change of changes) {
          const [name, ...rest] = change.words;
          await other.call(String(name), ...rest);
        }
      }
      then = now;
      expect(await state(other)).toEqual(await state(context.client));
    });
    try {
      for (const client of [context.client, other]) await client.config('SET', 'stream-node-max-entries', 4);
      await fc.assert(property, { numRuns: 40 });
    } finally {
      stop();
      other.disconnect();
      await replica.stop();
    }
  }, 120_000);
});
