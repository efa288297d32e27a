import test from 'ava';
import type { Connection } from '../../../runtime/dtls13/index.ts';
import { type Client, DirectPair, manyProtocols, START } from '../multi-peer-host.ts';

const data = Uint8Array.of(1, 2, 3, 4);

function send(directPair: DirectPair, client: Client, bytes = data): void {
  client.endpoint.sendMany(bytes, Int32Array.of(0), Int32Array.of(bytes.length), directPair.now);
  client.drain(directPair.now);
}

function messagesTo(directPair: DirectPair, connection: Connection | undefined): number {
  return directPair.server.events.filter(({ of, event }) => of === connection && event.kind === 'message').length;
}

/** Connections of the server in the order in which they became secure. */
function secured(directPair: DirectPair): Connection[] {
  return directPair.server.events.filter(({ event }) => event.kind === 'secure').map(({ of }) => of);
}

function ends(directPair: DirectPair, connection: Connection | undefined): string[] {
  return directPair.server.events
    .filter(({ of, event }) => of === connection && (event.kind === 'closed' || event.kind === 'error'))
    .map(({ event }) => event.kind);
}

/** A server with one client that is connected. */
function connected(options: ConstructorParameters<typeof DirectPair>[0] = {}): { directPair: DirectPair; old: Client } {
  const directPair = new DirectPair(options);
  const old = directPair.client(1);
  directPair.exchangeAll(old);
  return { directPair, old };
}

test('a client that restarts the handshake on the same path is served, and its old connection ends then and not before', (t) => {
  const { directPair, old } = connected();
  const [first] = secured(directPair);
  const fresh = directPair.client(1);
  directPair.deliverToServer(fresh);
  t.is(directPair.server.endpoint.size, 1, 'a ClientHello without a cookie has no effect');
  directPair.deliverToClient(fresh);
  directPair.deliverToServer(fresh);
  t.is(directPair.server.endpoint.size, 2);
  t.deepEqual(ends(directPair, first), []);
  const answers = directPair.toClient.splice(0);
  send(directPair, old);
  directPair.deliverToServer(old);
  t.is(messagesTo(directPair, first), 1, 'records of the old connection are still read');
  directPair.toClient.push(...answers);
  directPair.exchangeAll(fresh);
  t.is(fresh.count('secure'), 1);
  const [, second] = secured(directPair);
  t.deepEqual(ends(directPair, first), ['closed']);
  t.is(directPair.server.endpoint.size, 1);
  send(directPair, fresh);
  directPair.deliverToServer(fresh);
  t.is(messagesTo(directPair, second), 1);
  send(directPair, old);
  directPair.deliverToServer(old);
  t.is(messagesTo(directPair, first), 1, 'the old keys are discarded');
  t.true(directPair.server.endpoint.owns(1));
});

test('a datagram that is too long shortens those of the session and of the new handshake on its path', (t) => {
  const { directPair } = connected();
  const [first] = secured(directPair) as [Connection];
  const before = first.maxMessageSize;
  const fresh = directPair.client(1, { alpnProtocols: manyProtocols });
  directPair.deliverToServer(fresh);
  directPair.deliverToClient(fresh);
  directPair.deliverToServer(fresh);
  t.is(directPair.server.endpoint.size, 2);
  const flight = directPair.toClient.splice(0);
  const longest = Math.max(...flight.map(({ length }) => length));
  t.true(longest > 400, `${longest}`);
  directPair.server.endpoint.datagramTooLong(1, 1200, directPair.now);
  directPair.server.endpoint.datagramTooLong(1, longest, directPair.now);
  directPair.server.drain(directPair.now);
  t.true(first.maxMessageSize < before);
  const again = directPair.toClient.slice();
  t.true(
    again.length > flight.length && again.every(({ length }) => length < longest),
    `${again.map((each) => each.length)}`,
  );
  directPair.exchangeAll(fresh);
  t.is(fresh.count('secure'), 1);
});

