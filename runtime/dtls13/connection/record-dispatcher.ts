import { AlertDescription, alertDescriptionName } from '../../../generated/dtls13/registries/alert-description.ts';
import {
  EPOCH_APPLICATION,
  EPOCH_EARLY_DATA,
  EPOCH_HANDSHAKE,
  MAX_PLAINTEXT_LENGTH,
} from '../../../generated/dtls13/registries/constants.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { Ack } from '../../../generated/dtls13/wire/ack.ts';
import { Alert } from '../../../generated/dtls13/wire/alert.ts';
import { AlertError } from '../../errors/alert-error.ts';
import { WireError } from '../../errors/wire-error.ts';
import { WirechartError } from '../../errors/wirechart-error.ts';
import { Reader } from '../../wire/index.ts';
import type { Handshake } from '../handshake/handshake-context.ts';
import type { PostHandshake } from '../post-handshake/post-handshake.ts';
import type { RecordHandler } from '../record/record-reader.ts';
import type { AckScheduler } from '../reliability/ack-scheduler.ts';
import type { Flights } from '../reliability/flights.ts';
import type { IncomingMessages } from '../reliability/incoming-messages.ts';
import type { Counters } from '../statistics.ts';
import type { ConnectionPaths } from './connection-paths.ts';
import type { EarlyData } from './early-data.ts';
import type { EventQueue } from './event-queue.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { MessageDispatcher } from './message-dispatcher.ts';
import type { Transmitter } from './transmitter.ts';

/** The parts of a connection that receive the content of records. */
export interface RecordDispatcherContext {
  readonly handshake: Handshake;
  readonly messages: IncomingMessages;
  readonly messageDispatcher: MessageDispatcher;
  readonly flights: Flights;
  readonly acks: AckScheduler;
  readonly transmitter: Transmitter;
  readonly events: EventQueue;
  readonly lifecycle: Lifecycle;
  readonly statistics: Counters;
  /** The exchanges after the handshake; undefined before it is complete. */
  readonly postHandshake: PostHandshake | undefined;
  readonly earlyData: EarlyData;
  readonly paths: ConnectionPaths;
  abort(error: WirechartError, alert: string | undefined): void;
}

/**
 * Dispatches the content of records by content type (RFC 9147 section 4.1) and rejects content that the epoch does not
 * allow (RFC 9147 section 6.1).
 *
 * 1. Records after the end or after the peer's close_notify are dropped.
 * 2. application_data: to the event queue from epoch 3 on, to the early data in epoch 1.
 * 3. handshake: to the message dispatcher.
 * 4. ack: to the flights.
 * 5. alert: close_notify to the lifecycle, any other alert to the handshake.
 * 6. return_routability_check: to the path validation.
 * 7. Any other content type is dropped and counted.
 */
export class RecordDispatcher implements RecordHandler {
  readonly #context: RecordDispatcherContext;
  readonly #content = new Reader();
  /** The highest epoch of an authentic record. */
  #newestEpoch = 0;
  /** The highest number of an authentic record of this epoch. */
  #newestSequence = -1;
  #isRefused = false;

  constructor(context: RecordDispatcherContext) {
    this.#context = context;
  }

  /** An unprotected alert arrived after there were keys: the peer may have ended the handshake. */
  get isRefused(): boolean {
    return this.#isRefused;
  }

  /** The highest epoch of an authentic record. */
  get newestEpoch(): number {
    return this.#newestEpoch;
  }

  /** The highest number of an authentic record in the newest epoch. */
  get newestSequence(): number {
    return this.#newestSequence;
  }

  /** The newest record of the peer arrived in another object. */
  restore(newestEpoch: number, newestSequence: number): void {
    this.#newestEpoch = newestEpoch;
    this.#newestSequence = newestSequence;
  }

  /**
   * Whether application data in this epoch, on the current path, needs nothing but its place in the event queue and
   * `dataReceived`; `record` would do no more.
   */
  acceptsData(epoch: number): boolean {
    return epoch >= EPOCH_APPLICATION && epoch === this.#newestEpoch && this.#context.lifecycle.acceptsRecords;
  }

