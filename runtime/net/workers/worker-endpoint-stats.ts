import type { EndpointStats } from '../endpoint-stats.ts';
import type { UdpCounters } from '../udp-counters.ts';
import type { WorkerCounters } from './worker-counters.ts';

/**
 * The counters of an endpoint with workers, summed over its workers, ended ones included. The counters of the socket are those
 * of the moment; those of a worker are at most 100 ms old while its event loop runs. The pools of buffers are those of each worker.
 */
export interface WorkerEndpointStats extends Omit<EndpointStats, 'buffers'> {
  /** Workers that are ready. */
  readonly workersReady: number;
  /** Workers that ended unexpectedly. */
  readonly workersLost: number;
  /** Addresses whose connections ended with their worker. */
  readonly connectionsLost: number;
  /** Received datagrams that were dropped because the ring to their worker was full. */
  readonly datagramsOverflowed: number;
  /** Datagrams that one worker received and passed to the one whose number is in their connection id. */
  readonly datagramsForwarded: number;
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

/** `sum`: the counters of all workers. `udp`: of the socket of the main thread; undefined: each worker has one. */
export function workerEndpointStats(
  sum: WorkerCounters,
  main: MainCounts,
  udp: UdpCounters | undefined,
): WorkerEndpointStats {
  const counts = sum.counts();
  const ofWorkers = {
    ...counts,
    ...main,
    internalErrors: counts.internalErrors + main.internalErrors,
    datagramsTooLong: counts.datagramsTooLong + main.datagramsTooLong,
    datagramsOverflowed: sum.overflowed + main.datagramsOverflowed,
    datagramsForwarded: sum.forwarded,
    datagramsDropped: counts.datagramsDropped + main.datagramsDropped,
  };
  if (udp === undefined) return Object.freeze(ofWorkers);
  return Object.freeze({
    ...ofWorkers,
    datagramsReceived: udp.datagramsReceived,
    datagramsSent: udp.datagramsSent,
    bytesReceived: udp.bytesReceived,
    bytesSent: udp.bytesSent,
    datagramsUnanswerable: udp.unanswerable,
    // The failures of sockets over rings are full rings.
    datagramsDropped: ofWorkers.datagramsDropped + counts.networkFailures,
    networkFailures: udp.failures,
  });
}
