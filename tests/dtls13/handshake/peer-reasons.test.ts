import test from 'ava';
import { ConnectionIdUsage } from '../../../generated/dtls13/registries/connection-id-usage.ts';
import { EPOCH_EARLY_DATA } from '../../../generated/dtls13/registries/constants.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { ExtensionType } from '../../../generated/dtls13/registries/extension-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { KeyUpdateRequest } from '../../../generated/dtls13/registries/key-update-request.ts';
import { SignatureScheme } from '../../../generated/dtls13/registries/signature-scheme.ts';
import { Ack } from '../../../generated/dtls13/wire/ack.ts';
import { Certificate } from '../../../generated/dtls13/wire/certificate.ts';
import { CertificateRequest } from '../../../generated/dtls13/wire/certificate-request.ts';
import { CertificateVerify } from '../../../generated/dtls13/wire/certificate-verify.ts';
import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import type { ClientHelloExtension } from '../../../generated/dtls13/wire/client-hello-extension.ts';
import type { EncryptedExtension } from '../../../generated/dtls13/wire/encrypted-extension.ts';
import { EncryptedExtensions } from '../../../generated/dtls13/wire/encrypted-extensions.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { KeyUpdate } from '../../../generated/dtls13/wire/key-update.ts';
import { NewConnectionId } from '../../../generated/dtls13/wire/new-connection-id.ts';
import { ServerHello } from '../../../generated/dtls13/wire/server-hello.ts';
import type { ServerHelloExtension } from '../../../generated/dtls13/wire/server-hello-extension.ts';
import { PeerError } from '../../../runtime/errors/peer-error.ts';
import { PeerReason } from '../../../runtime/errors/peer-reason.ts';
import type { WirechartError } from '../../../runtime/errors/wirechart-error.ts';
import { type PairOptions, type SimulatedPair, testCertificate } from '../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';
import { earlyPair, earlySession } from '../early-data/early-pair.ts';
import { emptyExtension, halfway, tamper } from '../hostile/tampering.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';
import { createKeyUpdates } from '../post-handshake/key-update-context.ts';
import { knows, pskPair, sensor } from './psk/psk-pair.ts';

const NOTHING = new Uint8Array(0);

/** How a peer breaks one rule; returns the error of the side that detects it. */
type Scenario = () => WirechartError | undefined;

function errorOf(pair: SimulatedPair, side: 'client' | 'server'): WirechartError | undefined {
  const last = (side === 'client' ? pair.clientHost : pair.serverHost).events.at(-1)?.event;
  return last?.kind === 'error' ? last.error : undefined;
}

const changedServerHello =
  (change: (hello: ServerHello) => ServerHello | Uint8Array): Scenario =>
  () => {
    const pair = keyLoggedPair();
    tamper(pair.clientHost, ServerHello, change);
    pair.handshake();
    return errorOf(pair, 'client');
  };

const answeredWith = (change: (extensions: readonly ServerHelloExtension[]) => ServerHelloExtension[]): Scenario =>
  changedServerHello((hello) => ({ ...hello, extensions: change(hello.extensions) }));

/** A record in the epoch of early data, after the server has accepted it. */
const earlyRecord =
  (contentType: number, content: Uint8Array): Scenario =>
  () => {
    const pair = earlyPair(earlySession(), { endpoint: { keylog: true }, network: { latency: 10 } });
    pair.network.advance(15);
    const peer = new KeyedPeer(pair, 'client');
    peer.deliver(peer.record(EPOCH_EARLY_DATA, contentType, content));
    return errorOf(pair, 'server');
  };

/** A ClientHello that is refused before a connection exists; `isSecond`: it answers a HelloRetryRequest. */
const changedClientHello =
  (
    change: (hello: ClientHello) => ClientHello,
    options: Pick<PairOptions, 'connection' | 'listener'> = {},
    isSecond = false,
  ): Scenario =>
  () => {
    const pair = keyLoggedPair({}, options);
    let refused: WirechartError | undefined;
    Object.assign(pair.serverHost, {
      refused: (_path: number, error: WirechartError) => {
        refused = error;
      },
    });
    if (isSecond) pair.network.run(() => pair.network.datagrams.length >= 2);
    tamper(pair.serverHost, ClientHello, change);
    pair.handshake();
    return refused;
  };

