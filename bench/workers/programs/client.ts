// The client of the layer `workers`: CLIENT SETTINGS, which are JSON. It prints a line after the warm-up and one at the end.
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { createNativeProvider } from 'wirechart/crypto/native';
import { type ConnectOptions, connect, type DtlsSession } from 'wirechart/dtls13';
import { createNativeSockets } from 'wirechart/net/native';
import { hasAddon } from '../has-addon.ts';
import { type ClientSettings, MESSAGE_BYTES, type Progress, SESSIONS, WINDOW } from '../settings.ts';

const { work, ports, warmUp, duration } = JSON.parse(process.argv[2] ?? '') as ClientSettings;
const options: ConnectOptions = {
  rejectUnauthorized: false,
  ecdhCurve: 'X25519',
  ciphers: 'TLS_AES_128_GCM_SHA256',
  initialTimeout: 200,
  closeTimeout: 1000,
  // The lightest client that there is.
  ...(hasAddon() && { provider: createNativeProvider(), sockets: createNativeSockets() }),
};
const message = new Uint8Array(MESSAGE_BYTES);
let count = 0;
let isOver = false;

/** Opens one session after the other. */
async function shake(port: number): Promise<void> {
  while (!isOver) {
    const session = connect('127.0.0.1', port, options);
    session.on('error', () => {});
    try {
      await session.opened;
      count++;
    } catch {
      // The server was too busy: the next one.
    }
    session.destroy();
  }
}

/** Keeps `WINDOW` messages of a session under way. */
async function echo(port: number): Promise<DtlsSession> {
  const session = connect('127.0.0.1', port, options);
  await session.opened;
  let received = 0;
  session.onBatch = (batch) => {
    count += batch.count;
    received += batch.count;
    for (let index = 0; index < batch.count; index++) session.send(message);
  };
  for (let index = 0; index < WINDOW; index++) session.send(message);
  // The network may have lost them all.
  let before = -1;
  setInterval(() => {
    if (received === before) for (let index = 0; index < WINDOW; index++) session.send(message);
    before = received;
  }, 100);
  return session;
}

function print(progress: Progress): void {
  process.stdout.write(`${JSON.stringify(progress)}\n`);
}

const running = Array.from({ length: SESSIONS }, (_, index) => {
  const port = ports[index % ports.length] as number;
  return work === 'handshakes' ? shake(port) : echo(port);
});
if (work === 'echoes') await Promise.all(running);
await delay(warmUp);
count = 0;
const start = performance.now();
print({ count: 0, seconds: 0 });
await delay(duration);
print({ count, seconds: (performance.now() - start) / 1000 });
isOver = true;
process.exit();
