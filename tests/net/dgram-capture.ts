import dgram, { type Socket } from 'node:dgram';

/** Runs `act` and returns what it returned, with the sockets of node:dgram that it opened, in their order. */
export function captureSockets<T>(act: () => T): { readonly result: T; readonly sockets: readonly Socket[] } {
  const { createSocket } = dgram;
  const sockets: Socket[] = [];
  const capturing = (...options: Parameters<typeof createSocket>): Socket => {
    const socket = createSocket(...options);
    sockets.push(socket);
    return socket;
  };
  // UdpSocket takes it from the default export each time it opens a socket.
  dgram.createSocket = capturing as typeof createSocket;
  try {
    return { result: act(), sockets };
  } finally {
    dgram.createSocket = createSocket;
  }
}
