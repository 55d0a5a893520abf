import fc from 'fast-check';
import { TimeHeap, type Timed } from '../../../../lib/keyspace/alarms/time-heap';

interface Item extends Timed {
  at: number;
}

const earliest = (items: readonly Item[]) => [...items].sort((a, b) => a.at - b.at || a.order - b.order)[0];

/** What is done with a number: an item of that time comes, one of them goes, or gets that time. */
const steps = fc.array(fc.tuple(fc.constantFrom('add', 'remove', 'settle'), fc.nat(20), fc.nat(1000)), {
  maxLength: 200,
});

describe('A heap by time', () => {
  it('has the earliest first, of those of one time the one that came first, whatever comes and goes', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const heap = new TimeHeap<Item>();
        const items: Item[] = [];
        for (const [order, [step, at, choice]] of all.entries()) {
          if (step === 'add' || items.length === 0) {
            items.push({ at, order, place: -1 });
            heap.add(items.at(-1)!);
          } else if (step === 'remove') {
            const [gone] = items.splice(choice % items.length, 1);
            heap.remove(gone!);
            expect(gone!.place).toBe(-1);
          } else {
            const item = items[choice % items.length]!;
            item.at = at;
            heap.settle(item);
          }
          expect(heap.first).toBe(earliest(items));
        }
      }),
    );
  });
});
