import test from 'ava';
import { AlertDescription } from '../../../generated/dtls13/registries/alert-description.ts';
import { AlertLevel } from '../../../generated/dtls13/registries/alert-level.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { ExtensionType, extensionTypeName } from '../../../generated/dtls13/registries/extension-type.ts';
import { HandshakeType, handshakeTypeName } from '../../../generated/dtls13/registries/handshake-type.ts';
import { KeyUpdateRequest } from '../../../generated/dtls13/registries/key-update-request.ts';
import { NamedGroup } from '../../../generated/dtls13/registries/named-group.ts';
import { SignatureScheme } from '../../../generated/dtls13/registries/signature-scheme.ts';
import { Certificate } from '../../../generated/dtls13/wire/certificate.ts';
import { CertificateRequest } from '../../../generated/dtls13/wire/certificate-request.ts';
import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import { ClientHelloExtension } from '../../../generated/dtls13/wire/client-hello-extension.ts';
import { EncryptedExtensions } from '../../../generated/dtls13/wire/encrypted-extensions.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { HelloRetryRequest } from '../../../generated/dtls13/wire/hello-retry-request.ts';
import { NewSessionTicket } from '../../../generated/dtls13/wire/new-session-ticket.ts';
import { ServerHello } from '../../../generated/dtls13/wire/server-hello.ts';
import { PeerError } from '../../../runtime/errors/peer-error.ts';
import {
  type PairOptions,
  type SimulatedHost,
  type SimulatedPair,
  testCertificate,
} from '../../../runtime/testing/index.ts';
import { type Codec, decodeAll, encodeToBytes } from '../../../runtime/wire/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { emptyExtension, endOf, tamper } from '../hostile/tampering.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';
import { refusalBy } from '../refusal.ts';
import { sentFragments, sentRecords } from '../sent-traffic.ts';

type Options = Pick<PairOptions, 'connection' | 'listener'>;
/** Type and body of a handshake message. */
type Message = readonly [type: number, body: Uint8Array];

const NOTHING = new Uint8Array(0);
const SUITE = { cipherSuites: ['TLS_AES_128_GCM_SHA256'], maxDatagramSize: 8000 } as const;
const own = {
  chain: [testCertificate.der],
  privateKey: classicalProvider.importPrivateKey(testCertificate.privateKey),
};
const mutual = {
  connection: { certificate: own },
  listener: { requestCertificate: 'required' },
} as const satisfies Options;

/** The flight of one side in epoch 2 before the other side has it, and a peer that can send it with changes. */
function heldFlight(from: 'client' | 'server', options: Options = {}) {
  const pair = keyLoggedPair(SUITE, options);
  const receiver = from === 'server' ? pair.clientHost : pair.serverHost;
  const receive = receiver.receive.bind(receiver);
  let left = 1;
  receiver.receive = (sender, datagram) => {
    // Of the server's first datagram the client gets only the ServerHello, of the client's only the ClientHello.
    if (left-- > 0) receive(sender, datagram.subarray(0, 13 + Buffer.from(datagram).readUInt16BE(11)));
  };
  // A datagram is 10 ms on its way.
  pair.network.advance(from === 'server' ? 25 : 35);
  receiver.receive = receive;
  const flight = flightOf(pair, from);
  const keyedPeer = new KeyedPeer(pair, from);
  const deliver = (messages: readonly Message[], first = 1) => {
    for (const [index, [type, body]] of messages.entries()) {
      keyedPeer.deliver(keyedPeer.message(2, type, first + index, body));
    }
  };
  const refusal = () => refusalBy(pair, from === 'server' ? 'client' : 'server');
  return { pair, flight, keyedPeer, deliver, receiver, refusal };
}

function flightOf(pair: SimulatedPair, from: 'client' | 'server'): readonly Message[] {
  if (![...pair.clientHost.events, ...pair.serverHost.events].some(({ event }) => event.kind === 'keylog')) return [];
  const messages = new Map<number, Message>();
  for (const { record, messageSeq, msgType, fragment } of sentFragments(sentRecords(pair))) {
    if (record.from === from && record.epoch === 2) messages.set(messageSeq, [msgType, fragment]);
  }
  return [...messages.values()];
}

