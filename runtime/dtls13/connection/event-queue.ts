import type { BufferHandle, BufferPool } from '../../slab/buffer-pool.ts';
import type { ApplicationRequest, Connection, ConnectionEvent, OutputSink } from '../endpoint.ts';
import { SpanBuffers } from './span-buffers.ts';

/** A span of application data: the most frequent item, which needs no object before its delivery. */
const MESSAGE = undefined;
/** A span of early data. */
const EARLY = { early: true } as const;

type Item =
  | { readonly request: ApplicationRequest }
  | { readonly event: ConnectionEvent }
  | typeof EARLY
  | typeof MESSAGE;

/** Items whose memory is kept when the queue is empty. */
const KEPT = 1024;

/** For the delivery of all queues. */
const BUFFERS = new SpanBuffers();

/**
 * The events and requests for the host, in the order of their occurrence. The arrays keep their memory, so that no object is
 * allocated for application data; after a burst they are replaced.
 */
export class EventQueue {
  #items: Item[] = [];
  #itemCount = 0;
  #nextItem = 0;
  #slabs: (Uint8Array | undefined)[] = [];
  #at: number[] = [];
  #end: number[] = [];
  #spanCount = 0;
  #nextSpan = 0;
  /** Buffers with spans that are not delivered, and their pools. */
  #buffers: BufferHandle[] = [];
  #pools: BufferPool[] = [];
  #isDelivering = false;

  get empty(): boolean {
    return this.#nextItem === this.#itemCount;
  }

  addEvent(event: ConnectionEvent): void {
    this.#add({ event });
  }

  addRequest(request: ApplicationRequest): void {
    this.#add({ request });
  }

  /** Queues the application datagram `slab[at, end)`; borrowed until delivered. */
  addMessage(slab: Uint8Array, at: number, end: number): void {
    this.#add(MESSAGE);
    this.#addSpan(slab, at, end);
  }

  /** The same for a message of early data. */
  addEarlyMessage(slab: Uint8Array, at: number, end: number): void {
    this.#add(EARLY);
    this.#addSpan(slab, at, end);
  }

  /** Releases the buffer when all spans that were added are delivered or dropped. */
  own(pool: BufferPool, buffer: BufferHandle): void {
    this.#pools.push(pool);
    this.#buffers.push(buffer);
    if (this.empty) this.#releaseBuffers();
  }

  /**
   * Delivers all items, including those that are added during delivery. If a handler throws, its items count as
   * delivered, and the items after them wait for the next call.
   */
  deliver(sink: OutputSink, connection: Connection): void {
    this.#isDelivering = true;
    try {
      while (!this.empty) {
        const item = this.#items[this.#nextItem];
        if (item === MESSAGE && sink.messages !== undefined) {
          this.#deliverMessages(sink, connection);
          continue;
        }
        this.#nextItem += 1;
        this.#deliverOne(item, sink, connection);
      }
    } finally {
      this.#isDelivering = false;
      if (this.empty) this.clear();
    }
  }

  /** Apart from the messages: the engine forgets what it knows about rare items, and would give up their code as well. */
  #deliverOne(item: Item, sink: OutputSink, connection: Connection): void {
    if (item === MESSAGE) sink.event(connection, { kind: 'message', data: this.#takeSpan() });
    else if ('early' in item) sink.event(connection, { kind: 'earlyMessage', data: this.#takeSpan() });
    else if ('request' in item) sink.request(connection, item.request);
    else sink.event(connection, item.event);
  }

  /** Drops the items that were not delivered. */
  clear(): void {
    if (this.#itemCount > KEPT) {
      this.#items = [];
      this.#slabs = [];
      this.#at = [];
      this.#end = [];
    } else {
      for (let item = 0; item < this.#itemCount; item++) this.#items[item] = undefined;
      for (let span = 0; span < this.#spanCount; span++) this.#slabs[span] = undefined;
    }
    this.#itemCount = 0;
    this.#nextItem = 0;
    this.#spanCount = 0;
    this.#nextSpan = 0;
    this.#releaseBuffers();
  }

  /** Not while a handler may use what it got. */
  #releaseBuffers(): void {
    if (this.#isDelivering || this.#buffers.length === 0) return;
    const buffers = this.#buffers;
    const pools = this.#pools;
    this.#buffers = [];
    this.#pools = [];
    for (let index = 0; index < buffers.length; index++) {
      (pools[index] as BufferPool).release(buffers[index] as BufferHandle);
    }
  }

  /** Delivers the next messages of one slab that no other item separates. */
  #deliverMessages(sink: OutputSink, connection: Connection): void {
    const slab = this.#slabs[this.#nextSpan] as Uint8Array;
    const spans = BUFFERS.acquire();
    try {
      let count = 0;
      while (
        count < spans.at.length &&
        !this.empty &&
        this.#items[this.#nextItem] === MESSAGE &&
        this.#slabs[this.#nextSpan] === slab
      ) {
        const at = this.#at[this.#nextSpan] as number;
        spans.at[count] = at;
        spans.length[count] = (this.#end[this.#nextSpan] as number) - at;
        count += 1;
        this.#nextItem += 1;
        this.#nextSpan += 1;
      }
      sink.messages?.(connection, slab, spans.at, spans.length, count);
    } finally {
      BUFFERS.release();
    }
  }

  #add(item: Item): void {
    this.#items[this.#itemCount] = item;
    this.#itemCount += 1;
  }

  #addSpan(slab: Uint8Array, at: number, end: number): void {
    const span = this.#spanCount;
    this.#slabs[span] = slab;
    this.#at[span] = at;
    this.#end[span] = end;
    this.#spanCount = span + 1;
  }

  #takeSpan(): Uint8Array {
    const span = this.#nextSpan;
    this.#nextSpan += 1;
    return (this.#slabs[span] as Uint8Array).subarray(this.#at[span], this.#end[span]);
  }
}
