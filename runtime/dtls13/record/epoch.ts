import type { RecordProtection } from '../../crypto/record-protection.ts';
import { isForgeryLimitReached, isKeyExhausted } from './aead-limits.ts';
import { ReplayWindow } from './replay-window.ts';

/** The receiving side of one epoch; RFC 9147 section 6.1. */
export class ReadEpoch {
  readonly number: number;
  readonly protection: RecordProtection;
  readonly window: ReplayWindow;
  /** Records that failed authentication; RFC 9147 section 4.5.3. */
  failures = 0;

  constructor(number: number, protection: RecordProtection, windowSize: number) {
    this.number = number;
    this.protection = protection;
    this.window = new ReplayWindow(windowSize);
  }

  /** Counts a record that failed authentication. True: the limit of this key is reached. */
  addFailure(): boolean {
    this.failures += 1;
    return isForgeryLimitReached(this.failures);
  }
}

/** The sending side of one epoch (RFC 9147 section 6.1); epoch 0 has no protection. */
export class WriteEpoch {
  readonly number: number;
  readonly protection: RecordProtection | undefined;
  /** Sequence number of the next record. */
  sequence = 0;

  constructor(number: number, protection: RecordProtection | undefined) {
    this.number = number;
    this.protection = protection;
  }

  /** Whether the key may protect only the alert that ends the connection. */
  get exhausted(): boolean {
    return isKeyExhausted(this.sequence);
  }
}
