import { systemFailure } from './system-failure.ts';
import type { UdpAddon } from './udp-addon.ts';

/** What the system and the addon did for one socket. The counters only increase. */
export interface NativeSocketStats {
  /** Whether runs of datagrams are sent as one message (UDP_SEGMENT). */
  readonly gso: boolean;
  /** Whether the system coalesces received datagrams (UDP_GRO). */
  readonly gro: boolean;
  /** Batches that were received. */
  readonly batches: number;
  /** Calls of recvmmsg or recvmsg that returned messages. */
  readonly receiveCalls: number;
  /** Received messages of several datagrams. */
  readonly coalesced: number;
  /** Received messages that were longer than a slot of the arena: dropped. */
  readonly truncated: number;
  /** Calls of sendmmsg or sendmsg. */
  readonly sendCalls: number;
  /** Messages of several datagrams that were sent. */
  readonly segmented: number;
  /** Datagrams in them. */
  readonly segments: number;
  /** Times the send buffer was full (EAGAIN). */
  readonly waits: number;
  /** Times the system had no memory for a datagram (ENOBUFS). */
  readonly pauses: number;
  /** Times the socket changed from sendmmsg to sendmsg, because the system refused it. */
  readonly singleCalls: number;
  /** Times datagrams were sent without segmentation because the system refused it, by the name of its error. */
  readonly fallbacks: Readonly<Record<FallbackReason, number>>;
}

/** The errors of the system after which datagrams are sent without segmentation. */
export type FallbackReason = (typeof REASONS)[number];

const REASONS = ['EIO', 'EINVAL', 'EMSGSIZE', 'EOPNOTSUPP', 'ENOSYS', 'EPERM'] as const;
const FIXED = 12;

export function readSocketStats(addon: UdpAddon, id: number): NativeSocketStats {
  const values = new Float64Array(FIXED + REASONS.length);
  const result = addon.counters(id, values);
  if (result < 0) throw systemFailure(result, 'getsockopt');
  const at = (index: number): number => values[index] as number;
  return {
    gso: at(0) === 1,
    gro: at(1) === 1,
    batches: at(2),
    receiveCalls: at(3),
    coalesced: at(4),
    truncated: at(5),
    sendCalls: at(6),
    segmented: at(7),
    segments: at(8),
    waits: at(9),
    pauses: at(10),
    singleCalls: at(11),
    fallbacks: Object.fromEntries(REASONS.map((reason, index) => [reason, at(FIXED + index)])) as Record<
      FallbackReason,
      number
    >,
  };
}
