import test from 'ava';
import { ConnectionIdUsage } from '../../../generated/dtls13/registries/connection-id-usage.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { Ack } from '../../../generated/dtls13/wire/ack.ts';
import { Flights } from '../../../runtime/dtls13/reliability/flights.ts';
import type { SimulatedPair } from '../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';
import {
  call,
  connectionOf,
  errorOf,
  HostilePeer,
  hostOf,
  inUse,
  messages,
  other,
  own,
  type Side,
  securePair,
  send,
  spares,
} from './connection-id-pair.ts';

const { cid_immediate: IMMEDIATE, cid_spare: SPARE } = ConnectionIdUsage;
const sides = ['client', 'server'] as const;
const id = (number: number, length = 4) => new Uint8Array(length).fill(number);

/** The datagrams of a side after the first `start` ones. */
const sentAfter = (pair: SimulatedPair, from: Side, start: number) =>
  pair.network.datagrams.slice(start).filter((datagram) => datagram.from === from);

for (const side of sides) {
  test(`a ${side} gets the ids that it requests, and uses them in their order`, (t) => {
    const pair = securePair();
    t.deepEqual(spares(pair, side), []);
    call(pair, side, (connection, now) => connection.requestConnectionIds(3, now));
    pair.network.advance(100);
    const issued = own(pair, other(side)).slice(1);
    t.is(issued.length, 3);
    t.deepEqual(spares(pair, side), issued);
    for (const expected of issued) {
      t.true(call(pair, side, (connection, now) => connection.useNextConnectionId(now)));
      t.deepEqual(inUse(pair, side), expected);
      const start = pair.network.datagrams.length;
      send(pair, side, 'hello');
      t.deepEqual(pair.network.datagrams[start]?.bytes.subarray(1, 5), expected);
      pair.network.advance(100);
    }
    t.deepEqual(messages(pair, other(side)), ['hello', 'hello', 'hello']);
    t.false(
      call(pair, side, (connection, now) => connection.useNextConnectionId(now)),
      'no spare id is left',
    );
  });

  test(`a ${side} issues an id that the peer uses at once`, (t) => {
    const pair = securePair();
    const first = inUse(pair, other(side));
    call(pair, side, (connection, now) => connection.issueConnectionIds({ count: 2, immediate: true }, now));
    pair.network.advance(100);
    const [, second, third] = own(pair, side);
    t.notDeepEqual(second, first);
    t.deepEqual(inUse(pair, other(side)), second);
    t.deepEqual(spares(pair, other(side)), [third as Uint8Array]);
    const start = pair.network.datagrams.length;
    send(pair, other(side), 'with the new id');
    t.deepEqual(pair.network.datagrams[start]?.bytes.subarray(1, 5), second);
    pair.network.advance(100);
    t.deepEqual(messages(pair, side), ['with the new id']);
  });

  test(`a ${side} issues spare ids, which do not change the id in use`, (t) => {
    const pair = securePair();
    const first = inUse(pair, other(side));
    call(pair, side, (connection, now) => connection.issueConnectionIds({}, now));
    pair.network.advance(100);
    t.deepEqual(inUse(pair, other(side)), first);
    t.deepEqual(spares(pair, other(side)), own(pair, side).slice(1));
    t.is(spares(pair, other(side)).length, 1);
  });
}

test('ids for immediate use replace the spare ids', (t) => {
  const pair = securePair();
  call(pair, 'server', (connection, now) => connection.issueConnectionIds({ count: 3 }, now));
  pair.network.advance(100);
  call(pair, 'server', (connection, now) => connection.issueConnectionIds({ count: 2, immediate: true }, now));
  pair.network.advance(100);
  const [, , , , used, spare] = own(pair, 'server');
  t.deepEqual(inUse(pair, 'client'), used);
  t.deepEqual(spares(pair, 'client'), [spare as Uint8Array]);
});

