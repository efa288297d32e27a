import { spawnSync } from 'node:child_process';
import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type DtlsSession, listen } from '../../runtime/net/index.ts';
import { localhostPair } from '../certificates/authority.ts';
import { captureSocket, captureSockets } from './dgram-capture.ts';

/** Runs where the loopback carries short packets only, and prints the results of longer ones. */
const { ca, server: identity } = await localhostPair();
// Long enough that the first datagram of the handshake does not fit either.
const alpn = Array.from({ length: 8 }, (_, index) => `${index}`.repeat(100));
const { result: endpoint, sockets } = captureSockets(() =>
  listen(() => {}, { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0, alpn, mtu: 1400 }),
);
neverFragment(sockets[0]);
const { port } = endpoint.address();
const dialed = await captureSocket(() => connect('127.0.0.1', port, { ca: ca.pem, alpn, mtu: 1400 }));
neverFragment(dialed.socket);
const client = dialed.result;
const accepted = once(endpoint, 'session');
await client.opened;
const [session] = (await accepted) as [DtlsSession];
let arrived = 0;
session.onmessage = (data) => {
  arrived = data.length;
};
for (let before = 0; before !== client.maxMessageSize; ) {
  before = client.maxMessageSize;
  client.send(new Uint8Array(before));
  await new Promise((resolve) => setTimeout(resolve, 50));
}
const { messagesLost, retransmissions } = client.stats;
const result = { messagesLost, retransmissions, longest: client.maxMessageSize, arrived };
client.destroy();
endpoint.destroy();
process.stdout.write(JSON.stringify(result));

/** IP_MTU_DISCOVER = IP_PMTUDISC_DO, set by another program on the socket that it inherits: Node cannot. */
function neverFragment(socket: Socket | undefined): void {
  const { fd } = (socket as unknown as { _handle: { fd: number } })._handle;
  const program = 'import socket\nsocket.socket(fileno=3).setsockopt(socket.IPPROTO_IP, 10, 2)';
  const { status } = spawnSync('python3', ['-c', program], { stdio: ['ignore', 'ignore', 'inherit', fd] });
  if (status !== 0) throw new Error('Python did not set the option');
}
