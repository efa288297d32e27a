import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { ExtensionType } from '../../../generated/dtls13/registries/extension-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { NamedGroup } from '../../../generated/dtls13/registries/named-group.ts';
import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import { ClientHelloExtension } from '../../../generated/dtls13/wire/client-hello-extension.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { HelloRetryRequest } from '../../../generated/dtls13/wire/hello-retry-request.ts';
import type { HelloRetryRequestExtension } from '../../../generated/dtls13/wire/hello-retry-request-extension.ts';
import { ServerHello } from '../../../generated/dtls13/wire/server-hello.ts';
import type { GroupName } from '../../../runtime/crypto/provider.ts';
import { clientHelloBinding } from '../../../runtime/dtls13/handshake/server/client-hello-binding.ts';
import type { ConnectionEvent } from '../../../runtime/dtls13/index.ts';
import { type PairOptions, type SimulatedPair, simulatePair } from '../../../runtime/testing/index.ts';
import { decodeAll, encodeToBytes, Reader } from '../../../runtime/wire/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';
import { refusalBy } from '../refusal.ts';

const NOTHING = new Uint8Array();

function pairWith(options: Partial<PairOptions> = {}): SimulatedPair {
  return simulatePair({ clientProvider: classicalProvider, serverProvider: classicalProvider, ...options });
}

function secureEvent(pair: SimulatedPair, host: 'clientHost' | 'serverHost') {
  const found = pair[host].events.find(({ event }) => event.kind === 'secure')?.event;
  return found?.kind === 'secure' ? found : undefined;
}

/** The code of the error a side ended with. */
function failure(pair: SimulatedPair, host: 'clientHost' | 'serverHost'): string | undefined {
  const last: ConnectionEvent | undefined = pair[host].events.at(-1)?.event;
  return last?.kind === 'error' ? last.error.code : undefined;
}

/** The unprotected handshake messages a side sent, each once. */
function plainMessages(pair: SimulatedPair, from: 'client' | 'server'): Handshake[] {
  const messages = new Map<number, Handshake>();
  for (const datagram of pair.network.datagrams) {
    if (datagram.from !== from) continue;
    const reader = new Reader(datagram.bytes);
    while (reader.remaining > 0 && (datagram.bytes[reader.position] as number) >>> 5 !== 1) {
      const message = Handshake.decode(new Reader(DtlsPlaintext.decode(reader).fragment));
      messages.set(message.messageSeq, message);
    }
  }
  return [...messages.values()];
}

const hellosOf = (pair: SimulatedPair) =>
  plainMessages(pair, 'client').map(({ fragment }) => decodeAll(ClientHello, fragment));

// The handshake with a HelloRetryRequest.

test('by default a server requests a cookie, and both sides report it', (t) => {
  const pair = pairWith();
  t.true(pair.handshake());
  t.true(secureEvent(pair, 'clientHost')?.helloRetry);
  t.true(secureEvent(pair, 'serverHost')?.helloRetry);
  t.deepEqual(
    plainMessages(pair, 'client').map(({ messageSeq }) => messageSeq),
    [0, 1],
  );
  t.deepEqual(
    plainMessages(pair, 'server').map(({ messageSeq }) => messageSeq),
    [0, 1],
  );
});

test('a server without cookies accepts a valid first ClientHello', (t) => {
  const pair = pairWith({ listener: { cookies: 'never' } });
  t.true(pair.handshake());
  t.false(secureEvent(pair, 'clientHost')?.helloRetry);
  t.false(secureEvent(pair, 'serverHost')?.helloRetry);
});

test('the second ClientHello is the first with the cookie as its first extension, and otherwise unchanged', (t) => {
  const pair = pairWith();
  t.true(pair.handshake());
  const [first, second] = hellosOf(pair);
  t.truthy(first);
  const cookie = second?.extensions.find(({ kind }) => kind === 'cookie');
  t.truthy(cookie);
  t.deepEqual(second, { ...first, extensions: [cookie, ...(first?.extensions ?? [])] } as ClientHello);
});

