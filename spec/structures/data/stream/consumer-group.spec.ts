import fc from 'fast-check';
import { ConsumerGroup, UNKNOWN_READS } from '../../../../structures/data/stream/consumer-group';
import {
  canonical,
  formatId,
  type Part,
  type StreamId,
  ZERO_ID,
} from '../../../../structures/data/stream/stream-id';

interface Owned {
  readonly consumer: string;
  readonly time: number;
  readonly count: Part;
}

const id = fc.nat(12).map((ms): StreamId => ({ ms, seq: 0 }));
const name = fc.constantFrom('a', 'b', 'c', '\xff');
const count = fc.oneof(fc.nat(9), fc.constant(canonical(2n ** 64n - 1n)));
const time = fc.integer({ min: 0, max: 2 ** 50 });
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ deliver: id, consumer: name, time, count }) },
  { weight: 1, arbitrary: fc.record({ acknowledge: id }) },
  { weight: 1, arbitrary: fc.record({ forget: name }) },
);

function pendingOf({ pending }: { readonly pending: ConsumerGroup['pending'] }): string[] {
  const ids: string[] = [];
  for (let more = pending.first(); more; more = pending.next()) ids.push(formatId(pending.id));
  return ids;
}

test('each pending entry is with one consumer', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const group = new ConsumerGroup('g', ZERO_ID, UNKNOWN_READS);
      const model = new Map<string, Owned>();
      const names = new Set<string>();
      for (const each of steps) {
        if ('deliver' in each) {
          const consumer = group.consumers.get(each.consumer) ?? group.createConsumer(each.consumer, 0);
          names.add(each.consumer);
          group.deliver(each.deliver, { consumer, time: each.time, count: each.count });
          model.set(formatId(each.deliver), each);
        } else if ('acknowledge' in each) {
          expect(group.acknowledge(each.acknowledge)).toBe(model.delete(formatId(each.acknowledge)));
        } else {
          const consumer = group.consumers.get(each.forget);
          expect(consumer !== undefined).toBe(names.delete(each.forget));
          if (consumer) group.deleteConsumer(consumer);
          for (const [key, owned] of model) if (owned.consumer === each.forget) model.delete(key);
        }
      }
      expect(group.consumers.all.map((consumer) => consumer.name)).toEqual([...names].sort());
      expect(pendingOf(group).sort()).toEqual([...model.keys()].sort());
      for (const consumer of group.consumers.all) {
        const owned = [...model].filter(([, each]) => each.consumer === consumer.name);
        expect(pendingOf(consumer).sort()).toEqual(owned.map(([key]) => key).sort());
      }
      for (let more = group.pending.first(); more; more = group.pending.next()) {
        const { consumer, ...delivery } = group.delivery;
        const expected = model.get(formatId(group.pending.id))!;
        expect({ ...delivery, consumer: consumer.name }).toEqual({
          time: expected.time,
          count: expected.count,
          consumer: expected.consumer,
        });
      }
    }),
  );
});
