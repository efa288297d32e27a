import type { Connection, ConnectionEvent, OutputSink, Question } from './endpoint.ts';

type Item = { readonly question: Question } | { readonly event: ConnectionEvent } | undefined;

/**
 * Events and questions on their way to the host, in their order. Application data, by far the most frequent, costs no
 * object of its own until it is delivered: an undefined item stands for the next span.
 */
export class Outbox {
  #items: Item[] = [];
  #slabs: Uint8Array[] = [];
  #bounds: number[] = [];

  get empty(): boolean {
    return this.#items.length === 0;
  }

  event(event: ConnectionEvent): void {
    this.#items.push({ event });
  }

  ask(question: Question): void {
    this.#items.push({ question });
  }

  /** `slab[at, end)` arrived; borrowed until delivered. */
  message(slab: Uint8Array, at: number, end: number): void {
    this.#items.push(undefined);
    this.#slabs.push(slab);
    this.#bounds.push(at, end);
  }

  /** Hands everything over, and what comes up meanwhile. An item whose handler throws is not delivered twice. */
  deliver(sink: OutputSink, of: Connection): void {
    while (this.#items.length > 0) {
      const items = this.#items;
      const slabs = this.#slabs;
      const bounds = this.#bounds;
      this.#items = [];
      this.#slabs = [];
      this.#bounds = [];
      let span = 0;
      for (let index = 0; index < items.length; index++) {
        const item = items[index];
        if (item === undefined) {
          const data = (slabs[span] as Uint8Array).subarray(bounds[2 * span], bounds[2 * span + 1]);
          span += 1;
          sink.event(of, { kind: 'message', data });
        } else if ('question' in item) {
          sink.ask(of, item.question);
        } else {
          sink.event(of, item.event);
        }
      }
    }
  }
}
