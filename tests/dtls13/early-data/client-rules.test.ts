import test from 'ava';
import { AlertDescription } from '../../../generated/dtls13/registries/alert-description.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import type { EncryptedExtension } from '../../../generated/dtls13/wire/encrypted-extension.ts';
import { EncryptedExtensions } from '../../../generated/dtls13/wire/encrypted-extensions.ts';
import { SentEarlyData } from '../../../runtime/dtls13/connection/sent-early-data.ts';
import { ClientEarlyData } from '../../../runtime/dtls13/handshake/client/client-early-data.ts';
import type { ClientPsks } from '../../../runtime/dtls13/handshake/client/client-psks.ts';
import { ReadEpoch, WriteEpoch } from '../../../runtime/dtls13/record/epoch.ts';
import { RecordReader } from '../../../runtime/dtls13/record/record-reader.ts';
import { createCounters } from '../../../runtime/dtls13/statistics.ts';
import type { PairOptions, SimulatedPair } from '../../../runtime/testing/index.ts';
import { encodeToBytes, Reader } from '../../../runtime/wire/index.ts';
import { failure, knows, sensor } from '../handshake/psk/psk-pair.ts';
import { KeyedPeer, protectionOf } from '../keyed-peer.ts';
import { earlyPair, earlySession, sendEarly } from './early-pair.ts';

const protocol = (name: string): EncryptedExtension => ({
  kind: 'application_layer_protocol_negotiation',
  extensionData: { protocolName: { name: Buffer.from(name) } },
});

/** The client gets the server's ServerHello, and then an EncryptedExtensions with these extensions. */
function answered(options: Partial<PairOptions>, session: Partial<PairOptions>, extensions: EncryptedExtension[]) {
  const pair = earlyPair(earlySession(session), { ...options, endpoint: { keylog: true, ...options.endpoint } });
  pair.serverHost.lookUpPsk = knows(sensor);
  pair.serverHost.isFresh = () => false;
  const { clientHost } = pair;
  const receive = clientHost.receive.bind(clientHost);
  let isAnswered = false;
  clientHost.receive = (from, datagram) => {
    const reader = new Reader(datagram);
    if (isAnswered || datagram[0] !== ContentType.handshake) return;
    DtlsPlaintext.decode(reader);
    receive(from, datagram.subarray(0, reader.position));
    // A HelloRetryRequest is alone in its datagram.
    isAnswered = reader.remaining > 0;
  };
  sendEarly(pair, 'x');
  pair.network.run(() => isAnswered, 5000);
  clientHost.receive = receive;
  const peer = new KeyedPeer(pair, 'server');
  const seq = options.listener?.cookies === 'never' ? 1 : 2;
  const body = encodeToBytes(EncryptedExtensions, { extensions });
  peer.deliver(peer.message(2, HandshakeType.encrypted_extensions, seq, body));
  return failure(pair, 'clientHost');
}

test('a client refuses early data that a server accepts with another identity than the first', (t) => {
  const listener = { cookies: 'never', externalPsks: true, ticketKeys: [new Uint8Array(32).fill(2)] } as const;
  const options = { connection: { psks: [sensor] }, listener };
  t.is(
    answered(options, { connection: { psks: [sensor] } }, [{ kind: 'early_data' }]),
    'ERR_DTLS_PEER_ILLEGAL_PARAMETER',
  );
  t.is(answered(options, { connection: { psks: [sensor] } }, []), undefined);
});

test('a client refuses early data that a server accepts with another application protocol', (t) => {
  const endpoint = { alpnProtocols: ['a', 'b'] };
  const options = { endpoint, listener: { cookies: 'never' } } as const;
  const illegal = 'ERR_DTLS_PEER_ILLEGAL_PARAMETER';
  t.is(answered(options, { endpoint }, [{ kind: 'early_data' }, protocol('b')]), illegal);
  t.is(answered(options, { endpoint }, [{ kind: 'early_data' }]), illegal);
  t.is(answered(options, { endpoint }, [{ kind: 'early_data' }, protocol('a')]), undefined);
  t.is(answered(options, { endpoint }, [protocol('b')]), undefined, 'rejected');
});

test('a client refuses the acceptance of early data after a HelloRetryRequest, and where it offered none', (t) => {
  t.is(answered({}, {}, [{ kind: 'early_data' }]), 'ERR_DTLS_PEER_UNSUPPORTED_EXTENSION');
  const silent = { connection: { earlyData: false }, listener: { cookies: 'never' } } as const;
  t.is(answered(silent, {}, [{ kind: 'early_data' }]), 'ERR_DTLS_PEER_UNSUPPORTED_EXTENSION');
});

test('a client refuses early data that a server accepts under another cipher suite', (t) => {
  const session = { cipherSuite: 0x1301, maxEarlyData: 1, alpnProtocol: new Uint8Array() };
  const psks = { at: () => ({ session }) } as unknown as ClientPsks;
  const early = ClientEarlyData.with(psks, [0x1301, 0x1303]);
  const message = { extensions: [] };
  t.is(early?.isAcceptanceIllegal(0, 0x1301, message), false);
  t.is(early?.isAcceptanceIllegal(0, 0x1303, message), true);
  t.is(early?.isAcceptanceIllegal(undefined, 0x1301, message), true);
});

