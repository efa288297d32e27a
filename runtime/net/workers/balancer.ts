import type { SocketAddress } from '../address.ts';
import { addressKey } from './ring-entries.ts';

/** Addresses without a connection whose worker is remembered: a handshake takes its datagrams to one worker. */
const MAX_RECENT = 16_384;

/** Which worker gets the datagrams of an address that have no connection id of a worker. */
export interface Balancer {
  workerOf(remote: SocketAddress): number;
  /** The worker has a connection with the address. */
  held(key: number | string, worker: number): void;
  /** It has none any more. */
  released(key: number | string, worker: number): void;
}

/** By a hash of address and port with a random seed: nothing is remembered, and a worker keeps its addresses. */
export class HashBalancer implements Balancer {
  readonly #workers: number;
  readonly #seed: number;

  /** `seed`: unpredictable, 32 bits. */
  constructor(workers: number, seed: number) {
    this.#workers = workers;
    this.#seed = seed;
  }

  workerOf(remote: SocketAddress): number {
    const key = addressKey(remote);
    const text = typeof key === 'number' ? undefined : key;
    let hash = this.#seed;
    if (text === undefined) {
      hash = mixed(hash ^ (((key as number) / 65_536) | 0));
      hash = mixed(hash ^ remote.port);
    } else for (let index = 0; index < text.length; index++) hash = mixed(hash ^ text.charCodeAt(index));
    return (hash >>> 0) % this.#workers;
  }

  held(): void {}

  released(): void {}
}

/**
 * By the choice of a function for each new address. The table remembers the worker as long as it has a connection with the
 * address, and besides the addresses that were seen last.
 */
export class TableBalancer implements Balancer {
  readonly #choose: (remote: SocketAddress, loads: readonly number[]) => number;
  readonly #capacity: number;
  readonly #held = new Map<number | string, number>();
  /** Least recently used first. */
  readonly #recent = new Map<number | string, number>();
  /** Addresses of each worker. */
  readonly #loads: number[];

  /** `capacity`: addresses with connections. */
  constructor(workers: number, capacity: number, choose: (remote: SocketAddress, loads: readonly number[]) => number) {
    this.#choose = choose;
    this.#capacity = capacity;
    this.#loads = new Array<number>(workers).fill(0);
  }

  /** Addresses in the table. */
  get size(): number {
    return this.#held.size + this.#recent.size;
  }

  workerOf(remote: SocketAddress): number {
    const key = addressKey(remote);
    const held = this.#held.get(key);
    if (held !== undefined) return held;
    const known = this.#recent.get(key);
    if (known !== undefined) {
      this.#recent.delete(key);
      this.#recent.set(key, known);
      return known;
    }
    const worker = this.#choose(remote, this.#loads);
    this.#add(key, worker);
    return worker;
  }

  held(key: number | string, worker: number): void {
    const recent = this.#recent.get(key);
    if (recent !== undefined) {
      this.#recent.delete(key);
      this.#count(recent, -1);
    }
    const previous = this.#held.get(key);
    if (previous !== undefined) this.#count(previous, -1);
    // Without room a client whose worker is chosen anew starts another handshake.
    if (previous === undefined && this.#held.size >= this.#capacity) return;
    this.#held.set(key, worker);
    this.#count(worker, 1);
  }

  released(key: number | string, worker: number): void {
    if (this.#held.get(key) !== worker) return;
    this.#held.delete(key);
    this.#count(worker, -1);
    // Late datagrams of the client, and its next handshake.
    this.#add(key, worker);
  }

  #add(key: number | string, worker: number): void {
    if (this.#recent.size >= MAX_RECENT) {
      for (const [oldest, of] of this.#recent) {
        this.#recent.delete(oldest);
        this.#count(of, -1);
        break;
      }
    }
    this.#recent.set(key, worker);
    this.#count(worker, 1);
  }

  #count(worker: number, change: number): void {
    (this.#loads[worker] as number) += change;
  }
}

/** The first worker with the lowest load. */
export function leastLoaded(_remote: SocketAddress, loads: readonly number[]): number {
  let least = 0;
  for (let worker = 1; worker < loads.length; worker++) {
    if ((loads[worker] as number) < (loads[least] as number)) least = worker;
  }
  return least;
}

/** The finalizer of MurmurHash3. */
function mixed(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
