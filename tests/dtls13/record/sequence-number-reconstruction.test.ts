import test from 'ava';
import fc from 'fast-check';
import { reconstructSequenceNumber } from '../../../runtime/dtls13/record/sequence-number-reconstruction.ts';

test('a nearby number is reconstructed from its low bits', (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 48 - 2 ** 16 }),
      fc.integer({ min: -120, max: 120 }),
      fc.constantFrom(0x100, 0x10000),
      (expected, distance, modulus) => {
        const sequence = Math.max(0, expected + distance);
        return reconstructSequenceNumber(sequence % modulus, modulus, expected) === sequence;
      },
    ),
    { numRuns: 2000 },
  );
  t.pass();
});

test('a wrap of the low bits is followed in both directions', (t) => {
  t.is(reconstructSequenceNumber(0x0001, 0x10000, 0xffff), 0x10001);
  t.is(reconstructSequenceNumber(0xfffe, 0x10000, 0x10002), 0xfffe);
});

test('no number is below zero', (t) => {
  t.is(reconstructSequenceNumber(0xff, 0x100, 0), 0xff);
});
