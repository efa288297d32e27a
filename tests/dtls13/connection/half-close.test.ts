import test from 'ava';
import { AlertDescription } from '../../../generated/dtls13/registries/alert-description.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import type { ConnectionEvent } from '../../../runtime/dtls13/index.ts';
import type { SimulatedHost, SimulatedPair } from '../../../runtime/testing/index.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';

const NEVER = Number.POSITIVE_INFINITY;
const CLOSE_NOTIFY = Uint8Array.of(1, AlertDescription.close_notify);

/** The events of a host since it was secure: the text of a message, or the kind of another event. */
function eventSummaries({ events }: SimulatedHost): string[] {
  const words = events.map(({ event }: { event: ConnectionEvent }) =>
    event.kind === 'message'
      ? new TextDecoder().decode(event.data)
      : event.kind === 'error'
        ? event.error.code
        : event.kind,
  );
  return words.slice(words.lastIndexOf('secure') + 1);
}

const bytes = (text: string) => new TextEncoder().encode(text);

function connected(...options: Parameters<typeof keyLoggedPair>): SimulatedPair {
  const pair = keyLoggedPair(...options);
  if (!pair.handshake()) throw new RangeError('no handshake');
  pair.network.advance(300);
  return pair;
}

test('a peer that closes is answered at once, and both sides are closed', (t) => {
  const pair = connected();
  const sent = pair.network.datagrams.length;
  pair.close('client');
  pair.network.advance(100);
  t.deepEqual(eventSummaries(pair.clientHost), ['closed']);
  t.deepEqual(eventSummaries(pair.serverHost), ['closed']);
  t.is(pair.network.datagrams.length - sent, 2);
  t.is(pair.client.nextDeadline(), NEVER);
});

test('with half-open connections allowed, data is still sent after the peer has closed', (t) => {
  const pair = connected({ allowHalfOpen: true, closeTimeout: 60_000 });
  pair.close('client');
  t.is(pair.client.maxMessageSize, 0);
  pair.network.advance(50_000);
  t.deepEqual(eventSummaries(pair.serverHost), ['peerClosed']);
  t.deepEqual(eventSummaries(pair.clientHost), [], 'the server may close later');
  pair.send('server', bytes('one more'));
  pair.network.advance(100);
  t.deepEqual(eventSummaries(pair.clientHost), ['one more']);
  pair.close('server');
  pair.network.advance(100);
  t.deepEqual(eventSummaries(pair.clientHost), ['one more', 'peerClosed', 'closed']);
  t.deepEqual(eventSummaries(pair.serverHost), ['peerClosed', 'closed']);
  t.is(pair.listener.size, 0);
});

test('closing twice sends close_notify once', (t) => {
  const pair = connected({ allowHalfOpen: true });
  const sent = pair.network.datagrams.length;
  pair.close('client');
  pair.close('client');
  pair.network.advance(100);
  t.is(pair.network.datagrams.length - sent, 1);
});

test('data numbered before close_notify is delivered although it arrives later, data numbered after it is not', (t) => {
  const pair = connected();
  const keyedPeer = new KeyedPeer(pair, 'client');
  const before = keyedPeer.record(3, ContentType.application_data, bytes('before'));
  const close = keyedPeer.record(3, ContentType.alert, CLOSE_NOTIFY);
  const behind = keyedPeer.record(3, ContentType.application_data, bytes('behind'));
  keyedPeer.deliver(close, behind);
  t.deepEqual(eventSummaries(pair.serverHost), []);
  keyedPeer.deliver(before);
  t.deepEqual(eventSummaries(pair.serverHost), ['before']);
  t.is(pair.listener.statistics.discarded.afterClose, 1);
  pair.network.advance(300);
  t.deepEqual(eventSummaries(pair.serverHost), ['before', 'closed']);
  t.is(pair.listener.size, 0);
});

