import { MAX_SEQUENCE_NUMBER } from '../../../generated/dtls13/registries/constants.ts';
import type { Ack } from '../../../generated/dtls13/wire/ack.ts';
import type { SentRecord } from './outbound-flight.ts';

/** A flight of which an ACK acknowledged at least one byte for the first time. */
export interface AcknowledgedFlight<F> {
  readonly flight: F;
  /** The ACK names bytes that no earlier one named. */
  readonly isNew: boolean;
  /** The record among those it names that was sent last. */
  readonly newest: SentRecord;
}

interface Entry<F> {
  readonly flight: F;
  readonly record: SentRecord;
}

/** Records kept for later ACKs. The content of an older record was retransmitted, or a timer retransmits it. */
const CAPACITY = 512;

/** Epochs whose records can be distinguished. A KeyUpdate waits for earlier ACKs, so records of three are outstanding. */
const EPOCHS = 32;

/** One key for a record number: a safe integer. */
const keyOf = (epoch: number, sequence: number): number => (epoch % EPOCHS) * (MAX_SEQUENCE_NUMBER + 1) + sequence;

/**
 * The message fragments in each sent record of all flights of a connection, for every transmission; RFC 9147 section
 * 7.2.
 */
export class SentRecords<F> {
  /** Oldest first. */
  readonly #entries = new Map<number, Entry<F>>();

  add(flight: F, record: SentRecord): void {
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size < CAPACITY) break;
      this.#entries.delete(oldest);
    }
    this.#entries.set(keyOf(record.epoch, record.sequence), { flight, record });
  }

  /** Drops the records of one flight. */
  drop(flight: F): void {
    for (const [key, entry] of this.#entries) if (entry.flight === flight) this.#entries.delete(key);
  }

  /**
   * Marks the bytes that the ACK names as acknowledged. Returns the flights of the named records. Unknown record numbers are
   * ignored.
   */
  acknowledge({ recordNumbers }: Ack): AcknowledgedFlight<F>[] {
    const acknowledged = new Map<F, { flight: F; isNew: boolean; newest: SentRecord }>();
    for (const { epoch, sequenceNumber } of recordNumbers) {
      const entry = this.#entries.get(keyOf(epoch, sequenceNumber));
      if (entry === undefined) continue;
      const { flight, record } = entry;
      const named = acknowledged.get(flight) ?? { flight, isNew: false, newest: record };
      for (const { message, from, to } of record.fragments) if (message.acknowledged.add(from, to)) named.isNew = true;
      // In the order of their numbers, but an epoch may be older than another.
      if (record.at >= named.newest.at) named.newest = record;
      acknowledged.set(flight, named);
    }
    return [...acknowledged.values()];
  }
}
