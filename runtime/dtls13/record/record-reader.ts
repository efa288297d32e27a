import {
  MAX_AUTHENTICATION_FAILURES,
  MAX_CIPHERTEXT_LENGTH,
  MAX_PLAINTEXT_LENGTH,
  RECORD_NUMBER_SAMPLE_LENGTH,
} from '../../../generated/dtls13/registries/constants.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { type MutableUnifiedHeader, UnifiedHeader } from '../../../generated/dtls13/wire/unified-header.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { WireError } from '../../errors/wire-error.ts';
import { Reader } from '../../wire/index.ts';
import type { Counters } from '../statistics.ts';
import type { ReadEpoch } from './epoch.ts';
import { reconstructSequenceNumber } from './record-number.ts';
import { createHeader } from './unified-header.ts';

/** Takes the records of a datagram, in their order. */
export interface RecordHandler {
  /** Content of an authentic (or, in epoch 0, unprotected) record: `slab[at, at + length)`. */
  record(contentType: number, epoch: number, sequence: number, slab: Uint8Array, at: number, length: number): void;
  /** A protected record came for which there are no keys, so that nobody knows whose it is. */
  unreadable(): void;
  /** More forged records under one key than its AEAD stands; RFC 9147 section 4.5.3. */
  forgeryLimitReached(): void;
}

/** Cuts datagrams into records, removes protection in place and drops, with a count, what is not authentic. */
export class RecordReader {
  readonly #handler: RecordHandler;
  readonly #counters: Counters;
  readonly #epochs: ReadEpoch[] = [];
  readonly #reader = new Reader();
  readonly #header: MutableUnifiedHeader = createHeader();
  readonly #mask = new Uint8Array(2);

  constructor(handler: RecordHandler, counters: Counters) {
    this.#handler = handler;
    this.#counters = counters;
  }

  /** Records of this epoch can be read from now on. */
  install(epoch: ReadEpoch): void {
    this.#epochs.push(epoch);
  }

  /** Records of this epoch are unknown from now on. */
  drop(number: number): void {
    const index = this.#epochs.findIndex((epoch) => epoch.number === number);
    if (index !== -1) this.#epochs.splice(index, 1);
  }

  /** True when a record of this epoch with a number below `sequence` is missing and could still come. */
  hasGapBelow(number: number, sequence: number): boolean {
    const epoch = this.#epochs.find((known) => known.number === number);
    return epoch?.window.hasGapBelow(sequence) ?? false;
  }

  /** Lets go of all keys. */
  close(): void {
    this.#epochs.length = 0;
  }

  /**
   * Reads `slab[at, end)`, one datagram. Never throws for what stands in it; throws InternalError when protection
   * cannot be removed for a reason of our own.
   */
  receive(slab: Uint8Array, at: number, end: number): void {
    try {
      this.#receive(slab, at, end);
    } finally {
      // An idle connection keeps no datagram.
      this.#reader.release();
    }
  }

  #receive(slab: Uint8Array, at: number, end: number): void {
    const reader = this.#reader.reset(slab, at, end);
    while (reader.position < end) {
      const start = reader.position;
      const first = slab[start] as number;
      try {
        // RFC 9147 section 4.1: 001xxxxx is a protected record, a known content type an unprotected one.
        if (first >>> 5 === 1) this.#receiveCiphertext(slab, start, end);
        else this.#receivePlaintext(slab);
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        this.#counters.discarded.malformed += 1;
        return;
      }
    }
  }

  #receivePlaintext(slab: Uint8Array): void {
    const { type, sequenceNumber, fragment } = DtlsPlaintext.decode(this.#reader);
    this.#counters.recordsReceived += 1;
    this.#handler.record(type, 0, sequenceNumber, slab, fragment.byteOffset - slab.byteOffset, fragment.length);
  }

  #receiveCiphertext(slab: Uint8Array, start: number, end: number): void {
    const reader = this.#reader;
    const header = this.#header;
    const { discarded } = this.#counters;
    UnifiedHeader.decodeInto(reader, header, 0);
    if (header.connectionId !== undefined) {
      // No connection id was agreed, so neither its length nor anything behind it is known.
      discarded.unexpectedConnectionId += 1;
      reader.position = end;
      return;
    }
    const length = header.length ?? end - reader.position;
    const body = reader.reserve(length, 'DTLSCiphertext.encrypted_record');
    const epoch = this.#epochFor(header.epochBits);
    if (epoch === undefined) {
      discarded.unknownEpoch += 1;
      this.#handler.unreadable();
      return;
    }
    const { protection, window } = epoch;
    // RFC 9147 section 4.2.3: too short to sample is too short to be a record.
    if (length < RECORD_NUMBER_SAMPLE_LENGTH || length <= protection.tagLength || length > MAX_CIPHERTEXT_LENGTH) {
      discarded.malformed += 1;
      return;
    }
    let sequence: number;
    let isAuthentic: boolean;
    try {
      protection.mask(slab, body, this.#mask);
      sequence = this.#unmask(slab, start, window.highest + 1);
      isAuthentic = protection.open(slab, start, body, length, sequence);
    } catch (cause) {
      // What stands there may be plaintext that nobody has authenticated.
      slab.fill(0, body, body + length);
      throw new InternalError('record protection', cause);
    }
    if (!isAuthentic) {
      discarded.unauthentic += 1;
      epoch.failures += 1;
      if (epoch.failures >= MAX_AUTHENTICATION_FAILURES) this.#handler.forgeryLimitReached();
      return;
    }
    // Only now, so that the time it takes to drop a record tells nothing about its number; RFC 9147 section 4.5.1.
    if (!window.isFresh(sequence)) {
      discarded.replayed += 1;
      return;
    }
    window.mark(sequence);
    // DTLSInnerPlaintext: content, its type, zeros; RFC 9147 section 4.
    let last = body + length - protection.tagLength - 1;
    while (last >= body && slab[last] === 0) last -= 1;
    const content = last - body;
    const padded = length - protection.tagLength - 1;
    // A peer that says too much will hear of it, but padding that long is no record; RFC 9846 section 5.4.
    if (content < 0 || (padded > MAX_PLAINTEXT_LENGTH && content <= MAX_PLAINTEXT_LENGTH)) {
      discarded.malformed += 1;
      return;
    }
    this.#counters.recordsReceived += 1;
    this.#handler.record(slab[last] as number, epoch.number, sequence, slab, body, content);
  }

  /** Puts the true number into the header, which is associated data, and returns it in full. */
  #unmask(slab: Uint8Array, start: number, expected: number): number {
    const { hasSequenceNumber16, sequenceNumber8, sequenceNumber16 } = this.#header;
    const high = this.#mask[0] as number;
    if (!hasSequenceNumber16) {
      const low = (sequenceNumber8 as number) ^ high;
      slab[start + 1] = low;
      return reconstructSequenceNumber(low, 0x100, expected);
    }
    const low = (sequenceNumber16 as number) ^ ((high << 8) | (this.#mask[1] as number));
    slab[start + 1] = low >>> 8;
    slab[start + 2] = low;
    return reconstructSequenceNumber(low, 0x10000, expected);
  }

  /** The newest epoch with these low bits; RFC 9147 section 4.2.2. */
  #epochFor(bits: number): ReadEpoch | undefined {
    for (let index = this.#epochs.length - 1; index >= 0; index--) {
      const epoch = this.#epochs[index] as ReadEpoch;
      if ((epoch.number & 3) === bits) return epoch;
    }
    return undefined;
  }
}