test('records of the old connection are read during the new handshake, also from a slab that is a Buffer', (t) => {
  const { directPair, old } = connected();
  const [first] = secured(directPair);
  // Epoch 6 has the low bits of epoch 2, so the new handshake tries its keys.
  for (let update = 0; update < 3; update++) {
    old.endpoint.updateKeys({}, directPair.now);
    old.drain(directPair.now);
    directPair.exchangeAll(old);
  }
  const fresh = directPair.client(1);
  directPair.deliverToServer(fresh);
  directPair.deliverToClient(fresh);
  directPair.deliverToServer(fresh);
  t.is(directPair.server.endpoint.size, 2);
  send(directPair, old);
  const slab = Buffer.concat(directPair.toServer.splice(0));
  const batch = { slab, at: Int32Array.of(0), length: Int32Array.of(slab.length), path: Int32Array.of(1), count: 1 };
  directPair.server.endpoint.handleDatagrams(batch, directPair.now);
  directPair.server.drain(directPair.now);
  t.is(messagesTo(directPair, first), 1);
});

test('data that arrives with the Finished of a new association is delivered', (t) => {
  const { directPair } = connected();
  const fresh = directPair.client(1);
  directPair.deliverToServer(fresh);
  directPair.deliverToClient(fresh);
  directPair.deliverToServer(fresh);
  directPair.deliverToClient(fresh);
  send(directPair, fresh);
  const together = Buffer.concat(directPair.toServer.splice(0));
  directPair.server.handle(1, together, directPair.now);
  t.is(messagesTo(directPair, secured(directPair)[1]), 1);
});

test('forged hellos do not affect a connection', (t) => {
  const { directPair, old } = connected();
  const [first] = secured(directPair);
  const otherClient = directPair.client(1);
  const [hello] = directPair.toServer.splice(0);
  for (let repeat = 0; repeat < 100; repeat++) directPair.server.handle(1, hello as Uint8Array, directPair.now);
  t.is(directPair.server.endpoint.size, 1);
  // A cookie that was given to another address.
  const elsewhere = directPair.client(2);
  directPair.toClient.length = 0;
  directPair.deliverToServer(elsewhere);
  directPair.deliverToClient(elsewhere);
  for (const datagram of directPair.toServer.splice(0)) directPair.server.handle(1, datagram, directPair.now);
  t.is(directPair.server.endpoint.size, 1);
  for (const datagram of directPair.toClient.splice(0)) old.handle(0, datagram, directPair.now);
  send(directPair, old);
  directPair.deliverToServer(old);
  t.is(messagesTo(directPair, first), 1);
  t.deepEqual(ends(directPair, first), []);
  t.is(old.count('error'), 0, 'the client ignores the answers to the forgeries');
  t.is(otherClient.count('secure'), 0);
});

test('a repeated second ClientHello does not start a new handshake, at any time', (t) => {
  for (const protocols of [[], manyProtocols]) {
    const directPair = new DirectPair();
    const client = directPair.client(1, { alpnProtocols: protocols });
    directPair.deliverToServer(client);
    directPair.deliverToClient(client);
    const second = directPair.toServer.map((datagram) => datagram.slice());
    directPair.deliverToServer(client);
    for (const datagram of second) directPair.server.handle(1, datagram, directPair.now);
    t.is(directPair.server.endpoint.size, 1);
    directPair.exchangeAll(client);
    t.is(client.count('secure'), 1);
    for (const datagram of second) directPair.server.handle(1, datagram, directPair.now + 1000);
    t.is(directPair.server.endpoint.size, 1);
  }
});

test('a new association that fails does not affect the old one', (t) => {
  const { directPair, old } = connected({ idleTimeout: Number.POSITIVE_INFINITY });
  const [first] = secured(directPair);
  const fresh = directPair.client(1);
  directPair.deliverToServer(fresh);
  directPair.deliverToClient(fresh);
  directPair.deliverToServer(fresh);
  t.is(directPair.server.endpoint.size, 2);
  // The client sends no further datagram.
  for (
    let deadline = directPair.now;
    deadline !== Number.POSITIVE_INFINITY;
    deadline = directPair.server.endpoint.nextDeadline()
  ) {
    directPair.now = deadline;
    directPair.server.endpoint.handleTimeout(deadline);
    directPair.server.drain(deadline);
  }
  t.is(directPair.server.endpoint.size, 1);
  t.deepEqual(ends(directPair, first), []);
  directPair.toServer.length = 0;
  send(directPair, old);
  directPair.deliverToServer(old);
  t.is(messagesTo(directPair, first), 1);
});