/** The rule that the peer broke. */
function reasonOf(host: SimulatedHost): string | undefined {
  const last = host.events.at(-1)?.event;
  return last?.kind === 'error' && last.error instanceof PeerError ? last.error.reason : undefined;
}

const longer = (body: Uint8Array) => Uint8Array.of(...body, 0);
const changed = (body: Uint8Array, at: number) => body.map((byte, index) => (index === at ? byte ^ 1 : byte));

test('a flight that is sent again by a peer with its keys completes the handshake', (t) => {
  for (const from of ['client', 'server'] as const) {
    const { pair, flight, deliver } = heldFlight(from, mutual);
    t.true(flight.length >= 3);
    deliver(flight);
    t.true(pair.handshake());
  }
});

for (const from of ['client', 'server'] as const) {
  const other = from === 'client' ? 'server' : 'client';
  for (const type of from === 'client'
    ? [HandshakeType.certificate, HandshakeType.certificate_verify, HandshakeType.finished]
    : [
        HandshakeType.encrypted_extensions,
        HandshakeType.certificate_request,
        HandshakeType.certificate,
        HandshakeType.certificate_verify,
        HandshakeType.finished,
      ]) {
    // Whatever is wrong with a Finished, it is not the expected value.
    const alert = type === HandshakeType.finished ? 'decrypt_error' : 'decode_error';
    test(`a ${other} answers a ${handshakeTypeName(type)} with a byte too many with ${alert}`, (t) => {
      const { flight, deliver, refusal } = heldFlight(from, mutual);
      t.true(flight.some(([each]) => each === type));
      deliver(flight.map(([each, body]) => [each, each === type ? longer(body) : body]));
      t.is(refusal(), alert);
    });
  }

  test(`a ${other} answers a KeyUpdate before the Finished with unexpected_message`, (t) => {
    const { length } = heldFlight(from, mutual).flight;
    for (let at = 0; at < length; at++) {
      const { flight, deliver, refusal } = heldFlight(from, mutual);
      deliver(
        flight.toSpliced(at, 0, [HandshakeType.key_update, Uint8Array.of(KeyUpdateRequest.update_not_requested)]),
      );
      t.is(refusal(), 'unexpected_message', `message ${at}`);
    }
  });

  test(`a ${other} answers a fragment that changes a byte of its message with illegal_parameter`, (t) => {
    const { flight, keyedPeer, receiver, refusal } = heldFlight(from, mutual);
    const at = flight.findIndex(([type]) => type === HandshakeType.certificate);
    const [msgType, body] = flight[at] ?? [0, NOTHING];
    const deliver = (fragmentOffset: number, fragment: Uint8Array) => {
      const piece = { msgType, length: body.length, messageSeq: 1 + at, fragmentOffset, fragment };
      keyedPeer.deliver(keyedPeer.record(2, ContentType.handshake, encodeToBytes(Handshake, piece)));
    };
    deliver(0, body.subarray(0, 40));
    deliver(20, body.subarray(20, 60));
    t.not(receiver.events.at(-1)?.event.kind, 'error');
    deliver(30, changed(body.subarray(30, 80), 29));
    t.is(refusal(), 'illegal_parameter');
  });

  test(`a ${other} answers a Finished with a wrong bit with decrypt_error`, (t) => {
    for (const at of [0, 31]) {
      const { flight, deliver, refusal } = heldFlight(from, mutual);
      deliver(flight.map(([type, body]) => [type, type === HandshakeType.finished ? changed(body, at) : body]));
      t.is(refusal(), 'decrypt_error');
    }
  });

  test(`a ${other} answers a signature over another transcript or of another role with decrypt_error`, (t) => {
    for (const foreign of [heldFlight(from, mutual), heldFlight(other, mutual)]) {
      const { flight, deliver, receiver, refusal } = heldFlight(from, mutual);
      const [, signed = NOTHING] = foreign.flight.find(([type]) => type === HandshakeType.certificate_verify) ?? [];
      deliver(flight.map(([type, body]) => [type, type === HandshakeType.certificate_verify ? signed : body]));
      t.is(refusal(), 'decrypt_error');
      t.is(reasonOf(receiver), 'CERTIFICATE_VERIFY_INVALID');
    }
  });

  test(`a ${other} answers a CertificateVerify whose scheme does not fit the key with decrypt_error`, (t) => {
    for (const scheme of [SignatureScheme.ed25519, SignatureScheme.ecdsa_secp384r1_sha384, 0x0804]) {
      const { flight, deliver, receiver, refusal } = heldFlight(from, mutual);
      const verify = (body: Uint8Array) => Uint8Array.of(scheme >> 8, scheme & 255, ...body.subarray(2));
      deliver(flight.map(([type, body]) => [type, type === HandshakeType.certificate_verify ? verify(body) : body]));
      t.is(refusal(), 'decrypt_error');
      t.is(reasonOf(receiver), 'CERTIFICATE_VERIFY_INVALID');
    }
  });

  for (const [scheme, name] of [
    [SignatureScheme.ecdsa_sha1, 'ecdsa_sha1'],
    [SignatureScheme.rsa_pkcs1_sha1, 'rsa_pkcs1_sha1'],
    [SignatureScheme.rsa_pkcs1_sha256, 'rsa_pkcs1_sha256'],
    [0x0101, 'MD5 with RSA'],
    [0x0303, 'SHA-224 with ECDSA'],
    [0x0402, 'SHA-256 with DSA'],
  ] as const) {
    test(`a ${other} answers a CertificateVerify with ${name} with illegal_parameter`, (t) => {
      const { flight, deliver, refusal } = heldFlight(from, mutual);
      const verify = (body: Uint8Array) => Uint8Array.of(scheme >> 8, scheme & 255, ...body.subarray(2));
      deliver(flight.map(([type, body]) => [type, type === HandshakeType.certificate_verify ? verify(body) : body]));
      t.is(refusal(), 'illegal_parameter');
    });
  }
}

