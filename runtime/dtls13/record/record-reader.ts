import {
  EPOCH_APPLICATION,
  EPOCH_EARLY_DATA,
  MAX_CIPHERTEXT_LENGTH,
  MAX_PLAINTEXT_LENGTH,
  RECORD_NUMBER_SAMPLE_LENGTH,
} from '../../../generated/dtls13/registries/constants.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { type MutableUnifiedHeader, UnifiedHeader } from '../../../generated/dtls13/wire/unified-header.ts';
import { RECORD_FIELDS } from '../../crypto/provider.ts';
import { describeRecord, describeSequence } from '../../crypto/record-descriptor.ts';
import type { RecordProtection } from '../../crypto/record-protection.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { WireError } from '../../errors/wire-error.ts';
import { Reader } from '../../wire/index.ts';
import type { DatagramBatch } from '../endpoint.ts';
import type { Counters } from '../statistics.ts';
import { type EarlyRecordHandler, EarlyRecords, type KeptDatagramBuffers } from './early-records.ts';
import type { ReadEpoch } from './epoch.ts';
import { OwnConnectionIds } from './own-connection-ids.ts';
import { ReadEpochs } from './read-epochs.ts';
import { RecordBatch } from './record-batch.ts';
import { collectRecords } from './record-collection.ts';
import { reconstructSequenceNumber } from './sequence-number-reconstruction.ts';
import { createHeader, isProtectedRecord } from './unified-header.ts';

/** The records that are opened next. All readers share it: nothing else is called meanwhile. */
const DESCRIPTORS = new Int32Array(RECORD_FIELDS);
const BATCH = new RecordBatch();
/** Longest plaintext with content type and padding; RFC 9846 section 5.4. */
const LONGEST = MAX_PLAINTEXT_LENGTH + 1;

/** Receives notice of the datagrams of a batch. */
export interface DatagramHandler {
  /** A datagram of `length` bytes is received from here on. */
  beginDatagram(length: number): void;
  /** It could not be received because of this error. Throws what does not end the connection. */
  failed(error: unknown): void;
  /** Whether records of application data in this epoch concern nothing but `data` and `dataReceived`. */
  acceptsData(epoch: number): boolean;
  /** Application data of an authentic record: `slab[at, at + length)`. Only after `acceptsData`. */
  data(slab: Uint8Array, at: number, length: number): void;
  /** So many datagrams, of `bytes` bytes together, were given to `data`; the highest of their record numbers. */
  dataReceived(datagrams: number, bytes: number, highest: number): void;
}

/** Receives the records of a datagram, in their order. */
export interface RecordHandler extends EarlyRecordHandler {
  /** Content of an authentic record, or of an unprotected one in epoch 0: `slab[at, at + length)`. */
  record(contentType: number, epoch: number, sequence: number, slab: Uint8Array, at: number, length: number): void;
  /**
   * The plaintext of an authentic record, `length` bytes with content type and padding, is longer than our
   * record_size_limit or the protocol permits; RFC 8449 section 4, RFC 9846 section 5.4.
   */
  recordTooLong(epoch: number, sequence: number, length: number): void;
  /** The number of forged records under the newest key reached the AEAD's limit; RFC 9147 section 4.5.3. */
  forgeryLimitReached(): void;
}

/**
 * Splits datagrams into records (RFC 9147 section 4.1), removes protection in place (RFC 9147 sections 4.2.3 and 4.5),
 * and drops and counts what is not authentic (RFC 9147 sections 4.5.2 and 4.5.3).
 *
 * For a protected record:
 * 1. Decode the unified header, check the connection id (RFC 9147 section 4), and select the epoch by its low bits.
 * 2. Decrypt the sequence number and reconstruct its full value.
 * 3. Open the record with the AEAD.
 * 4. Check the replay window.
 * 5. Remove the padding (RFC 9846 section 5.4) and give the content to the handler.
 */