test('a client that restarts the handshake twice leaves one connection', (t) => {
  const { directPair } = connected();
  const abandoned = directPair.client(1);
  directPair.deliverToServer(abandoned);
  directPair.deliverToClient(abandoned);
  directPair.deliverToServer(abandoned);
  directPair.toClient.length = 0;
  const fresh = directPair.client(1);
  directPair.exchangeAll(fresh);
  t.is(fresh.count('secure'), 1);
  t.is(secured(directPair).length, 2);
  t.is(directPair.server.endpoint.size, 1);
  t.is(directPair.server.count('closed'), 2, 'the secure one and the incomplete one');
});

test('a new connection replaces an old one that has ended', (t) => {
  const { directPair, old } = connected();
  const fresh = directPair.client(1);
  directPair.deliverToServer(fresh);
  directPair.deliverToClient(fresh);
  directPair.deliverToServer(fresh);
  const answers = directPair.toClient.splice(0);
  old.endpoint.close(directPair.now);
  old.drain(directPair.now);
  directPair.deliverToServer(old);
  t.is(directPair.server.endpoint.size, 1);
  directPair.toClient.splice(0, directPair.toClient.length, ...answers);
  directPair.exchangeAll(fresh);
  t.is(fresh.count('secure'), 1);
  t.is(directPair.server.endpoint.size, 1);
  t.deepEqual(ends(directPair, secured(directPair)[0]), ['closed']);
});

test('a client that restarts the handshake during its first one is served', (t) => {
  const directPair = new DirectPair();
  const first = directPair.client(1);
  directPair.deliverToServer(first);
  directPair.deliverToClient(first);
  directPair.deliverToServer(first);
  directPair.toClient.length = 0;
  const second = directPair.client(1);
  directPair.exchangeAll(second);
  t.is(second.count('secure'), 1);
  t.is(directPair.server.endpoint.size, 1);
});

/** The second ClientHello of a handshake that its client abandoned, as recorded by an observer. */
function recorded(directPair: DirectPair): Uint8Array[] {
  const earlier = directPair.client(1);
  directPair.deliverToServer(earlier);
  directPair.deliverToClient(earlier);
  return directPair.toServer.splice(0).map((datagram) => datagram.slice());
}

test('a replayed older second ClientHello does not end the current handshake', (t) => {
  for (const known of [false, true]) {
    const directPair = new DirectPair();
    const replay = recorded(directPair);
    // Also where the server accepted it the first time.
    if (known) for (const datagram of replay) directPair.server.handle(1, datagram, directPair.now);
    directPair.toClient.length = 0;
    directPair.now += 1000;
    const client = directPair.client(1);
    directPair.deliverToServer(client);
    directPair.deliverToClient(client);
    directPair.deliverToServer(client);
    t.is(directPair.server.endpoint.size, 1);
    const answers = directPair.toClient.splice(0);
    for (const datagram of [...replay, ...replay]) directPair.server.handle(1, datagram, directPair.now + 1);
    t.is(directPair.toClient.length, 0, 'no answer is sent');
    t.is(directPair.server.endpoint.size, 1);
    t.is(directPair.server.endpoint.statistics.discarded.replayed, 2);
    directPair.toClient.push(...answers);
    directPair.exchangeAll(client);
    t.is(client.count('secure'), 1);
    t.is(directPair.server.count('secure'), 1);
  }
});

test('a replayed older ClientHello does not block a client that restarts the handshake', (t) => {
  const directPair = new DirectPair();
  const replay = recorded(directPair);
  directPair.now += 1000;
  const established = directPair.client(1);
  directPair.exchangeAll(established);
  directPair.now += 1000;
  const again = directPair.client(1);
  directPair.deliverToServer(again);
  directPair.deliverToClient(again);
  directPair.deliverToServer(again);
  const answers = directPair.toClient.splice(0);
  for (const datagram of replay) directPair.server.handle(1, datagram, directPair.now);
  directPair.toClient.push(...answers);
  directPair.exchangeAll(again);
  t.is(again.count('secure'), 1);
  // In the other order: the replay is first, and then the client restarts the handshake.
  directPair.now += 1000;
  for (const datagram of replay) directPair.server.handle(1, datagram, directPair.now);
  directPair.toClient.length = 0;
  const last = directPair.client(1);
  directPair.exchangeAll(last);
  t.is(last.count('secure'), 1);
  t.is(directPair.server.endpoint.size, 1);
});

