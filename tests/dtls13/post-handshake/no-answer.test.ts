import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { Ack } from '../../../generated/dtls13/wire/ack.ts';
import type { Connection } from '../../../runtime/dtls13/index.ts';
import type { SimulatedPair } from '../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';
import { KeyedPeer } from '../keyed-peer.ts';
import { call, errorOf, inUse, messages, own, securePair, send } from './connection-id-pair.ts';

/** A secure pair whose server receives nothing any more, and what acknowledges for it. */
function silentServer() {
  const pair = securePair({ cipherSuites: ['TLS_AES_128_GCM_SHA256'] });
  pair.serverHost.receive = () => {};
  const keyedPeer = new KeyedPeer(pair, 'server');
  keyedPeer.useConnectionId(inUse(pair, 'server'));
  /** Acknowledges the last record of the client. */
  const acknowledge = () => {
    const written = pair.client.epochs().filter(({ direction }) => direction === 'write');
    const { epoch, records } = written.at(-1) ?? { epoch: 0, records: 0 };
    const recordNumbers = [{ epoch, sequenceNumber: records - 1 }];
    keyedPeer.deliver(keyedPeer.record(3, ContentType.ack, encodeToBytes(Ack, { recordNumbers })));
  };
  return { pair, keyedPeer, acknowledge };
}

const sentByClient = ({ network }: SimulatedPair) => network.datagrams.filter(({ from }) => from === 'client').length;
const retransmitAt = ({ client }: SimulatedPair) => client.timers().retransmit;

test('ids that the peer acknowledges and never issues stall no other exchange, and no timer runs', (t) => {
  const { pair, acknowledge } = silentServer();
  call(pair, 'client', (client, now) => client.requestConnectionIds(2, now));
  t.true(retransmitAt(pair) < Number.POSITIVE_INFINITY);
  acknowledge();
  t.is(retransmitAt(pair), Number.POSITIVE_INFINITY);
  // The keys of the handshake are kept for 240 seconds.
  pair.network.advance(240_000);
  t.is(pair.client.nextDeadline(), Number.POSITIVE_INFINITY);
  let sent = sentByClient(pair);
  call(pair, 'client', (client, now) => client.requestConnectionIds(3, now));
  t.is(sentByClient(pair), sent, 'one request at a time');
  call(pair, 'client', (client, now) => client.issueConnectionIds({}, now));
  t.is(sentByClient(pair), sent + 1);
  acknowledge();
  t.is(own(pair, 'client').length, 2);
  call(pair, 'client', (client, now) => client.updateKeys({}, now));
  acknowledge();
  t.is(pair.client.statistics.keyUpdatesSent, 1);
  sent = sentByClient(pair);
  send(pair, 'client', 'data');
  t.is(sentByClient(pair), sent + 1);
  t.is(errorOf(pair, 'client'), undefined);
});

const calls: readonly (readonly [string, (client: Connection, now: number) => void])[] = [
  ['KeyUpdate', (client, now) => client.updateKeys({}, now)],
  ['RequestConnectionId', (client, now) => client.requestConnectionIds(1, now)],
  ['NewConnectionId', (client, now) => client.issueConnectionIds({}, now)],
];

for (const [what, run] of calls) {
  test(`${what} that is never acknowledged ends the connection with a TimeoutError, and no timer remains`, (t) => {
    const { pair } = silentServer();
    call(pair, 'client', run);
    pair.network.advance(600_000);
    t.is(errorOf(pair, 'client'), 'ERR_DTLS_TIMEOUT');
    t.is(pair.client.nextDeadline(), Number.POSITIVE_INFINITY);
    t.throws(() => call(pair, 'client', run), { code: 'ERR_DTLS_NOT_SECURE' });
  });
}

test('a peer that acknowledges the request for new keys and never updates its own stalls nothing', (t) => {
  const { pair, keyedPeer, acknowledge } = silentServer();
  call(pair, 'client', (client, now) => client.updateKeys({ requestPeer: true }, now));
  acknowledge();
  call(pair, 'client', (client, now) => client.updateKeys({ requestPeer: true }, now));
  acknowledge();
  call(pair, 'client', (client, now) => client.issueConnectionIds({}, now));
  acknowledge();
  t.is(pair.client.statistics.keyUpdatesSent, 2);
  t.is(pair.client.statistics.keyUpdatesReceived, 0);
  t.is(own(pair, 'client').length, 2);
  t.is(retransmitAt(pair), Number.POSITIVE_INFINITY);
  pair.network.advance(600_000);
  t.is(pair.client.nextDeadline(), Number.POSITIVE_INFINITY);
  keyedPeer.deliver(keyedPeer.record(3, ContentType.application_data, Buffer.from('under the old keys')));
  t.deepEqual(messages(pair, 'client'), ['under the old keys']);
});

test('a client whose path_challenge is never answered continues on its new path', (t) => {
  const { pair } = silentServer();
  pair.network.addAddress(pair.clientHost, 'client:2');
  call(pair, 'client', (client, now) => client.migrate(pair.clientHost.path('server', 'client:2'), now));
  pair.network.advance(600_000);
  t.is(errorOf(pair, 'client'), undefined);
  t.is(pair.client.nextDeadline(), Number.POSITIVE_INFINITY);
  const sent = pair.network.datagrams.length;
  send(pair, 'client', 'data');
  t.deepEqual(
    pair.network.datagrams.slice(sent).map(({ from }) => from),
    ['client:2'],
  );
});
