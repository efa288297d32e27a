import type { KeySchedule } from '../../crypto/key-schedule.ts';

/** Derives keying material for the application, such as SRTP keys; RFC 9846 section 7.5. Owns the exporter secret. */
export class Exporter {
  readonly #schedule: KeySchedule;
  readonly #secret: Uint8Array;

  constructor(schedule: KeySchedule, secret: Uint8Array) {
    this.#schedule = schedule;
    this.#secret = secret;
  }

  /** Do not change. */
  get secret(): Uint8Array {
    return this.#secret;
  }

  /** `length` bytes in a fresh array; equal on both sides for the same `label` and `context`. */
  derive(label: string, context: Uint8Array, length: number): Uint8Array {
    return this.#schedule.exportKeyingMaterial(this.#secret, label, context, length);
  }

  zeroize(): void {
    this.#secret.fill(0);
  }
}
