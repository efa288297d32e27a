import { wholeSequence } from '../../der/der-reader.ts';
import type { SignatureSchemeName } from '../provider.ts';
import { RecentKeys } from '../recent-keys.ts';
import { isPlainKeyScheme, plainPublicKey } from '../subject-public-key-info.ts';
import type { KeyFunctions, NativeKey } from './addon.ts';
import { SCHEMES } from './algorithms.ts';

/** The import of a point takes a few microseconds; only the decoding of RSA keys takes longer than a verification. */
const recentKeys = new RecentKeys<NativeKey>();

/** False for malformed input and for a key of another kind than the scheme's; never throws. */
export function nativeVerify(
  addon: KeyFunctions,
  scheme: SignatureSchemeName,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const { id } = SCHEMES[scheme];
  try {
    if (isPlainKeyScheme(scheme)) {
      const key = plainPublicKey(scheme, publicKey);
      return key !== undefined && addon.verify(id, key, message, signature);
    }
    const key = recentKeys.get(scheme, publicKey, () => rsaKey(addon, id, publicKey));
    return key !== undefined && addon.verifyByKey(id, key, message, signature);
  } catch {
    return false;
  }
}

function rsaKey(addon: KeyFunctions, scheme: number, spki: Uint8Array): NativeKey | undefined {
  // Throws for bytes after it, or no DER.
  wholeSequence(spki);
  const key = addon.importRsaKey(spki);
  return key !== undefined && addon.isUsableRsa(scheme, key) ? key : undefined;
}
