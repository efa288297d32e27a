import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import test from 'ava';
import { createOpensslProvider, opensslProvider } from '../../runtime/crypto/openssl/index.ts';
import { isUsableRsaKey } from '../../runtime/crypto/openssl/signature.ts';
import { mlKem } from '../../runtime/crypto/post-quantum/index.ts';
import { conformanceSuite } from './provider-conformance.ts';

// On a Node with ML-KEM of its own, that is what is tested.
conformanceSuite('openssl', () => createOpensslProvider({ mlKem }));

test('an RSA key of 2048 to 8192 bits is usable', (t) => {
  const isUsable = (bits: number) => {
    // The modulus of a public key may be any odd number.
    const n = Buffer.alloc(Math.ceil(bits / 8), 0xff);
    n[0] = 0xff >>> (8 * n.length - bits);
    const jwk = { kty: 'RSA', n: n.toString('base64url'), e: 'AQAB' };
    return isUsableRsaKey(crypto.createPublicKey({ key: jwk, format: 'jwk' }), 'rsa');
  };
  t.deepEqual([1024, 2047, 2048, 3072, 8192, 8193, 16_384].map(isUsable), [
    false,
    false,
    true,
    true,
    true,
    false,
    false,
  ]);
});

test('a record that does not open leaves the slab as it was', (t) => {
  const aead = opensslProvider.aead('aes-128-gcm', new Uint8Array(16));
  const slab = new Uint8Array(64).fill(1);
  t.false(aead.open(new Uint8Array(12), slab, 0, 5, 40));
  t.deepEqual(slab, new Uint8Array(64).fill(1));
});

test.serial('the provider for production draws all random bytes from node:crypto', (t) => {
  const { randomFillSync } = crypto;
  t.teardown(() => {
    crypto.randomFillSync = randomFillSync;
    syncBuiltinESMExports();
  });
  crypto.randomFillSync = ((target: Uint8Array) => target.fill(7)) as typeof randomFillSync;
  syncBuiltinESMExports();
  const random = new Uint8Array(32);
  opensslProvider.random(random);
  t.deepEqual(random, new Uint8Array(32).fill(7));
});
