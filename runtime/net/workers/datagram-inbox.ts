import type { RingConsumer } from '../../ring/ring-consumer.ts';
import type { SocketAddress } from '../address.ts';
import type { ReceivedDatagrams } from '../datagram-socket.ts';
import { AddressReader, prefixLength } from './ring-entries.ts';
import { RingReader } from './ring-reader.ts';

/** Bytes of the memory into which datagrams are copied: more than the longest datagram. */
const SLAB_BYTES = 262_144;
/** Datagrams of one batch. */
const MAX_DATAGRAMS = 256;

/**
 * The datagrams that other threads pass to a worker, as batches of `ReceivedDatagrams`. They are copied from the ring: the
 * core decrypts in place, and functions of the platform refuse shared memory.
 */
export class DatagramInbox implements ReceivedDatagrams {
  readonly slab = new Uint8Array(SLAB_BYTES);
  readonly at = new Int32Array(MAX_DATAGRAMS);
  readonly length = new Int32Array(MAX_DATAGRAMS);
  readonly remote: SocketAddress[] = [];
  readonly ownsSlab = false;
  count = 0;
  #used = 0;
  readonly #addresses = new AddressReader();
  readonly #reader: RingReader;
  #received: ((datagrams: ReceivedDatagrams) => void) | undefined;

  /** `failed`: the memory of the ring is corrupt. */
  constructor(consumer: RingConsumer, failed: (error: unknown) => void) {
    this.#reader = new RingReader(consumer, this.#take, () => this.#deliver(), failed);
  }

  /** `received` borrows the batch for the call. */
  start(received: (datagrams: ReceivedDatagrams) => void): void {
    this.#received = received;
    this.#reader.start();
  }

  stop(): void {
    this.#reader.stop();
    this.#received = undefined;
  }

  readonly #take = (
    word: number,
    a: number,
    b: number,
    memory: Uint8Array,
    from: number,
    entryLength: number,
  ): void => {
    const remote = this.#addresses.read(word, a, b, memory, from, entryLength);
    if (remote === undefined) return;
    const prefix = prefixLength(word);
    const length = entryLength - prefix;
    if (this.count === MAX_DATAGRAMS || this.#used + length > SLAB_BYTES) this.#deliver();
    const index = this.count++;
    this.slab.set(memory.subarray(from + prefix, from + entryLength), this.#used);
    this.at[index] = this.#used;
    this.length[index] = length;
    this.remote[index] = remote;
    this.#used += length;
  };

  #deliver(): void {
    if (this.count > 0) this.#received?.(this);
    this.count = 0;
    this.#used = 0;
  }
}
