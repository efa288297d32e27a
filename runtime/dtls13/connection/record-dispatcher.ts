import { AlertDescription, alertDescriptionName } from '../../../generated/dtls13/registries/alert-description.ts';
import {
  EPOCH_APPLICATION,
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
import type { RecordHandler } from '../record/record-reader.ts';
import type { AckScheduler } from '../reliability/ack-scheduler.ts';
import type { Flight } from '../reliability/flight.ts';
import type { IncomingMessages } from '../reliability/incoming-messages.ts';
import type { Counters } from '../statistics.ts';
import type { EventQueue } from './event-queue.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Transmitter } from './transmitter.ts';

/** The parts of a connection that records lead to. */
export interface RecordDispatcherContext {
  readonly role: Handshake;
  readonly messages: IncomingMessages;
  readonly flight: Flight;
  readonly acks: AckScheduler;
  readonly transmitter: Transmitter;
  readonly events: EventQueue;
  readonly lifecycle: Lifecycle;
  readonly statistics: Counters;
  /** The time of the input being handled, in milliseconds. */
  now(): number;
  /** A question to the host is open: the handshake does not go on. */
  hasOpenRequest(): boolean;
  abort(error: WirechartError, alert: string | undefined): void;
}

/**
 * Dispatches the content of records by content type (RFC 9147 section 4.1), and refuses what its epoch does not allow
 * (RFC 9147 section 6.1).
 */
export class RecordDispatcher implements RecordHandler {
  readonly #context: RecordDispatcherContext;
  readonly #content = new Reader();

  constructor(context: RecordDispatcherContext) {
    this.#context = context;
  }

  record(contentType: number, epoch: number, sequence: number, slab: Uint8Array, at: number, length: number): void {
    const { lifecycle, role, messages, events, statistics } = this.#context;
    const isAlert = contentType === ContentType.alert;
    if (lifecycle.ended || (epoch > 0 && !lifecycle.acceptRecord(epoch, sequence, isAlert))) {
      statistics.discarded.afterClose += 1;
      return;
    }
    if (epoch === EPOCH_HANDSHAKE) messages.confirmHello();
    if (length > MAX_PLAINTEXT_LENGTH) {
      role.violated('RECORD_OVERFLOW', 'record_overflow', 'RFC 9846 section 5.1', `${length} bytes`);
      return;
    }
    if (length === 0 && epoch > 0 && (isAlert || contentType === ContentType.handshake)) {
      role.violated('EMPTY_RECORD', 'unexpected_message', 'RFC 9846 section 5.4');
      return;
    }
    switch (contentType) {
      case ContentType.application_data:
        if (epoch >= EPOCH_APPLICATION) events.addMessage(slab, at, at + length);
        else if (epoch === 0) statistics.discarded.unexpectedContent += 1;
        else role.violated('UNEXPECTED_APPLICATION_DATA', 'unexpected_message', 'RFC 9147 section 6.1');
        break;
      case ContentType.handshake:
        this.#receiveHandshake(epoch, sequence, slab, at, at + length);
        break;
      case ContentType.ack:
        this.#receiveAck(epoch, slab, at, at + length);
        break;
      case ContentType.alert:
        this.#receiveAlert(epoch, sequence, slab, at, at + length);
        break;
      default:
        // Not valid, whoever vouches for it; RFC 9147 section 4.5.2.
        statistics.discarded.unexpectedContent += 1;
    }
  }

  /** The answer to our hello before the ServerHello, or data before the Finished: something is lost, or late. */
  earlyRecord(): void {
    if (this.#isHandshaking) this.#context.acks.earlyRecordReceived();
  }

  forgeryLimitReached(): void {
    const error = new WirechartError('ERR_DTLS_FORGERY_LIMIT', 'too many records failed authentication');
    this.#context.abort(error, undefined);
  }

  /** Gives complete messages to the handshake, as long as no question holds it back. */
  advance(): void {
    const { role, messages, flight, acks, lifecycle, statistics } = this.#context;
    const alternative = messages.takeAlternative();
    if (alternative !== undefined) {
      if (role.considerAlternative(alternative.body)) messages.useAlternative(alternative);
      else statistics.discarded.unprotected += 1;
      if (flight.start()) {
        messages.beginFlight();
        acks.flightAnswered();
      }
    }
    while (!lifecycle.ended && !this.#context.hasOpenRequest()) {
      const message = messages.take();
      if (message === undefined) return;
      const { secure } = role;
      // It came before the Finished, and out of sequence.
      if (secure && message.epoch < EPOCH_APPLICATION) this.#rejectHandshakeEpoch();
      else role.receive(message.type, message.body);
      if (flight.start()) {
        messages.beginFlight();
        acks.flightAnswered();
      } else if (!secure && message.epoch === 0) {
        flight.measureRoundTrip();
      }
    }
  }

  #receiveHandshake(epoch: number, sequence: number, slab: Uint8Array, at: number, end: number): void {
    const { role, messages, flight, acks } = this.#context;
    let isCurrentFlight = false;
    try {
      const result = messages.receive(epoch, sequence, slab, at, end, this.#hasKeys, this.#context.now());
      isCurrentFlight = epoch < EPOCH_APPLICATION && result.usable && result.current;
      if (result.oversized) {
        // A message that is dropped silently is sent again until the peer's handshake timer expires.
        role.violated('HANDSHAKE_MESSAGE_TOO_LONG', 'illegal_parameter', 'RFC 9147 section 5.5');
      } else if (epoch >= EPOCH_APPLICATION) {
        if (result.usable) acks.unansweredReceived();
      } else if (epoch > 0 && result.fresh && role.secure) {
        this.#rejectHandshakeEpoch();
      } else if (result.retransmitted) {
        if (epoch > 0 || !role.secure) flight.peerRetransmitted(epoch > 0);
      } else if (result.fresh && epoch > 0) {
        // Not for a part of a ServerHello: a forged one would keep us from asking for the true one.
        flight.nextFlightPartReceived();
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      role.undecodable(error);
    }
    this.advance();
    // Without keys only the pieces of a hello came, and none of them is named.
    if (isCurrentFlight && this.#isHandshaking && this.#hasKeys) acks.partReceived(messages.hasGap);
  }

  #rejectHandshakeEpoch(): void {
    this.#context.role.violated('OUTDATED_HANDSHAKE_KEYS', 'unexpected_message', 'RFC 9147 section 6.1');
  }

  #receiveAck(epoch: number, slab: Uint8Array, at: number, end: number): void {
    const { role, flight, transmitter, statistics } = this.#context;
    if (epoch === 0) {
      // Anybody can write one, so nothing counts as received by it. It may only have us repeat what nobody acknowledged.
      statistics.discarded.unprotected += 1;
      if (this.#hasKeys && !role.secure) flight.requestRetransmit();
      return;
    }
    try {
      const reader = this.#content.reset(slab, at, end);
      const ack = Ack.decode(reader);
      reader.finish('ACK');
      const highest = epoch < EPOCH_APPLICATION ? epoch : transmitter.epoch.number;
      if (ack.recordNumbers.some((number) => number.epoch > highest)) {
        role.violated('ILLEGAL_ACK', 'illegal_parameter', 'RFC 9147 section 7');
        return;
      }
      flight.acknowledge(ack);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      role.undecodable(error);
    } finally {
      this.#content.release();
    }
  }

  #receiveAlert(epoch: number, sequence: number, slab: Uint8Array, at: number, end: number): void {
    const { role, lifecycle, statistics } = this.#context;
    if (epoch === 0 && this.#hasKeys) {
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
      else role.undecodable(error);
      return;
    } finally {
      this.#content.release();
    }
    if (alert.description === AlertDescription.close_notify) lifecycle.closeNotify(epoch, sequence);
    // After user_canceled close_notify follows; RFC 9846 section 6.1.
    else if (alert.description !== AlertDescription.user_canceled) {
      role.alertReceived(new AlertError(alertDescriptionName(alert.description)));
    }
  }

  get #isHandshaking(): boolean {
    return this.#context.lifecycle.handshaking && !this.#context.role.secure;
  }

  /** True once records are protected in both directions: what is not may come from anybody. */
  get #hasKeys(): boolean {
    return this.#context.transmitter.epoch.number > 0;
  }
}
