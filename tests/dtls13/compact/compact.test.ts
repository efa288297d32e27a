import test from 'ava';
import { TimeoutError } from '../../../runtime/errors/timeout-error.ts';
import type { SimulatedPair } from '../../../runtime/testing/index.ts';
import { call, connectionOf, errorOf, messages, own, send } from '../post-handshake/connection-id-pair.ts';
import { COMPACT_AFTER, compactingPair, isCompact, rest } from './compact-pair.ts';

/** For so many milliseconds keys are kept after their last use; RFC 9147 section 5.8.1. */
const LINGER_TIME = 240_000;

/** A message in each direction. */
function exchange(pair: SimulatedPair, text: string): void {
  send(pair, 'client', `${text} to the server`);
  pair.network.advance(100);
  send(pair, 'server', `${text} to the client`);
  pair.network.advance(100);
}

const material = (pair: SimulatedPair, side: 'client' | 'server') =>
  connectionOf(pair, side).exportKeyingMaterial('label', new Uint8Array(0), 32);

test('an idle connection is compact, and goes on with the next message of either side', (t) => {
  const pair = compactingPair();
  for (let round = 1; round <= 3; round++) {
    rest(pair);
    exchange(pair, `round ${round}`);
    t.false(isCompact(pair));
  }
  t.deepEqual(
    messages(pair, 'server'),
    [1, 2, 3].map((round) => `round ${round} to the server`),
  );
  t.deepEqual(
    messages(pair, 'client'),
    [1, 2, 3].map((round) => `round ${round} to the client`),
  );
  t.is(errorOf(pair, 'server'), undefined);
  t.is(errorOf(pair, 'client'), undefined);
});

test('a connection that is used is not compacted', (t) => {
  const pair = compactingPair();
  for (let each = 0; each < 10; each++) {
    exchange(pair, 'still here');
    t.false(isCompact(pair));
    pair.network.advance(COMPACT_AFTER - 250);
    t.false(isCompact(pair));
  }
});

test('exported keying material and counters are the same before and after', (t) => {
  const pair = compactingPair();
  exchange(pair, 'first');
  const before = pair.listener.statistics;
  const exported = material(pair, 'server');
  rest(pair);
  t.deepEqual(pair.listener.statistics, before);
  t.true(isCompact(pair));
  t.deepEqual(material(pair, 'server'), exported);
  t.deepEqual(material(pair, 'client'), exported);
  t.deepEqual(pair.listener.statistics, before);
});

test('a record that was received before is a replay afterwards too', (t) => {
  const pair = compactingPair();
  const start = pair.network.datagrams.length;
  exchange(pair, 'once');
  const record = pair.network.datagrams.slice(start).find(({ to }) => to === 'server');
  rest(pair);
  pair.network.inject('client', 'server', record?.bytes ?? new Uint8Array(0));
  pair.network.advance(10);
  t.deepEqual(messages(pair, 'server'), ['once to the server']);
  t.is(pair.listener.statistics.discarded.replayed, 1);
});

test('the keys of either side can be updated before and after', (t) => {
  const pair = compactingPair();
  for (let round = 0; round < 3; round++) {
    for (const side of ['client', 'server'] as const) {
      call(pair, side, (connection, now) => connection.updateKeys({ requestPeer: round === 1 }, now));
      pair.network.advance(500);
      exchange(pair, `${side} ${round}`);
      // Until then the previous keys are kept for late records.
      pair.network.advance(LINGER_TIME);
      rest(pair);
    }
  }
  t.is(messages(pair, 'server').length, 6);
  t.is(messages(pair, 'client').length, 6);
  const [read, write] = ['read', 'write'].map((direction) =>
    Math.max(
      ...connectionOf(pair, 'server')
        .epochs()
        .flatMap((use) => (use.direction === direction ? [use.epoch] : [])),
    ),
  );
  // The first epoch is 3; each side updated three times, and once because of the other one.
  t.deepEqual([read, write], [7, 7]);
});

test('the idle timeout ends a compact connection at the same time as another one', (t) => {
  const times = [500, Number.POSITIVE_INFINITY].map((compactAfter) => {
    const pair = compactingPair(
      { idleTimeout: 5000 },
      { listener: { compactAfter }, connection: { idleTimeout: 60_000 } },
    );
    exchange(pair, 'last');
    pair.network.advance(10_000);
    const end = pair.serverHost.events.find(({ event }) => event.kind === 'error');
    t.true(end?.event.kind === 'error' && end.event.error instanceof TimeoutError);
    return end?.at;
  });
  t.is(times[0], times[1]);
});

