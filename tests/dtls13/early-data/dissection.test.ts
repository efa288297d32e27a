import test from 'ava';
import { KeyLog, TrafficDissection } from '../../../runtime/dtls13/index.ts';
import type { SimulatedPair } from '../../../runtime/testing/index.ts';
import { testProvider } from '../../net/host-under-test.ts';
import { earlyPair, earlySession, sendEarly } from './early-pair.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The key log of both sides, without the lines that `without` matches. */
function keyLogOf(pair: SimulatedPair, without: RegExp): KeyLog {
  const events = [...pair.clientHost.events, ...pair.serverHost.events];
  const lines = events.flatMap(({ event }) =>
    event.kind === 'keylog' ? [`${event.label} ${hex(event.clientRandom)} ${hex(event.secret)}`] : [],
  );
  return new KeyLog(lines.filter((line) => !without.test(line)).join('\n'));
}

/** The application data of each epoch, and why the other records were not opened. */
function read(pair: SimulatedPair, without = /^$/) {
  const traffic = new TrafficDissection(testProvider, keyLogOf(pair, without));
  const found = pair.network.datagrams.flatMap(({ from, to, bytes }) => traffic.dissect(from, to, bytes).records);
  return {
    texts: found.flatMap(({ opened }) =>
      opened?.contentType === 23 ? [`${opened.epoch} ${Buffer.from(opened.content)}`] : [],
    ),
    unopened: found.flatMap(({ unopened }) => unopened ?? []),
  };
}

for (const suite of ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256']) {
  test(`early data under ${suite} is opened with its secret, before the ServerHello and after it`, (t) => {
    const endpoint = { keylog: true, connectionIds: { length: 3 } };
    const session = earlySession({ endpoint, listener: { cipherSuites: [suite] } });
    const pair = earlyPair(session, { endpoint, listener: { cipherSuites: [suite] } });
    sendEarly(pair, 'first');
    pair.network.advance(12);
    sendEarly(pair, 'second');
    t.true(pair.handshake());
    pair.send('client', Buffer.from('third'));
    pair.network.advance(100);
    t.deepEqual(read(pair), { texts: ['1 first', '1 second', '3 third'], unopened: [] });
    const early = read(pair, /^CLIENT_EARLY/);
    t.deepEqual(early.texts, ['3 third']);
    t.is(early.unopened.length, 2);
  });
}

test('rejected early data is opened too, and the connection after the HelloRetryRequest', (t) => {
  const pair = earlyPair(earlySession(), { endpoint: { keylog: true } });
  pair.serverHost.isFresh = () => false;
  sendEarly(pair, 'rejected');
  t.true(pair.handshake());
  pair.send('client', Buffer.from('sent'));
  t.deepEqual(read(pair), { texts: ['1 rejected', '3 sent'], unopened: [] });
});
