import test from 'ava';
import type { Connection } from '../../../runtime/dtls13/index.ts';
import { type Client, Duet, manyProtocols, START } from '../multi-peer-host.ts';

const data = Uint8Array.of(1, 2, 3, 4);

function send(duet: Duet, client: Client, bytes = data): void {
  client.endpoint.sendMany(bytes, Int32Array.of(0), Int32Array.of(bytes.length), duet.now);
  client.drain(duet.now);
}

function messagesTo(duet: Duet, connection: Connection | undefined): number {
  return duet.server.events.filter(({ of, event }) => of === connection && event.kind === 'message').length;
}

/** Connections of the server in the order in which they became secure. */
function secured(duet: Duet): Connection[] {
  return duet.server.events.filter(({ event }) => event.kind === 'secure').map(({ of }) => of);
}

function ends(duet: Duet, connection: Connection | undefined): string[] {
  return duet.server.events
    .filter(({ of, event }) => of === connection && (event.kind === 'closed' || event.kind === 'error'))
    .map(({ event }) => event.kind);
}

/** A server with one client that is connected. */
function connected(options: ConstructorParameters<typeof Duet>[0] = {}): { duet: Duet; old: Client } {
  const duet = new Duet(options);
  const old = duet.client(1);
  duet.talk(old);
  return { duet, old };
}

test('a client that begins anew on the same path is served, and its old connection ends then and not before', (t) => {
  const { duet, old } = connected();
  const [first] = secured(duet);
  const fresh = duet.client(1);
  duet.hear(fresh);
  t.is(duet.server.endpoint.size, 1, 'a ClientHello without a cookie changes nothing');
  duet.answer(fresh);
  duet.hear(fresh);
  t.is(duet.server.endpoint.size, 2);
  t.deepEqual(ends(duet, first), []);
  const answers = duet.toClient.splice(0);
  send(duet, old);
  duet.hear(old);
  t.is(messagesTo(duet, first), 1, 'what the old connection protected is still read');
  duet.toClient.push(...answers);
  duet.talk(fresh);
  t.is(fresh.count('secure'), 1);
  const [, second] = secured(duet);
  t.deepEqual(ends(duet, first), ['closed']);
  t.is(duet.server.endpoint.size, 1);
  send(duet, fresh);
  duet.hear(fresh);
  t.is(messagesTo(duet, second), 1);
  send(duet, old);
  duet.hear(old);
  t.is(messagesTo(duet, first), 1, 'the old keys are gone');
  t.true(duet.server.endpoint.owns(1));
});

test('data that comes with the Finished of a new association is delivered', (t) => {
  const { duet } = connected();
  const fresh = duet.client(1);
  duet.hear(fresh);
  duet.answer(fresh);
  duet.hear(fresh);
  duet.answer(fresh);
  send(duet, fresh);
  const together = Buffer.concat(duet.toServer.splice(0));
  duet.server.handle(1, together, duet.now);
  t.is(messagesTo(duet, secured(duet)[1]), 1);
});

test('hellos that others forge do not hurt a connection', (t) => {
  const { duet, old } = connected();
  const [first] = secured(duet);
  const stranger = duet.client(1);
  const [hello] = duet.toServer.splice(0);
  for (let repeat = 0; repeat < 100; repeat++) duet.server.handle(1, hello as Uint8Array, duet.now);
  t.is(duet.server.endpoint.size, 1);
  // A cookie that was given to another address.
  const elsewhere = duet.client(2);
  duet.toClient.length = 0;
  duet.hear(elsewhere);
  duet.answer(elsewhere);
  for (const datagram of duet.toServer.splice(0)) duet.server.handle(1, datagram, duet.now);
  t.is(duet.server.endpoint.size, 1);
  for (const datagram of duet.toClient.splice(0)) old.handle(0, datagram, duet.now);
  send(duet, old);
  duet.hear(old);
  t.is(messagesTo(duet, first), 1);
  t.deepEqual(ends(duet, first), []);
  t.is(old.count('error'), 0, 'the client takes no notice of what the server answered to the forgeries');
  t.is(stranger.count('secure'), 0);
});

