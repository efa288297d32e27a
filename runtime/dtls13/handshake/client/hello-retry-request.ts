import type { CryptoProvider } from '../../../crypto/provider.ts';

/** Where random stands in a ServerHello: behind legacy_version. */
const RANDOM_AT = 2;

/**
 * Whether a ServerHello is a HelloRetryRequest: its random is the SHA-256 digest of that word.
 * RFC 9846 section 4.2.3 demands this look before any other.
 */
export function isHelloRetryRequest(provider: CryptoProvider, body: Uint8Array): boolean {
  const hash = provider.hash('sha256');
  hash.update(new TextEncoder().encode('HelloRetryRequest'));
  const marker = hash.digest();
  return marker.every((byte, index) => body[RANDOM_AT + index] === byte);
}
