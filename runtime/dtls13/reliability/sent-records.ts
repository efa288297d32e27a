import { MAX_SEQUENCE_NUMBER } from '../../../generated/dtls13/registries/constants.ts';
import type { Ack } from '../../../generated/dtls13/wire/ack.ts';
import type { SentRecord } from './outbound-flight.ts';

/** What an ACK told. */
export interface AckResult {
  /** Something was acknowledged that was not before. */
  readonly acknowledgedAny: boolean;
  /** When the newest of the records was sent that were acknowledged and held nothing sent before. */
  readonly sentAt: number | undefined;
}

/** Records remembered for ACKs to come. What is older was sent again since, or a timer sends it again. */
const CAPACITY = 512;

/** One number for a record: epochs are few, so the product stays a safe integer. */
const keyOf = (epoch: number, sequence: number): number => epoch * (MAX_SEQUENCE_NUMBER + 1) + sequence;

/** Which parts of which messages went out in which records, every transmission of them; RFC 9147 section 7.2. */
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

  /** Marks what the ACK names. Record numbers we do not know are ignored. */
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