test('a second ClientHello that comes again, however late, is not a new beginning', (t) => {
  for (const protocols of [[], manyProtocols]) {
    const duet = new Duet();
    const client = duet.client(1, { alpnProtocols: protocols });
    duet.hear(client);
    duet.answer(client);
    const second = duet.toServer.map((datagram) => datagram.slice());
    duet.hear(client);
    for (const datagram of second) duet.server.handle(1, datagram, duet.now);
    t.is(duet.server.endpoint.size, 1);
    duet.talk(client);
    t.is(client.count('secure'), 1);
    for (const datagram of second) duet.server.handle(1, datagram, duet.now + 1000);
    t.is(duet.server.endpoint.size, 1);
  }
});

test('a new association that comes to nothing leaves the old one alone', (t) => {
  const { duet, old } = connected({ idleTimeout: Number.POSITIVE_INFINITY });
  const [first] = secured(duet);
  const fresh = duet.client(1);
  duet.hear(fresh);
  duet.answer(fresh);
  duet.hear(fresh);
  t.is(duet.server.endpoint.size, 2);
  // The client is never heard of again.
  for (let deadline = duet.now; deadline !== Number.POSITIVE_INFINITY; deadline = duet.server.endpoint.nextDeadline()) {
    duet.now = deadline;
    duet.server.endpoint.handleTimeout(deadline);
    duet.server.drain(deadline);
  }
  t.is(duet.server.endpoint.size, 1);
  t.deepEqual(ends(duet, first), []);
  duet.toServer.length = 0;
  send(duet, old);
  duet.hear(old);
  t.is(messagesTo(duet, first), 1);
});

test('a client that begins anew twice leaves one connection', (t) => {
  const { duet } = connected();
  const abandoned = duet.client(1);
  duet.hear(abandoned);
  duet.answer(abandoned);
  duet.hear(abandoned);
  duet.toClient.length = 0;
  const fresh = duet.client(1);
  duet.talk(fresh);
  t.is(fresh.count('secure'), 1);
  t.is(secured(duet).length, 2);
  t.is(duet.server.endpoint.size, 1);
  t.is(duet.server.count('closed'), 2, 'the one that was secure and the one that never became so');
});

test('an old connection that ends by itself makes room for the new one', (t) => {
  const { duet, old } = connected();
  const fresh = duet.client(1);
  duet.hear(fresh);
  duet.answer(fresh);
  duet.hear(fresh);
  const answers = duet.toClient.splice(0);
  old.endpoint.close(duet.now);
  old.drain(duet.now);
  duet.hear(old);
  t.is(duet.server.endpoint.size, 1);
  duet.toClient.splice(0, duet.toClient.length, ...answers);
  duet.talk(fresh);
  t.is(fresh.count('secure'), 1);
  t.is(duet.server.endpoint.size, 1);
  t.deepEqual(ends(duet, secured(duet)[0]), ['closed']);
});

test('a client that begins anew while its first handshake is under way is served', (t) => {
  const duet = new Duet();
  const first = duet.client(1);
  duet.hear(first);
  duet.answer(first);
  duet.hear(first);
  duet.toClient.length = 0;
  const second = duet.client(1);
  duet.talk(second);
  t.is(second.count('secure'), 1);
  t.is(duet.server.endpoint.size, 1);
});

/** The second ClientHello of a handshake that its client gave up, as an observer recorded it. */
function recorded(duet: Duet): Uint8Array[] {
  const earlier = duet.client(1);
  duet.hear(earlier);
  duet.answer(earlier);
  return duet.toServer.splice(0).map((datagram) => datagram.slice());
}

test('an older second ClientHello that an observer replays does not end the handshake under way', (t) => {
  for (const known of [false, true]) {
    const duet = new Duet();
    const replay = recorded(duet);
    // Also where the server took it in the first time.
    if (known) for (const datagram of replay) duet.server.handle(1, datagram, duet.now);
    duet.toClient.length = 0;
    duet.now += 1000;
    const client = duet.client(1);
    duet.hear(client);
    duet.answer(client);
    duet.hear(client);
    t.is(duet.server.endpoint.size, 1);
    const answers = duet.toClient.splice(0);
    for (const datagram of [...replay, ...replay]) duet.server.handle(1, datagram, duet.now + 1);
    t.is(duet.toClient.length, 0, 'nobody is told');
    t.is(duet.server.endpoint.size, 1);
    t.is(duet.server.endpoint.statistics.discarded.replayed, 2);
    duet.toClient.push(...answers);
    duet.talk(client);
    t.is(client.count('secure'), 1);
    t.is(duet.server.count('secure'), 1);
  }
});

