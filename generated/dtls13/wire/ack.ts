// Code generated from spec/dtls13/wire/ack.ksy. DO NOT EDIT.
import { type Codec, illegalValue, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';

/** Acknowledges received records with handshake messages. RFC 9147 section 7. */
export interface Ack {
  /** In numerically increasing order. */
  readonly recordNumbers: readonly RecordNumber[];
}

function checkAck(value: Ack): void {
  if (value.recordNumbers.length > 4095) throw outOfRange('ACK.record_numbers', value.recordNumbers.length, 0, 4095);
}

export const Ack: Codec<Ack> = {
  name: 'ACK',
  decode(reader: Reader): Ack {
    const lenRecordNumbers = reader.uint16(reader.reserve(2, 'ACK.record_numbers'));
    const recordNumbersEnd = reader.enter(lenRecordNumbers, 'ACK.record_numbers');
    const recordNumbers: RecordNumber[] = [];
    while (reader.remaining > 0) recordNumbers.push(RecordNumber.decode(reader));
    reader.leave(recordNumbersEnd, 'ACK.record_numbers');
    return { recordNumbers };
  },
  encode(writer: Writer, value: Ack): void {
    checkAck(value);
    writer.uint16(writer.reserve(2, 'ACK.record_numbers'), value.recordNumbers.length * 16);
    for (const item of value.recordNumbers) RecordNumber.encode(writer, item);
  },
  size(value: Ack): number {
    return 2 + value.recordNumbers.length * 16;
  },
  validate(value: Ack): void {
    checkAck(value);
    for (const item of value.recordNumbers) RecordNumber.validate(item);
  },
};

/** Epoch and sequence number of a record, both at most 2^48-1. RFC 9147 section 4. */
export interface RecordNumber {
  readonly epoch: number;
  readonly sequenceNumber: number;
}

function checkRecordNumber(value: RecordNumber): void {
  if (!Number.isSafeInteger(value.epoch) || value.epoch < 0) {
    throw outOfRange('RecordNumber.epoch', value.epoch, 0, 2 ** 53 - 1);
  }
  if (value.epoch > 2 ** 48 - 1) throw illegalValue('RecordNumber.epoch', 'must be in 0..281474976710655');
  if (!Number.isSafeInteger(value.sequenceNumber) || value.sequenceNumber < 0) {
    throw outOfRange('RecordNumber.sequence_number', value.sequenceNumber, 0, 2 ** 53 - 1);
  }
  if (value.sequenceNumber > 2 ** 48 - 1) {
    throw illegalValue('RecordNumber.sequence_number', 'must be in 0..281474976710655');
  }
}

export const RecordNumber: Codec<RecordNumber> = {
  name: 'RecordNumber',
  decode(reader: Reader): RecordNumber {
    const at = reader.reserve(16, 'RecordNumber');
    const epoch = reader.uint32(at) * 2 ** 32 + reader.uint32(at + 4);
    if (epoch > 2 ** 48 - 1) throw illegalValue('RecordNumber.epoch', 'must be in 0..281474976710655');
    const sequenceNumber = reader.uint32(at + 8) * 2 ** 32 + reader.uint32(at + 12);
    if (sequenceNumber > 2 ** 48 - 1) {
      throw illegalValue('RecordNumber.sequence_number', 'must be in 0..281474976710655');
    }
    return { epoch, sequenceNumber };
  },
  encode(writer: Writer, value: RecordNumber): void {
    checkRecordNumber(value);
    const at = writer.reserve(16, 'RecordNumber');
    writer.uint32(at, Math.floor(value.epoch / 2 ** 32));
    writer.uint32(at + 4, value.epoch >>> 0);
    writer.uint32(at + 8, Math.floor(value.sequenceNumber / 2 ** 32));
    writer.uint32(at + 12, value.sequenceNumber >>> 0);
  },
  size(): number {
    return 16;
  },
  validate(value: RecordNumber): void {
    checkRecordNumber(value);
  },
};
