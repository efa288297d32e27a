import { MAX_PLAINTEXT_LENGTH } from '../../../generated/dtls13/registries/constants.ts';
import type { OutputSink } from '../endpoint.ts';
import type { Counters } from '../statistics.ts';
import type { WriteEpoch } from './epoch.ts';
import type { RecordWriter } from './record-writer.ts';

/**
 * Packs records into datagrams of at most `maxDatagramSize` bytes, straight into the slices the host reserves;
 * RFC 9147 section 4.3.
 * Use: `begin`, put content at `at` in `target`, `end`; `flush` after the last record.
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

  /** Where datagrams go from now on. A datagram that a sink that threw left behind is given up, as if it was lost. */
  attach(sink: OutputSink): void {
    this.#sink = sink;
    this.#target = undefined;
    this.#used = 0;
  }

  /** The datagram being filled. Only between `begin` and `end`. */
  get target(): Uint8Array {
    return this.#target as Uint8Array;
  }

  /** Where the content of the next record of this epoch goes. */
  at(epoch: WriteEpoch): number {
    return this.#used + this.#records.headerLength(epoch);
  }

  /** Content bytes a record of this epoch can hold in a datagram of its own; RFC 9846 section 5.1 has a limit too. */
  capacity(epoch: WriteEpoch): number {
    return Math.min(this.maxDatagramSize - this.#records.overhead(epoch), MAX_PLAINTEXT_LENGTH);
  }

  /** Content bytes the next record of this epoch can hold in the current datagram. */
  remainingCapacity(epoch: WriteEpoch): number {
    return Math.min(this.maxDatagramSize - this.#used - this.#records.overhead(epoch), MAX_PLAINTEXT_LENGTH);
  }

  /**
   * Makes sure that a record with `least` bytes of content fits, in a new datagram if need be. What was accepted
   * before `maxDatagramSize` shrank gets a datagram as long as it needs. False: the sink is full.
   */
  begin(epoch: WriteEpoch, minLength: number): boolean {
    if (this.#target !== undefined && this.remainingCapacity(epoch) >= minLength) return true;
    this.flush();
    const size = Math.max(this.maxDatagramSize, minLength + this.#records.overhead(epoch));
    this.#target = this.#sink?.reserve(this.#path, size);
    return this.#target !== undefined;
  }

  /** Closes the record whose `length` bytes of content stand at `at(epoch)`. */
  end(epoch: WriteEpoch, contentType: number, length: number): void {
    this.#used += this.#records.seal(this.target, this.#used, epoch, contentType, length);
  }

  /** Sends the datagram that was begun, if it holds anything. */
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
