import { createHash, createHmac, getCiphers, randomFillSync, timingSafeEqual } from 'node:crypto';
import { digestLength } from '../hkdf.ts';
import type { AeadName, CryptoProvider, Hash, HashName } from '../provider.ts';
import { requireSigningKey } from '../signing-key.ts';
import { OpensslAead } from './aead.ts';
import { opensslKeyPair } from './key-pair.ts';
import { OpensslPrivateKey } from './private-key.ts';
import { opensslRecordNumberMask } from './record-number-mask.ts';
import { opensslVerify } from './signature.ts';

/**
 * OpenSSL through `node:crypto`: the provider for production. Its randomness, key pairs and
 * signatures cannot be seeded.
 */
export const opensslProvider: CryptoProvider = {
  name: 'openssl',
  capabilities: {
    aeads: availableAeads(),
    hashes: ['sha256', 'sha384'],
    groups: ['x25519', 'secp256r1'],
    signatureSchemes: [
      'ecdsa_secp256r1_sha256',
      'ed25519',
      'rsa_pss_rsae_sha256',
      'ecdsa_secp384r1_sha384',
      'rsa_pss_rsae_sha384',
      'rsa_pss_rsae_sha512',
      'rsa_pss_pss_sha256',
      'rsa_pss_pss_sha384',
      'rsa_pss_pss_sha512',
    ],
    deterministic: false,
  },
  random: (target) => {
    randomFillSync(target);
  },
  hash: (name) => new OpensslHash(name),
  hmac: (name, key, data) => plainArray(createHmac(name, key).update(data).digest()),
  aead: (name, key) => new OpensslAead(name, key),
  recordNumberMask: opensslRecordNumberMask,
  generateKeyPair: opensslKeyPair,
  importPrivateKey: (pkcs8) => new OpensslPrivateKey(pkcs8),
  sign: (scheme, key, message) => requireSigningKey(key, OpensslPrivateKey, scheme).sign(scheme, message),
  verify: opensslVerify,
  equal: (a, b) => a.length === b.length && timingSafeEqual(a, b),
};

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
  return aeads;
}

class OpensslHash implements Hash {
  readonly length: number;
  readonly #name: HashName;
  readonly #running: ReturnType<typeof createHash>;

  constructor(name: HashName, running: ReturnType<typeof createHash> = createHash(name)) {
    this.#name = name;
    this.length = digestLength(name);
    this.#running = running;
  }

  update(bytes: Uint8Array): void {
    this.#running.update(bytes);
  }

  digest(): Uint8Array {
    return plainArray(this.#running.copy().digest());
  }

  copy(): Hash {
    return new OpensslHash(this.#name, this.#running.copy());
  }
}

/** The same bytes as a plain Uint8Array: `slice` of a Buffer returns a view. */
function plainArray(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
