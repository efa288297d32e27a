import dgram, { type Socket } from 'node:dgram';
import { defaults } from '../../runtime/net/defaults.ts';
import { dgramSockets } from '../../runtime/net/dgram-sockets.ts';

/** Runs `act` and returns what it returned, with the sockets of node:dgram that it opened, in their order. */
export function captureSockets<T>(act: () => T): { readonly result: T; readonly sockets: readonly Socket[] } {
  const { sockets, restore } = capture();
  try {
    return { result: act(), sockets };
  } finally {
    restore();
  }
}

/** The same for what opens its socket when the call has returned: waits for it, before anything goes out through it. */
export async function captureSocket<T>(act: () => T): Promise<{ readonly result: T; readonly socket: Socket }> {
  const { sockets, restore } = capture();
  try {
    const result = act();
    for (let turns = 0; turns < 100; turns++) {
      const [socket] = sockets;
      if (socket !== undefined) return { result, socket };
      await Promise.resolve();
    }
    throw new Error('no socket was opened');
  } finally {
    restore();
  }
}

function capture(): { sockets: Socket[]; restore: () => void } {
  const { createSocket } = dgram;
  const given = defaults.sockets;
  const sockets: Socket[] = [];
  const capturing = (...options: Parameters<typeof createSocket>): Socket => {
    const socket = createSocket(...options);
    sockets.push(socket);
    return socket;
  };
  const restore = (): void => {
    dgram.createSocket = createSocket;
    defaults.sockets = given;
  };
  // DgramSocket takes it from the default export each time it opens a socket.
  dgram.createSocket = capturing as typeof createSocket;
  // These tests are about node:dgram, whatever the run uses.
  defaults.sockets = dgramSockets;
  return { sockets, restore };
}
