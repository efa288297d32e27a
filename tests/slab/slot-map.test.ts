import test from 'ava';
import { NO_SLOT } from '../../runtime/slab/columns.ts';
import { SlotMap } from '../../runtime/slab/slot-map.ts';
import { SeededRandom } from '../../runtime/testing/index.ts';

test('a key has the last value that was set, until it is deleted', (t) => {
  const map = new SlotMap();
  t.is(map.get(0), NO_SLOT);
  t.false(map.delete(0));
  map.set(0, 5);
  map.set(-1, 0);
  map.set(0, 6);
  t.deepEqual([map.get(0), map.get(-1), map.size], [6, 0, 2]);
  t.true(map.delete(0));
  t.deepEqual([map.get(0), map.has(-1), map.size], [NO_SLOT, true, 1]);
});

test('it has the entries of a Map after any sequence of calls, also when it grows and shrinks', (t) => {
  const random = new SeededRandom(12);
  // Few keys, so that many are set again and deleted; many of them with the same first place.
  for (const [keys, step] of [
    [50, 1],
    [3000, 1],
    [3000, 4096],
    [3000, 7],
  ] as const) {
    const map = new SlotMap();
    const model = new Map<number, number>();
    for (let call = 0; call < 30_000; call++) {
      const key = (random.bits() % keys) * step;
      // First more are set, later more are deleted.
      if (random.chance(call < 15_000 ? 0.7 : 0.2)) {
        map.set(key, call);
        model.set(key, call);
      } else if (map.delete(key) !== model.delete(key)) {
        return t.fail(`key ${key}, call ${call}`);
      }
    }
    t.is(map.size, model.size);
    t.true([...Array(keys).keys()].every((index) => map.get(index * step) === (model.get(index * step) ?? NO_SLOT)));
  }
  return undefined;
});
