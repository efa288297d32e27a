import test from 'ava';
import { ConfigError } from '../../../runtime/errors/config-error.ts';
import { WirechartError } from '../../../runtime/errors/wirechart-error.ts';
import type { SocketAddress } from '../../../runtime/net/address.ts';
import { HashBalancer, leastLoaded, TableBalancer } from '../../../runtime/net/workers/balancer.ts';
import { MainRing } from '../../../runtime/net/workers/main-ring.ts';
import { PeerRings } from '../../../runtime/net/workers/peer-rings.ts';
import { RESTART_WINDOW, RestartLimit } from '../../../runtime/net/workers/restart-limit.ts';
import {
  AddressReader,
  addressKey,
  addressOf,
  Entry,
  EntryWriter,
  kindOf,
  prefixLength,
} from '../../../runtime/net/workers/ring-entries.ts';
import { SilenceMonitor } from '../../../runtime/net/workers/silence-monitor.ts';
import { errorMessage, errorOf } from '../../../runtime/net/workers/worker-error.ts';
import { DatagramRing } from '../../../runtime/ring/datagram-ring.ts';
import type { RingConsumer } from '../../../runtime/ring/ring-consumer.ts';

const v4 = (port: number, address = '192.0.2.7'): SocketAddress => ({ address, family: 'IPv4', port });
const v6 = (port: number): SocketAddress => ({ address: 'fe80::1%eth0', family: 'IPv6', port });

/** What was written, as texts. */
function entries(consumer: RingConsumer): string[] {
  const addresses = new AddressReader();
  const found: string[] = [];
  consumer.read((word, a, b, memory, at, length) => {
    const remote = addresses.read(word, a, b, memory, at, length);
    const data = Buffer.from(memory.slice(at + prefixLength(word), at + length)).toString();
    found.push(`${kindOf(word)} ${remote?.address} ${remote?.family} ${remote?.port} ${data}`);
  }, 1000);
  return found;
}

test('entries of a ring keep addresses of both families, and their datagrams', (t) => {
  const ring = DatagramRing.create({ bytes: 4096, producers: 'one' });
  const writer = new EntryWriter(ring.producer());
  const bytes = Buffer.from('xxdatagram');
  for (const remote of [v4(1), v6(65_535), v4(65_535, '255.255.255.255'), v4(0, '0.0.0.0')]) {
    t.true(writer.write(Entry.datagram, remote, bytes, 2, 8));
  }
  t.true(writer.write(Entry.held, v6(2), bytes, 0, 0));
  writer.publish();
  t.deepEqual(entries(ring.consumer()), [
    '1 192.0.2.7 IPv4 1 datagram',
    '1 fe80::1%eth0 IPv6 65535 datagram',
    '1 255.255.255.255 IPv4 65535 datagram',
    '1 0.0.0.0 IPv4 0 datagram',
    '2 fe80::1%eth0 IPv6 2 ',
  ]);
});

test('an entry that no writer wrote has no address', (t) => {
  const addresses = new AddressReader();
  const memory = new Uint8Array(4);
  t.is(addresses.read(Entry.datagram | (5 << 8), 0, 1, memory, 0, 4), undefined);
  t.is(addresses.read(Entry.datagram, 0, 65_536, memory, 0, 4), undefined);
  t.true(Object.isFrozen(addresses.read(Entry.datagram, 1, 1, memory, 0, 4)));
  t.is(addresses.read(Entry.datagram, 1, 1, memory, 0, 4), addresses.read(Entry.datagram, 1, 1, memory, 0, 0));
  for (let port = 0; port < 10_000; port++) t.is(addresses.read(Entry.datagram, 9, port, memory, 0, 0)?.port, port);
});

test('the key of an address stands for it', (t) => {
  for (const remote of [v4(1), v4(65_535, '255.255.255.255'), v6(3)])
    t.deepEqual(addressOf(addressKey(remote)), remote);
});

