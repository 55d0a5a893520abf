import fc from 'fast-check';
import { ByteSlice } from 'memo';
import { cloneValue } from '../../../lib/keyspace/clone';
import { ScoreTree } from '../../../structures/data/score-tree';
import { textOf } from '../../../structures/data/slices';

type Pair = readonly [score: number, member: string];

/** A view from the middle of other bytes, as requests give them; one character a byte. */
const viewOf = (member: string) => new ByteSlice(Buffer.from(`<${member}>`, 'latin1'), 1, 1 + member.length);

const compare = ([a, x]: Pair, [b, y]: Pair) => (a === b ? (x < y ? -1 : x > y ? 1 : 0) : a < b ? -1 : 1);

/** What a tree should be: pairs in order, found by looking at each. */
class Model {
  pairs: Pair[] = [];

  insert(pair: Pair): void {
    this.pairs.splice(this.rank(pair), 0, pair);
  }

  remove(pair: Pair): boolean {
    const index = this.pairs.findIndex((other) => compare(pair, other) === 0);
    if (index >= 0) this.pairs.splice(index, 1);
    return index >= 0;
  }

  rank(pair: Pair): number {
    return this.pairs.filter((other) => compare(other, pair) < 0).length;
  }
}

function pairsOf(tree: ScoreTree, from = 0, count = tree.size, backwards = false): Pair[] {
  const pairs: Pair[] = [];
  tree.walk(from, count, backwards, (score, member) => pairs.push([score, textOf(member)]));
  return pairs;
}

function treeOf(pairs: readonly Pair[]): ScoreTree {
  const tree = new ScoreTree();
  for (const [score, member] of pairs) tree.insert(score, viewOf(member));
  return tree;
}

/** Numbers from 0 up to 1, the same each time. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const all = [...items];
  for (let last = all.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [all[last], all[other]] = [all[other]!, all[last]!];
  }
  return all;
}

const MANY = 20_000;

const numbered = (count: number, scoreOf: (index: number) => number): Pair[] =>
  Array.from({ length: count }, (_, index) => [scoreOf(index), `member:${String(index).padStart(6, '0')}`]);

describe('order', () => {
  test('members are in the order of their scores, those of one score in the order of their bytes', () => {
    const tree = treeOf([
      [2, 'b'],
      [1, 'z'],
      [2, 'a'],
      [-Infinity, 'x'],
      [Infinity, ''],
      [2, '\xff'],
      [2, 'ab'],
    ]);
    expect(pairsOf(tree)).toEqual([
      [-Infinity, 'x'],
      [1, 'z'],
      [2, 'a'],
      [2, 'ab'],
      [2, 'b'],
      [2, '\xff'],
      [Infinity, ''],
    ]);
  });

  test('0 and -0 are the same score, and each stays what it is', () => {
    const tree = treeOf([
      [0, 'b'],
      [-0, 'a'],
      [-0, 'c'],
    ]);
    expect(pairsOf(tree)).toEqual([
      [-0, 'a'],
      [0, 'b'],
      [-0, 'c'],
    ]);
    expect(tree.rank(0, viewOf('c'))).toBe(2);
    expect(tree.remove(0, viewOf('a'))).toBe(true);
    expect(tree.countBelow(-0, true)).toBe(2);
  });

  test('the bytes are copied', () => {
    const bytes = Buffer.from('mine');
    const tree = new ScoreTree();
    tree.insert(1, new ByteSlice(bytes, 0, 4));
    bytes.fill('x');
    expect(pairsOf(tree)).toEqual([[1, 'mine']]);
  });

  test('a member that is not there with this score is not removed', () => {
    const tree = treeOf([[1, 'a']]);
    expect(tree.remove(2, viewOf('a'))).toBe(false);
    expect(tree.remove(1, viewOf('b'))).toBe(false);
    expect(tree.remove(1, viewOf('a'))).toBe(true);
    expect(tree.remove(1, viewOf('a'))).toBe(false);
  });
});

/** Long lists are compared faster as text. */
const shown = (pairs: readonly Pair[]) => pairs.map(([score, member]) => `${score} ${member}`).join('\n');

