import fc from 'fast-check';
import type { CryptoProvider } from '../../runtime/crypto/provider.ts';
import { ConfigError } from '../../runtime/errors/config-error.ts';
import type { ConditionalTests } from './conditional-tests.ts';
import { hex } from './hex.ts';
import { pkcs8Of, rfc6979, spkiOf } from './rfc6979-key.ts';

const SCHEME = 'ecdsa_secp256r1_sha256';

/** The key with another first byte of its point, which has `length` bytes and ends the key. */
export function withForm(spki: Uint8Array, length: number, form: number): Uint8Array {
  return spki.with(spki.length - length, form);
}

/** The contract of ECDSA on P-256: a part of the conformance suite. */
export function publicKeyConformance(provider: CryptoProvider, supports: ConditionalTests['supports']): void {
  const signing = supports('signatureSchemes', SCHEME);
  const spki = spkiOf(rfc6979.point);
  const pkcs8 = pkcs8Of(rfc6979.scalar);

  signing.test(signing.title('a signature verifies under its public key, and nothing else does'), (t) => {
    const key = provider.importPrivateKey(pkcs8);
    t.deepEqual([...key.signatureSchemes], [SCHEME]);
    const signature = provider.sign(SCHEME, key, rfc6979.message);
    t.true(provider.verify(SCHEME, spki, rfc6979.message, signature));
    t.true(provider.verify(SCHEME, spki, rfc6979.message, rfc6979.signature), 'the signature of RFC 6979');
    t.false(provider.verify(SCHEME, spki, Uint8Array.of(1), signature));
    t.false(provider.verify(SCHEME, spki, rfc6979.message, signature.subarray(1)));
    t.false(provider.verify(SCHEME, spki, rfc6979.message, Uint8Array.from([...signature, 0])));
    t.false(provider.verify(SCHEME, spki, rfc6979.message, new Uint8Array(0)));
  });

  signing.test(signing.title('a signature is not accepted under public keys of another form or value'), (t) => {
    const verifies = (publicKey: Uint8Array) => provider.verify(SCHEME, publicKey, rfc6979.message, rfc6979.signature);
    t.true(verifies(spki));
    t.false(verifies(new Uint8Array(0)));
    t.false(verifies(rfc6979.point), 'a bare point');
    t.false(verifies(Uint8Array.from([...spki, 0])), 'with a byte behind it');
    t.false(verifies(spki.subarray(0, 90)), 'cut short');
    const offCurve = spki.slice();
    offCurve[90] = (offCurve[90] ?? 0) ^ 1;
    t.false(verifies(offCurve), 'not on the curve');
    // 06 and 07, the hybrid form, precede both coordinates as well, and OpenSSL accepts them.
    for (const form of [0, 2, 3, 5, 6, 7, 0x84]) t.false(verifies(withForm(spki, 65, form)), `a point of form ${form}`);
    t.false(verifies(hex(`302a300506032b656e032100${'09'.repeat(32)}`)), 'an X25519 key');
    const otherCurve = spki.slice();
    otherCurve[22] = 0x01;
    t.false(verifies(otherCurve), 'on another curve');
  });

  signing.test(signing.title('neither random nor damaged bytes make verify throw'), (t) => {
    const answers = new Set<boolean>();
    const damaged = (bytes: Uint8Array) =>
      fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, change]) => {
        const copy = bytes.slice();
        copy[at] = (copy[at] ?? 0) ^ change;
        return copy;
      });
    const keys = fc.oneof(fc.uint8Array(), fc.constant(spki), damaged(spki));
    const signatures = fc.oneof(fc.uint8Array(), damaged(rfc6979.signature));
    fc.assert(
      fc.property(keys, signatures, (key, signature) => {
        answers.add(provider.verify(SCHEME, key, rfc6979.message, signature));
      }),
      { numRuns: 120 },
    );
    t.deepEqual([...answers], [false]);
  });

  signing.test(
    signing.title('bytes that are not a supported key are refused with ConfigError and nothing else'),
    (t) => {
      const refused = (bytes: Uint8Array, why: string) => {
        t.throws(
          () => provider.importPrivateKey(bytes),
          { instanceOf: ConfigError, code: 'ERR_WIRECHART_CONFIG', message: /^privateKey: / },
          why,
        );
      };
      refused(new Uint8Array(0), 'nothing');
      refused(rfc6979.scalar, 'a bare number');
      refused(spki, 'a public key');
      refused(Uint8Array.from([...pkcs8, 0]), 'with a byte behind it');
      refused(pkcs8.subarray(0, pkcs8.length - 1), 'cut short');
      refused(hex(`302e020100300506032b656e04220420${'11'.repeat(32)}`), 'an X25519 key');
      refused(pkcs8Of(new Uint8Array(32)), 'the number 0');
      refused(pkcs8Of(new Uint8Array(32).fill(0xff)), 'a number beyond the order');
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => refused(bytes, 'random bytes')),
        { numRuns: 60 },
      );
    },
  );

  signing.test(signing.title('a damaged key is imported or refused with ConfigError'), (t) => {
    let refused = 0;
    for (let at = 0; at < pkcs8.length; at++) {
      const damaged = pkcs8.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x81;
      try {
        provider.importPrivateKey(damaged);
      } catch (error) {
        t.true(error instanceof ConfigError, `byte ${at}: ${String(error)}`);
        refused++;
      }
    }
    t.true(refused >= 35, `${refused} refused: everything but the number itself has one spelling`);
  });

  signing.test(signing.title('a key of another provider is refused'), (t) => {
    const foreignKey = { signatureSchemes: [SCHEME] as const };
    t.throws(() => provider.sign(SCHEME, foreignKey, rfc6979.message), { instanceOf: ConfigError });
  });
}