for (const cookies of ['always', 'never'] as const) {
  test(`a client without a share for the groups of the server is asked for one, cookies: ${cookies}`, (t) => {
    const pair = pairWith({ connection: { keyShares: [] }, listener: { cookies, groups: ['secp256r1'] } });
    t.true(pair.handshake());
    t.is(secureEvent(pair, 'clientHost')?.group, 'secp256r1');
    t.true(secureEvent(pair, 'serverHost')?.helloRetry);
    const [first, second] = hellosOf(pair);
    const sharesOf = (hello: ClientHello | undefined) => {
      const share = hello?.extensions.find((extension) => extension.kind === 'key_share');
      return share?.extensionData.clientShares.map(({ group }) => group);
    };
    t.deepEqual(sharesOf(first), []);
    t.deepEqual(sharesOf(second), [NamedGroup.secp256r1]);
    t.deepEqual(
      first?.extensions.map(ClientHelloExtension.extensionType),
      second?.extensions.map(ClientHelloExtension.extensionType).filter((type) => type !== ExtensionType.cookie),
    );
  });
}

test('a group with a share is selected before a preferred group without one', (t) => {
  const pair = pairWith({
    connection: { groups: ['x25519', 'secp256r1'] },
    listener: { groups: ['secp256r1', 'x25519'], cookies: 'never' },
  });
  t.true(pair.handshake());
  t.is(secureEvent(pair, 'serverHost')?.group, 'x25519');
  t.false(secureEvent(pair, 'serverHost')?.helloRetry);
});

test('of two shares the server selects the one it prefers', (t) => {
  const pair = pairWith({
    connection: { keyShares: ['x25519', 'secp256r1'] },
    listener: { groups: ['secp256r1', 'x25519'] },
  });
  t.true(pair.handshake());
  t.is(secureEvent(pair, 'clientHost')?.group, 'secp256r1');
});

test('every suite works with a HelloRetryRequest, with each hash', (t) => {
  for (const suite of ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256']) {
    const pair = pairWith({ listener: { cipherSuites: [suite] } });
    t.true(pair.handshake(), suite);
    t.is(secureEvent(pair, 'clientHost')?.cipherSuite, suite);
    t.true(secureEvent(pair, 'clientHost')?.helloRetry);
  }
});

// How a client processes a HelloRetryRequest.

/** A client whose server is silent, and a function that sends in its place. */
function clientWithoutServer(connection: PairOptions['connection'] = {}) {
  const pair = pairWith({ connection });
  pair.serverHost.receive = () => {};
  pair.network.advance(50);
  const keyedPeer = new KeyedPeer(pair, 'server');
  const sendMessage = (messageSeq: number, body: Uint8Array) => {
    keyedPeer.deliver(keyedPeer.message(0, HandshakeType.server_hello, messageSeq, body));
    pair.network.advance(50);
  };
  return { pair, sendMessage };
}

const versions: HelloRetryRequestExtension = {
  kind: 'supported_versions',
  extensionData: { selectedVersion: 0xfefc },
};
const cookieOf = (length: number): HelloRetryRequestExtension => ({
  kind: 'cookie',
  extensionData: { cookie: new Uint8Array(length).fill(7) },
});
const groupOf = (group: GroupName): HelloRetryRequestExtension => ({
  kind: 'key_share',
  extensionData: { selectedGroup: NamedGroup[group] },
});
const retryWith = (change: Partial<HelloRetryRequest>, ...extensions: HelloRetryRequestExtension[]): Uint8Array =>
  encodeToBytes(HelloRetryRequest, {
    legacyVersion: 0xfefd,
    legacySessionIdEcho: NOTHING,
    cipherSuite: 0x1301,
    extensions: [versions, ...extensions],
    ...change,
  });

for (const length of [1, 255, 1000, 4000]) {
  test(`a cookie of ${length} bytes is returned unchanged`, (t) => {
    const { pair, sendMessage } = clientWithoutServer();
    sendMessage(0, retryWith({}, cookieOf(length)));
    pair.network.advance(5);
    const sent = pair.network.datagrams.filter(({ from }) => from === 'client').slice(1);
    const body = new Uint8Array(8000);
    let total = 0;
    for (const { bytes } of sent) {
      const piece = Handshake.decode(new Reader(DtlsPlaintext.decode(new Reader(bytes)).fragment));
      body.set(piece.fragment, piece.fragmentOffset);
      total = piece.length;
    }
    const hello = decodeAll(ClientHello, body.subarray(0, total));
    const cookie = hello.extensions.find((extension) => extension.kind === 'cookie');
    t.deepEqual(cookie?.extensionData.cookie, new Uint8Array(length).fill(7));
  });
}

