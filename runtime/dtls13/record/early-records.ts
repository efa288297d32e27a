import { EPOCH_EARLY_DATA } from '../../../generated/dtls13/registries/constants.ts';
import type { Counters } from '../statistics.ts';

/** Receives notice of early records. */
export interface EarlyRecordHandler {
  /** A protected record was dropped because the keys of its later epoch are not installed. */
  earlyRecord(): void;
}

/**
 * Protected records of an epoch whose keys are not installed: the peer is ahead of us, or the record is forged. RFC
 * 9147 section 4.2.1 allows both buffering and discarding. They are discarded and counted, and an ACK tells the peer
 * that a record before them is missing (RFC 9147 section 7.1). Early data without keys is rejected data: nothing before
 * it is missing.
 */
export class EarlyRecords {
  readonly #handler: EarlyRecordHandler;
  readonly #counters: Counters;

  constructor(handler: EarlyRecordHandler, counters: Counters) {
    this.#handler = handler;
    this.#counters = counters;
  }

  /** `epochBits`: the two low bits of the record's epoch. */
  discard(epochBits: number): void {
    this.#counters.discarded.unknownEpoch += 1;
    if (epochBits !== EPOCH_EARLY_DATA) this.#handler.earlyRecord();
  }
}
