import type { AlertDescription } from '../../../generated/dtls13/registries/alert-description.ts';
import type { AlertLevel } from '../../../generated/dtls13/registries/alert-level.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { Alert } from '../../../generated/dtls13/wire/alert.ts';
import { ConfigError } from '../../errors/config-error.ts';
import { MessageTooLargeError } from '../../errors/message-too-large-error.ts';
import { Writer } from '../../wire/index.ts';
import type { OutputSink } from '../endpoint.ts';
import { DatagramWriter } from '../record/datagram-writer.ts';
import type { WriteEpoch } from '../record/epoch.ts';
import { type RecordOptions, RecordWriter } from '../record/record-writer.ts';
import { WriteEpochs } from '../record/write-epochs.ts';
import type { AckScheduler } from '../reliability/ack-scheduler.ts';
import type { Flight } from '../reliability/flight.ts';
import type { Flights } from '../reliability/flights.ts';
import type { Counters } from '../statistics.ts';
import { OutgoingData } from './outgoing-data.ts';
import { PathMtu } from './path-mtu.ts';
import type { SentEarlyData } from './sent-early-data.ts';

/** A return routability check message, and where it goes. */
export interface PathCheck {
  readonly path: number;
  /** The id of the peer in its record; empty: none. */
  readonly connectionId: Uint8Array;
  readonly content: Uint8Array;
  /** Length of its datagram, which padding fills; undefined: without padding. */
  readonly length?: number | undefined;
}

/** Path checks that can wait for `write`; a host that polls after each datagram never has so many. */
const MAX_PATH_CHECKS = 256;

/** See the options of the same names. */
export interface TransmitterOptions extends RecordOptions {
  readonly maxDatagramSize: number;
  readonly mtuRaiseTimeout: number;
}

interface QueuedAlert {
  readonly alert: Alert;
  readonly epoch: WriteEpoch | undefined;
}

/**
 * The output of a connection: its queues, the epochs in which they are written, and the PMTU (RFC 9147 section 4.4).
 */
export class Transmitter {
  readonly #records: RecordWriter;
  readonly #datagrams: DatagramWriter;
  readonly pathMtu: PathMtu;
  readonly #content = new Writer();
  readonly #data = new OutgoingData();
  readonly #alerts: QueuedAlert[] = [];
  /** Undefined: no early data can be sent. Its epoch is not among the others: no ACK or alert uses it. */
  earlyData: SentEarlyData | undefined;
  /** Path checks that wait for `write`. */
  #checks: PathCheck[] = [];
  readonly epochs = new WriteEpochs();

  constructor(counters: Counters, path: number, options: TransmitterOptions) {
    this.#records = new RecordWriter(counters, options);
    this.#datagrams = new DatagramWriter(this.#records, counters, path, options.maxDatagramSize);
    this.pathMtu = new PathMtu(options.maxDatagramSize, options.mtuRaiseTimeout);
  }

  /** Sets the peer's connection id, for records from now on; empty: none. Copies it. */
  setConnectionId(connectionId: Uint8Array): void {
    this.#records.connectionId = connectionId.slice();
  }

  /** Sets the peer's record_size_limit; RFC 8449 section 4. */
  limitPlaintext(length: number): void {
    this.#records.limitPlaintext(length);
  }

  /** The peer's record_size_limit, or that of the protocol. */
  get maxPlaintext(): number {
    return this.#records.maxPlaintext;
  }

  /** Uses the size of `pathMtu` from now on. */
  datagramSizeChanged(): void {
    this.#datagrams.maxDatagramSize = this.pathMtu.size;
  }

  /** Length of the longest datagram with one record, in bytes. */
  get longestDatagram(): number {
    return this.#datagrams.lengthAlone(this.epochs.newest, this.#records.maxContent(this.epochs.newest));
  }

  /**
   * Borrows application datagrams until they are written; see `Connection.sendMany`. `credit`: bytes of datagrams, with
   * those that wait already.
   */
  queueData(slab: Uint8Array, at: Int32Array, length: Int32Array, credit: number): number {
    requireMessages(slab, at, length, this.maxMessageSize);
    const isLimited = credit !== Number.POSITIVE_INFINITY;
    let remaining = isLimited ? credit - this.#data.total((bytes) => this.#datagramLength(bytes)) : credit;
    for (let index = 0; index < at.length; index++) {
      if (this.#data.full) return index;
      if (isLimited) remaining -= this.#datagramLength(length[index] as number);
      if (remaining < 0) return index;
      this.#data.add(slab, at[index] as number, length[index] as number);
    }
    return at.length;
  }

  /** Length of the longest datagram for a message of so many bytes. */
  #datagramLength(bytes: number): number {
    return this.#datagrams.longestAlone(this.epochs.newest, bytes);
  }

