import test, { type ExecutionContext } from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { RrcMsgType } from '../../../generated/dtls13/registries/rrc-msg-type.ts';
import type { EndpointOptions } from '../../../runtime/dtls13/index.ts';
import type { PairOptions, SentDatagram, SimulatedPair } from '../../../runtime/testing/index.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';
import {
  call,
  connectionOf,
  errorOf,
  hostOf,
  inUse,
  messages,
  own,
  type Side,
  securePair,
  send,
  spares,
} from '../post-handshake/connection-id-pair.ts';

const NOTHING = new Uint8Array(0);
const sides = ['client', 'server'] as const;

/** Both sides have spare ids, and the round trip of 20 ms is known. */
function movingPair(
  endpoint: Partial<EndpointOptions> = {},
  options: Pick<PairOptions, 'connection' | 'listener'> = {},
): SimulatedPair {
  return securePair({ connectionIds: { length: 4 }, ...endpoint }, options);
}

/** The address to which the server sends. */
function serverTarget(pair: SimulatedPair): string {
  return new TextDecoder().decode(pair.serverHost.address(connectionOf(pair, 'server').path));
}

const eventsOf = (pair: SimulatedPair, side: Side): string[] =>
  hostOf(pair, side).events.flatMap(({ event }) =>
    ['newPath', 'pathChanged', 'pathRejected'].includes(event.kind) ? [event.kind] : [],
  );

const since = (pair: SimulatedPair, start: number) => pair.network.datagrams.slice(start);

function move(pair: SimulatedPair, address: string): void {
  pair.network.addAddress(pair.clientHost, address);
  call(pair, 'client', (client, now) => client.migrate(pair.clientHost.path('server', address), now));
}

function bothSidesTalk(t: ExecutionContext, pair: SimulatedPair): void {
  const text = `at ${pair.network.now}`;
  for (const side of sides) send(pair, side, text);
  pair.network.advance(100);
  for (const side of sides) t.is(messages(pair, side).at(-1), text, side);
}

for (const pathValidation of ['enhanced', 'basic'] as const) {
  test(`after a NAT rebinding the server finds the client at its new address: ${pathValidation}`, (t) => {
    const pair = movingPair({ pathValidation });
    pair.network.rebind('client', 'client:2');
    send(pair, 'client', 'from behind the NAT');
    pair.network.advance(11);
    t.deepEqual(messages(pair, 'server'), ['from behind the NAT'], 'delivered before the check is over');
    t.is(serverTarget(pair), 'client');
    pair.network.advance(1000);
    t.is(serverTarget(pair), 'client:2');
    t.deepEqual(eventsOf(pair, 'server'), ['newPath', 'pathChanged']);
    t.deepEqual(eventsOf(pair, 'client'), []);
    bothSidesTalk(t, pair);
  });
}

test('after a change of its own address a client uses a spare id, and so does the server', (t) => {
  const pair = movingPair();
  const [before, serverBefore] = [inUse(pair, 'client'), inUse(pair, 'server')];
  const [next] = spares(pair, 'client');
  const start = pair.network.datagrams.length;
  move(pair, 'client:2');
  t.deepEqual(inUse(pair, 'client'), next);
  t.notDeepEqual(before, next);
  const [first] = since(pair, start);
  t.is(first?.from, 'client:2');
  t.deepEqual(first?.bytes.subarray(1, 5), next);
  pair.network.advance(1000);
  t.is(serverTarget(pair), 'client:2');
  t.notDeepEqual(inUse(pair, 'server'), serverBefore);
  t.deepEqual(eventsOf(pair, 'client'), ['pathChanged']);
  t.deepEqual(eventsOf(pair, 'server'), ['newPath', 'pathChanged']);
  // No id is on both paths.
  const idsOn = (address: string) =>
    new Set(
      since(pair, start)
        .filter(({ from, to }) => from === address || to === address)
        .map(({ bytes }) => Buffer.from(bytes.subarray(1, 5)).toString('hex')),
    );
  t.deepEqual(
    [...idsOn('client')].filter((id) => idsOn('client:2').has(id)),
    [],
  );
  for (const side of sides) t.is(spares(pair, side).length, 2, 'the spare ids are replenished');
  bothSidesTalk(t, pair);
});

