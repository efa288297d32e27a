import test, { type ExecutionContext } from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { KeyUpdateRequest } from '../../../generated/dtls13/registries/key-update-request.ts';
import { KeyUpdate } from '../../../generated/dtls13/wire/key-update.ts';
import type { SentDatagram, SimulatedPair } from '../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';
import { refusalBy } from '../refusal.ts';
import { createKeyUpdates } from './key-update-context.ts';

type Side = 'client' | 'server';

/** A pair after the handshake, when nothing is outstanding. */
function securePair(endpoint: Parameters<typeof keyLoggedPair>[0] = {}): SimulatedPair {
  const pair = keyLoggedPair({ idleTimeout: Number.POSITIVE_INFINITY, ...endpoint });
  pair.handshake();
  pair.network.advance(1000);
  return pair;
}

const hostOf = (pair: SimulatedPair, side: Side) => (side === 'client' ? pair.clientHost : pair.serverHost);

function update(pair: SimulatedPair, side: Side, requestPeer = false): number | undefined {
  const connection = side === 'client' ? pair.client : pair.server;
  const epoch = connection?.updateKeys({ requestPeer }, pair.network.now);
  hostOf(pair, side).drain();
  return epoch;
}

/** The updates that a side reported, as `write 4`. */
function updates(pair: SimulatedPair, side: Side): string[] {
  return hostOf(pair, side).events.flatMap(({ event }) =>
    event.kind === 'keyUpdate' ? [`${event.direction} ${event.epoch}`] : [],
  );
}

function messages(pair: SimulatedPair, side: Side): string[] {
  return hostOf(pair, side).events.flatMap(({ event }) =>
    event.kind === 'message' ? [new TextDecoder().decode(event.data)] : [],
  );
}

const send = (pair: SimulatedPair, from: Side, text: string) => pair.send(from, new TextEncoder().encode(text));

/** The two low bits of the epoch of each datagram. */
const epochBits = (datagrams: readonly SentDatagram[]) => datagrams.map(({ bytes }) => (bytes[0] as number) & 3);

const body = (requestUpdate: KeyUpdateRequest) => encodeToBytes(KeyUpdate, { requestUpdate });

const errorOf = (pair: SimulatedPair, side: Side) =>
  hostOf(pair, side).events.flatMap(({ event }) => (event.kind === 'error' ? [event.error.code] : []))[0];

/** Drops the datagrams that a side sends while `lossy` is true. */
function lossyLink(pair: SimulatedPair, from: Side): { lossy: boolean } {
  const link = { lossy: true };
  const target = hostOf(pair, from === 'client' ? 'server' : 'client');
  const receive = target.receive.bind(target);
  target.receive = (name, datagram) => {
    if (!link.lossy) receive(name, datagram);
  };
  return link;
}

test('an update of the keys takes effect when the peer has acknowledged it', (t) => {
  const pair = securePair();
  const sent = pair.network.datagrams.length;
  t.is(update(pair, 'client'), 4);
  send(pair, 'client', 'under the old keys');
  pair.network.advance(100);
  send(pair, 'client', 'under the new keys');
  pair.network.advance(100);
  t.deepEqual(updates(pair, 'client'), ['write 4']);
  t.deepEqual(updates(pair, 'server'), ['read 4']);
  t.deepEqual(messages(pair, 'server'), ['under the old keys', 'under the new keys']);
  t.deepEqual(epochBits(pair.network.datagrams.slice(sent)), [3, 3, 3, 0], 'KeyUpdate, data, ACK, data');
  t.is(pair.listener.statistics.discarded.unknownEpoch, 0);
});

test('a peer that is asked to update its keys does so with one KeyUpdate, which asks for nothing', (t) => {
  const pair = securePair();
  update(pair, 'client', true);
  pair.network.advance(1000);
  t.deepEqual(updates(pair, 'client').toSorted(), ['read 4', 'write 4']);
  t.deepEqual(updates(pair, 'server').toSorted(), ['read 4', 'write 4']);
  send(pair, 'server', 'hello');
  pair.network.advance(100);
  t.deepEqual(messages(pair, 'client'), ['hello']);
});

test('a peer that was asked to update its keys is not asked again before its KeyUpdate arrives', (t) => {
  const requests: number[] = [];
  let acknowledged = () => {};
  const updating = createKeyUpdates({
    send: (_type, [request], done) => {
      requests.push(request as number);
      acknowledged = done;
    },
  });
  for (let each = 0; each < 2; each++) {
    updating.update(true);
    acknowledged();
  }
  updating.receive(body(KeyUpdateRequest.update_not_requested));
  updating.update(true);
  t.deepEqual(requests, [1, 0, 1]);
});

