import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { ContentType } from 'wirechart/dtls13/wire';
import {
  type ConnectOptions,
  connect,
  type DtlsEndpoint,
  type DtlsSession,
  type ListenOptions,
  listen,
  type Session,
} from '../../runtime/net/index.ts';
import { SeededRandom } from '../../runtime/testing/index.ts';
import { issue, localhostPair, x509 } from '../certificates/authority.ts';
import { providers } from '../crypto/providers.ts';
import { propertySeed } from '../property-seed.ts';
import { type Arrival, type Arrivals, batchingSockets } from './batching-sockets.ts';

const { ca, server: identity } = await localhostPair();
const device = await issue({ subject: 'CN=device', usages: [x509.ExtendedKeyUsage.clientAuth] }, ca);

interface Served {
  readonly endpoint: DtlsEndpoint;
  readonly port: number;
  readonly arrivals: Arrivals;
  /** Datagrams of each batch. */
  readonly batches: readonly number[];
  /** In the order in which they opened. */
  readonly sessions: DtlsSession[];
  /** The texts that each of them got. */
  readonly texts: Map<DtlsSession, string[]>;
}

/** A server whose batches the test decides about. */
function serve(t: ExecutionContext, options: Partial<ListenOptions> = {}): Served {
  const { sockets, arrivals, counts } = batchingSockets();
  const texts: Served['texts'] = new Map();
  const endpoint = listen(
    (session) => {
      const got: string[] = [];
      texts.set(session, got);
      session.onmessage = (data) => got.push(Buffer.from(data).toString());
    },
    { cert: identity.pem, key: identity.key, host: '127.0.0.1', port: 0, sockets, initialTimeout: 20_000, ...options },
  );
  t.teardown(() => endpoint.destroy());
  const sessions: DtlsSession[] = [];
  endpoint.on('session', (session) => sessions.push(session));
  return { endpoint, port: endpoint.address().port, arrivals, batches: counts.received, sessions, texts };
}

/** Its timers are long: nothing is repaired by a retransmission. */
function dial(t: ExecutionContext, port: number, options: ConnectOptions = {}): DtlsSession {
  const session = connect('127.0.0.1', port, {
    ca: ca.pem,
    servername: 'localhost',
    initialTimeout: 20_000,
    handshakeTimeout: 60_000,
    ...options,
  });
  t.teardown(() => session.destroy());
  return session;
}

async function opened(t: ExecutionContext, served: Served, options: ConnectOptions = {}) {
  const accepted = once(served.endpoint, 'session');
  const client = dial(t, served.port, options);
  await client.opened;
  const [server] = (await accepted) as [DtlsSession];
  return { client, server };
}

const until = async (isTrue: () => boolean): Promise<void> => {
  while (!isTrue()) await delay(2);
};

/** A protected record of the epoch with these low bits. */
const isOfEpoch =
  (bits: number) =>
  ({ bytes }: Arrival) =>
    ((bytes[0] ?? 0) & 0xe3) === 0x20 + bits;
/** A record with one of the texts, which are shorter than an ACK. */
const isData = (arrival: Arrival): boolean => isOfEpoch(3)(arrival) && arrival.bytes.length < 40;
const isPlain = ({ bytes }: Arrival): boolean => bytes[0] === ContentType.handshake;
const countOf = (arrivals: Arrivals, is: (arrival: Arrival) => boolean): number => arrivals.waiting.filter(is).length;