test('a replayed older ClientHello does not stand in the way of a client that begins anew', (t) => {
  const duet = new Duet();
  const replay = recorded(duet);
  duet.now += 1000;
  const established = duet.client(1);
  duet.talk(established);
  duet.now += 1000;
  const again = duet.client(1);
  duet.hear(again);
  duet.answer(again);
  duet.hear(again);
  const answers = duet.toClient.splice(0);
  for (const datagram of replay) duet.server.handle(1, datagram, duet.now);
  duet.toClient.push(...answers);
  duet.talk(again);
  t.is(again.count('secure'), 1);
  // And the other way round: the replay is first, and the client begins anew beside it.
  duet.now += 1000;
  for (const datagram of replay) duet.server.handle(1, datagram, duet.now);
  duet.toClient.length = 0;
  const last = duet.client(1);
  duet.talk(last);
  t.is(last.count('secure'), 1);
  t.is(duet.server.endpoint.size, 1);
});

test('a replayed older ClientHello does not disturb a session', (t) => {
  const duet = new Duet();
  const replay = recorded(duet);
  duet.now += 1000;
  const client = duet.client(1);
  duet.talk(client);
  const [connection] = secured(duet);
  for (const datagram of replay) duet.server.handle(1, datagram, duet.now);
  for (let count = 1; count <= 5; count++) {
    duet.answer(client);
    send(duet, client);
    duet.hear(client);
    t.is(messagesTo(duet, connection), count);
  }
  t.is(client.count('error'), 0);
  t.deepEqual(ends(duet, connection), []);
});

test('a client that begins anew a second later, with its first handshake under way, is served', (t) => {
  const duet = new Duet();
  const first = duet.client(1);
  duet.hear(first);
  duet.answer(first);
  duet.hear(first);
  duet.toClient.length = 0;
  duet.now += 1000;
  const second = duet.client(1);
  duet.talk(second);
  t.is(second.count('secure'), 1);
  t.is(duet.server.endpoint.size, 1);
});

/** A server with a handshake that its client gave up before it heard the ServerHello. */
function abandoned(options: ConstructorParameters<typeof Duet>[0] = {}): Duet {
  const duet = new Duet(options);
  const client = duet.client(1);
  duet.hear(client);
  duet.answer(client);
  duet.hear(client);
  duet.toClient.length = 0;
  return duet;
}

function passTime(duet: Duet, milliseconds: number): void {
  duet.now += milliseconds;
  duet.server.endpoint.handleTimeout(duet.now);
  duet.server.drain(duet.now);
}

test('a client that begins anew just before the answer to its old handshake is due again is served', (t) => {
  for (const cookies of ['always', 'never'] as const) {
    const duet = abandoned({ cookies });
    passTime(duet, 999);
    const second = duet.client(1);
    duet.hear(second);
    passTime(duet, 2);
    t.is(duet.server.endpoint.statistics.retransmissions, 0, 'other clients would take the old answer for theirs');
    duet.talk(second);
    t.is(second.count('secure'), 1, cookies);
    t.is(duet.server.endpoint.size, 1);
  }
});

test('half a ClientHello of a client that gave up does not spoil that of the next one', (t) => {
  const duet = new Duet();
  const options = { alpnProtocols: manyProtocols };
  const first = duet.client(1, options);
  duet.hear(first);
  duet.answer(first);
  // Of its second ClientHello all but the beginning arrives.
  duet.toServer.shift();
  duet.hear(first);
  passTime(duet, 1000);
  const second = duet.client(1, options);
  duet.talk(second);
  t.is(second.count('secure'), 1);
});

test('forged ClientHellos do not keep a server from answering a handshake again', (t) => {
  const duet = abandoned();
  for (let forgery = 0; forgery < 20; forgery++) {
    passTime(duet, 900);
    duet.client(1);
    for (const hello of duet.toServer.splice(0)) duet.server.handle(1, hello, duet.now);
  }
  t.true(duet.server.endpoint.statistics.retransmissions > 0);
});

