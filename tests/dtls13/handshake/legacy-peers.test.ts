import test from 'ava';
import { AlertDescription } from '../../../generated/dtls13/registries/alert-description.ts';
import { CipherSuite } from '../../../generated/dtls13/registries/cipher-suite.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { ProtocolVersion } from '../../../generated/dtls13/registries/protocol-version.ts';
import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { LegacyClientHello } from '../../../generated/dtls13/wire/legacy-client-hello.ts';
import { ServerHello } from '../../../generated/dtls13/wire/server-hello.ts';
import { isLegacyClientHello } from '../../../runtime/dtls13/handshake/server/legacy-client-hello.ts';
import { PeerError } from '../../../runtime/dtls13/index.ts';
import { LegacyPeers } from '../../../runtime/dtls13/listener/legacy-peers.ts';
import { SourcePrefix } from '../../../runtime/dtls13/listener/source-prefix.ts';
import type { PairOptions, SimulatedPair } from '../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';
import { tamper } from '../hostile/tampering.ts';
import { keyLoggedPair } from '../keyed-peer.ts';

const NOTHING = new Uint8Array(0);

const withoutExtensions = (legacyVersion: ProtocolVersion): Uint8Array =>
  encodeToBytes(LegacyClientHello, {
    legacyVersion,
    random: new Uint8Array(32).fill(7),
    legacySessionId: NOTHING,
    legacyCookie: NOTHING,
    cipherSuites: [CipherSuite.TLS_AES_128_GCM_SHA256],
    legacyCompressionMethods: Uint8Array.of(0),
  });

/** A ClientHello of DTLS 1.2: with an extension, but not supported_versions. */
const olderHello = (cookie = NOTHING): Uint8Array =>
  encodeToBytes(ClientHello, {
    legacyVersion: ProtocolVersion.dtls1_2,
    random: new Uint8Array(32).fill(8),
    legacySessionId: NOTHING,
    legacyCookie: cookie,
    cipherSuites: [CipherSuite.TLS_AES_128_GCM_SHA256],
    legacyCompressionMethods: Uint8Array.of(0),
    extensions: [{ kind: 'signed_certificate_timestamp' }],
  });

/** Records with the fragments of a ClientHello, cut at `cuts`. */
function records(body: Uint8Array, messageSeq = 0, cuts: readonly number[] = []): Uint8Array[] {
  const ends = [...cuts, body.length];
  return ends.map((to, index) => {
    const from = ends[index - 1] ?? 0;
    const fragment = encodeToBytes(Handshake, {
      msgType: HandshakeType.client_hello,
      length: body.length,
      messageSeq,
      fragmentOffset: from,
      fragment: body.subarray(from, to),
    });
    return encodeToBytes(DtlsPlaintext, {
      type: ContentType.handshake,
      legacyRecordVersion: ProtocolVersion.dtls1_0,
      sequenceNumber: index,
      fragment,
    });
  });
}

interface Legacy {
  readonly pair: SimulatedPair;
  /** The datagrams that went to the other stack, in hex, with the sender. */
  readonly passedOn: string[];
  readonly refused: Error[];
  send(from: string, datagram: Uint8Array): void;
}

function legacy(listener: PairOptions['listener'] = {}, isPassedOn = true): Legacy {
  const passedOn: string[] = [];
  const refused: Error[] = [];
  const pair = keyLoggedPair({}, { listener });
  const { network, serverHost } = pair;
  Object.assign(serverHost, { refused: (_path: number, error: Error) => refused.push(error) });
  if (isPassedOn) {
    Object.assign(serverHost, {
      legacyDatagram: (path: number, datagram: Uint8Array) => {
        const from = new TextDecoder().decode(serverHost.address(path));
        passedOn.push(`${from} ${Buffer.from(datagram).toString('hex')}`);
      },
    });
  }
  const send = (from: string, datagram: Uint8Array) => {
    network.inject(from, 'server', datagram);
    network.advance(1);
  };
  return { pair, passedOn, refused, send };
}

