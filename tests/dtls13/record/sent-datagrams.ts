import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import type { OutputSink } from '../../../runtime/dtls13/endpoint.ts';
import { DatagramWriter } from '../../../runtime/dtls13/record/datagram-writer.ts';
import { WriteEpoch } from '../../../runtime/dtls13/record/epoch.ts';
import { type RecordOptions, RecordWriter } from '../../../runtime/dtls13/record/record-writer.ts';
import { createCounters } from '../../../runtime/dtls13/statistics.ts';
import { testProtection } from './sealed-record.ts';

/** A datagram writer with one epoch, and the datagrams that it sent. */
export class SentDatagrams implements OutputSink {
  readonly datagrams: Uint8Array[] = [];
  readonly counters = createCounters();
  readonly records: RecordWriter;
  readonly writer: DatagramWriter;
  readonly epoch: WriteEpoch;
  #reserved = new Uint8Array();

  constructor(options: Partial<RecordOptions> = {}, protection = testProtection(), maxDatagramSize = 1200) {
    this.records = new RecordWriter(this.counters, { recordHeader: 'full', padding: undefined, ...options });
    this.writer = new DatagramWriter(this.records, this.counters, 0, maxDatagramSize);
    this.epoch = new WriteEpoch(3, protection);
    this.writer.attach(this);
  }

  /** A record that may share its datagram. */
  write(content: string | Uint8Array, contentType: number = ContentType.application_data): void {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    this.writer.begin(this.epoch, bytes.length);
    this.#end(bytes, contentType);
  }

  /** A record that has a datagram of its own. */
  writeAlone(content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    this.writer.beginLast(this.epoch, bytes.length);
    this.#end(bytes, ContentType.application_data);
    this.writer.flush();
  }

  #end(bytes: Uint8Array, contentType: number): void {
    this.writer.target.set(bytes, this.writer.at(this.epoch));
    this.writer.end(this.epoch, contentType, bytes.length);
  }

  reserve(_path: number, size: number): Uint8Array {
    // The memory of a host is not zero.
    this.#reserved = new Uint8Array(size).fill(0xee);
    return this.#reserved;
  }

  commit(length: number): void {
    this.datagrams.push(this.#reserved.slice(0, length));
    this.#reserved = this.#reserved.subarray(length);
  }

  event(): void {}

  request(): void {}

  unrouted(): void {}
}
