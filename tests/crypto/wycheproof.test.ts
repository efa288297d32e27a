import { createECDH, createPrivateKey } from 'node:crypto';
import test from 'ava';
import { digestLength, hkdfExpand, hkdfExtract } from '../../runtime/crypto/hkdf.ts';
import { keyFunctions, loadCryptoAddon } from '../../runtime/crypto/native/addon.ts';
import { importedKeyPair } from '../../runtime/crypto/native/key-exchange.ts';
import type { NistCurve } from '../../runtime/crypto/openssl/key-pair.ts';
import * as openssl from '../../runtime/crypto/openssl/key-pair.ts';
import { createOpensslProvider } from '../../runtime/crypto/openssl/provider.ts';
import * as portable from '../../runtime/crypto/portable/key-pair.ts';
import { createPortableProvider } from '../../runtime/crypto/portable/provider.ts';
import { mlKem } from '../../runtime/crypto/post-quantum/index.ts';
import type { AeadName, CryptoProvider, KeyPair } from '../../runtime/crypto/provider.ts';
import { ConfigError } from '../../runtime/errors/config-error.ts';
import { digits, hex } from './hex.ts';
import { nativeProvider } from './providers.ts';
import { spkiOf } from './rfc6979-key.ts';
import { type Outcome, type WycheproofCase, wycheproofTest } from './wycheproof.ts';

/** A provider, and its internal functions that make key pairs of a given private key. */
interface Subject {
  readonly provider: CryptoProvider;
  readonly xdh: (group: 'x25519' | 'x448', scalar: Uint8Array) => KeyPair;
  readonly ecdh: (group: NistCurve, scalar: Uint8Array) => KeyPair;
}

const XDH_PKCS8 = { x25519: '302e020100300506032b656e04220420', x448: '3046020100300506032b656f043a0438' } as const;

/** The provider on the addon, where the addon fits. */
function nativeSubjects(): Subject[] {
  if (nativeProvider === undefined) return [];
  const addon = keyFunctions(loadCryptoAddon(undefined));
  const importPair: Subject['ecdh'] & Subject['xdh'] = (group, scalar) => importedKeyPair(addon, group, scalar);
  return [{ provider: nativeProvider, xdh: importPair, ecdh: importPair }];
}

const subjects: readonly Subject[] = [
  ...nativeSubjects(),
  {
    provider: createOpensslProvider({ mlKem }),
    xdh: (group, scalar) => {
      const pkcs8 = Buffer.concat([hex(XDH_PKCS8[group]), scalar]);
      return openssl.xdhKeyPair(group, createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }));
    },
    ecdh: (group, scalar) => {
      const ecdh = createECDH(openssl.OPENSSL_CURVES[group]);
      ecdh.setPrivateKey(scalar);
      return openssl.ecdhKeyPair(group, ecdh);
    },
  },
  {
    provider: createPortableProvider({ mlKem }),
    xdh: portable.xdhKeyPair,
    ecdh: portable.ecdhKeyPair,
  },
];

interface AeadGroup {
  readonly ivSize: number;
  readonly keySize: number;
  readonly tagSize: number;
}

interface AeadCase extends WycheproofCase {
  readonly key: string;
  readonly iv: string;
  readonly aad: string;
  readonly msg: string;
  readonly ct: string;
  readonly tag: string;
}

/** Accepted: the record opens to the message, and sealing the message gives the record. */
function aeadOutcome(provider: CryptoProvider, name: AeadName, one: AeadCase): Outcome {
  const aead = provider.aead(name, hex(one.key));
  const iv = hex(one.iv);
  const sealed = `${one.aad}${one.ct}${one.tag}`;
  const at = one.aad.length / 2;
  const opened = hex(sealed);
  if (!aead.open(iv, opened, 0, at, opened.length - at)) return 'refused';
  const resealed = hex(`${one.aad}${one.msg}${'00'.repeat(aead.tagLength)}`);
  aead.seal(iv, resealed, 0, at, one.msg.length / 2);
  const same = digits(resealed) === sealed && digits(opened.subarray(0, -aead.tagLength)) === one.aad + one.msg;
  return same ? 'accepted' : 'wrong';
}