describe('many members', () => {
  const inOrder = numbered(MANY, (index) => Math.floor(index / 7));

  test.each([
    ['in order', inOrder],
    ['in the opposite order', inOrder.toReversed()],
    ['in any order', shuffled(inOrder, randomFrom(1))],
  ])('that come %s are found by entry, score and rank', (_, pairs) => {
    const tree = treeOf(pairs);
    expect(shown(pairsOf(tree))).toBe(shown(inOrder));
    for (let rank = 0; rank < MANY; rank += 97) {
      const [score, member] = inOrder[rank]!;
      expect(tree.rank(score, viewOf(member))).toBe(rank);
      expect(tree.at(rank).score).toBe(score);
      expect(textOf(tree.at(rank).member)).toBe(member);
      expect(tree.countBelow(score, false)).toBe(score * 7);
      expect(tree.countBelow(score, true)).toBe(Math.min(MANY, score * 7 + 7));
    }
  });

  test('of one score are counted by their bytes', () => {
    const pairs = numbered(MANY, () => 3);
    const tree = treeOf(shuffled(pairs, randomFrom(2)));
    for (let rank = 0; rank < MANY; rank += 97) {
      const member = viewOf(pairs[rank]![1]);
      expect([tree.countBelowMember(member, false), tree.countBelowMember(member, true)]).toEqual([
        rank,
        rank + 1,
      ]);
    }
    expect(tree.countBelowMember(viewOf(''), true)).toBe(0);
    expect(tree.countBelowMember(viewOf('z'), false)).toBe(MANY);
  });

  test('are walked from any rank, either way', () => {
    const tree = treeOf(inOrder);
    for (const [from, count] of [
      [0, 1],
      [0, MANY],
      [255, 3],
      [256, 10_000],
      [MANY - 1, 1],
      [17_000, 0],
    ] as const) {
      expect(shown(pairsOf(tree, from, count))).toBe(shown(inOrder.slice(from, from + count)));
      expect(shown(pairsOf(tree, MANY - 1 - from, count, true))).toBe(
        shown(inOrder.toReversed().slice(from, from + count)),
      );
    }
  });

  test('are removed one by one, in any order', () => {
    const tree = treeOf(inOrder);
    const left = new Set(inOrder);
    shuffled(inOrder, randomFrom(3)).forEach((pair, index) => {
      tree.remove(pair[0], viewOf(pair[1]));
      left.delete(pair);
      if (index % 6000 === 0) expect(shown(pairsOf(tree))).toBe(shown([...left]));
    });
    expect(tree.size).toBe(0);
    expect(tree.byteLength).toBeLessThan(200);
  });

  test('are removed by their ranks, and shown before', () => {
    const tree = treeOf(shuffled(inOrder, randomFrom(4)));
    const left = [...inOrder];
    const random = randomFrom(5);
    while (left.length > 0) {
      const from = Math.floor(random() * left.length);
      const count = Math.min(left.length - from, Math.floor(random() ** 3 * 9000) + 1);
      const seen: Pair[] = [];
      tree.removeRange(from, count, (score, member) => seen.push([score, textOf(member)]));
      expect(shown(seen)).toBe(shown(left.splice(from, count)));
      expect(tree.size).toBe(left.length);
      if (left.length > 0) expect(textOf(tree.at(left.length - 1).member)).toBe(left.at(-1)![1]);
    }
    tree.insert(1, viewOf('a'));
    expect(shown(pairsOf(tree))).toBe(shown([[1, 'a']]));
  });

  test('change their scores again and again', () => {
    const random = randomFrom(6);
    const scores = new Map(inOrder.map(([score, member]) => [member, score]));
    const tree = treeOf(inOrder);
    for (let count = 0; count < 30_000; count++) {
      const [, member] = inOrder[Math.floor(random() * 3000)]!;
      const score = Math.floor(random() * 100);
      tree.remove(scores.get(member)!, viewOf(member));
      tree.insert(score, viewOf(member));
      scores.set(member, score);
    }
    const expected = [...scores].map(([member, score]): Pair => [score, member]).sort(compare);
    expect(shown(pairsOf(tree))).toBe(shown(expected));
  });
});

describe('memory', () => {
  test('a member of 12 bytes takes 40 at most', () => {
    const tree = treeOf(
      shuffled(
        numbered(MANY, (index) => index),
        randomFrom(7),
      ),
    );
    expect(tree.byteLength / MANY).toBeLessThan(40);
  });

  test('what comes in order fills the tree', () => {
    expect(treeOf(numbered(MANY, (index) => index)).byteLength / MANY).toBeLessThan(27);
  });

  test('it is given back', () => {
    const tree = treeOf(numbered(MANY, (index) => index));
    tree.removeRange(3, MANY - 6);
    expect(tree.byteLength).toBeLessThan(13_000);
  });

  test('long members take what they need', () => {
    const tree = new ScoreTree();
    for (let count = 0; count < 100; count++) tree.insert(1, viewOf(String(count).padStart(100_000)));
    expect(tree.byteLength).toBeLessThan(100 * 100_100);
    for (let count = 0; count < 100; count++) tree.remove(1, viewOf(String(count).padStart(100_000)));
    expect(tree.byteLength).toBeLessThan(10_000);
  });

  test('views of members stay as they are, whatever happens to the tree', () => {
    const tree = treeOf(numbered(1000, (index) => index));
    const views: ByteSlice[] = [];
    tree.walk(0, 1000, false, (_, member) => views.push(member));
    for (let round = 0; round < 20; round++) {
      tree.removeRange(0, 900);
      for (let index = 0; index < 900; index++) tree.insert(-index, viewOf(`other:${round}:${index}`));
    }
    expect(views.map(textOf)).toEqual(numbered(1000, () => 0).map(([, member]) => member));
  });
});

