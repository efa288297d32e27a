import test from 'ava';
import { decodeAll, Reader, WireError } from '../../runtime/wire/index.ts';

const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6);

test('a reader gives views into its input, not copies', (t) => {
  const input = Uint8Array.from(bytes);
  const reader = new Reader(input, 1, 5);
  const slice = reader.slice(2, 'F');
  t.deepEqual(slice, Uint8Array.of(2, 3));
  input[1] = 99;
  t.is(slice[0], 99);
  t.deepEqual(reader.rest(), Uint8Array.of(4, 5));
  t.is(reader.remaining, 0);
});

test('a reader refuses to pass its end and names the field', (t) => {
  const reader = new Reader(bytes, 0, 3);
  const error = t.throws(() => reader.reserve(4, 'Message.field'), { instanceOf: WireError });
  t.is(error.code, 'ERR_WIRE_TRUNCATED');
  t.is(error.field, 'Message.field');
  t.is(error.message, 'Message.field: needs 4 bytes, 3 are left');
  t.is(reader.position, 0);
});

test('a reader never moves backwards, whatever arithmetic made of a length', (t) => {
  for (const length of [-1, Number.NaN, Number.POSITIVE_INFINITY, -(2 ** 40)]) {
    const reader = new Reader(bytes, 3);
    t.throws(() => reader.reserve(length, 'F'), { code: 'ERR_WIRE_TRUNCATED' });
    t.throws(() => reader.slice(length, 'F'), { code: 'ERR_WIRE_TRUNCATED' });
    t.throws(() => reader.enter(length, 'F'), { code: 'ERR_WIRE_TRUNCATED' });
    t.is(reader.position, 3);
  }
});

test('ranges nest: the inner one ends where it was told to and must be read up', (t) => {
  const reader = new Reader(bytes);
  const outer = reader.enter(4, 'Outer');
  const inner = reader.enter(2, 'Inner');
  t.throws(() => reader.reserve(3, 'F'), { code: 'ERR_WIRE_TRUNCATED' });
  t.throws(() => reader.leave(inner, 'Inner'), { code: 'ERR_WIRE_TRAILING', message: /^Inner: 2 bytes/ });
  reader.reserve(2, 'F');
  reader.leave(inner, 'Inner');
  t.is(reader.remaining, 2);
  t.throws(() => reader.enter(3, 'Late'), { code: 'ERR_WIRE_TRUNCATED' });
  reader.rest();
  reader.leave(outer, 'Outer');
  t.is(reader.remaining, 2);
  t.throws(() => reader.finish('All'), { code: 'ERR_WIRE_TRAILING' });
});

test('reset with the same bytes keeps the view, and with others replaces it', (t) => {
  const reader = new Reader(bytes);
  const { view } = reader;
  t.is(reader.reset(bytes, 2, 4), reader);
  t.is(reader.view, view);
  t.deepEqual([reader.position, reader.end], [2, 4]);
  reader.reset(Uint8Array.of(9));
  t.not(reader.view, view);
  t.is(reader.view.getUint8(0), 9);
});

test('a Buffer is read as the Uint8Array it is, its offset in the pool included', (t) => {
  const buffer = Buffer.from([7, 8, 9]);
  const reader = new Reader(buffer);
  const { bytes: plain, view } = reader;
  t.is(plain.constructor, Uint8Array);
  t.is(reader.slice(2, 'F').constructor, Uint8Array);
  t.is(view.getUint8(1), 8);
  reader.reset(buffer);
  t.is(reader.bytes, plain, 'the same Buffer again costs nothing');
});

test("a range outside the array is the caller's mistake, not the input's", (t) => {
  for (const [at, end] of [
    [-1, 2],
    [3, 2],
    [0, 7],
    [Number.NaN, 3],
  ] as const) {
    t.throws(() => new Reader(bytes, at, end), { instanceOf: RangeError });
  }
});

test('decodeAll takes the whole input or refuses it', (t) => {
  const codec = {
    name: 'Two',
    decode: (reader: Reader, add: number) => reader.view.getUint16(reader.reserve(2, 'Two')) + add,
  };
  t.is(decodeAll(codec, Uint8Array.of(1, 2), 5), 263);
  t.throws(() => decodeAll(codec, Uint8Array.of(1, 2, 3), 0), { code: 'ERR_WIRE_TRAILING', message: /^Two: 1 bytes/ });
});
