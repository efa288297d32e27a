// Code generated from spec/dtls13/wire/max_early_data_size.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';

/** Maximum amount of early data that a client may send with the ticket. RFC 9846 section 4.3.10. */
export interface MaxEarlyDataSize {
  /** Bytes of application data. */
  readonly maxEarlyDataSize: number;
}

function checkMaxEarlyDataSize(value: MaxEarlyDataSize): void {
  if (value.maxEarlyDataSize >>> 0 !== value.maxEarlyDataSize) {
    throw outOfRange('EarlyDataIndication.max_early_data_size', value.maxEarlyDataSize, 0, 2 ** 32 - 1);
  }
}

export const MaxEarlyDataSize: Codec<MaxEarlyDataSize> = {
  name: 'EarlyDataIndication',
  decode(reader: Reader): MaxEarlyDataSize {
    const maxEarlyDataSize = reader.uint32(reader.reserve(4, 'EarlyDataIndication.max_early_data_size'));
    return { maxEarlyDataSize };
  },
  encode(writer: Writer, value: MaxEarlyDataSize): void {
    checkMaxEarlyDataSize(value);
    writer.uint32(writer.reserve(4, 'EarlyDataIndication.max_early_data_size'), value.maxEarlyDataSize);
  },
  size(): number {
    return 4;
  },
  validate(value: MaxEarlyDataSize): void {
    checkMaxEarlyDataSize(value);
  },
};
