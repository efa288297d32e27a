import test from 'ava';
import { SystemError } from '../../runtime/errors/system-error.ts';
import type { DatagramSocketHandlers, SendBuffer } from '../../runtime/net/datagram-socket.ts';
import { dgramSockets } from '../../runtime/net/dgram-sockets.ts';

type Arrival = { text: string; address: string; family: string; port: number };
type Address = { address: string; family: 'IPv4'; port: number };

function open(address = '127.0.0.1', options = {}, port = 0) {
  const arrivals: Arrival[] = [];
  const remotes: unknown[] = [];
  const failures: NodeJS.ErrnoException[] = [];
  const unsent: (string | number | undefined)[][] = [];
  const waiters: (() => void)[] = [];
  const returned = new Map<SendBuffer, () => void>();
  const wake = (): void => {
    for (const waiter of waiters.splice(0)) waiter();
  };
  const handlers: DatagramSocketHandlers = {
    received: ({ slab, at, length, remote, count, ownsSlab }) => {
      if (!ownsSlab) throw new Error('the memory of dgram has no other user');
      for (let index = 0; index < count; index++) {
        const start = at[index] ?? 0;
        const text = Buffer.from(slab.subarray(start, start + (length[index] ?? 0))).toString();
        arrivals.push({ text, ...(remote[index] as Address) });
        remotes.push(remote[index]);
      }
      wake();
    },
    sent: (buffer) => {
      returned.get(buffer)?.();
      returned.delete(buffer);
    },
    unsent: (buffer, index, { code }) => {
      unsent.push([code, index, buffer.length[index]]);
      if (!returned.has(buffer)) throw new Error('the buffer was returned before');
    },
    failure: (error) => {
      failures.push(error);
      wake();
    },
  };
  const socket = dgramSockets.open(address, port, options, handlers);
  const next = (): Promise<void> => new Promise((resolve) => waiters.push(resolve));
  /** Sends one buffer, and resolves when it is returned. */
  const send = (texts: readonly string[], to?: Address): Promise<void> =>
    new Promise((resolve) => {
      const bytes = Buffer.from(`${texts.join('')}rest of the buffer`);
      const buffer = { bytes, length: Int32Array.from(texts, (text) => text.length), count: texts.length };
      returned.set(buffer, resolve);
      socket.send(buffer, to);
      socket.flush();
      if (!returned.has(buffer)) throw new Error('the buffer was returned from inside send');
    });
  return { socket, arrivals, remotes, failures, unsent, next, send };
}

const send = (from: { send(texts: readonly string[], to?: Address): Promise<void> }, text: string, to?: Address) =>
  from.send([text], to);

test('a socket is bound when it is opened, and datagrams arrive with their sender', async (t) => {
  const a = open();
  const b = open('127.0.0.1', { udpTTL: 9, udpReceiveBufferSize: 65_536, udpSendBufferSize: 65_536 });
  t.like(a.socket.address(), { address: '127.0.0.1', family: 'IPv4' });
  const arrival = a.next();
  await send(b, 'hi', { address: '127.0.0.1', family: 'IPv4', port: a.socket.address().port });
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
  await send(a, 'hello');
  await failure;
  t.is(a.failures[0]?.code, 'ECONNREFUSED');
  t.is(a.socket.counters.failures, 1);
  const later = open('127.0.0.1', {}, port);
  const arrival = later.next();
  await send(a, 'again');
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
  await send(a, 'x'.repeat(70_000), { address: '127.0.0.1', family: 'IPv4', port: 9 });
  t.is(a.failures[0]?.code, 'EMSGSIZE');
  a.socket.close();
});

test('a second close has no effect, and a closed socket returns buffers unsent', async (t) => {
  const a = open();
  await new Promise<void>((resolve) => a.socket.close(resolve));
  await new Promise<void>((resolve) => a.socket.close(resolve));
  a.socket.close();
  await send(a, 'late', { address: '127.0.0.1', family: 'IPv4', port: 9 });
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
  await send(b, 'six');
  await arrival;
  t.like(a.arrivals[0], { text: 'six', address: '::1', family: 'IPv6' });
  a.socket.unref();
  a.socket.ref();
  a.socket.close();
  b.socket.close();
});

test('the datagrams of a buffer are sent in order, each by itself', async (t) => {
  const [a, b] = [open(), open()];
  const { port } = a.socket.address();
  const texts = ['one', '', 'three', 'x'.repeat(1200), 'five'];
  await b.send(texts, { address: '127.0.0.1', family: 'IPv4', port });
  while (a.arrivals.length < texts.length) await a.next();
  t.deepEqual(
    a.arrivals.map(({ text }) => text),
    texts,
  );
  t.like(b.socket.counters, { datagramsSent: 5, bytesSent: 1212 });
  t.true(
    a.remotes.every((remote) => remote === a.remotes[0]),
    'one object for one peer',
  );
  t.true(Object.isFrozen(a.remotes[0]));
  a.socket.close();
  b.socket.close();
});

test('a datagram of a buffer that is not sent is reported with its index before the buffer is returned', async (t) => {
  const [a, b] = [open(), open()];
  const to = { address: '127.0.0.1', family: 'IPv4', port: a.socket.address().port } as const;
  await b.send(['first', 'x'.repeat(66_000), 'last'], to);
  t.deepEqual(b.unsent, [['EMSGSIZE', 1, 66_000]]);
  while (a.arrivals.length < 2) await a.next();
  t.deepEqual(
    a.arrivals.map(({ text }) => text),
    ['first', 'last'],
  );
  t.like(b.socket.counters, { datagramsSent: 2, failures: 1 });
  a.socket.close();
  b.socket.close();
});