const offeredWith = (change: (extensions: readonly ClientHelloExtension[]) => ClientHelloExtension[]): Scenario =>
  changedClientHello((hello) => ({ ...hello, extensions: change(hello.extensions) }));

/** Messages under the handshake keys of a server, after its ServerHello. */
const serverFlight =
  (...messages: readonly (readonly [type: number, body: Uint8Array])[]): Scenario =>
  () => {
    const { pair, keyedPeer } = halfway();
    for (const [index, [type, body]] of messages.entries()) {
      keyedPeer.deliver(keyedPeer.message(2, type, index + 1, body));
    }
    return errorOf(pair, 'client');
  };

/** A record of the client after the handshake, under its own keys. */
const clientRecord =
  (epoch: number, contentType: number, content: Uint8Array, endpoint: PairOptions['endpoint'] = {}): Scenario =>
  () => {
    const pair = keyLoggedPair(endpoint);
    pair.handshake();
    pair.network.advance(100);
    const keyedPeer = new KeyedPeer(pair, 'client');
    keyedPeer.deliver(keyedPeer.record(epoch, contentType, content));
    return errorOf(pair, 'server');
  };

/** A KeyUpdate, and another message under the same keys. */
const outdatedTrafficKeys: Scenario = () => {
  const pair = keyLoggedPair();
  pair.handshake();
  pair.network.advance(100);
  const keyedPeer = new KeyedPeer(pair, 'client');
  const update = encodeToBytes(KeyUpdate, { requestUpdate: KeyUpdateRequest.update_not_requested });
  keyedPeer.deliver(keyedPeer.message(3, HandshakeType.key_update, 2, update));
  keyedPeer.deliver(keyedPeer.message(3, HandshakeType.key_update, 3, update));
  return errorOf(pair, 'server');
};

/** A server with connection ids, and a client that sends messages of its own. */
function connectionIdPeer(): { pair: SimulatedPair; keyedPeer: KeyedPeer } {
  const pair = keyLoggedPair({ connectionIds: { length: 4, spares: 0 } });
  pair.handshake();
  pair.network.advance(100);
  const keyedPeer = new KeyedPeer(pair, 'client');
  keyedPeer.useConnectionId(pair.client.connectionIds?.peer ?? NOTHING);
  return { pair, keyedPeer };
}

function newConnectionId(message: NewConnectionId): Scenario {
  return () => {
    const { pair, keyedPeer } = connectionIdPeer();
    keyedPeer.deliver(
      keyedPeer.message(3, HandshakeType.new_connection_id, 2, encodeToBytes(NewConnectionId, message)),
    );
    return errorOf(pair, 'server');
  };
}

const tooManyConnectionIds: Scenario = () => {
  const { pair, keyedPeer } = connectionIdPeer();
  for (let messageSeq = 2; messageSeq < 30; messageSeq++) {
    keyedPeer.deliver(keyedPeer.message(3, HandshakeType.request_connection_id, messageSeq, Uint8Array.of(255)));
  }
  return errorOf(pair, 'server');
};

/** As many KeyUpdates as there are epochs: too many for real records. */
const epochsOfPeerExhausted: Scenario = () => {
  let error: WirechartError | undefined;
  const updates = createKeyUpdates({
    abort: (reason) => {
      error ??= reason;
    },
  });
  const update = encodeToBytes(KeyUpdate, { requestUpdate: KeyUpdateRequest.update_not_requested });
  while (error === undefined) {
    updates.receive(update);
    updates.newEpochUsed(updates.readEpoch);
  }
  return error;
};

const handshakeMessage = (msgType: number, length: number, messageSeq: number, fragment: Uint8Array): Uint8Array =>
  encodeToBytes(Handshake, { msgType, length, messageSeq, fragmentOffset: 0, fragment });

const shareOf = (keyExchange: Uint8Array): ClientHelloExtension => ({
  kind: 'key_share',
  extensionData: { clientShares: [{ group: 0x1d, keyExchange }] },
});

