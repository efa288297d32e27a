import type { SocketAddress } from '../address.ts';
import type { EndpointEvents } from '../endpoint-events.ts';

/**
 * The events of an endpoint with workers. The errors of those that a worker reports have the code, the name and the simple
 * properties of the original, not its class; while 256 of one worker wait, further ones are counted in `stats` only.
 */
export interface WorkerEndpointEvents extends Omit<EndpointEvents, 'session' | 'close'> {
  /** A worker, from 0, is ready: at the start and after it was replaced. */
  workerready: [worker: number];
  /**
   * A worker ended unexpectedly, and is replaced: ERR_DTLS_WORKER_EXITED, with what it threw as `cause`, or
   * ERR_DTLS_WORKER_SILENT.
   */
  workerlost: [error: Error, worker: number];
  /**
   * The connection with this address ended with its worker: ERR_DTLS_WORKER_LOST, `cause` is that of `workerlost`. Once for
   * each address that had a session or a handshake. The peer notices nothing until it sends.
   */
  connectionlost: [error: Error, remote: SocketAddress];
  close: [];
}