test('changes of addresses wait for a full ring, and two of one address cancel each other', (t) => {
  const ring = DatagramRing.create({ bytes: 1024, producers: 'one' });
  const main = new MainRing(ring.producer(), false);
  while (main.write(Entry.datagram, v4(1), new Uint8Array(300), 0, 300));
  while (main.write(Entry.datagram, v4(1), new Uint8Array(0), 0, 0));
  for (let time = 0; time < 100; time++) {
    main.report(v4(2), true);
    main.report(v4(2), false);
  }
  main.report(v4(3), true);
  t.false(main.write(Entry.datagram, v4(4), new Uint8Array(0), 0, 0));
  const consumer = ring.consumer();
  main.publish();
  t.true(entries(consumer).every((each) => each.startsWith('1 192.0.2.7 IPv4 1 ')));
  main.publish();
  t.deepEqual(entries(consumer), ['2 192.0.2.7 IPv4 3 ']);
  main.report(v4(3), false);
  main.publish();
  t.deepEqual(entries(consumer), ['3 192.0.2.7 IPv4 3 ']);
});

test('reports of a worker that sends its own datagrams wake the main thread with its next sign of life only, and are not lost with it', async (t) => {
  for (const isQuiet of [false, true]) {
    const ring = DatagramRing.create({ bytes: 1024, producers: 'many', lanes: 2 });
    const main = new MainRing(ring.producer(1), isQuiet);
    const consumer = ring.consumer();
    let woken = 0;
    const ready = consumer.ready()?.then(() => woken++);
    const alive = setInterval(() => {}, 1000);
    main.report(v4(1), true);
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    t.is(woken, isQuiet ? 0 : 1);
    // What the main thread does when the worker has exited.
    t.deepEqual(entries(consumer), ['2 192.0.2.7 IPv4 1 ']);
    main.report(v4(1), false);
    main.publish();
    await ready;
    clearInterval(alive);
    t.deepEqual(entries(consumer), ['3 192.0.2.7 IPv4 1 ']);
  }
});

test('datagrams for other workers are passed on or counted, and those for itself and for missing ones are dropped', async (t) => {
  const ring = DatagramRing.create({ bytes: 1024, producers: 'many', lanes: 3 });
  const peers = new PeerRings(0, [undefined, ring.memory, undefined]);
  const bytes = new Uint8Array(200);
  peers.forward(0, v4(1), bytes, 0, 200);
  peers.forward(2, v4(1), bytes, 0, 200);
  peers.forward(7, v4(1), bytes, 0, 200);
  t.is(peers.forwarded, 0);
  while (peers.overflowed === 0) peers.forward(1, v4(1), bytes, 0, 200);
  t.is(peers.forwarded, 4);
  await new Promise(setImmediate);
  t.is(entries(ring.consumer()).length, 4);
  const successor = DatagramRing.create({ bytes: 1024, producers: 'many', lanes: 3 });
  peers.replace(1, successor.memory);
  peers.replace(0, successor.memory);
  peers.forward(0, v4(1), bytes, 0, 200);
  peers.forward(1, v4(2), bytes, 0, 0);
  await new Promise(setImmediate);
  t.deepEqual(entries(successor.consumer()), ['1 192.0.2.7 IPv4 2 ']);
});

test('the hash distributes addresses evenly, and another seed in another way', (t) => {
  const [one, other] = [new HashBalancer(4, 1), new HashBalancer(4, 2)];
  const counts = [0, 0, 0, 0];
  let same = 0;
  for (let port = 1; port <= 4000; port++) {
    const remote = port % 2 === 0 ? v4(port) : v6(port);
    const worker = one.workerOf(remote);
    t.is(one.workerOf({ ...remote }), worker);
    (counts[worker] as number)++;
    if (other.workerOf(remote) === worker) same++;
  }
  t.true(
    counts.every((count) => count > 850 && count < 1150),
    String(counts),
  );
  t.true(same > 800 && same < 1200, String(same));
});

