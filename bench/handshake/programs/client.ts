// The client of sequential handshakes: connects, closes, and connects again, on the build that the command line names.
import process from 'node:process';
import type * as library from 'wirechart/dtls13';
import { type Host, optionsOf } from '../host-options.ts';
import type { ClientReport, ServerReady } from '../over-udp.ts';

const [path, host, json, warmUp, duration] = process.argv.slice(2) as [string, Host, string, string, string];
const { connect } = (await import(path)) as typeof library;
const { ports, ca } = JSON.parse(json) as ServerReady;
const hostOptions = await optionsOf(host, path);
let next = 0;
process.once('SIGTERM', () => process.exit(0));

/** Milliseconds until the session is open; then it is closed. */
async function handshake(): Promise<number> {
  const begin = performance.now();
  const port = ports[next++ % ports.length] as number;
  const session = connect('127.0.0.1', port, {
    ca,
    servername: 'localhost',
    ecdhCurve: 'X25519',
    ciphers: 'TLS_AES_128_GCM_SHA256',
    ...hostOptions,
  });
  await session.opened;
  const taken = performance.now() - begin;
  if (!session.helloRetry) throw new Error('there was no cookie: nothing is measured');
  await session.close();
  return taken;
}

for (let count = 0; count < Number(warmUp); count++) await handshake();
const times: number[] = [];
const begin = performance.now();
const end = begin + Number(duration);
do times.push(await handshake());
while (performance.now() < end);
const wall = performance.now() - begin;
times.sort((a, b) => a - b);
const at = (part: number): number => times[Math.floor(part * (times.length - 1))] as number;
const report: ClientReport = { handshakes: times.length, wall, p50: at(0.5), p99: at(0.99) };
process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0));
