import test from 'ava';
import fc from 'fast-check';
import { aeadLengths } from '../../runtime/crypto/aead-lengths.ts';
import { createOpensslProvider } from '../../runtime/crypto/openssl/index.ts';
import { createPortableProvider } from '../../runtime/crypto/portable/index.ts';
import { mlKem } from '../../runtime/crypto/post-quantum/index.ts';
import type { CryptoProvider } from '../../runtime/crypto/provider.ts';
import { digits } from './hex.ts';
import { pkcs8Of, rfc6979, spkiOf } from './rfc6979-key.ts';

const openssl = createOpensslProvider({ mlKem });
const portable = createPortableProvider({ mlKem });
const SCHEME = 'ecdsa_secp256r1_sha256';
const exactly = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

for (const name of openssl.capabilities.aeads) {
  const { keyLength, tagLength } = aeadLengths(name);

  test(`both providers seal ${name} to the same bytes, and each opens what the other sealed`, (t) => {
    fc.assert(
      fc.property(
        exactly(keyLength),
        exactly(12),
        fc.uint8Array({ maxLength: 30 }),
        fc.uint8Array({ maxLength: 300 }),
        (key, nonce, aad, plaintext) => {
          const slabs = [openssl, portable].map((provider) => {
            const slab = new Uint8Array(aad.length + plaintext.length + tagLength);
            slab.set(aad);
            slab.set(plaintext, aad.length);
            provider.aead(name, key).seal(nonce, slab, 0, aad.length, plaintext.length);
            return slab;
          });
          t.is(digits(slabs[0]), digits(slabs[1]));
          const [forPortable, forOpenssl] = slabs;
          if (forPortable === undefined || forOpenssl === undefined) return;
          t.true(portable.aead(name, key).open(nonce, forPortable, 0, aad.length, plaintext.length + tagLength));
          t.true(openssl.aead(name, key).open(nonce, forOpenssl, 0, aad.length, plaintext.length + tagLength));
          t.is(digits(forPortable.subarray(0, -tagLength)), digits(forOpenssl.subarray(0, -tagLength)));
        },
      ),
      { numRuns: 60 },
    );
  });

  test(`both providers make the same ${name} mask of any sample`, (t) => {
    // Counters near their end are where ChaCha20 implementations differ.
    const sample = fc.oneof(
      exactly(16),
      exactly(12).map((nonce) => Uint8Array.from([0xff, 0xff, 0xff, 0xff, ...nonce])),
      exactly(12).map((nonce) => Uint8Array.from([0xfe, 0xff, 0xff, 0xff, ...nonce])),
    );
    fc.assert(
      fc.property(exactly(keyLength), sample, fc.nat(7), (key, bytes, at) => {
        const slab = new Uint8Array(30);
        slab.set(bytes, at);
        const masks = [openssl, portable].map((provider) => {
          const target = new Uint8Array(2);
          provider.recordNumberMask(name, key).mask(slab, at, target);
          return digits(target);
        });
        t.is(masks[0], masks[1]);
      }),
      { numRuns: 150 },
    );
  });
}

for (const name of openssl.capabilities.hashes) {
  test(`both providers hash and authenticate to the same bytes with ${name}`, (t) => {
    const hashOf = (provider: CryptoProvider, parts: readonly Uint8Array[]) => {
      const hash = provider.hash(name);
      for (const part of parts) hash.update(part);
      return digits(hash.digest());
    };
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 4 }),
        (key, parts) => {
          t.is(hashOf(openssl, parts), hashOf(portable, parts));
          const data = parts[0] ?? new Uint8Array(0);
          t.is(digits(openssl.hmac(name, key, data)), digits(portable.hmac(name, key, data)));
        },
      ),
      { numRuns: 80 },
    );
  });
}

for (const group of openssl.capabilities.groups) {
  test(`a client of one provider agrees on ${group} with a server of the other`, (t) => {
    for (const [client, server] of [
      [openssl, portable],
      [portable, openssl],
    ] as const) {
      for (let round = 0; round < 4; round++) {
        const keyPair = client.generateKeyPair(group);
        const response = server.respond(group, keyPair.share);
        t.is(digits(keyPair.agree(response?.share as Uint8Array)), digits(response?.secret));
      }
    }
  });
}

test('what one provider signs the other verifies', (t) => {
  const pkcs8 = pkcs8Of(rfc6979.scalar);
  const spki = spkiOf(rfc6979.point);
  const pairs: readonly (readonly [CryptoProvider, CryptoProvider])[] = [
    [openssl, portable],
    [portable, openssl],
  ];
  for (const [signer, verifier] of pairs) {
    const key = signer.importPrivateKey(pkcs8);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (message) => {
        const signature = signer.sign(SCHEME, key, message);
        t.true(verifier.verify(SCHEME, spki, message, signature));
        t.false(verifier.verify(SCHEME, spki, Uint8Array.from([...message, 0]), signature));
      }),
      { numRuns: 12 },
    );
  }
});

test('a key imported by one provider is refused by the other', (t) => {
  const pkcs8 = pkcs8Of(rfc6979.scalar);
  const misuse = { code: 'ERR_WIRECHART_CONFIG' };
  t.throws(() => openssl.sign(SCHEME, portable.importPrivateKey(pkcs8), rfc6979.message), misuse);
  t.throws(() => portable.sign(SCHEME, openssl.importPrivateKey(pkcs8), rfc6979.message), misuse);
});
