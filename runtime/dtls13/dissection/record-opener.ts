import { EPOCH_APPLICATION } from '../../../generated/dtls13/registries/constants.ts';
import { KeySchedule } from '../../crypto/key-schedule.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { RecordProtection } from '../../crypto/record-protection.ts';
import { ReadEpoch } from '../record/epoch.ts';
import { type RecordHandler, RecordReader } from '../record/record-reader.ts';
import { createCounters } from '../statistics.ts';
import { type Suite, TrafficKeyChain } from './traffic-key-chain.ts';

/** The decrypted content of a record. */
export interface OpenedRecord {
  readonly contentType: number;
  readonly epoch: number;
  readonly sequence: number;
  /** Belongs to the caller. */
  readonly content: Uint8Array;
}

/** Why a protected record could not be opened. */
export type Unopened =
  /** No secret of its epoch is known. */
  | 'noKeys'
  /** The AEAD rejected it: other keys, or the record was damaged. */
  | 'unauthentic'
  /** Its number was seen before, or is below the replay window. */
  | 'replayed'
  /** Too short, or only padding. */
  | 'malformed'
  /** It contains a connection id, whose length is unknown. */
  | 'connectionId';

/** Size of the replay window. */
const WINDOW = 256;
/** Number of ranges of sequence numbers that are tried after the expected one, where records are missing. */
const MAX_RANGES = 3;
/** Bit S of the first byte: the header has 16 bits of the sequence number; RFC 9147 section 4. */
const HAS_SEQUENCE_NUMBER_16 = 0b0000_1000;

/**
 * Opens the records of one direction with its secrets (RFC 9147 section 4), with the record reader of connections. A
 * capture may lack records, so where an endpoint would drop a record, further keys and numbers are tried:
 *
 * 1. the installed epoch with the low bits of the record, and the expected number,
 * 2. the same epoch, and numbers after a gap in which the low bits repeat,
 * 3. the next epochs with these low bits, as if KeyUpdates were lost. The epoch that opens the record is installed.
 *
 * A record is tried 14 times at most.
 */
export class RecordOpener implements RecordHandler {
  readonly #counters = createCounters();
  readonly #reader = new RecordReader(this, this.#counters);
  /** Reads with one epoch that is not proven yet. */
  readonly #trialReader = new RecordReader(this, this.#counters);
  readonly #provider: CryptoProvider;
  #chain: TrafficKeyChain | undefined;
  #opened: OpenedRecord | undefined;

  constructor(provider: CryptoProvider) {
    this.#provider = provider;
  }

