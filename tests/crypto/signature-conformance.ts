import {
  constants,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  type SigningOptions,
  sign as signWithNode,
  verify as verifyWithNode,
} from 'node:crypto';
import fc from 'fast-check';
import { hasKeyType } from '../../runtime/crypto/openssl/key-type.ts';
import type { CryptoProvider, SignatureSchemeName } from '../../runtime/crypto/provider.ts';
import { ConfigError } from '../../runtime/errors/config-error.ts';
import type { ConditionalTests } from './conditional-tests.ts';
import { withForm } from './public-key-conformance.ts';

interface ForeignKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const rsaPss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
const small = generateKeyPairSync('rsa', { modulusLength: 1024 });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' });
const ed25519 = generateKeyPairSync('ed25519');
const ed448 = generateKeyPairSync('ed448');

const pss = (saltLength: number): SigningOptions => ({ padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });

interface Scheme {
  readonly key: ForeignKey;
  readonly digest: 'sha256' | 'sha384' | 'sha512' | undefined;
  readonly options: SigningOptions;
}

/** Only where this Node has ML-DSA; the type declarations list the types of Node 20. */
const mlDsa: Readonly<Partial<Record<SignatureSchemeName, Scheme>>> = hasKeyType('ml-dsa-44')
  ? {
      mldsa44: { key: generateKeyPairSync('ml-dsa-44' as 'ed25519'), digest: undefined, options: {} },
      mldsa65: { key: generateKeyPairSync('ml-dsa-65' as 'ed25519'), digest: undefined, options: {} },
      mldsa87: { key: generateKeyPairSync('ml-dsa-87' as 'ed25519'), digest: undefined, options: {} },
    }
  : {};

const SCHEMES: Readonly<Partial<Record<SignatureSchemeName, Scheme>>> = {
  ecdsa_secp384r1_sha384: { key: p384, digest: 'sha384', options: { dsaEncoding: 'der' } },
  ecdsa_secp521r1_sha512: { key: p521, digest: 'sha512', options: { dsaEncoding: 'der' } },
  ed25519: { key: ed25519, digest: undefined, options: {} },
  ed448: { key: ed448, digest: undefined, options: {} },
  rsa_pss_rsae_sha256: { key: rsa, digest: 'sha256', options: pss(32) },
  rsa_pss_rsae_sha384: { key: rsa, digest: 'sha384', options: pss(48) },
  rsa_pss_rsae_sha512: { key: rsa, digest: 'sha512', options: pss(64) },
  rsa_pss_pss_sha256: { key: rsaPss, digest: 'sha256', options: pss(32) },
  rsa_pss_pss_sha384: { key: rsaPss, digest: 'sha384', options: pss(48) },
  rsa_pss_pss_sha512: { key: rsaPss, digest: 'sha512', options: pss(64) },
  ...mlDsa,
};

const MESSAGE = Uint8Array.from(Buffer.from('what the peer signs'));

/** SubjectPublicKeyInfo. */
function spkiDer(key: KeyObject): Uint8Array {
  return Uint8Array.from(key.export({ format: 'der', type: 'spki' }));
}

/** PrivateKeyInfo. */
function pkcs8Der(key: KeyObject): Uint8Array {
  return Uint8Array.from(key.export({ format: 'der', type: 'pkcs8' }));
}

/** A key for RSASSA-PSS whose parameters name one hash and a least salt length. */
function boundPair(hash: string, saltLength: number): ForeignKey {
  return generateKeyPairSync('rsa-pss', {
    modulusLength: 2048,
    hashAlgorithm: hash,
    mgf1HashAlgorithm: hash,
    // The type declarations say string; Node accepts only a number.
    saltLength: saltLength as never,
  });
}

