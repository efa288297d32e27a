import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { opensslProvider } from '../../../runtime/crypto/openssl/index.ts';
import { type CryptoProvider, RECORD_FIELDS } from '../../../runtime/crypto/provider.ts';
import { describeRecord, describeSequence } from '../../../runtime/crypto/record-descriptor.ts';
import { RecordProtection } from '../../../runtime/crypto/record-protection.ts';
import { RecordReader } from '../../../runtime/dtls13/record/record-reader.ts';
import { createCounters } from '../../../runtime/dtls13/statistics.ts';
import { testProvider } from '../../net/host-under-test.ts';

/** The form of a record's header; RFC 9147 section 4. */
export interface RecordForm {
  /** 16 bits of the record number, not 8. */
  readonly wide: boolean;
  readonly hasLength: boolean;
  readonly connectionId?: Uint8Array;
  /** Default 3. */
  readonly epoch?: number;
  /** Default: application_data. */
  readonly contentType?: number;
}

/** Both lengths of the number, with and without length. */
export const forms: readonly RecordForm[] = [
  { wide: false, hasLength: false },
  { wide: false, hasLength: true },
  { wide: true, hasLength: false },
  { wide: true, hasLength: true },
];

/** The same keys for every epoch. */
export function testProtection(provider: CryptoProvider = testProvider): RecordProtection {
  const keys = { key: new Uint8Array(16).fill(1), iv: new Uint8Array(12), recordNumberKey: new Uint8Array(16).fill(2) };
  return new RecordProtection(provider, 'aes-128-gcm', keys);
}

/** A record with application data, made by hand. The native provider does not seal with numbers above 2^48-1. */
export function sealRecord(
  sequence: number,
  form: RecordForm,
  text: string,
  keys: RecordProtection = testProtection(opensslProvider),
): Uint8Array {
  const {
    wide,
    hasLength,
    connectionId = new Uint8Array(),
    epoch = 3,
    contentType = ContentType.application_data,
  } = form;
  const content = [...new TextEncoder().encode(text), contentType];
  const length = content.length + 16;
  const header = [
    0x20 | (connectionId.length > 0 ? 0x10 : 0) | (wide ? 8 : 0) | (hasLength ? 4 : 0) | (epoch & 3),
    ...connectionId,
    ...(wide ? [(sequence >>> 8) & 255, sequence & 255] : [sequence & 255]),
    ...(hasLength ? [length >>> 8, length & 255] : []),
  ];
  const record = Uint8Array.from([...header, ...content, ...new Uint8Array(16)]);
  const descriptors = new Int32Array(RECORD_FIELDS);
  describeRecord(descriptors, 0, 0, 1 + connectionId.length, wide ? 2 : 1, header.length, content.length);
  describeSequence(descriptors, 0, sequence);
  keys.seal(record, descriptors, 1);
  return record;
}

/** What a record reader gives to its handler. */
export class ReceivedContents {
  readonly counters = createCounters();
  readonly texts: string[] = [];
  readonly numbers: number[] = [];
  readonly epochs: number[] = [];
  /** Lengths of plaintexts over the limit. */
  readonly tooLong: number[] = [];
  early = 0;
  forgeryLimits = 0;
  /** What the connection does then. */
  forgeryLimitReached = (): void => {};
  readonly reader: RecordReader;

  constructor() {
    this.reader = new RecordReader(
      {
        record: (_type, epoch, sequence, slab, at, length) => {
          this.texts.push(new TextDecoder().decode(slab.subarray(at, at + length)));
          this.numbers.push(sequence);
          this.epochs.push(epoch);
        },
        earlyRecord: () => {
          this.early += 1;
        },
        recordTooLong: (_epoch, _sequence, length) => this.tooLong.push(length),
        forgeryLimitReached: () => {
          this.forgeryLimits += 1;
          this.forgeryLimitReached();
        },
      },
      this.counters,
    );
  }

  /** Reads a copy, because records are decrypted in place. */
  receive(...records: readonly Uint8Array[]): void {
    const datagram = Uint8Array.from(Buffer.concat(records));
    this.reader.receive(datagram, 0, datagram.length);
  }
}