test('a Finished that arrives again is acknowledged as before, until its keys are erased', (t) => {
  for (const compactAfter of [COMPACT_AFTER, Number.POSITIVE_INFINITY]) {
    const pair = compactingPair({}, { listener: { compactAfter } });
    const finished = pair.network.datagrams.find(
      ({ to, bytes }) => to === 'server' && ((bytes[0] as number) & 0xe3) === 0x22,
    );
    pair.network.advance(2 * COMPACT_AFTER);
    t.is(isCompact(pair), compactAfter === COMPACT_AFTER);
    const answer = (): number => {
      const sent = pair.network.datagrams.length;
      pair.network.inject('client', 'server', finished?.bytes ?? new Uint8Array(0));
      pair.network.advance(2 * COMPACT_AFTER);
      return pair.network.datagrams.length - sent;
    };
    const replayed = pair.listener.statistics.discarded.replayed;
    t.is(answer(), 0, 'the same record is a replay');
    t.is(pair.listener.statistics.discarded.replayed, replayed + 1);
    pair.network.advance(LINGER_TIME);
    const unknown = pair.listener.statistics.discarded.unknownEpoch;
    t.is(answer(), 0);
    t.is(pair.listener.statistics.discarded.unknownEpoch, unknown + 1, 'the keys are erased');
    t.is(isCompact(pair), compactAfter === COMPACT_AFTER);
  }
});

test('a compact connection is found by its connection id from another address, and moves', (t) => {
  const pair = compactingPair({ connectionIds: { length: 4, spares: 1 }, pathValidation: 'basic' });
  const ids = own(pair, 'server');
  rest(pair);
  pair.network.rebind('client', 'client behind a NAT');
  send(pair, 'client', 'from elsewhere');
  pair.network.advance(5000);
  t.deepEqual(messages(pair, 'server'), ['from elsewhere']);
  exchange(pair, 'there');
  t.deepEqual(messages(pair, 'client'), ['there to the client']);
  rest(pair);
  exchange(pair, 'still there');
  t.is(messages(pair, 'client').length, 2);
  t.true(ids.every((id) => own(pair, 'server').some((each) => Buffer.from(each).equals(id))));
});

test('a forged datagram does not keep a compact connection restored, and is counted', (t) => {
  const pair = compactingPair();
  const start = pair.network.datagrams.length;
  exchange(pair, 'first');
  const record = pair.network.datagrams.slice(start).find(({ to }) => to === 'server')?.bytes ?? new Uint8Array(0);
  const forged = record.with(record.length - 1, (record.at(-1) as number) ^ 1);
  for (const [each, datagram] of [forged, record, Uint8Array.of(21, 254), new Uint8Array(40).fill(0x2f)].entries()) {
    rest(pair);
    pair.network.inject('client', 'server', datagram);
    pair.network.advance(1);
    t.true(isCompact(pair), `datagram ${each}`);
  }
  const { discarded } = pair.listener.statistics;
  t.deepEqual([discarded.unauthentic, discarded.replayed, discarded.malformed], [1, 1, 2]);
  exchange(pair, 'second');
  t.deepEqual(messages(pair, 'server'), ['first to the server', 'second to the server']);
});

test('either side closes a connection that is compact', (t) => {
  for (const side of ['client', 'server'] as const) {
    const pair = compactingPair();
    rest(pair);
    pair.close(side);
    pair.network.advance(10_000);
    for (const host of [pair.clientHost, pair.serverHost])
      t.true(host.events.some(({ event }) => event.kind === 'closed'));
    t.is(pair.listener.size, 0);
  }
});

test('a new handshake on the path of a compact connection replaces it', (t) => {
  const pair = compactingPair();
  rest(pair);
  pair.listener.abandon(pair.network.now);
  pair.serverHost.drain();
  t.is(pair.listener.size, 0);
});

test('a client that may be asked for a certificate later keeps its messages, and is not compacted', (t) => {
  const pair = compactingPair(
    {},
    { connection: { postHandshakeAuth: true }, listener: { requestCertificate: 'optional' } },
  );
  pair.network.advance(10 * COMPACT_AFTER);
  t.false(isCompact(pair));
});
