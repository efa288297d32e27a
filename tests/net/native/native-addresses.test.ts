import { spawnSync } from 'node:child_process';
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import test from 'ava';
import fc from 'fast-check';
import { createNativeSockets, type NativeDatagrams } from 'wirechart/net/native';
import type { SocketAddress } from '../../../runtime/net/address.ts';
import { ipv6Text } from '../../../runtime/net/address-text.ts';
import { addonTest } from '../../addon.ts';
import { datagramsOf } from './datagrams.ts';
import { openDgram, openNative, until } from './native-fixture.ts';

test('IPv6 addresses have the text of RFC 5952 that the URL parser also writes', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 })), { minLength: 16, maxLength: 16 }),
      (bytes) => {
        // The URL parser writes no IPv4 addresses in IPv6 ones.
        bytes[0] = 0x20;
        const groups = Array.from({ length: 8 }, (_, index) =>
          ((bytes[2 * index] ?? 0) * 256 + (bytes[2 * index + 1] ?? 0)).toString(16),
        );
        t.is(`[${ipv6Text(Uint8Array.from(bytes))}]`, new URL(`http://[${groups.join(':')}]`).hostname);
      },
    ),
  );
  const text = (...tail: number[]) =>
    ipv6Text(Uint8Array.from([...new Array<number>(16 - tail.length).fill(0), ...tail]));
  t.is(text(), '::');
  t.is(text(1), '::1');
  t.is(text(0xff, 0xff, 192, 0, 2, 1), '::ffff:192.0.2.1');
  t.true(isIPv6(text(192, 0, 2, 1)));
});

addonTest('datagrams of one peer have one frozen address object, also in later batches', async (t) => {
  const [one, other] = [await openDgram(t), await openDgram(t)];
  const seen = new Map<number, Set<SocketAddress>>();
  let count = 0;
  const socket = createNativeSockets().open(
    '127.0.0.1',
    0,
    {},
    {
      received({ remote, count: datagrams }) {
        for (const address of remote.slice(0, datagrams)) {
          count++;
          t.true(Object.isFrozen(address));
          seen.set(address.port, (seen.get(address.port) ?? new Set()).add(address));
        }
      },
      sent() {},
      unsent() {},
      failure() {},
    },
  );
  t.teardown(() => socket.close());
  for (let turn = 1; turn <= 10; turn++) {
    for (const { socket: theirs } of [one, other, one]) theirs.send('x', socket.address().port, '127.0.0.1');
    await until(() => count === 3 * turn);
  }
  t.deepEqual([...seen.keys()].toSorted(), [one.port, other.port].toSorted());
  t.true([...seen.values()].every(({ size }) => size === 1));
});

addonTest('a dual-stack socket sends to IPv4 addresses, plain and mapped ones', async (t) => {
  const theirs = await openDgram(t);
  const ours = openNative(t, { address: '::' });
  for (const address of ['127.0.0.1', '::ffff:127.0.0.1']) {
    ours.socket.send(datagramsOf([5]), { address, family: isIPv6(address) ? 'IPv6' : 'IPv4', port: theirs.port });
    ours.socket.flush();
  }
  await until(() => theirs.arrivals.length === 2);
  t.true(theirs.arrivals.every(({ address }) => address === '127.0.0.1'));
});

addonTest('datagrams that wait keep the addresses that they were given with', async (t) => {
  const peers = [await openDgram(t), await openDgram(t), await openDgram(t)];
  const { socket, unsent } = openNative(t);
  const frozen = peers.map(({ port }) => Object.freeze<SocketAddress>({ address: '127.0.0.1', family: 'IPv4', port }));
  const changing = { address: '127.0.0.1', family: 'IPv4' as const, port: 0 };
  for (const [index, to] of frozen.entries()) {
    // Twice in a row, and after one that cannot be sent to.
    for (const each of [to, to, Object.freeze({ ...to, address: 'no address' }), to]) {
      socket.send(datagramsOf([20 + index]), each);
    }
  }
  for (const [index, { port }] of peers.entries()) {
    changing.port = port;
    socket.send(datagramsOf([30 + index]), changing);
  }
  socket.flush();
  await until(() => unsent.length === 3 && peers.every(({ arrivals }) => arrivals.length >= 4));
  t.true(unsent.every(({ code }) => code === 'ERR_WIRECHART_CONFIG'));
  t.deepEqual(
    peers.map(({ arrivals }) => arrivals.map(({ bytes }) => bytes.length)),
    peers.map((_, index) => [20 + index, 20 + index, 20 + index, 30 + index]),
  );
});

addonTest('an IPv4 address with a zone is refused, mapped or not, on sockets of both families', async (t) => {
  for (const address of ['::', '127.0.0.1']) {
    const { socket, unsent, failures } = openNative(t, { address });
    for (const host of ['::ffff:127.0.0.1%lo', '127.0.0.1%lo', '::ffff:127.0.0.1%1']) {
      await t.throwsAsync(socket.connect(host, 9), { code: 'ERR_WIRECHART_CONFIG', message: /zone/ });
      socket.send(datagramsOf([5]), { address: host, family: 'IPv4', port: 9 });
    }
    socket.flush();
    await until(() => failures.length === 3);
    t.deepEqual(
      unsent.map(({ code }) => code),
      new Array<string>(3).fill('ERR_WIRECHART_CONFIG'),
    );
  }
});

