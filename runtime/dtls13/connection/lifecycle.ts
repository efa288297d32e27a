import {
  ConnectionConnectedReadState,
  ConnectionConnectedWriteState,
  ConnectionEvent,
  ConnectionMachine,
  type ConnectionPort,
  ConnectionState,
  ConnectionTimer,
} from '../../../generated/dtls13/machines/connection.ts';
import { AlertDescription } from '../../../generated/dtls13/registries/alert-description.ts';
import { TimeoutError } from '../../errors/timeout-error.ts';
import type { WirechartError } from '../../errors/wirechart-error.ts';
import type * as endpoint from '../endpoint.ts';
import type { ResolvedOptions } from '../options/endpoint-options.ts';
import { ReceivedCloseNotify } from './close-notify.ts';

/** What the lifecycle needs from the connection around it. */
export interface LifecycleContext {
  /** The time of the input being handled. */
  now(): number;
  traceTransition(machine: string, edge: number): void;
  /** The retransmit timer as it stands, in milliseconds. */
  retransmitTimeout(): number;
  /** The handshake took too long: it ends in a failure of its own. */
  handshakeExpired(): void;
  /** The peer closes before it is authenticated: the handshake ends in a failure of its own. */
  closedDuringHandshake(): void;
  /** Sends an alert that is not an error, behind the data that waits. */
  sendWarningAlert(description: AlertDescription): void;
  discardData(): void;
  /** Stops everything but what is due for sending. */
  release(): void;
  report(event: endpoint.ConnectionEvent): void;
  /** Whether a record of this epoch with a number below that one has not come and could still. */
  hasGapBelow(epoch: number, sequence: number): boolean;
}

/** How long phases may last, in milliseconds, and what closing means. */
export type LifecycleOptions = Pick<
  ResolvedOptions,
  'handshakeTimeout' | 'idleTimeout' | 'initialTimeout' | 'closeTimeout' | 'allowHalfOpen'
>;

const NEVER = Number.POSITIVE_INFINITY;
/** Part of the retransmit timer that records overtaken by close_notify are waited for. */
const DRAINING_FRACTION = 1 / 4;

/** From the handshake to the end, as the connection chart says; RFC 9846 section 6.1, RFC 9147 section 5.10. */
export class Lifecycle implements ConnectionPort {
  readonly #context: LifecycleContext;
  readonly #options: LifecycleOptions;
  readonly #machine: ConnectionMachine;
  /** When each timer of the chart is due. */
  readonly #due: number[] = Object.values(ConnectionTimer).map(() => NEVER);
  #lastReceivedAt: number | undefined;
  #closeSentAt = 0;
  /** When the connection is over at the latest, once the application has closed it. */
  #closeBy = NEVER;
  readonly #closeNotify = new ReceivedCloseNotify();
  #error: WirechartError | undefined;

  constructor(context: LifecycleContext, options: LifecycleOptions) {
    this.#context = context;
    this.#options = options;
    this.#machine = new ConnectionMachine(this);
    this.#machine.start();
  }

  get handshaking(): boolean {
    return this.#machine.state === ConnectionState.HANDSHAKING;
  }

  /** Data can be sent. */
  get writable(): boolean {
    return this.#machine.connectedWriteState === ConnectionConnectedWriteState.OPEN;
  }

  /** Nothing comes in any more. */
  get ended(): boolean {
    return this.#machine.done;
  }

  /** When the last authentic record came, in the host's milliseconds; undefined: none did. */
  get lastReceivedAt(): number | undefined {
    return this.#lastReceivedAt;
  }

  /** When the handshake times out; Infinity once it is over. */
  get handshakeDeadline(): number {
    return this.#due[ConnectionTimer['HANDSHAKING.handshake']] as number;
  }

