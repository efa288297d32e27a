import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/**
 * A peer's key out of its bare numbers. On Node 20 OpenSSL's decoder for DER takes two to ten times as long. Only for
 * import: exporting a fresh key as JWK can deadlock there. Throws what node:crypto throws for a key that is none.
 */
export function importJwk(key: JsonWebKey): KeyObject {
  return createPublicKey({ key, format: 'jwk' });
}

/** Bytes as a JWK holds them; RFC 7515 section 2. */
export function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url');
}