addonTest('a socket for IPv6 only refuses IPv4, and leaves the port to another socket', async (t) => {
  const ours = openNative(t, { address: '::', ipv6Only: true });
  const { port } = ours.socket.address();
  const theirs = await openDgram(t, 'udp4', '0.0.0.0', port);
  ours.socket.send(datagramsOf([5]), { address: '127.0.0.1', family: 'IPv4', port });
  ours.socket.flush();
  await until(() => ours.unsent.length === 1);
  t.is(ours.unsent[0]?.code, 'ENETUNREACH');
  t.is(theirs.arrivals.length, 0);
});

const linkLocal = Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
  (addresses ?? []).filter(({ address }) => address.startsWith('fe80:')).map(({ address }) => `${address}%${name}`),
)[0];
const zoneTitle = 'a link-local address has the name of its interface as zone, in both directions';
if (linkLocal === undefined) test.skip(`${zoneTitle} (no interface has a link-local address)`, () => {});
else
  addonTest(zoneTitle, async (t) => {
    const a = openNative(t, { address: linkLocal });
    const b = openNative(t, { address: linkLocal });
    t.is(a.socket.address().address, linkLocal);
    a.socket.send(datagramsOf([5]), b.socket.address());
    a.socket.flush();
    await until(() => b.arrivals.length === 1);
    t.is(b.arrivals[0]?.address, linkLocal);
  });

addonTest('addresses that cannot be used are refused with a typed error', async (t) => {
  const sockets = createNativeSockets();
  const handlers = { received() {}, sent() {}, unsent() {}, failure() {} };
  t.throws(() => sockets.open('localhost', 0, {}, handlers), {
    code: 'ERR_WIRECHART_CONFIG',
    message: /not an IP address/,
  });
  t.throws(() => sockets.open('fe80::1%no-such-device', 0, {}, handlers), {
    code: 'ERR_WIRECHART_CONFIG',
    message: /no interface/,
  });
  t.throws(() => sockets.open('192.0.2.1', 0, {}, handlers), { code: 'EADDRNOTAVAIL' });
  const { socket } = openNative(t);
  const { port } = socket.address();
  const inUse = t.throws(() => sockets.open('127.0.0.1', port, {}, handlers), { code: 'EADDRINUSE' });
  t.like(inUse, {
    name: 'SystemError',
    syscall: 'bind',
    address: '127.0.0.1',
    port,
    message: `bind EADDRINUSE 127.0.0.1:${port}`,
  });
  await t.throwsAsync(socket.connect('localhost', 1), { code: 'ERR_WIRECHART_CONFIG' });
  await t.throwsAsync(socket.connect('255.255.255.255', 9), {
    code: 'EACCES',
    message: 'connect EACCES 255.255.255.255:9',
  });
});

addonTest('two sockets share an address with reusePort', (t) => {
  const a = openNative(t, { reusePort: true });
  const { port } = a.socket.address();
  const b = openNative(t, { reusePort: true, port });
  t.is(b.socket.address().port, port);
  t.throws(() => openNative(t, { port }), { code: 'EADDRINUSE' });
});

/** Sends one datagram with a type of service, which Node cannot set. */
function sendWith(service: number, level: string, name: string, to: string, port: number, family: string): boolean {
  const program = [
    'import socket',
    `s = socket.socket(socket.${family}, socket.SOCK_DGRAM)`,
    `s.setsockopt(socket.${level}, socket.${name}, ${service})`,
    `s.sendto(b"hello", ("${to}", ${port}))`,
  ].join('\n');
  return spawnSync('python3', ['-c', program], { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

for (const { own, to, level, name, family } of [
  { own: '0.0.0.0', to: '127.0.0.2', level: 'IPPROTO_IP', name: 'IP_TOS', family: 'AF_INET' },
  { own: '::', to: '::1', level: 'IPPROTO_IPV6', name: 'IPV6_TCLASS', family: 'AF_INET6' },
  { own: '::', to: '127.0.0.3', level: 'IPPROTO_IP', name: 'IP_TOS', family: 'AF_INET' },
]) {
  addonTest(`the traffic class and the local address of a datagram from ${to} to ${own} are reported`, async (t) => {
    const seen: { trafficClass: number | undefined; local: SocketAddress | undefined }[] = [];
    const handlers = {
      received(datagrams: NativeDatagrams) {
        const { trafficClass, local, count } = datagrams;
        for (let index = 0; index < count; index++)
          seen.push({ trafficClass: trafficClass[index], local: local[index] });
      },
      sent() {},
      unsent() {},
      failure() {},
    };
    const socket = createNativeSockets({ trafficClass: true, localAddress: true }).open(own, 0, {}, handlers as never);
    t.teardown(() => socket.close());
    const { port } = socket.address();
    if (!sendWith(2, level, name, to, port, family)) return void t.log('python3 does not run');
    await until(() => seen.length === 1);
    const address = own === '::' && to !== '::1' ? `::ffff:${to}` : to;
    t.like(seen[0], { trafficClass: 2, local: { address, port, family: own === '::' ? 'IPv6' : 'IPv4' } });
  });
}
