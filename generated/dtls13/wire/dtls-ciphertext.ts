// Code generated from spec/dtls13/wire/dtls_ciphertext.ksy. DO NOT EDIT.
import { type Codec, type Reader, type Writer, wrongLength } from '../../../runtime/wire/index.ts';
import { UnifiedHeader } from './unified-header.ts';

/** A protected record in a datagram, for tools that display it. RFC 9147 section 4. */
export interface DtlsCiphertext {
  readonly unifiedHdr: UnifiedHeader;
  /** Encrypted DTLSInnerPlaintext with its tag. A view into the datagram. */
  readonly encryptedRecord: Uint8Array;
}

function checkDtlsCiphertext(value: DtlsCiphertext): void {
  if (value.unifiedHdr.length !== undefined && value.encryptedRecord.length !== value.unifiedHdr.length) {
    throw wrongLength('DTLSCiphertext.encrypted_record', value.encryptedRecord.length, value.unifiedHdr.length);
  }
}

export const DtlsCiphertext: Codec<DtlsCiphertext, [lenConnectionId: number]> = {
  name: 'DTLSCiphertext',
  decode(reader: Reader, lenConnectionId: number): DtlsCiphertext {
    const unifiedHdr = UnifiedHeader.decode(reader, lenConnectionId);
    const encryptedRecord = reader.slice(
      unifiedHdr.length !== undefined ? unifiedHdr.length : reader.remaining,
      'DTLSCiphertext.encrypted_record',
    );
    return { unifiedHdr, encryptedRecord };
  },
  encode(writer: Writer, value: DtlsCiphertext): void {
    checkDtlsCiphertext(value);
    UnifiedHeader.encode(writer, value.unifiedHdr);
    writer.put(value.encryptedRecord, 'DTLSCiphertext.encrypted_record');
  },
  size(value: DtlsCiphertext): number {
    return UnifiedHeader.size(value.unifiedHdr) + value.encryptedRecord.length;
  },
  validate(value: DtlsCiphertext): void {
    checkDtlsCiphertext(value);
    UnifiedHeader.validate(value.unifiedHdr);
  },
};
