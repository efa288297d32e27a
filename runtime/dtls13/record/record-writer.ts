import {
  EPOCH_HANDSHAKE,
  MAX_PLAINTEXT_LENGTH,
  MAX_SEQUENCE_NUMBER,
  RECORD_NUMBER_SAMPLE_LENGTH,
} from '../../../generated/dtls13/registries/constants.ts';
import { ProtocolVersion } from '../../../generated/dtls13/registries/protocol-version.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { type MutableUnifiedHeader, UnifiedHeader } from '../../../generated/dtls13/wire/unified-header.ts';
import { RECORD_FIELDS } from '../../crypto/provider.ts';
import { describeRecord, describeSequence, MAX_RECORDS } from '../../crypto/record-descriptor.ts';
import type { RecordProtection } from '../../crypto/record-protection.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { Writer } from '../../wire/index.ts';
import type { Counters } from '../statistics.ts';
import type { WriteEpoch } from './epoch.ts';
import { type Padding, paddingOf } from './record-padding.ts';
import { createHeader } from './unified-header.ts';

/** How a connection forms its protected records; see the options of the same names. */
export interface RecordOptions {
  readonly recordHeader: 'full' | 'minimal';
  readonly padding: Padding | undefined;
}

const EMPTY = new Uint8Array(0);
const NO_SPANS = new Int32Array(0);
const DEFAULT: RecordOptions = { recordHeader: 'full', padding: undefined };
const LENGTH_OF_LENGTH = 2;
/** A receiver reconstructs 8 bits of a number from any reference that is at most this far below it. */
const MAX_DISTANCE_OF_8_BITS = 2 ** 7 - 1;
/** The records that are protected next. All writers share it: nothing is called between `describe` and `protect`. */
const DESCRIPTORS = new Int32Array(RECORD_FIELDS * MAX_RECORDS);

/**
 * Makes records from content and protects them in place (RFC 9147 sections 4, 4.2.3 and 4.5), up to the last record
 * number.
 *
 * The header of a protected record (RFC 9147 section 4) has the peer's connection id, if there is one. With `full` it
 * has 16 bits of the number and the length. With `minimal` the last record of a datagram has no length, and the number
 * has 8 bits while fewer than 2^7 records were sent after the last one that the peer is known to have received: then
 * the receiver cannot reconstruct another number, however many of them are lost.
 */
export class RecordWriter {
  readonly #counters: Counters;
  readonly #options: RecordOptions;
  readonly #writer = new Writer();
  readonly #header: MutableUnifiedHeader = createHeader();
  readonly #headerLength = UnifiedHeader.size(this.#header);
  readonly #plaintextHeaderLength = DtlsPlaintext.size(this.#plaintext(0, 0, EMPTY));
  /** The peer's connection id, for records from now on; empty: none. Owned by this object. */
  connectionId: Uint8Array = EMPTY;
  #maxPlaintext = MAX_PLAINTEXT_LENGTH + 1;

  constructor(counters: Counters, options: RecordOptions = DEFAULT) {
    this.#counters = counters;
    this.#options = options;
  }

  /** Whether the last record of a datagram has no length. */
  get omitsLength(): boolean {
    return this.#options.recordHeader === 'minimal';
  }

  /**
   * Sets the peer's record_size_limit: the longest plaintext of a protected record in bytes, with content type and
   * padding; RFC 8449 section 4.
   */
  limitPlaintext(length: number): void {
    this.#maxPlaintext = Math.min(length, MAX_PLAINTEXT_LENGTH + 1);
  }

  /** The peer's record_size_limit, or that of the protocol. */
  get maxPlaintext(): number {
    return this.#maxPlaintext;
  }

  /** Content bytes of the longest record of this epoch; RFC 9846 section 5.1, RFC 8449 section 4. */
  maxContent({ protection }: WriteEpoch): number {
    return protection === undefined ? MAX_PLAINTEXT_LENGTH : this.#maxPlaintext - 1;
  }

  /** Bytes before the content of the next record. `isLast`: of its datagram. */
  headerLength(epoch: WriteEpoch, isLast = false): number {
    if (epoch.protection === undefined) return this.#plaintextHeaderLength;
    return this.headerLengthAt(epoch, epoch.sequence, isLast);
  }

  /** Bytes of a record besides its content, without padding, where the number has 16 bits. */
  overhead(epoch: WriteEpoch, isLast = false): number {
    if (epoch.protection === undefined) return this.#plaintextHeaderLength;
    return this.#headerLengthOf(epoch, isLast) + 1 + epoch.protection.tagLength;
  }

  /** Bytes of content and padding that every record of this epoch has, so that it has a sample for its mask. */
  minLength({ protection }: WriteEpoch): number {
    return protection === undefined ? 0 : Math.max(0, RECORD_NUMBER_SAMPLE_LENGTH - protection.tagLength - 1);
  }

