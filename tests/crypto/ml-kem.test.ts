import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { MlKem, MlKemKeyPair, MlKemName, RandomSource } from '../../runtime/crypto/index.ts';
import { mlKemKeyPair, opensslMlKem } from '../../runtime/crypto/openssl/ml-kem.ts';
import { mlKem } from '../../runtime/crypto/post-quantum/index.ts';
import { digits, hex } from './hex.ts';
import { type WycheproofCase, wycheproofTest } from './wycheproof.ts';

/** An implementation, and how it makes the key pair of a seed. */
interface Subject {
  readonly name: string;
  readonly mlKem: MlKem;
  readonly keyPairOf: (name: MlKemName, seed: Uint8Array) => MlKemKeyPair;
  /** The caller's randomness decides the ciphertext. */
  readonly deterministic: boolean;
}

/** DER of PrivateKeyInfo before a seed. */
const SEED_PKCS8 = {
  'ml-kem-768': '3054020100300b06096086480165030404020442 8040',
  'ml-kem-1024': '3054020100300b06096086480165030404030442 8040',
} as const;

const noble: Subject = {
  name: 'post-quantum',
  mlKem,
  keyPairOf: (name, seed) => mlKem.generateKeyPair(name, (target) => target.set(seed)),
  deterministic: true,
};

const subjects: Subject[] = [noble];
if (opensslMlKem !== undefined) {
  subjects.push({
    name: 'openssl',
    mlKem: opensslMlKem,
    keyPairOf: (name, seed) => {
      const pkcs8 = Buffer.concat([hex(SEED_PKCS8[name]), seed]);
      const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
      return mlKemKeyPair(name, { privateKey, publicKey: createPublicKey(privateKey) });
    },
    deterministic: false,
  });
}

interface DecapsulationCase extends WycheproofCase {
  readonly seed: string;
  readonly ek: string;
  readonly c: string;
  readonly K: string;
}

interface EncapsulationCase extends WycheproofCase {
  readonly m: string;
  readonly ek: string;
  readonly c: string;
  readonly K: string;
}

const neverCalled: RandomSource = () => {
  throw new Error('OpenSSL has its own randomness');
};

for (const { name, mlKem: subject, keyPairOf, deterministic } of subjects) {
  for (const parameterSet of ['ml-kem-768', 'ml-kem-1024'] as const) {
    const file = parameterSet.replace('ml-kem-', 'mlkem_');

    wycheproofTest<unknown, DecapsulationCase>({
      title: `${name}: key generation and decapsulation of ${parameterSet} of Wycheproof`,
      file: `${file}_test.json`,
      count: 193,
      outcome: (one) => {
        const seed = hex(one.seed);
        if (seed.length !== 64) return 'refused';
        const keyPair = keyPairOf(parameterSet, seed);
        if (digits(keyPair.encapsulationKey) !== one.ek) return 'wrong';
        try {
          return digits(keyPair.decapsulate(hex(one.c))) === one.K ? 'accepted' : 'wrong';
        } catch {
          return 'refused';
        }
      },
    });

    wycheproofTest<unknown, EncapsulationCase>({
      title: `${name}: encapsulation with ${parameterSet} of Wycheproof, keys that are not reduced refused`,
      file: `${file}_encaps_test.json`,
      count: parameterSet === 'ml-kem-768' ? 265 : 269,
      outcome: (one) => {
        try {
          const random: RandomSource = deterministic ? (target) => target.set(hex(one.m)) : neverCalled;
          const { ciphertext, sharedSecret } = subject.encapsulate(parameterSet, hex(one.ek), random);
          if (!deterministic) return 'accepted';
          return digits(ciphertext) === one.c && digits(sharedSecret) === one.K ? 'accepted' : 'wrong';
        } catch {
          return 'refused';
        }
      },
    });
  }
}