test('a deep copy is a tree of its own', () => {
  const pairs = numbered(20_000, (index) => index);
  const tree = treeOf([...pairs, [-1, 'x'.repeat(3000)]]);
  const copy = cloneValue(tree);
  tree.removeRange(0, 10_001);
  for (let index = 0; index < 500; index++) tree.insert(index, viewOf(`new:${index}`));
  expect(pairsOf(copy)).toEqual([[-1, 'x'.repeat(3000)], ...pairs]);
  copy.insert(-2, viewOf('first'));
  expect(copy.size).toBe(20_002);
  expect(tree.size).toBe(10_500);
});

type Step =
  | readonly ['insert', Pair]
  | readonly ['remove', number]
  | readonly ['removeRange', number, number]
  | readonly ['rank', Pair];

const member = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'ab', '\x00', '\xff', 'x'.repeat(100)),
  fc
    .tuple(
      fc.constantFrom('a', 'b', '\x00', '\xff'),
      fc.constantFrom(0, 5, 253, 254, 255, 1024, 1025, 3000),
      fc.nat(30),
    )
    .map(([character, length, number]) => character.repeat(length) + String(number)),
);
const pair = fc.tuple(fc.constantFrom(-Infinity, -1.5, -0, 0, 1, 2 ** 53, Infinity), member);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant('insert' as const), pair) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('remove' as const), fc.nat()) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('removeRange' as const), fc.nat(), fc.nat(20)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('rank' as const), pair) },
);

function play(step: Step, tree: ScoreTree, model: Model): void {
  const { length } = model.pairs;
  if (step[0] === 'insert') {
    const [, [score, member]] = step;
    if (model.pairs.some((other) => compare(other, step[1]) === 0)) return;
    model.insert(step[1]);
    tree.insert(score, viewOf(member));
  } else if (step[0] === 'rank') {
    const [, [score, member]] = step;
    expect(tree.rank(score, viewOf(member))).toBe(model.rank(step[1]));
    expect(tree.countBelow(score, false)).toBe(model.pairs.filter(([other]) => other < score).length);
    expect(tree.countBelow(score, true)).toBe(model.pairs.filter(([other]) => other <= score).length);
  } else if (length > 0 && step[0] === 'remove') {
    const gone = model.pairs[step[1] % length]!;
    expect(tree.remove(gone[0], viewOf(gone[1]))).toBe(model.remove(gone));
  } else if (length > 0 && step[0] === 'removeRange') {
    const from = step[1] % length;
    const count = Math.min(step[2], length - from);
    tree.removeRange(from, count);
    model.pairs.splice(from, count);
  }
}

test('any steps leave the tree what a sorted array is', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
      const tree = new ScoreTree();
      const model = new Model();
      for (const each of steps) play(each, tree, model);
      expect(tree.size).toBe(model.pairs.length);
      expect(pairsOf(tree)).toEqual(model.pairs);
      expect(pairsOf(tree, tree.size - 1, tree.size, true)).toEqual(model.pairs.toReversed());
    }),
    { numRuns: 60 },
  );
});

test('members that are beginnings of others, and of what tells nodes apart, are found', () => {
  const random = randomFrom(7);
  const name = () =>
    Array.from({ length: Math.ceil(random() * 11) }, () => 'ab'[Math.floor(random() * 2)]).join('');
  const members = [...new Set(Array.from({ length: 8000 }, name))];
  const tree = treeOf(members.map((member) => [0, member]));
  const inOrder = members.sort();
  expect(pairsOf(tree).map(([, member]) => member)).toEqual(inOrder);
  expect(inOrder.map((member) => tree.rank(0, viewOf(member)))).toEqual(inOrder.map((_, rank) => rank));
  expect(inOrder.every((member) => tree.remove(0, viewOf(member)))).toBe(true);
});