test('the least loaded worker gets a new address, and keeps it while it has a connection', (t) => {
  const table = new TableBalancer(2, 100, leastLoaded);
  t.deepEqual(
    [1, 2, 3, 4].map((port) => table.workerOf(v4(port))),
    [0, 1, 0, 1],
  );
  for (const port of [1, 3]) table.held(addressKey(v4(port)), 0);
  t.is(table.workerOf(v4(1)), 0);
  // A flood of addresses displaces those without a connection only.
  for (let port = 1; port <= 20_000; port++) table.workerOf(v4(port, '198.51.100.1'));
  t.is(table.size, 16_384 + 2);
  t.is(table.workerOf(v4(1)), 0);
  t.is(table.workerOf(v4(3)), 0);
  table.released(addressKey(v4(1)), 1);
  t.is(table.size, 16_384 + 2);
  table.released(addressKey(v4(1)), 0);
  t.is(table.size, 16_384 + 1);
  t.is(table.workerOf(v4(1)), 0);
});

test('a table of addresses follows a client to another worker, and has a limit', (t) => {
  const table = new TableBalancer(2, 1, () => 0);
  t.is(table.workerOf(v4(1)), 0);
  table.held(addressKey(v4(1)), 0);
  table.held(addressKey(v4(1)), 1);
  t.is(table.workerOf(v4(1)), 1);
  table.held(addressKey(v4(2)), 1);
  t.is(table.size, 1);
  t.is(table.workerOf(v4(2)), 0);
});

test('restarts are limited in a minute, and wait longer and longer', (t) => {
  const limit = new RestartLimit(9);
  const delays = Array.from({ length: 10 }, () => limit.next(1000));
  t.deepEqual(delays, [0, 100, 200, 400, 800, 1600, 3200, 5000, 5000, undefined]);
  t.is(limit.next(1000 + RESTART_WINDOW), 0);
});

test('a worker is silent after the time limit only, and counts again after a sign of life', (t) => {
  const silent: unknown[] = [];
  const monitor = new SilenceMonitor<{ beats: number }>(1e6, (worker) => silent.push(worker));
  const [quiet, busy] = [{ beats: 0 }, { beats: 0 }];
  monitor.watch(quiet);
  monitor.watch(busy);
  for (let check = 0; check < 8; check++) {
    busy.beats++;
    monitor.check();
  }
  t.deepEqual(silent, []);
  quiet.beats = 7;
  monitor.check();
  for (let check = 0; check < 9; check++) {
    t.deepEqual(silent, []);
    busy.beats++;
    monitor.check();
  }
  t.deepEqual(silent, [quiet]);
  monitor.forget(busy);
  for (let check = 0; check < 20; check++) monitor.check();
  t.deepEqual(silent, [quiet]);
});

test('an error passes to another thread with its code, its causes and its simple properties', (t) => {
  const inner = Object.assign(new Error('inner'), { errno: -5, list: [1] });
  const error = new WirechartError('ERR_DTLS_CLOSED', 'outer', { cause: inner });
  const passed = errorOf(structuredClone(errorMessage(error))) as WirechartError;
  t.deepEqual(
    [passed.code, passed.message, passed.name, passed.stack],
    ['ERR_DTLS_CLOSED', 'outer', 'WirechartError', error.stack],
  );
  t.deepEqual({ ...(passed.cause as object) }, { errno: -5 });
  t.is((passed.cause as Error).message, 'inner');
  const config = errorOf(structuredClone(errorMessage(new ConfigError('mtu', 'is wrong'))));
  t.true(config instanceof ConfigError);
  t.is((config as ConfigError).option, 'mtu');
});

test('anything that is thrown passes to another thread', (t) => {
  const hostile = new Proxy(new Error('x'), {
    get() {
      throw new Error('hostile');
    },
  });
  const endless = new Error('endless');
  endless.cause = endless;
  const getter = Object.defineProperty(new Error('y'), 'message', {
    get() {
      throw new Error('hostile');
    },
  });
  for (const thrown of [undefined, null, 7, 'text', Symbol('x'), {}, hostile, endless, getter]) {
    t.true(errorOf(structuredClone(errorMessage(thrown))) instanceof Error);
  }
  t.is(errorOf(errorMessage('text')).message, 'text');
});