test('each side has its spare ids soon after the handshake, and again after the use of one', (t) => {
  const pair = securePair({ connectionIds: { length: 4 } });
  for (const side of sides) {
    t.is(spares(pair, side).length, 2, side);
    call(pair, side, (connection, now) => connection.useNextConnectionId(now));
    t.is(spares(pair, side).length, 1, side);
    pair.network.advance(100);
    t.is(spares(pair, side).length, 2, side);
  }
  t.deepEqual(
    hostOf(pair, 'client').events.flatMap(({ event }) => (event.kind === 'connectionIds' ? [event.spares] : [])),
    [2, 1, 2],
  );
});

test('no ids are requested where the option wants none', (t) => {
  const pair = securePair();
  for (const side of sides) t.deepEqual(spares(pair, side), []);
});

test('ids can change a thousand times, and the number of valid ids stays the same', (t) => {
  const pair = securePair({ connectionIds: { length: 8 } });
  const seen = new Set<string>();
  for (let change = 0; change < 1000; change++) {
    const side = change % 2 === 0 ? 'client' : 'server';
    t.true(
      call(pair, side, (connection, now) => connection.useNextConnectionId(now)),
      `change ${change}`,
    );
    send(pair, side, `${change}`);
    pair.network.advance(50);
    seen.add(Buffer.from(inUse(pair, side)).toString('hex'));
    t.true(own(pair, 'client').length <= 12 && own(pair, 'server').length <= 12);
  }
  t.is(seen.size, 1000);
  t.is(messages(pair, 'client').length + messages(pair, 'server').length, 1000);
  for (const side of sides) t.is(connectionOf(pair, side).statistics.discarded.unexpectedConnectionId, 0);
});

// One message of each kind at a time.

test('a second NewConnectionId waits until the first is acknowledged', (t) => {
  const pair = securePair();
  const { network } = pair;
  const start = network.datagrams.length;
  for (let call_ = 0; call_ < 3; call_++) {
    call(pair, 'server', (connection, now) => connection.issueConnectionIds({}, now));
  }
  t.is(sentAfter(pair, 'server', start).length, 1);
  network.advance(15);
  t.is(spares(pair, 'client').length, 1);
  network.advance(100);
  t.is(spares(pair, 'client').length, 2, 'the calls in between lead to one message');
});

test('a second RequestConnectionId waits until the first is fulfilled', (t) => {
  const pair = securePair();
  const { network } = pair;
  const start = network.datagrams.length;
  for (const count of [1, 2, 3]) call(pair, 'client', (connection, now) => connection.requestConnectionIds(count, now));
  t.is(sentAfter(pair, 'client', start).length, 1);
  network.advance(100);
  t.is(spares(pair, 'client').length, 4, '1, then 3');
});

test('the ids that answer a RequestConnectionId do not acknowledge it', (t) => {
  const pair = securePair();
  const { network, serverHost } = pair;
  serverHost.receive = () => {};
  call(pair, 'client', (connection, now) => connection.requestConnectionIds(1, now));
  new HostilePeer(pair, 'server').newConnectionId(SPARE, id(9));
  t.deepEqual(spares(pair, 'client'), [id(9)]);
  const start = network.datagrams.length;
  call(pair, 'client', (connection, now) => connection.requestConnectionIds(1, now));
  t.is(sentAfter(pair, 'client', start).length, 0);
  network.advance(5000);
  t.true(pair.client.statistics.retransmissions > 0);
});

test('the ACK of a RequestConnectionId does not fulfil it', (t) => {
  const pair = securePair();
  const { network, serverHost } = pair;
  serverHost.receive = () => {};
  call(pair, 'client', (connection, now) => connection.requestConnectionIds(1, now));
  const peer = new HostilePeer(pair, 'server');
  const recordNumbers = Array.from({ length: 8 }, (_, sequenceNumber) => ({ epoch: 3, sequenceNumber }));
  network.inject('server', 'client', peer.record(ContentType.ack, encodeToBytes(Ack, { recordNumbers })));
  network.advance(1);
  t.is(pair.client.timers().retransmit, Number.POSITIVE_INFINITY);
  const start = network.datagrams.length;
  call(pair, 'client', (connection, now) => connection.requestConnectionIds(2, now));
  t.is(sentAfter(pair, 'client', start).length, 0);
  peer.newConnectionId(SPARE, id(9));
  t.true(pair.client.timers().retransmit < Number.POSITIVE_INFINITY, 'the next request is sent');
});

