import test, { type ExecutionContext } from 'ava';
import type { Connection, ListenerOptions } from '../../../runtime/dtls13/index.ts';
import { type Client, DirectPair } from '../multi-peer-host.ts';

const ids = { connectionIds: { length: 8, spares: 0 } };
const NOTHING = new Uint8Array(0);

/** A server with secure clients, each at the path of its index. */
function secured(clients: number, options: Partial<ListenerOptions> = ids): { pair: DirectPair; clients: Client[] } {
  const pair = new DirectPair(options);
  const all = Array.from({ length: clients }, (_, path) => {
    const client = pair.client(path, ids);
    pair.exchangeAll(client);
    return client;
  });
  return { pair, clients: all };
}

function send(pair: DirectPair, client: Client, text: string): Uint8Array {
  const data = new TextEncoder().encode(text);
  client.endpoint.sendMany(data, Int32Array.of(0), Int32Array.of(data.length), pair.now);
  client.drain(pair.now);
  const [datagram = NOTHING] = pair.toServer.splice(0);
  return datagram;
}

/** The messages that a server received, with the connection of each. */
const received = (pair: DirectPair) =>
  pair.server.events.flatMap(({ of, event }) =>
    event.kind === 'message' ? [{ of, text: new TextDecoder().decode(event.data) }] : [],
  );

/** The connections of a server in the order in which they became secure. */
const connections = (pair: DirectPair): Connection[] =>
  pair.server.events.flatMap(({ of, event }) => (event.kind === 'secure' ? [of] : []));

function onlyThese(t: ExecutionContext, pair: DirectPair, ...texts: string[]): void {
  t.deepEqual(
    received(pair).map(({ text }) => text),
    texts,
  );
}

test('a datagram with a connection id reaches its connection from any path', (t) => {
  const { pair, clients } = secured(3);
  for (const [index, client] of clients.entries()) {
    pair.server.handle(1000 + index, send(pair, client, `from client ${index}`), pair.now);
  }
  t.deepEqual(
    received(pair),
    connections(pair).map((of, index) => ({ of, text: `from client ${index}` })),
  );
  t.is(pair.server.endpoint.size, 3);
});

test('a datagram with the connection id of another client is dropped', (t) => {
  const { pair, clients } = secured(2);
  const [first, second] = clients as [Client, Client];
  const datagram = send(pair, first, 'hello');
  datagram.set(second.endpoint.connectionIds?.peer ?? NOTHING, 1);
  pair.server.handle(0, datagram, pair.now);
  onlyThese(t, pair);
  t.is(connections(pair)[1]?.statistics.discarded.unauthentic, 1);
  pair.server.handle(0, send(pair, first, 'again'), pair.now);
  pair.server.handle(1, send(pair, second, 'me too'), pair.now);
  onlyThese(t, pair, 'again', 'me too');
});

test('a datagram that goes on with the id of another connection is read up to there', (t) => {
  const { pair, clients } = secured(2);
  const [first, second] = clients as [Client, Client];
  const [own, foreign, later] = [send(pair, first, 'one'), send(pair, second, 'two'), send(pair, first, 'three')];
  pair.server.handle(0, Buffer.concat([own, foreign, later]), pair.now);
  onlyThese(t, pair, 'one');
});

test('the host gets a datagram with an unknown connection id back', (t) => {
  const { pair, clients } = secured(1);
  const [client] = clients as [Client];
  const datagram = send(pair, client, 'hello');
  const id = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  datagram.set(id, 1);
  for (const path of [0, 77]) {
    pair.server.handle(path, datagram, pair.now);
    t.deepEqual(pair.server.unroutedIds.splice(0), [{ index: 0, id }]);
  }
  t.is(pair.server.endpoint.statistics.discarded.unexpectedConnectionId, 2);
  t.is(pair.server.endpoint.size, 1);
});

