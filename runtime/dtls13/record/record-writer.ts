import { ProtocolVersion } from '../../../generated/dtls13/registries/protocol-version.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { type MutableUnifiedHeader, UnifiedHeader } from '../../../generated/dtls13/wire/unified-header.ts';
import { InternalError } from '../../errors/internal-error.ts';
import { Writer } from '../../wire/index.ts';
import type { Counters } from '../statistics.ts';
import type { WriteEpoch } from './epoch.ts';
import { RecordNumberEncryption } from './record-number-encryption.ts';
import { createHeader } from './unified-header.ts';

const EMPTY = new Uint8Array(0);

/**
 * Makes records from content and protects them in place (RFC 9147 sections 4, 4.2.3 and 4.5), up to the key's limit
 * (RFC 9846 section 5.5).
 */
export class RecordWriter {
  readonly #counters: Counters;
  readonly #writer = new Writer();
  readonly #numbers = new RecordNumberEncryption();
  /** Always 16-bit sequence numbers and a length: every peer reads them, and several records fit one datagram. */
  readonly #header: MutableUnifiedHeader = createHeader();
  readonly #headerLength = UnifiedHeader.size(this.#header);
  readonly #plaintextHeaderLength = DtlsPlaintext.size(this.#plaintext(0, 0, EMPTY));

  constructor(counters: Counters) {
    this.#counters = counters;
  }

  /** Bytes before the content of a record. */
  headerLength(epoch: WriteEpoch): number {
    return epoch.protection === undefined ? this.#plaintextHeaderLength : this.#headerLength;
  }

  /** Bytes of a record besides its content. */
  overhead(epoch: WriteEpoch): number {
    if (epoch.protection === undefined) return this.#plaintextHeaderLength;
    return this.#headerLength + 1 + epoch.protection.tagLength;
  }

  /**
   * Makes the record at `target[at]`. The caller has written the content at `target[at + headerLength(epoch)]`. Returns
   * the record's length, `length + overhead(epoch)`. The record gets the number `epoch.sequence`, which is then
   * incremented. Throws InternalError and erases the content if the provider fails.
   */
  seal(target: Uint8Array, at: number, epoch: WriteEpoch, contentType: number, length: number): number {
    const sequence = epoch.sequence;
    epoch.sequence += 1;
    this.#counters.recordsSent += 1;
    const { protection } = epoch;
    const writer = this.#writer.reset(target, at);
    if (protection === undefined) {
      const content = at + this.#plaintextHeaderLength;
      DtlsPlaintext.encode(writer, this.#plaintext(contentType, sequence, target.subarray(content, content + length)));
      return this.#plaintextHeaderLength + length;
    }
    const body = at + this.#headerLength;
    const header = this.#header;
    header.epochBits = epoch.number & 3;
    header.sequenceNumber16 = sequence & 0xffff;
    header.length = length + 1 + protection.tagLength;
    UnifiedHeader.encode(writer, header);
    target[body + length] = contentType;
    try {
      protection.seal(target, at, body, length + 1, sequence);
      this.#numbers.apply(protection, target, at + 1, body, true);
    } catch (cause) {
      // These bytes may be plaintext.
      target.fill(0, at, body + length + 1 + protection.tagLength);
      throw new InternalError('record protection', cause);
    }
    return this.#headerLength + length + 1 + protection.tagLength;
  }

  #plaintext(type: number, sequenceNumber: number, fragment: Uint8Array): DtlsPlaintext {
    return { type, legacyRecordVersion: ProtocolVersion.dtls1_2, sequenceNumber, fragment };
  }
}
