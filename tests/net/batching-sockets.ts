import type { SocketAddress } from '../../runtime/net/address.ts';
import type { DatagramSockets, ReceivedDatagrams, SendBuffer } from '../../runtime/net/datagram-socket.ts';
import { dgramSockets } from '../../runtime/net/dgram-sockets.ts';

/** What the sockets did. */
export interface BatchCounts {
  /** Datagrams of each batch that was delivered. */
  readonly received: number[];
  /** Datagrams of each buffer that was sent. */
  readonly sent: number[];
  flushes: number;
}

/** A datagram that arrived. */
export interface Arrival {
  readonly bytes: Uint8Array;
  readonly remote: SocketAddress;
}

/** What arrived at the socket that was opened last, for a test that decides about the batches. */
export interface Arrivals {
  /** From now on datagrams wait. */
  hold(): void;
  /** Those that wait, in the order of their arrival. */
  readonly waiting: readonly Arrival[];
  /** Delivers them, or what is given instead, as one batch before it returns. Later ones are delivered as they arrive. */
  release(batch?: readonly Arrival[]): void;
}

export interface BatchingSockets {
  readonly sockets: DatagramSockets;
  readonly counts: BatchCounts;
  readonly arrivals: Arrivals;
}

/**
 * Sockets over node:dgram that work on batches as those of an addon do: what arrives in a turn of the event loop is one
 * batch, in memory that is overwritten after the call; what is sent waits for `flush`. `perBatch`: most datagrams in one.
 */
export function batchingSockets(perBatch = 64): BatchingSockets {
  const counts: BatchCounts = { received: [], sent: [], flushes: 0 };
  let isHeld = false;
  let waiting: Arrival[] = [];
  let deliverTo: ((batch: readonly Arrival[]) => void) | undefined;
  const arrivals: Arrivals = {
    hold: () => {
      isHeld = true;
    },
    get waiting() {
      return waiting;
    },
    release: (batch = waiting) => {
      isHeld = false;
      waiting = [];
      deliverTo?.(batch);
    },
  };
  const sockets: DatagramSockets = {
    name: 'batching',
    open: (address, port, options, handlers) => {
      let arrived: Arrival[] = [];
      let queued: { readonly buffer: SendBuffer; readonly to: SocketAddress | undefined }[] = [];
      let closed = false;
      let lastArena = new Uint8Array(0);
      const deliver = (batch: readonly Arrival[]): void => {
        counts.received.push(batch.length);
        handlers.received(arena(batch));
        for (const { bytes } of batch) bytes.fill(0xee);
        lastArena.fill(0xee);
      };
      const deliverTurn = (): void => {
        while (arrived.length > 0 && !closed) {
          const batch = arrived.slice(0, perBatch);
          arrived = arrived.slice(perBatch);
          if (isHeld) waiting.push(...batch);
          else deliver(batch);
        }
      };
      const arena = (batch: readonly Arrival[]): ReceivedDatagrams => {
        const length = Int32Array.from(batch, ({ bytes }) => bytes.length);
        const at = new Int32Array(batch.length + 3);
        let end = 5;
        for (const [index, bytes] of length.entries()) {
          at[index] = end;
          end += bytes + 7;
        }
        lastArena = new Uint8Array(end);
        for (const [index, { bytes }] of batch.entries()) lastArena.set(bytes, at[index]);
        const remote = batch.map((datagram) => datagram.remote);
        return { slab: lastArena, at, length, remote, count: batch.length, ownsSlab: false };
      };
      const inner = dgramSockets.open(address, port, options, {
        ...handlers,
        received: ({ slab, remote }) => {
          if (arrived.push({ bytes: slab, remote: remote[0] as SocketAddress }) === 1) setImmediate(deliverTurn);
        },
      });
      deliverTo = deliver;
      const flush = (): void => {
        for (const { buffer, to } of queued) inner.send(buffer, to);
        queued = [];
      };
      return {
        counters: inner.counters,
        connect: (host, to) => inner.connect(host, to),
        send: (buffer, to) => {
          counts.sent.push(buffer.count);
          queued.push({ buffer, to });
        },
        flush: () => {
          counts.flushes++;
          flush();
        },
        address: () => inner.address(),
        close: (done) => {
          flush();
          closed = true;
          inner.close(done);
        },
        ref: () => inner.ref(),
        unref: () => inner.unref(),
      };
    },
  };
  return { sockets, counts, arrivals };
}
