import { constants, createPublicKey, type KeyObject, type SigningOptions, verify } from 'node:crypto';
import { wholeSequence } from '../../der/der-reader.ts';
import type { SignatureSchemeName } from '../provider.ts';
import { RecentKeys } from '../recent-keys.ts';
import { isPlainKeyScheme, type PlainKeyScheme, plainPublicKey } from '../subject-public-key-info.ts';
import { base64url, importJwk } from './jwk.ts';

/** The arguments of node:crypto for a scheme. */
export interface SchemeParameters {
  /** Undefined: the scheme includes its hash. */
  readonly digest: string | undefined;
  readonly options: SigningOptions & { readonly dsaEncoding?: 'der' };
}

const pss = (digest: string): SchemeParameters => ({
  digest,
  options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
});

/** RFC 9846 section 4.3.3: the salt of RSASSA-PSS is as long as the digest, and MGF1 uses the same hash. */
export const SCHEMES: Readonly<Record<SignatureSchemeName, SchemeParameters>> = {
  ecdsa_secp256r1_sha256: { digest: 'sha256', options: { dsaEncoding: 'der' } },
  ecdsa_secp384r1_sha384: { digest: 'sha384', options: { dsaEncoding: 'der' } },
  ecdsa_secp521r1_sha512: { digest: 'sha512', options: { dsaEncoding: 'der' } },
  ed25519: { digest: undefined, options: {} },
  ed448: { digest: undefined, options: {} },
  rsa_pss_rsae_sha256: pss('sha256'),
  rsa_pss_rsae_sha384: pss('sha384'),
  rsa_pss_rsae_sha512: pss('sha512'),
  rsa_pss_pss_sha256: pss('sha256'),
  rsa_pss_pss_sha384: pss('sha384'),
  rsa_pss_pss_sha512: pss('sha512'),
  mldsa44: { digest: undefined, options: {} },
  mldsa65: { digest: undefined, options: {} },
  mldsa87: { digest: undefined, options: {} },
};

/** Bits of a modulus: shorter ones are weak. The maximum bounds the time of a verification, which the peer chooses. */
const MIN_MODULUS = 2048;
const MAX_MODULUS = 8192;
/**
 * Every exponent in use is 65537 or smaller. A verification with an exponent as long as the modulus is as slow as a
 * signature.
 */
const MAX_EXPONENT = 2 ** 32;

/** Whether an RSA key has an accepted size. `type`: with the OID rsaEncryption, or with that of RSASSA-PSS. */
export function isUsableRsaKey(key: KeyObject, type: 'rsa' | 'rsa-pss'): boolean {
  if (key.asymmetricKeyType !== type) return false;
  const { modulusLength = 0, publicExponent = 0 } = key.asymmetricKeyDetails ?? {};
  return (
    modulusLength >= MIN_MODULUS && modulusLength <= MAX_MODULUS && publicExponent >= 3 && publicExponent < MAX_EXPONENT
  );
}

const recentKeys = new RecentKeys<KeyObject>();

/** False for malformed input and for a key of another kind than the scheme's; never throws. */
export function opensslVerify(
  scheme: SignatureSchemeName,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const { digest, options } = SCHEMES[scheme];
  try {
    const key = recentKeys.get(scheme, publicKey, () =>
      isPlainKeyScheme(scheme) ? plainKey(scheme, publicKey) : rsaKey(scheme, publicKey),
    );
    if (key === undefined || !isAsLongAsItsKey(signature, key)) return false;
    return verify(digest, message, { key, ...options }, signature);
  } catch {
    return false;
  }
}

/** The names of curves in a JWK. Other keys are imported from DER. */
const JWK_CURVES: Readonly<Partial<Record<SignatureSchemeName, string>>> = {
  ecdsa_secp256r1_sha256: 'P-256',
  ecdsa_secp384r1_sha384: 'P-384',
  ecdsa_secp521r1_sha512: 'P-521',
  ed25519: 'Ed25519',
  ed448: 'Ed448',
};

function plainKey(scheme: PlainKeyScheme, spki: Uint8Array): KeyObject | undefined {
  const key = plainPublicKey(scheme, spki);
  if (key === undefined) return undefined;
  const crv = JWK_CURVES[scheme];
  if (crv === undefined) return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  if (scheme === 'ed25519' || scheme === 'ed448') return importJwk({ kty: 'OKP', crv, x: base64url(key) });
  // 04, x, y
  const half = (key.length - 1) / 2;
  return importJwk({
    kty: 'EC',
    crv,
    x: base64url(key.subarray(1, 1 + half)),
    y: base64url(key.subarray(1 + half)),
  });
}

function rsaKey(scheme: SignatureSchemeName, spki: Uint8Array): KeyObject | undefined {
  if (!isOneSequence(spki)) return undefined;
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  return isUsableRsaKey(key, rsaKeyType(scheme)) ? key : undefined;
}

/** RFC 8017 section 8.1.2: leading zeros are part of an RSA signature. OpenSSL accepts it without them. */
function isAsLongAsItsKey(signature: Uint8Array, { asymmetricKeyDetails }: KeyObject): boolean {
  const bits = asymmetricKeyDetails?.modulusLength;
  return bits === undefined || signature.length === Math.ceil(bits / 8);
}

/** RFC 9846 section 4.3.3: the OID of the key decides between the two families of RSASSA-PSS. */
function rsaKeyType(scheme: SignatureSchemeName): 'rsa' | 'rsa-pss' {
  return scheme.startsWith('rsa_pss_pss') ? 'rsa-pss' : 'rsa';
}

/** OpenSSL reads the first element and ignores what follows it. */
function isOneSequence(der: Uint8Array): boolean {
  try {
    wholeSequence(der);
    return true;
  } catch {
    return false;
  }
}