test('the host learns which datagrams of a batch were not routed, until the next batch', (t) => {
  const { pair, clients } = secured(1);
  const [client] = clients as [Client];
  const [known, unknown] = [send(pair, client, 'hello'), send(pair, client, 'lost')];
  unknown[1] = (unknown[1] as number) ^ 0x80;
  const slab = Buffer.concat([unknown, known, unknown]);
  const { length } = known;
  const [third, at] = [length + unknown.length, [0, unknown.length]];
  const batch = {
    slab,
    at: Int32Array.of(...at, third),
    length: Int32Array.of(unknown.length, length, unknown.length),
    path: Int32Array.of(5, 6, 7),
    count: 3,
  };
  pair.server.endpoint.handleDatagrams(batch, pair.now);
  pair.server.drain(pair.now);
  t.deepEqual(
    pair.server.unroutedIds.map(({ index }) => index),
    [0, 2],
  );
  onlyThese(t, pair, 'hello');
  pair.server.unroutedIds.length = 0;
  pair.server.endpoint.handleDatagrams(batch, pair.now);
  pair.server.endpoint.handleDatagrams({ ...batch, count: 0 }, pair.now);
  pair.server.drain(pair.now);
  t.deepEqual(pair.server.unroutedIds, [], 'the slab of an earlier batch is not borrowed any more');
});

test('a datagram that ends inside its connection id is malformed', (t) => {
  const { pair } = secured(1);
  for (let length = 1; length < 9; length++) {
    pair.server.handle(0, Uint8Array.of(0x3f, 1, 2, 3, 4, 5, 6, 7).subarray(0, length), pair.now);
  }
  t.is(pair.server.endpoint.statistics.discarded.malformed, 8);
  t.deepEqual(pair.server.unroutedIds, []);
});

test('the ids of a connection are unknown after its end', (t) => {
  const { pair, clients } = secured(2);
  const [first, second] = clients as [Client, Client];
  const [late, later] = [send(pair, first, 'late'), send(pair, second, 'later')];
  const [ended, closed] = connections(pair) as [Connection, Connection];
  ended.abandon(pair.now);
  closed.close(pair.now);
  pair.server.drain(pair.now);
  pair.exchangeAll(second);
  pair.server.endpoint.handleTimeout(pair.now + 5000);
  pair.server.drain(pair.now + 5000);
  t.is(pair.server.endpoint.size, 0);
  for (const datagram of [late, later]) pair.server.handle(0, datagram, pair.now + 5000);
  t.is(pair.server.unroutedIds.length, 2);
  onlyThese(t, pair);
});

test('a handshake that is evicted leaves no connection id', (t) => {
  const taken: Uint8Array[] = [];
  const generate = () => {
    const id = Uint8Array.of(taken.length + 1);
    taken.push(id);
    return id;
  };
  const pair = new DirectPair({ connectionIds: { length: 1, generate }, cookies: 'never', maxHandshakes: 1 });
  for (let path = 0; path < 20; path++) {
    const client = pair.client(path, ids);
    pair.deliverToServer(client);
    pair.now += 2000;
  }
  t.is(taken.length, 20);
  for (const [id] of taken) pair.server.handle(99, Uint8Array.of(0x3f, id as number, 0, 0, 0, 0), pair.now);
  t.is(pair.server.unroutedIds.length, 19);
});

test('a function that returns an id in use is called again', (t) => {
  let calls = 0;
  const generate = () => Uint8Array.of(calls++ >> 2);
  const { pair } = secured(5, { connectionIds: { length: 1, generate } });
  t.deepEqual(
    connections(pair).map((connection) => connection.connectionIds?.own[0]?.[0]),
    [0, 1, 2, 3, 4],
  );
});

test('a function that returns only ids in use ends the next handshake, and the others continue', (t) => {
  let calls = 0;
  const generate = () => {
    calls += 1;
    return Uint8Array.of(7);
  };
  const { pair, clients } = secured(1, { connectionIds: { length: 1, generate } });
  const [client] = clients as [Client];
  const unlucky = pair.client(50, ids);
  pair.exchangeAll(unlucky);
  const last = unlucky.events.at(-1)?.event;
  t.is(last?.kind === 'error' && last.error.code, 'ERR_DTLS_ALERT_INTERNAL_ERROR');
  t.is(calls, 101);
  pair.server.handle(0, send(pair, client, 'still here'), pair.now);
  onlyThese(t, pair, 'still here');
});

