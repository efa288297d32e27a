import { createHash, hash } from 'node:crypto';
import { refuseUnknownOptions } from '../../errors/option-names.ts';
import { digestLength } from '../hkdf.ts';
import { KeyExchange } from '../key-exchange.ts';
import type { MlKem } from '../ml-kem.ts';
import { checkMlKem } from '../ml-kem-option.ts';
import type { AeadName, CryptoProvider, EcdheGroupName, SignatureSchemeName } from '../provider.ts';
import { RunningHash } from '../running-hash.ts';
import { requireSigningKey } from '../signing-key.ts';
import { type KeyFunctions, keyFunctions, loadCryptoAddon, type RecordFunctions } from './addon.ts';
import { NativeAead } from './aead.ts';
import { AEAD_IDS, HASH_IDS, KEY_IDS, SCHEMES } from './algorithms.ts';
import { nativeKeyPair, nativeResponse } from './key-exchange.ts';
import { nativeMlKem } from './ml-kem.ts';
import { NativePrivateKey } from './private-key.ts';
import { NativeRecordCipher } from './record-cipher.ts';
import { NativeRecordNumberMask } from './record-number-mask.ts';
import { nativeVerify } from './signature.ts';

const HASHES = { createHash, hash } as const;

/** Options of the native provider. */
export interface NativeProviderOptions {
  /** The file of the addon, which `wirechart doctor --build` wrote. Default: the one in the package. */
  readonly addon?: string | undefined;
  /**
   * ML-KEM for an OpenSSL that has none, which is before 3.5: `mlKem` of `wirechart/crypto/post-quantum`. That of OpenSSL
   * is preferred. Default: none.
   */
  readonly mlKem?: MlKem | undefined;
}

const CURVES: readonly EcdheGroupName[] = ['x25519', 'secp256r1', 'secp384r1', 'secp521r1', 'x448'];
const AEADS = Object.keys(AEAD_IDS) as AeadName[];
const SIGNATURE_SCHEMES = Object.keys(SCHEMES) as SignatureSchemeName[];

/**
 * OpenSSL through the native addon: the algorithms of `wirechart/crypto/openssl`, with one call for each batch of records,
 * each key exchange and each step of the key schedule. Its randomness, key pairs and signatures cannot be seeded.
 *
 * Throws AddonError where the addon cannot be used, and ConfigError for an unknown option.
 */
export function createNativeProvider(options: NativeProviderOptions = {}): CryptoProvider {
  refuseUnknownOptions(options, { addon: true, mlKem: true }, 'createNativeProvider()');
  checkMlKem(options.mlKem);
  const addon = loadCryptoAddon(options.addon);
  return providerOf(addon, keyFunctions(addon), options.mlKem);
}

function providerOf(records: RecordFunctions, keys: KeyFunctions, mlKem: MlKem | undefined): CryptoProvider {
  const random = keys.random;
  const keyExchange = new KeyExchange({
    curves: CURVES.filter((curve) => keys.hasKeyAlgorithm(KEY_IDS[curve])),
    ecdheKeyPair: (curve) => nativeKeyPair(keys, curve),
    respond: (curve, clientShare) => nativeResponse(keys, curve, clientShare),
    mlKem: nativeMlKem(keys) ?? mlKem,
    random,
  });
  return {
    name: 'native',
    capabilities: {
      aeads: AEADS.filter((name) => records.hasAead(AEAD_IDS[name])),
      hashes: ['sha256', 'sha384'],
      groups: keyExchange.groups,
      signatureSchemes: SIGNATURE_SCHEMES.filter((name) => isAvailable(keys, name)),
      deterministic: false,
    },
    random,
    // An object around a hash of the addon takes longer to make than it saves.
    hash: (name) => new RunningHash(name, HASHES),
    hmac(name, key, data) {
      const target = new Uint8Array(digestLength(name));
      keys.hmac(HASH_IDS[name], key, data, target);
      return target;
    },
    hkdfExpand(name, secret, info, length) {
      const target = new Uint8Array(length);
      keys.hkdfExpand(HASH_IDS[name], secret, info, target);
      return target;
    },
    trafficKeys(name, secret, labelPrefix, { keyLength, ivLength }) {
      const target = new Uint8Array(2 * keyLength + ivLength);
      keys.trafficKeys(HASH_IDS[name], secret, labelPrefix === 'dtls13' ? 0 : 1, ivLength, target);
      return {
        key: target.subarray(0, keyLength),
        iv: target.subarray(keyLength, keyLength + ivLength),
        recordNumberKey: target.subarray(keyLength + ivLength),
      };
    },
    aead: (name, key) => new NativeAead(records, name, key),
    recordNumberMask: (name, key) => new NativeRecordNumberMask(records, name, key),
    recordCipher: (name, trafficKeys) => new NativeRecordCipher(records, name, trafficKeys),
    generateKeyPair: (group) => keyExchange.generateKeyPair(group),
    respond: (group, clientShare) => keyExchange.respond(group, clientShare),
    importPrivateKey: (pkcs8) => new NativePrivateKey(keys, pkcs8),
    sign: (scheme, key, message) => requireSigningKey(key, NativePrivateKey, scheme).sign(scheme, message),
    verify: (scheme, publicKey, message, signature) => nativeVerify(keys, scheme, publicKey, message, signature),
    equal: keys.equal,
  };
}

/** RSA is in every OpenSSL. */
function isAvailable(keys: KeyFunctions, scheme: SignatureSchemeName): boolean {
  const { key } = SCHEMES[scheme];
  return key === undefined || keys.hasKeyAlgorithm(key);
}
