import test from 'ava';
import type { EndpointOptions, Statistics } from '../../../runtime/dtls13/index.ts';
import type { PairOptions, SimulatedPair } from '../../../runtime/testing/index.ts';
import {
  call,
  connectionOf,
  hostOf,
  inUse,
  messages,
  type Side,
  securePair,
  send,
  spares,
} from '../post-handshake/connection-id-pair.ts';

const NEW = 'client:2';

function movingPair(
  endpoint: Partial<EndpointOptions> = {},
  options: Pick<PairOptions, 'connection' | 'listener'> = {},
): SimulatedPair {
  return securePair({ connectionIds: { length: 4 }, ...endpoint }, options);
}

/** The address to which a side sends. */
function target(pair: SimulatedPair, side: Side): string {
  return new TextDecoder().decode(hostOf(pair, side).address(connectionOf(pair, side).path));
}

/** The client's number for its path from an address. */
const pathFrom = (pair: SimulatedPair, address: string) => pair.clientHost.path('server', address);

const eventsOf = (pair: SimulatedPair, side: Side): string[] =>
  hostOf(pair, side).events.flatMap(({ event }) =>
    ['newPath', 'pathChanged', 'pathRejected'].includes(event.kind) ? [event.kind] : [],
  );

const idOf = (bytes: Uint8Array) => Buffer.from(bytes.subarray(1, 5)).toString('hex');

function counts({ pathChanges, pathsValidated, pathsRejected, connectionIdChanges }: Statistics): number[] {
  return [pathChanges, pathsValidated, pathsRejected, connectionIdChanges];
}

/** Starts the check of another address of the client. `works`: it exists. */
function validate(pair: SimulatedPair, address: string, works = true): void {
  if (works) pair.network.addAddress(pair.clientHost, address);
  call(pair, 'client', (client, now) => client.validatePath(pathFrom(pair, address), now));
}

for (const pathValidation of ['enhanced', 'basic'] as const) {
  test(`a client checks its new address before it moves, and the server follows after one check: ${pathValidation}`, (t) => {
    const pair = movingPair({ pathValidation });
    const [before] = [inUse(pair, 'client')];
    const [next] = spares(pair, 'client');
    const start = pair.network.datagrams.length;
    validate(pair, NEW);
    send(pair, 'client', 'before the response');
    t.deepEqual(
      pair.network.datagrams.slice(start).map(({ from }) => from),
      [NEW, 'client'],
      'only the challenge goes out on the new path',
    );
    t.deepEqual(inUse(pair, 'client'), before);
    pair.network.advance(19);
    t.is(pair.client.path, pathFrom(pair, 'client'));
    pair.network.advance(2);
    t.is(pair.client.path, pathFrom(pair, NEW), 'after one round trip');
    t.deepEqual(inUse(pair, 'client'), next);
    pair.network.advance(1000);
    t.is(target(pair, 'server'), NEW);
    t.deepEqual(eventsOf(pair, 'client'), ['pathChanged']);
    t.deepEqual(eventsOf(pair, 'server'), ['newPath', 'pathChanged']);
    const sent = pair.network.datagrams.slice(start);
    const idsFrom = (address: string) =>
      new Set(sent.filter(({ from }) => from === address).map(({ bytes }) => idOf(bytes)));
    t.deepEqual(
      [...idsFrom('client')].filter((id) => idsFrom(NEW).has(id)),
      [],
      'no id is on both paths',
    );
    for (const side of ['client', 'server'] as const) {
      t.is(spares(pair, side).length, 2, 'the spare ids are replenished');
      t.deepEqual(counts(connectionOf(pair, side).statistics), [1, 1, 0, 1], side);
      send(pair, side, `from the ${side}`);
    }
    pair.network.advance(100);
    t.deepEqual(messages(pair, 'server'), ['before the response', 'from the client']);
    t.deepEqual(messages(pair, 'client'), ['from the server']);
  });
}

