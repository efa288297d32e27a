import {
  KeyUpdateActiveReceiveState,
  KeyUpdateActiveSendState,
  KeyUpdateEvent,
  KeyUpdateMachine,
  type KeyUpdatePort,
} from '../../../generated/dtls13/machines/key-update.ts';
import { EPOCH_APPLICATION, MAX_EPOCH } from '../../../generated/dtls13/registries/constants.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { KeyUpdateRequest } from '../../../generated/dtls13/registries/key-update-request.ts';
import { KeyUpdate } from '../../../generated/dtls13/wire/key-update.ts';
import { PeerError } from '../../errors/peer-error.ts';
import type { PeerReason } from '../../errors/peer-reason.ts';
import { WirechartError } from '../../errors/wirechart-error.ts';
import { decodeAll, encodeToBytes } from '../../wire/index.ts';
import type { ApplicationSecrets, Direction } from '../handshake/application-secrets.ts';
import type { PostHandshakeContext } from './post-handshake-context.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** The parts of the connection that an update of the keys needs. */
export interface KeyUpdateContext
  extends Omit<PostHandshakeContext, 'isClient' | 'provider' | 'keysUpdated' | 'report' | 'application'> {
  readonly secrets: ApplicationSecrets;
  /** How long the previous keys for receiving are kept, in milliseconds. */
  readonly lingerTime: number;
  /** A message that we sent is not acknowledged, in the handshake or after it. */
  messagesOutstanding(): boolean;
  /** Whether another message may be sent: our direction is open, and message_seq has a value for it. */
  canSend(): boolean;
  /** Sends a message now, under the current keys. */
  send(type: number, body: Uint8Array, acknowledged: () => void): void;
  /** The keys of this epoch are in use. */
  updated(direction: Direction, epoch: number): void;
  /** Other messages may be sent again. */
  updateCompleted(): void;
}

/**
 * Updates of the traffic keys, as in the key update chart; RFC 9147 section 8, RFC 9846 section 4.7.3.
 *
 * Sending: STABLE until an update is required, PENDING until all earlier messages are acknowledged, AWAIT_ACK until the
 * KeyUpdate is acknowledged. Only then the new keys are used.
 *
 * Receiving: CURRENT, BOTH_EPOCHS after the peer's KeyUpdate until a record under the new keys arrives, PREVIOUS_KEPT
 * while records under the previous keys may still arrive.
 */
export class KeyUpdates implements KeyUpdatePort {
  readonly #context: KeyUpdateContext;
  readonly #machine: KeyUpdateMachine;
  #writeEpoch = EPOCH_APPLICATION;
  #readEpoch = EPOCH_APPLICATION;
  /** The next KeyUpdate asks the peer to update its keys too. */
  #requestsPeer = false;
  #queued = false;
  /** A KeyUpdate of ours asked the peer for an update that has not arrived: we do not ask again. */
  #awaitsPeer = false;
  #dropAt = NEVER;
  #error: PeerError | undefined;

  constructor(context: KeyUpdateContext) {
    this.#context = context;
    this.#machine = new KeyUpdateMachine(this);
    this.#machine.start();
  }

  /** When `expire` is due. */
  get deadline(): number {
    return this.#dropAt;
  }

  /** No update runs in either direction, and the keys of one epoch of the peer are kept. */
  get isIdle(): boolean {
    const { activeReceiveState } = this.#machine;
    return !this.isRunning && !this.#queued && activeReceiveState === KeyUpdateActiveReceiveState.CURRENT;
  }

  /** The peer was asked for an update that has not arrived. */
  get awaitsPeer(): boolean {
    return this.#awaitsPeer;
  }

  /** The keys of these epochs are in use. Instead of all else. */
  restore(writeEpoch: number, readEpoch: number, awaitsPeer: boolean): void {
    this.#writeEpoch = writeEpoch;
    this.#readEpoch = readEpoch;
    this.#awaitsPeer = awaitsPeer;
  }

  /** The epoch in which the peer may start a message. */
  get readEpoch(): number {
    return this.#readEpoch;
  }

  /** An update waits or is not acknowledged: no other message may be sent. */
  get isRunning(): boolean {
    return this.#machine.activeSendState !== KeyUpdateActiveSendState.STABLE;
  }

  /** A KeyUpdate is required and not sent. */
  get isUnsent(): boolean {
    return this.#queued || this.#machine.activeSendState === KeyUpdateActiveSendState.PENDING;
  }