  /**
   * Bytes of padding for `length` bytes of content, where there is room for `room` bytes of it. `fillsRoom`: as many as
   * possible. Throws InternalError if the application's function throws or returns an invalid number.
   */
  padding(epoch: WriteEpoch, length: number, room: number, fillsRoom = false): number {
    if (epoch.protection === undefined) return 0;
    const padding = fillsRoom ? room : paddingOf(this.#options.padding, length);
    const wanted = Math.min(padding, room, this.maxContent(epoch) - length);
    return Math.max(wanted, this.minLength(epoch) - length, 0);
  }

  /** The most bytes that `padding` can give: the application's function is not asked before there is a record. */
  maxPadding(epoch: WriteEpoch, length: number, room: number): number {
    return this.padding(epoch, length, room, typeof this.#options.padding === 'function');
  }

  /**
   * Makes the record at `target[at]`. The caller has written the content at `target[at + headerLength(epoch, isLast)]`.
   * Returns the record's length. The record gets the number `epoch.sequence`, which is then incremented. Throws
   * InternalError and erases the content if the provider fails or no number is left.
   */
  seal(
    target: Uint8Array,
    at: number,
    epoch: WriteEpoch,
    contentType: number,
    length: number,
    padding = 0,
    isLast = false,
  ): number {
    const { protection, sequence } = epoch;
    const headerLength = this.headerLength(epoch, isLast);
    const body = at + headerLength;
    if (sequence > MAX_SEQUENCE_NUMBER) {
      target.fill(0, at, body + length);
      throw new InternalError('record protection', 'no record number is left');
    }
    if (protection === undefined) {
      const writer = this.#writer.reset(target, at);
      DtlsPlaintext.encode(writer, this.#plaintext(contentType, sequence, target.subarray(body, body + length)));
      epoch.sequence += 1;
      this.#counters.recordsSent += 1;
      return headerLength + length;
    }
    const recordLength = this.describe(0, target, at, epoch, contentType, length, padding, isLast);
    this.protect(target, at, at + recordLength, epoch, 1);
    return recordLength;
  }

  /**
   * Writes all of a record but its content, as `seal` does, and leaves it to `protect`: it is record `index` of those that
   * are protected together, 0 to 63. The caller has written the content, and has checked that a number is left. Returns the
   * record's length.
   */
  describe(
    index: number,
    target: Uint8Array,
    at: number,
    epoch: WriteEpoch,
    contentType: number,
    length: number,
    padding: number,
    isLast: boolean,
  ): number {
    const { sequence } = epoch;
    const { tagLength } = epoch.protection as RecordProtection;
    const plaintextLength = length + 1 + padding;
    const header = this.#headerFor(epoch, isLast);
    if (header.length !== undefined) header.length = plaintextLength + tagLength;
    const { hasSequenceNumber16 } = header;
    if (hasSequenceNumber16) header.sequenceNumber16 = sequence & 0xffff;
    else header.sequenceNumber8 = sequence & 0xff;
    const writer = this.#writer.reset(target, at);
    UnifiedHeader.encode(writer, header);
    const body = writer.position;
    target[body + length] = contentType;
    if (padding > 0) target.fill(0, body + length + 1, body + plaintextLength);
    const number = at + 1 + (header.connectionId?.length ?? 0);
    describeRecord(DESCRIPTORS, index, at, number, hasSequenceNumber16 ? 2 : 1, body, plaintextLength);
    describeSequence(DESCRIPTORS, index, sequence);
    epoch.sequence = sequence + 1;
    epoch.bytes += length;
    this.#counters.recordsSent += 1;
    return body - at + plaintextLength + tagLength;
  }

  /**
   * Protects the `count` records that were described: `target[at, end)`. With `content` the content of record i is
   * `content[spans[2 * i], + spans[2 * i + 1])` and not in the target yet; only where the protection copies content. Throws
   * InternalError and erases all of them if the provider fails.
   */
  protect(
    target: Uint8Array,
    at: number,
    end: number,
    epoch: WriteEpoch,
    count: number,
    content?: Uint8Array,
    spans: Int32Array = NO_SPANS,
  ): void {
    const protection = epoch.protection as RecordProtection;
    try {
      if (content === undefined) protection.seal(target, DESCRIPTORS, count);
      else protection.sealContent(target, DESCRIPTORS, count, content, spans);
    } catch (cause) {
      // These bytes may be plaintext.
      target.fill(0, at, end);
      throw new InternalError('record protection', cause);
    }
  }

  /** Bytes before the content of the protected record with this number. `isLast`: of its datagram. */
  headerLengthAt(epoch: WriteEpoch, sequence: number, isLast: boolean): number {
    return this.#headerLengthOf(epoch, isLast) - (this.#hasShortNumber(epoch, sequence) ? 1 : 0);
  }

  /** The application gives the padding of each record, and may use the connection meanwhile. */
  get asksForPadding(): boolean {
    return typeof this.#options.padding === 'function';
  }

  /** With a number of 16 bits. */
  #headerLengthOf(epoch: WriteEpoch, isLast: boolean): number {
    const length = this.#headerLength - (isLast && this.omitsLength ? LENGTH_OF_LENGTH : 0);
    return epoch.number >= EPOCH_HANDSHAKE ? length + this.connectionId.length : length;
  }

  /** The header of the next record, without the values of number and length. */
  #headerFor(epoch: WriteEpoch, isLast: boolean): MutableUnifiedHeader {
    const header = this.#header;
    const isShort = this.#hasShortNumber(epoch, epoch.sequence);
    header.epochBits = epoch.number & 3;
    // Early data is sent before the peer's id is known.
    header.connectionId =
      epoch.number >= EPOCH_HANDSHAKE && this.connectionId.length > 0 ? this.connectionId : undefined;
    header.hasSequenceNumber16 = !isShort;
    header.sequenceNumber8 = isShort ? 0 : undefined;
    header.sequenceNumber16 = isShort ? undefined : 0;
    header.length = isLast && this.omitsLength ? undefined : 0;
    return header;
  }

  #hasShortNumber(epoch: WriteEpoch, sequence: number): boolean {
    return this.omitsLength && sequence - epoch.firstUnconfirmed <= MAX_DISTANCE_OF_8_BITS;
  }

  #plaintext(type: number, sequenceNumber: number, fragment: Uint8Array): DtlsPlaintext {
    return { type, legacyRecordVersion: ProtocolVersion.dtls1_2, sequenceNumber, fragment };
  }
}