export class RecordReader {
  readonly #handler: RecordHandler;
  readonly #counters: Counters;
  readonly epochs = new ReadEpochs();
  /** The ids of which one must be in each datagram with protected records, if there are any. */
  readonly connectionIds = new OwnConnectionIds();
  /** Longest plaintext of a protected record, in bytes with content type and padding; RFC 8449 section 4. */
  maxPlaintext = LONGEST;
  readonly #earlyRecords: EarlyRecords;
  readonly #reader = new Reader();
  readonly #header: MutableUnifiedHeader = createHeader();
  /** A record of the current datagram has a connection id of ours. */
  #hasConnectionId = false;

  readonly #readKept = (slab: Uint8Array, at: number, end: number): void => this.#receiveDatagram(slab, at, end);

  /**
   * `keepsData`: whether application data that arrives before its keys is kept, within a limit; by the newest epoch with keys.
   * `kept`: where records without keys are kept; undefined: in plain memory.
   */
  constructor(
    handler: RecordHandler,
    counters: Counters,
    keepsData: (newest: number) => boolean = () => false,
    kept?: KeptDatagramBuffers,
  ) {
    this.#handler = handler;
    this.#counters = counters;
    this.#earlyRecords = new EarlyRecords(handler, counters, keepsData, kept);
  }

  /**
   * Reads `slab[at, end)`, one datagram. Never throws for any content; throws InternalError when protection cannot be
   * removed for a reason of our own.
   */
  receive(slab: Uint8Array, at: number, end: number): void {
    this.#receiveDatagram(slab, at, end);
    if (this.#earlyRecords.pending) this.receiveKept();
  }

  /** Records wait for keys. */
  get keepsRecords(): boolean {
    return this.#earlyRecords.pending;
  }

  /** The provider opens several records in one call, and those of application data can be read. */
  get opensMany(): boolean {
    const { newest } = this.epochs;
    return newest !== undefined && newest.number >= EPOCH_APPLICATION && newest.protection.isBatched;
  }

  /**
   * Reads the datagrams `from` to at most `to` - 1 of a batch, and returns the index of the first one that was not read: the
   * caller has to decide again what to do with it. This is after a batch of the provider, or after a datagram whose content
   * can have changed the connection. `handler` gets the beginning of each datagram, and what `receive` would have thrown.
   */
  receiveMany(batch: DatagramBatch, from: number, to: number, handler: DatagramHandler): number {
    const epoch = this.epochs.newest;
    if (epoch === undefined || !this.#collect(epoch, batch, from, to)) {
      handler.beginDatagram(batch.length[from] as number);
      const at = batch.at[from] as number;
      try {
        this.receive(batch.slab, at, at + (batch.length[from] as number));
      } catch (error) {
        handler.failed(error);
      }
      return from + 1;
    }
    const { slab } = batch;
    const { protection, window } = epoch;
    const { current } = this.connectionIds;
    BATCH.open(protection, slab, window);
    for (let index = this.#receiveData(epoch, batch, from, handler); index < BATCH.count; index++) {
      handler.beginDatagram(batch.length[from + index] as number);
      let isUneventful = true;
      try {
        const sequence = BATCH.take(index, protection, slab, window);
        if (sequence === -1) this.#discardForged(epoch);
        else {
          const [body, length] = [BATCH.bodyAt(index), BATCH.bodyLength(index)];
          isUneventful = this.#receiveAuthentic(epoch, sequence, current, slab, body, length);
        }
      } catch (error) {
        isUneventful = false;
        handler.failed(error);
      }
      const hasKeys = this.epochs.withNumber(epoch.number) === epoch;
      if (isUneventful && hasKeys && current === this.connectionIds.current) continue;
      if (hasKeys) this.#restore(index + 1, protection, slab, handler);
      return from + index + 1;
    }
    return from + BATCH.count;
  }

  /**
   * Receives the records at the start of the batch that are data as usual: authentic, new, and of no consequence for the
   * connection. Returns their number. The others are received one by one, with the same result for these.
   */
  #receiveData(epoch: ReadEpoch, batch: DatagramBatch, from: number, handler: DatagramHandler): number {
    if (!handler.acceptsData(epoch.number)) return 0;
    const { slab } = batch;
    const { protection, window } = epoch;
    let datagramBytes = 0;
    let highest = -1;
    let count = 0;
    for (; count < BATCH.count && BATCH.isAuthentic(count); count++) {
      const body = BATCH.bodyAt(count);
      const plaintextLength = BATCH.bodyLength(count) - protection.tagLength;
      const content = contentLength(slab, body, plaintextLength);
      if (content < 0 || slab[body + content] !== ContentType.application_data) break;
      if (content > MAX_PLAINTEXT_LENGTH || plaintextLength > this.maxPlaintext) break;
      const sequence = BATCH.sequence(count);
      if (!window.isFresh(sequence)) break;
      window.mark(sequence);
      if (sequence > highest) highest = sequence;
      epoch.bytes += content;
      datagramBytes += batch.length[from + count] as number;
      handler.data(slab, body, content);
    }
    if (count === 0) return 0;
    epoch.records += count;
    this.#counters.recordsReceived += count;
    handler.dataReceived(count, datagramBytes, highest);
    return count;
  }

