import { type Commit, type Entry, type Server, Structure, structure, t, writes } from '../../../lib/index';
import { SortedSet } from '../../../structures/standard/sorted-set';
import { serving } from '../../support/serving';
import { textOf } from '../../../structures/data/slices';
import { slice } from '../../support/slice';

/** Uses sorted sets as other structures do. */
@structure()
class Ranking extends Structure {
  @writes('Puts, removes and looks.', t.entry())
  static RANKING(_server: Server, entry: Entry) {
    const set = entry.open(SortedSet);
    const put = [
      set.put(slice('a'), 1),
      set.put(slice('b'), 2),
      set.put(slice('a'), 3),
      set.put(slice('c'), 5),
    ];
    const removed = [set.remove(slice('b')), set.remove(slice('b'))];
    const found: (string | number)[] = [];
    set.forEachInScores(2, 4, (member, score) => found.push(textOf(member), score));
    const all: string[] = [];
    set.forEach((member, score) => all.push(`${textOf(member)}${score}`));
    const scores = [set.score(slice('a')), set.score(slice('b'))];
    return [put.map(Number), removed.map(Number), found, all.sort(), scores, set.size];
  }
}

describe('SortedSet', () => {
  const context = serving({ structures: [Ranking] });
  const { say } = context;

  /** The commands that the log says of what runs. */
  async function logged(act: () => Promise<unknown>): Promise<string[]> {
    const commits: Commit[] = [];
    const stop = context.memo.changes.subscribe((commit) => commits.push(commit));
    await act();
    stop();
    return commits.flatMap(({ changes }) => changes.map((change) => change.words.map(String).join(' ')));
  }

  const ranges = async (key: string) => [
    await say('ZRANGE', key, 0, -1, 'WITHSCORES'),
    await say('ZRANGE', key, 0, 3, 'REV', 'WITHSCORES'),
    await say('ZCARD', key),
    await say('ZRANK', key, 'member:7'),
    await say('ZCOUNT', key, '(3', 90),
  ];

  it.each([
    ['few', 20, 'listpack'],
    ['many', 3000, 'skiplist'],
  ])('has the same members packed or not, and as a copy: %s', async (_, count, encoding) => {
    const words = Array.from({ length: count }, (_each, index) => [index % 100, `member:${index}`]).flat();
    await say('ZADD', 'z', ...words);
    expect(await say('OBJECT', 'ENCODING', 'z')).toBe(encoding);
    const before = await ranges('z');
    await say('COPY', 'z', 'y');
    await say('ZADD', 'z', 5, 'other');
    await say('ZREMRANGEBYRANK', 'z', 0, 9);
    expect(await ranges('y')).toEqual(before);
    expect(await say('ZCARD', 'z')).toBe(count - 9);
    await say('ZREMRANGEBYSCORE', 'z', '-inf', 'inf');
    expect(await say('EXISTS', 'z')).toBe(0);
  });

  it.each([0, 128])(
    'is put to, looked at and removed from by other structures, %i packed at most',
    async (most) => {
      await say('CONFIG', 'SET', 'zset-max-listpack-entries', most);
      expect(await say('RANKING', 'z')).toEqual([[1, 1, 0, 1], [1, 0], ['a', 3], ['a3', 'c5'], [3, null], 2]);
      await say('CONFIG', 'SET', 'zset-max-listpack-entries', 128);
    },
  );

  it('what changes nothing is not logged', async () => {
    await say('ZADD', 'z', 1, 'a', 2, 'b');
    const nothing = [
      'ZADD z 1 a',
      'ZADD z NX 5 a',
      'ZADD z XX 5 c',
      'ZADD none XX 5 c',
      'ZADD z GT INCR -1 a',
      'ZINCRBY z 0 a',
      'ZREM z x',
      'ZREM none x',
      'ZPOPMIN none',
      'ZPOPMAX z 0',
      'ZMPOP 1 none MIN',
      'ZREMRANGEBYRANK z 5 9',
      'ZREMRANGEBYSCORE none 0 1',
      'ZREMRANGEBYLEX z (x +',
      'ZUNIONSTORE none 1 nothing',
      'ZRANGESTORE none nothing 0 -1',
    ];
    for (const line of nothing) expect(await logged(() => say(...words(line)))).toEqual([]);
  });

  it('what changes something is logged as it was said', async () => {
    const something = [
      'ZADD z 1 a 2 b 3 c 4 d',
      'ZADD z CH 1 a 5 b',
      'ZINCRBY z 1 a',
      'ZPOPMIN z',
      'ZMPOP 2 none z MAX',
      'ZUNIONSTORE y 1 z WEIGHTS 2',
      'ZREM z c x',
      'ZREMRANGEBYSCORE z 0 9',
      'ZDIFFSTORE y 2 y y',
    ];
    for (const line of something) expect(await logged(() => say(...words(line)))).toEqual([line]);
    expect(await say('EXISTS', 'z', 'y')).toBe(0);
  });

  it('ZSCAN shows each member once that is there all the time', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `m${index}`);
    await say('ZADD', 'z', ...names.flatMap((name, index) => [index, name]));
    const seen: string[] = [];
    let cursor = '0';
    do {
      const [next, found] = (await say('ZSCAN', 'z', cursor, 'COUNT', 10)) as [string, string[]];
      seen.push(...found.filter((_, index) => index % 2 === 0));
      await say('ZADD', 'z', seen.length, `new:${seen.length}`);
      cursor = next;
    } while (cursor !== '0');
    expect(seen.filter((name) => name.startsWith('m')).sort()).toEqual([...names].sort());
  });

  it('ZRANDMEMBER answers different members, or with a negative count any', async () => {
    await say('ZADD', 'z', ...Array.from({ length: 300 }, (_, index) => [index, `m${index}`]).flat());
    const some = (await say('ZRANDMEMBER', 'z', 50)) as string[];
    expect(new Set(some).size).toBe(50);
    const pairs = (await say('ZRANDMEMBER', 'z', -400, 'WITHSCORES')) as string[][];
    expect(pairs).toHaveLength(400);
    for (const [name, score] of pairs) expect(name).toBe(`m${score}`);
  });
});

const words = (line: string) => line.split(' ') as [string, ...string[]];
