import { ConfigError } from '../../errors/config-error.ts';
import { EcdheKeyPair, ecdheShareLength } from '../ecdhe-key-pair.ts';
import type { EcdheGroupName, KeyExchangeResponse } from '../provider.ts';
import type { KeyFunctions, NativeKey } from './addon.ts';
import { KEY_IDS } from './algorithms.ts';

/** A fresh key pair; RFC 9846 section 7.4.2. */
export function nativeKeyPair(addon: KeyFunctions, group: EcdheGroupName): EcdheKeyPair {
  const share = new Uint8Array(ecdheShareLength(group));
  return keyPair(addon, group, addon.generateKey(KEY_IDS[group], share), share);
}

/** The key pair of a private key: a number, big-endian, or the bytes of RFC 7748. */
export function importedKeyPair(addon: KeyFunctions, group: EcdheGroupName, scalar: Uint8Array): EcdheKeyPair {
  const share = new Uint8Array(ecdheShareLength(group));
  const key = addon.importPrivateKey(KEY_IDS[group], scalar);
  if (key === undefined || !addon.publicKeyOf(KEY_IDS[group], scalar, false, share))
    throw new ConfigError('privateKey', `is not a number for ${group}`);
  return keyPair(addon, group, key, share);
}

/** The server's side in one call of the addon. Undefined where the client's share is not valid. */
export function nativeResponse(
  addon: KeyFunctions,
  group: EcdheGroupName,
  clientShare: Uint8Array,
): KeyExchangeResponse | undefined {
  const share = new Uint8Array(ecdheShareLength(group));
  const secret = new Uint8Array(secretLength(group));
  return addon.respond(KEY_IDS[group], clientShare, share, secret) ? { share, secret } : undefined;
}

function keyPair(addon: KeyFunctions, group: EcdheGroupName, key: NativeKey, share: Uint8Array): EcdheKeyPair {
  return new EcdheKeyPair(group, share, (peerShare) => {
    const secret = new Uint8Array(secretLength(group));
    if (!addon.agree(KEY_IDS[group], key, peerShare, secret)) throw new ConfigError('share', 'is not on the curve');
    return secret;
  });
}

/** Bytes of a coordinate. */
function secretLength(group: EcdheGroupName): number {
  const length = ecdheShareLength(group);
  // 04, x, y
  return group === 'x25519' || group === 'x448' ? length : (length - 1) / 2;
}
