import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import { StatelessCookie } from '../../../generated/dtls13/wire/stateless-cookie.ts';
import { WireError } from '../../errors/wire-error.ts';
import { decodeAll } from '../../wire/index.ts';

/**
 * When the cookie (RFC 9147 section 5.1) in a ClientHello says it was made: the low 32 bits of a time in
 * milliseconds; undefined where there is none. Nothing is verified: good for dropping a ClientHello, not for accepting
 * one.
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
