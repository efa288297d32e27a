import { MAX_SEQUENCE_NUMBER } from '../../../generated/dtls13/registries/constants.ts';
import type { Ack } from '../../../generated/dtls13/wire/ack.ts';
import type { SentRecord } from './outbound-flight.ts';

/** The result of an ACK. */
export interface AckResult {
  /** At least one byte was acknowledged for the first time. */
  readonly acknowledgedAny: boolean;
  /** When the newest acknowledged record without retransmitted bytes was sent, in the host's milliseconds. */
  readonly sentAt: number | undefined;
}

/** Records kept for later ACKs. The content of an older record was retransmitted, or a timer retransmits it. */
const CAPACITY = 512;

/** One key for a record number: epochs are few, so the product is a safe integer. */
const keyOf = (epoch: number, sequence: number): number => epoch * (MAX_SEQUENCE_NUMBER + 1) + sequence;

/** The message fragments in each sent record, for every transmission; RFC 9147 section 7.2. */
export class SentRecords {
  /** Oldest first. */
  readonly #records = new Map<number, SentRecord>();

  get empty(): boolean {
    return this.#records.size === 0;
  }

  add(record: SentRecord): void {
    for (const oldest of this.#records.keys()) {
      if (this.#records.size < CAPACITY) break;
      this.#records.delete(oldest);
    }
    this.#records.set(keyOf(record.epoch, record.sequence), record);
  }

  clear(): void {
    this.#records.clear();
  }

  /** Marks the bytes that the ACK names as acknowledged. Unknown record numbers are ignored. */
  acknowledge({ recordNumbers }: Ack): AckResult {
    let acknowledgedAny = false;
    let sentAt: number | undefined;
    for (const { epoch, sequenceNumber } of recordNumbers) {
      const record = this.#records.get(keyOf(epoch, sequenceNumber));
      if (record === undefined) continue;
      let isNew = false;
      for (const { message, from, to } of record.fragments) if (message.acknowledged.add(from, to)) isNew = true;
      if (!isNew) continue;
      acknowledgedAny = true;
      if (record.isFirstTransmission && (sentAt === undefined || record.at > sentAt)) sentAt = record.at;
    }
    return { acknowledgedAny, sentAt };
  }
}
