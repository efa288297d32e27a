import type { OutputSink } from '../endpoint.ts';
import type { Counters } from '../statistics.ts';
import { DataRun, type WaitingMessages } from './data-run.ts';
import type { WriteEpoch } from './epoch.ts';
import type { RecordWriter } from './record-writer.ts';

/**
 * Content bytes for which every datagram has room: a peer can have a connection id of almost `maxDatagramSize` bytes.
 */
const MIN_CAPACITY = 64;

/** The content of a datagram with one record. */
export interface DatagramContent {
  /** The host's number. */
  readonly path: number;
  readonly content: Uint8Array;
  /** Length of the datagram, which padding fills; undefined: without padding. */
  readonly length?: number | undefined;
}

/**
 * Packs records into datagrams of at most `maxDatagramSize` bytes, directly into the slices that the host reserves; RFC
 * 9147 section 4.3.
 *
 * For each record: `begin`, write the content at `at` in `target`, `end`. After the last record: `flush`.
 *
 * Where the last record of a datagram has no length (`RecordWriter.omitsLength`), a record is protected when it is known
 * whether it is the last one: at the next `begin` or `flush`. `beginLast` says it beforehand, so nothing has to be moved.
 */
export class DatagramWriter {
  readonly #records: RecordWriter;
  readonly #counters: Counters;
  readonly #run: DataRun;
  #sink: OutputSink | undefined;
  #target: Uint8Array | undefined;
  #used = 0;
  /** The record that was begun is the last of its datagram. */
  #isLast = false;
  /** The record that is not protected yet, at `#used`; undefined: none. */
  #openEpoch: WriteEpoch | undefined;
  #openType = 0;
  #openLength = 0;
  #openPadding = 0;
  maxDatagramSize: number;
  /** The host's number of the path of all datagrams but those of `sendAlone`. */
  path: number;

  constructor(records: RecordWriter, counters: Counters, path: number, maxDatagramSize: number) {
    this.#records = records;
    this.#counters = counters;
    this.#run = new DataRun(records);
    this.path = path;
    this.maxDatagramSize = maxDatagramSize;
  }

  /** Sets the sink. A datagram that was left when a sink threw is dropped, as if the network had lost it. */
  attach(sink: OutputSink): void {
    this.#sink = sink;
    this.#drop();
  }

  /** The current datagram. Only between `begin` and `end`. */
  get target(): Uint8Array {
    return this.#target as Uint8Array;
  }

  /** Offset of the content of the record that was begun. */
  at(epoch: WriteEpoch): number {
    return this.#used + this.#records.headerLength(epoch, this.#isLast);
  }