test('a client sends the alert about a message of the handshake under the keys of the handshake', (t) => {
  const { pair, flight, deliver } = heldFlight('server');
  deliver(flight.map(([type, body]) => [type, longer(body)]));
  const alerts = sentRecords(pair).filter(({ contentType }) => contentType === ContentType.alert);
  t.deepEqual(
    alerts.map(({ from, epoch, content }) => [from, epoch, ...content]),
    [['client', 2, AlertLevel.fatal, AlertDescription.decode_error]],
  );
});

test('a server sends the alert about a certificate of its client under the keys for data', (t) => {
  const { pair, flight, deliver } = heldFlight('client', mutual);
  deliver(flight.map(([type, body]) => [type, longer(body)]));
  const alerts = sentRecords(pair).filter(({ contentType }) => contentType === ContentType.alert);
  t.deepEqual(
    alerts.map(({ from, epoch, content }) => [from, epoch, ...content]),
    [['server', 3, AlertLevel.fatal, AlertDescription.decode_error]],
  );
});

// The order of messages.

const moved = (messages: readonly Message[], type: number, behind: number): readonly Message[] => {
  const rest = messages.filter(([each]) => each !== type);
  const at = rest.findIndex(([each]) => each === behind) + 1;
  return [...rest.slice(0, at), ...messages.filter(([each]) => each === type), ...rest.slice(at)];
};

for (const [what, type, behind] of [
  ['a CertificateRequest after the Certificate', HandshakeType.certificate_request, HandshakeType.certificate],
  [
    'EncryptedExtensions after the CertificateRequest',
    HandshakeType.encrypted_extensions,
    HandshakeType.certificate_request,
  ],
  ['a CertificateVerify before the Certificate', HandshakeType.certificate, HandshakeType.certificate_verify],
  ['a Finished before the CertificateVerify', HandshakeType.certificate_verify, HandshakeType.finished],
] as const) {
  test(`a client answers ${what} with unexpected_message`, (t) => {
    const { flight, deliver, refusal } = heldFlight('server', mutual);
    deliver(moved(flight, type, behind));
    t.is(refusal(), 'unexpected_message');
  });
}

test('a client answers each message that is sent twice under two numbers with unexpected_message', (t) => {
  const { flight } = heldFlight('server', mutual);
  for (const [type] of flight.slice(0, -1)) {
    const { flight: again, deliver, refusal } = heldFlight('server', mutual);
    deliver(again.flatMap((message) => (message[0] === type ? [message, message] : [message])));
    t.is(refusal(), 'unexpected_message', handshakeTypeName(type));
  }
});

