// Handwritten decoders of record headers (RFC 9147 section 4).
import type { DtlsPlaintext, UnifiedHeader } from 'wirechart/dtls13/wire';
import { illegal, range, truncated } from './handwritten-checks.ts';

/** Decodes the header of a DTLSPlaintext record, with a view of its fragment. */
export function decodeRecordHandwritten(bytes: Uint8Array): DtlsPlaintext {
  const { buffer, byteOffset, length: end } = bytes;
  if (end < 13) throw truncated('DTLSPlaintext');
  if (u16(bytes, 3) !== 0) throw illegal('DTLSPlaintext.epoch');
  const length = u16(bytes, 11);
  if (length > 16384) throw range('DTLSPlaintext.length');
  if (length > end - 13) throw truncated('DTLSPlaintext.fragment');
  return {
    type: bytes[0] as number,
    legacyRecordVersion: u16(bytes, 1),
    sequenceNumber: u16(bytes, 5) * 2 ** 32 + (u16(bytes, 7) * 65536 + u16(bytes, 9)),
    fragment: new Uint8Array(buffer, byteOffset + 13, length),
  };
}

/** Decodes the unified header of a protected record. */
export function decodeUnifiedHeaderHandwritten(bytes: Uint8Array, connectionIdLength: number): UnifiedHeader {
  const end = bytes.length;
  if (end < 1) throw truncated('unified_hdr');
  const bits = bytes[0] as number;
  if (bits >>> 5 !== 1) throw illegal('unified_hdr.fixed_bits');
  const hasSequenceNumber16 = (bits & 0x8) !== 0;
  let at = 1;
  let connectionId: Uint8Array | undefined;
  if ((bits & 0x10) !== 0) {
    if (connectionIdLength > end - at) throw truncated('unified_hdr.connection_id');
    connectionId = bytes.subarray(at, at + connectionIdLength);
    at += connectionIdLength;
  }
  if (end - at < (hasSequenceNumber16 ? 2 : 1)) throw truncated('unified_hdr.sequence_number');
  const sequenceNumber8 = hasSequenceNumber16 ? undefined : bytes[at];
  const sequenceNumber16 = hasSequenceNumber16 ? u16(bytes, at) : undefined;
  at += hasSequenceNumber16 ? 2 : 1;
  let length: number | undefined;
  if ((bits & 0x4) !== 0) {
    if (end - at < 2) throw truncated('unified_hdr.length');
    length = u16(bytes, at);
  }
  return { hasSequenceNumber16, epochBits: bits & 0x3, connectionId, sequenceNumber8, sequenceNumber16, length };
}

function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}
