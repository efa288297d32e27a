import test from 'ava';
import { AlertDescription } from '../../../generated/dtls13/registries/alert-description.ts';
import { EPOCH_APPLICATION, MAX_AES_GCM_RECORDS } from '../../../generated/dtls13/registries/constants.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { RrcMsgType } from '../../../generated/dtls13/registries/rrc-msg-type.ts';
import type { EndpointOptions } from '../../../runtime/dtls13/index.ts';
import { WriteEpochs } from '../../../runtime/dtls13/record/write-epochs.ts';
import type { SimulatedPair } from '../../../runtime/testing/index.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';

/** A client that may protect three more records under its key, and one more for the alert. */
function almostExhausted(endpoint: Partial<EndpointOptions> = {}): SimulatedPair {
  const { install } = WriteEpochs.prototype;
  WriteEpochs.prototype.install = function (epoch, protection) {
    install.call(this, epoch, protection);
    if (epoch === EPOCH_APPLICATION) this.newest.sequence = MAX_AES_GCM_RECORDS - 4;
  };
  try {
    const pair = keyLoggedPair(endpoint);
    pair.network.run(() => pair.clientHost.events.some(({ event }) => event.kind === 'secure'));
    return pair;
  } finally {
    WriteEpochs.prototype.install = install;
  }
}

/** Queues this many messages at the client, which a poll then sends. */
function queue({ client, network }: SimulatedPair, count: number): number {
  return client.sendMany(
    new Uint8Array(count),
    Int32Array.from({ length: count }, (_, at) => at),
    new Int32Array(count).fill(1),
    network.now,
  );
}

/** Records the client protected under that key: each has a datagram of its own. */
const protectedBy = ({ network }: SimulatedPair) =>
  network.datagrams.filter(({ from, bytes }) => from === 'client' && bytes[0] === 0x2f).length;

const lastOf = ({ clientHost }: SimulatedPair) => {
  const event = clientHost.events.at(-1)?.event;
  return event?.kind === 'error' ? event.error.code : event?.kind;
};

test('a key at its usage limit ends the connection with an alert', (t) => {
  const pair = almostExhausted();
  t.is(queue(pair, 3), 3);
  pair.clientHost.drain();
  t.is(lastOf(pair), 'secure', 'accepted data was sent');
  t.is(queue(pair, 1), 1);
  pair.clientHost.drain();
  t.is(lastOf(pair), 'ERR_DTLS_KEYS_EXHAUSTED');
  t.is(protectedBy(pair), 4);
  t.is(pair.client.maxMessageSize, 0);
});

test('data beyond the limit of the key is not sent, and does not delay the end', (t) => {
  const pair = almostExhausted();
  t.is(queue(pair, 10), 10);
  pair.clientHost.drain();
  t.is(lastOf(pair), 'ERR_DTLS_KEYS_EXHAUSTED');
  t.is(protectedBy(pair), 4);
});

test('data beyond the limit of the key does not delay the end where both sides have closed before', (t) => {
  const pair = almostExhausted();
  t.is(queue(pair, 10), 10);
  const keyedPeer = new KeyedPeer(pair, 'server');
  keyedPeer.deliver(keyedPeer.record(3, ContentType.alert, Uint8Array.of(1, AlertDescription.close_notify)));
  pair.network.advance(300);
  t.is(protectedBy(pair), 4);
  t.is(pair.client.nextDeadline(), Number.POSITIVE_INFINITY);
});

test('a path check at the limit of the key does not delay the end', (t) => {
  const pair = almostExhausted({ connectionIds: { length: 4, spares: 0 } });
  t.is(queue(pair, 3), 3);
  pair.clientHost.drain();
  const keyedPeer = new KeyedPeer(pair, 'server');
  keyedPeer.useConnectionId(pair.client.connectionIds?.own[0] ?? new Uint8Array(0));
  const challenge = Uint8Array.of(RrcMsgType.path_challenge, ...new Uint8Array(8));
  keyedPeer.deliver(keyedPeer.record(3, ContentType.return_routability_check, challenge));
  t.is(lastOf(pair), 'ERR_DTLS_KEYS_EXHAUSTED');
});
