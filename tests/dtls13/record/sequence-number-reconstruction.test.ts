import test from 'ava';
import fc from 'fast-check';
import { MAX_SEQUENCE_NUMBER } from '../../../generated/dtls13/registries/constants.ts';
import { reconstructSequenceNumber } from '../../../runtime/dtls13/record/sequence-number-reconstruction.ts';

/** The definition of RFC 9147 section 4.2.2 in integers of any size: of all numbers with these bits, the closest. */
function closest(low: number, modulus: number, expected: number): Set<number> {
  const candidates: bigint[] = [];
  const base = BigInt(expected) / BigInt(modulus) - 2n;
  for (let turn = base; turn <= base + 4n; turn++) {
    const candidate = turn * BigInt(modulus) + BigInt(low);
    if (candidate >= 0n && candidate < 2n ** 48n) candidates.push(candidate);
  }
  const distance = (candidate: bigint) => {
    const difference = candidate - BigInt(expected);
    return difference < 0n ? -difference : difference;
  };
  const least = candidates.map(distance).reduce((a, b) => (a < b ? a : b));
  return new Set(candidates.filter((candidate) => distance(candidate) === least).map(Number));
}

test('the reconstructed number is the closest of all with these bits, up to 2^48-1', (t) => {
  const around = (center: number) => fc.integer({ min: Math.max(0, center - 70_000), max: center + 70_000 });
  const expected = fc.oneof(
    ...[0, 2 ** 16, 2 ** 31, 2 ** 32, 2 ** 47].map(around),
    fc.integer({ min: MAX_SEQUENCE_NUMBER - 70_000, max: MAX_SEQUENCE_NUMBER + 1 }),
    fc.integer({ min: 0, max: MAX_SEQUENCE_NUMBER }),
  );
  fc.assert(
    fc.property(expected, fc.nat(0xffff), fc.constantFrom(0x100, 0x10000), (expected, bits, modulus) => {
      const low = bits % modulus;
      return closest(low, modulus, expected).has(reconstructSequenceNumber(low, modulus, expected));
    }),
    { numRuns: 20_000 },
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
