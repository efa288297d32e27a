import test from 'ava';
import fc from 'fast-check';
import { ByteRanges } from '../../../runtime/dtls13/reliability/byte-ranges.ts';

test('ranges in any order and overlap cover the union of their bytes', (t) => {
  const range = fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 20 }));
  fc.assert(
    fc.property(fc.array(range, { maxLength: 30 }), fc.nat({ max: 80 }), (additions, length) => {
      const ranges = new ByteRanges();
      const bytes = new Set<number>();
      for (const [from, size] of additions) {
        const before = bytes.size;
        for (let at = from; at < from + size; at++) bytes.add(at);
        if (ranges.add(from, from + size) !== bytes.size > before) return false;
      }
      const missing = Array.from({ length }, (_, at) => at).filter((at) => !bytes.has(at));
      if (ranges.covers(length) !== (missing.length === 0)) return false;
      const start = missing[0] ?? length;
      if (ranges.gapStart(0, length) !== start) return false;
      const gap = missing.findIndex((at, index) => at !== start + index);
      return start === length || ranges.gapEnd(start, length) === start + (gap === -1 ? missing.length : gap);
    }),
    { numRuns: 2000 },
  );
  t.pass();
});

test('adjacent ranges merge', (t) => {
  const ranges = new ByteRanges();
  ranges.add(0, 10);
  ranges.add(20, 30);
  t.false(ranges.covers(30));
  ranges.add(10, 20);
  t.true(ranges.covers(30));
});