test('a request for three ids is fulfilled by one', (t) => {
  let calls = 0;
  const generate = () => Uint8Array.of(calls++ & 1);
  const pair = securePair({}, { listener: { connectionIds: { length: 1, spares: 0, generate } } });
  call(pair, 'client', (connection, now) => connection.requestConnectionIds(3, now));
  pair.network.advance(1000);
  t.deepEqual(spares(pair, 'client'), [Uint8Array.of(1)]);
  t.is(errorOf(pair, 'client'), undefined);
  const start = pair.network.datagrams.length;
  call(pair, 'client', (connection, now) => connection.requestConnectionIds(1, now));
  t.is(sentAfter(pair, 'client', start).length, 1);
});

test('a request is acknowledged even if the peer grants no id', (t) => {
  const pair = securePair({}, { listener: { connectionIds: { length: 1, spares: 0, generate: onlyOne() } } });
  call(pair, 'client', (connection, now) => connection.requestConnectionIds(2, now));
  pair.network.advance(1000);
  t.deepEqual(spares(pair, 'client'), []);
  t.is(pair.client.statistics.retransmissions, 0);
  t.is(pair.client.timers().retransmit, Number.POSITIVE_INFINITY);
  // The request is fulfilled: another one is permitted.
  const start = pair.network.datagrams.length;
  call(pair, 'client', (connection, now) => connection.requestConnectionIds(1, now));
  t.is(sentAfter(pair, 'client', start).length, 1);
  t.is(errorOf(pair, 'client'), undefined);
});

/** A function that has one id only. */
function onlyOne(): () => Uint8Array {
  return () => Uint8Array.of(7);
}

for (const [what, from] of [
  ['a request', 'client'],
  ['an answer', 'server'],
] as const) {
  test(`${what} that is lost is sent again`, (t) => {
    const pair = securePair();
    const target = hostOf(pair, other(from));
    const receive = target.receive.bind(target);
    let lost = 0;
    target.receive = (name, datagram) => {
      if (lost < 2) lost += 1;
      else receive(name, datagram);
    };
    call(pair, 'client', (connection, now) => connection.requestConnectionIds(2, now));
    pair.network.advance(10_000);
    t.is(spares(pair, 'client').length, 2);
    t.deepEqual(spares(pair, 'client'), own(pair, 'server').slice(1));
    t.true(connectionOf(pair, from).statistics.retransmissions > 0);
  });
}

test('ids are exchanged while the keys are updated', (t) => {
  const pair = securePair();
  call(pair, 'client', (connection, now) => connection.updateKeys({ requestPeer: true }, now));
  call(pair, 'client', (connection, now) => connection.requestConnectionIds(2, now));
  call(pair, 'server', (connection, now) => connection.issueConnectionIds({ immediate: true }, now));
  pair.network.advance(2000);
  t.is(spares(pair, 'client').length, 2);
  t.deepEqual(inUse(pair, 'client'), own(pair, 'server')[1]);
});

// Calls that are not permitted.

const withoutIds = [
  ['no ids were negotiated', undefined],
  ['the peer needs no ids', { length: 0 }],
] as const;

for (const [what, connectionIds] of withoutIds) {
  test(`ids cannot be requested if ${what}`, (t) => {
    const pair = securePair({}, { listener: { connectionIds } });
    t.throws(() => call(pair, 'client', (connection, now) => connection.requestConnectionIds(1, now)), {
      code: 'ERR_DTLS_NO_CONNECTION_IDS',
    });
    t.false(call(pair, 'client', (connection, now) => connection.useNextConnectionId(now)));
  });
}

for (const [what, connectionIds] of [
  ['no ids were negotiated', undefined],
  ['this side needs no ids', { length: 0 }],
] as const) {
  test(`ids cannot be issued if ${what}`, (t) => {
    const pair = securePair({}, { connection: { connectionIds } });
    t.throws(() => call(pair, 'client', (connection, now) => connection.issueConnectionIds({}, now)), {
      code: 'ERR_DTLS_NO_CONNECTION_IDS',
    });
  });
}

