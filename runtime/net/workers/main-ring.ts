import type { RingProducer } from '../../ring/ring-producer.ts';
import type { SocketAddress } from '../address.ts';
import { atTickEnd } from '../tick-end.ts';
import { addressKey, Entry, EntryWriter } from './ring-entries.ts';

interface Change {
  readonly kind: number;
  readonly remote: SocketAddress;
}

/**
 * The ring from a worker to the main thread. It carries datagrams, which may be dropped, and which addresses have
 * connections, which may not: what does not fit waits here. Two changes of one address that wait cancel each other, so there
 * are at most as many as connections that the main thread knows, or that exist.
 */
export class MainRing {
  readonly #writer: EntryWriter;
  readonly #changes = new Map<number | string, Change>();
  /** The main thread sends no datagrams of this worker: what it learns of addresses may wait until the worker gives a sign of life. */
  readonly #isQuiet: boolean;
  #publishPending = false;

  constructor(producer: RingProducer, isQuiet: boolean) {
    this.#writer = new EntryWriter(producer);
    this.#isQuiet = isQuiet;
  }

  /** False: the ring is full. */
  write(kind: number, remote: SocketAddress, bytes: Uint8Array, at: number, length: number): boolean {
    this.#writeChanges();
    if (this.#changes.size > 0 || !this.#writer.write(kind, remote, bytes, at, length)) return false;
    this.#publishLater();
    return true;
  }

  /** The address has a connection now, or its last one has ended. */
  report(remote: SocketAddress, isHeld: boolean): void {
    const key = addressKey(remote);
    // What waits is the opposite.
    if (!this.#changes.delete(key)) this.#changes.set(key, { kind: isHeld ? Entry.held : Entry.released, remote });
    this.#writeChanges();
    this.#publishLater();
  }

  /** Gives all that was written to the main thread. Tries again what did not fit. */
  publish(): void {
    this.#writeChanges();
    this.#writer.publish();
  }

  #writeChanges(): void {
    for (const [key, { kind, remote }] of this.#changes) {
      if (!this.#writer.write(kind, remote, NOTHING, 0, 0)) return;
      this.#changes.delete(key);
    }
  }

  /** A datagram that was written without a `flush` after it. */
  #publishLater(): void {
    if (this.#publishPending) return;
    this.#publishPending = true;
    atTickEnd(() => {
      this.#publishPending = false;
      this.#writeChanges();
      if (this.#isQuiet) this.#writer.publishQuietly();
      else this.#writer.publish();
    });
  }
}

const NOTHING = new Uint8Array(0);
