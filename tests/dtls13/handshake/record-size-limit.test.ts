import test from 'ava';
import { AlertDescription } from '../../../generated/dtls13/registries/alert-description.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import type { EncryptedExtension } from '../../../generated/dtls13/wire/encrypted-extension.ts';
import { EncryptedExtensions } from '../../../generated/dtls13/wire/encrypted-extensions.ts';
import { UnifiedHeader } from '../../../generated/dtls13/wire/unified-header.ts';
import { splitRecords } from '../../../runtime/dtls13/dissection/record-splitter.ts';
import { ConfigError, MessageTooLargeError, PeerError } from '../../../runtime/dtls13/index.ts';
import { WriteEpoch } from '../../../runtime/dtls13/record/epoch.ts';
import { RecordWriter } from '../../../runtime/dtls13/record/record-writer.ts';
import { createCounters } from '../../../runtime/dtls13/statistics.ts';
import { type PairOptions, type SimulatedPair, simulatePair } from '../../../runtime/testing/index.ts';
import { decodeAll, encodeToBytes, Reader } from '../../../runtime/wire/index.ts';
import { CapturedSide } from '../captured-side.ts';
import { classicalProvider } from '../classical-provider.ts';
import { halfway, tamper } from '../hostile/tampering.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';
import { testProtection } from '../record/sealed-record.ts';
import { refusalBy } from '../refusal.ts';

const TAG_LENGTH = 16;

function pairWith(options: Pick<PairOptions, 'endpoint' | 'connection' | 'listener'>): SimulatedPair {
  const providers = { clientProvider: classicalProvider, serverProvider: classicalProvider };
  return simulatePair({ ...providers, ...options });
}

/** Length of the longest plaintext, with content type and padding, in the protected records of a side. */
function longestPlaintext({ network }: SimulatedPair, side: 'client' | 'server'): number {
  let longest = 0;
  for (const { from, bytes } of network.datagrams) {
    if (from !== side) continue;
    for (const { at, end, isProtected } of splitRecords(bytes)) {
      if (!isProtected) continue;
      const reader = new Reader(bytes, at, end);
      UnifiedHeader.decode(reader, 0);
      longest = Math.max(longest, reader.remaining - TAG_LENGTH);
    }
  }
  return longest;
}

function errorOf({ clientHost, serverHost }: SimulatedPair, side: 'client' | 'server') {
  const last = (side === 'client' ? clientHost : serverHost).events.at(-1)?.event;
  return last?.kind === 'error' && last.error instanceof PeerError ? last.error : undefined;
}

test('the limit of each side holds for the records of the other, handshake and padding included', (t) => {
  for (const recordHeader of ['full', 'minimal'] as const) {
    const pair = pairWith({
      endpoint: { padding: { to: 300 }, recordHeader, maxDatagramSize: 4000 },
      connection: { recordSizeLimit: 64 },
      listener: { recordSizeLimit: 200, requestCertificate: 'optional' },
    });
    t.true(pair.handshake());
    t.is(pair.server?.maxMessageSize, 63);
    t.is(pair.client.maxMessageSize, 199);
    pair.send('server', new Uint8Array(63));
    pair.send('client', new Uint8Array(199));
    pair.network.advance(1000);
    t.is(longestPlaintext(pair, 'server'), 64);
    t.is(longestPlaintext(pair, 'client'), 200);
    const lengths = [...pair.clientHost.events, ...pair.serverHost.events].flatMap(({ event }) =>
      event.kind === 'message' ? [event.data.length] : [],
    );
    t.deepEqual(lengths, [63, 199]);
  }
});

test('a datagram that does not fit into a record of the limit is refused', (t) => {
  const pair = pairWith({ listener: { recordSizeLimit: 100 } });
  t.true(pair.handshake());
  const error = t.throws(() => pair.send('client', new Uint8Array(100)), { instanceOf: MessageTooLargeError });
  t.deepEqual([error?.length, error?.limit], [100, 99]);
  t.notThrows(() => pair.send('client', new Uint8Array(99)));
});

test('the path MTU does not change the limit, nor the limit the path MTU', (t) => {
  const pair = pairWith({ listener: { recordSizeLimit: 500 } });
  t.true(pair.handshake());
  t.is(pair.client.maxMessageSize, 499);
  pair.client.configure({ maxDatagramSize: 300 }, pair.network.now);
  t.is(pair.client.maxMessageSize, 300 - 22);
  pair.client.configure({ maxDatagramSize: 9000 }, pair.network.now);
  t.is(pair.client.maxMessageSize, 499);
});

test('the maximum of the protocol is offered by default, and datagrams of 16384 bytes are delivered', (t) => {
  const pair = pairWith({ endpoint: { maxDatagramSize: 20_000 } });
  let offered: unknown;
  tamper(pair.serverHost, ClientHello, (hello) => {
    offered = hello.extensions.find(({ kind }) => kind === 'record_size_limit');
    return hello;
  });
  t.true(pair.handshake());
  t.deepEqual(offered, { kind: 'record_size_limit', extensionData: { recordSizeLimit: 16_385 } });
  t.is(pair.client.maxMessageSize, 16_384);
  pair.send('client', new Uint8Array(16_384));
  pair.network.advance(100);
  t.is(pair.serverHost.events.at(-1)?.event.kind, 'message');
});

