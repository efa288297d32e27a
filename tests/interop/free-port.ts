import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';

/** The ports below those that systems give to sockets without one: no other test gets them by chance. */
const [FIRST_PORT, PORTS] = [20_000, 12_000];

/** An unused port. Another process may open it before the caller does; the test then fails with this reason. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + randomInt(PORTS);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.once('error', () => socket.close(() => resolve(false)));
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
  });
}