test('a server answers a ClientHello under the keys for data with unexpected_message', (t) => {
  const pair = keyLoggedPair(SUITE);
  t.true(pair.handshake());
  pair.network.advance(100);
  const [hello] = sentFragments(sentRecords(pair));
  const keyedPeer = new KeyedPeer(pair, 'client');
  keyedPeer.deliver(keyedPeer.message(3, HandshakeType.client_hello, 2, hello?.fragment ?? NOTHING));
  t.is(refusalBy(pair, 'server'), 'unexpected_message');
});

test('a client answers a CertificateRequest after the handshake, which it did not offer, with unexpected_message', (t) => {
  const pair = keyLoggedPair(SUITE);
  t.true(pair.handshake());
  pair.network.advance(100);
  const request = encodeToBytes(CertificateRequest, {
    certificateRequestContext: Uint8Array.of(1),
    extensions: [{ kind: 'signature_algorithms', extensionData: { supportedSignatureAlgorithms: [0x0403] } }],
  });
  const keyedPeer = new KeyedPeer(pair, 'server');
  keyedPeer.deliver(keyedPeer.message(3, HandshakeType.certificate_request, 5, request));
  t.is(refusalBy(pair, 'client'), 'unexpected_message');
});

for (const type of [HandshakeType.encrypted_extensions, HandshakeType.certificate, HandshakeType.finished] as const) {
  test(`an unprotected ${handshakeTypeName(type)} is never processed, and the handshake completes`, (t) => {
    const { pair, flight, deliver, keyedPeer, receiver } = heldFlight('server');
    const at = flight.findIndex(([each]) => each === type);
    const [, body = NOTHING] = flight[at] ?? [];
    deliver(flight.slice(0, at));
    const before = receiver.events.length;
    keyedPeer.deliver(keyedPeer.message(0, type, 1 + at, body));
    t.is(receiver.events.length, before);
    t.true(pair.client.statistics.discarded.unprotected > 0);
    deliver(flight.slice(at), 1 + at);
    t.true(pair.handshake());
  });
}

test('a client that waits for a ServerHello never processes another unprotected message', (t) => {
  for (const type of [HandshakeType.encrypted_extensions, HandshakeType.certificate, HandshakeType.finished]) {
    const pair = keyLoggedPair(SUITE);
    const keyedPeer = new KeyedPeer(pair, 'server');
    keyedPeer.deliver(keyedPeer.message(0, type, 0, new Uint8Array(2)));
    t.is(pair.client.statistics.discarded.unprotected, 1);
    t.true(pair.handshake());
    t.is(pair.listener.statistics.retransmissions, 0);
  }
});

// Hellos.

const withExtensions = (change: (all: readonly ClientHelloExtension[]) => readonly ClientHelloExtension[]) => {
  return (hello: ClientHello) => ({ ...hello, extensions: change(hello.extensions) });
};

for (const versions of [[0xfefd], [0xfefd, 0xfeff], [0x0304], [0xfefb]]) {
  const list = versions.map((version) => version.toString(16).padStart(4, '0')).join(' ');
  test(`a server answers a ClientHello that offers only version ${list} with protocol_version`, (t) => {
    const pair = keyLoggedPair(SUITE);
    const change = withExtensions((all) => [
      { kind: 'supported_versions', extensionData: { versions } },
      ...all.filter(({ kind }) => kind !== 'supported_versions'),
    ]);
    tamper(pair.serverHost, ClientHello, change);
    pair.handshake();
    pair.network.advance(100);
    t.is(endOf(pair.clientHost), 'ERR_DTLS_ALERT_PROTOCOL_VERSION');
  });
}

test('a server finds its version anywhere among those it does not know', (t) => {
  const pair = keyLoggedPair(SUITE);
  const change = withExtensions((all) => [
    { kind: 'supported_versions', extensionData: { versions: [0x1a1a, 0x0304, 0xfefd, 0xfefc, 0xfefb] } },
    ...all.filter(({ kind }) => kind !== 'supported_versions'),
  ]);
  tamper(pair.serverHost, ClientHello, change);
  pair.network.advance(50);
  t.is(endOf(pair.serverHost), 'keylog');
});

