import { createHash } from 'node:crypto';
import { ConfigError } from '../errors/config-error.ts';
import { isBytes } from '../errors/option-checks.ts';

/** Hash functions of a fingerprint by their names in SDP; RFC 8122 section 5, without the broken ones. */
export type FingerprintHash = 'sha-256' | 'sha-384' | 'sha-512';

const DIGESTS: Readonly<Record<FingerprintHash, string>> = {
  'sha-256': 'sha256',
  'sha-384': 'sha384',
  'sha-512': 'sha512',
};

/**
 * The fingerprint of a certificate (DER) as SDP writes it: upper-case hexadecimal with colons; RFC 8122 section 5.
 * WebRTC endpoints, whose certificates are self-signed, authenticate each other by it: `a=fingerprint:sha-256
 * AB:CD:...`. Throws ConfigError where `certificate` is not a Uint8Array or the hash is not supported.
 */
export function fingerprint(certificate: Uint8Array, hash: FingerprintHash = 'sha-256'): string {
  if (!isBytes(certificate)) throw new ConfigError('certificate', 'must be DER in a Uint8Array');
  if (!Object.hasOwn(DIGESTS, hash)) throw new ConfigError('hash', `must be one of ${Object.keys(DIGESTS).join(', ')}`);
  const digest = createHash(DIGESTS[hash]).update(certificate).digest('hex').toUpperCase();
  return (digest.match(/../g) ?? []).join(':');
}
