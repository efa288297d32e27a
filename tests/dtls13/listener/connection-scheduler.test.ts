import test from 'ava';
import { Client, Server, START } from '../multi-peer-host.ts';

const [FIRST, SECOND] = [0x0a_00_00_01, 0x0a_00_00_02];

function meet() {
  const clients = new Map<number, Client>();
  const toServer: [path: number, datagram: Uint8Array][] = [];
  const toClient: [path: number, datagram: Uint8Array][] = [];
  const server = new Server((path, datagram) => toClient.push([path, datagram.slice()]));
  const exchange = (): void => {
    while (toServer.length + toClient.length > 0) {
      for (const [path, datagram] of toServer.splice(0)) server.handle(path, datagram, START);
      for (const [path, datagram] of toClient.splice(0)) clients.get(path)?.handle(0, datagram, START);
    }
  };
  for (const path of [FIRST, SECOND]) {
    clients.set(path, new Client(path, START, (from, datagram) => toServer.push([from, datagram.slice()])));
    exchange();
  }
  return { server, clients, exchange };
}

test('a connection whose output the sink throws for does not delay the output of others, and keeps its own', (t) => {
  const { server, clients, exchange } = meet();
  const [first, second] = server.events.filter(({ event }) => event.kind === 'secure').map(({ of }) => of);
  t.is(first?.path, FIRST);
  const reserve = server.reserve.bind(server);
  let isBroken = true;
  server.reserve = (path, size) => {
    if (path === FIRST && isBroken) throw new RangeError('of the host');
    return reserve(path, size);
  };
  // As with `sendMany` of an application: the memory is borrowed until the poll.
  const slab = Uint8Array.of(1, 2);
  first?.sendMany(slab, Int32Array.of(0), Int32Array.of(1), START);
  second?.sendMany(slab, Int32Array.of(1), Int32Array.of(1), START);
  t.throws(() => server.endpoint.poll(server), { message: 'of the host' });
  slab.fill(3);
  exchange();
  const messages = (path: number): number[] =>
    (clients.get(path)?.events ?? []).flatMap(({ event }) => (event.kind === 'message' ? [...event.data] : []));
  t.deepEqual([messages(FIRST), messages(SECOND)], [[], [2]]);
  t.throws(() => server.endpoint.poll(server), { message: 'of the host' });
  isBroken = false;
  t.false(server.endpoint.poll(server));
  exchange();
  t.deepEqual([messages(FIRST), messages(SECOND)], [[3], [2]]);
});