const refusedRetries: [what: string, alert: string, body: Uint8Array, connection?: PairOptions['connection']][] = [
  ['has no effect', 'ILLEGAL_PARAMETER', retryWith({})],
  ['asks for a share that was sent', 'ILLEGAL_PARAMETER', retryWith({}, groupOf('x25519'))],
  [
    'asks for a group that was not offered',
    'ILLEGAL_PARAMETER',
    retryWith({}, groupOf('secp256r1')),
    { groups: ['x25519'] },
  ],
  ['selects a suite that was not offered', 'ILLEGAL_PARAMETER', retryWith({ cipherSuite: 0x1305 }, cookieOf(8))],
  ['echoes a session id', 'ILLEGAL_PARAMETER', retryWith({ legacySessionIdEcho: Uint8Array.of(1) }, cookieOf(8))],
  ['has another legacy_version', 'PROTOCOL_VERSION', retryWith({ legacyVersion: 0xfefc }, cookieOf(8))],
  ['selects no version', 'PROTOCOL_VERSION', retryWith({ extensions: [cookieOf(8)] })],
  [
    'selects a version that was not offered',
    'ILLEGAL_PARAMETER',
    retryWith({
      extensions: [{ kind: 'supported_versions', extensionData: { selectedVersion: 0xfefd } }, cookieOf(8)],
    }),
  ],
  [
    'has an extension that was not offered',
    'UNSUPPORTED_EXTENSION',
    retryWith({}, cookieOf(8), { kind: 'unknown', extensionType: 0x1234, extensionData: NOTHING }),
  ],
  [
    'has an offered extension that belongs elsewhere',
    'ILLEGAL_PARAMETER',
    retryWith({}, cookieOf(8), {
      kind: 'unknown',
      extensionType: ExtensionType.signature_algorithms,
      extensionData: NOTHING,
    }),
  ],
  ['is truncated', 'DECODE_ERROR', retryWith({}, cookieOf(8)).subarray(0, -1)],
];

for (const [what, alert, body, connection] of refusedRetries) {
  test(`a client refuses a HelloRetryRequest that ${what} with ${alert.toLowerCase()}`, (t) => {
    const { pair, sendMessage } = clientWithoutServer(connection);
    sendMessage(0, body);
    t.is(refusalBy(pair, 'client'), alert.toLowerCase());
  });
}

test('a client refuses a cookie that does not fit into a record of its second ClientHello', (t) => {
  const { pair } = clientWithoutServer();
  const keyedPeer = new KeyedPeer(pair, 'server');
  const body = retryWith({}, cookieOf(65_400));
  for (let at = 0; at < body.length; at += 16_000) {
    const piece = { fragmentOffset: at, fragment: body.subarray(at, at + 16_000) };
    const message = { msgType: HandshakeType.server_hello, length: body.length, messageSeq: 0, ...piece };
    keyedPeer.deliver(keyedPeer.record(0, ContentType.handshake, encodeToBytes(Handshake, message)));
  }
  t.is(refusalBy(pair, 'client'), 'illegal_parameter');
});

test('a second HelloRetryRequest is refused with unexpected_message', (t) => {
  const { pair, sendMessage } = clientWithoutServer();
  sendMessage(0, retryWith({}, cookieOf(8)));
  t.is(failure(pair, 'clientHost'), undefined);
  sendMessage(1, retryWith({}, cookieOf(9)));
  t.is(refusalBy(pair, 'client'), 'unexpected_message');
});

test('the same HelloRetryRequest again is a retransmission, and causes one of the second ClientHello', (t) => {
  const { pair, sendMessage } = clientWithoutServer();
  sendMessage(0, retryWith({}, cookieOf(8)));
  const before = pair.network.datagrams.length;
  sendMessage(0, retryWith({}, cookieOf(8)));
  t.is(failure(pair, 'clientHost'), undefined);
  t.true(pair.network.datagrams.length > before);
  t.deepEqual(
    plainMessages(pair, 'client').map(({ messageSeq }) => messageSeq),
    [0, 1],
  );
});