  /** Collects datagrams that are opened together. False: none. */
  #collect(epoch: ReadEpoch, batch: DatagramBatch, from: number, to: number): boolean {
    if (!this.opensMany || this.#earlyRecords.pending) return false;
    return collectRecords(BATCH, this.connectionIds, epoch, batch, from, to) > 0;
  }

  #restore(index: number, protection: RecordProtection, slab: Uint8Array, handler: DatagramHandler): void {
    try {
      BATCH.restore(index, protection, slab);
    } catch (cause) {
      handler.failed(new InternalError('record protection', cause));
    }
  }

  /** Reads the records that waited for keys that are installed now. Throws as `receive` does. */
  receiveKept(): void {
    while (this.#earlyRecords.readNext(this.epochs.newest?.number ?? 0, this.#readKept)) {
      // What it contained may have installed further keys.
    }
  }

  /** Drops all keys, and records that wait for keys. */
  clear(): void {
    this.epochs.clear();
    this.#earlyRecords.close();
  }

  #receiveDatagram(slab: Uint8Array, at: number, end: number): void {
    const reader = this.#reader;
    try {
      reader.reset(slab, at, end);
      this.#hasConnectionId = false;
      while (reader.position < end) {
        const start = reader.position;
        const first = slab[start] as number;
        // Otherwise it begins with a known content type.
        if (isProtectedRecord(first)) this.#receiveCiphertext(slab, start, end);
        else this.#receivePlaintext(slab);
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#counters.discarded.malformed += 1;
    } finally {
      // An idle connection retains no datagram.
      reader.release();
      this.#header.connectionId = undefined;
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
    const { connectionIds } = this;
    const newest = this.epochs.newest?.number ?? 0;
    if (newest < EPOCH_APPLICATION && this.#earlyRecords.keep(newest, slab, start, end)) {
      reader.position = end;
      return;
    }
    header.connectionId = connectionIds.current;
    UnifiedHeader.decodeInto(reader, header, connectionIds.length);
    let connectionId: Uint8Array | undefined;
    if (header.connectionId !== undefined) {
      connectionId = connectionIds.find(header.connectionId);
      if (connectionId === undefined) {
        // Another association, or no id was negotiated and its length is unknown: the rest of the datagram is dropped.
        discarded.unexpectedConnectionId += 1;
        reader.position = end;
        return;
      }
      this.#hasConnectionId = true;
    }
    const length = header.length ?? end - reader.position;
    const body = reader.reserve(length, 'DTLSCiphertext.encrypted_record');
    const epoch = this.epochs.withLowBits(header.epochBits);
    if (epoch === undefined) {
      this.#earlyRecords.discard(header.epochBits);
      return;
    }
    // Early data is sent before the client knows the id.
    if (connectionIds.length > 0 && !this.#hasConnectionId && epoch.number !== EPOCH_EARLY_DATA) {
      discarded.missingConnectionId += 1;
      return;
    }
    const { protection } = epoch;
    // RFC 9147 section 4.2.3: a record that is too short for the sample is invalid.
    if (length < RECORD_NUMBER_SAMPLE_LENGTH || length <= protection.tagLength || length > MAX_CIPHERTEXT_LENGTH) {
      discarded.malformed += 1;
      return;
    }
    let sequence: number;
    let isAuthentic: boolean;
    try {
      const number = start + 1 + (connectionId?.length ?? 0);
      describeRecord(DESCRIPTORS, 0, start, number, header.hasSequenceNumber16 ? 2 : 1, body, length);
      protection.unmask(slab, DESCRIPTORS, 1);
      sequence = this.#reconstruct(slab, number, epoch.window.highest + 1);
      describeSequence(DESCRIPTORS, 0, sequence);
      isAuthentic = protection.open(slab, DESCRIPTORS, 1) === 1;
    } catch (cause) {
      // These bytes may be plaintext that is not authenticated.
      slab.fill(0, body, body + length);
      throw new InternalError('record protection', cause);
    }
    if (!isAuthentic) {
      this.#discardForged(epoch);
      return;
    }
    this.#receiveAuthentic(epoch, sequence, connectionId, slab, body, length);
  }

  /**
   * Receives an authentic record: its plaintext is at `slab[body]`, and `length` has the bytes of the tag too. True: it was
   * application data, or it was discarded without a consequence.
   */
  #receiveAuthentic(
    epoch: ReadEpoch,
    sequence: number,
    connectionId: Uint8Array | undefined,
    slab: Uint8Array,
    body: number,
    length: number,
  ): boolean {
    const { protection, window } = epoch;
    // The check comes after authentication, so that its duration reveals nothing about the number; RFC 9147 section
    // 4.5.1.
    if (!window.isFresh(sequence)) {
      this.#counters.discarded.replayed += 1;
      return true;
    }
    window.mark(sequence);
    if (connectionId !== undefined) this.connectionIds.received(connectionId);
    const plaintextLength = length - protection.tagLength;
    // The client sent early data before it knew our limit.
    if (plaintextLength > this.maxPlaintext && !(epoch.number === EPOCH_EARLY_DATA && plaintextLength <= LONGEST)) {
      this.#handler.recordTooLong(epoch.number, sequence, plaintextLength);
      return false;
    }
    const content = contentLength(slab, body, plaintextLength);
    if (content < 0) {
      this.#counters.discarded.malformed += 1;
      return true;
    }
    this.#counters.recordsReceived += 1;
    epoch.records += 1;
    epoch.bytes += content;
    const contentType = slab[body + content] as number;
    this.#handler.record(contentType, epoch.number, sequence, slab, body, content);
    return contentType === ContentType.application_data;
  }

  #discardForged(epoch: ReadEpoch): void {
    this.#counters.discarded.unauthentic += 1;
    if (epoch.addFailure()) this.#endKey(epoch);
  }

  /** The limit of forgeries under a key is reached. An older key is not needed any more; RFC 9147 section 4.5.3. */
  #endKey(epoch: ReadEpoch): void {
    if (epoch === this.epochs.newest) this.#handler.forgeryLimitReached();
    else this.epochs.drop(epoch.number);
  }

  /** The full sequence number for its decrypted low bits in the header, which start at `number`. */
  #reconstruct(slab: Uint8Array, number: number, expected: number): number {
    const high = slab[number] as number;
    if (!this.#header.hasSequenceNumber16) return reconstructSequenceNumber(high, 0x100, expected);
    return reconstructSequenceNumber((high << 8) | (slab[number + 1] as number), 0x10000, expected);
  }
}

/** Bytes before the content type in DTLSInnerPlaintext: content, content type, zeros; RFC 9147 section 4. -1: zeros only. */
function contentLength(slab: Uint8Array, body: number, plaintextLength: number): number {
  let last = body + plaintextLength - 1;
  while (last >= body && slab[last] === 0) last -= 1;
  return last - body;
}
