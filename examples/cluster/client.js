// What the demonstration does as a client, and as an attacker who records what a client sends.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'wirechart/dtls13';
import { serverOfAddress } from './routing.js';

/** Opens a session through `port`. `from`: the local port; see `portFor`. */
export async function open({ port, ca, from = 0, session, earlyData }) {
  const opened = connect('127.0.0.1', port, {
    ca,
    servername: 'localhost',
    bindHost: '127.0.0.1',
    bindPort: from,
    // A socket of its own: the server needs no id to find this client, but this client one for the server.
    connectionIds: { length: 0 },
    sessions: true,
    session,
    earlyData,
    signal: AbortSignal.timeout(10_000),
  });
  opened.tickets = [];
  opened.on('session', (ticket) => opened.tickets.push(ticket));
  opened.result = await opened.opened;
  return opened;
}

/** The answer to a message, which is sent again where UDP loses it. */
export async function ask(session, message) {
  const answers = session.messages({ signal: AbortSignal.timeout(10_000) });
  const timer = setInterval(() => session.send(message), 1000);
  try {
    session.send(message);
    for await (const data of answers)
      if (Buffer.from(data).toString().endsWith(message)) return Buffer.from(data).toString();
    throw new Error('the session ended');
  } finally {
    clearInterval(timer);
  }
}

/** A session that can be resumed; it arrives after the handshake. */
export async function ticketOf(session) {
  if (session.tickets.length === 0) await once(session, 'session', { signal: AbortSignal.timeout(10_000) });
  return session.tickets.shift();
}

/** A free local port from which the balancer selects this one of two servers. */
export async function portFor(server) {
  for (;;) {
    const { socket, port } = await bound();
    socket.close();
    await once(socket, 'close');
    if (serverOfAddress('127.0.0.1', port, 2) === server) return port;
  }
}

async function bound(port = 0) {
  const socket = createSocket('udp4').bind(port, '127.0.0.1');
  await once(socket, 'listening');
  return { socket, port: socket.address().port };
}

/**
 * Stands between one client and the balancer, and records what the client sends before the first answer. `from`: the port
 * that the balancer sees.
 */
export async function record({ to, from }) {
  const [near, far] = await Promise.all([bound(), bound(from)]);
  const flight = [];
  let client = 0;
  let isAnswered = false;
  near.socket.on('message', (datagram, { port }) => {
    client = port;
    if (!isAnswered) flight.push(datagram);
    far.socket.send(datagram, to, '127.0.0.1');
  });
  far.socket.on('message', (datagram) => {
    isAnswered = true;
    near.socket.send(datagram, client, '127.0.0.1');
  });
  const close = () => {
    near.socket.close();
    far.socket.close();
  };
  return { port: near.port, flight, close };
}

/** Sends recorded datagrams to a server, and resolves when it has answered: it has decided about the early data then. */
export async function replay(flight, port) {
  const { socket } = await bound();
  for (const datagram of flight) socket.send(datagram, port, '127.0.0.1');
  try {
    await once(socket, 'message', { signal: AbortSignal.timeout(5000) });
  } finally {
    socket.close();
  }
}