test('updates of both sides that cross change each direction twice, as each request has a response', (t) => {
  const pair = securePair();
  update(pair, 'client', true);
  update(pair, 'server', true);
  pair.network.advance(1000);
  for (const side of ['client', 'server'] as const) {
    t.deepEqual(updates(pair, side).toSorted(), ['read 4', 'read 5', 'write 4', 'write 5']);
  }
});

test('a second update waits until the first is acknowledged, and serves all calls in between', (t) => {
  const pair = securePair();
  t.deepEqual(
    [1, 2, 3].map(() => update(pair, 'server')),
    [4, 5, 5],
  );
  pair.network.advance(15);
  t.deepEqual(updates(pair, 'server'), []);
  pair.network.advance(1000);
  t.deepEqual(updates(pair, 'server'), ['write 4', 'write 5']);
});

test('while the ACK of a KeyUpdate is lost, data continues under the old keys, and the KeyUpdate is repeated', (t) => {
  const pair = securePair();
  const acks = lossyLink(pair, 'server');
  update(pair, 'client');
  pair.network.advance(1500);
  send(pair, 'client', 'one');
  pair.network.advance(2000);
  t.deepEqual(updates(pair, 'client'), []);
  t.deepEqual(updates(pair, 'server'), ['read 4'], 'repeated KeyUpdates move the keys once');
  acks.lossy = false;
  pair.network.advance(10_000);
  t.deepEqual(updates(pair, 'client'), ['write 4']);
  send(pair, 'client', 'two');
  pair.network.advance(100);
  t.deepEqual(messages(pair, 'server'), ['one', 'two']);
});

test('a KeyUpdate that is lost is sent again under the keys of its first transmission', (t) => {
  const pair = securePair();
  const link = lossyLink(pair, 'client');
  update(pair, 'client');
  pair.network.advance(10);
  link.lossy = false;
  pair.network.advance(5000);
  t.deepEqual(updates(pair, 'server'), ['read 4']);
  t.is(pair.client.statistics.retransmissions, 1);
});

test('a KeyUpdate that is never acknowledged ends the connection with a TimeoutError', (t) => {
  const pair = securePair({ maxRetransmissions: 3 });
  lossyLink(pair, 'server');
  update(pair, 'client');
  pair.network.advance(60_000);
  t.is(errorOf(pair, 'client'), 'ERR_DTLS_TIMEOUT');
});

test('a record under the old keys that arrives after a record under the new ones is delivered', (t) => {
  const pair = securePair();
  const keyedPeer = new KeyedPeer(pair, 'client');
  const late = keyedPeer.record(3, ContentType.application_data, new TextEncoder().encode('late'));
  update(pair, 'client');
  pair.network.advance(100);
  send(pair, 'client', 'new');
  pair.network.advance(100);
  keyedPeer.deliver(late);
  t.deepEqual(messages(pair, 'server'), ['new', 'late']);
});

test('the old keys are kept for 240 seconds, and not longer', (t) => {
  const pair = securePair();
  const keyedPeer = new KeyedPeer(pair, 'client');
  const record = () => keyedPeer.record(3, ContentType.application_data, new TextEncoder().encode('late'));
  update(pair, 'client');
  pair.network.advance(100);
  send(pair, 'client', 'new');
  pair.network.advance(239_900);
  keyedPeer.deliver(record());
  pair.network.advance(200);
  keyedPeer.deliver(record());
  t.deepEqual(messages(pair, 'server'), ['new', 'late']);
  t.is(pair.listener.statistics.discarded.unknownEpoch, 1);
});

test('a retransmitted KeyUpdate is acknowledged again under the old keys', (t) => {
  const pair = securePair();
  const keyedPeer = new KeyedPeer(pair, 'client');
  const again = () => keyedPeer.message(3, HandshakeType.key_update, 2, body(KeyUpdateRequest.update_not_requested));
  keyedPeer.deliver(again());
  const sent = pair.network.datagrams.length;
  keyedPeer.deliver(again());
  t.is(pair.network.datagrams.length, sent + 1, 'an ACK');
  t.deepEqual(updates(pair, 'server'), ['read 4']);
  t.is(errorOf(pair, 'server'), undefined);
});

