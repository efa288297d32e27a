// Code generated from spec/dtls13/wire/record_size_limit.ksy. DO NOT EDIT.
import { type Codec, illegalValue, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';

/** Maximum size of the plaintext of a protected record that the sender accepts. RFC 8449 section 4. */
export interface RecordSizeLimit {
  /** Bytes of DTLSInnerPlaintext, including content type and padding; at most 2^14+1 in DTLS 1.3. */
  readonly recordSizeLimit: number;
}

function checkRecordSizeLimit(value: RecordSizeLimit): void {
  if (value.recordSizeLimit >>> 0 !== value.recordSizeLimit || value.recordSizeLimit > 65535) {
    throw outOfRange('RecordSizeLimit.record_size_limit', value.recordSizeLimit, 0, 65535);
  }
  if (value.recordSizeLimit < 64) throw illegalValue('RecordSizeLimit.record_size_limit', 'must be in 64..65535');
}

export const RecordSizeLimit: Codec<RecordSizeLimit> = {
  name: 'RecordSizeLimit',
  decode(reader: Reader): RecordSizeLimit {
    const recordSizeLimit = reader.uint16(reader.reserve(2, 'RecordSizeLimit.record_size_limit'));
    if (recordSizeLimit < 64) throw illegalValue('RecordSizeLimit.record_size_limit', 'must be in 64..65535');
    return { recordSizeLimit };
  },
  encode(writer: Writer, value: RecordSizeLimit): void {
    checkRecordSizeLimit(value);
    writer.uint16(writer.reserve(2, 'RecordSizeLimit.record_size_limit'), value.recordSizeLimit);
  },
  size(): number {
    return 2;
  },
  validate(value: RecordSizeLimit): void {
    checkRecordSizeLimit(value);
  },
};