test('a Certificate of the main handshake has an empty context, and the end entity is its first certificate', (t) => {
  const chain = [testCertificate.der, Uint8Array.of(0x30, 0)];
  const pair = keyLoggedPair(SUITE, {
    connection: { certificate: { ...own, chain } },
    listener: { certificate: { ...own, chain }, requestCertificate: 'required' },
  });
  pair.network.advance(50);
  for (const side of ['client', 'server'] as const) {
    const sent = new Map(flightOf(pair, side));
    const message = decodeAll(Certificate, sent.get(HandshakeType.certificate) ?? NOTHING);
    t.is(message.certificateRequestContext.length, 0, side);
    t.deepEqual(
      message.certificateList.map(({ certData }) => new Uint8Array(certData)),
      chain,
      side,
    );
  }
});

test('a server sends its chain to a client that names no algorithm of its signatures', (t) => {
  const pair = keyLoggedPair(SUITE);
  const change = withExtensions((all) => [
    ...all.filter(({ kind }) => kind !== 'signature_algorithms_cert'),
    { kind: 'signature_algorithms_cert', extensionData: { supportedSignatureAlgorithms: [0x0804] } },
  ]);
  tamper(pair.serverHost, ClientHello, change);
  pair.clientHost.receive = () => {};
  pair.network.advance(50);
  const [, certificate = NOTHING] = flightOf(pair, 'server').find(([type]) => type === HandshakeType.certificate) ?? [];
  t.true(Buffer.from(certificate).includes(Buffer.from(testCertificate.der)));
});

test('a message after the ServerHello in its record is never processed', (t) => {
  const pair = keyLoggedPair(SUITE);
  const { clientHost } = pair;
  const receive = clientHost.receive.bind(clientHost);
  clientHost.receive = (from, datagram) => {
    clientHost.receive = () => {};
    const record = Buffer.from(datagram.subarray(0, 13 + Buffer.from(datagram).readUInt16BE(11)));
    // EncryptedExtensions without an extension, message 1.
    const message = Uint8Array.of(8, 0, 0, 2, 0, 1, 0, 0, 0, 0, 0, 2, 0, 0);
    record.writeUInt16BE(record.readUInt16BE(11) + message.length, 11);
    receive(from, Buffer.concat([record, message]));
  };
  pair.network.advance(25);
  t.is(endOf(clientHost), 'keylog');
  t.is(pair.client.statistics.discarded.unprotected, 1);
});

/** The types of the extensions in a message. `start`: of the length of all extensions. */
function extensionTypes(body: Uint8Array, start: number): readonly number[] {
  const bytes = Buffer.from(body);
  const types: number[] = [];
  for (let at = start + 2; at + 4 <= bytes.length; at += 4 + bytes.readUInt16BE(at + 2)) {
    types.push(bytes.readUInt16BE(at));
  }
  return types;
}

test('a server ignores status_request_v2, and answers no extension that was not offered', (t) => {
  const statusRequestV2 = 17;
  const pair = keyLoggedPair(SUITE, { listener: { alpnProtocols: ['coap'], requestCertificate: 'optional' } });
  let offered: readonly number[] = [];
  tamper(pair.serverHost, ClientHello, (hello) => {
    offered = hello.extensions.map(ClientHelloExtension.extensionType);
    return { ...hello, extensions: [...hello.extensions, emptyExtension(statusRequestV2)] };
  });
  // Its keys would be others, as the transcripts differ.
  pair.clientHost.receive = () => {};
  pair.network.advance(50);
  const flight = new Map(flightOf(pair, 'server'));
  const answered = extensionTypes(flight.get(HandshakeType.encrypted_extensions) ?? NOTHING, 0);
  t.true(answered.every((type) => offered.includes(type)));
  t.false(answered.includes(ExtensionType.application_layer_protocol_negotiation));
  const { certificateList } = decodeAll(Certificate, flight.get(HandshakeType.certificate) ?? NOTHING);
  t.deepEqual(
    certificateList.map(({ extensions }) => extensions),
    [[]],
  );
  const request = flight.get(HandshakeType.certificate_request) ?? NOTHING;
  t.is(request[0], 0, 'certificate_request_context');
  t.true(extensionTypes(request, 1).includes(ExtensionType.signature_algorithms));
  t.false([...answered, ...extensionTypes(request, 1)].includes(statusRequestV2));
});

