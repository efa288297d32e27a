import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/**
 * A peer's public key from its coordinates. On Node 20 OpenSSL's decoder for DER takes two to ten times as long. For
 * import only: exporting a fresh key as JWK can deadlock there. Throws the error of node:crypto for a key that is not
 * valid.
 */
export function importJwk(key: JsonWebKey): KeyObject {
  return createPublicKey({ key, format: 'jwk' });
}

/** Bytes as a JWK holds them; RFC 7515 section 2. */
export function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url');
}