test('three changes of the path use three spare ids, in their order', (t) => {
  const pair = movingPair({ connectionIds: { length: 4, spares: 3 } });
  const expected = [spares(pair, 'client'), spares(pair, 'server')];
  const used: Uint8Array[][] = [[], []];
  for (const address of ['client:2', 'client:3', 'client:4']) {
    move(pair, address);
    used[0]?.push(inUse(pair, 'client'));
    pair.network.advance(1000);
    used[1]?.push(inUse(pair, 'server'));
    t.is(serverTarget(pair), address);
  }
  t.deepEqual(used, expected);
});

test('a client that moves says on its old path that it left, which saves the time of the check', (t) => {
  const pair = movingPair();
  const start = pair.network.now;
  move(pair, 'client:2');
  pair.network.run(() => serverTarget(pair) === 'client:2', 1000);
  // Challenge, challenge of the old path and its answer, challenge of the new path and its answer.
  t.is(Math.round(pair.network.now - start), 50);
});

test('if the old path is dead, the new one is checked after three round trips', (t) => {
  const pair = movingPair();
  pair.network.removeAddress('client');
  const start = pair.network.now;
  move(pair, 'client:2');
  pair.network.run(() => serverTarget(pair) === 'client:2', 10_000);
  const took = pair.network.now - start;
  t.true(took >= 100 && took <= 250, `${took} ms`);
  t.deepEqual(eventsOf(pair, 'server'), ['newPath', 'pathChanged']);
});

test('without a measured round trip the check of a path takes one second', (t) => {
  const pair = keyLoggedPair({ connectionIds: { length: 4, spares: 0 } });
  // The server sends its only flight twice, so it cannot know which one was acknowledged.
  const receive = pair.clientHost.receive.bind(pair.clientHost);
  pair.clientHost.receive = () => {};
  pair.network.advance(1500);
  pair.clientHost.receive = receive;
  pair.handshake();
  pair.network.advance(1000);
  pair.network.rebind('client', 'client:2');
  const start = pair.network.now;
  send(pair, 'client', 'hello');
  pair.network.run(() => serverTarget(pair) === 'client:2', 10_000);
  t.is(Math.round(pair.network.now - start), 1030);
});

for (const side of sides) {
  test(`a flight of the ${side} that waits for a long timer is sent on a new path at once`, (t) => {
    const pair = movingPair({ connectionIds: { length: 4, spares: 0 } });
    const { statistics } = connectionOf(pair, side);
    pair.network.removeAddress('client');
    call(pair, side, (connection, now) => connection.updateKeys({}, now));
    // The last retransmission was at 25 s, the next one is at 51 s.
    pair.network.advance(30_000);
    t.true(statistics.retransmissions >= 7);
    move(pair, 'client:2');
    t.true(pair.network.run(() => serverTarget(pair) === 'client:2', 1000));
    // The first ACK for the client goes to its old address; its timer has the first value again.
    pair.network.advance(side === 'client' ? 1000 : 25);
    t.is(connectionOf(pair, side).statistics.keyUpdatesSent, 1);
    bothSidesTalk(t, pair);
  });
}

test('what arrives from a new address before the change is acknowledged again at the new address', (t) => {
  const pair = movingPair({ pathValidation: 'basic' });
  pair.network.rebind('client', 'client:2');
  const { retransmissions } = pair.client.statistics;
  call(pair, 'client', (client, now) => client.updateKeys({ requestPeer: false }, now));
  // The first ACK goes to the old address. The client's timer would expire after 100 ms.
  pair.network.advance(90);
  t.is(serverTarget(pair), 'client:2');
  t.true(pair.client.epochs().some(({ direction, epoch }) => direction === 'write' && epoch === 4));
  t.is(pair.client.statistics.retransmissions, retransmissions);
});

test('a client that sends nothing after its move is followed although the challenges of the server are lost', (t) => {
  const pair = movingPair({ connectionIds: { length: 4, spares: 0 } });
  pair.network.removeAddress('client');
  const { receive } = pair.clientHost;
  pair.clientHost.receive = () => {};
  move(pair, 'client:2');
  pair.network.advance(900);
  t.deepEqual(eventsOf(pair, 'server'), ['newPath', 'pathRejected']);
  t.is(serverTarget(pair), 'client');
  pair.clientHost.receive = receive;
  pair.network.advance(2000);
  t.is(serverTarget(pair), 'client:2');
});

test('a client that moves faster than the server checks is followed to its last address', (t) => {
  const pair = movingPair({ connectionIds: { length: 4, spares: 0 } });
  for (let step = 1; step <= 5; step++) {
    pair.network.removeAddress(step === 1 ? 'client' : `client:${step}`);
    move(pair, `client:${step + 1}`);
    pair.network.advance(50);
  }
  pair.network.advance(5000);
  t.is(serverTarget(pair), 'client:6');
  bothSidesTalk(t, pair);
});

