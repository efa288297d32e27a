import { digestOf } from '../../crypto/hkdf.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { RotatingKeys } from './rotating-keys.ts';

/** Ids have seven bits. */
const ID_MASK = 0x7f;

/** A key for cookies. The cookie contains `id`, which selects the key; it need not be unique. */
export interface CookieKey {
  /** 0 to 127. */
  readonly id: number;
  readonly key: Uint8Array;
}

/** The keys of cookies; RFC 9147 section 5.1. */
export class CookieKeys extends RotatingKeys<CookieKey> {
  /** As `RotatingKeys`, for the option `cookieKeys`. */
  constructor(provider: CryptoProvider, shared: readonly Uint8Array[] | undefined, lifetime: number) {
    const naming = {
      option: 'cookieKeys',
      // Every process derives the same id from a shared key.
      name: (key: Uint8Array, generation = digestOf(provider, 'sha256', key)[0] as number): CookieKey => ({
        id: generation & ID_MASK,
        key,
      }),
    };
    super(provider, naming, shared, lifetime);
  }
}
