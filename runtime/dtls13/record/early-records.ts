import { EPOCH_EARLY_DATA, EPOCH_HANDSHAKE } from '../../../generated/dtls13/registries/constants.ts';
import type { Counters } from '../statistics.ts';

/** Receives notice of early records. */
export interface EarlyRecordHandler {
  /** A protected record cannot be read, because the keys of its later epoch are not installed. */
  earlyRecord(): void;
}

/** Datagrams that are kept: a burst of a flight has ten records. */
const MAX_DATAGRAMS = 16;
/** Bytes of these datagrams. */
const MAX_BYTES = 16_384;

/**
 * Protected records of an epoch whose keys are not installed: the peer is ahead of us, or the record is forged. RFC
 * 9147 section 4.2.1 allows both buffering and discarding.
 *
 * 1. Before a client has any keys, datagrams with records of epoch 2 are kept within a limit: the ServerHello before them is
 *    late or lost, and the server need not send the rest of its flight again.
 * 2. All other early records are discarded and counted.
 *
 * In both cases an ACK tells the peer that a record before them is missing (RFC 9147 section 7.1). Early data without
 * keys is rejected data: nothing before it is missing.
 */
export class EarlyRecords {
  readonly #handler: EarlyRecordHandler;
  readonly #counters: Counters;
  #datagrams: Uint8Array[] = [];
  #bytes = 0;

  constructor(handler: EarlyRecordHandler, counters: Counters) {
    this.#handler = handler;
    this.#counters = counters;
  }

  /** Datagrams are kept. */
  get pending(): boolean {
    return this.#bytes > 0;
  }

  /** Keeps a copy of `slab[at, end)`, the rest of a datagram. False: its first record is of another epoch, or no room is left. */
  keep(slab: Uint8Array, at: number, end: number): boolean {
    if (((slab[at] as number) & 3) !== EPOCH_HANDSHAKE) return false;
    if (this.#datagrams.length === MAX_DATAGRAMS || this.#bytes + end - at > MAX_BYTES) return false;
    // Not slice(): that of a Buffer shares its memory.
    this.#datagrams.push(new Uint8Array(slab.subarray(at, end)));
    this.#bytes += end - at;
    this.#handler.earlyRecord();
    return true;
  }

  /** Removes and returns the kept datagrams, in the order of their arrival. */
  take(): readonly Uint8Array[] {
    const datagrams = this.#datagrams;
    this.#datagrams = [];
    this.#bytes = 0;
    return datagrams;
  }

  /** `epochBits`: the two low bits of the record's epoch. */
  discard(epochBits: number): void {
    this.#counters.discarded.unknownEpoch += 1;
    if (epochBits !== EPOCH_EARLY_DATA) this.#handler.earlyRecord();
  }
}