test('no path challenge follows our close_notify, which the peer would ignore', (t) => {
  const pair = movingPair({ connectionIds: { length: 4, spares: 0 }, closeTimeout: 60_000, initialTimeout: 20_000 });
  pair.serverHost.receive = () => {};
  move(pair, 'client:2');
  pair.network.advance(50);
  const challenge = pair.network.datagrams.at(-1)?.bytes.length ?? 0;
  pair.close('client');
  const closedAt = pair.network.now;
  pair.network.advance(60_000);
  const later = pair.network.datagrams.filter(({ from, at }) => from === 'client:2' && at >= closedAt);
  t.true(later.length > 0, 'close_notify');
  t.true(later.every(({ bytes }) => bytes.length < challenge));
});

test('a move is announced seven times to a peer that is silent, and once to a peer that sends', (t) => {
  for (const [isSilent, expected] of [
    [true, [0, 1, 3, 7, 15, 31, 63]],
    [false, [0]],
  ] as const) {
    const pair = movingPair({ connectionIds: { length: 4, spares: 0 } });
    const start = pair.network.now;
    if (isSilent) pair.serverHost.receive = () => {};
    move(pair, 'client:2');
    pair.network.advance(500);
    send(pair, 'server', 'here');
    pair.network.advance(240_000);
    const announced = pair.network.datagrams.filter(({ from, at }) => from === 'client:2' && at >= start);
    // The client answers the challenge of the server, too.
    const times = announced.map(({ at }) => Math.round((at - start) / 1000));
    t.deepEqual([...new Set(times)], expected);
    t.is(announced.length, isSilent ? 7 : 2);
  }
});

test('a client that returns to its first address is followed', (t) => {
  const pair = movingPair();
  for (const address of ['client:2', 'client', 'client:2', 'client']) {
    move(pair, address);
    pair.network.advance(1000);
    t.is(serverTarget(pair), address);
    bothSidesTalk(t, pair);
  }
});

test('a server whose address changes is found by its client', (t) => {
  const pair = movingPair();
  pair.network.addAddress(pair.serverHost, 'server:2');
  call(pair, 'server', (server, now) => server.migrate(pair.serverHost.path('client', 'server:2'), now));
  pair.network.advance(1000);
  const target = new TextDecoder().decode(pair.clientHost.address(pair.client.path));
  t.is(target, 'server:2');
  t.deepEqual(eventsOf(pair, 'client'), ['newPath', 'pathChanged']);
  bothSidesTalk(t, pair);
});

test('a connection can move a thousand times', (t) => {
  const pair = movingPair({ connectionIds: { length: 8 } });
  for (let index = 1; index <= 1000; index++) {
    const address = `client:${index}`;
    if (index % 2 === 0) {
      // A NAT rebinding of the address to which the client moved last.
      pair.network.rebind(`client:${index - 1}`, address);
      send(pair, 'client', `${index}`);
    } else {
      move(pair, address);
    }
    pair.network.advance(500);
    if (serverTarget(pair) !== address) t.fail(`change ${index}: ${serverTarget(pair)}`);
  }
  bothSidesTalk(t, pair);
  for (const side of sides) t.true(own(pair, side).length <= 12);
  t.is(pair.listener.size, 1);
});

// Attackers.

/** The datagram of a message of the client, which is not delivered. */
function captured(pair: SimulatedPair, text: string): Uint8Array {
  const receive = pair.serverHost.receive.bind(pair.serverHost);
  let datagram: Uint8Array = NOTHING;
  pair.serverHost.receive = (_from, bytes) => {
    datagram = bytes;
  };
  send(pair, 'client', text);
  pair.network.advance(11);
  pair.serverHost.receive = receive;
  return datagram;
}

test('copies that arrive before the originals do not move the connection', (t) => {
  const pair = movingPair();
  for (let round = 0; round < 50; round++) {
    const datagram = captured(pair, `${round}`);
    pair.network.inject('attacker', 'server', datagram);
    pair.network.inject('client', 'server', datagram);
    pair.network.advance(100);
    t.is(serverTarget(pair), 'client');
  }
  t.is(messages(pair, 'server').length, 50, 'all are delivered once');
  t.is(eventsOf(pair, 'server').filter((kind) => kind === 'pathRejected').length, 50);
  t.is(pair.network.datagrams.filter(({ to }) => to === 'attacker').length, 0);
  t.is(spares(pair, 'server').length, 2, 'no spare id is used up');
});