test('before and after the connection the calls throw', (t) => {
  const pair = securePair();
  const early = keyLoggedPair({ connectionIds: { length: 4 } });
  call(pair, 'client', (connection, now) => connection.abandon(now));
  for (const { client, network } of [early, pair]) {
    t.throws(() => client.requestConnectionIds(1, network.now), { code: 'ERR_DTLS_NOT_SECURE' });
    t.throws(() => client.issueConnectionIds({}, network.now), { code: 'ERR_DTLS_NOT_SECURE' });
    t.throws(() => client.useNextConnectionId(network.now), { code: 'ERR_DTLS_NOT_SECURE' });
    t.is(client.connectionIds, undefined);
  }
});

test('wrong numbers and options are refused', (t) => {
  const pair = securePair();
  for (const count of [0, 9, 1.5, Number.NaN, '1', undefined]) {
    t.throws(() => pair.client.requestConnectionIds(count as number, pair.network.now), {
      code: 'ERR_WIRECHART_CONFIG',
    });
  }
  for (const options of [{ count: 0 }, { count: 9 }, { immediate: 1 }, { when: 'now' }]) {
    t.throws(() => pair.client.issueConnectionIds(options as { count: number }, pair.network.now), {
      code: 'ERR_WIRECHART_CONFIG',
    });
  }
});

test('a function for ids that fails after the handshake ends the connection with a typed error', (t) => {
  let calls = 0;
  const generate = () => {
    calls += 1;
    if (calls > 1) throw new RangeError('no more ids');
    return Uint8Array.of(1, 2, 3, 4);
  };
  for (const trigger of ['request', 'issue'] as const) {
    calls = 0;
    const pair = securePair({}, { listener: { connectionIds: { length: 4, spares: 0, generate } } });
    if (trigger === 'request') call(pair, 'client', (connection, now) => connection.requestConnectionIds(1, now));
    else call(pair, 'server', (connection, now) => connection.issueConnectionIds({}, now));
    pair.network.advance(100);
    t.is(errorOf(pair, 'server'), 'ERR_DTLS_INTERNAL', trigger);
    t.is(errorOf(pair, 'client'), 'ERR_DTLS_ALERT_INTERNAL_ERROR', trigger);
    t.is(pair.listener.size, 0);
  }
});

test('a connection whose message numbers are used up goes on without new ids', (t) => {
  const pair = securePair({ connectionIds: { length: 4 } });
  const { messagesLeft } = Object.getOwnPropertyDescriptors(Flights.prototype);
  Object.defineProperty(Flights.prototype, 'messagesLeft', { get: () => 0, configurable: true });
  try {
    for (const side of sides) {
      for (const expected of [true, true, false]) {
        t.is(
          call(pair, side, (connection, now) => connection.useNextConnectionId(now)),
          expected,
        );
        pair.network.advance(1000);
      }
      const { network } = pair;
      const connection = connectionOf(pair, side);
      const code = 'ERR_DTLS_MESSAGES_EXHAUSTED';
      t.throws(() => connection.requestConnectionIds(1, network.now), { code });
      t.throws(() => connection.issueConnectionIds({}, network.now), { code });
      t.throws(() => connection.updateKeys({}, network.now), { code: 'ERR_DTLS_EPOCHS_EXHAUSTED' });
    }
    for (const side of sides) send(pair, side, 'hello');
    pair.network.advance(1000);
    for (const side of sides) t.deepEqual(messages(pair, side), ['hello']);
    const start = pair.network.datagrams.length;
    new HostilePeer(pair, 'client').requestConnectionId(1);
    pair.network.advance(1000);
    t.is(sentAfter(pair, 'server', start).length, 1, 'an ACK');
    t.is(errorOf(pair, 'server'), undefined);
  } finally {
    Object.defineProperty(Flights.prototype, 'messagesLeft', messagesLeft);
  }
});

// A hostile peer with the true keys.

