import { generateKeyPairSync } from 'node:crypto';
import test from 'ava';
import { opensslProvider } from '../../runtime/crypto/openssl/index.ts';
import { ConfigError } from '../../runtime/errors/config-error.ts';
import { conformanceSuite } from './provider-conformance.ts';

conformanceSuite('openssl', () => opensslProvider);

test('an encrypted key is refused at once: nobody is asked for a passphrase', (t) => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const encrypted = privateKey.export({ format: 'der', type: 'pkcs8', cipher: 'aes-128-cbc', passphrase: 'x' });
  const error = t.throws(() => opensslProvider.importPrivateKey(encrypted), { instanceOf: ConfigError });
  t.is(error?.option, 'privateKey');
  t.true(error?.cause instanceof Error);
});

test('keys of other types and curves are refused by name', (t) => {
  const others = [
    generateKeyPairSync('ec', { namedCurve: 'P-384' }),
    generateKeyPairSync('ed25519'),
    generateKeyPairSync('rsa', { modulusLength: 1024 }),
  ];
  for (const { privateKey } of others) {
    const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
    t.throws(() => opensslProvider.importPrivateKey(pkcs8), { instanceOf: ConfigError, message: /P-256/ });
  }
});

test('a record that does not open leaves the slab as it was', (t) => {
  const aead = opensslProvider.aead('aes-128-gcm', new Uint8Array(16));
  const slab = new Uint8Array(64).fill(1);
  t.false(aead.open(new Uint8Array(12), slab, 0, 5, 40));
  t.deepEqual(slab, new Uint8Array(64).fill(1));
});
