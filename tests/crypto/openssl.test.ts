import test from 'ava';
import { opensslProvider } from '../../runtime/crypto/openssl/index.ts';
import { conformanceSuite } from './provider-conformance.ts';

conformanceSuite('openssl', () => opensslProvider);

test('a record that does not open leaves the slab as it was', (t) => {
  const aead = opensslProvider.aead('aes-128-gcm', new Uint8Array(16));
  const slab = new Uint8Array(64).fill(1);
  t.false(aead.open(new Uint8Array(12), slab, 0, 5, 40));
  t.deepEqual(slab, new Uint8Array(64).fill(1));
});
