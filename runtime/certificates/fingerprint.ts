import { createHash } from 'node:crypto';
import { ConfigError } from '../errors/config-error.ts';

/** Hash functions of a fingerprint by their names in SDP; RFC 8122 section 5, without those that are broken. */
export type FingerprintHash = 'sha-256' | 'sha-384' | 'sha-512';

const DIGESTS: Readonly<Record<FingerprintHash, string>> = {
  'sha-256': 'sha256',
  'sha-384': 'sha384',
  'sha-512': 'sha512',
};

/**
 * The fingerprint of a certificate (DER) as SDP writes it: upper-case hexadecimal with colons; RFC 8122 section 5.
 * It is how WebRTC endpoints, whose certificates sign themselves, know each other: `a=fingerprint:sha-256 AB:CD:...`.
 * Throws ConfigError for what is no bytes, or another hash.
 */
export function fingerprint(certificate: Uint8Array, hash: FingerprintHash = 'sha-256'): string {
  if (!(certificate instanceof Uint8Array)) throw new ConfigError('certificate', 'is not DER in a Uint8Array');
  if (!Object.hasOwn(DIGESTS, hash)) throw new ConfigError('hash', `is none of ${Object.keys(DIGESTS).join(', ')}`);
  const digest = createHash(DIGESTS[hash]).update(certificate).digest('hex').toUpperCase();
  return (digest.match(/../g) ?? []).join(':');
}
