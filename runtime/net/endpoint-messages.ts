import type { EventEmitter } from 'node:events';
import type { Connection } from '../dtls13/endpoint.ts';
import { type BatchOwner, BorrowedEndpointBatch, type EndpointBatch } from './endpoint-batch.ts';
import { callReported, emitReported } from './listener-guard.ts';
import type { MessageBatch } from './message-batch.ts';
import type { ReceivedMessages } from './received-messages.ts';

/** What a listener for batches of an endpoint is called for: messages, or a connection that accepts messages again. */
type BatchListener = (batch: EndpointBatch) => void;

/** Delivers the messages of connections without a session, or whose session has no receiver, to the listeners of the endpoint. */
export class EndpointMessages {
  readonly #endpoint: EventEmitter;
  readonly #owner: BatchOwner;
  readonly #failed: (error: unknown) => void;
  callback: BatchListener | undefined;
  drainCallback: BatchListener | undefined;
  /** The batch of the call that runs. */
  #batch: BorrowedEndpointBatch | undefined;
  /** The spans of the batch: copies, which the application may write into. */
  #at = new Int32Array(1);
  #length = new Int32Array(1);

  /** `endpoint`: emits the events. `failed`: gets what a listener throws. */
  constructor(endpoint: EventEmitter, owner: BatchOwner, failed: (error: unknown) => void) {
    this.#endpoint = endpoint;
    this.#owner = owner;
    this.#failed = failed;
  }

  /** Whether messages have a receiver. */
  get hasListener(): boolean {
    return this.callback !== undefined || this.#endpoint.listenerCount('batch') > 0;
  }

  /** Messages arrived. Borrows them. */
  deliver(of: Connection, { slab, at, length, count }: ReceivedMessages): void {
    if (count > this.#at.length) {
      const capacity = Math.max(64, count);
      this.#at = new Int32Array(capacity);
      this.#length = new Int32Array(capacity);
    }
    for (let index = 0; index < count; index++) {
      this.#at[index] = at[index] as number;
      this.#length[index] = length[index] as number;
    }
    this.#call('batch', this.callback, of, { slab, at: this.#at, length: this.#length, count });
  }

  /** The connection accepts messages again. */
  drained(of: Connection): void {
    this.#call('drain', this.drainCallback, of, NO_MESSAGES);
  }

  /** Nothing can be sent to the connection any more. Undefined: to all. */
  ended(of?: Connection): void {
    if (of === undefined || this.#batch?.isOf(of) === true) this.#batch?.connectionEnded();
  }

  #call(event: 'batch' | 'drain', callback: BatchListener | undefined, of: Connection, spans: MessageBatch): void {
    const batch = new BorrowedEndpointBatch(this.#owner, of, spans);
    this.#batch = batch;
    callReported(this.#failed, callback, this.#endpoint, batch);
    emitReported(this.#failed, this.#endpoint, event, batch);
    this.#batch = undefined;
    batch.end();
  }
}

const NO_MESSAGES: MessageBatch = {
  slab: new Uint8Array(0),
  at: new Int32Array(0),
  length: new Int32Array(0),
  count: 0,
};
