import test from 'ava';
import { ConnectionIdTable } from '../../../runtime/dtls13/listener/connection-id-table.ts';
import { NO_SLOT } from '../../../runtime/slab/columns.ts';
import { SeededRandom } from '../../../runtime/testing/index.ts';

const key = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);

test('every id leads to its slot until it is removed, like in a table of texts', (t) => {
  const table = new ConnectionIdTable(2, key);
  const model = new Map<string, number>();
  const random = new SeededRandom(9146);
  const slab = new Uint8Array(100);
  for (let step = 0; step < 50_000; step++) {
    const id = Uint8Array.of(random.bits() & 15, random.bits());
    const name = Buffer.from(id).toString('hex');
    const at = random.bits() % 98;
    slab.set(id, at);
    t.is(table.find(slab, at), model.get(name) ?? NO_SLOT, `step ${step}`);
    if (model.has(name)) {
      table.remove(id);
      model.delete(name);
    } else if (random.chance(0.7)) {
      table.add(id, step);
      model.set(name, step);
    }
    t.is(table.size, model.size);
  }
});

test('ids with the same hash are told apart', (t) => {
  // 2^17 ids of three bytes share 32 bits of hash with a chance of more than 80 % somewhere.
  const table = new ConnectionIdTable(3, key);
  const idOf = (number: number) => Uint8Array.of(number >>> 16, number >>> 8, number);
  for (let number = 0; number < 2 ** 17; number++) table.add(idOf(number), number % 7);
  for (let number = 0; number < 2 ** 17; number += 2) table.remove(idOf(number));
  for (let number = 0; number < 2 ** 17; number++) {
    const expected = number % 2 === 0 ? NO_SLOT : number % 7;
    if (table.find(idOf(number), 0) !== expected) t.fail(`id ${number}`);
  }
  t.is(table.size, 2 ** 16);
});

test('an unknown id is not removed', (t) => {
  const table = new ConnectionIdTable(2, key);
  table.add(Uint8Array.of(1, 2), 0);
  table.remove(Uint8Array.of(2, 1));
  t.is(table.size, 1);
});
