import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { UnifiedHeader } from '../../../generated/dtls13/wire/unified-header.ts';
import { WireError } from '../../errors/wire-error.ts';
import { Reader } from '../../wire/index.ts';

/** Where a record stands in a datagram: `[at, end)`. */
export interface RecordSpan {
  readonly at: number;
  readonly end: number;
  readonly isProtected: boolean;
  /** Undefined: protected, or it does not decode. */
  readonly plaintext: DtlsPlaintext | undefined;
  /** Why it is not a whole record; it then reaches to the end of the datagram. */
  readonly error: WireError | undefined;
}

/** RFC 9147 section 4.1: 001xxxxx begins a protected record. */
function isProtectedRecord(first: number | undefined): boolean {
  return first !== undefined && first >>> 5 === 1;
}

/** The records of a datagram in their order, the last of them possibly broken. Connection ids are not expected. */
export function splitRecords(datagram: Uint8Array): readonly RecordSpan[] {
  const spans: RecordSpan[] = [];
  const reader = new Reader(datagram);
  while (reader.remaining > 0) {
    const at = reader.position;
    const isProtected = isProtectedRecord(datagram[at]);
    try {
      let plaintext: DtlsPlaintext | undefined;
      if (isProtected) {
        const { connectionId, length = reader.remaining } = UnifiedHeader.decode(reader, 0);
        // Where its length is not known, nothing behind it is.
        reader.reserve(connectionId === undefined ? length : reader.remaining, 'DTLSCiphertext.encrypted_record');
      } else plaintext = DtlsPlaintext.decode(reader);
      spans.push({ at, end: reader.position, isProtected, plaintext, error: undefined });
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      spans.push({ at, end: datagram.length, isProtected, plaintext: undefined, error });
      return spans;
    }
  }
  return spans;
}
