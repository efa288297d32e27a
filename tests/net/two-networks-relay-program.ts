import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { SeededRandom } from 'wirechart/testing';
import { issue, localhostPair, x509 } from '../certificates/authority.ts';

/**
 * Runs in a network of its own, between those of a client and of a server, which it starts. Each is connected by a pair of
 * virtual Ethernet devices, and the only way between them is this relay: it loses, repeats, delays and reorders datagrams.
 * Prints what the client reports, and what was done to the datagrams.
 */
const LOSS = 0.15;
const DUPLICATION = 0.05;
/** Longest extra delay in milliseconds, drawn for each datagram: later ones overtake. */
const DELAY = 60;
const PORT = 5684;
const [towardsClient, towardsServer, serverAddress] = ['10.91.1.1', '10.91.2.1', '10.91.2.2'];
const random = new SeededRandom(20261123);
/** The number of the newest datagram that was delivered. */
let newest = 0;
const relayed = { datagrams: 0, lost: 0, repeated: 0, overtaken: 0 };

const { ca, server: identity } = await localhostPair();
const device = await issue({ subject: 'CN=device', usages: [x509.ExtendedKeyUsage.clientAuth] }, ca);
const server = await startProgram('server', towardsServer, [serverAddress]);
server.send({ host: serverAddress, port: PORT, ca: ca.pem, cert: identity.pem, key: identity.key });
await once(server, 'message');
const client = await startProgram('client', towardsClient, ['10.91.1.2', '10.91.1.3']);
const clientSide = await boundSocket(towardsClient, PORT);
/** The socket towards the server for each address of a client. */
const serverSides = new Map<string, Promise<Socket>>();
clientSide.on('message', async (datagram, { address, port }) => {
  const key = `${address} ${port}`;
  let serverSide = serverSides.get(key);
  if (serverSide === undefined) {
    serverSide = boundSocket(towardsServer, 0);
    serverSides.set(key, serverSide);
    (await serverSide).on('message', (answer) => relay(() => clientSide.send(answer, port, address)));
  }
  const socket = await serverSide;
  relay(() => socket.send(datagram, PORT, serverAddress));
});
const reported = once(client, 'message');
client.send({ host: towardsClient, port: PORT, ca: ca.pem, cert: device.pem, key: device.key });
const [report] = await reported;
process.stdout.write(JSON.stringify({ ...report, relayed, paths: serverSides.size }), () => process.exit());

function relay(send: () => void): void {
  const number = ++relayed.datagrams;
  if (random.chance(LOSS)) {
    relayed.lost += 1;
    return;
  }
  const copies = random.chance(DUPLICATION) ? 2 : 1;
  relayed.repeated += copies - 1;
  for (let copy = 0; copy < copies; copy++) setTimeout(() => deliver(number, send), random.fraction() * DELAY);
}

function deliver(number: number, send: () => void): void {
  if (number < newest) relayed.overtaken += 1;
  newest = Math.max(newest, number);
  send();
}

/** Starts a program of this folder in a network of its own, with these addresses, behind `gateway`. */
async function startProgram(name: 'client' | 'server', gateway: string, addresses: string[]): Promise<ChildProcess> {
  const program = fileURLToPath(new URL(`two-networks-${name}-program.js`, import.meta.url));
  const child = fork(program, addresses, { execPath: 'unshare', execArgv: ['--net', process.execPath] });
  child.on('exit', (status) => {
    if (status !== 0) process.exit(1);
  });
  process.once('exit', () => child.kill());
  await once(child, 'message');
  ip('link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', `${child.pid}`);
  ip('address', 'add', `${gateway}/24`, 'dev', name);
  ip('link', 'set', name, 'up');
  child.send('connected');
  await once(child, 'message');
  return child;
}

function ip(...args: string[]): void {
  const { status } = spawnSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`ip ${args.join(' ')} failed`);
}

async function boundSocket(address: string, port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(port, address);
  await once(socket, 'listening');
  // A datagram to a port that is closed is lost.
  socket.on('error', () => {});
  return socket;
}