for (const verification of ['at once', 'with a promise'] as const) {
  test(`a server gets the Finished of a client and its first data in one batch, and verifies it ${verification}`, async (t) => {
    const verifyPeer = verification === 'at once' ? () => {} : async () => {};
    const served = serve(t, { requestCert: true, ca: ca.pem, verifyPeer });
    const { arrivals, texts, sessions } = served;
    const client = dial(t, served.port, { cert: device.pem, key: device.key, verifyPeer: () => arrivals.hold() });
    await client.opened;
    // A server keeps eight datagrams while it verifies.
    const data = Array.from({ length: verification === 'at once' ? 20 : 8 }, (_, index) => `text ${index}`);
    for (const text of data) client.send(text);
    await until(() => countOf(arrivals, isData) === data.length);
    t.true(countOf(arrivals, isOfEpoch(2)) > 0);
    const size = arrivals.waiting.length;
    arrivals.release();
    t.is(served.batches.at(-1), size);
    await until(() => sessions.length === 1);
    t.true(sessions[0]?.authorized);
    client.send('last');
    await until(() => texts.get(sessions[0] as DtlsSession)?.at(-1) === 'last');
    t.deepEqual(texts.get(sessions[0] as DtlsSession), [...data, 'last']);
  });

  test(`a client gets the last datagram of a handshake and data in one batch, and verifies it ${verification}`, async (t) => {
    // A client keeps eight datagrams of data until it has the keys.
    const answers = Array.from({ length: verification === 'at once' ? 20 : 8 }, (_, index) => `answer ${index}`);
    const onmessage = (_: Uint8Array, session: DtlsSession) => {
      for (const answer of answers) t.true(session.send(answer));
    };
    const { port } = serve(t, { tickets: 1, earlyData: { onmessage } });
    const verifyPeer = verification === 'at once' ? () => {} : async () => {};
    const first = dial(t, port, { sessions: true, verifyPeer });
    const [session] = (await once(first, 'session')) as [Session];
    await first.close();
    const { sockets, arrivals, counts } = batchingSockets();
    arrivals.hold();
    const client = dial(t, port, {
      sockets,
      session,
      earlyData: [new Uint8Array(1000)],
      verifyPeer,
    });
    const texts: string[] = [];
    client.onmessage = (data) => texts.push(Buffer.from(data).toString());
    await until(() => countOf(arrivals, isData) === answers.length);
    t.true(countOf(arrivals, isPlain) > 0);
    const size = arrivals.waiting.length;
    arrivals.release();
    t.is(counts.received.at(-1), size);
    t.like((await client.opened).earlyData, { accepted: true });
    await until(() => texts.length === answers.length);
    t.deepEqual(texts, answers);
  });
}

test('a client that restarts on its port is verified although its Finished and its data are in one batch', async (t) => {
  const served = serve(t, { requestCert: true, ca: ca.pem });
  const { arrivals, texts, sessions } = served;
  const identity = { cert: device.pem, key: device.key };
  const first = await opened(t, served, identity);
  const bindPort = first.server.remoteAddress?.port;
  // It sends no alert.
  first.client.destroy();
  const second = dial(t, served.port, { ...identity, bindPort, verifyPeer: () => arrivals.hold() });
  await second.opened;
  // More than a server would keep while it verifies.
  const data = Array.from({ length: 20 }, (_, index) => `text ${index}`);
  for (const text of data) second.send(text);
  await until(() => countOf(arrivals, isData) === data.length);
  arrivals.release();
  await until(() => sessions.length === 2);
  const [, again] = sessions as [DtlsSession, DtlsSession];
  second.send('last');
  await until(() => texts.get(again)?.at(-1) === 'last');
  t.deepEqual(texts.get(again), [...data, 'last']);
  t.true(first.server.destroyed);
});

test('close_notify and a resumed ClientHello with early data of the same address in one batch: it is accepted', async (t) => {
  const early: string[] = [];
  const onmessage = (data: Uint8Array) => void early.push(Buffer.from(data).toString());
  const served = serve(t, { tickets: 1, earlyData: { onmessage } });
  const { arrivals } = served;
  const accepted = once(served.endpoint, 'session');
  const first = dial(t, served.port, { sessions: true });
  const [session] = (await once(first, 'session')) as [Session];
  const [server] = (await accepted) as [DtlsSession];
  arrivals.hold();
  void first.close();
  first.destroy();
  await until(() => arrivals.waiting.length > 0);
  const bindPort = server.remoteAddress?.port;
  const second = dial(t, served.port, { session, earlyData: ['one', 'two'], bindPort });
  await until(() => countOf(arrivals, isOfEpoch(1)) === 2);
  t.true(arrivals.waiting.findIndex(isOfEpoch(3)) < arrivals.waiting.findIndex(isPlain));
  arrivals.release();
  const { earlyData, helloRetry, resumed } = await second.opened;
  t.deepEqual(
    { earlyData, helloRetry, resumed },
    {
      earlyData: { accepted: true, messages: 2 },
      helloRetry: false,
      resumed: true,
    },
  );
  t.deepEqual(early, ['one', 'two']);
  t.true(server.destroyed);
});

