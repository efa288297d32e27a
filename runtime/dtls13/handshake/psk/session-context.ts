import { digestOf } from '../../../crypto/hkdf.ts';
import type { CryptoProvider } from '../../../crypto/provider.ts';

/**
 * The digest of the settings under which a peer is authenticated: a session is resumed only under the same settings. The
 * parts are unambiguous: each is preceded by its length.
 */
export function sessionContextDigest(provider: CryptoProvider, parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + 4 + length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length);
    bytes.set(part, at + 4);
    at += 4 + part.length;
  }
  return digestOf(provider, 'sha256', bytes);
}
