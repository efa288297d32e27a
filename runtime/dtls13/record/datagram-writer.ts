import { MAX_PLAINTEXT_LENGTH } from '../../../generated/dtls13/registries/constants.ts';
import type { OutputSink } from '../endpoint.ts';
import type { Counters } from '../statistics.ts';
import type { WriteEpoch } from './epoch.ts';
import type { RecordWriter } from './record-writer.ts';

/**
 * Packs records into datagrams of at most `maxDatagramSize` bytes, directly into the slices that the host reserves; RFC
 * 9147 section 4.3.
 *
 * For each record: `begin`, write the content at `at` in `target`, `end`. After the last record: `flush`.
 */
export class DatagramWriter {
  readonly #records: RecordWriter;
  readonly #counters: Counters;
  readonly #path: number;
  #sink: OutputSink | undefined;
  #target: Uint8Array | undefined;
  #used = 0;
  maxDatagramSize: number;

  constructor(records: RecordWriter, counters: Counters, path: number, maxDatagramSize: number) {
    this.#records = records;
    this.#counters = counters;
    this.#path = path;
    this.maxDatagramSize = maxDatagramSize;
  }

  /** Sets the sink. A datagram that was left when a sink threw is dropped, as if the network had lost it. */
  attach(sink: OutputSink): void {
    this.#sink = sink;
    this.#target = undefined;
    this.#used = 0;
  }

  /** The current datagram. Only between `begin` and `end`. */
  get target(): Uint8Array {
    return this.#target as Uint8Array;
  }

  /** Offset of the content of the next record of this epoch. */
  at(epoch: WriteEpoch): number {
    return this.#used + this.#records.headerLength(epoch);
  }

  /** Content bytes of a record of this epoch in a datagram of its own. RFC 9846 section 5.1 also limits it. */
  capacity(epoch: WriteEpoch): number {
    return Math.min(this.maxDatagramSize - this.#records.overhead(epoch), MAX_PLAINTEXT_LENGTH);
  }

  /** Content bytes that the next record of this epoch can have in the current datagram. */
  remainingCapacity(epoch: WriteEpoch): number {
    return Math.min(this.maxDatagramSize - this.#used - this.#records.overhead(epoch), MAX_PLAINTEXT_LENGTH);
  }

  /**
   * Ensures that a record with `minLength` bytes of content fits, in a new datagram if necessary. Content that was
   * accepted before `maxDatagramSize` was reduced gets a datagram of the necessary length. False: the sink is full.
   */
  begin(epoch: WriteEpoch, minLength: number): boolean {
    if (this.#target !== undefined && this.remainingCapacity(epoch) >= minLength) return true;
    this.flush();
    const size = Math.max(this.maxDatagramSize, minLength + this.#records.overhead(epoch));
    this.#target = this.#sink?.reserve(this.#path, size);
    return this.#target !== undefined;
  }

  /** Completes the record with `length` bytes of content at `at(epoch)`. */
  end(epoch: WriteEpoch, contentType: number, length: number): void {
    this.#used += this.#records.seal(this.target, this.#used, epoch, contentType, length);
  }

  /** Sends the current datagram, unless it is empty. */
  flush(): void {
    if (this.#target !== undefined && this.#used > 0) {
      this.#counters.datagramsSent += 1;
      this.#counters.bytesSent += this.#used;
      this.#sink?.commit(this.#used);
    }
    this.#target = undefined;
    this.#used = 0;
  }
}
