import { createCipheriv, createHash } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { createPortableProvider } from '../../runtime/crypto/portable/index.ts';
import { mlKem } from '../../runtime/crypto/post-quantum/index.ts';
import { digits } from './hex.ts';
import { conformanceSuite } from './provider-conformance.ts';

conformanceSuite('portable', (seed) => createPortableProvider({ seed, mlKem }));

test('seeded bytes do not depend on the sizes of the calls', (t) => {
  const seed = Uint8Array.of(7);
  const whole = new Uint8Array(300);
  createPortableProvider({ seed }).random(whole);
  fc.assert(
    fc.property(fc.array(fc.nat(90), { maxLength: 3 }), (lengths) => {
      const provider = createPortableProvider({ seed });
      const pieces = lengths.flatMap((length) => {
        const piece = new Uint8Array(length);
        provider.random(piece);
        return [...piece];
      });
      t.deepEqual(Uint8Array.from(pieces), whole.subarray(0, pieces.length));
    }),
    { numRuns: 30 },
  );
});

test('seeded bytes are the ChaCha20 key stream of the hashed seed, as documented', (t) => {
  // Compared with OpenSSL: its iv is the block counter and the nonce, all zero.
  const seed = Uint8Array.of(1, 2, 3);
  const key = createHash('sha256').update(seed).digest();
  const expected = createCipheriv('chacha20', key, new Uint8Array(16)).update(new Uint8Array(200));
  const bytes = new Uint8Array(200);
  createPortableProvider({ seed }).random(bytes);
  t.is(digits(bytes), digits(expected));
});

test('the seed is copied', (t) => {
  const seed = Uint8Array.of(1, 2, 3);
  const provider = createPortableProvider({ seed });
  seed.fill(0);
  const found = new Uint8Array(8);
  const expected = new Uint8Array(8);
  provider.random(found);
  createPortableProvider({ seed: Uint8Array.of(1, 2, 3) }).random(expected);
  t.deepEqual(found, expected);
});
