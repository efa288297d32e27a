import { ConfigError } from '../../errors/config-error.ts';
import { ciphertextLength, encapsulationKeyLength, type MlKem } from '../ml-kem.ts';
import type { KeyFunctions } from './addon.ts';
import { KEY_IDS } from './algorithms.ts';

const SECRET_LENGTH = 32;

/** ML-KEM of OpenSSL 3.5; undefined where it has none. OpenSSL has its own randomness. */
export function nativeMlKem(addon: KeyFunctions): MlKem | undefined {
  if (!addon.hasKeyAlgorithm(KEY_IDS['ml-kem-768']) || !addon.hasKeyAlgorithm(KEY_IDS['ml-kem-1024'])) return undefined;
  return {
    generateKeyPair(name) {
      const encapsulationKey = new Uint8Array(encapsulationKeyLength(name));
      const key = addon.generateKey(KEY_IDS[name], encapsulationKey);
      return {
        encapsulationKey,
        decapsulate(ciphertext) {
          const secret = new Uint8Array(SECRET_LENGTH);
          if (addon.decapsulate(key, ciphertext, secret)) return secret;
          throw new ConfigError('ciphertext', `must have ${ciphertextLength(name)} bytes`);
        },
      };
    },
    encapsulate(name, encapsulationKey) {
      const ciphertext = new Uint8Array(ciphertextLength(name));
      const sharedSecret = new Uint8Array(SECRET_LENGTH);
      if (addon.encapsulate(KEY_IDS[name], encapsulationKey, ciphertext, sharedSecret))
        return { ciphertext, sharedSecret };
      throw new ConfigError('encapsulationKey', `is not a key of ${name}`);
    },
  };
}
