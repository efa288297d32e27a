// The client of the layer `workers`: CLIENT SETTINGS, which are JSON. It works for as many milliseconds as each line says.
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { createNativeProvider } from 'wirechart/crypto/native';
import { opensslProvider } from 'wirechart/crypto/openssl';
import { type ConnectOptions, connect } from 'wirechart/dtls13';
import { createNativeSockets } from 'wirechart/net/native';
import { clientAddress } from '../../connections/client-address.ts';
import { CoreClient } from '../../connections/core-client.ts';
import { hasAddon } from '../has-addon.ts';
import { type ClientSettings, MESSAGE_BYTES, type Progress, SESSIONS, WINDOW } from '../settings.ts';

const { work, ports } = JSON.parse(process.argv[2] ?? '') as ClientSettings;
const provider = hasAddon() ? createNativeProvider() : opensslProvider;
const options: ConnectOptions = {
  rejectUnauthorized: false,
  ecdhCurve: 'X25519',
  ciphers: 'TLS_AES_128_GCM_SHA256',
  initialTimeout: 200,
  closeTimeout: 1000,
  provider,
  ...(hasAddon() && { sockets: createNativeSockets() }),
};
/** Milliseconds between two looks at the timers of a core. */
const TICK = 50;
const message = new Uint8Array(MESSAGE_BYTES);
let count = 0;
let isOver = true;

/** Opens one connection after the other, from one address, with no more than the core: the server has what is left of the machine. */
async function shake(port: number, index: number): Promise<void> {
  const context = { provider, serverPort: port, attached: new Set<CoreClient>() };
  const ticks = setInterval(() => {
    for (const each of context.attached) each.tick();
  }, TICK);
  while (!isOver) {
    const client = new CoreClient(context, clientAddress(index));
    await client.attach();
    try {
      while (!isOver) {
        await client.connect();
        count++;
        // The server would keep what is not closed, and each round would have more connections than the one before.
        await client.close();
      }
    } catch {
      // The server was too busy: from another port.
    }
    await client.detach();
  }
  clearInterval(ticks);
}

/** Opens a session over which `WINDOW` messages are under way while the client works. Returns what starts them. */
async function echo(port: number): Promise<() => void> {
  const session = connect('127.0.0.1', port, options);
  await session.opened;
  let received = 0;
  const fill = (): void => {
    for (let index = 0; index < WINDOW; index++) session.send(message);
  };
  session.onBatch = (batch) => {
    count += batch.count;
    received += batch.count;
    if (isOver) return;
    for (let index = 0; index < batch.count; index++) session.send(message);
  };
  // The network may have lost them all.
  let before = -1;
  setInterval(() => {
    if (!isOver && received === before) fill();
    before = received;
  }, 100);
  return fill;
}

function print(progress: Progress): void {
  process.stdout.write(`${JSON.stringify(progress)}\n`);
}

const targets = Array.from({ length: SESSIONS }, (_, index) => ports[index % ports.length] as number);
const starts =
  work === 'handshakes' ? targets.map((port, index) => () => shake(port, index)) : await Promise.all(targets.map(echo));
for await (const line of createInterface(process.stdin)) {
  isOver = false;
  count = 0;
  const start = performance.now();
  const running = starts.map((begin) => begin());
  await delay(Number(line));
  print({ count, seconds: (performance.now() - start) / 1000 });
  isOver = true;
  await Promise.all(running);
}