test('a server ignores max_fragment_length, and a client refuses it beside record_size_limit', (t) => {
  const maxFragmentLength = { ...emptyExtension(1), extensionData: Uint8Array.of(1) };
  const pair = keyLoggedPair(SUITE);
  tamper(
    pair.serverHost,
    ClientHello,
    withExtensions((all) => [...all, maxFragmentLength]),
  );
  pair.clientHost.receive = () => {};
  pair.network.advance(50);
  const [, answer = NOTHING] = flightOf(pair, 'server')[0] ?? [];
  t.true(extensionTypes(answer, 0).includes(ExtensionType.record_size_limit));
  t.false(extensionTypes(answer, 0).includes(1));
  const { deliver, refusal } = heldFlight('server');
  const extensions = [
    { kind: 'record_size_limit' as const, extensionData: { recordSizeLimit: 1000 } },
    maxFragmentLength,
  ];
  deliver([[HandshakeType.encrypted_extensions, encodeToBytes(EncryptedExtensions, { extensions })]]);
  t.is(refusal(), 'unsupported_extension');
});

test('a client answers a ServerHello of another version than its HelloRetryRequest with illegal_parameter', (t) => {
  const pair = keyLoggedPair(SUITE, { listener: { cookies: 'always' } });
  pair.network.run(() => pair.network.datagrams.length === 3);
  tamper(pair.clientHost, ServerHello, (hello) => ({
    ...hello,
    extensions: hello.extensions.map((extension) =>
      extension.kind === 'supported_versions'
        ? { ...extension, extensionData: { selectedVersion: 0xfefd } }
        : extension,
    ),
  }));
  pair.handshake();
  t.is(refusalBy(pair, 'client'), 'illegal_parameter');
});

test('a client accepts the groups of a server in EncryptedExtensions', (t) => {
  const { flight, deliver, receiver } = heldFlight('server');
  const groups = encodeToBytes(EncryptedExtensions, {
    extensions: [{ kind: 'supported_groups', extensionData: { namedGroupList: [NamedGroup.secp256r1, 0x1a1a] } }],
  });
  deliver(
    flight.slice(0, 2).map(([type, body]) => [type, type === HandshakeType.encrypted_extensions ? groups : body]),
  );
  t.is(endOf(receiver), 'keylog');
});

test('a client answers a CertificateRequest without signature_algorithms with missing_extension', (t) => {
  const { flight, deliver, refusal } = heldFlight('server', mutual);
  const request = encodeToBytes(CertificateRequest, {
    certificateRequestContext: NOTHING,
    extensions: [emptyExtension(0x1a1a)],
  });
  deliver(flight.map(([type, body]) => [type, type === HandshakeType.certificate_request ? request : body]));
  t.is(refusal(), 'missing_extension');
});

// A byte after the structure of each extension.

/** The message with one byte more in an extension of this type. `start`: of the length of all extensions. */
function withLongerExtension(body: Uint8Array, start: number, type: number): Uint8Array | undefined {
  const bytes = Buffer.from(body);
  for (let at = start + 2; at + 4 <= bytes.length; at += 4 + bytes.readUInt16BE(at + 2)) {
    if (bytes.readUInt16BE(at) !== type) continue;
    const length = bytes.readUInt16BE(at + 2);
    const end = at + 4 + length;
    const result = Buffer.concat([bytes.subarray(0, end), Uint8Array.of(0), bytes.subarray(end)]);
    result.writeUInt16BE(length + 1, at + 2);
    result.writeUInt16BE(bytes.readUInt16BE(start) + 1, start);
    return result;
  }
  return undefined;
}

/** Where the extensions of a ClientHello start. */
function clientExtensionsAt(body: Uint8Array): number {
  const bytes = Buffer.from(body);
  const sessionId = 34;
  const cookie = sessionId + 1 + (bytes[sessionId] ?? 0);
  const suites = cookie + 1 + (bytes[cookie] ?? 0);
  const compression = suites + 2 + bytes.readUInt16BE(suites);
  return compression + 1 + (bytes[compression] ?? 0);
}

const negotiating = {
  connection: { alpnProtocols: ['coap'], srtpProfiles: ['SRTP_AES128_CM_HMAC_SHA1_80'] },
  listener: { alpnProtocols: ['coap'], srtpProfiles: ['SRTP_AES128_CM_HMAC_SHA1_80'] },
} as const;

