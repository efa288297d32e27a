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

test('a hash of a few bytes and of many gives the digests of node:crypto after each part, and so does a copy', (t) => {
  for (const name of ['sha256', 'sha384'] as const) {
    const hash = opensslProvider.hash(name);
    const reference = crypto.createHash(name);
    let branch = hash.copy();
    // Around the lengths up to which the bytes are kept, and where their memory grows.
    for (const [index, length] of [0, 1, 1000, 23, 1, 3000, 71, 0, 1, 5000, 1].entries()) {
      const part = crypto.randomBytes(length);
      for (const each of [hash, branch]) each.update(part);
      reference.update(part);
      part.fill(0);
      const digest = reference.copy().digest('hex');
      t.is(Buffer.from(hash.digest()).toString('hex'), digest, `${name}, part ${index}`);
      t.is(Buffer.from(branch.digest()).toString('hex'), digest, `a copy for ${name}, part ${index}`);
      // The two go on with different bytes.
      const other = hash.copy();
      other.update(Uint8Array.of(2));
      branch.update(Uint8Array.of(1));
      hash.copy().update(Uint8Array.of(3));
      const expected = reference.copy().update(Uint8Array.of(2)).digest('hex');
      t.is(Buffer.from(other.digest()).toString('hex'), expected, `an independent copy for ${name}, part ${index}`);
      branch = hash.copy();
    }
  }
});

test.serial('a key pair is used once, also one that was generated ahead', async (t) => {
  const shares = new Set<string>();
  for (let count = 0; count < 20; count++) {
    const pairs = [opensslProvider.generateKeyPair('x25519'), opensslProvider.generateKeyPair('x25519')] as const;
    for (const pair of pairs) {
      shares.add(Buffer.from(pair.share).toString('hex'));
      const response = opensslProvider.respond('x25519', pair.share);
      t.deepEqual(response && pair.agree(response.share), response?.secret);
      shares.add(Buffer.from(response?.share ?? []).toString('hex'));
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  t.is(shares.size, 80);
});

test.serial(
  'the key pair of the next handshake is generated while the process is idle, and used for a second',
  async (t) => {
    const { generateKeyPairSync } = crypto;
    const { now } = performance;
    let generated = 0;
    let ahead = 0;
    t.teardown(() => {
      crypto.generateKeyPairSync = generateKeyPairSync;
      syncBuiltinESMExports();
      performance.now = now;
    });
    crypto.generateKeyPairSync = ((...types: Parameters<typeof generateKeyPairSync>) => {
      generated++;
      return Reflect.apply(generateKeyPairSync, crypto, types);
    }) as typeof generateKeyPairSync;
    syncBuiltinESMExports();
    performance.now = () => now.call(performance) + ahead;
    opensslProvider.generateKeyPair('x25519');
    await new Promise((resolve) => setImmediate(resolve));
    const before = generated;
    opensslProvider.generateKeyPair('x25519');
    t.is(generated, before);
    await new Promise((resolve) => setImmediate(resolve));
    t.is(generated, before + 1);
    ahead = 2000;
    opensslProvider.generateKeyPair('x25519');
    t.is(generated, before + 2);
  },
);

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
