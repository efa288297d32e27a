import test from 'ava';
import fc from 'fast-check';
import { DeadlineQueue } from '../../../runtime/dtls13/listener/deadline-queue.ts';

class Sleeper {
  deadline = Number.POSITIVE_INFINITY;
  nextDeadline(): number {
    return this.deadline;
  }
}

test('the earliest deadline is always first, however deadlines move', (t) => {
  const change = fc.tuple(fc.nat({ max: 9 }), fc.oneof(fc.nat({ max: 100 }), fc.constant(Number.POSITIVE_INFINITY)));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 100 }), (changes) => {
      const sleepers = Array.from({ length: 10 }, () => new Sleeper());
      const queue = new DeadlineQueue<Sleeper>();
      for (const [index, deadline] of changes) {
        const sleeper = sleepers[index] as Sleeper;
        sleeper.deadline = deadline;
        queue.update(sleeper);
        const earliest = Math.min(...sleepers.map((each) => each.deadline));
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

test('who is removed is not due any more', (t) => {
  const queue = new DeadlineQueue<Sleeper>();
  const sleeper = new Sleeper();
  sleeper.deadline = 1;
  queue.update(sleeper);
  queue.remove(sleeper);
  queue.remove(sleeper);
  t.is(queue.due(10), undefined);
});