const refusals: readonly [
  what: string,
  options: Parameters<typeof securePair>[1],
  code: string,
  send: (peer: HostilePeer) => void,
][] = [
  [
    'a NewConnectionId without negotiated ids',
    { listener: { connectionIds: undefined } },
    'UNEXPECTED_MESSAGE',
    (peer) => peer.newConnectionId(SPARE, id(1)),
  ],
  [
    'a RequestConnectionId without negotiated ids',
    { listener: { connectionIds: undefined } },
    'UNEXPECTED_MESSAGE',
    (peer) => peer.requestConnectionId(1),
  ],
  [
    'spare ids of a peer that needs none',
    { connection: { connectionIds: { length: 0, spares: 0 } } },
    'UNEXPECTED_MESSAGE',
    (peer) => peer.newConnectionId(SPARE, id(1)),
  ],
  [
    'immediate ids of a peer that needs none',
    { connection: { connectionIds: { length: 0, spares: 0 } } },
    'UNEXPECTED_MESSAGE',
    (peer) => peer.newConnectionId(IMMEDIATE, id(1)),
  ],
  [
    'a request for ids of a side that needs none',
    { listener: { connectionIds: { length: 0, spares: 0 } } },
    'UNEXPECTED_MESSAGE',
    (peer) => peer.requestConnectionId(1),
  ],
  ['no id for immediate use', {}, 'ILLEGAL_PARAMETER', (peer) => peer.newConnectionId(IMMEDIATE)],
  ['an empty spare id', {}, 'ILLEGAL_PARAMETER', (peer) => peer.newConnectionId(SPARE, id(1), id(2, 0))],
  ['an empty id for immediate use', {}, 'ILLEGAL_PARAMETER', (peer) => peer.newConnectionId(IMMEDIATE, id(1, 0))],
  [
    'an unknown usage',
    {},
    'ILLEGAL_PARAMETER',
    (peer) => peer.send(HandshakeType.new_connection_id, Uint8Array.of(0, 2, 1, 9, 2)),
  ],
  [
    'a list that ends inside an id',
    {},
    'DECODE_ERROR',
    (peer) => peer.send(HandshakeType.new_connection_id, Uint8Array.of(0, 2, 2, 9, 1)),
  ],
  [
    'a list that is longer than the message',
    {},
    'DECODE_ERROR',
    (peer) => peer.send(HandshakeType.new_connection_id, Uint8Array.of(0, 9, 1, 9, 1)),
  ],
  [
    'a NewConnectionId with a byte after the usage',
    {},
    'DECODE_ERROR',
    (peer) => peer.send(HandshakeType.new_connection_id, Uint8Array.of(0, 2, 1, 9, 1, 0)),
  ],
  [
    'an empty RequestConnectionId',
    {},
    'DECODE_ERROR',
    (peer) => peer.send(HandshakeType.request_connection_id, new Uint8Array(0)),
  ],
  [
    'a RequestConnectionId of two bytes',
    {},
    'DECODE_ERROR',
    (peer) => peer.send(HandshakeType.request_connection_id, Uint8Array.of(1, 1)),
  ],
];

for (const [what, options, alert, violate] of refusals) {
  test(`${what}: refused with ${alert.toLowerCase()}`, (t) => {
    const pair = securePair({}, options);
    violate(new HostilePeer(pair, 'client'));
    t.is(errorOf(pair, 'server'), `ERR_DTLS_PEER_${alert}`);
    pair.network.advance(100);
    t.is(errorOf(pair, 'client'), `ERR_DTLS_ALERT_${alert}`);
  });
}

test('a client refuses the messages that its server may not send', (t) => {
  for (const violate of [
    (peer: HostilePeer) => peer.newConnectionId(SPARE, id(1)),
    (peer: HostilePeer) => peer.requestConnectionId(1),
  ]) {
    const pair = securePair({}, { connection: { connectionIds: undefined } });
    violate(new HostilePeer(pair, 'server'));
    t.is(errorOf(pair, 'client'), 'ERR_DTLS_PEER_UNEXPECTED_MESSAGE');
  }
});