test('data numbered after close_notify is also ignored while the local side is open', (t) => {
  const pair = connected({ allowHalfOpen: true });
  const keyedPeer = new KeyedPeer(pair, 'client');
  keyedPeer.deliver(keyedPeer.record(3, ContentType.alert, CLOSE_NOTIFY));
  keyedPeer.deliver(keyedPeer.record(3, ContentType.application_data, bytes('behind')));
  keyedPeer.deliver(keyedPeer.record(3, ContentType.alert, CLOSE_NOTIFY));
  t.deepEqual(eventSummaries(pair.serverHost), ['peerClosed']);
  t.is(pair.listener.statistics.discarded.afterClose, 2);
});

test('data accepted before the peer closed is sent before our close_notify', (t) => {
  const pair = connected();
  pair.close('client');
  // Accepted, but not polled for when close_notify arrives.
  const text = bytes('taken');
  pair.server?.sendMany(text, Int32Array.of(0), Int32Array.of(text.length), pair.network.now);
  pair.network.advance(100);
  t.deepEqual(eventSummaries(pair.clientHost), ['taken', 'closed']);
  t.deepEqual(eventSummaries(pair.serverHost), ['closed']);
});

test('data accepted before a failure is not sent after it', (t) => {
  const pair = connected();
  const keyedPeer = new KeyedPeer(pair, 'client');
  const text = bytes('taken');
  pair.server?.sendMany(text, Int32Array.of(0), Int32Array.of(text.length), pair.network.now);
  keyedPeer.deliver(keyedPeer.record(3, ContentType.alert, Uint8Array.of(2, AlertDescription.internal_error)));
  pair.network.advance(100);
  t.deepEqual(eventSummaries(pair.clientHost), []);
  t.deepEqual(eventSummaries(pair.serverHost), ['ERR_DTLS_ALERT_INTERNAL_ERROR']);
});

test('close_notify is sent again to a peer that continues to send after it was lost', (t) => {
  const pair = connected();
  const receive = pair.serverHost.receive.bind(pair.serverHost);
  let lost = 0;
  pair.serverHost.receive = (from, datagram) => {
    if (lost < 2) lost += 1;
    else receive(from, datagram);
  };
  pair.close('client');
  pair.network.advance(50);
  // Within a round trip the two may have crossed.
  pair.send('server', bytes('one'));
  pair.network.advance(15);
  t.is(pair.listener.size, 1);
  // The second one is sent after 100 ms, the third, without data of the peer, after 300.
  pair.network.advance(150);
  pair.send('server', bytes('two'));
  pair.network.advance(50);
  t.deepEqual(eventSummaries(pair.clientHost), ['one', 'two', 'closed']);
  t.deepEqual(eventSummaries(pair.serverHost), ['closed']);
});

test('the wait for the answer to a close_notify is limited', (t) => {
  const pair = connected({ initialTimeout: 400 });
  pair.serverHost.receive = () => {};
  pair.close('client');
  pair.network.advance(399);
  t.deepEqual(eventSummaries(pair.clientHost), []);
  pair.network.advance(2);
  t.deepEqual(eventSummaries(pair.clientHost), ['closed']);
});

test('a connection whose peer is silent for longer than idleTimeout ends, an active one does not', (t) => {
  const pair = connected({ idleTimeout: 5000 });
  for (let second = 0; second < 20; second++) {
    pair.network.advance(1000);
    pair.send('client', bytes('.'));
  }
  // The server sends nothing, so the client timed out long ago.
  t.deepEqual(eventSummaries(pair.clientHost), ['ERR_DTLS_TIMEOUT']);
  t.true(eventSummaries(pair.serverHost).includes('closed'), 'it got close_notify');
  t.is(pair.listener.size, 0);
});

test('an idle timeout counts from the last record that was authentic', (t) => {
  const pair = connected({}, { listener: { idleTimeout: 5000 } });
  const last = pair.network.now;
  pair.send('client', bytes('.'));
  pair.network.advance(4000);
  pair.network.inject('client', 'server', Uint8Array.of(0x2f, 0, 0, 0, 30, ...new Uint8Array(30)));
  pair.network.run(() => eventSummaries(pair.serverHost).includes('ERR_DTLS_TIMEOUT'), 20_000);
  t.is(pair.network.now - last, 5010);
});