test('a new address from which nothing returns leaves the connection on its path, with the same id', (t) => {
  const pair = movingPair();
  const id = inUse(pair, 'client');
  const start = pair.network.datagrams.length;
  validate(pair, NEW, false);
  pair.network.advance(999);
  t.deepEqual(eventsOf(pair, 'client'), []);
  pair.network.advance(2);
  t.deepEqual(eventsOf(pair, 'client'), ['pathRejected']);
  t.deepEqual(inUse(pair, 'client'), id);
  const challenges = pair.network.datagrams.slice(start).filter(({ from }) => from === NEW);
  t.is(challenges.length, 3);
  t.is(new Set(challenges.map(({ bytes }) => idOf(bytes))).size, 1);
  t.not(idOf(challenges[0]?.bytes ?? new Uint8Array(5)), Buffer.from(id).toString('hex'));
  pair.network.advance(3000);
  t.is(target(pair, 'server'), 'client');
  t.deepEqual(counts(pair.client.statistics), [0, 0, 1, 0]);
  t.is(spares(pair, 'client').length, 2, 'the id of the failed path is replaced');
  for (const side of ['client', 'server'] as const) send(pair, side, 'still here');
  pair.network.advance(100);
  for (const side of ['client', 'server'] as const) t.deepEqual(messages(pair, side), ['still here']);
});

test('a server that followed to an address where the client does not stay is told so at once', (t) => {
  // Without spare ids no request for others tells the server.
  const pair = movingPair({ connectionIds: { length: 4, spares: 0 } });
  const { receive } = pair.clientHost;
  let toNew = 0;
  pair.clientHost.receive = (from, bytes, local) => {
    if (local === NEW) toNew += 1;
    // The first one is the response to our challenge. Only the second one arrives in time, a challenge of the server.
    const arrives = local !== NEW || toNew === 2 || eventsOf(pair, 'client').length > 0;
    if (arrives) receive.call(pair.clientHost, from, bytes, local);
  };
  validate(pair, NEW);
  pair.network.advance(990);
  t.is(target(pair, 'server'), NEW);
  t.is(pair.client.path, pathFrom(pair, 'client'));
  pair.network.run(() => eventsOf(pair, 'client').length > 0, 1000);
  const rejected = pair.network.now;
  t.true(pair.network.run(() => target(pair, 'server') === 'client', 3000));
  // Our challenge, path_challenge and path_drop on the path that failed, path_challenge and path_response on the old one.
  t.is(Math.round(pair.network.now - rejected), 50);
  pair.network.advance(1000);
  t.deepEqual(eventsOf(pair, 'client'), ['pathRejected']);
});

test('a client that sends nothing after a checked move is followed although the challenges of the server are lost', (t) => {
  const pair = movingPair({ connectionIds: { length: 4, spares: 0 } });
  const { receive } = pair.clientHost;
  let toNew = 0;
  pair.clientHost.receive = (from, bytes, local) => {
    if (local === NEW) toNew += 1;
    // Only the response to our challenge arrives.
    if (local === NEW && toNew === 1) receive.call(pair.clientHost, from, bytes, local);
  };
  validate(pair, NEW);
  pair.network.advance(900);
  t.is(pair.client.path, pathFrom(pair, NEW));
  t.is(target(pair, 'server'), 'client');
  pair.clientHost.receive = receive;
  pair.network.advance(2000);
  t.is(target(pair, 'server'), NEW);
});

test('challenges of the server on the old path get path_drop while the client checks another', (t) => {
  const pair = movingPair();
  // The new path is slower: the challenge of the old path arrives first.
  const { receive } = pair.clientHost;
  pair.clientHost.receive = (from, bytes, local) => {
    if (local !== NEW) receive.call(pair.clientHost, from, bytes, local);
  };
  const start = pair.network.now;
  validate(pair, NEW);
  pair.network.run(() => pair.network.datagrams.some(({ to, at }) => to === NEW && at > start + 15), 5000);
  const challenged = pair.network.datagrams.filter(({ to, at }) => to === NEW && at > start + 15)[0];
  t.is(Math.round((challenged?.at ?? 0) - start), 30, 'not after the time for a dead path');
  t.is(pair.client.path, pathFrom(pair, 'client'));
});