for (const type of [
  ExtensionType.supported_versions,
  ExtensionType.supported_groups,
  ExtensionType.signature_algorithms,
  ExtensionType.signature_algorithms_cert,
  ExtensionType.key_share,
  ExtensionType.server_name,
  ExtensionType.application_layer_protocol_negotiation,
  ExtensionType.use_srtp,
] as const) {
  test(`a server answers a ClientHello whose ${extensionTypeName(type)} has a byte too many with decode_error`, (t) => {
    const pair = keyLoggedPair(SUITE, negotiating);
    tamper(pair.serverHost, ClientHello, (hello) => {
      const body = encodeToBytes(ClientHello, hello);
      return withLongerExtension(body, clientExtensionsAt(body), type) ?? t.fail();
    });
    pair.handshake();
    pair.network.advance(100);
    t.is(endOf(pair.clientHost), 'ERR_DTLS_ALERT_DECODE_ERROR');
  });
}

test('a server answers a second ClientHello whose cookie has a byte too many with decode_error', (t) => {
  const pair = keyLoggedPair(SUITE, { listener: { cookies: 'always' } });
  pair.network.run(() => pair.network.datagrams.length === 3);
  tamper(pair.serverHost, ClientHello, (hello) => {
    const body = encodeToBytes(ClientHello, hello);
    return withLongerExtension(body, clientExtensionsAt(body), ExtensionType.cookie) ?? t.fail();
  });
  pair.handshake();
  pair.network.advance(100);
  t.is(endOf(pair.clientHost), 'ERR_DTLS_ALERT_DECODE_ERROR');
});

for (const [name, codec, cookies, types] of [
  ['ServerHello', ServerHello, 'never', [ExtensionType.supported_versions, ExtensionType.key_share]],
  ['HelloRetryRequest', HelloRetryRequest, 'always', [ExtensionType.supported_versions, ExtensionType.cookie]],
] as const) {
  for (const type of types) {
    test(`a client answers a ${name} whose ${extensionTypeName(type)} has a byte too many with decode_error`, (t) => {
      const pair = keyLoggedPair(SUITE, { listener: { cookies } });
      tamper(pair.clientHost, codec as Codec<unknown>, (hello) => {
        const body = encodeToBytes(codec as Codec<unknown>, hello);
        return withLongerExtension(body, 34 + 1 + 3, type) ?? t.fail();
      });
      pair.handshake();
      t.is(refusalBy(pair, 'client'), 'decode_error');
    });
  }
}

for (const [message, start, type] of [
  [HandshakeType.encrypted_extensions, 0, ExtensionType.application_layer_protocol_negotiation],
  [HandshakeType.encrypted_extensions, 0, ExtensionType.use_srtp],
  [HandshakeType.certificate_request, 1, ExtensionType.signature_algorithms],
] as const) {
  const title = `a ${handshakeTypeName(message)} whose ${extensionTypeName(type)} has a byte too many`;
  test(`a client answers ${title} with decode_error`, (t) => {
    const { connection, listener } = negotiating;
    const options = { connection, listener: { ...listener, requestCertificate: 'optional' } } as const;
    const { flight, deliver, refusal } = heldFlight('server', options);
    deliver(
      flight.map(([each, body]) => [
        each,
        each === message ? (withLongerExtension(body, start, type) ?? t.fail()) : body,
      ]),
    );
    t.is(refusal(), 'decode_error');
  });
}

test('a client answers a ticket whose early_data has a byte too many with decode_error', (t) => {
  const pair = keyLoggedPair(SUITE);
  t.true(pair.handshake());
  pair.network.advance(100);
  const ticket = encodeToBytes(NewSessionTicket, {
    ticketLifetime: 7200,
    ticketAgeAdd: 0,
    ticketNonce: new Uint8Array(1),
    ticket: new Uint8Array(8),
    extensions: [{ kind: 'early_data', extensionData: { maxEarlyDataSize: 0 } }],
  });
  const keyedPeer = new KeyedPeer(pair, 'server');
  const longerTicket = withLongerExtension(ticket, 4 + 4 + 2 + 2 + 8, ExtensionType.early_data) ?? NOTHING;
  keyedPeer.deliver(keyedPeer.message(3, HandshakeType.new_session_ticket, 5, longerTicket));
  t.is(refusalBy(pair, 'client'), 'decode_error');
});
