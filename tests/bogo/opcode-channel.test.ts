import test from 'ava';
import fc from 'fast-check';
import { encodePacket, type Opcode, OpcodeReader } from './opcode-channel.ts';

/** What the reader makes of a stream that arrives in pieces. */
function read(...pieces: readonly Uint8Array[]): Opcode[] {
  const reader = new OpcodeReader();
  const opcodes: Opcode[] = [];
  for (const piece of pieces) {
    reader.push(piece);
    for (let opcode = reader.next(); opcode !== undefined; opcode = reader.next()) opcodes.push(opcode);
  }
  return opcodes;
}

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

test('a packet has the letter P, its length in four bytes and the datagram', (t) => {
  t.deepEqual(encodePacket(hex('16fefd')), hex('500000000316fefd'));
  t.deepEqual(read(hex('500000000316fefd')), [{ kind: 'packet', datagram: hex('16fefd') }]);
  t.deepEqual(read(hex('5000000000')), [{ kind: 'packet', datagram: new Uint8Array(0) }]);
});

test('the other opcodes have a number in big-endian order', (t) => {
  t.deepEqual(read(hex('540000000017d78400')), [{ kind: 'timeout', nanoseconds: 400_000_000n }]);
  t.deepEqual(read(hex('4d00000200')), [{ kind: 'mtu', size: 512 }]);
  t.deepEqual(read(hex('550000fa00')), [{ kind: 'initialTimeout', milliseconds: 64_000 }]);
  t.deepEqual(read(hex('450000000005f5e100')), [{ kind: 'expectTimeout', nanoseconds: 100_000_000n }]);
  t.deepEqual(read(hex('45ffffffffffffffff')), [{ kind: 'expectTimeout', nanoseconds: undefined }]);
});

test('a stream is read as the same opcodes wherever it is cut', (t) => {
  const stream = Buffer.concat([
    encodePacket(hex('0102')),
    hex('540000000000000001'),
    encodePacket(new Uint8Array(300)),
  ]);
  const whole = read(stream);
  t.is(whole.length, 3);
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length), { maxLength: 20 }), (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), stream.length];
      const pieces = at.slice(1).map((end, index) => stream.subarray(at[index], end));
      t.deepEqual(read(...pieces), whole);
    }),
  );
});

test('an unknown opcode is an error', (t) => {
  t.throws(() => read(hex('7a')), { message: 'unknown opcode 122' });
});
