import type { ApplicationRequest, Connection, ConnectionEvent, OutputSink } from '../endpoint.ts';

/** A span of early data. */
const EARLY = { early: true } as const;

type Item = { readonly request: ApplicationRequest } | { readonly event: ConnectionEvent } | typeof EARLY | undefined;

/**
 * The events and requests for the host, in the order of their occurrence. Application data is the most frequent item
 * and needs no object before its delivery: an undefined item represents the next span.
 */
export class EventQueue {
  #items: Item[] = [];
  #nextItem = 0;
  #slabs: Uint8Array[] = [];
  #bounds: number[] = [];
  #nextSpan = 0;

  get empty(): boolean {
    return this.#nextItem === this.#items.length;
  }

  addEvent(event: ConnectionEvent): void {
    this.#items.push({ event });
  }

  addRequest(request: ApplicationRequest): void {
    this.#items.push({ request });
  }

  /** Queues the application datagram `slab[at, end)`; borrowed until delivered. */
  addMessage(slab: Uint8Array, at: number, end: number): void {
    this.#items.push(undefined);
    this.#slabs.push(slab);
    this.#bounds.push(at, end);
  }

  /** The same for a message of early data. */
  addEarlyMessage(slab: Uint8Array, at: number, end: number): void {
    this.addMessage(slab, at, end);
    this.#items[this.#items.length - 1] = EARLY;
  }

  /**
   * Delivers all items, including those that are added during delivery. If a handler throws, its item counts as
   * delivered, and the items after it wait for the next call.
   */
  deliver(sink: OutputSink, connection: Connection): void {
    while (!this.empty) {
      const item = this.#items[this.#nextItem];
      this.#nextItem += 1;
      if (item === undefined) sink.event(connection, { kind: 'message', data: this.#takeSpan() });
      else if ('early' in item) sink.event(connection, { kind: 'earlyMessage', data: this.#takeSpan() });
      else if ('request' in item) sink.request(connection, item.request);
      else sink.event(connection, item.event);
    }
    this.clear();
  }

  /** Drops the items that were not delivered. */
  clear(): void {
    this.#items = [];
    this.#nextItem = 0;
    this.#slabs = [];
    this.#bounds = [];
    this.#nextSpan = 0;
  }

  #takeSpan(): Uint8Array {
    const span = this.#nextSpan;
    this.#nextSpan += 1;
    return (this.#slabs[span] as Uint8Array).subarray(this.#bounds[2 * span], this.#bounds[2 * span + 1]);
  }
}