for (const limit of [64, 100, 16_385]) {
  test(`a record of ${limit} bytes with type and padding is accepted, and one of ${limit + 1} ends the connection`, (t) => {
    const [content, padded] = [new Uint8Array(limit - 1), new Uint8Array(limit - 1)];
    padded.set([1, ContentType.application_data]);
    for (const isPadded of [false, true]) {
      const pair = keyLoggedPair({ recordSizeLimit: limit, maxDatagramSize: 20_000 });
      t.true(pair.handshake());
      pair.network.advance(1000);
      const keyedPeer = new KeyedPeer(pair, 'server');
      keyedPeer.deliver(keyedPeer.record(3, ContentType.application_data, content));
      // The type is the last byte that is not zero, so the type of the record here is padding.
      keyedPeer.deliver(keyedPeer.record(3, 0, padded));
      t.is(pair.clientHost.events.filter(({ event }) => event.kind === 'message').length, 2);
      const before = pair.network.datagrams.length;
      const type = isPadded ? 0 : ContentType.application_data;
      const tooLong = new Uint8Array(limit);
      tooLong.set([1, ContentType.application_data]);
      keyedPeer.deliver(keyedPeer.record(3, type, tooLong));
      const error = errorOf(pair, 'client');
      t.deepEqual([error?.reason, error?.alert], ['RECORD_OVERFLOW', 'record_overflow'], `with padding: ${isPadded}`);
      t.is(pair.network.datagrams.length, before + 1, 'the alert');
      pair.network.advance(100);
      const last = pair.serverHost.events.at(-1)?.event;
      t.is(last?.kind === 'error' ? last.error.code : undefined, 'ERR_DTLS_ALERT_RECORD_OVERFLOW');
    }
  });
}

test('the server answers a client that offers a limit only', (t) => {
  for (const isOffered of [true, false]) {
    const pair = keyLoggedPair({}, { connection: { recordSizeLimit: 64 }, listener: { recordSizeLimit: 700 } });
    if (!isOffered) {
      tamper(pair.serverHost, ClientHello, (hello) => ({
        ...hello,
        extensions: hello.extensions.filter(({ kind }) => kind !== 'record_size_limit'),
      }));
    }
    pair.network.advance(100);
    const secret = pair.serverHost.events
      .map(({ event }) => event)
      .find((event) => {
        return event.kind === 'keylog' && event.label === 'SERVER_HANDSHAKE_TRAFFIC_SECRET';
      });
    if (secret?.kind !== 'keylog') throw new RangeError('no secret was logged');
    const side = new CapturedSide(classicalProvider, 'TLS_AES_128_GCM_SHA256', [secret.secret]);
    for (const { from, bytes } of pair.network.datagrams) if (from === 'server') side.receive(bytes);
    const message = side.messages.find(({ type }) => type === HandshakeType.encrypted_extensions);
    const { extensions } = decodeAll(EncryptedExtensions, message?.body ?? new Uint8Array());
    const answer: EncryptedExtension = { kind: 'record_size_limit', extensionData: { recordSizeLimit: 700 } };
    t.deepEqual(extensions, isOffered ? [answer] : []);
    t.is(longestPlaintext(pair, 'server') <= 64, isOffered);
  }
});

for (const [limit, reason] of [
  [0, 'ILLEGAL_FIELD_VALUE'],
  [63, 'ILLEGAL_FIELD_VALUE'],
  [16_386, 'ILLEGAL_ENCRYPTED_EXTENSIONS'],
  [65_535, 'ILLEGAL_ENCRYPTED_EXTENSIONS'],
] as const) {
  test(`a client refuses a limit of ${limit} bytes with illegal_parameter`, (t) => {
    const { pair, keyedPeer } = halfway();
    const body = Uint8Array.of(0, 6, 0, 28, 0, 2, limit >>> 8, limit & 255);
    keyedPeer.deliver(keyedPeer.message(2, HandshakeType.encrypted_extensions, 1, body));
    t.is(errorOf(pair, 'client')?.reason, reason);
    t.is(refusalBy(pair, 'client'), 'illegal_parameter');
  });
}

for (const limit of [0, 63]) {
  test(`a server refuses a limit of ${limit} bytes with illegal_parameter`, (t) => {
    const pair = keyLoggedPair();
    tamper(pair.serverHost, ClientHello, (hello) => {
      const bytes = encodeToBytes(ClientHello, hello);
      const at = Buffer.from(bytes).indexOf(Buffer.of(0, 28, 0, 2, 0x40, 0x01));
      bytes.set([limit >>> 8, limit & 255], at + 4);
      return bytes;
    });
    pair.network.advance(100);
    const alert = pair.network.datagrams.find(({ from }) => from === 'server')?.bytes;
    t.deepEqual(alert?.slice(-2), Uint8Array.of(2, AlertDescription.illegal_parameter));
    t.is(pair.listener.size, 0);
  });
}

test('a server accepts a limit above the maximum of the protocol, and keeps to that maximum', (t) => {
  const pair = keyLoggedPair({ maxDatagramSize: 65_507 });
  tamper(pair.serverHost, ClientHello, (hello) => ({
    ...hello,
    extensions: hello.extensions.map((extension) =>
      extension.kind === 'record_size_limit' ? { ...extension, extensionData: { recordSizeLimit: 65_535 } } : extension,
    ),
  }));
  pair.network.advance(100);
  t.is(pair.listener.size, 1);
  const records = new RecordWriter(createCounters());
  records.limitPlaintext(65_535);
  t.is(records.maxContent(new WriteEpoch(3, testProtection())), 16_384);
});

test('a limit outside 64 to 16385 is refused', (t) => {
  for (const recordSizeLimit of [0, 63, 16_386, 64.5, Number.NaN]) {
    for (const side of ['connection', 'listener'] as const) {
      const error = t.throws(() => pairWith({ [side]: { recordSizeLimit } }), { instanceOf: ConfigError });
      t.is(error?.option, 'recordSizeLimit');
    }
  }
});
