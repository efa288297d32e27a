import test from 'ava';
import { encodeToBytes, WireError, Writer } from '../../runtime/wire/index.ts';

test('a writer fills the buffer it is given and shows what it wrote', (t) => {
  const buffer = new Uint8Array(6);
  const writer = new Writer(buffer, 1, 5);
  writer.view.setUint16(writer.reserve(2, 'F'), 0x0102);
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

test('reset starts over, and keeps the view of the same buffer', (t) => {
  const buffer = new Uint8Array(4);
  const writer = new Writer(buffer);
  const { view } = writer;
  writer.reserve(4, 'F');
  t.is(writer.reset(buffer, 2), writer);
  t.is(writer.view, view);
  t.is(writer.written.length, 0);
  t.not(writer.reset(new Uint8Array(1)).view, view);
  t.throws(() => writer.reset(buffer, 5), { instanceOf: RangeError });
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
