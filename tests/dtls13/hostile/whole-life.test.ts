import { queryObjects } from 'node:v8';
import test from 'ava';
import type { Connection } from '../../../runtime/dtls13/index.ts';
import {
  SeededRandom,
  type SimulatedHost,
  type SimulatedPair,
  simulatePair,
  testCertificate,
} from '../../../runtime/testing/index.ts';
import { testProvider } from '../../net/host-under-test.ts';
import { propertySeed } from '../../property-seed.ts';

const identity = {
  chain: [testCertificate.der],
  privateKey: testProvider.importPrivateKey(testCertificate.privateKey),
};
/** WIRECHART_LIVES=5000 runs more of them. */
const LIVES = Number(process.env['WIRECHART_LIVES'] ?? 500);
const NEVER = Number.POSITIVE_INFINITY;
/** Longer than the longest pause of the timers below. */
const SETTLING = 600_000;

type Side = 'client' | 'server';

/** Patient options: at a loss of 50 % an attempt in four succeeds. */
const patient = {
  maxRetransmissions: 200,
  maxTimeout: 4000,
  handshakeTimeout: 86_400_000,
  idleTimeout: NEVER,
  closeTimeout: 86_400_000,
};

function lifeOf(seed: number): SimulatedPair & { readonly random: SeededRandom } {
  const random = new SeededRandom(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random.fraction() * values.length)] as T;
  const pair = simulatePair({
    clientProvider: testProvider,
    serverProvider: testProvider,
    network: {
      seed,
      loss: pick([0, 0.05, 0.2, 0.5]),
      jitter: pick([0, 5, 60]),
      duplication: pick([0, 0.2]),
    },
    endpoint: {
      ...patient,
      groups: ['x25519'],
      maxDatagramSize: pick([256, 548, 1200, 1500]),
      recordHeader: pick(['full', 'minimal'] as const),
      connectionIds: { length: pick([1, 4, 8]) },
      pathValidation: pick(['enhanced', 'basic'] as const),
      mtuDiscovery: seed % 2 === 0 ? { max: 1472, confirmInterval: 10_000 } : undefined,
    },
    connection: { postHandshakeAuth: true, certificate: seed % 3 === 0 ? undefined : identity },
    listener: { cookies: pick(['always', 'never', 'as-needed'] as const), cookieLifetime: 3_600_000 },
  });
  return Object.assign(pair, { random });
}

const hostOf = (pair: SimulatedPair, side: Side): SimulatedHost =>
  side === 'client' ? pair.clientHost : pair.serverHost;
const connectionOf = (pair: SimulatedPair, side: Side) => (side === 'client' ? pair.client : pair.server) as Connection;

const failureOf = (pair: SimulatedPair): string | undefined =>
  (['client', 'server'] as const)
    .flatMap((side) =>
      hostOf(pair, side).events.flatMap(({ event }) =>
        event.kind === 'error' ? [`${side}: ${event.error.code} ${event.error.message}`] : [],
      ),
    )
    .at(0);

/** The epoch of the newest keys of one direction. */
const newestEpoch = (connection: Connection, direction: 'read' | 'write') =>
  connection
    .epochs()
    .filter((use) => use.direction === direction)
    .at(-1)?.epoch;

/** Nothing is outstanding, and both sides use the keys that the other one has. */
function isSettled(pair: SimulatedPair): boolean {
  const [client, server] = [connectionOf(pair, 'client'), connectionOf(pair, 'server')];
  return (
    client.timers().retransmit === NEVER &&
    server.timers().retransmit === NEVER &&
    newestEpoch(client, 'write') === newestEpoch(server, 'read') &&
    newestEpoch(server, 'write') === newestEpoch(client, 'read')
  );
}

/** The requests for a certificate that the client responded to. */
const authenticated = (pair: SimulatedPair): number[] =>
  pair.serverHost.events
    .flatMap(({ event }) => (event.kind === 'clientAuthentication' ? [event.request] : []))
    .toSorted((a, b) => a - b);

/** How many requests for a certificate the server sent. */
function requested(pair: SimulatedPair): number {
  const last = connectionOf(pair, 'server').requestCertificate({}, pair.network.now);
  connectionOf(pair, 'server').abandon(pair.network.now);
  return last;
}

/** One random action of a random side, or of the server. */
function act(pair: ReturnType<typeof lifeOf>, step: number): void {
  const { random, network } = pair;
  const side: Side = random.chance(0.5) ? 'client' : 'server';
  const connection = connectionOf(pair, side);
  const action = Math.floor(random.fraction() * 9);
  if (action === 0) connection.updateKeys({ requestPeer: random.chance(0.5) }, network.now);
  else if (action === 1) connection.issueConnectionIds({ immediate: random.chance(0.5) }, network.now);
  else if (action === 2) connection.requestConnectionIds(1 + Math.floor(random.fraction() * 3), network.now);
  else if (action === 3) connection.useNextConnectionId(network.now);
  else if (action === 4) network.rebind('client', `nat:${step}`);
  else if (action === 5) connectionOf(pair, 'server').requestCertificate({}, network.now);
  else connection.sendMany(Uint8Array.of(step & 0xff), Int32Array.of(0), Int32Array.of(1), network.now);
  for (const host of [pair.clientHost, pair.serverHost]) host.drain();
  network.advance(random.fraction() * 500);
}