test('a client that begins anew after the date was set back is served', (t) => {
  let date = START;
  const duet = abandoned({ cookieKeys: [new Uint8Array(32).fill(7)], wallClock: () => date });
  date -= 10_000;
  passTime(duet, 100);
  const second = duet.client(1);
  duet.talk(second);
  t.is(second.count('secure'), 1);
});

test('without cookies a forged ClientHello does not end a handshake under way', (t) => {
  const duet = new Duet({ cookies: 'never' });
  const client = duet.client(1);
  duet.hear(client);
  const answers = duet.toClient.splice(0);
  duet.client(1);
  for (const forgery of duet.toServer.splice(0)) duet.server.handle(1, forgery, duet.now);
  t.is(duet.server.count('closed'), 0);
  duet.toClient.splice(0, duet.toClient.length, ...answers);
  duet.talk(client);
  t.is(client.count('secure'), 1);
});

test('without cookies a forged ClientHello beside a session keeps its client from beginning anew for a second only', (t) => {
  const { duet } = connected({ cookies: 'never' });
  for (let round = 0; round < 3; round++) {
    duet.client(1);
    for (const forgery of duet.toServer.splice(0)) duet.server.handle(1, forgery, duet.now);
    duet.toClient.length = 0;
    passTime(duet, 1000);
  }
  duet.toClient.length = 0;
  const again = duet.client(1);
  duet.talk(again);
  t.is(secured(duet).length, 2);
  t.is(duet.server.endpoint.size, 1);
});

test('without cookies a forged ClientHello does not end a new handshake whose client is there, however slow it is', (t) => {
  // With no key share the server asks for one, and the cookie of that proves the address.
  for (const options of [{}, { keyShares: [] }]) {
    const { duet } = connected({ cookies: 'never' });
    const again = duet.client(1, { ...options, initialTimeout: 1 });
    duet.hear(again);
    if ('keyShares' in options) {
      duet.answer(again);
      duet.hear(again);
    } else {
      // Its ACK of a part of the flight.
      const [hello] = duet.toClient.slice();
      again.handle(0, (hello as Uint8Array).subarray(0, (hello as Uint8Array).length - 60), duet.now);
      again.endpoint.handleTimeout(duet.now + 1);
      again.drain(duet.now + 1);
      duet.hear(again);
    }
    const answers = duet.toClient.splice(0);
    passTime(duet, 900);
    passTime(duet, 200);
    duet.client(1);
    for (const forgery of duet.toServer.splice(0)) duet.server.handle(1, forgery, duet.now);
    duet.toClient.splice(0, duet.toClient.length, ...answers);
    duet.talk(again);
    t.is(secured(duet).length, 2, JSON.stringify(options));
  }
});

test('a client that has proven its address by its Finished gets as much as the application sends', (t) => {
  const duet = new Duet({ cookies: 'as-needed' });
  const client = duet.client(1, { alpnProtocols: manyProtocols });
  duet.talk(client);
  const [connection] = secured(duet) as [Connection];
  const message = new Uint8Array(1000);
  for (let sent = 0; sent < 50; sent++) {
    connection.sendMany(message, Int32Array.of(0), Int32Array.of(1000), duet.now);
    duet.server.drain(duet.now);
  }
  duet.answer(client);
  t.is(client.count('message'), 50);
});

test('without cookies a forged ClientHello gets a place beside the old connection, and only one', (t) => {
  const { duet, old } = connected({ cookies: 'never' });
  const [first] = secured(duet);
  const forgeries = [duet.client(1), duet.client(1)].map((_, index) => duet.toServer[index] as Uint8Array);
  duet.toServer.length = 0;
  for (const forgery of forgeries) duet.server.handle(1, forgery, duet.now);
  t.is(duet.server.endpoint.size, 2);
  t.is(duet.server.endpoint.statistics.discarded.unassociated, 1);
  send(duet, old);
  duet.hear(old);
  t.is(messagesTo(duet, first), 1);
  t.deepEqual(ends(duet, first), []);
});

test('counters of connections that ended stay in the sum', (t) => {
  const { duet } = connected();
  const before = duet.server.endpoint.statistics;
  const fresh = duet.client(1);
  duet.talk(fresh);
  const after = duet.server.endpoint.statistics;
  for (const name of ['datagramsReceived', 'datagramsSent', 'bytesReceived', 'recordsReceived'] as const) {
    t.true(after[name] > before[name], name);
  }
});
