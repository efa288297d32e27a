import type { TicketContents } from '../../../generated/dtls13/wire/ticket-contents.ts';
import type { TicketFreshness } from '../handshake/handshake-context.ts';

/** How exactly the age of a ticket is known, in milliseconds. */
export interface FreshnessLimits {
  /** Permitted difference between the expected and the real time of arrival; RFC 9846 section 8.3. */
  readonly window: number;
  /** Difference between the dates of the servers that accept the ticket. */
  readonly tolerance: number;
}

/**
 * When a ClientHello with this ticket could have been accepted; RFC 9846 sections 8.2 and 8.3. Undefined: the age that
 * the client claims is not the real age, so the ClientHello may be an old one. `date`: the time of its arrival.
 */
export function ticketFreshness(
  { issued, ticketAgeAdd }: TicketContents,
  obfuscatedTicketAge: number,
  date: number,
  { window, tolerance }: FreshnessLimits,
): TicketFreshness | undefined {
  const claimedAge = (obfuscatedTicketAge - ticketAgeAdd) >>> 0;
  const expected = issued + claimedAge;
  if (Math.abs(date - expected) > window) return undefined;
  return {
    received: date,
    notBefore: Math.max(issued, expected - window) - tolerance,
    expires: expected + window + tolerance,
  };
}