  /** Content bytes of a record of this epoch in a datagram of its own. */
  capacity(epoch: WriteEpoch): number {
    const left = Math.max(this.maxDatagramSize - this.#records.overhead(epoch, true), MIN_CAPACITY);
    return Math.min(left, this.#records.maxContent(epoch));
  }

  /** Content bytes that the next record of this epoch can have in the current datagram. */
  remainingCapacity(epoch: WriteEpoch): number {
    const left = this.maxDatagramSize - this.#usedWithOpen - this.#records.overhead(epoch, this.#isLast);
    return Math.min(left, this.#records.maxContent(epoch));
  }

  /**
   * Ensures that a record with `minLength` bytes of content fits, in a new datagram if necessary. Content that was
   * accepted before `maxDatagramSize` was reduced gets a datagram of the necessary length. False: the sink is full.
   */
  begin(epoch: WriteEpoch, minLength: number): boolean {
    if (this.#isLast) this.flush();
    const length = Math.max(minLength, this.#records.minLength(epoch));
    if (this.#target !== undefined && this.remainingCapacity(epoch) >= length) {
      this.#sealOpen(false);
      return true;
    }
    this.flush();
    return this.#reserve(length + this.#records.overhead(epoch));
  }

  /** The same for a record that starts a new datagram and is not followed by other records, if that saves its length. */
  beginLast(epoch: WriteEpoch, length: number): boolean {
    this.flush();
    this.#isLast = this.#records.omitsLength;
    return this.#reserve(Math.max(length, this.#records.minLength(epoch)) + this.#records.overhead(epoch, true));
  }

  /**
   * Completes the record with `length` bytes of content at `at(epoch)`. `fillsDatagram`: padding fills the rest of the
   * datagram.
   */
  end(epoch: WriteEpoch, contentType: number, length: number, fillsDatagram = false): void {
    const room = this.target.length - this.#used - this.#records.overhead(epoch, this.#isLast) - length;
    const padding = this.#records.padding(epoch, length, room, fillsDatagram);
    if (this.#isLast || !this.#records.omitsLength) {
      this.#used += this.#records.seal(this.target, this.#used, epoch, contentType, length, padding, this.#isLast);
      return;
    }
    this.#openEpoch = epoch;
    this.#openType = contentType;
    this.#openLength = length;
    this.#openPadding = padding;
  }

  /** Sends the current datagram, if its last record has no number yet because it is not protected. */
  finishOpen(): void {
    if (this.#openEpoch !== undefined) this.flush();
  }

  /** False: the application's function for padding is called for each record, and may change what is sent next. */
  get sealsRuns(): boolean {
    return !this.#records.asksForPadding;
  }

  /**
   * Seals messages from `first` on, at most `limit`, each as a record in a datagram of its own. Returns their number, for
   * each of which `sendSealed` follows; 0: the sink is full. Throws InternalError if the provider fails. Only where
   * `sealsRuns`, for a protected epoch whose key is not exhausted.
   */
  sealRun(epoch: WriteEpoch, contentType: number, messages: WaitingMessages, first: number, limit: number): number {
    this.flush();
    const sink = this.#sink as OutputSink;
    return this.#run.seal(sink, this.path, epoch, contentType, messages, first, limit, this.maxDatagramSize);
  }

  /** Sends datagram `index` of the run, in the order of their indexes. */
  sendSealed(index: number): void {
    const length = this.#run.size(index);
    this.#counters.datagramsSent += 1;
    this.#counters.bytesSent += length;
    this.#sink?.commit(length);
  }

  /** Sends the current datagram, unless it is empty. */
  flush(): void {
    this.#sealOpen(true);
    if (this.#target !== undefined && this.#used > 0) {
      this.#counters.datagramsSent += 1;
      this.#counters.bytesSent += this.#used;
      this.#sink?.commit(this.#used);
    }
    this.#drop();
  }

  /** Length of a datagram that `sendAlone` sends, in bytes. */
  lengthAlone(epoch: WriteEpoch, length: number): number {
    return Math.max(length, this.#records.minLength(epoch)) + this.#records.overhead(epoch);
  }

  /** Length of the longest datagram with one record of `length` bytes of application data, in bytes with its padding. */
  longestAlone(epoch: WriteEpoch, length: number): number {
    const shortest = length + this.#records.overhead(epoch);
    return shortest + this.#records.maxPadding(epoch, length, Math.max(0, this.maxDatagramSize - shortest));
  }

  /**
   * Sends a record with this content to `path`, as a datagram of its own: of `size` bytes, which padding fills, or
   * without padding. False: the sink is full.
   */
  sendAlone({ path, content, length: size }: DatagramContent, epoch: WriteEpoch, contentType: number): boolean {
    this.flush();
    const shortest = this.lengthAlone(epoch, content.length);
    const target = this.#sink?.reserve(path, Math.max(shortest, size ?? 0));
    if (target === undefined) return false;
    const headerLength = this.#records.headerLength(epoch);
    target.set(content, headerLength);
    // The number of the record may have 8 bits.
    const wanted = size === undefined ? 0 : size - headerLength - 1 - (epoch.protection?.tagLength ?? 0);
    const padding = Math.max(this.#records.minLength(epoch), wanted, content.length) - content.length;
    const length = this.#records.seal(target, 0, epoch, contentType, content.length, padding);
    this.#counters.datagramsSent += 1;
    this.#counters.bytesSent += length;
    this.#sink?.commit(length);
    return true;
  }

  #reserve(minSize: number): boolean {
    this.#target = this.#sink?.reserve(this.path, Math.max(this.maxDatagramSize, minSize));
    return this.#target !== undefined;
  }

  #drop(): void {
    this.#target = undefined;
    this.#used = 0;
    this.#isLast = false;
    this.#openEpoch = undefined;
  }

  get #usedWithOpen(): number {
    const epoch = this.#openEpoch;
    if (epoch === undefined) return this.#used;
    return this.#used + this.#records.overhead(epoch) + this.#openLength + this.#openPadding;
  }

  /** Protects the record that is not protected yet. */
  #sealOpen(isLast: boolean): void {
    const epoch = this.#openEpoch;
    if (epoch === undefined) return;
    this.#openEpoch = undefined;
    const { target } = this;
    const [at, length] = [this.#used, this.#openLength];
    const content = at + this.#records.headerLength(epoch, false);
    const finalContent = at + this.#records.headerLength(epoch, isLast);
    if (finalContent !== content) target.copyWithin(finalContent, content, content + length);
    this.#used += this.#records.seal(target, at, epoch, this.#openType, length, this.#openPadding, isLast);
  }
}
