import type { MlKemName } from '../ml-kem.ts';
import type { EcAlgorithm, EdAlgorithm } from '../private-key-info.ts';
import type { AeadName, EcdheGroupName, HashName, SignatureSchemeName } from '../provider.ts';

/** The numbers of algorithms in the addon: native/src/core/aead.h, key-algorithm.h, signature.cc. */
export const AEAD_IDS: Readonly<Record<AeadName, number>> = {
  'aes-128-gcm': 0,
  'aes-256-gcm': 1,
  'chacha20-poly1305': 2,
  'aes-128-ccm': 3,
  'aes-128-ccm-8': 4,
};

export const HASH_IDS: Readonly<Record<HashName, number>> = { sha256: 0, sha384: 1 };

export const KEY_IDS: Readonly<Record<EcdheGroupName | EcAlgorithm | EdAlgorithm | MlKemName, number>> = {
  x25519: 0,
  x448: 1,
  secp256r1: 2,
  secp384r1: 3,
  secp521r1: 4,
  ed25519: 5,
  ed448: 6,
  'ml-kem-768': 10,
  'ml-kem-1024': 11,
};

interface Scheme {
  readonly id: number;
  /** The number of the algorithm of its keys; undefined: RSA. */
  readonly key: number | undefined;
}

/** The signature schemes, preferred first. */
export const SCHEMES: Readonly<Record<SignatureSchemeName, Scheme>> = {
  ecdsa_secp256r1_sha256: { id: 0, key: KEY_IDS.secp256r1 },
  ed25519: { id: 3, key: KEY_IDS.ed25519 },
  rsa_pss_rsae_sha256: { id: 5, key: undefined },
  ecdsa_secp384r1_sha384: { id: 1, key: KEY_IDS.secp384r1 },
  rsa_pss_rsae_sha384: { id: 6, key: undefined },
  ecdsa_secp521r1_sha512: { id: 2, key: KEY_IDS.secp521r1 },
  rsa_pss_rsae_sha512: { id: 7, key: undefined },
  rsa_pss_pss_sha256: { id: 8, key: undefined },
  rsa_pss_pss_sha384: { id: 9, key: undefined },
  rsa_pss_pss_sha512: { id: 10, key: undefined },
  ed448: { id: 4, key: KEY_IDS.ed448 },
  mldsa44: { id: 11, key: 7 },
  mldsa65: { id: 12, key: 8 },
  mldsa87: { id: 13, key: 9 },
};

/** Bytes: of ML-DSA-87, FIPS 204 table 2. */
export const LONGEST_SIGNATURE = 4627;
