import type { CipherSuiteAttributes } from '../../../generated/dtls13/registries/cipher-suite.ts';
import { KeySchedule } from '../../crypto/key-schedule.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { RecordProtection } from '../../crypto/record-protection.ts';
import { ReadEpoch } from '../record/epoch.ts';
import { type RecordHandler, RecordReader } from '../record/record-reader.ts';
import { createCounters } from '../statistics.ts';

export type Suite = NonNullable<(typeof CipherSuiteAttributes)[number]>;

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

/** Opens the records of one direction with its secrets (RFC 9147 section 4), with the record reader of connections. */
export class RecordOpener implements RecordHandler {
  readonly #counters = createCounters();
  readonly #reader = new RecordReader(this, this.#counters);
  readonly #provider: CryptoProvider;
  #opened: OpenedRecord | undefined;

  constructor(provider: CryptoProvider) {
    this.#provider = provider;
  }

  install(epoch: number, suite: Suite, secret: Uint8Array): void {
    const schedule = new KeySchedule(this.#provider, suite.hash, 'dtls13');
    const protection = new RecordProtection(this.#provider, suite.aead, schedule.trafficKeys(secret, suite));
    this.#reader.epochs.install(new ReadEpoch(epoch, protection, 256));
  }

  /**
   * Opens one record, including its header. Records must be passed in the order in which their sender sent them. The
   * record is not changed.
   */
  open(record: Uint8Array): OpenedRecord | Unopened {
    this.#opened = undefined;
    const { discarded } = this.#counters;
    const before = { ...discarded };
    // Not slice(): the slice of a Buffer shares its memory, and the record is decrypted in place.
    this.#reader.receive(new Uint8Array(record), 0, record.length);
    if (this.#opened !== undefined) return this.#opened;
    if (discarded.unknownEpoch > before.unknownEpoch) return 'noKeys';
    if (discarded.unauthentic > before.unauthentic) return 'unauthentic';
    if (discarded.replayed > before.replayed) return 'replayed';
    return discarded.unexpectedConnectionId > before.unexpectedConnectionId ? 'connectionId' : 'malformed';
  }

  record(contentType: number, epoch: number, sequence: number, slab: Uint8Array, at: number, length: number): void {
    this.#opened = { contentType, epoch, sequence, content: slab.subarray(at, at + length) };
  }

  earlyRecord(): void {}

  recordTooLong(): void {}

  forgeryLimitReached(): void {}
}
