import { hkdfExpand } from '../../crypto/hkdf.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { RotatingKeys } from './rotating-keys.ts';

const NAME_BYTES = 8;
const NAME_INFO = new TextEncoder().encode('ticket key name');

/** A key for tickets. The ticket contains `name`, which selects the key. */
export interface TicketKey {
  readonly name: Uint8Array;
  readonly key: Uint8Array;
}

/** The keys of tickets; RFC 9846 section 4.7.1. */
export class TicketKeys extends RotatingKeys<TicketKey> {
  /** As `RotatingKeys`, for the option `ticketKeys`. */
  constructor(provider: CryptoProvider, shared: readonly Uint8Array[] | undefined, lifetime: number) {
    const naming = {
      option: 'ticketKeys',
      name: (key: Uint8Array): TicketKey => ({ name: hkdfExpand(provider, 'sha256', key, NAME_INFO, NAME_BYTES), key }),
    };
    super(provider, naming, shared, lifetime);
  }
}