test('an endpoint that closes during a handshake sends an alert, and counts what arrives as it did before', async (t) => {
  const served = serve(t, { closeTimeout: 20_000 });
  const { endpoint, arrivals } = served;
  // With a session whose peer is silent the endpoint does not end at once.
  const open = await opened(t, served, { closeTimeout: 20_000 });
  open.client.destroy();
  const failed = once(endpoint, 'handshakeerror');
  const second = dial(t, served.port, { verifyPeer: () => arrivals.hold() });
  await second.opened;
  await until(() => arrivals.waiting.length > 0);
  const flight = arrivals.waiting.slice();
  const before = endpoint.stats;
  void endpoint.close();
  const [error] = (await failed) as [Error];
  t.regex(error.message, /closed during the handshake/);
  await second.closed;
  const held = open.server.remoteAddress;
  if (held === undefined) throw new Error('the session has a path');
  // A ClientHello on the path of the session is one of its datagrams, one of another address is refused.
  const hello = { bytes: Uint8Array.of(ContentType.handshake), remote: held };
  arrivals.release([hello, ...flight, hello]);
  t.is(endpoint.stats.datagramsRefused, flight.length);
  t.is(endpoint.stats.discarded.malformed, before.discarded.malformed + 2);
  t.is(endpoint.stats.handshakesFailed, 1);
  t.is(served.sessions.length, 1);
  endpoint.destroy();
});

/** The datagrams of these arrivals one after the other, taken from each in turn. */
function interleaved(...groups: (readonly Arrival[])[]): Arrival[] {
  const length = Math.max(...groups.map((group) => group.length));
  return Array.from({ length }, (_, index) => groups.flatMap((group) => group[index] ?? [])).flat();
}

/** Sends texts, and takes their datagrams out of what waits. */
async function sent(arrivals: Arrivals, client: DtlsSession, texts: readonly string[]): Promise<Arrival[]> {
  const before = countOf(arrivals, isData);
  for (const text of texts) client.send(text);
  await until(() => countOf(arrivals, isData) === before + texts.length);
  return arrivals.waiting.filter(isData).slice(before);
}

test('data of two sessions and the ClientHello of a new client in one batch reach whom they are for', async (t) => {
  const served = serve(t);
  const { arrivals, texts, sessions } = served;
  const [first, second] = [await opened(t, served), await opened(t, served)];
  // The last ACKs of the handshakes.
  await delay(50);
  arrivals.hold();
  const ones = await sent(arrivals, first.client, ['a', 'b', 'c', 'd']);
  const twos = await sent(arrivals, second.client, ['A', 'B', 'C', 'D']);
  const third = dial(t, served.port);
  await until(() => countOf(arrivals, isPlain) === 1);
  const hello = arrivals.waiting.filter(isPlain);
  arrivals.release([...interleaved(ones.slice(0, 2), twos.slice(0, 3), hello), ...ones.slice(2), ...twos.slice(3)]);
  t.is(served.batches.at(-1), 9);
  t.deepEqual(texts.get(first.server), ['a', 'b', 'c', 'd']);
  t.deepEqual(texts.get(second.server), ['A', 'B', 'C', 'D']);
  await third.opened;
  await until(() => sessions.length === 3);
});

test('data that arrives at a server or a client in one batch is one batch of messages', async (t) => {
  const served = serve(t);
  const { sockets, arrivals } = batchingSockets();
  const { client, server } = await opened(t, served, { sockets });
  await delay(50);
  for (const [from, to, at] of [
    [client, server, served.arrivals],
    [server, client, arrivals],
  ] as const) {
    const sizes: number[] = [];
    to.onBatch = ({ count }) => sizes.push(count);
    at.hold();
    at.release(await sent(at, from, ['a', 'b', 'c', 'd', 'e']));
    t.deepEqual(sizes, [5]);
  }
});

test('empty datagrams and those of one byte do not disturb the data around them', async (t) => {
  const served = serve(t);
  const { endpoint, arrivals, texts } = served;
  const { client, server } = await opened(t, served);
  await delay(50);
  arrivals.hold();
  const data = await sent(arrivals, client, ['a', 'b', 'c', 'd', 'e', 'f']);
  const [{ remote }] = data as [Arrival];
  const short = [[], [0x2f], [ContentType.handshake], [0], []].map((bytes) => ({
    bytes: Uint8Array.from(bytes),
    remote,
  }));
  const { datagramsReceived, discarded } = endpoint.stats;
  arrivals.release(interleaved(data, short));
  t.deepEqual(texts.get(server), ['a', 'b', 'c', 'd', 'e', 'f']);
  t.is(endpoint.stats.discarded.malformed, discarded.malformed + 3);
  t.is(endpoint.stats.datagramsRefused, 0);
  t.is(endpoint.stats.datagramsReceived, datagramsReceived);
});

