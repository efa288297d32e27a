import test from 'ava';
import { SystemError } from '../../runtime/errors/system-error.ts';
import { type UdpHandlers, UdpSocket } from '../../runtime/net/udp-socket.ts';

type Arrival = { text: string; address: string; family: string; port: number };

function open(address = '127.0.0.1', options = {}, port = 0) {
  const arrivals: Arrival[] = [];
  const failures: NodeJS.ErrnoException[] = [];
  const waiters: (() => void)[] = [];
  const handlers: UdpHandlers = {
    datagram: (bytes, from, family, fromPort) => {
      arrivals.push({ text: Buffer.from(bytes).toString(), address: from, family, port: fromPort });
      for (const waiter of waiters.splice(0)) waiter();
    },
    failure: (error) => {
      failures.push(error);
      for (const waiter of waiters.splice(0)) waiter();
    },
  };
  const socket = new UdpSocket(address, port, options, handlers);
  const next = (): Promise<void> => new Promise((resolve) => waiters.push(resolve));
  return { socket, arrivals, failures, next };
}

const send = (socket: UdpSocket, text: string, to?: { address: string; family: 'IPv4'; port: number }): Promise<void> =>
  new Promise((resolve) => socket.send(Buffer.from(text), () => resolve(), to));

test('a socket is bound when the constructor returns, and datagrams arrive with their sender', async (t) => {
  const a = open();
  const b = open('127.0.0.1', { udpTTL: 9, udpReceiveBufferSize: 65_536, udpSendBufferSize: 65_536 });
  t.like(a.socket.address(), { address: '127.0.0.1', family: 'IPv4' });
  const arrival = a.next();
  await send(b.socket, 'hi', { address: '127.0.0.1', family: 'IPv4', port: a.socket.address().port });
  await arrival;
  t.deepEqual(a.arrivals, [{ text: 'hi', address: '127.0.0.1', family: 'IPv4', port: b.socket.address().port }]);
  t.like(a.socket.counters, { datagramsReceived: 1, bytesReceived: 2 });
  t.like(b.socket.counters, { datagramsSent: 1, bytesSent: 2, failures: 0 });
  a.socket.close();
  b.socket.close();
});

test('an address in use throws the error of the operating system and leaves no socket open', (t) => {
  const a = open();
  const { port } = a.socket.address();
  t.throws(() => open('127.0.0.1', {}, port), { instanceOf: SystemError, code: 'EADDRINUSE' });
  t.throws(() => open('192.0.2.1'), { code: 'EADDRNOTAVAIL' });
  a.socket.close();
});

test('an ICMP error of the connected peer is a failure that leaves the socket open', async (t) => {
  const closed = open();
  const { port } = closed.socket.address();
  await new Promise<void>((resolve) => closed.socket.close(resolve));
  const a = open();
  await a.socket.connect('127.0.0.1', port);
  const failure = a.next();
  await send(a.socket, 'hello');
  await failure;
  t.is(a.failures[0]?.code, 'ECONNREFUSED');
  t.is(a.socket.counters.failures, 1);
  const later = open('127.0.0.1', {}, port);
  const arrival = later.next();
  await send(a.socket, 'again');
  await arrival;
  t.is(later.arrivals[0]?.text, 'again');
  a.socket.close();
  later.socket.close();
});

test('a connection that the operating system refuses rejects', async (t) => {
  const a = open();
  // Broadcasts need a permission that was not requested.
  await t.throwsAsync(a.socket.connect('255.255.255.255', 9));
  a.socket.close();
});

test('a datagram that is too large for UDP is a failure, and its buffer is returned', async (t) => {
  const a = open();
  await send(a.socket, 'x'.repeat(70_000), { address: '127.0.0.1', family: 'IPv4', port: 9 });
  t.is(a.failures[0]?.code, 'EMSGSIZE');
  a.socket.close();
});

test('a second close has no effect, and a closed socket returns buffers unsent', async (t) => {
  const a = open();
  await new Promise<void>((resolve) => a.socket.close(resolve));
  await new Promise<void>((resolve) => a.socket.close(resolve));
  a.socket.close();
  await send(a.socket, 'late', { address: '127.0.0.1', family: 'IPv4', port: 9 });
  t.is(a.socket.counters.datagramsSent, 0);
});

test('IPv6 loopback', async (t) => {
  let a: ReturnType<typeof open>;
  try {
    a = open('::1', { ipv6Only: true });
  } catch {
    t.pass('this machine has no IPv6');
    return;
  }
  const b = open('::1');
  await b.socket.connect('::1', a.socket.address().port);
  const arrival = a.next();
  await send(b.socket, 'six');
  await arrival;
  t.like(a.arrivals[0], { text: 'six', address: '::1', family: 'IPv6' });
  a.socket.unref();
  a.socket.ref();
  a.socket.close();
  b.socket.close();
});
