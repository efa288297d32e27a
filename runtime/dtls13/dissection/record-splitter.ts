import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { UnifiedHeader } from '../../../generated/dtls13/wire/unified-header.ts';
import { WireError } from '../../errors/wire-error.ts';
import { Reader } from '../../wire/index.ts';
import { isProtectedRecord } from '../record/unified-header.ts';

/** The position of a record in a datagram: `[at, end)`. */
export interface RecordSpan {
  readonly at: number;
  readonly end: number;
  readonly isProtected: boolean;
  /** Bytes of the connection id in the header; 0: it has none; undefined: unknown, it extends to the end. */
  readonly idLength: number | undefined;
  /** Undefined: the record is protected, or it does not decode. */
  readonly plaintext: DtlsPlaintext | undefined;
  /** Why the record is incomplete; it then extends to the end of the datagram. */
  readonly error: WireError | undefined;
}

/** The length of the connection id that starts at this position of the datagram; undefined: unknown. */
export type IdLengthAt = (position: number) => number | undefined;

/** Bit C of the first byte: the header has a connection id; RFC 9147 section 4. */
const HAS_CONNECTION_ID = 0b0001_0000;

/**
 * Splits a datagram into its records, in order. The last one may be incomplete. A record is split when it is taken, so
 * that `idLengthAt` may depend on the records before.
 */
export function* splitRecords(
  datagram: Uint8Array,
  idLengthAt: IdLengthAt = () => undefined,
): Generator<RecordSpan, void, undefined> {
  const reader = new Reader(datagram);
  while (reader.remaining > 0) {
    const at = reader.position;
    const isProtected = isProtectedRecord(datagram[at]);
    let idLength: number | undefined = 0;
    let plaintext: DtlsPlaintext | undefined;
    try {
      if (isProtected) idLength = skipCiphertext(reader, datagram, idLengthAt);
      else plaintext = DtlsPlaintext.decode(reader);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      yield { at, end: datagram.length, isProtected, idLength, plaintext: undefined, error };
      return;
    }
    yield { at, end: reader.position, isProtected, idLength, plaintext, error: undefined };
  }
}

/** Returns the length of the connection id in the header. */
function skipCiphertext(reader: Reader, datagram: Uint8Array, idLengthAt: IdLengthAt): number | undefined {
  const hasId = ((datagram[reader.position] as number) & HAS_CONNECTION_ID) !== 0;
  const idLength = hasId ? idLengthAt(reader.position + 1) : 0;
  if (idLength === undefined) {
    // Where the record ends is unknown.
    reader.position = datagram.length;
    return undefined;
  }
  const { length = reader.remaining } = UnifiedHeader.decode(reader, idLength);
  reader.reserve(length, 'DTLSCiphertext.encrypted_record');
  return idLength;
}
