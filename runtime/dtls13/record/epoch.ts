import { MAX_SEQUENCE_NUMBER } from '../../../generated/dtls13/registries/constants.ts';
import type { RecordProtection } from '../../crypto/record-protection.ts';
import { FRACTION } from '../statistics.ts';
import { aeadLimits } from './aead-limits.ts';
import { ReplayWindow } from './replay-window.ts';

/** The receiving side of one epoch; RFC 9147 section 6.1. */
export class ReadEpoch {
  readonly number: number;
  readonly protection: RecordProtection;
  readonly window: ReplayWindow;
  /** Records that failed authentication under this key; RFC 9147 section 4.5.3. */
  failures = 0;
  /** Authentic records, each once. */
  records = 0;
  /** Bytes of their content, without padding. */
  bytes = FRACTION;
  readonly #maxFailures: number;

  constructor(number: number, protection: RecordProtection, windowSize: number) {
    this.number = number;
    this.bytes = 0;
    this.protection = protection;
    this.window = new ReplayWindow(windowSize);
    this.#maxFailures = aeadLimits(protection.aeadName).failures;
  }

  /** Counts a record that failed authentication. True: the limit of this key is reached. */
  addFailure(): boolean {
    this.failures += 1;
    return this.failures >= this.#maxFailures;
  }

  /** Whether the peer should be asked for new keys: half of the permitted failures occurred. */
  get isForgeryLimitNear(): boolean {
    return 2 * this.failures >= this.#maxFailures;
  }
}

/**
 * The sending side of one epoch (RFC 9147 section 6.1); epoch 0 has no protection. The last record of a key is reserved
 * for the alert that ends the connection.
 */
export class WriteEpoch {
  readonly number: number;
  readonly protection: RecordProtection | undefined;
  /** Sequence number of the next record. */
  sequence = 0;
  /** Bytes of content that were protected, without padding. */
  bytes = FRACTION;
  /**
   * Sequence number from which on the key should be updated; RFC 9147 section 4.5.3. At first seven eighths of what the
   * AEAD permits; it may be set to less.
   */
  updateAt: number;
  readonly #lastSequence: number;
  #firstUnconfirmed = 0;

  constructor(number: number, protection: RecordProtection | undefined) {
    this.number = number;
    this.bytes = 0;
    this.protection = protection;
    const records = protection === undefined ? MAX_SEQUENCE_NUMBER + 1 : aeadLimits(protection.aeadName).records;
    this.#lastSequence = records - 1;
    this.updateAt = Math.floor((records * 7) / 8);
  }

  /** Whether the key may protect only the alert that ends the connection. */
  get exhausted(): boolean {
    return this.sequence >= this.#lastSequence;
  }

  /** Records that the key may still protect besides the alert that ends the connection. */
  get remaining(): number {
    return this.#lastSequence - this.sequence;
  }

  /** Whether the key should be updated now: the limit comes closer. */
  get isLimitNear(): boolean {
    return this.sequence >= this.updateAt;
  }

  /** The lowest sequence number above those of all records that the peer acknowledged. */
  get firstUnconfirmed(): number {
    return this.#firstUnconfirmed;
  }

  /** The peer acknowledged the record with this number. A number that was never sent has no effect. */
  confirm(sequence: number): void {
    if (sequence < this.sequence && sequence >= this.#firstUnconfirmed) this.#firstUnconfirmed = sequence + 1;
  }
}
