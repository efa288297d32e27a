import type { OptionNames } from '../../errors/option-names.ts';
import type { SocketAddress } from '../address.ts';

/** Chooses a worker for each new address: `loads` are the addresses that each worker serves. Returns its number, from 0. */
export type ChooseWorker = (remote: SocketAddress, loads: readonly number[]) => number;

/** How many workers there are, and how they are supervised. */
export interface WorkerOptions {
  /** Number of workers: 1 to 63. Each is a thread with its own event loop and its own part of the sessions. Required. */
  readonly workers: number;
  /**
   * Which worker serves a new address. Default `'hash'`.
   *
   * - `'hash'`: by a hash of address and port with a random seed; nothing is remembered.
   * - `'least-loaded'`: the worker with the fewest addresses. A table remembers the worker of an address while it has a
   *   session or handshake, and besides the last 16384 addresses.
   * - a function: as `'least-loaded'`, but it chooses. One that throws, or returns no worker, is reported by `internalerror`,
   *   and the hash decides.
   */
  readonly balancing?: 'hash' | 'least-loaded' | ChooseWorker | undefined;
  /**
   * How long the event loop of a worker may not run before it is ended and replaced, in milliseconds: 100 to 86400000, or
   * Infinity for no limit. Default 10000. Time in which the main thread does not run itself does not count.
   */
  readonly workerTimeout?: number | undefined;
  /** How long a worker may take to load the module, in milliseconds: 100 to 86400000. Default 60000. */
  readonly workerStartTimeout?: number | undefined;
  /**
   * How often workers are replaced in a minute: 0 to 1000. Default 10. The first is replaced at once, the next ones after 100
   * ms, 200 ms and so on up to 5 s. One more ends the endpoint with ERR_DTLS_WORKER_RESTARTS.
   */
  readonly maxWorkerRestarts?: number | undefined;
}

export const WORKER_OPTION_NAMES: OptionNames<WorkerOptions> = {
  workers: true,
  balancing: true,
  workerTimeout: true,
  workerStartTimeout: true,
  maxWorkerRestarts: true,
};
