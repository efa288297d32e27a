import type { ApplicationRequest, Connection, ConnectionEvent } from '../dtls13/endpoint.ts';
import { Fifo } from './fifo.ts';
import { type HostEvent, retainEvent } from './host-event.ts';
import type { ReceivedBatch } from './received-batch.ts';
import { ReceivedMessages } from './received-messages.ts';

/** What waits for its handler. */
export type Pending =
  | ReceivedMessages
  | { readonly of: Connection; readonly event: HostEvent }
  | { readonly of: Connection; readonly request: ApplicationRequest }
  | { readonly of: undefined; readonly error: unknown }
  | typeof DRAIN;

/** The network accepts data again. */
export const DRAIN = { of: undefined, drain: true } as const;

/** Objects for messages that are kept to be used again, and those that exist from the start: few inputs need more. */
const MAX_SPARE = 16;
const FIRST_SPARE = 4;

/**
 * What the polls of the core put out for the application, in its order. Messages remain in the memory of the input that
 * brought them while it is being handled; everything else is copied.
 */
export class PendingEvents {
  readonly #items = new Fifo<Pending>();
  readonly #spare: ReceivedMessages[] = Array.from({ length: FIRST_SPARE }, () => new ReceivedMessages());
  /** The datagrams that are being handled; undefined: none. */
  #input: ReceivedBatch | undefined;
  /** The messages that are the only ones of an input whose slab has no other user. */
  #only: ReceivedMessages | undefined;
  #inputHasMessages = false;

  get length(): number {
    return this.#items.length;
  }

  /** The slab of `input` is borrowed until `endInput`. */
  beginInput(input: ReceivedBatch): void {
    this.#input = input;
    this.#inputHasMessages = false;
  }

  endInput(): void {
    this.#input = undefined;
    this.#only = undefined;
  }

  event(of: Connection, event: ConnectionEvent): void {
    if (event.kind !== 'message') {
      this.push({ of, event: retainEvent(event) });
      return;
    }
    const { data } = event;
    const messages = this.#take();
    const slab = this.#input?.slab;
    // As a span of the slab, like those of `messages`.
    if (slab !== undefined && data.buffer === slab.buffer && data.byteOffset >= slab.byteOffset) {
      messages.setOne(of, slab, data.byteOffset - slab.byteOffset, data.length);
    } else messages.setOne(of, data, 0, data.length);
    this.#pushMessages(messages);
  }

  messages(of: Connection, slab: Uint8Array, at: Int32Array, length: Int32Array, count: number): void {
    const messages = this.#take();
    messages.set(of, slab, at, length, count);
    this.#pushMessages(messages);
  }

  push(item: Pending): void {
    this.#items.push(item);
  }

  /** The oldest item; `delivered` returns it. */
  shift(): Pending | undefined {
    return this.#items.shift();
  }

  /** The handler of the item has returned. */
  delivered(item: Pending): void {
    if (!(item instanceof ReceivedMessages)) return;
    item.clear();
    if (this.#spare.length < MAX_SPARE) this.#spare.push(item);
  }

  /** Whether there is something of the connection. */
  has(of: Connection): boolean {
    return this.#items.some((item) => item.of === of);
  }

  /** Drops everything of a connection; undefined: of all. */
  drop(of?: Connection): void {
    for (const item of this.#items.takeAll()) if (of !== undefined && item.of !== of) this.#items.push(item);
  }

  #take(): ReceivedMessages {
    return this.#spare.pop() ?? new ReceivedMessages();
  }

  #pushMessages(messages: ReceivedMessages): void {
    const input = this.#input;
    if (input === undefined || messages.slab !== input.slab) messages.own();
    else if (this.#inputHasMessages) {
      // Messages of one slab: the application must not get its memory with one of them.
      if (this.#only !== undefined) this.#only.ownsSlab = false;
      this.#only = undefined;
    } else {
      messages.ownsSlab = input.ownsSlab && messages.count === 1;
      this.#only = messages;
      this.#inputHasMessages = true;
    }
    this.#items.push(messages);
  }
}