test('a replayed older ClientHello does not affect a session', (t) => {
  const directPair = new DirectPair();
  const replay = recorded(directPair);
  directPair.now += 1000;
  const client = directPair.client(1);
  directPair.exchangeAll(client);
  const [connection] = secured(directPair);
  for (const datagram of replay) directPair.server.handle(1, datagram, directPair.now);
  for (let count = 1; count <= 5; count++) {
    directPair.deliverToClient(client);
    send(directPair, client);
    directPair.deliverToServer(client);
    t.is(messagesTo(directPair, connection), count);
  }
  t.is(client.count('error'), 0);
  t.deepEqual(ends(directPair, connection), []);
});

test('a client that restarts the handshake a second later, during its first one, is served', (t) => {
  const directPair = new DirectPair();
  const first = directPair.client(1);
  directPair.deliverToServer(first);
  directPair.deliverToClient(first);
  directPair.deliverToServer(first);
  directPair.toClient.length = 0;
  directPair.now += 1000;
  const second = directPair.client(1);
  directPair.exchangeAll(second);
  t.is(second.count('secure'), 1);
  t.is(directPair.server.endpoint.size, 1);
});

/** A server with a handshake that its client abandoned before it received the ServerHello. */
function abandoned(options: ConstructorParameters<typeof DirectPair>[0] = {}): DirectPair {
  const directPair = new DirectPair(options);
  const client = directPair.client(1);
  directPair.deliverToServer(client);
  directPair.deliverToClient(client);
  directPair.deliverToServer(client);
  directPair.toClient.length = 0;
  return directPair;
}

function passTime(directPair: DirectPair, milliseconds: number): void {
  directPair.now += milliseconds;
  directPair.server.endpoint.handleTimeout(directPair.now);
  directPair.server.drain(directPair.now);
}

test('a client that restarts the handshake just before the retransmission of the old one is served', (t) => {
  for (const cookies of ['always', 'never'] as const) {
    const directPair = abandoned({ cookies });
    passTime(directPair, 999);
    const second = directPair.client(1);
    directPair.deliverToServer(second);
    passTime(directPair, 2);
    t.is(directPair.server.endpoint.statistics.retransmissions, 0, 'other clients would accept the old answer');
    directPair.exchangeAll(second);
    t.is(second.count('secure'), 1, cookies);
    t.is(directPair.server.endpoint.size, 1);
  }
});

test('half a ClientHello of an abandoned handshake does not invalidate that of the next one', (t) => {
  const directPair = new DirectPair();
  const options = { alpnProtocols: manyProtocols };
  const first = directPair.client(1, options);
  directPair.deliverToServer(first);
  directPair.deliverToClient(first);
  // Of its second ClientHello all but the beginning arrives.
  directPair.toServer.shift();
  directPair.deliverToServer(first);
  passTime(directPair, 1000);
  const second = directPair.client(1, options);
  directPair.exchangeAll(second);
  t.is(second.count('secure'), 1);
});

test('forged ClientHellos do not prevent the retransmission of a server', (t) => {
  const directPair = abandoned();
  for (let forgery = 0; forgery < 20; forgery++) {
    passTime(directPair, 900);
    directPair.client(1);
    for (const hello of directPair.toServer.splice(0)) directPair.server.handle(1, hello, directPair.now);
  }
  t.true(directPair.server.endpoint.statistics.retransmissions > 0);
});

test('a client that restarts the handshake after the date was set back is served', (t) => {
  let date = START;
  const directPair = abandoned({ cookieKeys: [new Uint8Array(32).fill(7)], wallClock: () => date });
  date -= 10_000;
  passTime(directPair, 100);
  const second = directPair.client(1);
  directPair.exchangeAll(second);
  t.is(second.count('secure'), 1);
});

