import test from 'ava';
import fc from 'fast-check';
import { DerReader, wholeSequence } from '../../runtime/der/der-reader.ts';
import { DerTag } from '../../runtime/der/der-tag.ts';
import { WirechartError } from '../../runtime/errors/wirechart-error.ts';

function reader(hex: string): DerReader {
  return new DerReader(Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex')));
}

const readAny = (der: DerReader) => der.next();

/** Input that is BER at most, how it is read, and the reason of the refusal. X.690 sections 8, 10.1 and 11. */
const refusals: readonly (readonly [hex: string, read: (der: DerReader) => unknown, reason: RegExp])[] = [
  ['', readAny, /ends inside an element/],
  ['04', readAny, /ends inside an element/],
  ['04 81', readAny, /ends inside an element/],
  ['04 82 01', readAny, /ends inside an element/],
  ['04 02 00', readAny, /ends after its parent/],
  ['1f 81 00 00', readAny, /tag has more than one byte/],
  ['30 80 00 00', readAny, /indefinite/],
  ['04 85 00 00 00 00 01 00', readAny, /more than four bytes/],
  [`04 81 7f ${'00'.repeat(127)}`, readAny, /length is longer than needed/],
  [`04 82 00 ff ${'00'.repeat(255)}`, readAny, /length is longer than needed/],
  ['04 01 00', (der) => der.expect(DerTag.INTEGER), /tag 4 where 2 is expected/],
  ['04 01 00', (der) => der.enter(), /tag 4 where 48 is expected/],
  ['01 01 01', (der) => der.boolean(), /BOOLEAN/],
  ['01 02 00 00', (der) => der.boolean(), /BOOLEAN/],
  ['02 00', (der) => der.integer(), /INTEGER is empty/],
  ['02 02 00 7f', (der) => der.integer(), /INTEGER is padded/],
  ['02 02 ff 80', (der) => der.integer(), /INTEGER is padded/],
  ['02 01 80', (der) => der.count(), /negative/],
  ['03 00', (der) => der.octets(), /unused bits/],
  ['03 02 01 02', (der) => der.octets(), /unused bits/],
  ['06 00', (der) => der.oid(), /truncated/],
  ['06 02 2a 86', (der) => der.oid(), /truncated/],
  ['06 03 2a 80 01', (der) => der.oid(), /padded/],
  [`06 15 2a ${'ff'.repeat(19)} 7f`, (der) => der.oid(), /too large/],
  ['05 00 00', (der) => [der.next(), der.end()], /left over/],
];

for (const [hex, read, reason] of refusals) {
  test(`DER that starts ${JSON.stringify(hex.slice(0, 23))} is refused: ${reason.source}`, (t) => {
    t.throws(() => read(reader(hex)), { instanceOf: WirechartError, code: 'ERR_WIRECHART_DER', message: reason });
  });
}

test('elements are read in order, with their contents and their whole encoding as views', (t) => {
  const bytes = Uint8Array.from(Buffer.from('020105810201020500', 'hex'));
  const der = new DerReader(bytes);
  t.is(der.peek(), DerTag.INTEGER);
  t.is(der.count(), 5);
  t.is(der.optional(DerTag.SET), undefined);
  const tagged = der.optional(0x81);
  t.is(tagged?.tag, 0x81);
  t.deepEqual(tagged?.contents, bytes.subarray(5, 7));
  t.deepEqual(tagged?.encoded, bytes.subarray(3, 7));
  t.is(tagged?.contents.buffer, bytes.buffer);
  t.false(der.done);
  t.is(der.expect(DerTag.NULL).contents.length, 0);
  t.true(der.done);
  t.is(der.peek(), undefined);
  t.notThrows(() => der.end());
});

test('contents of any length come back from the shortest length encoding', (t) => {
  for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536]) {
    const octets = [length >>> 16, (length >>> 8) & 0xff, length & 0xff];
    while (octets[0] === 0) octets.shift();
    const header = length < 128 ? [0x04, length] : [0x04, 0x80 | octets.length, ...octets];
    const element = new DerReader(Uint8Array.from([...header, ...new Uint8Array(length)])).next();
    t.is(element.contents.length, length);
    t.is(element.encoded.length, header.length + length);
  }
});

test('numbers and object identifiers are read by value', (t) => {
  t.is(reader('02 01 00').count(), 0);
  t.is(reader('02 02 00 80').count(), 128);
  t.is(reader('02 07 01 00 00 00 00 00 00').count(), Number.POSITIVE_INFINITY);
  t.is(reader('06 03 2a 86 48').oid(), '1.2.840');
  t.is(reader('06 01 27').oid(), '0.39');
  t.is(reader('06 03 88 37 03').oid(), '2.999.3');
  // A UUID below 2.25; X.667 section 7.
  t.is(reader(`06 14 69 83 ${'ff'.repeat(17)} 7f`).oid(), `2.25.${2n ** 128n - 1n}`);
});

test('a reader of a nested element throws the error that the outer one was given', (t) => {
  const given = (reason: string) => new RangeError(reason);
  const sequence = Uint8Array.of(0x30, 0x02, 0x02, 0x00);
  t.throws(() => wholeSequence(sequence, given).integer(), { instanceOf: RangeError });
  t.throws(() => wholeSequence(sequence, given).oid(), { instanceOf: RangeError });
  t.throws(() => wholeSequence(Uint8Array.of(...sequence, 0), given), { instanceOf: RangeError });
});

test('no input makes the reader throw anything else or read past the end', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const der = new DerReader(bytes);
      let read = 0;
      try {
        while (!der.done) read += der.next().encoded.length;
        t.is(read, bytes.length);
      } catch (error) {
        t.true(error instanceof WirechartError && error.code === 'ERR_WIRECHART_DER');
      }
    }),
    { numRuns: 500 },
  );
});
