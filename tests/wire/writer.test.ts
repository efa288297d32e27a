import test from 'ava';
import { ConfigError } from '../../runtime/errors/config-error.ts';
import { encodeToBytes, WireError, Writer } from '../../runtime/wire/index.ts';

test('a writer fills the given buffer and returns the written bytes', (t) => {
  const buffer = new Uint8Array(6);
  const writer = new Writer(buffer, 1, 5);
  writer.uint16(writer.reserve(2, 'F'), 0x0102);
  writer.put(Uint8Array.of(3), 'F');
  t.deepEqual(writer.written, Uint8Array.of(1, 2, 3));
  t.deepEqual(buffer, Uint8Array.of(0, 1, 2, 3, 0, 0));
});

test('a writer stops at its end and names the field', (t) => {
  const writer = new Writer(new Uint8Array(8), 0, 3);
  const error = t.throws(() => writer.put(new Uint8Array(4), 'Message.field'), { instanceOf: WireError });
  t.is(error.code, 'ERR_WIRE_NO_SPACE');
  t.is(error.message, 'Message.field: needs 4 bytes, 3 are free');
  t.throws(() => writer.reserve(-1, 'F'), { code: 'ERR_WIRE_NO_SPACE' });
  t.is(writer.position, 0);
});

test('a reset writer starts at the beginning of the given buffer', (t) => {
  const buffer = new Uint8Array(4);
  const writer = new Writer(buffer);
  writer.reserve(4, 'F');
  t.is(writer.reset(buffer, 2), writer);
  t.is(writer.written.length, 0);
  const other = new Uint8Array(1);
  writer.reset(other).uint8(writer.reserve(1, 'F'), 7);
  t.deepEqual(other, Uint8Array.of(7));
  t.throws(() => writer.reset(buffer, 5), { instanceOf: ConfigError });
});

test('numbers of every width are written big-endian', (t) => {
  const written = (size: number, write: (writer: Writer) => void): string => {
    const buffer = new Uint8Array(size + 1);
    write(new Writer(buffer));
    return Buffer.from(buffer).toString('hex');
  };
  t.is(
    written(1, (writer) => writer.uint8(0, 0xff)),
    'ff00',
  );
  t.is(
    written(2, (writer) => writer.uint16(0, 0xfffe)),
    'fffe00',
  );
  t.is(
    written(3, (writer) => writer.uint24(0, 0xfffefd)),
    'fffefd00',
  );
  t.is(
    written(4, (writer) => writer.uint32(0, 0xfffefdfc)),
    'fffefdfc00',
  );
  t.is(
    written(6, (writer) => writer.uint48(0, 0xfffefdfcfbfa)),
    'fffefdfcfbfa00',
  );
  t.is(
    written(8, (writer) => writer.uint64(0, 0xfffefdfcfbfaf9f8n)),
    'fffefdfcfbfaf9f800',
  );
});

test('bytes of any length are copied, to the position and to a reserved range', (t) => {
  for (const length of [0, 1, 20, 21, 300]) {
    const source = Uint8Array.from({ length }, (_, index) => index + 1);
    const writer = new Writer(new Uint8Array(2 * length + 1));
    writer.put(source, 'F');
    writer.set(writer.reserve(length, 'F'), Buffer.from(source));
    t.deepEqual(writer.written, Uint8Array.of(...source, ...source));
    t.is(writer.bytes.at(-1), 0);
  }
});

test('a list of numbers is written completely or not at all', (t) => {
  const writer = new Writer(new Uint8Array(5));
  writer.uint16List([0x0102, 0x0304], 'F');
  t.throws(() => writer.uint8List([5, 6], 'F'), { code: 'ERR_WIRE_NO_SPACE' });
  writer.uint8List([5], 'F');
  t.deepEqual(writer.written, Uint8Array.of(1, 2, 3, 4, 5));
});

test('encodeToBytes allocates exactly what is needed', (t) => {
  const codec = {
    size: (value: Uint8Array, extra: number) => value.length + extra,
    encode(writer: Writer, value: Uint8Array, extra: number): void {
      writer.put(value, 'F');
      writer.reserve(extra, 'F');
    },
  };
  const bytes = encodeToBytes(codec, Uint8Array.of(1, 2), 2);
  t.deepEqual(bytes, Uint8Array.of(1, 2, 0, 0));
  t.is(bytes.buffer.byteLength, 4);
});