const batches = 5;
for (let batch = 0; batch < batches; batch++) {
  test(`whole lives over bad networks end with both sides in agreement, part ${batch + 1}`, (t) => {
    const first = propertySeed + batch * Math.ceil(LIVES / batches);
    for (let seed = first; seed < first + Math.ceil(LIVES / batches); seed++) {
      const pair = lifeOf(seed);
      const isOpen = pair.network.run(
        () => hostOf(pair, 'server').events.some(({ event }) => event.kind === 'secure'),
        SETTLING,
      );
      t.true(isOpen, `seed ${seed}: ${failureOf(pair) ?? 'no handshake'}`);
      if (!isOpen) continue;
      for (let step = 0; step < 12; step++) act(pair, step);
      // Data from the client shows a server its new address. It must arrive before the server drops the handshake keys.
      const deadline = pair.network.now + SETTLING;
      do {
        pair.send('client', Uint8Array.of(1));
        pair.network.advance(2000);
      } while (pair.network.now < deadline && !isSettled(pair));
      pair.network.advance(SETTLING / 10);
      t.is(failureOf(pair), undefined, `seed ${seed}`);
      const [client, server] = [connectionOf(pair, 'client'), connectionOf(pair, 'server')];
      t.is(newestEpoch(client, 'write'), newestEpoch(server, 'read'), `seed ${seed}: client to server`);
      t.is(newestEpoch(server, 'write'), newestEpoch(client, 'read'), `seed ${seed}: server to client`);
      t.is(client.timers().retransmit, NEVER, `seed ${seed}: nothing is outstanding`);
      t.is(server.timers().retransmit, NEVER, `seed ${seed}: nothing is outstanding`);
      const known = (own: readonly Uint8Array[] = []) => own.map((id) => Buffer.from(id).toString('hex'));
      for (const [from, to] of [
        [client, server],
        [server, client],
      ] as const) {
        const inUse = Buffer.from(from.connectionIds?.peer ?? []).toString('hex');
        t.true(known(to.connectionIds?.own).includes(inUse), `seed ${seed}: an id that the other side knows`);
      }
      t.deepEqual(authenticated(pair), [...Array(requested(pair)).keys()], `seed ${seed}: each request has a response`);
    }
  });
}

interface Retained {
  /** All objects of this process that are in use, functions and arrays too. */
  readonly objects: number;
  /** Their memory, and that of binary data, in bytes. */
  readonly bytes: number;
}

/** Collects garbage first. */
function retained(): Retained {
  const objects = queryObjects(Object, { format: 'count' });
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { objects, bytes: heapUsed + arrayBuffers };
}

/** A leak of one object in five rounds is more, and one of a KiB in each round. */
const TOLERANCE: Retained = { objects: 100, bytes: 2 ** 19 };

test('a thousand updates of keys, changes of ids and changes of address under loss lose no agreement and keep no memory', (t) => {
  const pair = simulatePair({
    clientProvider: testProvider,
    serverProvider: testProvider,
    network: { seed: 9147, loss: 0.1, jitter: 5 },
    endpoint: { ...patient, groups: ['x25519'], connectionIds: { length: 4 }, pathValidation: 'basic' },
  });
  t.true(pair.handshake());
  const [client, server] = [connectionOf(pair, 'client'), connectionOf(pair, 'server')];
  const text = new TextEncoder();
  let received = 0;
  const ids = new Set<string>();
  const memory: Retained[] = [];
  for (let round = 0; round < 1010; round++) {
    if (round % 500 === 10) memory.push(retained());
    client.updateKeys({ requestPeer: true }, pair.network.now);
    client.useNextConnectionId(pair.network.now);
    ids.add(Buffer.from(client.connectionIds?.peer ?? []).toString('hex'));
    pair.clientHost.drain();
    // Few addresses, because the simulated hosts keep a number for each.
    pair.network.rebind('client', `nat:${round % 8}`);
    for (let attempt = 0; attempt < 20; attempt++) {
      for (const side of ['client', 'server'] as const) pair.send(side, text.encode(`${round}`));
      pair.network.advance(200);
    }
    const reached = (side: Side) =>
      hostOf(pair, side).events.some(
        ({ event }) => event.kind === 'message' && new TextDecoder().decode(event.data) === `${round}`,
      );
    if (reached('client') && reached('server')) received += 1;
    for (const side of ['client', 'server'] as const) hostOf(pair, side).events.splice(1);
    pair.network.datagrams.splice(0);
  }
  memory.push(retained());
  const [early, middle, late] = memory as [Retained, Retained, Retained];
  t.log(memory.map(({ objects, bytes }) => `${objects} objects, ${Math.round(bytes / 1024)} KiB`).join('; '));
  t.is(memory.length, 3);
  for (const { objects } of [middle, late]) t.true(objects <= early.objects + TOLERANCE.objects, `${objects} objects`);
  // The engine compiles code in the first rounds.
  t.true(late.bytes <= middle.bytes + TOLERANCE.bytes, `${late.bytes} bytes, and ${middle.bytes} in the middle`);
  t.true(ids.size >= 1000, `${ids.size} ids of the server`);
  pair.network.advance(60_000);
  t.is(received, 1010, 'each round delivered data in both directions');
  t.true((newestEpoch(client, 'write') as number) >= 1003, `${newestEpoch(client, 'write')}`);
  t.is(newestEpoch(client, 'write'), newestEpoch(server, 'read'));
  t.is(newestEpoch(server, 'write'), newestEpoch(client, 'read'));
});