test('a dead current path does not prevent the move', (t) => {
  const pair = movingPair();
  pair.network.removeAddress('client');
  validate(pair, NEW);
  pair.network.run(() => target(pair, 'server') === NEW, 10_000);
  t.is(target(pair, 'server'), NEW);
  send(pair, 'server', 'found you');
  pair.network.advance(100);
  t.deepEqual(messages(pair, 'client'), ['found you']);
});

test('a client without connection ids of its own gets the response at its new address', (t) => {
  const pair = movingPair({}, { connection: { connectionIds: { length: 0 } } });
  validate(pair, NEW);
  pair.network.advance(1000);
  t.is(target(pair, 'server'), NEW);
  t.deepEqual(eventsOf(pair, 'client'), ['pathChanged']);
  t.is(pair.client.statistics.discarded.unassociated, 0);
});

test('a second check ends the first one, and the connection moves to the second path', (t) => {
  const pair = movingPair({ connectionIds: { length: 4, spares: 3 } });
  validate(pair, NEW, false);
  pair.network.advance(5);
  validate(pair, 'client:3');
  t.deepEqual(eventsOf(pair, 'client'), ['pathRejected']);
  pair.network.advance(3000);
  t.deepEqual(eventsOf(pair, 'client'), ['pathRejected', 'pathChanged']);
  send(pair, 'client', 'here');
  pair.network.advance(3000);
  t.is(target(pair, 'server'), 'client:3');
});

test('a response on another path than that of its challenge moves nothing', (t) => {
  const pair = movingPair();
  const { receive } = pair.clientHost;
  // Whatever the server sends to the new address arrives at the old one.
  pair.clientHost.receive = (from, bytes) => receive.call(pair.clientHost, from, bytes, 'client');
  validate(pair, NEW);
  pair.network.advance(1500);
  t.deepEqual(eventsOf(pair, 'client'), ['pathRejected']);
});

test('the check needs a secure connection, ids in our records, path validation and another path', (t) => {
  const validateTwo = (pair: SimulatedPair) => () =>
    call(pair, 'client', (client, now) => client.validatePath(pathFrom(pair, NEW), now));
  const pair = movingPair();
  t.throws(() => pair.client.validatePath(pair.client.path, pair.network.now), { message: /current path/ });
  t.throws(() => pair.client.validatePath(0.5, pair.network.now), { code: 'ERR_WIRECHART_CONFIG' });
  pair.close('client');
  t.throws(validateTwo(pair), { code: 'ERR_DTLS_NOT_SECURE' });
  t.throws(validateTwo(securePair({ connectionIds: undefined })), { code: 'ERR_DTLS_NO_CONNECTION_IDS' });
  t.throws(validateTwo(movingPair({}, { listener: { connectionIds: { length: 0 } } })), {
    code: 'ERR_DTLS_NO_CONNECTION_IDS',
  });
  t.throws(validateTwo(movingPair({}, { listener: { pathValidation: 'none' } })), {
    code: 'ERR_DTLS_NO_PATH_VALIDATION',
  });
});

test('a connection that ends during the check reports nothing about the path', (t) => {
  const pair = movingPair();
  validate(pair, NEW, false);
  pair.network.advance(5);
  pair.close('server');
  pair.network.advance(5000);
  t.deepEqual(eventsOf(pair, 'client'), []);
  t.is(pair.client.nextDeadline(), Number.POSITIVE_INFINITY);
});

test('ids that are issued, displaced and used are counted', (t) => {
  const pair = movingPair({ connectionIds: { length: 4, spares: 2 } });
  const of = (side: Side) => {
    const { connectionIdsIssued, connectionIdsRetired, connectionIdChanges } = connectionOf(pair, side).statistics;
    return [connectionIdsIssued, connectionIdsRetired, connectionIdChanges];
  };
  t.deepEqual(of('client'), [2, 0, 0]);
  for (let round = 0; round < 12; round++) {
    call(pair, 'client', (client, now) => client.useNextConnectionId(now));
    pair.network.advance(200);
    send(pair, 'client', 'with the new id');
    pair.network.advance(200);
  }
  t.deepEqual(of('client'), [2, 0, 12]);
  t.deepEqual(of('server'), [14, 3, 0]);
  t.is(pair.listener.statistics.connectionIdsIssued, 14);
});
