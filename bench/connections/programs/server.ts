// The server of the layer `connections`: SERVER SETTINGS, which are JSON. It echoes each message.
import process from 'node:process';
import { writeHeapSnapshot } from 'node:v8';
import { createNativeProvider } from 'wirechart/crypto/native';
import { type CommonOptions, type DtlsSession, type EndpointBatch, listen } from 'wirechart/dtls13';
import { createNativeSockets } from 'wirechart/net/native';
import { bulkIdentity } from '../../bulk/identity.ts';
import { SOCKET_BUFFER } from '../../bulk/settings.ts';
import { print, runCommands } from '../commands.ts';
import { PeakMemory, settledMemory } from '../server-memory.ts';
import type { ServerSettings } from '../settings.ts';

const { variant, native, maxSessions, compactAfter } = JSON.parse(process.argv[2] ?? '') as ServerSettings;
const host: CommonOptions = native ? { provider: createNativeProvider(), sockets: createNativeSockets() } : {};
const sessions = new Set<DtlsSession>();

/** The application of the variant `session`: it keeps every session. */
function onsession(session: DtlsSession): void {
  sessions.add(session);
  session.onmessage = (data) => void session.send(data);
}

/** The application of the variant `batch`: it has no session. */
function onBatch(batch: EndpointBatch): void {
  const { slab, at, length, count } = batch;
  batch.sendMany(slab, at.subarray(0, count), length.subarray(0, count));
}

const endpoint = listen(variant === 'session' ? onsession : undefined, {
  host: '127.0.0.1',
  port: 0,
  ...bulkIdentity(),
  ciphers: 'TLS_AES_128_GCM_SHA256',
  ecdhCurve: 'X25519',
  // All clients have one prefix: none loses its session to another one.
  ipv4PrefixLength: 8,
  maxSessions,
  compactAfter,
  idleTimeout: Number.POSITIVE_INFINITY,
  udpReceiveBufferSize: SOCKET_BUFFER,
  udpSendBufferSize: SOCKET_BUFFER,
  ...(variant === 'batch' && { onBatch }),
  ...host,
});
await endpoint.listening;
const peak = new PeakMemory();
print({ port: endpoint.address().port });
await runCommands(async (command) => {
  if (command.do === 'memory') {
    for (const session of sessions) if (session.destroyed) sessions.delete(session);
    return settledMemory(command.idle, command.settle, () => endpoint.sessions);
  }
  if (command.do === 'sample') {
    peak.start();
    return {};
  }
  if (command.do === 'peak') return { rss: peak.stop() };
  if (command.do === 'snapshot') return { file: writeHeapSnapshot(command.file) };
  throw new Error(`the server cannot ${command.do}`);
});
endpoint.destroy();