/** The contract of the schemes other than ECDSA on P-256: a part of the conformance suite. */
export function signatureConformance(provider: CryptoProvider, supports: ConditionalTests['supports']): void {
  for (const [name, { key, digest, options }] of Object.entries(SCHEMES)) {
    const scheme = name as SignatureSchemeName;
    const on = supports('signatureSchemes', scheme);
    const spki = spkiDer(key.publicKey);
    const signature = Uint8Array.from(signWithNode(digest, MESSAGE, { key: key.privateKey, ...options }));

    on.test(on.title(`${scheme}: a foreign signature verifies under its key, and nothing else does`), (t) => {
      t.true(provider.verify(scheme, spki, MESSAGE, signature));
      t.false(provider.verify(scheme, spki, MESSAGE.subarray(1), signature));
      t.false(provider.verify(scheme, spki, MESSAGE, signature.subarray(1)));
      t.false(provider.verify(scheme, spki, MESSAGE, Uint8Array.from([...signature, 0])));
      t.false(provider.verify(scheme, spki, MESSAGE, new Uint8Array(0)));
      t.false(provider.verify(scheme, Uint8Array.from([...spki, 0]), MESSAGE, signature), 'a byte behind the key');
      t.false(provider.verify(scheme, spki.subarray(0, -1), MESSAGE, signature), 'a key cut short');
      t.false(provider.verify(scheme, new Uint8Array(0), MESSAGE, signature), 'no key');
      if (key === p384 || key === p521) {
        const length = key === p384 ? 97 : 133;
        for (const form of [0, 2, 3, 5, 6, 7, 0x84]) {
          t.false(provider.verify(scheme, withForm(spki, length, form), MESSAGE, signature), `a point of form ${form}`);
        }
      }
      for (const other of provider.capabilities.signatureSchemes) {
        if (other !== scheme) t.false(provider.verify(other, spki, MESSAGE, signature), `as ${other}`);
      }
    });

    if (!name.startsWith('rsa_')) {
      on.test(on.title(`${scheme}: a key signs with this scheme only, as OpenSSL verifies it`), (t) => {
        const imported = provider.importPrivateKey(pkcs8Der(key.privateKey));
        t.deepEqual([...imported.signatureSchemes], [scheme]);
        const made = provider.sign(scheme, imported, MESSAGE);
        t.is(Object.getPrototypeOf(made), Uint8Array.prototype);
        t.true(verifyWithNode(digest, MESSAGE, { key: key.publicKey, ...options }, made));
        t.true(provider.verify(scheme, spki, MESSAGE, made));
        const other = scheme === 'ed25519' ? 'ed448' : 'ed25519';
        t.throws(() => provider.sign(other, imported, MESSAGE), { instanceOf: ConfigError });
      });

      on.test(on.title(`${scheme}: a damaged key is imported or refused with ConfigError`), (t) => {
        const pkcs8 = pkcs8Der(key.privateKey);
        for (const bytes of [pkcs8.subarray(0, -1), Uint8Array.from([...pkcs8, 0])]) {
          t.throws(() => provider.importPrivateKey(bytes), { instanceOf: ConfigError, message: /^privateKey: / });
        }
        for (let at = 0; at < pkcs8.length; at += pkcs8.length > 1000 ? 101 : 1) {
          const damaged = pkcs8.slice();
          damaged[at] = (damaged[at] ?? 0) ^ 0x41;
          try {
            provider.importPrivateKey(damaged);
          } catch (error) {
            t.true(error instanceof ConfigError, `byte ${at}: ${String(error)}`);
          }
        }
        t.pass();
      });
    }

    if (name.startsWith('rsa_')) {
      on.test(on.title(`${scheme}: a signature that starts with a zero is not valid without it`), (t) => {
        let zero = signature;
        // The salt is random: one signature in 256 starts with a zero.
        while (zero[0] !== 0)
          zero = Uint8Array.from(signWithNode(digest, MESSAGE, { key: key.privateKey, ...options }));
        t.true(provider.verify(scheme, spki, MESSAGE, zero));
        t.false(provider.verify(scheme, spki, MESSAGE, zero.subarray(1)));
      });
    }

    on.test(on.title(`${scheme}: damaged keys and signatures give false and never throw`), (t) => {
      const damaged = (bytes: Uint8Array) =>
        fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, change]) => {
          const copy = bytes.slice();
          copy[at] = (copy[at] ?? 0) ^ change;
          return copy;
        });
      const answers = new Set<boolean>();
      fc.assert(
        fc.property(damaged(spki), damaged(signature), fc.uint8Array(), (badKey, badSignature, garbage) => {
          answers.add(provider.verify(scheme, spki, MESSAGE, badSignature));
          answers.add(provider.verify(scheme, spki, MESSAGE, garbage));
          answers.add(provider.verify(scheme, garbage, MESSAGE, signature));
          answers.add(provider.verify(scheme, badKey, MESSAGE, badSignature));
        }),
        { numRuns: 30 },
      );
      t.deepEqual([...answers], [false]);
    });
  }

  const rsaOn = supports('signatureSchemes', 'rsa_pss_rsae_sha256');

  rsaOn.test(
    rsaOn.title('an RSA key signs with every RSASSA-PSS scheme of its kind, as OpenSSL verifies them'),
    (t) => {
      for (const [key, kind] of [
        [rsa, 'rsae'],
        [rsaPss, 'pss'],
      ] as const) {
        const imported = provider.importPrivateKey(pkcs8Der(key.privateKey));
        t.deepEqual(
          [...imported.signatureSchemes],
          [`rsa_pss_${kind}_sha256`, `rsa_pss_${kind}_sha384`, `rsa_pss_${kind}_sha512`],
        );
        for (const scheme of imported.signatureSchemes) {
          const { digest, options } = SCHEMES[scheme] ?? { digest: undefined, options: {} };
          const signature = provider.sign(scheme, imported, MESSAGE);
          t.is(Object.getPrototypeOf(signature), Uint8Array.prototype);
          t.true(verifyWithNode(digest, MESSAGE, { key: key.publicKey, ...options }, signature), scheme);
        }
        t.throws(() => provider.sign('ecdsa_secp256r1_sha256', imported, MESSAGE), { instanceOf: ConfigError });
      }
    },
  );

  rsaOn.test(rsaOn.title('a salt of another length than the digest is refused'), (t) => {
    for (const length of [0, 20, 31, 33, 222]) {
      const signature = signWithNode('sha256', MESSAGE, { key: rsa.privateKey, ...pss(length) });
      t.false(provider.verify('rsa_pss_rsae_sha256', spkiDer(rsa.publicKey), MESSAGE, signature), `${length}`);
    }
    const pkcs1 = signWithNode('sha256', MESSAGE, rsa.privateKey);
    t.false(provider.verify('rsa_pss_rsae_sha256', spkiDer(rsa.publicKey), MESSAGE, pkcs1), 'PKCS #1 v1.5');
  });

  rsaOn.test(rsaOn.title('the parameters of an RSASSA-PSS key limit its signatures to one hash'), (t) => {
    const bound = boundPair('sha384', 48);
    const key = provider.importPrivateKey(pkcs8Der(bound.privateKey));
    t.deepEqual([...key.signatureSchemes], ['rsa_pss_pss_sha384']);
    const signature = provider.sign('rsa_pss_pss_sha384', key, MESSAGE);
    const spki = spkiDer(bound.publicKey);
    t.true(provider.verify('rsa_pss_pss_sha384', spki, MESSAGE, signature));
    t.false(provider.verify('rsa_pss_pss_sha256', spki, MESSAGE, signature));
    const greedy = boundPair('sha256', 64);
    t.throws(() => provider.importPrivateKey(pkcs8Der(greedy.privateKey)), { instanceOf: ConfigError });
  });

  rsaOn.test(rsaOn.title('RSA keys of an unusual size are refused, ours and the peer’s'), (t) => {
    t.throws(() => provider.importPrivateKey(pkcs8Der(small.privateKey)), { instanceOf: ConfigError });
    const signature = signWithNode('sha256', MESSAGE, { key: small.privateKey, ...pss(32) });
    t.false(provider.verify('rsa_pss_rsae_sha256', spkiDer(small.publicKey), MESSAGE, signature));
    const { n = '' } = rsa.publicKey.export({ format: 'jwk' });
    for (const e of ['AQ', Buffer.alloc(256, 0x7f).toString('base64url'), Buffer.alloc(5, 1).toString('base64url')]) {
      const strange = spkiDer(createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' }));
      t.false(provider.verify('rsa_pss_rsae_sha256', strange, MESSAGE, new Uint8Array(256)), e);
    }
    const huge = Buffer.alloc(8193 / 8 + 1, 0xff).toString('base64url');
    const slow = spkiDer(createPublicKey({ key: { kty: 'RSA', n: huge, e: 'AQAB' }, format: 'jwk' }));
    t.false(provider.verify('rsa_pss_rsae_sha256', slow, MESSAGE, new Uint8Array(1025)));
  });

  rsaOn.test(rsaOn.title('a damaged RSA key is imported or refused with ConfigError, and never signs wrongly'), (t) => {
    const pkcs8 = pkcs8Der(rsa.privateKey);
    t.throws(() => provider.importPrivateKey(Uint8Array.from([...pkcs8, 0])), { instanceOf: ConfigError });
    t.throws(() => provider.importPrivateKey(pkcs8.subarray(0, -1)), { instanceOf: ConfigError });
    let refused = 0;
    let taken = 0;
    for (let at = 0; at < pkcs8.length; at += 23) {
      const damaged = pkcs8.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x41;
      try {
        const key = provider.importPrivateKey(damaged);
        taken++;
        const signature = provider.sign('rsa_pss_rsae_sha256', key, MESSAGE);
        t.true(provider.verify('rsa_pss_rsae_sha256', spkiDer(rsa.publicKey), MESSAGE, signature), `byte ${at}`);
      } catch (error) {
        t.true(error instanceof ConfigError, `byte ${at}: ${String(error)}`);
        refused++;
      }
    }
    // OpenSSL verifies its result and falls back to the private exponent, so wrong factors still give valid signatures.
    t.true(refused >= 10 && taken > 0, `${refused} refused, ${taken} taken`);
  });
}
