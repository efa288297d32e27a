import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import { StatelessCookie } from '../../../generated/dtls13/wire/stateless-cookie.ts';
import { WireError } from '../../errors/wire-error.ts';
import { decodeAll } from '../../wire/index.ts';

/**
 * The timestamp of the cookie (RFC 9147 section 5.1) in a ClientHello: the low 32 bits of milliseconds; undefined: no
 * cookie. It is not verified: it can be a reason to drop a ClientHello, not to accept one.
 */
export function cookieTimestamp(hello: Uint8Array): number | undefined {
  try {
    const { extensions } = decodeAll(ClientHello, hello);
    const cookie = extensions.find(({ kind }) => kind === 'cookie');
    return cookie?.kind === 'cookie' ? decodeAll(StatelessCookie, cookie.extensionData.cookie).issued : undefined;
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}
