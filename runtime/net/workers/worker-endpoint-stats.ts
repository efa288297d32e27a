import type { EndpointStats } from '../endpoint-stats.ts';
import type { UdpCounters } from '../udp-counters.ts';
import type { WorkerCounters } from './worker-counters.ts';

/**
 * The counters of an endpoint with workers, summed over its workers, ended ones included. The counters of the socket are those
 * of the moment; those of a worker are at most 100 ms old while its event loop runs.
 */
export interface WorkerEndpointStats extends EndpointStats {
  /** Workers that are ready. */
  readonly workersReady: number;
  /** Workers that ended unexpectedly. */
  readonly workersLost: number;
  /** Addresses whose connections ended with their worker. */
  readonly connectionsLost: number;
  /** Received datagrams that were dropped because the ring to their worker was full. */
  readonly datagramsOverflowed: number;
}

/** What the main thread counts itself. */
export interface MainCounts {
  readonly createdAt: number;
  readonly destroyedAt: number | undefined;
  readonly internalErrors: number;
  readonly workersReady: number;
  readonly workersLost: number;
  readonly connectionsLost: number;
  readonly datagramsOverflowed: number;
  /** By the socket of the main thread. */
  readonly datagramsDropped: number;
  readonly datagramsTooLong: number;
}

/** `sum`: the counters of all workers. */
export function workerEndpointStats(sum: WorkerCounters, main: MainCounts, udp: UdpCounters): WorkerEndpointStats {
  const counts = sum.counts();
  return Object.freeze({
    ...counts,
    ...main,
    internalErrors: counts.internalErrors + main.internalErrors,
    datagramsReceived: udp.datagramsReceived,
    datagramsSent: udp.datagramsSent,
    bytesReceived: udp.bytesReceived,
    bytesSent: udp.bytesSent,
    datagramsUnanswerable: udp.unanswerable,
    datagramsDropped: counts.datagramsDropped + counts.networkFailures + main.datagramsDropped,
    networkFailures: udp.failures,
  });
}