test('replayed datagrams from another address do nothing', (t) => {
  const pair = movingPair({}, { listener: { cookies: 'always' } });
  send(pair, 'client', 'hello');
  pair.network.advance(100);
  const sent = pair.network.datagrams.filter(({ from }) => from === 'client').map(({ bytes }) => bytes);
  const start = pair.network.datagrams.length;
  for (const bytes of sent) pair.network.inject('attacker', 'server', bytes);
  pair.network.advance(5000);
  t.deepEqual(eventsOf(pair, 'server'), []);
  t.is(serverTarget(pair), 'client');
  t.deepEqual(
    since(pair, start).filter(({ bytes }) => (bytes[0] as number) >>> 5 === 1),
    [],
    'no protected record is sent',
  );
});

test('a forged record with a valid id from another address does nothing', (t) => {
  const pair = movingPair();
  const forged = captured(pair, 'hello');
  forged[forged.length - 1] = (forged.at(-1) as number) ^ 1;
  const start = pair.network.datagrams.length;
  pair.network.inject('attacker', 'server', forged);
  pair.network.advance(5000);
  t.deepEqual(eventsOf(pair, 'server'), []);
  t.deepEqual(since(pair, start), []);
});

test('an older record from another address is delivered, and moves nothing', (t) => {
  const pair = movingPair();
  const late = captured(pair, 'late');
  send(pair, 'client', 'newer');
  pair.network.advance(100);
  pair.network.inject('client:2', 'server', late);
  pair.network.advance(1000);
  t.deepEqual(messages(pair, 'server'), ['newer', 'late']);
  t.deepEqual(eventsOf(pair, 'server'), []);
});

test('after a move an older record from the previous address does not move the connection back', (t) => {
  const pair = movingPair();
  const late = captured(pair, 'late');
  move(pair, 'client:2');
  pair.network.advance(1000);
  pair.network.inject('client', 'server', late);
  pair.network.advance(1000);
  t.is(serverTarget(pair), 'client:2');
  t.is(eventsOf(pair, 'server').length, 2);
});

test('an address that does not answer gets at most three times what came from there', (t) => {
  for (const pathValidation of ['enhanced', 'basic'] as const) {
    const pair = movingPair({ pathValidation });
    pair.network.removeAddress('client');
    const datagram = captured(pair, '');
    const start = pair.network.datagrams.length;
    pair.network.inject('victim', 'server', datagram);
    for (let index = 0; index < 100; index++) send(pair, 'server', 'a long message that must not go to a victim');
    pair.network.advance(10_000);
    const sent = since(pair, start).filter(({ to }) => to === 'victim');
    t.true(sent.length > 0 && sent.length <= 3);
    t.true(sent.reduce((bytes, each) => bytes + each.bytes.length, 0) <= 3 * datagram.length);
    t.is(new Set(sent.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).size, sent.length);
    t.is(serverTarget(pair), 'client');
    t.is(eventsOf(pair, 'server').at(-1), 'pathRejected');
  }
});

test('a peer that checks a path from the address of a victim does not multiply what it sends', (t) => {
  // The ids of the client make the responses of the server nine times as long as its challenges.
  for (const challenges of [1, 30]) {
    const pair = movingPair(
      {},
      {
        connection: { connectionIds: { length: 255, spares: 0 } },
        listener: { connectionIds: { length: 1, spares: 0 } },
      },
    );
    const peer = new KeyedPeer(pair, 'client');
    peer.useConnectionId(inUse(pair, 'client'));
    for (const victim of ['victim', 'victim:2']) {
      const records = Array.from({ length: challenges }, () =>
        peer.record(3, ContentType.return_routability_check, check(RrcMsgType.path_challenge)),
      );
      const datagram = Buffer.concat(records);
      const start = pair.network.datagrams.length;
      pair.network.inject(victim, 'server', datagram);
      pair.network.advance(10_000);
      const sent = since(pair, start).filter(({ to }) => to === victim);
      const bytes = sent.reduce((sum, each) => sum + each.bytes.length, 0);
      t.true(bytes <= 3 * datagram.length, `${challenges} challenges: ${bytes} bytes for ${datagram.length}`);
      t.is(sent.length > 0, challenges === 30, 'responses within the limit are sent');
    }
  }
});

