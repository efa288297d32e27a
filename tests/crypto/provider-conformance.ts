import test from 'ava';
import fc from 'fast-check';
import { aeadLengths } from '../../runtime/crypto/aead-lengths.ts';
import type { AeadName, CryptoProvider, HashName } from '../../runtime/crypto/provider.ts';
import { ConfigError } from '../../runtime/errors/config-error.ts';
import { conditionalTests } from './conditional-tests.ts';
import { digits } from './hex.ts';
import { keyExchangeConformance } from './key-exchange-conformance.ts';
import { publicKeyConformance } from './public-key-conformance.ts';
import { pkcs8Of, rfc6979 } from './rfc6979-key.ts';
import { signatureConformance } from './signature-conformance.ts';

const AEADS: readonly AeadName[] = ['aes-128-gcm', 'aes-256-gcm', 'chacha20-poly1305', 'aes-128-ccm', 'aes-128-ccm-8'];
const HASHES: readonly HashName[] = ['sha256', 'sha384'];
const SCHEME = 'ecdsa_secp256r1_sha256';

/** FIPS 180-4 example digests of "abc", and of nothing. */
const DIGESTS: Readonly<Record<HashName, readonly [abc: string, empty: string]>> = {
  sha256: [
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  ],
  sha384: [
    'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
    '38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b',
  ],
};

/** RFC 4231 section 4.3. */
const HMACS: Readonly<Record<HashName, string>> = {
  sha256: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  sha384: 'af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649',
};

/**
 * The contract of every CryptoProvider, as AVA tests. A test of something that the provider lacks is skipped, and its
 * title says so. `make` returns a provider; for one seed always the same one, if the provider is deterministic.
 */
