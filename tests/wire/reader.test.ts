import test from 'ava';
import { ConfigError } from '../../runtime/errors/config-error.ts';
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

test('a reader gives the expected array for equal bytes, and a view for others', (t) => {
  const reader = new Reader(Uint8Array.of(1, 2, 3, 4, 5));
  const same = Uint8Array.of(1, 2);
  t.is(reader.sliceAs(same, 2, 'F'), same);
  t.is(reader.position, 2);
  const other = Uint8Array.of(3, 5);
  t.deepEqual(reader.sliceAs(other, 2, 'F'), Uint8Array.of(3, 4));
  t.deepEqual(reader.sliceAs(other, 1, 'F'), Uint8Array.of(5));
  t.throws(() => reader.sliceAs(other, 2, 'F'), { code: 'ERR_WIRE_TRUNCATED' });
  t.deepEqual(reader.sliceAs(undefined, 0, 'F'), new Uint8Array());
});

test('a reader refuses to pass its end and names the field', (t) => {
  const reader = new Reader(bytes, 0, 3);
  const error = t.throws(() => reader.reserve(4, 'Message.field'), { instanceOf: WireError });
  t.is(error.code, 'ERR_WIRE_TRUNCATED');
  t.is(error.field, 'Message.field');
  t.is(error.message, 'Message.field: needs 4 bytes, 3 are left');
  t.is(reader.position, 0);
});

test('a reader never moves backwards, for any computed length', (t) => {
  for (const length of [-1, Number.NaN, Number.POSITIVE_INFINITY, -(2 ** 40)]) {
    const reader = new Reader(bytes, 3);
    t.throws(() => reader.reserve(length, 'F'), { code: 'ERR_WIRE_TRUNCATED' });
    t.throws(() => reader.slice(length, 'F'), { code: 'ERR_WIRE_TRUNCATED' });
    t.throws(() => reader.enter(length, 'F'), { code: 'ERR_WIRE_TRUNCATED' });
    t.is(reader.position, 3);
  }
});

test('ranges nest: the inner one has its own end and must be read completely', (t) => {
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

test('a reset reader reads the new bytes and range', (t) => {
  const reader = new Reader(bytes);
  t.is(reader.reset(bytes, 2, 4), reader);
  t.deepEqual([reader.position, reader.end], [2, 4]);
  const other = Uint8Array.of(0, 9, 8).subarray(1);
  reader.reset(other);
  t.is(reader.uint8(0), 9);
  const slice = reader.slice(2, 'F');
  t.deepEqual(slice, other);
  t.is(slice.buffer, other.buffer);
});

test('a Buffer is read as the Uint8Array it is, its offset in the pool included', (t) => {
  const buffer = Buffer.from([7, 8, 9]);
  const reader = new Reader(buffer);
  const { bytes: plain } = reader;
  t.is(plain.constructor, Uint8Array);
  const slice = reader.slice(2, 'F');
  t.deepEqual(slice, Uint8Array.of(7, 8));
  t.is(slice.constructor, Uint8Array);
  t.is(reader.uint8(1), 8);
  reader.reset(buffer);
  t.is(reader.bytes, plain, 'the same Buffer again creates no view');
});

test('numbers of every width are big-endian and unsigned', (t) => {
  const reader = new Reader(Uint8Array.of(0, 0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0xfa, 0xf9, 0xf8));
  t.is(reader.uint8(1), 0xff);
  t.is(reader.uint16(1), 0xfffe);
  t.is(reader.uint24(1), 0xfffefd);
  t.is(reader.uint32(1), 0xfffefdfc);
  t.is(reader.uint48(1), 0xfffefdfcfbfa);
  t.is(reader.uint64(1), 0xfffefdfcfbfaf9f8n);
});

test('a list of numbers fills its length, and half a number is an error', (t) => {
  const reader = new Reader(bytes, 0, 5);
  t.deepEqual(reader.uint16List(4, 'F'), [0x0102, 0x0304]);
  t.throws(() => reader.uint8List(2, 'F'), { code: 'ERR_WIRE_TRUNCATED', message: 'F: needs 2 bytes, 1 are left' });
  t.deepEqual(reader.uint8List(1, 'F'), [5]);
  t.deepEqual(reader.uint16List(0, 'F'), []);
  const half = t.throws(() => new Reader(bytes).uint16List(3, 'M.list'), { instanceOf: WireError });
  t.is(half.message, 'M.list: needs 2 bytes, 1 are left');
  t.throws(() => new Reader(bytes).uint16List(Number.NaN, 'F'), { code: 'ERR_WIRE_TRUNCATED' });
});

test('counted bytes have the length of their count, within its bounds', (t) => {
  const reader = new Reader(Uint8Array.of(2, 7, 8, 0, 1, 9, 0, 5));
  t.deepEqual(reader.opaque8('F', 0, 255), Uint8Array.of(7, 8));
  t.deepEqual(reader.opaque16('F', 1, 1), Uint8Array.of(9));
  t.throws(() => reader.opaque8('F', 1, 4), { code: 'ERR_WIRE_RANGE', message: 'F: 0 is not in 1..4' });
  t.throws(() => reader.opaque8('F', 0, 4), { code: 'ERR_WIRE_RANGE', message: 'F: 5 is not in 0..4' });
  t.throws(() => reader.opaque8('F', 0, 9), { code: 'ERR_WIRE_TRUNCATED', message: 'F: needs 1 bytes, 0 are left' });
  t.throws(() => new Reader(bytes, 4).opaque8('F', 0, 9), {
    message: 'F: needs 5 bytes, 1 are left',
  });
  t.throws(() => new Reader(bytes, 5).opaque16('F', 0, 9), { message: 'F: needs 2 bytes, 1 are left' });
  t.throws(() => new Reader(bytes).opaque16('F', 0, 9), { code: 'ERR_WIRE_RANGE' });
});

test('bytes can be decoded again as the message they contain', (t) => {
  const reader = new Reader(bytes, 1);
  const body = reader.slice(3, 'Body');
  const outer = reader.reread(body.length);
  t.is(reader.uint16(reader.reserve(2, 'F')), 0x0203);
  t.throws(() => reader.reserve(2, 'F'), { code: 'ERR_WIRE_TRUNCATED' });
  t.throws(() => reader.leave(outer, 'Body'), { code: 'ERR_WIRE_TRAILING', message: 'Body: 1 bytes are left over' });
  reader.reserve(1, 'F');
  reader.leave(outer, 'Body');
  t.is(reader.remaining, 2);
  for (const length of [5, -1, Number.NaN]) t.throws(() => reader.reread(length), { instanceOf: ConfigError });
});

test("a range outside the array is the caller's mistake, not the input's", (t) => {
  for (const [at, end] of [
    [-1, 2],
    [3, 2],
    [0, 7],
    [Number.NaN, 3],
  ] as const) {
    t.throws(() => new Reader(bytes, at, end), { instanceOf: ConfigError });
  }
});

test('decodeAll reads the whole input or refuses it', (t) => {
  const codec = {
    name: 'Two',
    decode: (reader: Reader, add: number) => reader.uint16(reader.reserve(2, 'Two')) + add,
  };
  t.is(decodeAll(codec, Uint8Array.of(1, 2), 5), 263);
  t.throws(() => decodeAll(codec, Uint8Array.of(1, 2, 3), 0), { code: 'ERR_WIRE_TRAILING', message: /^Two: 1 bytes/ });
});
