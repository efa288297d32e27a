import type { DatagramSockets } from './datagram-socket.ts';
import { DgramSocket } from './dgram-socket.ts';

/** The UDP sockets of node:dgram, the default of the option `sockets`: one system call for each datagram. */
export const dgramSockets: DatagramSockets = {
  name: 'dgram',
  open: (address, port, options, handlers) => new DgramSocket(address, port, options, handlers),
};
