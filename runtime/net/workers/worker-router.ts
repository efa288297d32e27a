import { randomBytes } from 'node:crypto';
import type { ConnectionIdLayout } from '../../dtls13/connection-id-layout.ts';
import { LISTENER_NUMBERS } from '../../dtls13/options/listener-options.ts';
import { ConfigError } from '../../errors/config-error.ts';
import type { SocketAddress } from '../address.ts';
import type { ReceivedDatagrams } from '../datagram-socket.ts';
import { type Balancer, HashBalancer, leastLoaded, TableBalancer } from './balancer.ts';
import { workerIds } from './worker-ids.ts';
import type { ResolvedWorkerOptions } from './worker-listen-options.ts';
import type { ChooseWorker } from './worker-options.ts';
import type { WorkerThread } from './worker-thread.ts';

/** The first four bits of a record with a connection id; RFC 9147 section 4. */
const HEADER_WITH_ID = 0b0011;

/** Gives each datagram that the main thread receives to a worker: the one that its connection id names, or that of its sender. */
export class WorkerRouter {
  /** Datagrams that were dropped because the ring to their worker was full. */
  overflowed = 0;
  readonly #slots: readonly { readonly thread: WorkerThread }[];
  readonly #balancer: Balancer;
  /** Finds the worker in a connection id; undefined: ids have none. */
  readonly #layout: ConnectionIdLayout | undefined;
  #publishPending = false;

  /** `slots`: the current thread of each worker. `failed` gets what the function `balancing` throws; it must not throw. */
  constructor(
    slots: readonly { readonly thread: WorkerThread }[],
    { workers, balancing, passed }: ResolvedWorkerOptions,
    failed: (error: unknown) => void,
  ) {
    this.#slots = slots;
    const hash = new HashBalancer(workers, randomBytes(4).readInt32LE());
    if (balancing === 'hash') this.#balancer = hash;
    else {
      const { maxSessions = 0, maxHandshakes = LISTENER_NUMBERS.maxHandshakes.default } = passed;
      const choose = balancing === 'least-loaded' ? leastLoaded : guarded(balancing, hash, failed);
      this.#balancer = new TableBalancer(workers, workers * (maxSessions + maxHandshakes), choose);
    }
    const idLength = passed.connectionIds?.length ?? 0;
    this.#layout = idLength > 4 ? workerIds(idLength) : undefined;
  }

  /** A property, so that the socket calls it without a function in between. */
  readonly receive = ({ slab, at, length, remote, count }: ReceivedDatagrams): void => {
    let last: SocketAddress | undefined;
    let lastWorker = 0;
    for (let index = 0; index < count; index++) {
      const begin = at[index] as number;
      const size = length[index] as number;
      const from = remote[index] as SocketAddress;
      let worker = this.#workerOfId(slab, begin, size);
      if (worker === undefined) {
        if (from !== last) lastWorker = this.#balancer.workerOf(from);
        last = from;
        worker = lastWorker;
      }
      this.#write((this.#slots[worker] as { readonly thread: WorkerThread }).thread, from, slab, begin, size);
    }
    this.#publishLater();
  };

  /** The worker has a connection with the address. */
  held(key: number | string, worker: number): void {
    this.#balancer.held(key, worker);
  }

  /** It has none any more. */
  released(key: number | string, worker: number): void {
    this.#balancer.released(key, worker);
  }

  #workerOfId(slab: Uint8Array, at: number, length: number): number | undefined {
    if (this.#layout === undefined || length === 0 || (slab[at] as number) >>> 4 !== HEADER_WITH_ID) return undefined;
    const worker = this.#layout.routeOfDatagram(slab, at, at + length)?.worker;
    return worker !== undefined && worker < this.#slots.length ? worker : undefined;
  }

  #write(thread: WorkerThread, from: SocketAddress, slab: Uint8Array, at: number, length: number): void {
    try {
      if (!thread.write(from, slab, at, length)) this.overflowed++;
    } catch (error) {
      // Its worker has overwritten the memory of the ring.
      this.overflowed++;
      thread.terminate(error as Error);
    }
  }

  /** After the datagrams that the socket receives in one turn of the event loop. */
  #publishLater(): void {
    if (this.#publishPending) return;
    this.#publishPending = true;
    setImmediate(() => {
      this.#publishPending = false;
      for (const { thread } of this.#slots) thread.publish();
    });
  }
}

/** The choice of the application; that of the hash where it fails. */
function guarded(choose: ChooseWorker, hash: HashBalancer, failed: (error: unknown) => void): ChooseWorker {
  return (remote, loads) => {
    try {
      const worker = choose(remote, [...loads]);
      if (Number.isInteger(worker) && worker >= 0 && worker < loads.length) return worker;
      throw new ConfigError('balancing', 'must return the number of a worker');
    } catch (error) {
      failed(error);
      return hash.workerOf(remote);
    }
  };
}
