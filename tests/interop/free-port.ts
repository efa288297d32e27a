import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import process from 'node:process';

/** The ports below those that systems give to sockets without one: no other test gets them by chance. */
const [FIRST_PORT, PORTS] = [20_000, 12_000];
/** The test files that run beside each other are processes: each has ports of its own. */
const SHARE = 250;
const given = new Set<number>();

/** An unused port, which no other call returns. Another program may open it before the caller does; the test then fails with this reason. */
export async function freePort(): Promise<number> {
  const first = FIRST_PORT + (process.pid % (PORTS / SHARE)) * SHARE;
  for (;;) {
    const port = first + randomInt(SHARE);
    if (given.has(port)) continue;
    given.add(port);
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