test('padding does not enlarge path challenges', (t) => {
  const pair = movingPair({ pathValidation: 'basic', padding: { to: 900 } });
  const peer = new KeyedPeer(pair, 'client');
  peer.useConnectionId(inUse(pair, 'client'));
  const small = peer.record(3, ContentType.application_data, NOTHING);
  const start = pair.network.datagrams.length;
  pair.network.inject('victim', 'server', small);
  pair.network.advance(5000);
  const sent = since(pair, start).filter(({ to }) => to === 'victim');
  t.true(sent.length > 0);
  t.true(sent.reduce((bytes, each) => bytes + each.bytes.length, 0) <= 3 * small.length);
});

test('a storm of new addresses leads to one check at a time', (t) => {
  const pair = movingPair();
  const start = pair.network.datagrams.length;
  const sent: Uint8Array[] = [];
  for (let index = 0; index < 200; index++) sent.push(captured(pair, `${index}`));
  const before = pair.network.datagrams.length - start;
  for (const [index, datagram] of sent.entries()) pair.network.inject(`address ${index}`, 'server', datagram);
  pair.network.advance(1);
  t.is(since(pair, start + before).length, 1, 'one challenge, on the old path');
  pair.network.advance(5000);
  t.is(serverTarget(pair), 'client');
  t.is(messages(pair, 'server').length, 200);
});

test('a second change during a check is followed when new data arrives', (t) => {
  const pair = movingPair();
  pair.network.rebind('client', 'client:2');
  send(pair, 'client', 'one');
  pair.network.advance(12);
  pair.network.rebind('client', 'client:3');
  send(pair, 'client', 'two');
  pair.network.advance(2000);
  t.is(serverTarget(pair), 'client', 'the check failed, and nothing new arrived');
  send(pair, 'client', 'three');
  pair.network.advance(2000);
  t.is(serverTarget(pair), 'client:3');
});

test('ids for immediate use replace those of a path check and of a path that was left', (t) => {
  const pair = movingPair({ pathValidation: 'basic' });
  pair.network.rebind('client', 'client:2');
  send(pair, 'client', 'hello');
  pair.network.advance(11);
  // The challenge with a spare id of the client is on its way.
  call(pair, 'client', (client, now) => client.issueConnectionIds({ immediate: true }, now));
  const replacement = own(pair, 'client').at(-1);
  pair.network.advance(5000);
  t.is(serverTarget(pair), 'client:2');
  t.deepEqual(inUse(pair, 'server'), replacement);

  const moved = movingPair();
  move(moved, 'client:2');
  call(moved, 'server', (server, now) => server.issueConnectionIds({ immediate: true }, now));
  moved.network.advance(5000);
  const start = moved.network.datagrams.length;
  const peer = new KeyedPeer(moved, 'server');
  peer.useConnectionId(inUse(moved, 'server'));
  const challenge = peer.record(3, ContentType.return_routability_check, check(RrcMsgType.path_challenge));
  moved.network.inject('server', 'client', challenge);
  moved.network.advance(5000);
  const [drop] = since(moved, start).filter(({ from }) => from === 'client');
  t.deepEqual(drop?.bytes.subarray(1, 5), inUse(moved, 'client'));
});

// Messages of a hostile peer with the true keys.

/** Records of the client's keys with this content type. */
function hostile(pair: SimulatedPair): (content: Uint8Array, from?: string) => readonly SentDatagram[] {
  const peer = new KeyedPeer(pair, 'client');
  peer.useConnectionId(inUse(pair, 'client'));
  return (content, from = 'client') => {
    const start = pair.network.datagrams.length;
    pair.network.inject(from, 'server', peer.record(3, ContentType.return_routability_check, content));
    pair.network.advance(1);
    return since(pair, start);
  };
}

const check = (type: number, length = 8) => Uint8Array.of(type, ...new Uint8Array(length).fill(7));

test('each challenge gets one response at once, to the address from which it came', (t) => {
  const pair = movingPair();
  const deliver = hostile(pair);
  for (let index = 0; index < 3; index++) {
    t.deepEqual(
      deliver(check(RrcMsgType.path_challenge)).map(({ to }) => to),
      ['client'],
    );
  }
  t.deepEqual(
    deliver(check(RrcMsgType.path_challenge), 'client:9')
      .map(({ to }) => to)
      .toSorted(),
    ['client', 'client:9'],
    'and a challenge of the old path, because the record is newer than all before',
  );
});

