import test from 'ava';
import { ConnectionIdLayout, type ListenerOptions } from '../../../runtime/dtls13/index.ts';
import { testProvider } from '../../net/host-under-test.ts';
import { DirectPair } from '../multi-peer-host.ts';

const layout = new ConnectionIdLayout({ serverBytes: 2, workerBytes: 1, randomBytes: 8 });

test('an id contains the numbers of its server and worker, and random bytes', (t) => {
  const routes = [
    { server: 0, worker: 0 },
    { server: 0x1234, worker: 0x56 },
    { server: 65_535, worker: 255 },
  ];
  for (const route of routes) {
    const generate = layout.generator(testProvider, route);
    const [first, second] = [generate(), generate()];
    t.is(first.length, 11);
    t.is(layout.length, 11);
    t.deepEqual(layout.routeOf(first), route);
    t.notDeepEqual(first, second);
  }
  const id = layout.generator(testProvider, { server: 0x1234, worker: 0x56 })();
  t.deepEqual(id.subarray(0, 3), Uint8Array.of(0x12, 0x34, 0x56));
});

test('numbers of four bytes are exact', (t) => {
  const wide = new ConnectionIdLayout({ serverBytes: 4, workerBytes: 2, randomBytes: 4 });
  const route = { server: 0xfedc_ba98, worker: 0xffff };
  t.deepEqual(wide.routeOf(wide.generator(testProvider, route)()), route);
});

test('numbers and lengths that do not fit are refused', (t) => {
  for (const options of [
    { serverBytes: 5, workerBytes: 1, randomBytes: 8 },
    { serverBytes: 1, workerBytes: 3, randomBytes: 8 },
    { serverBytes: 1, workerBytes: 1, randomBytes: 3 },
    { serverBytes: 1, workerBytes: 1 },
  ]) {
    t.throws(() => new ConnectionIdLayout(options as ConstructorParameters<typeof ConnectionIdLayout>[0]), {
      code: 'ERR_WIRECHART_CONFIG',
    });
  }
  t.throws(() => layout.generator(testProvider, { server: 65_536, worker: 0 }), { code: 'ERR_WIRECHART_CONFIG' });
  t.throws(() => layout.generator(testProvider, { server: 0, worker: -1 }), { code: 'ERR_WIRECHART_CONFIG' });
  t.throws(() => layout.routeOf(new Uint8Array(10)), { code: 'ERR_WIRECHART_CONFIG' });
});

test('a balancer without state brings each datagram to the worker with its connection', (t) => {
  const workers = [0, 1, 2].map((worker) => {
    const generate = layout.generator(testProvider, { server: 7, worker });
    const options: Partial<ListenerOptions> = { connectionIds: { length: layout.length, generate, spares: 0 } };
    return new DirectPair(options);
  });
  const clients = workers.map((pair, path) => {
    const client = pair.client(path, { connectionIds: { length: 0, spares: 0 } });
    pair.exchangeAll(client);
    return client;
  });
  for (const [index, client] of clients.entries()) {
    const text = new TextEncoder().encode(`client ${index}`);
    client.endpoint.sendMany(text, Int32Array.of(0), Int32Array.of(text.length), (workers[index] as DirectPair).now);
    client.drain((workers[index] as DirectPair).now);
    for (const datagram of workers[index]?.toServer.splice(0) ?? []) {
      // The client's address is a new one, so only the id leads to its worker.
      const route = layout.routeOfDatagram(datagram);
      t.deepEqual(route, { server: 7, worker: index });
      const pair = workers[route?.worker ?? 0] as DirectPair;
      pair.server.handle(5000 + index, datagram, pair.now);
    }
  }
  for (const pair of workers) t.is(pair.server.count('message'), 1);
});

test('a datagram without a connection id has no route', (t) => {
  t.is(layout.routeOfDatagram(new Uint8Array(0)), undefined);
  t.is(layout.routeOfDatagram(Uint8Array.of(22, ...new Uint8Array(40))), undefined);
  t.is(layout.routeOfDatagram(Uint8Array.of(0x2f, ...new Uint8Array(40))), undefined);
  t.is(layout.routeOfDatagram(new Uint8Array(11).fill(0x3f)), undefined, 'it ends inside the id');
  t.deepEqual(layout.routeOfDatagram(new Uint8Array(20).fill(0x3f), 2, 14), { server: 0x3f3f, worker: 0x3f });
});
