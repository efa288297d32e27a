import dgram from 'node:dgram';
import { once } from 'node:events';
import type { ExecutionContext } from 'ava';
import { createNativeSockets, type NativeSocket, type NativeSocketsOptions } from 'wirechart/net/native';
import type { DatagramSocketHandlers, SendBuffer } from '../../../runtime/net/datagram-socket.ts';
import type { UdpOptions } from '../../../runtime/net/udp-options.ts';

export interface Arrival {
  readonly bytes: Buffer;
  readonly address: string;
  readonly family: string;
  readonly port: number;
}

interface OpenOptions extends NativeSocketsOptions, UdpOptions {
  readonly address?: string;
  readonly port?: number;
}

/** A native socket that keeps what it is told. */
export function openNative(t: Pick<ExecutionContext, 'teardown'>, options: OpenOptions = {}) {
  const {
    address = '127.0.0.1',
    port = 0,
    ipv6Only,
    udpReceiveBufferSize,
    udpSendBufferSize,
    udpTTL,
    ...own
  } = options;
  const arrivals: Arrival[] = [];
  const batches: number[] = [];
  const sent: SendBuffer[] = [];
  const unsent: { buffer: SendBuffer; index: number; code: string | undefined }[] = [];
  const failures: NodeJS.ErrnoException[] = [];
  const handlers: DatagramSocketHandlers = {
    received({ slab, at, length, remote, count, ownsSlab }) {
      if (ownsSlab) throw new Error('the slab is shared');
      batches.push(count);
      for (let index = 0; index < count; index++) {
        const from = at[index] as number;
        const bytes = Buffer.from(slab.subarray(from, from + (length[index] as number)));
        arrivals.push({ bytes, ...(remote[index] as NonNullable<(typeof remote)[0]>) });
      }
    },
    sent: (buffer) => sent.push(buffer),
    unsent: (buffer, index, { code }) => unsent.push({ buffer, index, code }),
    failure: (error) => failures.push(error),
  };
  const udp: UdpOptions = { ipv6Only, udpReceiveBufferSize, udpSendBufferSize, udpTTL };
  const socket: NativeSocket = createNativeSockets(own).open(address, port, udp, handlers);
  t.teardown(() => socket.close());
  return { socket, arrivals, batches, sent, unsent, failures, handlers };
}

/** A socket of node:dgram that keeps what it receives. */
export async function openDgram(t: ExecutionContext, type: 'udp4' | 'udp6' = 'udp4', address = '127.0.0.1', port = 0) {
  const socket = dgram.createSocket({ type, recvBufferSize: 4 << 20 });
  const arrivals: Arrival[] = [];
  socket.on('message', (bytes, remote) => {
    const { address: from, family, port: fromPort } = remote;
    arrivals.push({ bytes, address: from, family, port: fromPort });
  });
  socket.bind(port, address);
  await once(socket, 'listening');
  t.teardown(() => socket.close());
  return { socket, arrivals, port: socket.address().port };
}

/** Waits until the condition holds, for five seconds at most. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; !condition(); turn++) {
    if (turn === 1000) throw new Error('the condition did not come true within five seconds');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
