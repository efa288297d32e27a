import { createHash, getCiphers, getCurves, hash, randomFillSync, timingSafeEqual } from 'node:crypto';
import { refuseUnknownOptions } from '../../errors/option-names.ts';
import { isCcm } from '../ccm-name.ts';
import { KeyExchange } from '../key-exchange.ts';
import type { MlKem } from '../ml-kem.ts';
import { checkMlKem } from '../ml-kem-option.ts';
import type { AeadName, CryptoProvider, EcdheGroupName, SignatureSchemeName } from '../provider.ts';
import { RunningHash } from '../running-hash.ts';
import { requireSigningKey } from '../signing-key.ts';
import { OpensslAead } from './aead.ts';
import { OpensslCcm } from './ccm.ts';
import { opensslHmac } from './hmac.ts';
import { type NistCurve, OPENSSL_CURVES, opensslKeyPair } from './key-pair.ts';
import { hasKeyType } from './key-type.ts';
import { opensslMlKem } from './ml-kem.ts';
import { OpensslPrivateKey } from './private-key.ts';
import { opensslRecordNumberMask } from './record-number-mask.ts';
import { opensslVerify } from './signature.ts';

const HASHES = { createHash, hash } as const;

/** Options of the OpenSSL provider. */
export interface OpensslProviderOptions {
  /**
   * ML-KEM for a Node that has none, which is before 24.7: `mlKem` of `wirechart/crypto/post-quantum`. That of
   * `node:crypto` is preferred. Default: none.
   */
  readonly mlKem?: MlKem | undefined;
}

/**
 * OpenSSL through `node:crypto`: the provider for production. Its randomness, key pairs and signatures cannot be seeded.
 * Throws ConfigError for an unknown option.
 */
export function createOpensslProvider(options: OpensslProviderOptions = {}): CryptoProvider {
  refuseUnknownOptions(options, { mlKem: true }, 'createOpensslProvider()');
  checkMlKem(options.mlKem);
  const random = (target: Uint8Array): void => {
    randomFillSync(target);
  };
  const keyExchange = new KeyExchange({
    curves: availableCurves(),
    ecdheKeyPair: opensslKeyPair,
    mlKem: opensslMlKem ?? options.mlKem,
    random,
  });
  return {
    name: 'openssl',
    capabilities: {
      aeads: availableAeads(),
      hashes: ['sha256', 'sha384'],
      groups: keyExchange.groups,
      signatureSchemes: availableSchemes(),
      deterministic: false,
    },
    random,
    hash: (name) => new RunningHash(name, HASHES),
    hmac: opensslHmac,
    aead: (name, key) => (isCcm(name) ? new OpensslCcm(name, key) : new OpensslAead(name, key)),
    recordNumberMask: opensslRecordNumberMask,
    generateKeyPair: (group) => keyExchange.generateKeyPair(group),
    respond: (group, clientShare) => keyExchange.respond(group, clientShare),
    importPrivateKey: (pkcs8) => new OpensslPrivateKey(pkcs8),
    sign: (scheme, key, message) => requireSigningKey(key, OpensslPrivateKey, scheme).sign(scheme, message),
    verify: opensslVerify,
    equal: (a, b) => a.length === b.length && timingSafeEqual(a, b),
  };
}

/** The provider without options. */
export const opensslProvider: CryptoProvider = createOpensslProvider();

/** FIPS builds lack X25519 and X448; libraries other than OpenSSL lack X448 or P-521. */
function availableCurves(): EcdheGroupName[] {
  const curves = new Set(getCurves());
  const groups: EcdheGroupName[] = [];
  if (hasKeyType('x25519')) groups.push('x25519');
  for (const [group, name] of Object.entries(OPENSSL_CURVES)) if (curves.has(name)) groups.push(group as NistCurve);
  if (hasKeyType('x448')) groups.push('x448');
  return groups;
}

/** What is not in every OpenSSL: Ed448, and ML-DSA before Node 24.6 or OpenSSL 3.5. */
function availableSchemes(): SignatureSchemeName[] {
  const schemes: SignatureSchemeName[] = [
    'ecdsa_secp256r1_sha256',
    'ed25519',
    'rsa_pss_rsae_sha256',
    'ecdsa_secp384r1_sha384',
    'rsa_pss_rsae_sha384',
    'ecdsa_secp521r1_sha512',
    'rsa_pss_rsae_sha512',
    'rsa_pss_pss_sha256',
    'rsa_pss_pss_sha384',
    'rsa_pss_pss_sha512',
  ];
  if (hasKeyType('ed448')) schemes.push('ed448');
  if (hasKeyType('ml-dsa-44')) schemes.push('mldsa44', 'mldsa65', 'mldsa87');
  return schemes;
}

/**
 * FIPS builds lack ChaCha20. Some libraries that implement node:crypto lack the unauthenticated form, which the mask
 * needs.
 */
function availableAeads(): AeadName[] {
  const ciphers = new Set(getCiphers());
  const aeads: AeadName[] = [];
  if (ciphers.has('aes-128-gcm') && ciphers.has('aes-128-ecb')) aeads.push('aes-128-gcm');
  if (ciphers.has('aes-256-gcm') && ciphers.has('aes-256-ecb')) aeads.push('aes-256-gcm');
  if (ciphers.has('chacha20-poly1305') && ciphers.has('chacha20')) aeads.push('chacha20-poly1305');
  if (ciphers.has('aes-128-ccm') && ciphers.has('aes-128-ecb')) aeads.push('aes-128-ccm', 'aes-128-ccm-8');
  return aeads;
}