test('a connection whose peer vanished ends after five minutes', (t) => {
  const pair = connected();
  pair.clientHost.receive = () => {};
  pair.network.advance(299_000);
  t.is(pair.listener.size, 1);
  pair.network.advance(2_000);
  t.is(pair.listener.size, 0);
  t.deepEqual(eventSummaries(pair.serverHost), ['ERR_DTLS_TIMEOUT']);
});

test('with an idleTimeout of Infinity no timer runs once the handshake is over and its keys are discarded', (t) => {
  const pair = connected({ idleTimeout: NEVER });
  pair.network.advance(250_000);
  t.is(pair.client.nextDeadline(), NEVER);
  t.is(pair.listener.nextDeadline(), NEVER);
});

for (const [option, value] of [
  ['idleTimeout', 0],
  ['idleTimeout', 1.5],
] as const) {
  test(`${option} cannot be ${value}`, (t) => {
    t.throws(() => keyLoggedPair({ [option]: value }), { code: 'ERR_WIRECHART_CONFIG', message: new RegExp(option) });
  });
}

test('an alert that arrives while we wait for close_notify does not show that ours was lost', (t) => {
  const pair = connected();
  const keyedPeer = new KeyedPeer(pair, 'server');
  pair.serverHost.receive = () => {};
  pair.close('client');
  pair.network.advance(500);
  const sent = pair.network.datagrams.length;
  keyedPeer.deliver(keyedPeer.record(3, ContentType.alert, Uint8Array.of(1, AlertDescription.user_canceled)));
  t.is(pair.network.datagrams.length, sent);
  keyedPeer.deliver(keyedPeer.record(3, ContentType.application_data, bytes('data is')));
  t.is(pair.network.datagrams.length, sent + 1);
});

for (const end of ['close', 'abandon'] as const) {
  const expected = end === 'close' ? 'user_canceled and close_notify' : 'nothing';
  test(`a client that ends its handshake by ${end} sends ${expected}`, (t) => {
    const { client, clientHost, network } = keyLoggedPair();
    const first = network.datagrams.length;
    client[end](network.now);
    clientHost.drain();
    // Nothing is protected before the ServerHello: an alert is the last two bytes of a record of 15.
    const sent = Buffer.concat(network.datagrams.slice(first).map(({ bytes: datagram }) => datagram));
    const alerts = Array.from({ length: sent.length / 15 }, (_, index) => [
      sent[15 * index],
      ...sent.subarray(15 * index + 13, 15 * index + 15),
    ]);
    const expected = [AlertDescription.user_canceled, AlertDescription.close_notify];
    t.deepEqual(alerts, end === 'close' ? expected.map((alert) => [ContentType.alert, 1, alert]) : []);
    network.advance(100_000);
    t.is(client.nextDeadline(), NEVER);
  });
}

test('datagrams dropped after the end are still counted when the connection is removed', (t) => {
  const pair = connected();
  const keyedPeer = new KeyedPeer(pair, 'client');
  const close = keyedPeer.record(3, ContentType.alert, CLOSE_NOTIFY);
  keyedPeer.deliver(close, keyedPeer.record(3, ContentType.application_data, bytes('behind')));
  pair.network.advance(1000);
  t.is(pair.listener.size, 0);
  t.is(pair.listener.statistics.discarded.afterClose, 1);
});

test('closing while late data is waited for does not wait longer than closeTimeout', (t) => {
  const pair = connected({ closeTimeout: 700 });
  // The wait for late data takes a quarter of it.
  pair.server?.configure({ initialTimeout: 60_000 }, pair.network.now);
  const keyedPeer = new KeyedPeer(pair, 'client');
  keyedPeer.record(3, ContentType.application_data, bytes('lost'));
  keyedPeer.deliver(keyedPeer.record(3, ContentType.alert, CLOSE_NOTIFY));
  pair.network.advance(1000);
  t.deepEqual(eventSummaries(pair.serverHost), []);
  pair.close('server');
  pair.network.advance(699);
  t.deepEqual(eventSummaries(pair.serverHost), []);
  pair.network.advance(1);
  t.deepEqual(eventSummaries(pair.serverHost), ['closed']);
});
