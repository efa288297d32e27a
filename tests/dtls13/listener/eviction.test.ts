import test from 'ava';
import type { Connection, ListenerOptions } from '../../../runtime/dtls13/index.ts';
import { EvictionError } from '../../../runtime/dtls13/index.ts';
import { addressesWithPorts, Client, Server, START } from '../multi-peer-host.ts';

/** A server and clients on many addresses; no datagram is lost or delayed. */
class Neighborhood {
  readonly server: Server;
  readonly clients = new Map<number, Client>();
  now = START;
  readonly #waiting: (() => void)[] = [];

  constructor(options: Partial<ListenerOptions>) {
    const answer = (path: number, datagram: Uint8Array) => {
      const copy = datagram.slice();
      this.#waiting.push(() => this.clients.get(path)?.handle(0, copy, this.now));
    };
    this.server = new Server(answer, options, addressesWithPorts());
  }

  /** A client that exchanges datagrams with the server until neither has any left. */
  join(source: number, port: number): Client {
    const client = this.begin(source, port);
    this.run();
    return client;
  }

  /** Queues its first datagram. */
  begin(source: number, port: number): Client {
    const path = source * 0x10000 + port;
    const client = new Client(path, this.now, (from, datagram) => {
      const copy = datagram.slice();
      this.#waiting.push(() => this.server.handle(from, copy, this.now));
    });
    this.clients.set(path, client);
    return client;
  }

  /** Delivers at most `count` datagrams. */
  run(count = Number.POSITIVE_INFINITY): void {
    for (let index = 0; index < count; index++) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      next();
    }
  }

  /** All queued datagrams are lost. */
  lose(): void {
    this.#waiting.length = 0;
  }

  start(client: Client): void {
    client.endpoint.sendMany(Uint8Array.of(1), Int32Array.of(0), Int32Array.of(1), this.now);
    client.drain(this.now);
    this.run();
  }

  /** Paths of the server's connections that were evicted. */
  get evicted(): { readonly path: number; readonly what: string }[] {
    return this.server.events.flatMap(({ of, event }) =>
      event.kind === 'error' && event.error instanceof EvictionError
        ? [{ path: of.path, what: event.error.evicted }]
        : [],
    );
  }

  get secured(): Connection[] {
    return this.server.events.filter(({ event }) => event.kind === 'secure').map(({ of }) => of);
  }
}

const pathOf = (source: number, port: number): number => source * 0x10000 + port;

test('when the session table is full, the longest silent session of the largest prefix is evicted', (t) => {
  const place = new Neighborhood({ maxConnections: 6 });
  const [first, second] = [1, 2, 3, 4].map((port) => place.join(7, port));
  place.join(8, 1);
  place.join(9, 1);
  t.is(place.server.endpoint.size, 6);
  place.now += 10;
  place.start(first as Client);
  const fresh = place.join(10, 1);
  t.is(fresh.count('secure'), 1);
  t.deepEqual(place.evicted, [{ path: pathOf(7, 2), what: 'session' }]);
  t.is(second?.count('closed'), 1, 'its peer got a close_notify');
  t.is(second?.count('error'), 0);
  t.is(place.server.endpoint.size, 6);
  t.is(place.server.endpoint.statistics.sessionsEvicted, 1);
  t.is(place.server.endpoint.statistics.handshakesEvicted, 0);
  place.start(first as Client);
  t.is(place.server.count('message'), 2);
});

test('sessions of one address are not limited while the table has room', (t) => {
  const place = new Neighborhood({ maxConnections: 50 });
  for (let port = 1; port <= 49; port++) place.join(7, port);
  place.join(8, 1);
  t.is(place.server.count('secure'), 50);
  t.deepEqual(place.evicted, []);
});

test('an active session is not evicted for a prefix with as many sessions', (t) => {
  const place = new Neighborhood({ maxConnections: 2 });
  const [a, b] = [place.join(7, 1), place.join(8, 1)];
  const outside = place.join(9, 1);
  t.is(outside.count('secure'), 0);
  t.is(place.server.endpoint.statistics.discarded.noRoom, 1);
  place.now += 29_999;
  t.is(place.join(9, 2).count('secure'), 0);
  place.start(a as Client);
  place.now += 1;
  t.is(place.join(9, 3).count('secure'), 1);
  t.deepEqual(place.evicted, [{ path: pathOf(8, 1), what: 'session' }]);
  t.is(b?.count('closed'), 1);
});

test('many clients behind one address: the longest silent session is evicted for a new one at once', (t) => {
  const place = new Neighborhood({ maxConnections: 3 });
  const [first, second] = [1, 2, 3].map((port) => place.join(7, port));
  place.now += 1;
  place.start(first as Client);
  place.now += 1;
  t.is(place.join(7, 4).count('secure'), 1);
  t.deepEqual(place.evicted, [{ path: pathOf(7, 2), what: 'session' }]);
  t.is(second?.count('closed'), 1);
});

