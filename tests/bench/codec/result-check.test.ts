import test from 'ava';
import { requireEqual, requireEquivalent } from '../../../bench/codec/result-check.ts';

test('different results stop the benchmark before the measurement', (t) => {
  t.notThrows(() =>
    requireEquivalent({ list: [1], number: 5 }, { list: { items: [1] }, number: { high: 0, low: 5 } }, 'T'),
  );
  t.throws(() => requireEquivalent({ list: [1] }, { list: { items: [2] } }, 'T'), { message: /T\.list\[0\]/ });
  t.throws(() => requireEquivalent({ list: [1] }, { list: { items: [] } }, 'T'), { message: /T\.list:/ });
  t.throws(() => requireEquivalent({ number: 5 }, { number: { high: 1, low: 5 } }, 'T'), { message: /T\.number/ });
  t.throws(() => requireEquivalent({ bytes: Uint8Array.of(1) }, {}, 'T'), { message: /T\.bytes/ });
  t.throws(() => requireEqual({ a: 1 }, { a: 2 }, 'it'), { message: /^it gives a different result/ });
});
