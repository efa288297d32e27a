import test, { type ExecutionContext } from 'ava';
import type { Connection } from '../../../runtime/dtls13/index.ts';
import { MessageTooLargeError } from '../../../runtime/errors/message-too-large-error.ts';
import type { PairOptions, SimulatedPair } from '../../../runtime/testing/index.ts';
import { exchangesData } from '../handshake/psk/psk-pair.ts';
import { earlyMessages, earlyPair, earlySession, kinds, sendEarly } from './early-pair.ts';

/** A pair whose server answers each message of early data with `answers`. Returns also what the core accepted. */
function answering(answers: readonly Uint8Array[], options: Partial<PairOptions> = {}) {
  const pair = earlyPair(earlySession(options), options);
  const accepted: number[] = [];
  const received: string[] = [];
  const secure: boolean[] = [];
  pair.serverHost.onevent = (connection, event) => {
    if (event.kind !== 'earlyMessage') return;
    for (const answer of answers) {
      const lengths = Int32Array.of(answer.length);
      accepted.push(connection.sendMany(answer, Int32Array.of(0), lengths, pair.network.now));
    }
  };
  let isSecure = false;
  pair.clientHost.onevent = (_, event) => {
    if (event.kind === 'secure') isSecure = true;
    if (event.kind !== 'message') return;
    received.push(Buffer.from(event.data).toString());
    secure.push(isSecure);
  };
  return { pair, accepted, received, secure };
}

function bytesOf(pair: SimulatedPair, from: string, before = pair.network.datagrams.length): number {
  const sent = pair.network.datagrams.slice(0, before).filter((datagram) => datagram.from === from);
  return sent.reduce((bytes, datagram) => bytes + datagram.bytes.length, 0);
}

/** The number of datagrams until the client has answered the server's flight. */
function untilFinished(pair: SimulatedPair): number {
  const first = pair.network.datagrams.findIndex(({ from }) => from === 'server');
  const next = pair.network.datagrams.slice(first).findIndex(({ from }) => from === 'client');
  return next === -1 ? pair.network.datagrams.length : first + next;
}

test('a server answers early data before the client has answered its flight', (t) => {
  const { pair, accepted, received, secure } = answering([Buffer.from('answer')]);
  t.is(sendEarly(pair, 'request'), 1);
  t.true(pair.handshake());
  t.deepEqual(earlyMessages(pair), ['request']);
  t.deepEqual(accepted, [1]);
  t.deepEqual(received, ['answer']);
  t.deepEqual(secure, [true], 'a client delivers it when it has verified the Finished');
  const events = kinds(pair, 'serverHost');
  t.true(events.indexOf('earlyMessage') < events.indexOf('secure'));
  const beforeFinished = pair.network.datagrams.slice(0, untilFinished(pair)).filter(({ from }) => from === 'server');
  t.true((beforeFinished.at(-1)?.bytes.length ?? 0) < 40, 'the answer is the last datagram of the first round trip');
  t.true(exchangesData(pair));
});

test('a server answers early data with at most three times the bytes that the client sent', (t) => {
  const long = Buffer.alloc(400, 'x');
  const { pair, accepted, received } = answering([long, long, long, long, long, long, long, long]);
  t.is(sendEarly(pair, 'request'), 1);
  t.true(pair.handshake());
  const round = untilFinished(pair);
  const [sent, limit] = [bytesOf(pair, 'server', round), 3 * bytesOf(pair, 'client', round)];
  t.true(sent <= limit, `${sent} of ${limit} bytes`);
  const datagrams = pair.network.datagrams
    .slice(0, round)
    .filter(({ from, bytes }) => from === 'server' && bytes.length < 400);
  const flight = datagrams.reduce((sum, { bytes }) => sum + bytes.length, 0);
  // Each message of the flight is kept in reserve with a record header of its own.
  t.true(sent + flight + 60 + 450 > limit, 'as much as fits');
  const taken = accepted.filter((count) => count === 1).length;
  t.true(taken > 0 && taken < 8);
  t.deepEqual(accepted, [...new Array(taken).fill(1), ...new Array(8 - taken).fill(0)], 'the others are refused');
  t.is(received.length, taken, 'what was accepted is not dropped by the limit');
});

test('answers leave enough of the limit for a retransmission of the flight', (t) => {
  const { pair, accepted } = answering(new Array(99).fill(Buffer.alloc(20)), { listener: { initialTimeout: 300 } });
  const lost = pair.clientHost.receive;
  pair.clientHost.receive = () => {};
  sendEarly(pair, 'request');
  const start = pair.network.now;
  // Before the client's timer of a second: it sends nothing meanwhile.
  pair.network.advance(900);
  t.deepEqual(accepted.slice(-1), [0]);
  const sent = pair.network.datagrams.filter(({ from }) => from === 'server');
  t.true(
    sent.some(({ at }) => at - start > 300),
    'the flight is sent again',
  );
  t.true(bytesOf(pair, 'server') <= 3 * bytesOf(pair, 'client'));
  pair.clientHost.receive = lost;
  t.true(pair.handshake());
});

