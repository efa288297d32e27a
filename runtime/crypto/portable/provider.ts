import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha384 } from '@noble/hashes/sha2.js';
import { refuseUnknownOptions } from '../../errors/option-names.ts';
import type { CryptoProvider, Hash, HashName } from '../provider.ts';
import { requireSigningKey } from '../signing-key.ts';
import { PortableAead } from './aead.ts';
import { constantTimeEqual } from './constant-time-equal.ts';
import { portableKeyPair } from './key-pair.ts';
import { PortablePrivateKey } from './p256-private-key.ts';
import { platformRandom, type RandomSource, seededRandom } from './random-source.ts';
import { portableRecordNumberMask } from './record-number-mask.ts';
import { portableVerify } from './signature.ts';

/** Options of the portable provider. */
export interface PortableProviderOptions {
  /**
   * Makes the provider deterministic: the same seed and calls give the same bytes (`random`, key pairs, signatures).
   * Any length; copied. For tests and simulations only: the seed reveals every key.
   */
  readonly seed?: Uint8Array;
}

/**
 * Cryptography in plain JavaScript (the noble libraries), for tests, simulations and platforms without OpenSSL.
 *
 * It is not constant time: a JavaScript engine does not guarantee that, and tables and big integers leak through
 * timing. It is also much slower than OpenSSL. It is used only where the caller passes it.
 * Without a seed, randomness comes from `globalThis.crypto.getRandomValues`.
 */
export function createPortableProvider(options: PortableProviderOptions = {}): CryptoProvider {
  refuseUnknownOptions(options, { seed: true }, 'createPortableProvider()');
  const random: RandomSource = options.seed === undefined ? platformRandom : seededRandom(options.seed);
  return {
    name: 'portable',
    capabilities: {
      aeads: ['aes-128-gcm', 'aes-256-gcm', 'chacha20-poly1305'],
      hashes: ['sha256', 'sha384'],
      groups: ['x25519', 'secp256r1'],
      // No RSA: the noble libraries lack it, and no other audited and maintained library implements it in JavaScript.
      signatureSchemes: ['ecdsa_secp256r1_sha256', 'ed25519', 'ecdsa_secp384r1_sha384'],
      deterministic: true,
    },
    random,
    hash: (name) => new PortableHash(HASHES[name].create()),
    hmac: (name, key, data) => hmac(HASHES[name], key, data),
    aead: (name, key) => new PortableAead(name, key),
    recordNumberMask: portableRecordNumberMask,
    generateKeyPair: (group) => portableKeyPair(group, random),
    importPrivateKey: (pkcs8) => new PortablePrivateKey(pkcs8),
    sign: (scheme, key, message) => requireSigningKey(key, PortablePrivateKey, scheme).sign(message),
    verify: portableVerify,
    equal: constantTimeEqual,
  };
}

const HASHES = { sha256, sha384 } as const;

class PortableHash implements Hash {
  readonly length: number;
  readonly #running: ReturnType<(typeof HASHES)[HashName]['create']>;

  constructor(running: ReturnType<(typeof HASHES)[HashName]['create']>) {
    this.#running = running;
    this.length = running.outputLen;
  }

  update(bytes: Uint8Array): void {
    this.#running.update(bytes);
  }

  digest(): Uint8Array {
    return this.#running.clone().digest();
  }

  copy(): Hash {
    return new PortableHash(this.#running.clone());
  }
}
