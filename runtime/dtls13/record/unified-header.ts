import type { MutableUnifiedHeader } from '../../../generated/dtls13/wire/unified-header.ts';

/**
 * A unified header (RFC 9147 section 4) that is reused for every record: 16-bit sequence number, length, no connection
 * id.
 */
export function createHeader(): MutableUnifiedHeader {
  return {
    connectionId: undefined,
    hasSequenceNumber16: true,
    epochBits: 0,
    sequenceNumber8: undefined,
    sequenceNumber16: 0,
    length: 0,
  };
}

/** Whether a record that begins with this byte is protected; RFC 9147 section 4.1: 001xxxxx. Undefined: there is none. */
export function isProtectedRecord(first: number | undefined): boolean {
  return first !== undefined && first >>> 5 === 0b001;
}
