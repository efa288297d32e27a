// A UDP balancer for this example and its test:
//   node balancer.js --port 4433 --servers 4441,4442
//
// A datagram with a connection id goes to the server whose number is in the id; every other one to the server that follows
// from the address of the client. For each client and server there is one socket: the server sees it as the client, and
// what it answers there goes to the client.
//
// It is no balancer for production: each datagram costs two system calls and a copy, the servers do not see the real
// addresses of clients, it does not notice when a server is down, and with another number of servers clients without a
// connection id change theirs. A flood from more than MAX_FLOWS addresses breaks the sessions without connection ids.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { layout, serverOfAddress } from './routing.js';

/** Sockets at once. The one that was silent longest gives way. */
const MAX_FLOWS = 512;
const IDLE_MS = 300_000;

const text = { type: 'string' };
const { values } = parseArgs({ options: { port: text, servers: text } });
const ports = values.servers.split(',').map(Number);

/** By client and server, the one that was silent longest first. */
const flows = new Map();
let dropped = 0;

const front = createSocket('udp4');
front.on('message', (datagram, client) => {
  const number = layout.routeOfDatagram(datagram)?.server ?? serverOfAddress(client.address, client.port, ports.length);
  const port = ports[number];
  // Anyone can write any number into a datagram, and send from port 0, to which there is no answer.
  if (port === undefined || client.port === 0) dropped++;
  else flowOf(client, number).send(datagram, port);
});
// An error of the network concerns one datagram, and UDP may lose it.
front.on('error', () => dropped++);

function flowOf(client, number) {
  const name = `${client.address} ${client.port} ${number}`;
  let flow = flows.get(name);
  if (flow === undefined) {
    const [oldest] = flows.keys();
    if (flows.size >= MAX_FLOWS) end(oldest);
    flow = createFlow(client, ports[number]);
  }
  // The last one of the map is the one that was used last.
  flows.delete(name);
  flows.set(name, flow);
  flow.usedAt = Date.now();
  return flow;
}

function createFlow(client, server) {
  const socket = createSocket('udp4');
  // Other clients have other addresses, as they have in a network: servers share their capacity by address.
  socket.bind(0, addressFor(client.address));
  socket.on('message', (datagram, sender) => {
    if (sender.address === '127.0.0.1' && sender.port === server) front.send(datagram, client.port, client.address);
  });
  socket.on('error', () => dropped++);
  return { usedAt: 0, send: (datagram, port) => socket.send(datagram, port, '127.0.0.1'), close: () => socket.close() };
}

/** Linux receives on all of 127.0.0.0/8. */
function addressFor(clientAddress) {
  const host = serverOfAddress(clientAddress, 0, 2 ** 16);
  return process.platform === 'linux' ? `127.1.${host >> 8}.${host & 255}` : '127.0.0.1';
}

function end(name) {
  flows.get(name)?.close();
  flows.delete(name);
}

setInterval(() => {
  for (const [name, { usedAt }] of flows) if (Date.now() - usedAt > IDLE_MS) end(name);
}, IDLE_MS / 10).unref();

front.bind(Number(values.port), '127.0.0.1');
await once(front, 'listening');
console.log(`balancer: listens on ${front.address().port}`);

const stop = () => {
  if (dropped > 0) console.log(`balancer: ${dropped} datagrams dropped`);
  for (const name of [...flows.keys()]) end(name);
  front.close();
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
// The program that started this one is gone.
process.once('disconnect', stop);
process.channel?.unref();
