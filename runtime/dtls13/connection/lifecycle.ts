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

/** What the lifecycle needs from the connection. */
export interface LifecycleContext {
  /** The time of the current input, in the host's milliseconds. */
  now(): number;
  traceTransition(machine: string, edge: number): void;
  /** The current value of the retransmit timer, in milliseconds. */
  retransmitTimeout(): number;
  /** The handshake timed out: ends it with an error. */
  handshakeExpired(): void;
  /** The peer closed before it was authenticated: ends the handshake with an error. */
  closedDuringHandshake(): void;
  /** Queues an alert that is not an error, after the queued application data. */
  sendWarningAlert(description: AlertDescription): void;
  discardData(): void;
  /** Our close_notify is sent: the peer ignores what follows it. */
  writeClosed(): void;
  /** Stops all parts. Output that is already queued is still sent. */
  release(): void;
  report(event: endpoint.ConnectionEvent): void;
  /** Whether a record of this epoch with a number below `sequence` is missing and can still arrive. */
  hasGapBelow(epoch: number, sequence: number): boolean;
}

/** The durations of the phases, in milliseconds, and whether a connection may be half open. */
export type LifecycleOptions = Pick<
  ResolvedOptions,
  'handshakeTimeout' | 'idleTimeout' | 'initialTimeout' | 'closeTimeout' | 'allowHalfOpen' | 'pacing'
>;

const NEVER = Number.POSITIVE_INFINITY;
/** Fraction of the retransmit timer during which records that close_notify overtook may still arrive. */
const DRAINING_FRACTION = 1 / 4;

/**
 * The states of a connection, as in the connection chart; RFC 9846 section 6.1, RFC 9147 section 5.10.
 *
 * 1. HANDSHAKING: until the peer is authenticated.
 * 2. CONNECTED: the write direction is OPEN or CLOSE_SENT; the read direction is OPEN until the peer's close_notify.
 * 3. DRAINING: both directions are closed; records that close_notify overtook may still arrive.
 * 4. An end state: CLOSED, FAILED, TIMED_OUT, REPLACED or ABANDONED.
 */
export class Lifecycle implements ConnectionPort {
  readonly #context: LifecycleContext;
  readonly #options: LifecycleOptions;
  readonly #machine: ConnectionMachine;
  /** When each timer of the chart expires. */
  readonly #due: number[] = Object.values(ConnectionTimer).map(() => NEVER);
  #deadline = NEVER;
  #lastReceivedAt: number | undefined;
  #closeSentAt = 0;
  /** When close_notify is sent again; Infinity: the peer has answered, or never. */
  #closeNotifyDueAt = NEVER;
  /** How often it was sent again because of that time. */
  #closeNotifyRepetitions = 0;
  /** The latest end of the connection after the application closed it. */
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

  /** Application data can be sent. */
  get writable(): boolean {
    return this.#machine.connectedWriteState === ConnectionConnectedWriteState.OPEN;
  }

  /** The connection ended with an error. */
  get failed(): boolean {
    return this.#error !== undefined;
  }

  /** The connection receives no more input. */
  get ended(): boolean {
    return this.#machine.done;
  }

  /** Both directions are open, and nothing is to be closed. */
  get isOpen(): boolean {
    return (
      this.writable && this.#machine.connectedReadState === ConnectionConnectedReadState.OPEN && this.acceptsRecords
    );
  }

  /** The peer is authenticated, and sent its last record at this time. Instead of all else. */
  restore(lastReceivedAt: number): void {
    this.#machine.send(ConnectionEvent.secured);
    this.#lastReceivedAt = lastReceivedAt;
    this.#setDue(ConnectionTimer['CONNECTED.idle'], lastReceivedAt + this.#options.idleTimeout);
  }

  /** When the last authentic record arrived, in the host's milliseconds; undefined: none arrived. */
  get lastReceivedAt(): number | undefined {
    return this.#lastReceivedAt;
  }

  /** When the handshake times out; Infinity after the handshake. */
  get handshakeDeadline(): number {
    return this.#due[ConnectionTimer['HANDSHAKING.handshake']] as number;
  }

  /** When `expire` is due. */
  get deadline(): number {
    return this.#deadline;
  }

