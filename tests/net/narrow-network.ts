import type { Socket } from 'node:dgram';

type Callback = (error: Error | null, bytes: number) => void;

/**
 * Lets a socket refuse datagrams of more than `limit` bytes as the kernel does: later, by the callback. Returns the
 * lengths it was asked to send, and how many it took.
 */
export function narrow(socket: Socket, limit = Number.POSITIVE_INFINITY): { lengths: number[]; taken: number } {
  const seen = { lengths: [] as number[], taken: 0 };
  const send = socket.send.bind(socket) as (...parts: unknown[]) => void;
  const narrowed = (bytes: Uint8Array, ...rest: unknown[]): void => {
    seen.lengths.push(bytes.length);
    const callback = rest.pop() as Callback;
    if (bytes.length > limit) {
      const error = Object.assign(new Error('send EMSGSIZE'), { code: 'EMSGSIZE', syscall: 'send' });
      process.nextTick(callback, error);
      return;
    }
    send(bytes, ...rest, (error: Error | null, length: number) => {
      if (error === null) seen.taken++;
      callback(error, length);
    });
  };
  socket.send = narrowed as typeof socket.send;
  return seen;
}