test('a replayed challenge gets no response', (t) => {
  const pair = movingPair();
  const peer = new KeyedPeer(pair, 'client');
  peer.useConnectionId(inUse(pair, 'client'));
  const challenge = peer.record(3, ContentType.return_routability_check, check(RrcMsgType.path_challenge));
  const start = pair.network.datagrams.length;
  for (const from of ['client', 'client', 'attacker']) pair.network.inject(from, 'server', challenge);
  pair.network.advance(1);
  t.is(since(pair, start).length, 1);
});

test('responses that were not requested, unknown types and wrong lengths are ignored', (t) => {
  const pair = movingPair();
  const deliver = hostile(pair);
  for (const content of [
    check(RrcMsgType.path_response),
    check(RrcMsgType.path_drop),
    check(3),
    check(3, 0),
    check(253, 100),
    check(255, 1),
    check(RrcMsgType.path_challenge, 7),
    check(RrcMsgType.path_challenge, 9),
    check(RrcMsgType.path_response, 0),
    NOTHING,
  ]) {
    t.deepEqual(deliver(content), []);
  }
  t.is(errorOf(pair, 'server'), undefined);
  t.is(connectionOf(pair, 'server').statistics.discarded.unexpectedContent, 4, 'wrong lengths');
  send(pair, 'server', 'still here');
  pair.network.advance(100);
  t.deepEqual(messages(pair, 'client'), ['still here']);
});

test('a response with the cookie, but from another address, is ignored', (t) => {
  const pair = movingPair({ pathValidation: 'basic' });
  pair.network.rebind('client', 'client:2');
  const receive = pair.serverHost.receive.bind(pair.serverHost);
  send(pair, 'client', 'hello');
  pair.network.advance(11);
  // The challenge is on its way. Its responses come from elsewhere.
  pair.serverHost.receive = (_from, datagram, local) => receive('client:3', datagram, local);
  pair.network.advance(5000);
  t.is(serverTarget(pair), 'client');
});

test('a plaintext record of this content type is dropped', (t) => {
  const pair = movingPair();
  const start = pair.network.datagrams.length;
  const plaintext = Uint8Array.of(27, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 1, 0, 9, ...check(RrcMsgType.path_challenge));
  pair.network.inject('client', 'server', plaintext);
  pair.network.advance(1);
  t.deepEqual(since(pair, start), []);
  t.is(connectionOf(pair, 'server').statistics.discarded.unexpectedContent, 1);
});

test('path checks are dropped if they were not negotiated', (t) => {
  const pair = movingPair({}, { connection: { pathValidation: 'none' } });
  t.deepEqual(hostile(pair)(check(RrcMsgType.path_challenge)), []);
  t.is(connectionOf(pair, 'server').statistics.discarded.unexpectedContent, 1);
});

// Without path validation the application decides.

test('without path validation a new address is reported, and the application can follow it', (t) => {
  const pair = movingPair({ pathValidation: 'none' });
  pair.network.rebind('client', 'client:2');
  send(pair, 'client', 'hello');
  pair.network.advance(5000);
  t.deepEqual(messages(pair, 'server'), ['hello']);
  t.deepEqual(eventsOf(pair, 'server'), ['newPath']);
  t.is(serverTarget(pair), 'client');
  const start = pair.network.datagrams.length;
  call(pair, 'server', (server, now) => server.migrate(pair.serverHost.path('client:2'), now));
  t.false(since(pair, start).some(({ to }) => to === 'client'));
  bothSidesTalk(t, pair);
});

test('a connection without connection ids cannot migrate', (t) => {
  const pair = securePair({ connectionIds: undefined });
  t.throws(() => pair.client.migrate(7, pair.network.now), { code: 'ERR_DTLS_NO_CONNECTION_IDS' });
  t.throws(() => pair.client.migrate(1.5, pair.network.now), { code: 'ERR_WIRECHART_CONFIG' });
});

test('a connection that is not secure cannot migrate', (t) => {
  const pair = movingPair();
  call(pair, 'client', (client, now) => client.abandon(now));
  t.throws(() => pair.client.migrate(7, pair.network.now), { code: 'ERR_DTLS_NOT_SECURE' });
});

test('a connection that moves to the address of another one leaves that one alone', (t) => {
  const pair = movingPair();
  const { path } = connectionOf(pair, 'server');
  t.true(pair.listener.owns(path));
  move(pair, 'client:2');
  pair.network.advance(1000);
  t.false(pair.listener.owns(path));
  t.true(pair.listener.owns(connectionOf(pair, 'server').path));
  call(pair, 'client', (client, now) => client.close(now));
  pair.network.advance(10_000);
  t.is(pair.listener.size, 0);
  t.false(pair.listener.owns(pair.serverHost.path('client:2')));
});
