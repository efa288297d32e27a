import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { UnifiedHeader } from '../../../generated/dtls13/wire/unified-header.ts';
import { WireError } from '../../errors/wire-error.ts';
import { Reader } from '../../wire/index.ts';

/** The position of a record in a datagram: `[at, end)`. */
export interface RecordSpan {
  readonly at: number;
  readonly end: number;
  readonly isProtected: boolean;
  /** Undefined: the record is protected, or it does not decode. */
  readonly plaintext: DtlsPlaintext | undefined;
  /** Why the record is incomplete; it then extends to the end of the datagram. */
  readonly error: WireError | undefined;
}

/** RFC 9147 section 4.1: a protected record starts with 001xxxxx. */
function isProtectedRecord(first: number | undefined): boolean {
  return first !== undefined && first >>> 5 === 1;
}

/** Splits a datagram into its records, in order. The last one may be incomplete. Connection ids are not supported. */
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
        // The length of the connection id is unknown, so the rest of the datagram is, too.
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
