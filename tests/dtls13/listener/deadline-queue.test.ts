import test from 'ava';
import fc from 'fast-check';
import { DeadlineQueue } from '../../../runtime/dtls13/listener/deadline-queue.ts';

class TimedItem {
  deadline = Number.POSITIVE_INFINITY;
  nextDeadline(): number {
    return this.deadline;
  }
}

test('the earliest deadline is always first when deadlines change', (t) => {
  const change = fc.tuple(fc.nat({ max: 9 }), fc.oneof(fc.nat({ max: 100 }), fc.constant(Number.POSITIVE_INFINITY)));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 100 }), (changes) => {
      const items = Array.from({ length: 10 }, () => new TimedItem());
      const queue = new DeadlineQueue<TimedItem>();
      for (const [index, deadline] of changes) {
        const item = items[index] as TimedItem;
        item.deadline = deadline;
        queue.update(item);
        const earliest = Math.min(...items.map((each) => each.deadline));
        if (queue.next !== earliest) return false;
        if (earliest <= 50 && queue.due(50)?.deadline !== earliest) return false;
        if (earliest > 50 && queue.due(50) !== undefined) return false;
      }
      return true;
    }),
    { numRuns: 500 },
  );
  t.pass();
});

test('a removed item is not due any more', (t) => {
  const queue = new DeadlineQueue<TimedItem>();
  const item = new TimedItem();
  item.deadline = 1;
  queue.update(item);
  queue.remove(item);
  queue.remove(item);
  t.is(queue.due(10), undefined);
});
