import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha384 } from '@noble/hashes/sha2.js';
import { refuseUnknownOptions } from '../../errors/option-names.ts';
import { isCcm } from '../ccm-name.ts';
import { KeyExchange } from '../key-exchange.ts';
import type { MlKem, RandomSource } from '../ml-kem.ts';
import { checkMlKem } from '../ml-kem-option.ts';
import type { CryptoProvider, Hash, HashName } from '../provider.ts';
import { requireSigningKey } from '../signing-key.ts';
import { PortableAead } from './aead.ts';
import { PortableCcm } from './ccm.ts';
import { constantTimeEqual } from './constant-time-equal.ts';
import { portableKeyPair } from './key-pair.ts';
import { PortablePrivateKey } from './private-key.ts';
import { platformRandom, seededRandom } from './random-source.ts';
import { portableRecordNumberMask } from './record-number-mask.ts';
import { portableVerify } from './signature.ts';

/** Options of the portable provider. */
export interface PortableProviderOptions {
  /**
   * Makes the provider deterministic: the same seed and calls give the same bytes (`random`, key pairs, signatures).
   * Any length; copied. For tests and simulations only: the seed reveals every key.
   */
  readonly seed?: Uint8Array | undefined;
  /** Adds the hybrids with ML-KEM: `mlKem` of `wirechart/crypto/post-quantum`. Default: none. */
  readonly mlKem?: MlKem | undefined;
}

/**
 * Cryptography in plain JavaScript (the noble libraries), for tests, simulations and platforms without OpenSSL.
 *
 * It is not constant time: a JavaScript engine does not guarantee that, and tables and big integers leak through
 * timing. It is also much slower than OpenSSL. It is used only where the caller passes it.
 * Without a seed, randomness comes from `globalThis.crypto.getRandomValues`.
 */
export function createPortableProvider(options: PortableProviderOptions = {}): CryptoProvider {
  refuseUnknownOptions(options, { seed: true, mlKem: true }, 'createPortableProvider()');
  const random: RandomSource = options.seed === undefined ? platformRandom : seededRandom(options.seed);
  checkMlKem(options.mlKem);
  const keyExchange = new KeyExchange({
    curves: ['x25519', 'secp256r1', 'secp384r1', 'secp521r1', 'x448'],
    ecdheKeyPair: (curve) => portableKeyPair(curve, random),
    mlKem: options.mlKem,
    random,
  });
  return {
    name: 'portable',
    capabilities: {
      aeads: ['aes-128-gcm', 'aes-256-gcm', 'chacha20-poly1305', 'aes-128-ccm', 'aes-128-ccm-8'],
      hashes: ['sha256', 'sha384'],
      groups: keyExchange.groups,
      // No RSA: the noble libraries lack it, and no other audited and maintained library implements it in JavaScript.
      signatureSchemes: [
        'ecdsa_secp256r1_sha256',
        'ed25519',
        'ecdsa_secp384r1_sha384',
        'ecdsa_secp521r1_sha512',
        'ed448',
      ],
      deterministic: true,
    },
    random,
    hash: (name) => new PortableHash(HASHES[name].create()),
    hmac: (name, key, data) => hmac(HASHES[name], key, data),
    aead: (name, key) => (isCcm(name) ? new PortableCcm(name, key) : new PortableAead(name, key)),
    recordNumberMask: portableRecordNumberMask,
    generateKeyPair: (group) => keyExchange.generateKeyPair(group),
    respond: (group, clientShare) => keyExchange.respond(group, clientShare),
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
