import { digestLength, digestOf, hkdfExpandLabel, hkdfExtract, type LabelPrefix } from './hkdf.ts';
import type { CryptoProvider, HashName } from './provider.ts';

/**
 * The imported PSK of an external one; RFC 9258 section 5.1. `hash`: that of the external PSK. `importedIdentity`: the
 * encoded ImportedIdentity. `targetHash`: the hash of its target_kdf. `labelPrefix`: that of its target_protocol. The
 * arguments are borrowed; the result is a fresh array, as long as a digest of `targetHash`.
 */
export function importPsk(
  provider: CryptoProvider,
  hash: HashName,
  externalKey: Uint8Array,
  importedIdentity: Uint8Array,
  targetHash: HashName,
  labelPrefix: LabelPrefix,
): Uint8Array {
  const secret = hkdfExtract(provider, hash, new Uint8Array(digestLength(hash)), externalKey);
  try {
    const context = digestOf(provider, hash, importedIdentity);
    return hkdfExpandLabel(provider, hash, secret, labelPrefix, 'derived psk', context, digestLength(targetHash));
  } finally {
    secret.fill(0);
  }
}