const serverHelloWith = (change: Partial<ServerHello>, group: GroupName): Uint8Array =>
  encodeToBytes(ServerHello, {
    legacyVersion: 0xfefd,
    random: new Uint8Array(32).fill(3),
    legacySessionIdEcho: NOTHING,
    cipherSuite: 0x1301,
    extensions: [
      { kind: 'supported_versions', extensionData: { selectedVersion: 0xfefc } },
      {
        kind: 'key_share',
        extensionData: {
          serverShare: {
            group: NamedGroup[group],
            keyExchange: classicalProvider.generateKeyPair(group).share,
          },
        },
      },
    ],
    ...change,
  });

test('a client refuses a ServerHello with another suite than the HelloRetryRequest', (t) => {
  const { pair, sendMessage } = clientWithoutServer();
  sendMessage(0, retryWith({ cipherSuite: 0x1302 }, cookieOf(8)));
  sendMessage(1, serverHelloWith({ cipherSuite: 0x1301 }, 'x25519'));
  t.is(refusalBy(pair, 'client'), 'illegal_parameter');
});

test('a client refuses a ServerHello with another group than the HelloRetryRequest', (t) => {
  const { pair, sendMessage } = clientWithoutServer();
  sendMessage(0, retryWith({}, groupOf('secp256r1')));
  sendMessage(1, serverHelloWith({}, 'x25519'));
  t.is(refusalBy(pair, 'client'), 'illegal_parameter');
});

// How a server processes the second ClientHello.

/** Changes the second ClientHello on its way, and returns the alert in answer. */
function changeSecond(
  change: (hello: ClientHello) => ClientHello,
  options: Partial<PairOptions> = {},
): { pair: SimulatedPair; alert: string | undefined } {
  const pair = pairWith(options);
  const receive = pair.serverHost.receive.bind(pair.serverHost);
  pair.serverHost.receive = (from, datagram) => {
    const record = DtlsPlaintext.decode(new Reader(datagram));
    const message = Handshake.decode(new Reader(record.fragment));
    if (message.messageSeq === 0) return receive(from, datagram);
    const body = encodeToBytes(ClientHello, change(decodeAll(ClientHello, message.fragment)));
    const fragment = encodeToBytes(Handshake, { ...message, length: body.length, fragment: body });
    receive(from, encodeToBytes(DtlsPlaintext, { ...record, fragment }));
  };
  pair.handshake();
  return { pair, alert: failure(pair, 'clientHost') };
}

const replaceExtension =
  (extension: ClientHelloExtension) =>
  (hello: ClientHello): ClientHello => ({
    ...hello,
    extensions: hello.extensions.map((each) => (each.kind === extension.kind ? extension : each)),
  });

const changedSeconds: [what: string, change: (hello: ClientHello) => ClientHello, options?: Partial<PairOptions>][] = [
  ['another random', (hello) => ({ ...hello, random: new Uint8Array(32) })],
  ['other suites', (hello) => ({ ...hello, cipherSuites: [...hello.cipherSuites].reverse() })],
  [
    'another extension',
    (hello) => ({
      ...hello,
      extensions: [...hello.extensions, { kind: 'unknown', extensionType: 0x1a1a, extensionData: NOTHING }],
    }),
  ],
  ['a cookie of its own', replaceExtension({ kind: 'cookie', extensionData: { cookie: new Uint8Array(60) } })],
  [
    'a share of another group than the requested one',
    replaceExtension({
      kind: 'key_share',
      extensionData: {
        clientShares: [{ group: NamedGroup.x25519, keyExchange: classicalProvider.generateKeyPair('x25519').share }],
      },
    }),
    { connection: { keyShares: [] }, listener: { groups: ['secp256r1', 'x25519'] } },
  ],
  [
    'a second share besides the requested one',
    (hello) =>
      replaceExtension({
        kind: 'key_share',
        extensionData: {
          clientShares: [
            ...(hello.extensions.find((extension) => extension.kind === 'key_share')?.extensionData.clientShares ?? []),
            { group: NamedGroup.x25519, keyExchange: classicalProvider.generateKeyPair('x25519').share },
          ],
        },
      })(hello),
    { connection: { keyShares: [] }, listener: { groups: ['secp256r1', 'x25519'] } },
  ],
  ['no share', replaceExtension({ kind: 'key_share', extensionData: { clientShares: [] } })],
];