test('without cookies a forged ClientHello does not end the current handshake', (t) => {
  const directPair = new DirectPair({ cookies: 'never' });
  const client = directPair.client(1);
  directPair.deliverToServer(client);
  const answers = directPair.toClient.splice(0);
  directPair.client(1);
  for (const forgery of directPair.toServer.splice(0)) directPair.server.handle(1, forgery, directPair.now);
  t.is(directPair.server.count('closed'), 0);
  directPair.toClient.splice(0, directPair.toClient.length, ...answers);
  directPair.exchangeAll(client);
  t.is(client.count('secure'), 1);
});

test('without cookies a forged ClientHello on the path of a session blocks a new handshake of its client for one second only', (t) => {
  const { directPair } = connected({ cookies: 'never' });
  for (let round = 0; round < 3; round++) {
    directPair.client(1);
    for (const forgery of directPair.toServer.splice(0)) directPair.server.handle(1, forgery, directPair.now);
    directPair.toClient.length = 0;
    passTime(directPair, 1000);
  }
  directPair.toClient.length = 0;
  const again = directPair.client(1);
  directPair.exchangeAll(again);
  t.is(secured(directPair).length, 2);
  t.is(directPair.server.endpoint.size, 1);
});

test('without cookies a forged ClientHello does not end a new handshake of an active client, slow or not', (t) => {
  // Without a key share the server requests one, and the cookie of that request proves the address.
  for (const options of [{}, { keyShares: [] }]) {
    const { directPair } = connected({ cookies: 'never' });
    const again = directPair.client(1, { ...options, initialTimeout: 1 });
    directPair.deliverToServer(again);
    if ('keyShares' in options) {
      directPair.deliverToClient(again);
      directPair.deliverToServer(again);
    } else {
      // Its ACK of a part of the flight.
      const [hello] = directPair.toClient.slice();
      again.handle(0, (hello as Uint8Array).subarray(0, (hello as Uint8Array).length - 60), directPair.now);
      again.endpoint.handleTimeout(directPair.now + 1);
      again.drain(directPair.now + 1);
      directPair.deliverToServer(again);
    }
    const answers = directPair.toClient.splice(0);
    passTime(directPair, 900);
    passTime(directPair, 200);
    directPair.client(1);
    for (const forgery of directPair.toServer.splice(0)) directPair.server.handle(1, forgery, directPair.now);
    directPair.toClient.splice(0, directPair.toClient.length, ...answers);
    directPair.exchangeAll(again);
    t.is(secured(directPair).length, 2, JSON.stringify(options));
  }
});

test('a client that has proven its address by its Finished gets all data of the application', (t) => {
  const directPair = new DirectPair({ cookies: 'as-needed' });
  const client = directPair.client(1, { alpnProtocols: manyProtocols });
  directPair.exchangeAll(client);
  const [connection] = secured(directPair) as [Connection];
  const message = new Uint8Array(1000);
  for (let sent = 0; sent < 50; sent++) {
    connection.sendMany(message, Int32Array.of(0), Int32Array.of(1000), directPair.now);
    directPair.server.drain(directPair.now);
  }
  directPair.deliverToClient(client);
  t.is(client.count('message'), 50);
});

test('without cookies forged ClientHellos on the path of a connection start one pending handshake only', (t) => {
  const { directPair, old } = connected({ cookies: 'never' });
  const [first] = secured(directPair);
  const forgeries = [directPair.client(1), directPair.client(1)].map(
    (_, index) => directPair.toServer[index] as Uint8Array,
  );
  directPair.toServer.length = 0;
  for (const forgery of forgeries) directPair.server.handle(1, forgery, directPair.now);
  t.is(directPair.server.endpoint.size, 2);
  t.is(directPair.server.endpoint.statistics.discarded.unassociated, 1);
  send(directPair, old);
  directPair.deliverToServer(old);
  t.is(messagesTo(directPair, first), 1);
  t.deepEqual(ends(directPair, first), []);
});

test('counters of ended connections remain in the sum', (t) => {
  const { directPair } = connected();
  const before = directPair.server.endpoint.statistics;
  const fresh = directPair.client(1);
  directPair.exchangeAll(fresh);
  const after = directPair.server.endpoint.statistics;
  for (const name of ['datagramsReceived', 'datagramsSent', 'bytesReceived', 'recordsReceived'] as const) {
    t.true(after[name] > before[name], name);
  }
});
