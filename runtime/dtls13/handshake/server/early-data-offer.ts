import { hkdfExpand } from '../../../crypto/hkdf.ts';
import type { CryptoProvider } from '../../../crypto/provider.ts';
import { equalBytes } from '../../../wire/index.ts';
import type { FreshnessCheck } from '../handshake-context.ts';
import type { ClientHelloOffer } from './client-hello-offer.ts';
import type { PskNegotiation } from './psk-negotiation.ts';
import type { StatelessHandshakeContext } from './stateless-handshake-context.ts';

const KEY_INFO = new TextEncoder().encode('early data freshness');
const KEY_BYTES = 32;
const NO_PROTOCOL = new Uint8Array(0);

/** Early data that a server accepts if its ClientHello is fresh; RFC 9846 section 4.3.10. */
export interface EarlyDataOffer {
  readonly check: FreshnessCheck;
  /** Bytes. */
  readonly maxSize: number;
}

/**
 * The early data of a ClientHello; undefined: it is not acceptable, because its ticket is not the first identity, or the
 * cipher suite, the application protocol or the age of the ticket are others, or the binder does not verify. `maxEarlyData`:
 * of the server, in bytes; a ticket from the time of a higher maximum is refused.
 */
export function acceptableEarlyData(
  context: Pick<StatelessHandshakeContext, 'ticketFreshness'> & { readonly provider: CryptoProvider },
  offer: ClientHelloOffer,
  psks: PskNegotiation,
  maxEarlyData: number,
): EarlyDataOffer | undefined {
  psks.selectTicket();
  const { ticket, index, psk } = psks.selected ?? {};
  if (ticket === undefined || psk === undefined || index !== 0) return undefined;
  if (ticket.maxEarlyData === 0 || ticket.maxEarlyData > maxEarlyData) return undefined;
  const isSameProtocol = equalBytes(ticket.alpnProtocol, offer.alpnProtocol ?? NO_PROTOCOL);
  if (ticket.cipherSuite !== offer.suite || !isSameProtocol) return undefined;
  const age = offer.psks?.identities[0]?.obfuscatedTicketAge ?? 0;
  const freshness = context.ticketFreshness(ticket, age);
  if (freshness === undefined || psks.isBinderInvalid()) return undefined;
  const key = hkdfExpand(context.provider, 'sha256', psk.key, KEY_INFO, KEY_BYTES);
  return { check: { ...freshness, key }, maxSize: ticket.maxEarlyData };
}