  /** Length of a flight whose messages have a datagram each, in bytes. */
  flightLength(flight: Flight): number {
    return flight.length((epoch) => this.#records.overhead(epoch));
  }

  /** The same for messages of early data; see `Connection.sendEarly`. */
  queueEarlyData(slab: Uint8Array, at: Int32Array, length: Int32Array): number {
    const { earlyData } = this;
    if (earlyData === undefined) return 0;
    requireMessages(slab, at, length, this.#datagrams.capacity(earlyData.epoch));
    return earlyData.queue(slab, at, length);
  }

  /** Longest message of early data that can be sent now, in bytes. */
  get maxEarlyMessageSize(): number {
    const { earlyData } = this;
    return earlyData === undefined ? 0 : Math.min(this.#datagrams.capacity(earlyData.epoch), earlyData.remaining);
  }

  /** `epoch`: the highest epoch that the peer has keys for; undefined: the highest installed one. */
  queueAlert(level: AlertLevel, description: AlertDescription, epoch?: WriteEpoch): void {
    this.#alerts.push({ alert: { level, description }, epoch });
  }

  /** The path of all output but path checks. */
  get path(): number {
    return this.#datagrams.path;
  }

  setPath(path: number): void {
    this.#datagrams.path = path;
  }

  /** Queues a path check, which is sent before all other output. */
  queuePathCheck(check: PathCheck): void {
    if (this.#checks.length < MAX_PATH_CHECKS) this.#checks.push(check);
  }

  /** Length of the datagram of a path check with `length` bytes of content, in bytes. */
  pathCheckLength(length: number, connectionId: Uint8Array): number {
    return (
      this.#datagrams.lengthAlone(this.epochs.newest, length) - this.#records.connectionId.length + connectionId.length
    );
  }

  /** Drops application data that was queued and not sent. */
  discardData(): void {
    this.#data.clear();
    this.earlyData = undefined;
  }

  /** Drops all queued output, including alerts. */
  discardOutput(): void {
    this.discardData();
    this.#checks = [];
    this.#alerts.length = 0;
  }

  get pending(): boolean {
    if (!this.#data.empty || this.#alerts.length > 0 || this.#checks.length > 0) return true;
    return this.earlyData?.pending === true;
  }

  /** Longest datagram that `queueData` accepts, in bytes. */
  get maxMessageSize(): number {
    return this.#datagrams.capacity(this.epochs.newest);
  }

  /**
   * Writes path checks, then ACK and flights into common datagrams, then each message of early data and each
   * application datagram into its own, then alerts. False: the
   * sink is full. True although data is left: the key must not protect more records.
   */
  write(sink: OutputSink, acks: AckScheduler, flights: Flights): boolean {
    const out = this.#datagrams;
    const epoch = this.epochs.newest;
    out.attach(sink);
    if (this.#checks.length > 0 && !this.#writePathChecks(out, epoch)) return false;
    if (acks.pending && !acks.write(out, epoch, this.#content)) return false;
    if (!flights.write(out)) return false;
    if (this.earlyData !== undefined && !this.earlyData.write(out)) return false;
    if (!this.#data.write(out, epoch, this.#alerts.length === 0)) return false;
    for (let queued = this.#alerts[0]; queued !== undefined; queued = this.#alerts[0]) {
      const { alert, epoch: alertEpoch = epoch } = queued;
      const size = Alert.size(alert);
      if (!out.begin(alertEpoch, size)) return false;
      Alert.encode(this.#content.reset(out.target, out.at(alertEpoch)), alert);
      // Before the record ends: the function for padding may clear or extend this queue.
      this.#alerts.shift();
      out.end(alertEpoch, ContentType.alert, size);
    }
    out.flush();
    return true;
  }

  #writePathChecks(out: DatagramWriter, epoch: WriteEpoch): boolean {
    const { connectionId } = this.#records;
    try {
      for (let check = this.#checks[0]; check !== undefined; check = this.#checks[0]) {
        if (epoch.exhausted) break;
        this.#records.connectionId = check.connectionId;
        if (!out.sendAlone(check, epoch, ContentType.return_routability_check)) return false;
        this.#checks.shift();
      }
      // At the limit of the key they are dropped: the connection ends.
      this.#checks = [];
      return true;
    } finally {
      this.#records.connectionId = connectionId;
    }
  }
}

/** Throws ConfigError for a range outside `slab`, MessageTooLargeError for a longer message than `maxSize` bytes. */
function requireMessages(slab: Uint8Array, at: Int32Array, length: Int32Array, maxSize: number): void {
  if (at.length !== length.length)
    throw new ConfigError('length', `${at.length} offsets, but ${length.length} lengths`);
  for (let index = 0; index < at.length; index++) {
    const bytes = length[index] as number;
    requireRange(slab, at[index] as number, bytes);
    if (bytes > maxSize) throw new MessageTooLargeError(bytes, maxSize);
  }
}

/** Bytes outside the range would send other memory of the host. */
function requireRange(slab: Uint8Array, at: number, length: number): void {
  if (at >= 0 && length >= 0 && at + length <= slab.length) return;
  throw new ConfigError('at', `${length} bytes at ${at} are not a range of ${slab.length} bytes`);
}