const encryptedExtensions = (...extensions: EncryptedExtension[]) =>
  [HandshakeType.encrypted_extensions, encodeToBytes(EncryptedExtensions, { extensions })] as const;
const certificate = (change: Partial<Certificate> = {}) =>
  [
    HandshakeType.certificate,
    encodeToBytes(Certificate, {
      certificateRequestContext: NOTHING,
      certificateList: [{ certData: testCertificate.der, extensions: [] }],
      ...change,
    }),
  ] as const;
const certificateVerify = (algorithm: SignatureScheme) =>
  [
    HandshakeType.certificate_verify,
    encodeToBytes(CertificateVerify, { algorithm, signature: new Uint8Array(70) }),
  ] as const;

/** An extended key usage with clientAuth, in DER; the test certificate has only serverAuth. */
const clientAuth = Buffer.from('300a06082b06010505070302', 'hex');
/** A CertificateRequest whose filters name the extended key usage twice. */
const requestWithRepeatedFilter = () => {
  const filter = { certificateExtensionOid: Buffer.from('0603551d25', 'hex'), certificateExtensionValues: clientAuth };
  const request: CertificateRequest = {
    certificateRequestContext: NOTHING,
    extensions: [
      { kind: 'signature_algorithms', extensionData: { supportedSignatureAlgorithms: [0x0403] } },
      { kind: 'oid_filters', extensionData: { filters: [filter, filter] } },
    ],
  };
  return [HandshakeType.certificate_request, encodeToBytes(CertificateRequest, request)] as const;
};

/** The random of a ServerHello that is a HelloRetryRequest; RFC 9846 section 4.2.3. */
const RETRY = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');