const hex = (datagram: Uint8Array) => Buffer.from(datagram).toString('hex');

/** The datagrams that the server sent to an address. */
const answers = ({ network }: SimulatedPair, to: string) =>
  network.datagrams.filter((each) => each.from === 'server' && each.to === to).map(({ bytes }) => bytes);

test('a ClientHello without DTLS 1.3, with or without extensions, is refused with protocol_version', (t) => {
  for (const body of [
    withoutExtensions(ProtocolVersion.dtls1_0),
    withoutExtensions(ProtocolVersion.dtls1_2),
    olderHello(),
    olderHello(new Uint8Array(20).fill(3)),
  ]) {
    const { pair, refused, send } = legacy({}, false);
    send('old', records(body)[0] as Uint8Array);
    const [answer, ...more] = answers(pair, 'old');
    t.deepEqual(more, []);
    t.is(answer?.[0], ContentType.alert);
    t.is(answer?.at(-1), AlertDescription.protocol_version);
    const [error] = refused;
    t.true(error instanceof PeerError && error.reason === 'UNSUPPORTED_VERSION');
    t.regex(error?.message ?? '', /onLegacyHello/);
    t.true(pair.handshake());
  }
});

test('a ClientHello that ends inside its extensions is refused with decode_error', (t) => {
  const { pair, send } = legacy();
  send('old', records(olderHello().subarray(0, -1))[0] as Uint8Array);
  t.is(answers(pair, 'old')[0]?.at(-1), AlertDescription.decode_error);
});

test('a ServerHello of DTLS 1.2 is refused with protocol_version, and with a mark of a downgrade with illegal_parameter', (t) => {
  for (const [mark, reason, alert] of [
    [undefined, 'UNSUPPORTED_VERSION', 'protocol_version'],
    [0, 'DOWNGRADE_INDICATED', 'illegal_parameter'],
    [1, 'DOWNGRADE_INDICATED', 'illegal_parameter'],
    [2, 'UNSUPPORTED_VERSION', 'protocol_version'],
  ] as const) {
    const pair = keyLoggedPair();
    tamper(pair.clientHost, ServerHello, (hello) => {
      const random = hello.random.slice();
      if (mark !== undefined) random.set([...new TextEncoder().encode('DOWNGRD'), mark], 24);
      return { ...hello, random, extensions: hello.extensions.filter(({ kind }) => kind !== 'supported_versions') };
    });
    t.false(pair.handshake());
    const last = pair.clientHost.events.at(-1)?.event;
    const error = last?.kind === 'error' ? last.error : undefined;
    t.true(error instanceof PeerError);
    t.deepEqual(error instanceof PeerError && [error.reason, error.alert], [reason, alert]);
  }
});

test('a mark of a downgrade in a ServerHello of DTLS 1.3 is a random value like any other', (t) => {
  const pair = keyLoggedPair();
  tamper(pair.clientHost, ServerHello, (hello) => {
    const random = hello.random.slice();
    random.set([...new TextEncoder().encode('DOWNGRD'), 1], 24);
    return { ...hello, random };
  });
  pair.handshake();
  const last = pair.clientHost.events.at(-1)?.event;
  t.false(last?.kind === 'error' && last.error instanceof PeerError && last.error.reason === 'DOWNGRADE_INDICATED');
});

test('a ClientHello without DTLS 1.3 and what follows from its address go to the other stack', (t) => {
  const { pair, passedOn, refused, send } = legacy();
  const first = records(withoutExtensions(ProtocolVersion.dtls1_0))[0] as Uint8Array;
  const second = records(olderHello(Uint8Array.of(1, 2)), 1)[0] as Uint8Array;
  const finished = Uint8Array.of(20, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9, 0, 1, 1);
  const data = Uint8Array.of(0x17, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 5, 6);
  for (const each of [first, second, finished, data]) send('old', each);
  t.deepEqual(
    passedOn,
    [first, second, finished, data].map((each) => `old ${hex(each)}`),
  );
  // Another address, and the client of DTLS 1.3, are served here.
  send('other', data);
  t.is(passedOn.length, 4);
  t.true(pair.handshake());
  pair.send('client', Uint8Array.of(1));
  pair.network.advance(100);
  t.is(passedOn.length, 4);
  t.deepEqual(refused, []);
  t.deepEqual(answers(pair, 'old'), []);
});

