import { DatagramRing } from '../../ring/datagram-ring.ts';
import type { SocketAddress } from '../address.ts';
import { atTickEnd } from '../tick-end.ts';
import { Entry, EntryWriter } from './ring-entries.ts';

/** The rings from one worker to the others, for datagrams whose connection id has the number of another worker. */
export class PeerRings {
  readonly #worker: number;
  readonly #writers: (EntryWriter | undefined)[];
  #publishPending = false;
  /** Datagrams that were passed on. */
  forwarded = 0;
  /** Datagrams that were dropped because the ring was full. */
  overflowed = 0;

  /** `inboxes`: by worker; this one has a lane of its number in each. Undefined: the worker does not run. */
  constructor(worker: number, inboxes: readonly (SharedArrayBuffer | undefined)[]) {
    this.#worker = worker;
    this.#writers = inboxes.map((memory, index) => this.#writerTo(index, memory));
  }

  /** Another thread serves as `worker` from now on. */
  replace(worker: number, inbox: SharedArrayBuffer): void {
    this.#writers[worker] = this.#writerTo(worker, inbox);
  }

  /** The datagram `slab[at, at + length)`, which is borrowed, is for another worker. */
  forward(worker: number, remote: SocketAddress, slab: Uint8Array, at: number, length: number): void {
    const writer = this.#writers[worker];
    if (writer === undefined) return;
    if (!writer.write(Entry.datagram, remote, slab, at, length)) {
      this.overflowed++;
      return;
    }
    this.forwarded++;
    if (this.#publishPending) return;
    this.#publishPending = true;
    atTickEnd(() => {
      this.#publishPending = false;
      for (const each of this.#writers) each?.publish();
    });
  }

  /** A datagram that returns to its own worker has an id of a session that has ended. */
  #writerTo(worker: number, memory: SharedArrayBuffer | undefined): EntryWriter | undefined {
    if (worker === this.#worker || memory === undefined) return undefined;
    return new EntryWriter(DatagramRing.attach(memory).producer(this.#worker));
  }
}
