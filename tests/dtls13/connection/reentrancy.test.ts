import test from 'ava';
import type { Connection, ConnectionEvent, DatagramBatch } from '../../../runtime/dtls13/index.ts';
import { type SimulatedPair, simulatePair } from '../../../runtime/testing/index.ts';
import { testProvider } from '../../net/host-under-test.ts';

const bytes = (value: string) => new TextEncoder().encode(value);

function tracedPair(): SimulatedPair {
  return simulatePair({
    clientProvider: testProvider,
    serverProvider: testProvider,
    endpoint: { trace: true, keylog: true },
  });
}

const nothing: DatagramBatch = {
  slab: new Uint8Array(0),
  at: new Int32Array(0),
  length: new Int32Array(0),
  path: new Int32Array(0),
  count: 0,
};

type Call = (of: Connection, pair: SimulatedPair) => void;

const calls: [name: string, call: Call][] = [
  ['sendMany', (of, { network }) => of.sendMany(bytes('!'), Int32Array.of(0), Int32Array.of(1), network.now)],
  ['configure', (of, { network }) => of.configure({ maxDatagramSize: 512, initialTimeout: 300 }, network.now)],
  ['handleDatagrams', (of, { network }) => of.handleDatagrams(nothing, network.now)],
  ['handleTimeout', (of, { network }) => of.handleTimeout(network.now)],
  ['answer', (of, { network }) => of.respond({ id: 99, accept: true, publicKey: new Uint8Array(0) }, network.now)],
  ['nextDeadline and timers', (of) => [of.nextDeadline(), of.timers()]],
  ['statistics', (of, { listener }) => [of.statistics, listener.statistics, listener.size]],
  ['poll', (of, { clientHost }) => of.poll(clientHost)],
  [
    'the calls of the listener',
    (_of, { listener, network, serverHost }) => {
      listener.handleDatagrams(nothing, network.now);
      listener.handleTimeout(network.now);
      listener.poll(serverHost);
      listener.respond({ id: 0, accept: true, publicKey: new Uint8Array(0) }, network.now);
    },
  ],
];

/** Nothing may follow the end. */
function endsOnce(events: readonly { readonly event: ConnectionEvent }[]): boolean {
  const kinds = events.map(({ event }) => event.kind);
  const end = kinds.findIndex((kind) => kind === 'closed' || kind === 'error');
  return end === kinds.length - 1;
}

for (const [name, call] of calls) {
  test(`${name} can be called from inside every event`, (t) => {
    const pair = tracedPair();
    for (const host of [pair.clientHost, pair.serverHost]) host.onevent = (of) => call(of, pair);
    t.true(pair.handshake());
    // Nested calls: the exchange must not continue without end here.
    for (const host of [pair.clientHost, pair.serverHost]) host.onevent = undefined;
    pair.send('client', bytes('hello'));
    pair.network.advance(100);
    t.is(pair.serverHost.events.at(-1)?.event.kind, 'message');
    for (const host of [pair.clientHost, pair.serverHost]) host.onevent = (of) => call(of, pair);
    pair.close('client');
    pair.network.advance(5000);
    t.true(endsOnce(pair.clientHost.events));
    t.true(endsOnce(pair.serverHost.events));
    t.is(pair.listener.size, 0);
  });
}

test('close can be called from inside any event, and is the last one', (t) => {
  const probe = tracedPair();
  probe.handshake();
  probe.network.advance(100);
  for (const side of ['clientHost', 'serverHost'] as const) {
    // The first events were delivered before a handler was set.
    const first = tracedPair()[side].events.length;
    for (let count = first + 1; count <= probe[side].events.length; count++) {
      const pair = tracedPair();
      pair[side].onevent = (of) => {
        if (pair[side].events.length === count) of.close(pair.network.now);
      };
      pair.network.advance(600_000);
      t.is(pair[side].events.at(-1)?.event.kind, 'closed', `${side}, event ${count}`);
      t.true(endsOnce(pair.clientHost.events) && endsOnce(pair.serverHost.events));
      t.is(pair.client.nextDeadline(), Number.POSITIVE_INFINITY);
      t.is(pair.listener.nextDeadline(), Number.POSITIVE_INFINITY);
      t.is(pair.listener.size, 0);
    }
  }
});

test('a handler that throws does not prevent the delivery of later events', (t) => {
  const undisturbed = tracedPair();
  undisturbed.handshake();
  const pair = tracedPair();
  for (const host of [pair.clientHost, pair.serverHost]) {
    const { drain } = host;
    host.drain = () => {
      for (;;) {
        try {
          drain.call(host);
          return;
        } catch (error) {
          t.is((error as Error).message, 'broken handler');
        }
      }
    };
    host.onevent = () => {
      throw new RangeError('broken handler');
    };
  }
  t.true(pair.handshake());
  for (const side of ['clientHost', 'serverHost'] as const) {
    const kinds = (of: SimulatedPair) => of[side].events.map(({ event }) => event.kind);
    t.deepEqual(kinds(pair), kinds(undisturbed));
  }
});

test('a request may be responded to from inside its handler', (t) => {
  const pair = tracedPair();
  const { clientHost } = pair;
  const answers = clientHost.request.bind(clientHost);
  clientHost.request = (of, applicationRequest) => {
    answers(of, applicationRequest);
    const publicKey = new Uint8Array(1);
    of.respond({ id: applicationRequest.id, accept: true, publicKey }, pair.network.now);
  };
  t.false(pair.handshake());
  // The first response counts: an invalid key verifies no signature.
  const last = clientHost.events.at(-1)?.event;
  t.is(last?.kind === 'error' ? last.error.code : '', 'ERR_DTLS_PEER_DECRYPT_ERROR');
});
