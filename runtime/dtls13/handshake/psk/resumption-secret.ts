import type { KeySchedule } from '../../../crypto/key-schedule.ts';

/** The secret from which the keys of a connection's tickets are derived; RFC 9846 section 4.7.1. Owns it. */
export class ResumptionSecret {
  readonly #schedule: KeySchedule;
  readonly #secret: Uint8Array;

  constructor(schedule: KeySchedule, secret: Uint8Array) {
    this.#schedule = schedule;
    this.#secret = secret;
  }

  /** The key of the ticket with this nonce, in a fresh array. */
  ticketPsk(ticketNonce: Uint8Array): Uint8Array {
    return this.#schedule.ticketPsk(this.#secret, ticketNonce);
  }

  zeroize(): void {
    this.#secret.fill(0);
  }
}