test('of 255 spare ids the first 8 are kept', (t) => {
  const pair = securePair();
  new HostilePeer(pair, 'client').newConnectionId(SPARE, ...Array.from({ length: 255 }, (_, index) => id(index)));
  t.deepEqual(
    spares(pair, 'server'),
    Array.from({ length: 8 }, (_, index) => id(index)),
  );
  t.is(errorOf(pair, 'server'), undefined);
});

test('an id that the peer repeats is kept once', (t) => {
  const pair = securePair();
  const peer = new HostilePeer(pair, 'client');
  peer.newConnectionId(SPARE, id(1), id(1), inUse(pair, 'server'), id(2));
  peer.newConnectionId(SPARE, id(2), id(3));
  t.deepEqual(spares(pair, 'server'), [id(1), id(2), id(3)]);
});

test('ids of the peer may have any length, also one that differs from the first', (t) => {
  const pair = securePair();
  const peer = new HostilePeer(pair, 'client');
  for (const length of [255, 1, 20]) {
    peer.newConnectionId(IMMEDIATE, id(9, length));
    const start = pair.network.datagrams.length;
    send(pair, 'server', 'hello');
    t.deepEqual(pair.network.datagrams[start]?.bytes.subarray(1, 1 + length), id(9, length));
  }
});

test('spare ids that were not requested are kept', (t) => {
  const pair = securePair();
  const peer = new HostilePeer(pair, 'client');
  peer.newConnectionId(SPARE);
  t.deepEqual(spares(pair, 'server'), []);
  peer.newConnectionId(SPARE, id(5));
  t.deepEqual(spares(pair, 'server'), [id(5)]);
});

test('a request for 0 ids and one for 255 ids are answered within the limit', (t) => {
  const pair = securePair();
  const peer = new HostilePeer(pair, 'client');
  peer.requestConnectionId(0);
  t.is(own(pair, 'server').length, 1);
  // The peer does not acknowledge, so the second answer waits.
  peer.requestConnectionId(255);
  t.is(own(pair, 'server').length, 1);
  pair.network.advance(100);
  t.is(errorOf(pair, 'server'), undefined);
  const second = securePair();
  new HostilePeer(second, 'client').requestConnectionId(255);
  t.is(own(second, 'server').length, 12);
});

test('a flood of requests ends with too_many_cids_requested, and no ids remain', (t) => {
  const pair = securePair();
  const peer = new HostilePeer(pair, 'client');
  for (let request = 0; request < 100 && errorOf(pair, 'server') === undefined; request++) {
    peer.requestConnectionId(255);
    t.true(own(pair, 'server').length <= 12);
  }
  t.is(errorOf(pair, 'server'), 'ERR_DTLS_PEER_TOO_MANY_CIDS_REQUESTED');
  pair.network.advance(10_000);
  t.is(errorOf(pair, 'client'), 'ERR_DTLS_ALERT_TOO_MANY_CIDS_REQUESTED');
  t.is(pair.listener.size, 0);
});

test('a peer that never uses the ids it requests gets no more, and is refused in the end', (t) => {
  const pair = securePair();
  for (let request = 0; request < 30 && errorOf(pair, 'server') === undefined; request++) {
    call(pair, 'client', (connection, now) => connection.requestConnectionIds(8, now));
    pair.network.advance(100);
  }
  t.is(errorOf(pair, 'server'), 'ERR_DTLS_PEER_TOO_MANY_CIDS_REQUESTED');
});

test('every id that was issued and not displaced leads to the connection, in any order', (t) => {
  const pair = securePair();
  call(pair, 'client', (connection, now) => connection.requestConnectionIds(8, now));
  pair.network.advance(100);
  const ids = own(pair, 'server');
  t.is(ids.length, 9);
  const peer = new KeyedPeer(pair, 'client');
  for (const [index, each] of ids.toReversed().entries()) {
    peer.useConnectionId(each);
    peer.deliver(peer.record(3, ContentType.application_data, new TextEncoder().encode(`${index}`)));
  }
  t.deepEqual(
    messages(pair, 'server'),
    ids.map((_, index) => `${index}`),
  );
});