  /**
   * Updates the keys for sending. `requestPeer`: asks the peer to update its own. Returns the epoch of the new keys.
   * Throws WirechartError (ERR_DTLS_EPOCHS_EXHAUSTED) if no epoch is left.
   */
  update(requestPeer: boolean): number {
    const isSent = this.#machine.activeSendState === KeyUpdateActiveSendState.AWAIT_ACK;
    const epoch = this.#writeEpoch + (isSent ? 2 : 1);
    if (epoch > MAX_EPOCH || !this.#context.canSend()) {
      throw new WirechartError('ERR_DTLS_EPOCHS_EXHAUSTED', 'the keys cannot be updated again; open a new connection');
    }
    this.#requestsPeer ||= requestPeer && !this.#awaitsPeer;
    this.#machine.send(KeyUpdateEvent.updateRequired);
    return epoch;
  }

  /** All messages that we sent before are acknowledged. */
  messagesAcknowledged(): void {
    this.#machine.send(KeyUpdateEvent.messagesAcknowledged);
  }

  /** A KeyUpdate of the peer. Throws WireError. */
  receive(body: Uint8Array): void {
    const { requestUpdate } = decodeAll(KeyUpdate, body);
    this.#awaitsPeer = false;
    this.#machine.send(KeyUpdateEvent.updateReceived);
    if (requestUpdate === KeyUpdateRequest.update_requested) this.#machine.send(KeyUpdateEvent.updateRequested);
  }

  /** The first authentic record of this epoch arrived. */
  newEpochUsed(epoch: number): void {
    if (epoch === this.#readEpoch) this.#machine.send(KeyUpdateEvent.newKeysUsed);
  }

  /** Drops the previous keys for receiving when their time is over. */
  expire(now: number): void {
    if (now < this.#dropAt) return;
    this.#dropAt = NEVER;
    this.#machine.elapsed(0);
  }

  /** Stops at the end of the connection. */
  stop(): void {
    this.#machine.send(KeyUpdateEvent.stopped);
  }

  // Guards and actions of the key update chart.

  transition(edge: number): void {
    this.#context.traceTransition('keyUpdate', edge);
  }

  isLastWriteEpoch(): boolean {
    return this.#writeEpoch === MAX_EPOCH || !this.#context.canSend();
  }

  isLastReadEpoch(): boolean {
    return this.#readEpoch === MAX_EPOCH;
  }

  messagesOutstanding(): boolean {
    return this.#context.messagesOutstanding();
  }

  sendKeyUpdate(): void {
    const requestUpdate = this.#requestsPeer
      ? KeyUpdateRequest.update_requested
      : KeyUpdateRequest.update_not_requested;
    this.#awaitsPeer ||= this.#requestsPeer;
    this.#requestsPeer = false;
    this.#context.send(HandshakeType.key_update, encodeToBytes(KeyUpdate, { requestUpdate }), () =>
      this.#acknowledged(),
    );
  }

  queueUpdate(): void {
    this.#queued = true;
  }

  installWriteKeys(): void {
    this.#writeEpoch += 1;
    this.#context.keys.replaceWrite(this.#writeEpoch, this.#context.secrets.update('write'));
    this.#context.updated('write', this.#writeEpoch);
  }

  installReadKeys(): void {
    this.#readEpoch += 1;
    this.#context.keys.installRead(this.#readEpoch, this.#context.secrets.update('read'));
    this.#context.updated('read', this.#readEpoch);
  }

  dropPreviousKeys(): void {
    this.#context.keys.dropRead(this.#readEpoch - 1);
  }

  fatal(alert: string, ref: string, reason: PeerReason): void {
    this.#error = new PeerError(reason, alert, ref);
  }

  abort(): void {
    const error = this.#error as PeerError;
    this.#context.abort(error, error.alert);
  }

  startTimer(): void {
    this.#dropAt = this.#context.now() + this.#context.lingerTime;
  }

  cancelTimer(): void {
    this.#dropAt = NEVER;
  }

  #acknowledged(): void {
    this.#machine.send(KeyUpdateEvent.updateAcknowledged);
    this.#context.updateCompleted();
    if (!this.#queued) return;
    this.#queued = false;
    this.#machine.send(KeyUpdateEvent.updateRequired);
  }
}
