import { EPOCH_EARLY_DATA } from '../../../generated/dtls13/registries/constants.ts';
import { WirechartError } from '../../errors/wirechart-error.ts';
import type { BufferPools } from '../../slab/buffer-pools.ts';
import type { EarlyDataResult } from '../endpoint.ts';
import type { Exporter } from '../handshake/exporter.ts';
import type { EarlyDataControl, EarlyKeys } from '../handshake/handshake-context.ts';
import { ReadEpoch, WriteEpoch } from '../record/epoch.ts';
import type { ReadEpochs } from '../record/read-epochs.ts';
import type { Counters } from '../statistics.ts';
import type { EventQueue } from './event-queue.ts';
import { ReceivedEarlyData } from './received-early-data.ts';
import { SentEarlyData } from './sent-early-data.ts';
import type { Transmitter } from './transmitter.ts';

/** The parts of the connection that early data uses. */
export interface EarlyDataContext {
  readonly epochs: ReadEpochs;
  readonly transmitter: Transmitter;
  readonly events: EventQueue;
  readonly statistics: Counters;
  /** For what waits for the decision. */
  readonly buffers: BufferPools;
  /** Records. */
  readonly replayWindow: number;
}

/**
 * The early data of a connection (RFC 9846 section 2.3), in epoch 1 (RFC 9147 section 6.1).
 *
 * 1. A client `offer`s it with its ClientHello and sends it until the handshake is complete or the server has rejected it.
 * 2. A server `receive`s it, and keeps it until it has decided.
 * 3. `accept`: the server delivers it to the application. `reject`: it is discarded. Rejected data is never sent again.
 * 4. `end`: the handshake is complete, and the keys are dropped.
 */
export class EarlyData implements EarlyDataControl {
  readonly #context: EarlyDataContext;
  #state: 'none' | 'undecided' | 'accepted' | 'rejected' = 'none';
  #sent: SentEarlyData | undefined;
  #received: ReceivedEarlyData | undefined;
  #exporter: Exporter | undefined;

  constructor(context: EarlyDataContext) {
    this.#context = context;
  }

  /** The decision about the early data; undefined: none was offered. */
  get result(): EarlyDataResult | undefined {
    if (this.#state === 'none') return undefined;
    const messages = this.#sent?.messages ?? this.#received?.messages ?? 0;
    return { accepted: this.#state === 'accepted', messages };
  }

  /** Nothing is kept of it: no decision is open, and its exporter is erased. */
  get isIdle(): boolean {
    return this.#exporter === undefined && this.#state !== 'undecided';
  }

  /** The server accepted it. */
  get accepted(): boolean {
    return this.#state === 'accepted';
  }

  offer({ protection, exporter }: EarlyKeys, maxSize: number): void {
    this.#state = 'undecided';
    this.#exporter = exporter;
    this.#sent = new SentEarlyData(new WriteEpoch(EPOCH_EARLY_DATA, protection), maxSize);
    this.#context.transmitter.earlyData = this.#sent;
  }

  receive({ protection, exporter }: EarlyKeys, maxSize: number): void {
    const { epochs, events, buffers, replayWindow } = this.#context;
    this.#state = 'undecided';
    this.#exporter = exporter;
    this.#received = new ReceivedEarlyData(events, maxSize, buffers.application);
    epochs.install(new ReadEpoch(EPOCH_EARLY_DATA, protection, replayWindow));
  }

  accept(): void {
    if (this.#state !== 'undecided') return;
    this.#state = 'accepted';
    this.#context.statistics.earlyDataAccepted += 1;
    this.#received?.accept();
  }

  reject(): void {
    if (this.#state !== 'undecided') return;
    this.#state = 'rejected';
    this.#context.statistics.discarded.earlyData += this.#received?.waiting ?? 0;
    this.#dropKeys();
    this.zeroize();
  }

  /** The handshake is complete. */
  end(): void {
    this.reject();
    this.#dropKeys();
  }

  /** The message `slab[at, end)` in a record of epoch 1. False: the client sent more than the maximum. */
  messageReceived(slab: Uint8Array, at: number, end: number): boolean {
    const result = this.#received?.receive(slab, at, end);
    if (result === 'dropped') this.#context.statistics.discarded.earlyData += 1;
    return result !== 'tooLong';
  }

  /** See `Connection.exportEarlyKeyingMaterial`. */
  exportKeyingMaterial(label: string, context: Uint8Array, length: number): Uint8Array {
    if (this.#exporter === undefined) {
      throw new WirechartError('ERR_DTLS_NO_EARLY_DATA', 'no early data was offered, or it was rejected');
    }
    return this.#exporter.derive(label, context, length);
  }

  /** Overwrites the secret of the exporter, and drops what waits. */
  zeroize(): void {
    this.#received?.clear();
    this.#exporter?.zeroize();
    this.#exporter = undefined;
  }

  #dropKeys(): void {
    this.#context.transmitter.earlyData = undefined;
    this.#context.epochs.drop(EPOCH_EARLY_DATA);
  }
}