export function conformanceSuite(name: string, make: (seed?: Uint8Array) => CryptoProvider): void {
  const provider = make();
  const { capabilities } = provider;
  const { where, supports } = conditionalTests(name, capabilities);

  test(`${name}: the provider has a name and offers at least what TLS 1.3 makes mandatory`, (t) => {
    t.is(provider.name, name);
    t.true(capabilities.aeads.includes('aes-128-gcm'));
    t.true(capabilities.hashes.includes('sha256'));
    t.true(capabilities.groups.includes('secp256r1'));
    t.true(capabilities.signatureSchemes.includes(SCHEME));
  });

  for (const aeadName of AEADS) {
    const on = supports('aeads', aeadName);
    const { keyLength, tagLength } = aeadLengths(aeadName);

    on.test(on.title(`${aeadName} seals in place and opens what it sealed, and changes no other bytes`), (t) => {
      fc.assert(
        fc.property(
          fc.uint8Array({ minLength: keyLength, maxLength: keyLength }),
          fc.uint8Array({ minLength: 12, maxLength: 12 }),
          fc.nat(6),
          fc.uint8Array({ maxLength: 20 }),
          fc.uint8Array({ maxLength: 120 }),
          (key, nonce, before, aad, plaintext) => {
            const aead = provider.aead(aeadName, key);
            const at = before + aad.length;
            const slab = new Uint8Array(at + plaintext.length + tagLength + 3).fill(0xc7);
            slab.set(aad, before);
            slab.set(plaintext, at);
            const original = slab.slice();
            aead.seal(nonce, slab, before, at, plaintext.length);
            t.deepEqual(slab.subarray(0, at), original.subarray(0, at));
            t.deepEqual(slab.subarray(-3), original.subarray(-3));
            t.true(aead.open(nonce, slab, before, at, plaintext.length + tagLength));
            t.deepEqual(slab.subarray(0, at + plaintext.length), original.subarray(0, at + plaintext.length));
            t.deepEqual(slab.subarray(-3), original.subarray(-3));
          },
        ),
        { numRuns: 25 },
      );
    });

    on.test(on.title(`${aeadName} refuses a record in which a single bit was changed`), (t) => {
      const aead = provider.aead(aeadName, new Uint8Array(keyLength).fill(3));
      const nonce = new Uint8Array(12).fill(4);
      const sealed = new Uint8Array(5 + 8 + tagLength).fill(5);
      aead.seal(nonce, sealed, 0, 5, 8);
      for (let bit = 0; bit < sealed.length * 8; bit++) {
        const forged = sealed.slice();
        forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        t.false(aead.open(nonce, forged, 0, 5, 8 + tagLength));
      }
      nonce[11] = 0;
      t.false(aead.open(nonce, sealed.slice(), 0, 5, 8 + tagLength));
    });

    on.test(on.title(`${aeadName} refuses a record that is shorter than a tag`), (t) => {
      const aead = provider.aead(aeadName, new Uint8Array(keyLength));
      for (let length = 0; length < tagLength; length++) {
        t.false(aead.open(new Uint8Array(12), new Uint8Array(40), 0, 5, length));
      }
      t.is(aead.tagLength, tagLength);
    });

    on.test(on.title(`${aeadName} accepts only keys of ${keyLength} bytes, for records and for masks`), (t) => {
      for (const length of [0, keyLength - 1, keyLength + 1]) {
        t.throws(() => provider.aead(aeadName, new Uint8Array(length)), { instanceOf: ConfigError });
        t.throws(() => provider.recordNumberMask(aeadName, new Uint8Array(length)), { instanceOf: ConfigError });
      }
    });

    on.test(on.title(`the ${aeadName} mask depends on the sample alone, and accepts any sample`), (t) => {
      const masker = provider.recordNumberMask(aeadName, new Uint8Array(keyLength).fill(6));
      const maskOf = (sample: Uint8Array) => {
        const target = new Uint8Array(2);
        masker.mask(sample, 0, target);
        return digits(target);
      };
      const samples = [0x00, 0x01, 0x7f, 0xff].map((byte) => new Uint8Array(16).fill(byte));
      // The maximum counter of ChaCha20 is a valid sample.
      samples.push(Uint8Array.from({ length: 16 }, (_, i) => (i < 4 ? 0xff : i)));
      const first = samples.map(maskOf);
      t.deepEqual(samples.map(maskOf), first);
      t.is(new Set(first).size, samples.length);
    });
  }

  for (const hashName of HASHES) {
    const on = supports('hashes', hashName);

    on.test(on.title(`${hashName} gives the published digests, and can be continued after each`), (t) => {
      const hash = provider.hash(hashName);
      const [abc, empty] = DIGESTS[hashName];
      t.is(digits(hash.digest()), empty);
      hash.update(Uint8Array.from(Buffer.from('a')));
      hash.update(new Uint8Array(0));
      hash.digest().fill(0);
      hash.update(Uint8Array.from(Buffer.from('bc')));
      t.is(digits(hash.digest()), abc);
      t.is(digits(hash.digest()), abc, 'in a fresh array each time');
      t.is(hash.length, abc.length / 2);
    });

    on.test(on.title(`a copy of a hash with ${hashName} is independent of the original`), (t) => {
      const [abc] = DIGESTS[hashName];
      const hash = provider.hash(hashName);
      hash.update(Uint8Array.from(Buffer.from('a')));
      const copy = hash.copy();
      hash.update(Uint8Array.from(Buffer.from('x')));
      copy.update(Uint8Array.from(Buffer.from('bc')));
      t.is(digits(copy.digest()), abc);
      t.is(copy.length, hash.length);
      hash.digest();
      t.is(digits(copy.copy().digest()), abc);
    });

    on.test(on.title(`HMAC with ${hashName} gives the value of RFC 4231, in a plain fresh array`), (t) => {
      const key = Uint8Array.from(Buffer.from('Jefe'));
      const data = Uint8Array.from(Buffer.from('what do ya want for nothing?'));
      const result = provider.hmac(hashName, key, data);
      t.is(digits(result), HMACS[hashName]);
      t.is(Object.getPrototypeOf(result), Uint8Array.prototype);
      result.fill(0);
      t.is(digits(provider.hmac(hashName, key, data)), HMACS[hashName]);
      t.notThrows(() => provider.hmac(hashName, new Uint8Array(0), new Uint8Array(0)));
    });
  }

  keyExchangeConformance(provider, supports);
  publicKeyConformance(provider, supports);
  signatureConformance(provider, supports);

  test(`${name}: equal compares contents and length`, (t) => {
    t.true(provider.equal(new Uint8Array(0), new Uint8Array(0)));
    t.true(provider.equal(Uint8Array.of(1, 2), Uint8Array.of(1, 2)));
    t.false(provider.equal(Uint8Array.of(1, 2), Uint8Array.of(1, 3)));
    t.false(provider.equal(Uint8Array.of(1, 2), Uint8Array.of(0, 2)));
    t.false(provider.equal(Uint8Array.of(1, 2), Uint8Array.of(1)));
  });

  test(`${name}: random fills all of a target of any size, each time with other bytes`, (t) => {
    const around = new Uint8Array(100);
    provider.random(around.subarray(10, 90));
    t.deepEqual(around.subarray(0, 10), new Uint8Array(10));
    t.deepEqual(around.subarray(90), new Uint8Array(10));
    const large = new Uint8Array(70_000);
    provider.random(large);
    t.true(
      large.subarray(-40).some((byte) => byte !== 0),
      'more than one Web Crypto call gives',
    );
    t.true(new Set(large).size === 256);
    const again = new Uint8Array(80);
    provider.random(again);
    t.notDeepEqual(again, around.subarray(10, 90));
    t.notThrows(() => provider.random(new Uint8Array(0)));
  });

  const seeded = where(capabilities.deterministic, 'the provider is not deterministic');

  seeded.test(seeded.title('the same seed gives the same bytes, key pairs and signatures'), (t) => {
    const traceOf = (seed: Uint8Array) => {
      const run = make(seed);
      const bytes = new Uint8Array(50);
      run.random(bytes);
      const shares = run.capabilities.groups.map((group) => digits(run.generateKeyPair(group).share));
      const signature = run.sign(SCHEME, run.importPrivateKey(pkcs8Of(rfc6979.scalar)), rfc6979.message);
      return [digits(bytes), ...shares, digits(signature)];
    };
    const trace = traceOf(Uint8Array.of(1));
    t.deepEqual(traceOf(Uint8Array.of(1)), trace);
    const other = traceOf(Uint8Array.of(2));
    t.notDeepEqual(other.slice(0, -1), trace.slice(0, -1));
    t.is(trace.at(-1), digits(rfc6979.signature), 'RFC 6979 needs no randomness at all');
  });
}