interface AgreementCase extends WycheproofCase {
  readonly public: string;
  readonly private: string;
  readonly shared: string;
}

function agreementOutcome(pair: KeyPair, one: AgreementCase): Outcome {
  const secret = pair.agree(hex(one.public));
  if (secret === undefined) return 'refused';
  return digits(secret) === one.shared ? 'accepted' : 'wrong';
}

interface EcdsaGroup {
  readonly publicKey: { readonly uncompressed: string };
}

interface EcdsaCase extends WycheproofCase {
  readonly msg: string;
  readonly sig: string;
  readonly ctx?: string;
}

interface HkdfCase extends WycheproofCase {
  readonly ikm: string;
  readonly salt: string;
  readonly info: string;
  readonly size: number;
  readonly okm: string;
}

interface HmacCase extends WycheproofCase {
  readonly key: string;
  readonly msg: string;
  readonly tag: string;
}

/** Wycheproof writes numbers as signed integers: a zero byte before a set high bit, and no other leading zeros. */
function scalarOf(number: string, length: number): Uint8Array {
  return hex(number.replace(/^0+/, '').padStart(2 * length, '0'));
}

for (const { provider, xdh, ecdh } of subjects) {
  wycheproofTest<AeadGroup, AeadCase>({
    title: `${provider.name}: AES-GCM of Wycheproof, with keys of 128 and 256 bits, 96-bit iv and 128-bit tag`,
    file: 'aes_gcm_test.json',
    count: 133,
    outcome: (one, group) => {
      if (group.ivSize !== 96 || group.tagSize !== 128 || group.keySize === 192) return undefined;
      return aeadOutcome(provider, group.keySize === 128 ? 'aes-128-gcm' : 'aes-256-gcm', one);
    },
  });

  wycheproofTest<AeadGroup, AeadCase>({
    title: `${provider.name}: ChaCha20-Poly1305 of Wycheproof, with a 96-bit iv`,
    file: 'chacha20_poly1305_test.json',
    count: 316,
    outcome: (one, group) => {
      if (group.ivSize !== 96) return undefined;
      return aeadOutcome(provider, 'chacha20-poly1305', one);
    },
  });

  // Other tag lengths are AEADs that TLS does not use, with the same code.
  for (const [name, tagSize, count] of [
    ['aes-128-ccm', 128, 78],
    ['aes-128-ccm-8', 64, 8],
  ] as const) {
    wycheproofTest<AeadGroup, AeadCase>({
      title: `${provider.name}: ${name} of Wycheproof, with a 96-bit iv`,
      file: 'aes_ccm_test.json',
      count,
      outcome: (one, group) => {
        if (group.ivSize !== 96 || group.keySize !== 128 || group.tagSize !== tagSize) return undefined;
        return aeadOutcome(provider, name, one);
      },
    });
  }

  for (const [group, count] of [
    ['x25519', 518],
    ['x448', 510],
  ] as const) {
    wycheproofTest<unknown, AgreementCase>({
      title: `${provider.name}: ${group} of Wycheproof, all-zero results refused and all others computed`,
      file: `${group}_test.json`,
      count,
      outcome: (one) => agreementOutcome(xdh(group, hex(one.private)), one),
      // Twists, non-canonical and special public keys are computed as RFC 7748 says; RFC 9846 section 7.4.2 forbids zero.
      wanted: (one) => !one.flags.includes('ZeroSharedSecret'),
    });
  }

  // Slow in JavaScript: the many cases that double a point run with OpenSSL only.
  const slow = provider.name === 'portable';
  for (const [group, scalarLength, count] of [
    ['secp256r1', 32, 355],
    ['secp384r1', 48, slow ? 125 : 790],
    ['secp521r1', 66, slow ? 131 : 661],
  ] as const) {
    wycheproofTest<unknown, AgreementCase>({
      title: `${provider.name}: ECDH on ${group} of Wycheproof, points off the curve and compressed ones refused`,
      file: `ecdh_${group}_ecpoint_test.json`,
      count,
      outcome: (one) => {
        if (slow && group !== 'secp256r1' && one.flags.includes('EdgeCaseDoubling')) return undefined;
        return agreementOutcome(ecdh(group, scalarOf(one.private, scalarLength)), one);
      },
      // CompressedPoint is the only flag here; TLS 1.3 has no compressed shares.
      wanted: () => false,
    });
  }

  wycheproofTest<EcdsaGroup, EcdsaCase>({
    title: `${provider.name}: ECDSA on P-256 with SHA-256 of Wycheproof`,
    file: 'ecdsa_secp256r1_sha256_test.json',
    count: 484,
    outcome: (one, group) => {
      const spki = spkiOf(hex(group.publicKey.uncompressed));
      return provider.verify('ecdsa_secp256r1_sha256', spki, hex(one.msg), hex(one.sig)) ? 'accepted' : 'refused';
    },
  });

  for (const [scheme, file, count] of [
    ['ecdsa_secp384r1_sha384', 'ecdsa_secp384r1_sha384_test.json', 504],
    ['ecdsa_secp521r1_sha512', 'ecdsa_secp521r1_sha512_test.json', 542],
    ['ed25519', 'ed25519_test.json', 151],
    ['ed448', 'ed448_test.json', 87],
    ['rsa_pss_rsae_sha256', 'rsa_pss_2048_sha256_mgf1_32_test.json', 108],
    ['rsa_pss_rsae_sha384', 'rsa_pss_2048_sha384_mgf1_48_test.json', 141],
    ['mldsa44', 'mldsa_44_verify_test.json', 173],
    ['mldsa65', 'mldsa_65_verify_test.json', 203],
    ['mldsa87', 'mldsa_87_verify_test.json', 234],
  ] as const) {
    const has = provider.capabilities.signatureSchemes.includes(scheme);
    if (!has) {
      test.skip(`${provider.name}: ${scheme} of Wycheproof (skipped: the provider lacks it)`, () => {});
      continue;
    }
    wycheproofTest<{ readonly publicKeyDer: string }, EcdsaCase>({
      title: `${provider.name}: ${scheme} of Wycheproof`,
      file,
      count,
      outcome: (one, group) => {
        // ML-DSA in TLS has an empty context.
        if (one.ctx !== undefined && one.ctx !== '') return undefined;
        return provider.verify(scheme, hex(group.publicKeyDer), hex(one.msg), hex(one.sig)) ? 'accepted' : 'refused';
      },
    });
  }

  for (const [hash, hkdfCount] of [
    ['sha256', 86],
    ['sha384', 83],
  ] as const) {
    wycheproofTest<unknown, HkdfCase>({
      title: `${provider.name}: HKDF with ${hash} of Wycheproof`,
      file: `hkdf_${hash}_test.json`,
      count: hkdfCount,
      outcome: (one) => {
        const salt = one.salt === '' ? new Uint8Array(digestLength(hash)) : hex(one.salt);
        const pseudorandomKey = hkdfExtract(provider, hash, salt, hex(one.ikm));
        try {
          const found = digits(hkdfExpand(provider, hash, pseudorandomKey, hex(one.info), one.size));
          return found === one.okm ? 'accepted' : 'wrong';
        } catch (error) {
          if (error instanceof ConfigError) return 'refused';
          throw error;
        }
      },
    });

    wycheproofTest<{ readonly tagSize: number }, HmacCase>({
      title: `${provider.name}: HMAC with ${hash} of Wycheproof`,
      file: `hmac_${hash}_test.json`,
      count: 174,
      outcome: (one, group) => {
        const full = provider.hmac(hash, hex(one.key), hex(one.msg));
        return provider.equal(full.subarray(0, group.tagSize / 8), hex(one.tag)) ? 'accepted' : 'refused';
      },
    });
  }
}