test('ten requests to update keys, while an update is not acknowledged, lead to one KeyUpdate', (t) => {
  let sent = 0;
  const updating = createKeyUpdates({ send: () => (sent += 1) });
  for (let each = 0; each < 10; each++) {
    updating.receive(body(KeyUpdateRequest.update_requested));
    updating.newEpochUsed(updating.readEpoch);
  }
  t.is(sent, 1);
});

test('an update waits until earlier messages are acknowledged', (t) => {
  const pair = keyLoggedPair();
  const acks = lossyLink(pair, 'server');
  acks.lossy = false;
  pair.network.run(() => pair.clientHost.events.some(({ event }) => event.kind === 'secure'));
  acks.lossy = true;
  const sent = pair.network.datagrams.length;
  t.is(update(pair, 'client'), 4, 'before the ACK of the Finished');
  pair.network.advance(500);
  t.false(epochBits(pair.network.datagrams.slice(sent)).includes(3) && updates(pair, 'server').length > 0);
  t.deepEqual(updates(pair, 'server'), []);
  acks.lossy = false;
  pair.network.advance(5000);
  t.deepEqual(updates(pair, 'client'), ['write 4']);
  t.deepEqual(updates(pair, 'server'), ['read 4']);
});

function refusedMessage(t: ExecutionContext, message: (peer: KeyedPeer) => Uint8Array[], alert: string): void {
  const pair = securePair();
  const keyedPeer = new KeyedPeer(pair, 'client');
  for (const record of message(keyedPeer)) keyedPeer.deliver(record);
  t.is(refusalBy(pair, 'server'), alert);
}

test('a message after a KeyUpdate under the same keys is answered with unexpected_message', (t) => {
  const update = body(KeyUpdateRequest.update_not_requested);
  refusedMessage(
    t,
    (peer) => [2, 3].map((messageSeq) => peer.message(3, HandshakeType.key_update, messageSeq, update)),
    'unexpected_message',
  );
});

test('a KeyUpdate with a value that is not defined is answered with illegal_parameter', (t) => {
  refusedMessage(t, (peer) => [peer.message(3, HandshakeType.key_update, 2, Uint8Array.of(2))], 'illegal_parameter');
});

test('a KeyUpdate of the wrong length is answered with decode_error', (t) => {
  for (const bytes of [new Uint8Array(0), Uint8Array.of(0, 0)]) {
    refusedMessage(t, (peer) => [peer.message(3, HandshakeType.key_update, 2, bytes)], 'decode_error');
  }
});

test('a KeyUpdate under the handshake keys is answered with unexpected_message', (t) => {
  const update = body(KeyUpdateRequest.update_not_requested);
  refusedMessage(t, (peer) => [peer.message(2, HandshakeType.key_update, 2, update)], 'unexpected_message');
});

test('updateKeys() before the connection is secure, after its end or with unknown options throws', (t) => {
  const pair = keyLoggedPair();
  t.throws(() => update(pair, 'client'), { code: 'ERR_DTLS_NOT_SECURE' });
  pair.handshake();
  t.throws(() => pair.client.updateKeys({ requestPeer: 1 } as never, pair.network.now), { name: 'ConfigError' });
  t.throws(() => pair.client.updateKeys({ request: true } as never, pair.network.now), { name: 'ConfigError' });
  pair.close('client');
  pair.network.advance(10_000);
  t.throws(() => update(pair, 'client'), { code: 'ERR_DTLS_NOT_SECURE' });
});

test('at the last epoch a request of the peer is ignored, and updateKeys() throws', (t) => {
  let acknowledged = () => {};
  let sent = 0;
  const updating = createKeyUpdates({
    send: (_type, _body, done) => {
      sent += 1;
      acknowledged = done;
    },
  });
  for (let epoch = 4; epoch <= 0xffff; epoch++) {
    updating.update(false);
    acknowledged();
  }
  t.is(sent, 0xffff - 3);
  updating.receive(body(KeyUpdateRequest.update_requested));
  t.is(sent, 0xffff - 3);
  t.throws(() => updating.update(false), { code: 'ERR_DTLS_EPOCHS_EXHAUSTED' });
});

test('a thousand updates in both directions, with data in between, lose no message and no epoch', (t) => {
  const pair = securePair();
  for (let round = 1; round <= 1000; round++) {
    update(pair, round % 2 === 0 ? 'client' : 'server', true);
    send(pair, 'client', `c${round}`);
    send(pair, 'server', `s${round}`);
    pair.network.advance(100);
  }
  t.is(updates(pair, 'client').at(-1), 'read 1003');
  t.is(messages(pair, 'client').length, 1000);
  t.is(messages(pair, 'server').length, 1000);
});