test('a connection that moves to the path of another one leaves that one alone', (t) => {
  const { pair, clients } = secured(2, { ...ids, pathValidation: 'basic' });
  const [first, second] = clients as [Client, Client];
  const { endpoint } = pair.server;
  pair.server.handle(0, send(pair, second, 'from the path of the first client'), pair.now);
  // The challenge, and its response.
  pair.deliverToClient(second);
  for (const datagram of pair.toServer.splice(0)) pair.server.handle(0, datagram, pair.now);
  t.deepEqual(
    connections(pair).map(({ path }) => path),
    [0, 0],
  );
  t.is(endpoint.size, 2);
  t.false(endpoint.owns(1));
  pair.server.handle(0, send(pair, first, 'one'), pair.now);
  pair.server.handle(0, send(pair, second, 'two'), pair.now);
  onlyThese(t, pair, 'from the path of the first client', 'one', 'two');
  for (const [index, connection] of connections(pair).entries()) {
    t.true(endpoint.owns(0));
    connection.abandon(pair.now);
    pair.server.drain(pair.now);
    t.is(endpoint.size, 1 - index);
  }
  t.false(endpoint.owns(0));
});

test('a path that many connections share is used until the last one leaves it', (t) => {
  const { pair, clients } = secured(4, { ...ids, pathValidation: 'basic' });
  const { endpoint } = pair.server;
  const moveTo = (client: Client, path: number) => {
    pair.server.handle(path, send(pair, client, 'moved'), pair.now);
    pair.deliverToClient(client);
    for (const datagram of pair.toServer.splice(0)) pair.server.handle(path, datagram, pair.now);
  };
  for (const client of clients.slice(1)) moveTo(client, 0);
  t.deepEqual(
    connections(pair).map(({ path }) => path),
    [0, 0, 0, 0],
  );
  for (const path of [1, 2, 3]) t.false(endpoint.owns(path));
  const [first, second, third, last] = clients as [Client, Client, Client, Client];
  moveTo(first, 7);
  t.true(endpoint.owns(7));
  t.true(endpoint.owns(0), 'by three connections that are reached by their ids');
  moveTo(second, 7);
  moveTo(third, 0);
  connections(pair)[2]?.abandon(pair.now);
  pair.server.drain(pair.now);
  t.true(endpoint.owns(0), 'by the last one');
  moveTo(last, 8);
  t.false(endpoint.owns(0));
  moveTo(second, 9);
  moveTo(first, 10);
  t.false(endpoint.owns(7));
});

test('a listener without ids of its own routes by path, and drops records with an id', (t) => {
  const { pair, clients } = secured(1, { connectionIds: { length: 0 } });
  const [client] = clients as [Client];
  const datagram = send(pair, client, 'hello');
  pair.server.handle(0, Uint8Array.of(0x3f, ...datagram.subarray(1)), pair.now);
  onlyThese(t, pair);
  t.deepEqual(pair.server.unroutedIds, []);
  pair.server.handle(0, datagram, pair.now);
  onlyThese(t, pair, 'hello');
});

test('datagrams with a copied connection id do not raise the amplification limit', (t) => {
  const pair = new DirectPair({ ...ids, cookies: 'as-needed', maxHandshakes: 1000 });
  const client = pair.client(1, {
    ...ids,
    alpnProtocols: Array.from({ length: 40 }, (_, index) => `protocol-${index}`),
  });
  pair.deliverToServer(client);
  const sent = pair.toClient.reduce((bytes, { length }) => bytes + length, 0);
  t.true(sent > 0, 'the first flight was sent');
  const id = pair.server.endpoint.size === 1 ? idIn(pair.toClient) : NOTHING;
  t.is(id.length, 8);
  const junk = Uint8Array.of(0x3f, ...id, ...new Uint8Array(1000));
  for (let path = 100; path < 200; path++) pair.server.handle(path, junk, pair.now);
  for (let expiry = 0; expiry < 20; expiry++) {
    pair.now += 5000;
    pair.server.endpoint.handleTimeout(pair.now);
    pair.server.drain(pair.now);
  }
  const total = pair.toClient.reduce((bytes, { length }) => bytes + length, 0);
  t.true(total <= 3 * 1200 + 1200, `${total} bytes`);
});

/** The server's connection id in the ServerHello among these datagrams. */
function idIn(datagrams: readonly Uint8Array[]): Uint8Array {
  const bytes = Buffer.concat(datagrams);
  // connection_id, 9 bytes of data, 8 bytes of id.
  const at = bytes.indexOf(Uint8Array.of(0, 54, 0, 9, 8));
  return at === -1 ? NOTHING : bytes.subarray(at + 5, at + 13);
}
