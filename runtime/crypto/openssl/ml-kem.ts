import type { KeyObject } from 'node:crypto';
import * as nodeCrypto from 'node:crypto';
import { ConfigError } from '../../errors/config-error.ts';
import { encapsulationKeyLength, type MlKem, type MlKemKeyPair, type MlKemName } from '../ml-kem.ts';
import { movedSecret } from './key-pair.ts';
import { hasKeyType } from './key-type.ts';

/** The functions of Node 24.7, which the type declarations of Node 20 lack. */
interface KeyEncapsulation {
  readonly encapsulate: (key: KeyObject) => { readonly sharedKey: Buffer; readonly ciphertext: Buffer };
  readonly decapsulate: (key: KeyObject, ciphertext: Uint8Array) => Buffer;
  readonly generateKeyPairSync: (type: MlKemName) => { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
}

/** DER of a SubjectPublicKeyInfo before the encapsulation key, with id-alg-ml-kem-768 and id-alg-ml-kem-1024. */
const SPKI_PREFIXES: Readonly<Record<MlKemName, Uint8Array>> = {
  'ml-kem-768': Buffer.from('308204b2300b0609608648016503040402038204a100', 'hex'),
  'ml-kem-1024': Buffer.from('30820632300b06096086480165030404030382062100', 'hex'),
};

/** ML-KEM of `node:crypto`; undefined where it has none: before Node 24.7 or OpenSSL 3.5. */
export const opensslMlKem: MlKem | undefined =
  'encapsulate' in nodeCrypto && hasKeyType('ml-kem-768')
    ? fromNode(nodeCrypto as unknown as KeyEncapsulation)
    : undefined;

/** OpenSSL has its own randomness. */
function fromNode({ encapsulate, generateKeyPairSync }: KeyEncapsulation): MlKem {
  return {
    generateKeyPair: (name) => mlKemKeyPair(name, generateKeyPairSync(name)),
    encapsulate(name, encapsulationKey) {
      const length = encapsulationKeyLength(name);
      if (encapsulationKey.length !== length) throw new ConfigError('encapsulationKey', `must have ${length} bytes`);
      // The import refuses coefficients that are not reduced.
      const spki = Buffer.concat([SPKI_PREFIXES[name], encapsulationKey]);
      const { sharedKey, ciphertext } = encapsulate(
        nodeCrypto.createPublicKey({ key: spki, format: 'der', type: 'spki' }),
      );
      return { ciphertext: Uint8Array.from(ciphertext), sharedSecret: movedSecret(sharedKey) };
    },
  };
}

/** The key pair of two KeyObjects for ML-KEM. */
export function mlKemKeyPair(
  name: MlKemName,
  keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
): MlKemKeyPair {
  const { decapsulate } = nodeCrypto as unknown as KeyEncapsulation;
  const spki = keys.publicKey.export({ format: 'der', type: 'spki' });
  return {
    encapsulationKey: Uint8Array.from(spki.subarray(SPKI_PREFIXES[name].length)),
    decapsulate: (ciphertext) => movedSecret(decapsulate(keys.privateKey, ciphertext)),
  };
}