  /** When `expire` is due. */
  get deadline(): number {
    return Math.min(...this.#due);
  }

  expire(now: number): void {
    for (const timer of Object.values(ConnectionTimer)) {
      if (now < (this.#due[timer] as number)) continue;
      const idleDeadline = (this.#lastReceivedAt ?? now) + this.#options.idleTimeout;
      // The chart's timer goes on: to start it anew with each record would cost more than to look when it is due.
      if (timer === ConnectionTimer['CONNECTED.idle'] && idleDeadline > now) {
        this.#due[timer] = idleDeadline;
      } else {
        this.#due[timer] = NEVER;
        this.#machine.elapsed(timer);
      }
    }
  }

  /** The peer is authenticated. */
  secured(): void {
    this.#machine.send(ConnectionEvent.secured);
  }

  /** The application closes our side: the connection is over within `closeTimeout`, whatever the peer does. */
  close(): void {
    if (this.#closeBy === NEVER) this.#closeBy = this.#context.now() + this.#options.closeTimeout;
    this.#machine.send(ConnectionEvent.closeRequested);
    // It runs already where the peer has closed first.
    const draining = ConnectionTimer['DRAINING.draining'];
    if (this.#due[draining] !== NEVER) this.#due[draining] = Math.min(this.#due[draining] as number, this.#closeBy);
  }

  /** An authentic record. False: it is numbered behind the peer's close_notify. */
  acceptRecord(epoch: number, sequence: number, isAlert: boolean): boolean {
    if (this.#closeNotify.isBefore(epoch, sequence)) return false;
    this.#lastReceivedAt = this.#context.now();
    const isClosing = this.#machine.connectedReadState === ConnectionConnectedReadState.CLOSING;
    if (isClosing && !isAlert) this.#machine.send(ConnectionEvent.recordReceived);
    return true;
  }

  /** The peer's close_notify came, in the record of this number. */
  closeNotify(epoch: number, sequence: number): void {
    this.#closeNotify.received(epoch, sequence);
    this.#machine.send(ConnectionEvent.closeNotifyReceived);
  }

  /** The end, with `error` as the reason. */
  fail(error: WirechartError): void {
    this.#error = error;
    this.#machine.send(error instanceof TimeoutError ? ConnectionEvent.timedOut : ConnectionEvent.failed);
  }

  /** The peer has a new association on the same path. */
  replace(): void {
    this.#machine.send(ConnectionEvent.replaced);
  }

  /** The end, without another event. */
  abandon(): void {
    this.#machine.send(ConnectionEvent.abandoned);
  }

  // What the chart asks for.

  transition(edge: number): void {
    this.#context.traceTransition('connection', edge);
  }

  mayBeHalfOpen(): boolean {
    return this.#options.allowHalfOpen;
  }

  closeUnheard(): boolean {
    return this.#context.now() - this.#closeSentAt >= this.#context.retransmitTimeout();
  }

  nothingMissing(): boolean {
    return !this.#context.hasGapBelow(this.#closeNotify.epoch, this.#closeNotify.sequence);
  }

  expireHandshake(): void {
    this.#context.handshakeExpired();
  }

  refuseClose(): void {
    this.#context.closedDuringHandshake();
  }

  sendUserCanceled(): void {
    this.#context.sendWarningAlert(AlertDescription.user_canceled);
  }

  sendCloseNotify(): void {
    this.#closeSentAt = this.#context.now();
    this.#context.sendWarningAlert(AlertDescription.close_notify);
  }

  reportPeerClosed(): void {
    this.#context.report({ kind: 'peerClosed' });
  }

  reportClosed(): void {
    this.#context.report({ kind: 'closed' });
  }

  reportFailure(): void {
    this.#context.report({ kind: 'error', error: this.#error as WirechartError });
  }

  blameSilence(): void {
    this.#error = new TimeoutError('idle', this.#options.idleTimeout);
  }

  discardData(): void {
    this.#context.discardData();
  }

  release(): void {
    this.#context.release();
  }

  startTimer(timer: ConnectionTimer): void {
    const now = this.#context.now();
    if (timer === ConnectionTimer['CONNECTED.idle']) this.#lastReceivedAt = now;
    const due = now + this.#durationOf(timer);
    this.#due[timer] = timer === ConnectionTimer['CONNECTED.idle'] ? due : Math.min(due, this.#closeBy);
  }

  cancelTimer(timer: ConnectionTimer): void {
    this.#due[timer] = NEVER;
  }

  #durationOf(timer: ConnectionTimer): number {
    switch (timer) {
      case ConnectionTimer['HANDSHAKING.handshake']:
        return this.#options.handshakeTimeout;
      case ConnectionTimer['CONNECTED.idle']:
        return this.#options.idleTimeout;
      case ConnectionTimer['CONNECTED.READ.HALF_CLOSED.halfClosed']:
        return this.#options.closeTimeout;
      case ConnectionTimer['CONNECTED.READ.CLOSING.closing']:
        return this.#options.initialTimeout;
      case ConnectionTimer['DRAINING.draining']:
        return this.#context.retransmitTimeout() * DRAINING_FRACTION;
    }
  }
}