/** The content types of the client's records in epoch 1 and in epoch 0. */
function contentTypes(pair: SimulatedPair): Record<'early' | 'unprotected', Set<number>> {
  const found = { early: new Set<number>(), unprotected: new Set<number>() };
  const reader = new RecordReader(
    {
      record: (type, epoch) => (epoch === 0 ? found.unprotected : found.early).add(type),
      earlyRecord() {},
      recordTooLong() {},
      forgeryLimitReached() {},
    },
    createCounters(),
  );
  reader.epochs.install(new ReadEpoch(1, protectionOf(pair, 'client', 1), 256));
  for (const { from, bytes } of pair.network.datagrams) {
    if (from === 'client') reader.receive(bytes.slice(), 0, bytes.length);
  }
  return found;
}

test('a client sends nothing but data in epoch 1, also where parts of the handshake are lost', (t) => {
  for (let seed = 0; seed < 100; seed++) {
    const pair = earlyPair(earlySession(), {
      network: { seed, loss: 0.4, jitter: 30 },
      endpoint: { keylog: true, maxDatagramSize: 256, handshakeTimeout: 600_000 },
    });
    if (seed % 2 === 1) pair.serverHost.isFresh = () => false;
    for (let index = 0; index < 20; index++) {
      sendEarly(pair, 'x');
      pair.network.advance(20);
    }
    t.true(pair.handshake(), `seed ${seed}`);
    const { early } = contentTypes(pair);
    t.deepEqual([...early], [ContentType.application_data], `seed ${seed}`);
  }
});

test('a client without a ServerHello acknowledges in epoch 0, although it has keys of epoch 1', (t) => {
  const pair = earlyPair(earlySession(), { endpoint: { keylog: true } });
  pair.serverHost.isFresh = () => false;
  const { clientHost } = pair;
  const receive = clientHost.receive.bind(clientHost);
  clientHost.receive = (from, datagram) => {
    const reader = new Reader(datagram);
    DtlsPlaintext.decode(reader);
    // The HelloRetryRequest, and then the flight without its ServerHello.
    receive(from, reader.remaining > 0 ? datagram.subarray(reader.position) : datagram);
  };
  sendEarly(pair, 'x');
  pair.network.advance(300);
  const { early, unprotected } = contentTypes(pair);
  t.deepEqual([...early], [ContentType.application_data]);
  t.true(unprotected.has(ContentType.ack));
});

test('no EndOfEarlyData: a client sends only its Finished, and a server answers one with unexpected_message', (t) => {
  const pair = earlyPair(earlySession(), { endpoint: { keylog: true } });
  sendEarly(pair, 'x');
  pair.network.advance(15);
  const peer = new KeyedPeer(pair, 'client');
  peer.deliver(peer.message(2, HandshakeType.end_of_early_data, 1, new Uint8Array()));
  t.is(failure(pair, 'serverHost'), 'ERR_DTLS_PEER_UNEXPECTED_MESSAGE');
  pair.network.advance(20);
  t.is(failure(pair, 'clientHost'), 'ERR_DTLS_ALERT_UNEXPECTED_MESSAGE');
  t.is(AlertDescription.unexpected_message, 10);
  const plain = earlyPair(earlySession(), { endpoint: { keylog: true } });
  sendEarly(plain, 'x');
  t.true(plain.handshake());
  const types: number[] = [];
  const handler = {
    record: (type: number, epoch: number, _: number, slab: Uint8Array, at: number) => {
      if (epoch === 2 && type === ContentType.handshake) types.push(slab[at] as number);
    },
    earlyRecord() {},
    recordTooLong() {},
    forgeryLimitReached() {},
  };
  const reader = new RecordReader(handler, createCounters());
  reader.epochs.install(new ReadEpoch(2, protectionOf(plain, 'client', 2), 256));
  for (const { from, bytes } of plain.network.datagrams)
    if (from === 'client') reader.receive(bytes.slice(), 0, bytes.length);
  t.deepEqual(types, [HandshakeType.finished]);
});

test('a client sends no early data beyond the limit of the key, which cannot be updated', (t) => {
  const pair = earlyPair(earlySession(), { endpoint: { keylog: true } });
  const epoch = new WriteEpoch(1, protectionOf(pair, 'client', 1));
  epoch.updateAt = 3;
  const early = new SentEarlyData(epoch, 1000);
  const queue = () => early.queue(new Uint8Array(2), Int32Array.of(0, 0), Int32Array.of(1, 1));
  t.deepEqual([queue(), queue(), queue()], [2, 1, 0]);
  t.deepEqual([early.messages, early.remaining], [3, 0]);
});

test('an alert under the early keys ends the handshake, an empty one is a violation, other content is dropped', (t) => {
  const after = (type: number, content: Uint8Array) => {
    const pair = earlyPair(earlySession(), { endpoint: { keylog: true } });
    pair.network.advance(15);
    const peer = new KeyedPeer(pair, 'client');
    peer.deliver(peer.record(1, type, content));
    return [failure(pair, 'serverHost'), pair.listener.statistics.discarded.unexpectedContent];
  };
  t.deepEqual(after(ContentType.alert, Uint8Array.of(2, AlertDescription.internal_error)), [
    'ERR_DTLS_ALERT_INTERNAL_ERROR',
    0,
  ]);
  t.deepEqual(after(ContentType.alert, new Uint8Array()), ['ERR_DTLS_PEER_UNEXPECTED_MESSAGE', 0]);
  t.deepEqual(after(ContentType.return_routability_check, new Uint8Array(9)), [undefined, 1]);
  t.deepEqual(after(99, new Uint8Array(9)), [undefined, 1]);
});