for (const [what, change, options] of changedSeconds) {
  test(`a second ClientHello with ${what} is refused with illegal_parameter`, (t) => {
    const { pair, alert } = changeSecond(change, options);
    t.is(alert, 'ERR_DTLS_ALERT_ILLEGAL_PARAMETER');
    t.is(pair.listener.size, 0);
    t.deepEqual(pair.serverHost.events, []);
    t.is(pair.listener.statistics.helloRetryRequests, 1);
    t.is(pair.listener.statistics.hellosRefused, 1);
  });
}

test('a second ClientHello may change the order of its extensions', (t) => {
  const extensions = [extension(0x1234, 1), extension(0x1235, 1)];
  t.deepEqual(bindingOf(bareHello, extensions), bindingOf(bareHello, extensions.toReversed()));
});

test('a second ClientHello may change newly encrypted extensions, and others without effect', (t) => {
  const bindingWith = (type: ExtensionType, byte: number) => bindingOf(bareHello, [extension(type, 1, byte)]);
  for (const type of [ExtensionType.encrypted_client_hello, ExtensionType.pre_shared_key, ExtensionType.early_data]) {
    t.deepEqual(bindingWith(type, 1), bindingWith(type, 2));
  }
  t.notDeepEqual(bindingWith(0x1234, 1), bindingWith(0x1234, 2));
});

test('both ClientHellos are compared as a ClientHello without the extensions that may change', (t) => {
  const hello: ClientHello = {
    ...bareHello,
    random: new Uint8Array(32).fill(3),
    legacySessionId: new Uint8Array(5).fill(4),
    legacyCookie: new Uint8Array(7).fill(5),
    cipherSuites: [0x1301, 0x1303],
    legacyCompressionMethods: Uint8Array.of(0, 1),
  };
  const [long, empty, last] = [extension(0x3456, 300), extension(0x1234, 0), extension(0x2345, 1)] as const;
  const binding = bindingOf(hello, [long, extension(ExtensionType.cookie, 9), empty, last]);
  t.deepEqual(binding, bodyOf(hello, [empty, last, long]));
  t.deepEqual(bindingOf(hello, []), bodyOf(hello, []));
  // A client of an earlier version may end its ClientHello before the extensions.
  t.deepEqual(clientHelloBinding(bodyOf(hello, []).subarray(0, -2)), bodyOf(hello, []));
});

function bindingOf(hello: ClientHello, extensions: readonly Uint8Array[]): Uint8Array {
  return clientHelloBinding(bodyOf(hello, extensions));
}

/** A ClientHello without extensions in bytes, followed by these extensions. */
function bodyOf(hello: ClientHello, extensions: readonly Uint8Array[]): Uint8Array {
  const body = encodeToBytes(ClientHello, hello).subarray(0, -2);
  const all = Buffer.concat(extensions);
  return Uint8Array.from([...body, all.length >>> 8, all.length & 0xff, ...all]);
}

/** An extension in bytes. */
function extension(type: ExtensionType, length: number, byte = 1): Uint8Array {
  return Uint8Array.from([type >>> 8, type & 0xff, length >>> 8, length & 0xff, ...new Uint8Array(length).fill(byte)]);
}

/** Without extensions. */
const bareHello: ClientHello = {
  legacyVersion: 0xfefd,
  random: new Uint8Array(32),
  legacySessionId: NOTHING,
  legacyCookie: NOTHING,
  cipherSuites: [0x1301],
  legacyCompressionMethods: new Uint8Array(1),
  extensions: [],
};

test('a HelloRetryRequest under the handshake keys, with another hash, is an unexpected message', (t) => {
  const pair = keyLoggedPair();
  const { receive } = pair.clientHost;
  // The client gets the ServerHello alone.
  pair.clientHost.receive = (from, datagram) => {
    const length = 13 + ((datagram[11] as number) << 8) + (datagram[12] as number);
    receive.call(pair.clientHost, from, datagram.subarray(0, length));
    pair.clientHost.receive = () => {};
  };
  pair.network.advance(50);
  pair.clientHost.receive = receive;
  const keyedPeer = new KeyedPeer(pair, 'server');
  keyedPeer.deliver(
    keyedPeer.message(2, HandshakeType.server_hello, 1, retryWith({ cipherSuite: 0x1302 }, cookieOf(8))),
  );
  t.is(refusalBy(pair, 'client'), 'unexpected_message');
});