const scenarios: Readonly<Record<PeerReason, Scenario>> = {
  UNEXPECTED_MESSAGE: serverFlight(certificate()),
  UNSUPPORTED_VERSION: changedServerHello((hello) => ({ ...hello, legacyVersion: 0xfefc })),
  DOWNGRADE_INDICATED: changedServerHello((hello) => ({
    ...hello,
    random: Uint8Array.of(...hello.random.subarray(0, 24), ...new TextEncoder().encode('DOWNGRD'), 1),
    extensions: hello.extensions.filter(({ kind }) => kind !== 'supported_versions'),
  })),
  ILLEGAL_VERSION: answeredWith((all) => [
    { kind: 'supported_versions', extensionData: { selectedVersion: 0xfefd } },
    ...all.filter(({ kind }) => kind === 'key_share'),
  ]),
  MISSING_EXTENSION: offeredWith((all) => all.filter(({ kind }) => kind !== 'supported_groups')),
  UNSOLICITED_EXTENSION: answeredWith((all) => [...all, emptyExtension(0x1234)]),
  MISPLACED_EXTENSION: answeredWith((all) => [...all, emptyExtension(ExtensionType.signature_algorithms)]),
  ILLEGAL_CLIENT_HELLO: changedClientHello((hello) => ({ ...hello, legacyCookie: Uint8Array.of(1) })),
  ILLEGAL_SERVER_HELLO: changedServerHello((hello) => ({ ...hello, cipherSuite: 0x1305 })),
  ILLEGAL_PSK_SELECTION: () => {
    const pair = keyLoggedPair({}, { connection: { psks: [sensor] } });
    const selection: ServerHelloExtension = { kind: 'pre_shared_key', extensionData: { selectedIdentity: 7 } };
    tamper(pair.clientHost, ServerHello, (hello) => ({ ...hello, extensions: [...hello.extensions, selection] }));
    pair.handshake();
    return errorOf(pair, 'client');
  },
  ILLEGAL_HELLO_RETRY_REQUEST: changedServerHello((hello) => ({
    ...hello,
    random: RETRY,
    extensions: hello.extensions.filter(({ kind }) => kind !== 'key_share'),
  })),
  ILLEGAL_ENCRYPTED_EXTENSIONS: () => {
    const { pair, keyedPeer } = halfway({ connection: { alpnProtocols: ['coap'] } });
    const [type, body] = encryptedExtensions({
      kind: 'application_layer_protocol_negotiation',
      extensionData: { protocolName: { name: Buffer.from('webrtc') } },
    });
    keyedPeer.deliver(keyedPeer.message(2, type, 1, body));
    return errorOf(pair, 'client');
  },
  ILLEGAL_CERTIFICATE_REQUEST_CONTEXT: serverFlight(
    encryptedExtensions(),
    certificate({ certificateRequestContext: Uint8Array.of(1) }),
  ),
  ILLEGAL_OID_FILTERS: serverFlight(encryptedExtensions(), requestWithRepeatedFilter()),
  UNMATCHED_OID_FILTERS: () => {
    const oidFilters = [{ oid: '2.5.29.37', values: clientAuth }];
    const pair = keyLoggedPair({}, { listener: { requestCertificate: 'optional', oidFilters } });
    pair.clientHost.receive = () => {};
    pair.network.advance(50);
    const keyedPeer = new KeyedPeer(pair, 'client');
    const [type, body] = certificate();
    keyedPeer.deliver(keyedPeer.message(2, type, 1, body));
    return errorOf(pair, 'server');
  },
  TOO_MANY_CERTIFICATE_REQUESTS: () => {
    const pair = keyLoggedPair({}, { connection: { postHandshakeAuth: true } });
    pair.handshake();
    pair.network.advance(100);
    pair.serverHost.receive = () => {};
    const keyedPeer = new KeyedPeer(pair, 'server');
    for (let number = 0; number < 17; number++) {
      const extensions: CertificateRequest['extensions'] = [
        { kind: 'signature_algorithms', extensionData: { supportedSignatureAlgorithms: [0x0403] } },
      ];
      const request = { certificateRequestContext: Uint8Array.of(number), extensions };
      const body = encodeToBytes(CertificateRequest, request);
      keyedPeer.deliver(keyedPeer.message(3, HandshakeType.certificate_request, 5 + number, body));
    }
    return errorOf(pair, 'client');
  },
  EMPTY_CERTIFICATE_LIST: serverFlight(encryptedExtensions(), certificate({ certificateList: [] })),
  CERTIFICATE_REQUIRED: () => {
    const pair = keyLoggedPair({}, { listener: { requestCertificate: 'required' } });
    pair.handshake();
    pair.network.advance(100);
    return errorOf(pair, 'server');
  },
  UNOFFERED_SIGNATURE_SCHEME: serverFlight(
    encryptedExtensions(),
    certificate(),
    certificateVerify(SignatureScheme.ecdsa_sha1),
  ),
  CERTIFICATE_VERIFY_INVALID: serverFlight(
    encryptedExtensions(),
    certificate(),
    certificateVerify(SignatureScheme.ecdsa_secp256r1_sha256),
  ),
  FINISHED_INVALID: () => {
    const pair = keyLoggedPair();
    pair.clientHost.receive = () => {};
    pair.network.advance(50);
    const keyedPeer = new KeyedPeer(pair, 'client');
    keyedPeer.deliver(keyedPeer.message(2, HandshakeType.finished, 1, new Uint8Array(32)));
    return errorOf(pair, 'server');
  },
  NO_COMMON_PARAMETERS: offeredWith((all) => [
    ...all.filter(({ kind }) => kind !== 'signature_algorithms'),
    { kind: 'signature_algorithms', extensionData: { supportedSignatureAlgorithms: [0x0804] } },
  ]),
  NO_COMMON_APPLICATION_PROTOCOL: changedClientHello((hello) => hello, {
    connection: { alpnProtocols: ['coap'] },
    listener: { alpnProtocols: ['webrtc'] },
  }),
  BINDER_INVALID: () => {
    const pair = pskPair({}, knows({ ...sensor, key: new Uint8Array(32) }));
    pair.handshake();
    return errorOf(pair, 'server');
  },
  UNKNOWN_PSK_IDENTITY: () => {
    const pair = pskPair({ listener: { certificate: undefined } }, () => undefined);
    pair.handshake();
    return errorOf(pair, 'server');
  },
  COOKIE_INVALID: changedClientHello(
    (hello) => ({ ...hello, random: hello.random.map((byte) => byte ^ 1) }),
    { listener: { cookies: 'always' } },
    true,
  ),
  MISSING_KEY_SHARE: changedClientHello(
    (hello) => ({
      ...hello,
      extensions: hello.extensions.map((extension) =>
        extension.kind === 'key_share' ? { kind: 'key_share', extensionData: { clientShares: [] } } : extension,
      ),
    }),
    // A cookie that requested a share authenticates its group too, so the rule applies to one that did not.
    { listener: { cookies: 'always' } },
    true,
  ),
  ILLEGAL_KEY_SHARE: offeredWith((all) => [
    ...all.filter(({ kind }) => kind !== 'key_share'),
    shareOf(new Uint8Array(32)),
  ]),
  RECORD_OVERFLOW: clientRecord(3, ContentType.application_data, new Uint8Array(16_385)),
  EMPTY_RECORD: clientRecord(3, ContentType.handshake, NOTHING),
  UNEXPECTED_APPLICATION_DATA: clientRecord(2, ContentType.application_data, new Uint8Array(5)),
  ILLEGAL_EARLY_CONTENT: earlyRecord(ContentType.handshake, Uint8Array.of(HandshakeType.finished)),
  TOO_MUCH_EARLY_DATA: earlyRecord(ContentType.application_data, new Uint8Array(1001)),
  OUTDATED_HANDSHAKE_KEYS: clientRecord(
    2,
    ContentType.handshake,
    handshakeMessage(HandshakeType.key_update, 1, 5, new Uint8Array(1)),
  ),
  OUTDATED_TRAFFIC_KEYS: outdatedTrafficKeys,
  TOO_MANY_EPOCHS: epochsOfPeerExhausted,
  CONNECTION_IDS_NOT_NEGOTIATED: clientRecord(
    3,
    ContentType.handshake,
    handshakeMessage(HandshakeType.request_connection_id, 1, 2, new Uint8Array(1)),
  ),
  ILLEGAL_CONNECTION_IDS: newConnectionId({ cids: [], usage: ConnectionIdUsage.cid_immediate }),
  TOO_MANY_CONNECTION_IDS_REQUESTED: tooManyConnectionIds,
  HANDSHAKE_MESSAGE_TOO_LONG: clientRecord(
    3,
    ContentType.handshake,
    handshakeMessage(HandshakeType.key_update, 5000, 2, new Uint8Array(10)),
    { maxHandshakeSize: 4096 },
  ),
  CHANGED_MESSAGE: clientRecord(
    3,
    ContentType.handshake,
    Buffer.concat(
      [7, 8].map((byte) => handshakeMessage(HandshakeType.new_connection_id, 10, 2, Uint8Array.of(1, byte))),
    ),
  ),
  ILLEGAL_ACK: clientRecord(
    2,
    ContentType.ack,
    encodeToBytes(Ack, { recordNumbers: [{ epoch: 3, sequenceNumber: 0 }] }),
  ),
  UNDECODABLE_MESSAGE: clientRecord(3, ContentType.alert, Uint8Array.of(2)),
  ILLEGAL_FIELD_VALUE: changedServerHello((hello) => {
    const bytes = encodeToBytes(ServerHello, hello);
    bytes[37] = 1;
    return bytes;
  }),
};

for (const [reason, scenario] of Object.entries(scenarios)) {
  test(`a peer that breaks the rule of ${reason} causes a PeerError with this reason`, (t) => {
    const error = scenario();
    t.true(error instanceof PeerError, error?.message);
    const { reason: given, alert, rule, code, message } = error as PeerError;
    t.is(given, reason as PeerReason, message);
    t.is(code, `ERR_DTLS_PEER_${alert.toUpperCase()}`);
    t.regex(rule, /^RFC \d+ section [\d.]+$/);
    t.true(message.endsWith(` (${rule})`), message);
  });
}

test('every reason has a scenario', (t) => {
  t.deepEqual(Object.keys(scenarios), Object.keys(PeerReason));
});

test('a message of a type without an event is named as in the registry', (t) => {
  const error = serverFlight([99, NOTHING])();
  t.is(error?.message, 'unexpected message: unknown (0x63) in state WAIT_EE (RFC 9846 section 4)');
});
