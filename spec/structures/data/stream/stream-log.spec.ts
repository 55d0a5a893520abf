import fc from 'fast-check';
import { ByteSlice } from 'memo';
import { sliceAt, validate } from '../../../../structures/data/listpack';
import {
  canonical,
  compareIds,
  formatId,
  idAfter,
  type StreamId,
} from '../../../../structures/data/stream/stream-id';
import { StreamLog, type Trim } from '../../../../structures/data/stream/stream-log';
import type { NodeEntry } from '../../../../structures/data/stream/stream-node';
import { textOf } from '../../../../structures/data/slices';

const LIMITS = { bytes: 200, entries: 5 };

const viewOf = (text: string) => new ByteSlice(Buffer.from(`<${text}>`, 'latin1'), 1, 1 + text.length);

interface Entry {
  readonly id: StreamId;
  readonly words: readonly string[];
}

function entryOf(entry: NodeEntry): [string, string[]] {
  const words: string[] = [];
  entry.forEach((bytes, at) => words.push(textOf(sliceAt(bytes, at))));
  return [formatId(entry), words];
}

function read(log: StreamLog, from: StreamId, to: StreamId, backwards = false): [string, string[]][] {
  const entries: [string, string[]][] = [];
  log.walk(from, to, backwards, (entry) => entries.push(entryOf(entry)) > 0);
  return entries;
}

const part = fc.oneof(
  fc.integer({ min: 0, max: 60 }),
  fc.constantFrom(2n ** 53n, 2n ** 63n, 2n ** 64n - 2n).map(canonical),
);
const anyId = fc.record({ ms: part, seq: part });
const word = fc.constantFrom(
  '',
  'a',
  'b',
  '7',
  '-300',
  '12345678901',
  '9223372036854775808',
  '\x00\xff',
  'x'.repeat(70),
);
const pairs = fc.oneof(
  fc.tuple(fc.constant('a'), word).map((pair) => [...pair]),
  fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 4 }).map((each) => each.flat()),
);
const change = fc.oneof(
  { weight: 6, arbitrary: fc.record({ step: fc.nat(3), pairs }) },
  { weight: 1, arbitrary: fc.record({ jump: anyId, pairs }) },
  { weight: 1, arbitrary: fc.record({ deleted: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ keep: fc.oneof(fc.nat(12), anyId), approximate: fc.boolean(), limit: fc.nat(8) }),
  },
);

/** What a trimming does to entries, node by node, but for an approximate one, which may stop earlier. */
function trimmed(entries: readonly Entry[], { keep }: Trim): number {
  if (typeof keep === 'number') return Math.max(0, entries.length - keep);
  return entries.filter(({ id }) => compareIds(id, keep) < 0).length;
}

test('a log is a sorted array', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 80 }), anyId, anyId, (changes, from, to) => {
      const log = new StreamLog();
      let model: Entry[] = [];
      let added = 0;
      const append = (id: StreamId, words: readonly string[]) => {
        if (compareIds(id, log.lastId) <= 0) return;
        log.append(id, words.map(viewOf), LIMITS);
        model.push({ id, words });
        added++;
      };
      for (const each of changes) {
        const { lastId } = log;
        if ('step' in each) {
          const later = typeof lastId.ms === 'number' ? { ms: lastId.ms + each.step, seq: 0 } : undefined;
          append((each.step > 0 ? later : undefined) ?? idAfter(lastId) ?? lastId, each.pairs);
        } else if ('jump' in each) append(each.jump, each.pairs);
        else if ('deleted' in each) {
          const ids = each.deleted.map((at) => model[at % (model.length + 1)]?.id ?? { ms: 999, seq: 999 });
          const rest = model.filter(({ id }) => !ids.some((other) => compareIds(id, other) === 0));
          expect(log.delete(ids)).toBe(model.length - rest.length);
          model = rest;
        } else {
          const gone = log.trim(each);
          const most = trimmed(model, each);
          if (each.approximate || each.limit > 0) expect(gone).toBeLessThanOrEqual(most);
          else expect(gone).toBe(most);
          model.splice(0, gone);
        }
        expect(log.length).toBe(model.length);
        expect(formatId(log.firstId)).toBe(model[0] ? formatId(model[0].id) : '0-0');
        expect(log.entriesAdded).toBe(added);
      }
      const within = model.filter(({ id }) => compareIds(id, from) >= 0 && compareIds(id, to) <= 0);
      const expected = within.map(({ id, words }) => [formatId(id), words]);
      expect(read(log, from, to)).toEqual(expected);
      expect(read(log, from, to, true)).toEqual(expected.toReversed());
      for (const { id, words } of model) expect(entryOf(log.entry(id)!)).toEqual([formatId(id), words]);
      for (const node of log.nodes.toArray()) {
        expect(validate(node.pack.content)).toBe(node.pack.count);
        expect(node.count + node.deleted).toBeLessThanOrEqual(LIMITS.entries);
      }
    }),
  );
});

describe('nodes', () => {
  const filled = (count: number, limits = LIMITS) => {
    const log = new StreamLog();
    for (let ms = 1; ms <= count; ms++) log.append({ ms, seq: 0 }, [viewOf('a'), viewOf(String(ms))], limits);
    return log;
  };

  test('end after so many entries', () => {
    expect(filled(12).nodes.length).toBe(3);
    expect(filled(12, { bytes: 4096, entries: 0 }).nodes.length).toBe(1);
  });

  test('end after so many bytes', () => {
    const log = filled(100, { bytes: 100, entries: 0 });
    for (const { pack } of log.nodes.toArray()) expect(pack.length).toBeLessThan(110);
    expect(log.nodes.length).toBeGreaterThan(5);
  });

  test('go whole when they are trimmed', () => {
    const log = filled(12);
    expect(log.trim({ keep: 8, approximate: true, limit: 0 })).toBe(0);
    expect(log.trim({ keep: 7, approximate: true, limit: 0 })).toBe(5);
    expect(log.trim({ keep: 0, approximate: true, limit: 4 })).toBe(0);
    expect(log.trim({ keep: { ms: 11, seq: 0 }, approximate: true, limit: 0 })).toBe(5);
    expect(formatId(log.firstId)).toBe('11-0');
  });

  test('go when their last entry is deleted', () => {
    const log = filled(12);
    expect(log.delete([6, 7, 8, 9, 10].map((ms) => ({ ms, seq: 0 })))).toBe(5);
    expect(log.nodes.length).toBe(2);
    expect([log.firstId, log.maxDeletedId].map(formatId)).toEqual(['1-0', '10-0']);
    expect(formatId(log.leastId)).toBe('1-0');
  });
});