test('the datagram that completes a fragmented ClientHello without DTLS 1.3 is passed on, and then all of its repetition', (t) => {
  const { passedOn, send } = legacy();
  const parts = records(olderHello(new Uint8Array(100)), 0, [60, 120]);
  for (const part of [...parts, ...parts]) send('old', part);
  t.deepEqual(
    passedOn,
    [parts[2], ...parts].map((each) => `old ${hex(each as Uint8Array)}`),
  );
});

test('an address of the other stack that starts a handshake of DTLS 1.3 is served here again', (t) => {
  const { pair, passedOn, send } = legacy();
  send('client', records(withoutExtensions(ProtocolVersion.dtls1_2))[0] as Uint8Array);
  t.is(passedOn.length, 1);
  t.true(pair.handshake());
  pair.send('client', Uint8Array.of(1));
  pair.network.advance(100);
  t.is(passedOn.length, 1);
});

test('an address with a connection does not go to the other stack', (t) => {
  const { pair, passedOn, send } = legacy();
  t.true(pair.handshake());
  send('client', records(withoutExtensions(ProtocolVersion.dtls1_2))[0] as Uint8Array);
  pair.send('client', Uint8Array.of(7));
  pair.network.advance(100);
  t.deepEqual(passedOn, []);
  t.is(pair.serverHost.events.filter(({ event }) => event.kind === 'message').length, 1);
});

test('an address of the other stack is forgotten after a silence of legacyPeerTimeout', (t) => {
  const { pair, passedOn, send } = legacy({ legacyPeerTimeout: 2000 });
  const data = Uint8Array.of(0x17, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 5, 6);
  send('old', records(olderHello())[0] as Uint8Array);
  for (let time = 0; time < 3; time++) {
    pair.network.advance(1900);
    send('old', data);
  }
  t.is(passedOn.length, 4);
  pair.network.advance(2000);
  send('old', data);
  t.is(passedOn.length, 4);
});

test('an endpoint that closes passes nothing on', (t) => {
  const { pair, passedOn, send } = legacy();
  pair.listener.close(pair.network.now);
  send('old', records(olderHello())[0] as Uint8Array);
  t.deepEqual(passedOn, []);
});

test('a flood of addresses of one prefix displaces no other address of the other stack', (t) => {
  const peers = new LegacyPeers({ maxLegacyPeers: 8, legacyPeerTimeout: 1000 }, new SourcePrefix(24, 64));
  const address = (network: number, port: number) => Uint8Array.of(192, 0, network, 1, port >>> 8, port & 0xff);
  peers.add(address(1, 1), 0);
  for (let port = 0; port < 1000; port++) peers.add(address(2, port), 1);
  t.is(peers.size, 8);
  t.true(peers.use(address(1, 1), 2));
  t.false(peers.use(address(2, 1), 2));
  t.true(peers.use(address(2, 999), 2));
  t.false(peers.use(address(2, 999), 1002), 'too old');
  t.is(peers.size, 0);
});

test('content that is no ClientHello is not taken for one of an earlier version', (t) => {
  t.false(isLegacyClientHello(new Uint8Array(0)));
  t.false(isLegacyClientHello(new Uint8Array(60)));
  t.true(isLegacyClientHello(withoutExtensions(ProtocolVersion.dtls1_2)));
  t.false(isLegacyClientHello(withoutExtensions(ProtocolVersion.dtls1_2).subarray(0, -1)));
});
