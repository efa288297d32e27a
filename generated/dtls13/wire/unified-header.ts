// Code generated from spec/dtls13/wire/unified_header.ksy. DO NOT EDIT.
import { type Codec, illegalValue, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';

/**
 * Header of a protected record, of variable length. The sequence number is still encrypted when it is decoded and not
 * yet encrypted when it is encoded. RFC 9147 section 4.
 */
export interface UnifiedHeader {
  readonly hasSequenceNumber16: boolean;
  /** The two low bits of the epoch. */
  readonly epochBits: number;
  readonly connectionId?: Uint8Array | undefined;
  /** The low 8 bits of the record sequence number. */
  readonly sequenceNumber8?: number | undefined;
  /** The low 16 bits of the record sequence number. */
  readonly sequenceNumber16?: number | undefined;
  /** Length of the encrypted record; without it the record fills the datagram. */
  readonly length?: number | undefined;
}

/** A reusable `UnifiedHeader` for `decodeInto`. */
export interface MutableUnifiedHeader {
  hasSequenceNumber16: boolean;
  /** The two low bits of the epoch. */
  epochBits: number;
  connectionId: Uint8Array | undefined;
  /** The low 8 bits of the record sequence number. */
  sequenceNumber8: number | undefined;
  /** The low 16 bits of the record sequence number. */
  sequenceNumber16: number | undefined;
  /** Length of the encrypted record; without it the record fills the datagram. */
  length: number | undefined;
}

function checkUnifiedHeader(value: UnifiedHeader): void {
  if (value.epochBits >>> 0 !== value.epochBits || value.epochBits > 3) {
    throw outOfRange('unified_hdr.E', value.epochBits, 0, 3);
  }
  if ((value.sequenceNumber8 === undefined) === !value.hasSequenceNumber16) {
    throw illegalValue('unified_hdr.sequence_number_8', 'is present if and only if its condition holds');
  }
  if (value.sequenceNumber8 !== undefined) {
    if (value.sequenceNumber8 >>> 0 !== value.sequenceNumber8 || value.sequenceNumber8 > 255) {
      throw outOfRange('unified_hdr.sequence_number_8', value.sequenceNumber8, 0, 255);
    }
  }
  if ((value.sequenceNumber16 === undefined) === value.hasSequenceNumber16) {
    throw illegalValue('unified_hdr.sequence_number_16', 'is present if and only if its condition holds');
  }
  if (value.sequenceNumber16 !== undefined) {
    if (value.sequenceNumber16 >>> 0 !== value.sequenceNumber16 || value.sequenceNumber16 > 65535) {
      throw outOfRange('unified_hdr.sequence_number_16', value.sequenceNumber16, 0, 65535);
    }
  }
  if (value.length !== undefined) {
    if (value.length >>> 0 !== value.length || value.length > 65535) {
      throw outOfRange('unified_hdr.length', value.length, 0, 65535);
    }
  }
}

export const UnifiedHeader: Codec<UnifiedHeader, [lenConnectionId: number]> & {
  /**
   * Decodes into an object that the caller owns and overwrites its properties. Bytes that are equal to those of the
   * property keep its array.
   */
  decodeInto(reader: Reader, target: MutableUnifiedHeader, lenConnectionId: number): void;
} = {
  name: 'unified_hdr',
  decode(reader: Reader, lenConnectionId: number): UnifiedHeader {
    const at = reader.reserve(1, 'unified_hdr');
    const bits = reader.uint8(at);
    if (bits >>> 5 !== 1) throw illegalValue('unified_hdr.fixed_bits', 'must be 1');
    const hasConnectionId = (bits & 0x10) !== 0;
    const hasSequenceNumber16 = (bits & 0x8) !== 0;
    const hasLength = (bits & 0x4) !== 0;
    const epochBits = bits & 0x3;
    const connectionId = hasConnectionId ? reader.slice(lenConnectionId, 'unified_hdr.connection_id') : undefined;
    const sequenceNumber8 = !hasSequenceNumber16
      ? reader.uint8(reader.reserve(1, 'unified_hdr.sequence_number_8'))
      : undefined;
    const sequenceNumber16 = hasSequenceNumber16
      ? reader.uint16(reader.reserve(2, 'unified_hdr.sequence_number_16'))
      : undefined;
    const length = hasLength ? reader.uint16(reader.reserve(2, 'unified_hdr.length')) : undefined;
    return { hasSequenceNumber16, epochBits, connectionId, sequenceNumber8, sequenceNumber16, length };
  },
  encode(writer: Writer, value: UnifiedHeader): void {
    checkUnifiedHeader(value);
    const at = writer.reserve(1, 'unified_hdr');
    writer.uint8(
      at,
      0x20 |
        (value.connectionId !== undefined ? 0x10 : 0) |
        (value.hasSequenceNumber16 ? 0x8 : 0) |
        (value.length !== undefined ? 0x4 : 0) |
        value.epochBits,
    );
    if (value.connectionId !== undefined) {
      writer.put(value.connectionId, 'unified_hdr.connection_id');
    }
    if (value.sequenceNumber8 !== undefined) {
      writer.uint8(writer.reserve(1, 'unified_hdr.sequence_number_8'), value.sequenceNumber8);
    }
    if (value.sequenceNumber16 !== undefined) {
      writer.uint16(writer.reserve(2, 'unified_hdr.sequence_number_16'), value.sequenceNumber16);
    }
    if (value.length !== undefined) {
      writer.uint16(writer.reserve(2, 'unified_hdr.length'), value.length);
    }
  },
  size(value: UnifiedHeader): number {
    return (
      1 +
      (value.connectionId === undefined ? 0 : value.connectionId.length) +
      (value.sequenceNumber8 === undefined ? 0 : 1) +
      (value.sequenceNumber16 === undefined ? 0 : 2) +
      (value.length === undefined ? 0 : 2)
    );
  },
  validate(value: UnifiedHeader): void {
    checkUnifiedHeader(value);
  },
  decodeInto(reader: Reader, target: MutableUnifiedHeader, lenConnectionId: number): void {
    const at = reader.reserve(1, 'unified_hdr');
    const bits = reader.uint8(at);
    if (bits >>> 5 !== 1) throw illegalValue('unified_hdr.fixed_bits', 'must be 1');
    const hasConnectionId = (bits & 0x10) !== 0;
    const hasSequenceNumber16 = (bits & 0x8) !== 0;
    const hasLength = (bits & 0x4) !== 0;
    const epochBits = bits & 0x3;
    const connectionId = hasConnectionId
      ? reader.sliceAs(target.connectionId, lenConnectionId, 'unified_hdr.connection_id')
      : undefined;
    const sequenceNumber8 = !hasSequenceNumber16
      ? reader.uint8(reader.reserve(1, 'unified_hdr.sequence_number_8'))
      : undefined;
    const sequenceNumber16 = hasSequenceNumber16
      ? reader.uint16(reader.reserve(2, 'unified_hdr.sequence_number_16'))
      : undefined;
    const length = hasLength ? reader.uint16(reader.reserve(2, 'unified_hdr.length')) : undefined;
    target.hasSequenceNumber16 = hasSequenceNumber16;
    target.epochBits = epochBits;
    target.connectionId = connectionId;
    target.sequenceNumber8 = sequenceNumber8;
    target.sequenceNumber16 = sequenceNumber16;
    target.length = length;
  },
};