  /** Adds the secret of an epoch, borrowed. The epochs after the first one with application data follow
   * from it. Secrets must be added in the order of their epochs. */
  install(epoch: number, suite: Suite, secret: Uint8Array): void {
    if (epoch < EPOCH_APPLICATION) {
      const schedule = new KeySchedule(this.#provider, suite.hash, 'dtls13');
      this.#install(epoch, new RecordProtection(this.#provider, suite.aead, schedule.trafficKeys(secret, suite)));
      return;
    }
    if (this.#chain !== undefined && this.#chain.epoch <= epoch) return;
    this.#chain = new TrafficKeyChain(this.#provider, suite, epoch, secret);
    // The keys of a later epoch would displace those of the handshake, so the first record of it installs them.
    if (epoch === EPOCH_APPLICATION) this.#installNext(epoch);
  }

  /** The sender announced new keys in a record of this epoch; RFC 9147 section 8. */
  keyUpdated(epoch: number): void {
    if (epoch === this.#chain?.epoch) this.#installNext(epoch + 1);
  }

  /**
   * Opens one record, including its header. `idLength`: bytes of its connection id, if its header has one. Records must
   * be passed in the order in which their sender sent them. The record is not changed.
   */
  open(record: Uint8Array, idLength = 0): OpenedRecord | Unopened {
    const result = this.#read(this.#reader, record, idLength);
    if (result !== 'noKeys' && result !== 'unauthentic') return result;
    return this.#search(record, idLength) ?? result;
  }

  record(contentType: number, epoch: number, sequence: number, slab: Uint8Array, at: number, length: number): void {
    this.#opened = { contentType, epoch, sequence, content: slab.subarray(at, at + length) };
  }

  earlyRecord(): void {}

  recordTooLong(): void {}

  forgeryLimitReached(): void {}

  #install(epoch: number, protection: RecordProtection): ReadEpoch {
    const installed = new ReadEpoch(epoch, protection, WINDOW);
    this.#reader.epochs.install(installed);
    return installed;
  }

  #installNext(epoch: number): void {
    const protection = this.#chain?.protection(epoch);
    if (protection === undefined) return;
    this.#chain?.advance(epoch);
    this.#install(epoch, protection);
  }

  #search(record: Uint8Array, idLength: number): OpenedRecord | undefined {
    const [first = 0] = record;
    const bits = first & 3;
    const modulus = (first & HAS_SEQUENCE_NUMBER_16) === 0 ? 0x100 : 0x10000;
    const installed = this.#reader.epochs.withLowBits(bits);
    if (installed !== undefined) {
      const { number, protection, window } = installed;
      // A tool must not lose a key because a capture contains forged records.
      installed.failures = 0;
      const opened = this.#tryRanges(record, idLength, number, protection, window.highest + 1 + modulus, modulus);
      if (opened !== undefined) {
        window.mark(opened.sequence);
        return opened;
      }
    }
    for (const epoch of this.#chain?.epochsWith(bits) ?? []) {
      if (epoch === installed?.number) continue;
      const protection = this.#chain?.protection(epoch);
      if (protection === undefined) return undefined;
      const opened = this.#tryRanges(record, idLength, epoch, protection, 0, modulus);
      if (opened === undefined) continue;
      this.#chain?.advance(epoch);
      this.#install(epoch, protection).window.mark(opened.sequence);
      return opened;
    }
    return undefined;
  }

  /** Tries the sequence numbers around `expected`, and in the ranges after it. */
  #tryRanges(
    record: Uint8Array,
    idLength: number,
    epoch: number,
    protection: RecordProtection,
    expected: number,
    modulus: number,
  ): OpenedRecord | undefined {
    for (let range = 0; range < MAX_RANGES; range++) {
      const opened = this.#try(record, idLength, epoch, protection, expected + range * modulus);
      if (opened !== undefined) return opened;
    }
    return undefined;
  }

  /** Tries one epoch whose next record is expected to have this sequence number. */
  #try(
    record: Uint8Array,
    idLength: number,
    epoch: number,
    protection: RecordProtection,
    expected: number,
  ): OpenedRecord | undefined {
    const trial = new ReadEpoch(epoch, protection, WINDOW);
    if (expected > 0) trial.window.mark(expected - 1);
    this.#trialReader.epochs.release();
    this.#trialReader.epochs.install(trial);
    const result = this.#read(this.#trialReader, record, idLength);
    // It is authentic, but has just the number that was marked as received.
    if (result === 'replayed') return this.#try(record, idLength, epoch, protection, expected + 1);
    return typeof result === 'string' ? undefined : result;
  }

  #read(reader: RecordReader, record: Uint8Array, idLength: number): OpenedRecord | Unopened {
    const { connectionIds } = reader;
    if (connectionIds.current !== undefined) connectionIds.remove(connectionIds.current);
    if (idLength > 0) connectionIds.add(record.subarray(1, 1 + idLength));
    this.#opened = undefined;
    const { discarded } = this.#counters;
    const before = { ...discarded };
    // Not slice(): the slice of a Buffer shares its memory, and the record is decrypted in place.
    reader.receive(new Uint8Array(record), 0, record.length);
    if (this.#opened !== undefined) return this.#opened;
    if (discarded.unknownEpoch > before.unknownEpoch) return 'noKeys';
    if (discarded.unauthentic > before.unauthentic) return 'unauthentic';
    if (discarded.replayed > before.replayed) return 'replayed';
    return discarded.unexpectedConnectionId > before.unexpectedConnectionId ? 'connectionId' : 'malformed';
  }
}
