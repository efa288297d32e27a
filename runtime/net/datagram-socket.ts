import type { SocketAddress } from './address.ts';
import type { UdpCounters } from './udp-counters.ts';
import type { UdpOptions } from './udp-options.ts';

/**
 * Received datagrams as slices of one slab. All of it is borrowed for the call, unless `ownsSlab`.
 */
export interface ReceivedDatagrams {
  readonly slab: Uint8Array;
  /** Offset of each datagram in `slab`. */
  readonly at: Int32Array;
  /** Bytes of each datagram. */
  readonly length: Int32Array;
  /**
   * The remote address of each datagram, frozen. Consecutive datagrams of one peer have the same object, so that a host
   * finds the path of a peer once for all of them.
   */
  readonly remote: readonly SocketAddress[];
  readonly count: number;
  /** True: `slab` has no other user, and belongs to the receiver. False: the socket writes into it after the call. */
  readonly ownsSlab: boolean;
}

/**
 * Datagrams for one peer, back to back from the start of `bytes`. Belongs to the socket from `send` until
 * `DatagramSocketHandlers.sent`.
 */
export interface SendBuffer {
  readonly bytes: Uint8Array;
  /** Bytes of each datagram. */
  readonly length: Int32Array;
  /** Datagrams in the buffer, from 1. */
  readonly count: number;
}

/** What a socket calls: from the event loop, and only `sent` also from inside its methods. */
export interface DatagramSocketHandlers {
  received(datagrams: ReceivedDatagrams): void;
  /** The socket no longer uses the buffer. Must not call the socket. */
  sent(buffer: SendBuffer): void;
  /** The system did not send datagram `index` of the buffer; before `sent` of the buffer. */
  unsent(buffer: SendBuffer, index: number, error: NodeJS.ErrnoException): void;
  /** An ICMP error, or a failed send. The socket stays open. */
  failure(error: NodeJS.ErrnoException): void;
}

/** A bound UDP socket. No method but `connect` and `address` throws or rejects. */
export interface DatagramSocket {
  readonly counters: UdpCounters;
  /** Restricts the socket to one peer, whose ICMP errors are then reported. Rejects with SystemError. */
  connect(address: string, port: number): Promise<void>;
  /**
   * Queues the datagrams of a buffer in order, to a literal address or without one to the connected peer. They are given
   * to the system with the next `flush` at the latest.
   */
  send(buffer: SendBuffer, to?: SocketAddress): void;
  /** Gives everything queued to the system. What it does not take now is kept, and sent when it takes it. */
  flush(): void;
  /** Throws when the socket is closed. */
  address(): SocketAddress;
  /** A second call has no effect. Datagrams that the system has accepted are still sent. */
  close(done?: () => void): void;
  ref(): void;
  unref(): void;
}

/** Opens UDP sockets: the option `sockets`. */
export interface DatagramSockets {
  /** For logs and `stats`: `dgram`, `native`. */
  readonly name: string;
  /** Binds to a literal address. Throws SystemError: EADDRINUSE, EACCES, EADDRNOTAVAIL. */
  open(address: string, port: number, options: UdpOptions, handlers: DatagramSocketHandlers): DatagramSocket;
}