test('padded answers that are accepted are sent, and the others are refused', (t) => {
  const short = Buffer.alloc(10, 'x');
  for (const padding of [{ to: 300 }, { blockSize: 100 }, () => 16_384, () => 0]) {
    const listener = { padding };
    const { pair, accepted, received } = answering(new Array(80).fill(short), {
      listener,
      endpoint: { maxDatagramSize: 600 },
    });
    t.is(sendEarly(pair, 'request'.repeat(40)), 1);
    t.true(pair.handshake());
    const taken = accepted.filter((count) => count === 1).length;
    t.true(taken > 0 && taken < 80, `${taken}`);
    t.is(received.length, taken);
    const round = untilFinished(pair);
    t.true(bytesOf(pair, 'server', round) <= 3 * bytesOf(pair, 'client', round));
  }
});

test('answers that overtake the flight of the server are delivered after the handshake', (t) => {
  for (const endpoint of [{}, { connectionIds: { length: 4 } }]) {
    const answers = ['a', 'b', 'c'].map((text) => Buffer.from(text));
    const { pair, received, secure } = answering(answers, { endpoint });
    const receive = pair.clientHost.receive.bind(pair.clientHost);
    const flight: (() => void)[] = [];
    pair.clientHost.receive = (...given) => {
      if (flight.length === 0) flight.push(() => receive(...given));
      else receive(...given);
    };
    sendEarly(pair, 'request');
    pair.network.advance(100);
    t.deepEqual(received, []);
    for (const deliver of flight) deliver();
    t.deepEqual(received, ['a', 'b', 'c']);
    t.deepEqual(secure, [true, true, true]);
    t.is(pair.client.statistics.discarded.unknownEpoch, 0);
    t.true(pair.handshake());
  }
});

test('messages that are given together are accepted up to the same limit', (t) => {
  const { pair } = answering([]);
  const counts: number[] = [];
  pair.serverHost.onevent = (connection, event) => {
    if (event.kind !== 'earlyMessage') return;
    const at = new Int32Array(8);
    counts.push(
      connection.sendMany(
        new Uint8Array(400),
        at,
        at.map(() => 400),
        pair.network.now,
      ),
    );
    counts.push(
      connection.sendMany(
        new Uint8Array(400),
        at,
        at.map(() => 400),
        pair.network.now,
      ),
    );
  };
  sendEarly(pair, 'request');
  t.true(pair.handshake());
  t.true((counts[0] ?? 0) > 0 && (counts[0] ?? 0) < 8);
  t.is(counts[1], 0);
  const round = untilFinished(pair);
  t.true(bytesOf(pair, 'server', round) <= 3 * bytesOf(pair, 'client', round));
});

test('without the limit of an address, as many messages as usual are accepted', (t) => {
  const answers = new Array<Uint8Array>(20).fill(Buffer.alloc(1000));
  const { pair, accepted } = answering(answers, { listener: { cookies: 'never' } });
  sendEarly(pair, 'request');
  t.true(pair.handshake());
  t.deepEqual(accepted, new Array(20).fill(1));
});

/** Messages of one byte that a connection accepts: 0 or 1. */
function sendable(t: ExecutionContext, connection: Connection, now: number): number {
  const count = connection.sendMany(Buffer.from('x'), Int32Array.of(0), Int32Array.of(1), now);
  t.is(count, connection.maxMessageSize > 0 ? 1 : 0);
  return count;
}

test('a server sends nothing before it has accepted early data, nor in a handshake without', (t) => {
  const counts = (options: Partial<PairOptions>, isFresh: boolean | undefined) => {
    // The transitions of the machines are events of the connection before it is secure.
    const listener = { trace: true, ...options.listener };
    const pair = earlyPair(earlySession(), { ...options, listener });
    const before = new Set<number>();
    let current: Connection | undefined;
    pair.serverHost.isFresh = () => isFresh;
    pair.serverHost.onevent = (connection, { kind }) => {
      current = kind === 'withdrawn' ? undefined : connection;
    };
    sendEarly(pair, 'request');
    for (let elapsed = 0; elapsed < 5000 && !kinds(pair, 'serverHost').includes('secure'); elapsed++) {
      if (current !== undefined) before.add(sendable(t, current, pair.network.now));
      pair.network.advance(1);
    }
    t.is(sendable(t, current as unknown as Connection, pair.network.now), 1, 'after the handshake');
    return [...before];
  };
  t.deepEqual(counts({}, true), [1], 'accepted');
  t.deepEqual(counts({}, false), [0], 'rejected');
  t.deepEqual(counts({}, undefined), [0], 'undecided for too long');
  t.deepEqual(counts({ connection: { earlyData: false }, listener: { cookies: 'never' } }, true), [0], 'not offered');
});

test('an answer that no datagram can hold throws, as after the handshake', (t) => {
  const { pair } = answering([]);
  const errors: unknown[] = [];
  pair.serverHost.onevent = (connection, event) => {
    if (event.kind !== 'earlyMessage') return;
    const size = connection.maxMessageSize + 1;
    t.true(size > 500);
    try {
      connection.sendMany(new Uint8Array(size), Int32Array.of(0), Int32Array.of(size), pair.network.now);
    } catch (error) {
      errors.push(error);
    }
  };
  sendEarly(pair, 'request');
  t.true(pair.handshake());
  t.is(errors.length, 1);
  t.true(errors[0] instanceof MessageTooLargeError);
});
