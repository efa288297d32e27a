import { RRC_COOKIE_LENGTH } from '../../../generated/dtls13/registries/constants.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { InternalError } from '../../errors/internal-error.ts';

/** The random cookie of one path_challenge; RFC 9853 section 5.3. Throws InternalError if the provider fails. */
export function pathCheckCookie(provider: CryptoProvider): Uint8Array {
  const cookie = new Uint8Array(RRC_COOKIE_LENGTH);
  try {
    provider.random(cookie);
  } catch (cause) {
    throw new InternalError('the path check', cause);
  }
  return cookie;
}