/** What an attacker who sees a datagram can send from the same address. */
function disturbed({ bytes, remote }: Arrival, random: SeededRandom): Arrival {
  const changed = Uint8Array.from(bytes);
  const at = random.bits() % bytes.length;
  switch (random.bits() % 6) {
    case 0:
      return { bytes: changed.subarray(0, at), remote };
    case 1:
      return { bytes: Uint8Array.from([...bytes, ...bytes]), remote };
    case 2:
      return { bytes: changed.map(() => random.bits()), remote };
    case 3:
      return { bytes: Uint8Array.of(ContentType.handshake, 0xfe, 0xfd, ...bytes), remote };
    default:
      changed[at] = (changed[at] as number) ^ (1 << (random.bits() % 8));
      return { bytes: changed, remote };
  }
}

for (const provider of providers) {
  test(`forged, cut, repeated and random datagrams among data cost no message: ${provider.name}`, async (t) => {
    const random = new SeededRandom(propertySeed);
    const served = serve(t, { provider });
    const { endpoint, arrivals, texts } = served;
    const { client, server } = await opened(t, served, { provider });
    await delay(50);
    const expected: string[] = [];
    for (let round = 0; round < 10; round++) {
      arrivals.hold();
      const batch = Array.from({ length: 30 }, (_, index) => `${round}.${index}`);
      expected.push(...batch);
      const data = await sent(arrivals, client, batch);
      const others = data.map((each) => disturbed(each, random));
      // Those before a datagram, and those after it.
      arrivals.release(random.chance(0.5) ? interleaved(others, data) : interleaved(data, others));
    }
    t.deepEqual(texts.get(server), expected);
    t.true(endpoint.stats.discarded.unauthentic > 20);
    t.is(endpoint.stats.internalErrors, 0);
    t.false(server.destroyed);
  });
}

test('listeners that change in the middle of batches get all messages, in order', async (t) => {
  const served = serve(t);
  const { arrivals } = served;
  const { client, server } = await opened(t, served);
  await delay(50);
  const got: string[] = [];
  let calls = 0;
  const change = (): void => {
    calls += 1;
    server.onBatch = null;
    server.onmessage = null;
    // Without a listener the messages wait.
    if (calls % 3 === 0) setImmediate(() => listenBy(calls % 2));
    else listenBy(calls % 2);
  };
  const listenBy = (kind: number): void => {
    if (kind === 0) {
      server.onmessage = (data) => {
        got.push(Buffer.from(data).toString());
        change();
      };
      return;
    }
    server.onBatch = ({ slab, at, length, count }) => {
      for (let index = 0; index < count; index++) {
        const start = at[index] as number;
        got.push(Buffer.from(slab.subarray(start, start + (length[index] as number))).toString());
      }
      change();
    };
  };
  change();
  const expected: string[] = [];
  for (let round = 0; round < 10; round++) {
    arrivals.hold();
    const batch = Array.from({ length: 20 }, (_, index) => `${round}.${index}`);
    expected.push(...batch);
    arrivals.release(await sent(arrivals, client, batch));
  }
  await until(() => got.length === expected.length);
  t.deepEqual(got, expected);
  t.true(calls > 20);
});

for (const cookies of ['always', 'never'] as const) {
  test(`a new ClientHello among the data of the session on its path, cookies: ${cookies}`, async (t) => {
    const served = serve(t, { cookies });
    const { arrivals, texts, sessions } = served;
    const { client, server } = await opened(t, served);
    await delay(50);
    arrivals.hold();
    const data = await sent(arrivals, client, ['a', 'b', 'c', 'd']);
    // It sends no alert.
    client.destroy();
    const again = dial(t, served.port, { bindPort: server.remoteAddress?.port });
    await until(() => countOf(arrivals, isPlain) === 1);
    const hello = arrivals.waiting.filter(isPlain);
    arrivals.release([...data.slice(0, 2), ...hello, ...data.slice(2)]);
    t.deepEqual(texts.get(server), ['a', 'b', 'c', 'd']);
    await again.opened;
    again.send('e');
    await until(() => sessions.length === 2 && texts.get(sessions[1] as DtlsSession)?.[0] === 'e');
    t.deepEqual(texts.get(server), ['a', 'b', 'c', 'd']);
    t.true(server.destroyed);
  });
}