  /** Application data arrived on the current path; `highest`: the highest number of its records. */
  dataReceived(highest: number): void {
    const { lifecycle, paths } = this.#context;
    lifecycle.recordsAccepted();
    if (highest <= this.#newestSequence) return;
    this.#newestSequence = highest;
    paths.newerDataReceived();
  }

  record(contentType: number, epoch: number, sequence: number, slab: Uint8Array, at: number, length: number): void {
    const { lifecycle, handshake, messages, messageDispatcher, events, statistics } = this.#context;
    const isAlert = contentType === ContentType.alert;
    if (epoch === EPOCH_EARLY_DATA && !lifecycle.ended) {
      this.#receiveEarly(contentType, sequence, slab, at, length);
      return;
    }
    if (lifecycle.ended || (epoch > 0 && !lifecycle.acceptRecord(epoch, sequence, isAlert))) {
      statistics.discarded.afterClose += 1;
      return;
    }
    if (epoch === EPOCH_HANDSHAKE) messages.confirmHello();
    if (epoch > this.#newestEpoch) {
      this.#newestEpoch = epoch;
      this.#newestSequence = -1;
      this.#context.postHandshake?.keyUpdates.newEpochUsed(epoch);
    }
    if (epoch > 0 && epoch === this.#newestEpoch && sequence > this.#newestSequence) {
      this.#newestSequence = sequence;
      this.#context.paths.newerRecordReceived(contentType);
    }
    if (length > MAX_PLAINTEXT_LENGTH) {
      handshake.violated('RECORD_OVERFLOW', 'record_overflow', 'RFC 9846 section 5.1', `${length} bytes`);
      return;
    }
    if (length === 0 && epoch > 0 && (isAlert || contentType === ContentType.handshake)) {
      handshake.violated('EMPTY_RECORD', 'unexpected_message', 'RFC 9846 section 5.4');
      return;
    }
    switch (contentType) {
      case ContentType.application_data:
        if (epoch >= EPOCH_APPLICATION) events.addMessage(slab, at, at + length);
        else if (epoch === 0) statistics.discarded.unexpectedContent += 1;
        else handshake.violated('UNEXPECTED_APPLICATION_DATA', 'unexpected_message', 'RFC 9147 section 6.1');
        break;
      case ContentType.handshake:
        messageDispatcher.receive(epoch, sequence, slab, at, at + length);
        break;
      case ContentType.ack:
        this.#receiveAck(epoch, slab, at, at + length);
        break;
      case ContentType.alert:
        this.#receiveAlert(epoch, sequence, slab, at, at + length);
        break;
      case ContentType.return_routability_check:
        if (epoch >= EPOCH_APPLICATION && this.#context.paths.pathCheckReceived(slab.subarray(at, at + length))) break;
        statistics.discarded.unexpectedContent += 1;
        break;
      default:
        // Not a valid content type, even in an authenticated record; RFC 9147 section 4.5.2.
        statistics.discarded.unexpectedContent += 1;
    }
  }

  /**
   * Content in a record of epoch 1; RFC 9147 section 6.1. The record proves neither the client's address nor that it is
   * present, so it counts neither for the path nor for the timers.
   */
  #receiveEarly(contentType: number, sequence: number, slab: Uint8Array, at: number, length: number): void {
    const { handshake, statistics } = this.#context;
    if (contentType === ContentType.application_data) {
      if (this.#context.earlyData.messageReceived(slab, at, at + length)) return;
      handshake.violated('TOO_MUCH_EARLY_DATA', 'unexpected_message', 'RFC 9846 section 4.7.1');
    } else if (contentType === ContentType.handshake || contentType === ContentType.ack) {
      handshake.violated('ILLEGAL_EARLY_CONTENT', 'unexpected_message', 'RFC 9147 section 6.1');
    } else if (contentType === ContentType.alert) {
      if (length === 0) handshake.violated('EMPTY_RECORD', 'unexpected_message', 'RFC 9846 section 5.4');
      else this.#receiveAlert(EPOCH_EARLY_DATA, sequence, slab, at, at + length);
    } else {
      statistics.discarded.unexpectedContent += 1;
    }
  }

  /** A protected record arrived before the ServerHello, or data before the Finished: a record is lost or late. */
  earlyRecord(): void {
    const { lifecycle, handshake, acks } = this.#context;
    if (lifecycle.handshaking && !handshake.secure) acks.earlyRecordReceived();
  }

  recordTooLong(epoch: number, sequence: number, length: number): void {
    const { lifecycle, handshake, statistics } = this.#context;
    // After close_notify of the peer nothing counts; RFC 9846 section 6.1.
    if (lifecycle.ended || !lifecycle.acceptRecord(epoch, sequence, false)) statistics.discarded.afterClose += 1;
    else
      handshake.violated(
        'RECORD_OVERFLOW',
        'record_overflow',
        'RFC 8449 section 4',
        `${length} bytes with type and padding`,
      );
  }

  forgeryLimitReached(): void {
    const error = new WirechartError('ERR_DTLS_FORGERY_LIMIT', 'too many records failed authentication');
    this.#context.abort(error, undefined);
  }

  #receiveAck(epoch: number, slab: Uint8Array, at: number, end: number): void {
    const { handshake, flights, transmitter, statistics } = this.#context;
    if (epoch === 0) {
      // Any sender can forge an unprotected ACK, so it acknowledges nothing. It can only cause a retransmission.
      statistics.discarded.unprotected += 1;
      if (transmitter.epochs.hasKeys && !handshake.secure) flights.handshake.requestRetransmit();
      return;
    }
    try {
      const reader = this.#content.reset(slab, at, end);
      const ack = Ack.decode(reader);
      reader.finish('ACK');
      const highest = epoch < EPOCH_APPLICATION ? epoch : transmitter.epochs.newest.number;
      if (ack.recordNumbers.some((number) => number.epoch > highest)) {
        handshake.violated('ILLEGAL_ACK', 'illegal_parameter', 'RFC 9147 section 7');
        return;
      }
      transmitter.epochs.confirm(ack.recordNumbers);
      flights.acknowledge(ack);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      handshake.undecodable(error);
    } finally {
      this.#content.release();
    }
  }

  #receiveAlert(epoch: number, sequence: number, slab: Uint8Array, at: number, end: number): void {
    const { handshake, transmitter, lifecycle, statistics } = this.#context;
    if (epoch === 0 && transmitter.epochs.hasKeys) {
      // Any sender can forge it, so it ends nothing. But a peer that refuses our flight has no keys for another alert.
      this.#isRefused = true;
      statistics.discarded.unprotected += 1;
      return;
    }
    let alert: Alert;
    try {
      const reader = this.#content.reset(slab, at, end);
      alert = Alert.decode(reader);
      reader.finish('Alert');
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      if (epoch === 0) statistics.discarded.malformed += 1;
      else handshake.undecodable(error);
      return;
    } finally {
      this.#content.release();
    }
    if (alert.description === AlertDescription.close_notify) lifecycle.closeNotify(epoch, sequence);
    // close_notify follows user_canceled; RFC 9846 section 6.1.
    else if (alert.description !== AlertDescription.user_canceled) {
      handshake.alertReceived(new AlertError(alertDescriptionName(alert.description)));
    }
  }
}
