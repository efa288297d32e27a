// Code generated from spec/dtls13/wire/dtls_plaintext.ksy. DO NOT EDIT.
import { type Codec, illegalValue, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import type { ContentType } from '../registries/content-type.ts';
import type { ProtocolVersion } from '../registries/protocol-version.ts';

/**
 * An unprotected record. Only ClientHello, ServerHello, HelloRetryRequest, alerts about them and ACKs of them are sent
 * unprotected. RFC 9147 section 4.
 */
export interface DtlsPlaintext {
  readonly type: ContentType;
  /** Ignored for all purposes. */
  readonly legacyRecordVersion: ProtocolVersion;
  readonly sequenceNumber: number;
  /** A view into the datagram, at most 2^14 bytes. */
  readonly fragment: Uint8Array;
}

function checkDtlsPlaintext(value: DtlsPlaintext): void {
  if (value.type >>> 0 !== value.type || value.type > 255) throw outOfRange('DTLSPlaintext.type', value.type, 0, 255);
  if (value.legacyRecordVersion >>> 0 !== value.legacyRecordVersion || value.legacyRecordVersion > 65535) {
    throw outOfRange('DTLSPlaintext.legacy_record_version', value.legacyRecordVersion, 0, 65535);
  }
  if (!Number.isSafeInteger(value.sequenceNumber) || value.sequenceNumber < 0 || value.sequenceNumber > 2 ** 48 - 1) {
    throw outOfRange('DTLSPlaintext.sequence_number', value.sequenceNumber, 0, 2 ** 48 - 1);
  }
  if (value.fragment.length > 16384) throw outOfRange('DTLSPlaintext.fragment', value.fragment.length, 0, 16384);
}

export const DtlsPlaintext: Codec<DtlsPlaintext> = {
  name: 'DTLSPlaintext',
  decode(reader: Reader): DtlsPlaintext {
    const at = reader.reserve(13, 'DTLSPlaintext');
    const type = reader.uint8(at);
    const legacyRecordVersion = reader.uint16(at + 1);
    if (reader.uint16(at + 3) !== 0) throw illegalValue('DTLSPlaintext.epoch', 'must be 0');
    const sequenceNumber = reader.uint48(at + 5);
    const length = reader.uint16(at + 11);
    if (length > 16384) throw outOfRange('DTLSPlaintext.length', length, 0, 16384);
    const fragment = reader.slice(length, 'DTLSPlaintext.fragment');
    return { type, legacyRecordVersion, sequenceNumber, fragment };
  },
  encode(writer: Writer, value: DtlsPlaintext): void {
    checkDtlsPlaintext(value);
    const at = writer.reserve(13, 'DTLSPlaintext');
    writer.uint8(at, value.type);
    writer.uint16(at + 1, value.legacyRecordVersion);
    writer.uint16(at + 3, 0);
    writer.uint48(at + 5, value.sequenceNumber);
    writer.uint16(at + 11, value.fragment.length);
    writer.put(value.fragment, 'DTLSPlaintext.fragment');
  },
  size(value: DtlsPlaintext): number {
    return 13 + value.fragment.length;
  },
  validate(value: DtlsPlaintext): void {
    checkDtlsPlaintext(value);
  },
};
