// The server of the layer `workers`: SERVER SETTINGS, which are JSON. It prints its CPU time, in seconds, for each line.
import process from 'node:process';
import { createInterface } from 'node:readline';
import { listen } from 'wirechart/dtls13';
import { createNativeSockets } from 'wirechart/net/native';
import { bulkIdentity } from '../../bulk/identity.ts';
import { SOCKET_BUFFER } from '../../bulk/settings.ts';
import type { ServerSettings } from '../settings.ts';

const { workers, native } = JSON.parse(process.argv[2] ?? '') as ServerSettings;
const endpoint = listen(new URL(`handler.js${native ? '?native' : ''}`, import.meta.url), {
  workers,
  host: '127.0.0.1',
  port: 0,
  ...bulkIdentity(),
  ciphers: 'TLS_AES_128_GCM_SHA256',
  ecdhCurve: 'X25519',
  udpReceiveBufferSize: SOCKET_BUFFER,
  udpSendBufferSize: SOCKET_BUFFER,
  sockets: native ? createNativeSockets() : undefined,
});
await endpoint.listening;
process.stdout.write(`${JSON.stringify({ port: endpoint.address().port })}\n`);
for await (const _line of createInterface(process.stdin)) {
  const { user, system } = process.cpuUsage();
  process.stdout.write(`${JSON.stringify({ cpu: (user + system) / 1e6 })}\n`);
}
endpoint.destroy();
