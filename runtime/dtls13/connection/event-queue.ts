import type { ApplicationRequest, Connection, ConnectionEvent, OutputSink } from '../endpoint.ts';

type Item = { readonly request: ApplicationRequest } | { readonly event: ConnectionEvent } | undefined;

/**
 * Events and questions on their way to the host, in their order. Application data, by far the most frequent, costs no
 * object of its own until it is delivered: an undefined item stands for the next span.
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

  /** `slab[at, end)` arrived; borrowed until delivered. */
  addMessage(slab: Uint8Array, at: number, end: number): void {
    this.#items.push(undefined);
    this.#slabs.push(slab);
    this.#bounds.push(at, end);
  }

  /**
   * Hands everything over, and what comes up meanwhile. Where a handler throws, its item counts as delivered and those
   * behind it wait for the next call.
   */
  deliver(sink: OutputSink, connection: Connection): void {
    while (!this.empty) {
      const item = this.#items[this.#nextItem];
      this.#nextItem += 1;
      if (item === undefined) sink.event(connection, { kind: 'message', data: this.#takeSpan() });
      else if ('request' in item) sink.request(connection, item.request);
      else sink.event(connection, item.event);
    }
    this.clear();
  }

  /** Drops what was not delivered. */
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