test('invalid datagrams from the address of a session do not mark it as active', (t) => {
  const place = new Neighborhood({ maxConnections: 2 });
  place.join(7, 1);
  place.join(7, 2);
  place.now += 30_000;
  place.server.handle(pathOf(7, 1), Uint8Array.of(0x2f, 0, 0, 0, 20, ...new Uint8Array(20)), place.now);
  // An unprotected alert, which any sender can forge.
  place.server.handle(pathOf(7, 1), Uint8Array.of(21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 1, 0), place.now);
  place.join(7, 3);
  t.deepEqual(place.evicted, [{ path: pathOf(7, 1), what: 'session' }]);
});

test('an incomplete handshake never evicts a session', (t) => {
  const place = new Neighborhood({ maxConnections: 4 });
  for (const port of [1, 2, 3, 4]) place.join(7, port);
  for (const port of [1, 2, 3]) {
    place.begin(8, port);
    place.run(3);
    place.lose();
  }
  t.is(place.server.endpoint.size, 7);
  t.deepEqual(place.evicted, []);
});

test('a client that restarts the handshake is accepted by a full server', (t) => {
  const place = new Neighborhood({ maxConnections: 2 });
  place.join(7, 1);
  place.join(8, 1);
  place.now += 1;
  t.is(place.join(8, 1).count('secure'), 1);
  t.deepEqual(place.evicted, []);
  t.is(place.server.endpoint.size, 2);
});

test('of two handshakes for the last place the later one is refused', (t) => {
  const place = new Neighborhood({ maxConnections: 1 });
  const [a, b] = [place.begin(7, 1), place.begin(8, 1)];
  place.run();
  t.is(a?.count('secure'), 1);
  t.is(a?.count('closed'), 0);
  t.is(b?.count('closed'), 1);
  t.deepEqual(place.evicted, [{ path: pathOf(8, 1), what: 'session' }]);
  t.is(place.server.endpoint.size, 1);
});

test('the client of an evicted handshake gets an alert at once, and may retry', (t) => {
  const place = new Neighborhood({ maxHandshakes: 3 });
  const slow = [1, 2, 3].map((port) => place.begin(7, port));
  // Their ClientHellos, the answers, the second ClientHellos; then the first flight, and their Finished is lost.
  place.run(9);
  t.is(place.server.endpoint.size, 3);
  place.run(3);
  place.lose();
  const fresh = place.join(8, 1);
  t.is(fresh.count('secure'), 1);
  t.deepEqual(place.evicted, [{ path: pathOf(7, 1), what: 'handshake' }]);
  t.is(slow[0]?.count('error'), 1);
  t.is(place.server.endpoint.statistics.handshakesEvicted, 1);
  t.is(place.join(7, 1).count('secure'), 1);
});

test('handshakes without a cookie use at most half of the places', (t) => {
  const place = new Neighborhood({ maxHandshakes: 8, cookies: 'as-needed' });
  const long = { alpnProtocols: Array.from({ length: 40 }, (_, index) => `a protocol with number ${index}`) };
  for (let source = 1; source <= 20; source++) {
    const datagrams: Uint8Array[] = [];
    new Client(0, place.now, (_path, datagram) => datagrams.push(datagram.slice()), long);
    for (const datagram of datagrams) place.server.handle(pathOf(source, 1), datagram, place.now);
    place.lose();
  }
  t.is(place.server.endpoint.size, 4);
  t.is(place.server.endpoint.statistics.helloRetryRequests, 16);
});

/** An unprotected alert, which any sender can forge: handshake_failure in a record of epoch 0. */
const UNPROTECTED_ALERT = Uint8Array.of(21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 2, 40);

test('an unprotected alert ends no handshake, but its handshake is the first to give way', (t) => {
  const place = new Neighborhood({ maxHandshakes: 3, cookies: 'never' });
  const clients = [1, 2, 3].map((source) => place.begin(source, 1));
  place.run(3);
  place.server.handle(pathOf(2, 1), UNPROTECTED_ALERT, place.now);
  t.is(place.server.endpoint.size, 3, 'it ends nothing');
  // All three are protected from each other for the time in which a client responds.
  place.lose();
  place.begin(4, 1);
  place.run();
  t.deepEqual(place.evicted, [{ path: pathOf(2, 1), what: 'handshake' }]);
  t.is(place.server.count('secure'), 1, 'the new client');
  t.is(clients.length + 1 - place.evicted.length, place.server.endpoint.size);
});

test('a handshake with a forged alert is completed, and its session does not give way', (t) => {
  const place = new Neighborhood({ maxHandshakes: 1, cookies: 'never' });
  const client = place.begin(1, 1);
  place.run(1);
  place.server.handle(pathOf(1, 1), UNPROTECTED_ALERT, place.now);
  place.run();
  t.is(client.count('secure'), 1);
  place.join(2, 1);
  place.join(3, 1);
  t.deepEqual(place.evicted, []);
  t.is(place.server.endpoint.size, 3);
});