  expire(now: number): void {
    for (const timer of Object.values(ConnectionTimer)) {
      if (now < (this.#due[timer] as number)) continue;
      const idleDeadline = (this.#lastReceivedAt ?? now) + this.#options.idleTimeout;
      // A restart of the chart's timer for each record would cost more than this check at the deadline.
      if (timer === ConnectionTimer['CONNECTED.idle'] && idleDeadline > now) {
        this.#setDue(timer, idleDeadline);
      } else {
        this.#setDue(timer, NEVER);
        this.#machine.elapsed(timer);
      }
    }
    if (now >= this.#closeNotifyDueAt) this.#repeatCloseNotify();
  }

  /** The peer is authenticated. */
  secured(): void {
    this.#machine.send(ConnectionEvent.secured);
  }

  /** The application closes our direction: the connection ends within `closeTimeout`, independent of the peer. */
  close(): void {
    if (this.#closeBy === NEVER) this.#closeBy = this.#context.now() + this.#options.closeTimeout;
    this.#machine.send(ConnectionEvent.closeRequested);
    this.#scheduleCloseNotify();
    // This timer runs already if the peer closed first.
    const draining = ConnectionTimer['DRAINING.draining'];
    if (this.#due[draining] !== NEVER) this.#setDue(draining, Math.min(this.#due[draining] as number, this.#closeBy));
  }

  /** Whether any authentic record is accepted and changes nothing: the connection is open, and the peer did not close it. */
  get acceptsRecords(): boolean {
    const isClosing = this.#machine.connectedReadState === ConnectionConnectedReadState.CLOSING;
    return !this.ended && !isClosing && this.#closeNotify.epoch === NEVER;
  }

  /** Registers authentic records, while `acceptsRecords`. */
  recordsAccepted(): void {
    this.#lastReceivedAt = this.#context.now();
  }

  /** Registers an authentic record. False: its number is higher than that of the peer's close_notify. */
  acceptRecord(epoch: number, sequence: number, isAlert: boolean): boolean {
    if (this.#closeNotify.isBefore(epoch, sequence)) return false;
    this.#lastReceivedAt = this.#context.now();
    const isClosing = this.#machine.connectedReadState === ConnectionConnectedReadState.CLOSING;
    if (isClosing && !isAlert) this.#machine.send(ConnectionEvent.recordReceived);
    return true;
  }

  /** Registers the peer's close_notify and the number of its record. */
  closeNotify(epoch: number, sequence: number): void {
    this.#setCloseNotifyDue(NEVER);
    this.#closeNotify.received(epoch, sequence);
    this.#machine.send(ConnectionEvent.closeNotifyReceived);
  }

  /** Ends the connection with `error` as the reason. */
  fail(error: WirechartError): void {
    this.#error = error;
    this.#machine.send(error instanceof TimeoutError ? ConnectionEvent.timedOut : ConnectionEvent.failed);
  }

  /** Ends the connection because the peer has a new one on the same path. */
  replace(): void {
    this.#machine.send(ConnectionEvent.replaced);
  }

  /** Ends the connection without another event. */
  abandon(): void {
    this.#machine.send(ConnectionEvent.abandoned);
  }

  // Guards and actions of the connection chart.

  transition(edge: number): void {
    this.#context.traceTransition('connection', edge);
  }

  allowsHalfOpen(): boolean {
    return this.#options.allowHalfOpen;
  }

  closeNotifyUnanswered(): boolean {
    return this.#context.now() - this.#closeSentAt >= this.#context.retransmitTimeout();
  }

  allRecordsReceived(): boolean {
    return !this.#context.hasGapBelow(this.#closeNotify.epoch, this.#closeNotify.sequence);
  }

  failHandshakeOnTimeout(): void {
    this.#context.handshakeExpired();
  }

  failHandshakeOnClose(): void {
    this.#context.closedDuringHandshake();
  }

  sendUserCanceled(): void {
    this.#context.sendWarningAlert(AlertDescription.user_canceled);
  }

  sendCloseNotify(): void {
    this.#closeSentAt = this.#context.now();
    this.#context.sendWarningAlert(AlertDescription.close_notify);
    this.#context.writeClosed();
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

  setIdleTimeoutError(): void {
    this.#error = new TimeoutError('idle', this.#options.idleTimeout);
  }

  discardData(): void {
    this.#context.discardData();
  }

  release(): void {
    this.#setCloseNotifyDue(NEVER);
    this.#context.release();
  }

  startTimer(timer: ConnectionTimer): void {
    const now = this.#context.now();
    if (timer === ConnectionTimer['CONNECTED.idle']) this.#lastReceivedAt = now;
    const due = now + this.#durationOf(timer);
    this.#setDue(timer, timer === ConnectionTimer['CONNECTED.idle'] ? due : Math.min(due, this.#closeBy));
  }

  cancelTimer(timer: ConnectionTimer): void {
    this.#setDue(timer, NEVER);
  }

  /** The deadline is needed after each datagram, and changes less often. */
  #setDue(timer: ConnectionTimer, at: number): void {
    this.#due[timer] = at;
    this.#deadline = Math.min(this.#closeNotifyDueAt, ...this.#due);
  }

  #repeatCloseNotify(): void {
    this.#setCloseNotifyDue(NEVER);
    this.#closeNotifyRepetitions += 1;
    this.#machine.send(ConnectionEvent.closeNotifyOverdue);
    this.#scheduleCloseNotify();
  }

  /** The retransmit timer runs for the answer to close_notify, doubled each time. */
  #scheduleCloseNotify(): void {
    if (this.#machine.connectedReadState !== ConnectionConnectedReadState.CLOSING) return;
    if (this.#options.pacing === 'fixed' || this.#closeNotifyDueAt !== NEVER) return;
    const timeout = this.#context.retransmitTimeout() * 2 ** this.#closeNotifyRepetitions;
    this.#setCloseNotifyDue(this.#context.now() + timeout);
  }

  #setCloseNotifyDue(at: number): void {
    this.#closeNotifyDueAt = at;
    this.#deadline = Math.min(at, ...this.#due);
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
