import test from 'ava';
import { AlertDescription } from '../../../generated/dtls13/registries/alert-description.ts';
import { AlertLevel } from '../../../generated/dtls13/registries/alert-level.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { ExtensionType } from '../../../generated/dtls13/registries/extension-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { Certificate } from '../../../generated/dtls13/wire/certificate.ts';
import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import type { ClientHelloExtension } from '../../../generated/dtls13/wire/client-hello-extension.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import type { EncryptedExtension } from '../../../generated/dtls13/wire/encrypted-extension.ts';
import { EncryptedExtensions } from '../../../generated/dtls13/wire/encrypted-extensions.ts';
import { ServerHello } from '../../../generated/dtls13/wire/server-hello.ts';
import type { ServerHelloExtension } from '../../../generated/dtls13/wire/server-hello-extension.ts';
import { testCertificate, trustTestCertificate } from '../../../runtime/testing/index.ts';
import { encodeToBytes, Reader } from '../../../runtime/wire/index.ts';
import { emptyExtension, endOf, halfway, tamper } from '../hostile/tampering.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';
import { refusalBy } from '../refusal.ts';

const NOTHING = new Uint8Array(0);

function withExtensions(hello: ServerHello, change: (extensions: ServerHelloExtension[]) => ServerHelloExtension[]) {
  return { ...hello, extensions: change([...hello.extensions]) };
}

const serverHellos: [what: string, alert: string, change: (hello: ServerHello) => ServerHello | Uint8Array][] = [
  ['of another legacy_version', 'PROTOCOL_VERSION', (hello) => ({ ...hello, legacyVersion: 0xfefc })],
  [
    'without supported_versions',
    'PROTOCOL_VERSION',
    (hello) => withExtensions(hello, (all) => all.filter(({ kind }) => kind !== 'supported_versions')),
  ],
  [
    'that chooses a version that was not offered',
    'ILLEGAL_PARAMETER',
    (hello) =>
      withExtensions(hello, (all) => [
        { kind: 'supported_versions', extensionData: { selectedVersion: 0xfefd } },
        ...all.filter(({ kind }) => kind === 'key_share'),
      ]),
  ],
  [
    'that chooses a later version',
    'ILLEGAL_PARAMETER',
    (hello) =>
      withExtensions(hello, (all) => [
        { kind: 'supported_versions', extensionData: { selectedVersion: 0xfefb } },
        ...all.filter(({ kind }) => kind === 'key_share'),
      ]),
  ],
  [
    'without key_share',
    'MISSING_EXTENSION',
    (hello) => withExtensions(hello, (all) => all.filter(({ kind }) => kind !== 'key_share')),
  ],
  [
    'with an extension that was not offered',
    'UNSUPPORTED_EXTENSION',
    (hello) => withExtensions(hello, (all) => [...all, emptyExtension(0x1234)]),
  ],
  [
    'with an offered extension that belongs elsewhere',
    'ILLEGAL_PARAMETER',
    (hello) => withExtensions(hello, (all) => [...all, emptyExtension(ExtensionType.signature_algorithms)]),
  ],
  ['that echoes a session id', 'ILLEGAL_PARAMETER', (hello) => ({ ...hello, legacySessionIdEcho: Uint8Array.of(1) })],
  ['with a suite that was not offered', 'ILLEGAL_PARAMETER', (hello) => ({ ...hello, cipherSuite: 0x1305 })],
  [
    'with a share of another group',
    'ILLEGAL_PARAMETER',
    (hello) =>
      withExtensions(hello, ([versions]) => [
        versions as ServerHelloExtension,
        { kind: 'key_share', extensionData: { serverShare: { group: 0x17, keyExchange: new Uint8Array(65).fill(4) } } },
      ]),
  ],
  [
    'whose share gives an all-zero secret',
    'ILLEGAL_PARAMETER',
    (hello) =>
      withExtensions(hello, ([versions]) => [
        versions as ServerHelloExtension,
        { kind: 'key_share', extensionData: { serverShare: { group: 0x1d, keyExchange: new Uint8Array(32) } } },
      ]),
  ],
  [
    'with a byte too many',
    'DECODE_ERROR',
    (hello) => Buffer.concat([encodeToBytes(ServerHello, hello), Uint8Array.of(0)]),
  ],
  [
    'with a compression method',
    'ILLEGAL_PARAMETER',
    (hello) => {
      const bytes = encodeToBytes(ServerHello, hello);
      bytes[37] = 1;
      return bytes;
    },
  ],
];

for (const [what, alert, change] of serverHellos) {
  test(`a client refuses a ServerHello ${what} with ${alert.toLowerCase()}`, (t) => {
    const pair = keyLoggedPair();
    tamper(pair.clientHost, ServerHello, change);
    pair.handshake();
    t.is(refusalBy(pair, 'client'), alert.toLowerCase());
    // It is sent unprotected, as there are no keys.
    const last = pair.network.datagrams.filter(({ from }) => from === 'client').at(-1)?.bytes ?? NOTHING;
    const record = DtlsPlaintext.decode(new Reader(last));
    const description = AlertDescription[alert.toLowerCase() as keyof typeof AlertDescription];
    t.deepEqual([record.type, ...record.fragment], [ContentType.alert, AlertLevel.fatal, description]);
  });
}

test('the error for a broken rule names the message, the state and the rule', (t) => {
  const illegal = keyLoggedPair();
  tamper(illegal.clientHost, ServerHello, (hello) => withExtensions(hello, (all) => all.slice(0, 1)));
  illegal.handshake();
  const early = keyLoggedPair();
  const keyedPeer = new KeyedPeer(early, 'server');
  t.true(early.handshake());
  for (const next of [5, 6]) keyedPeer.deliver(keyedPeer.message(3, HandshakeType.finished, next, new Uint8Array(32)));
  const texts = [illegal, early].map(({ clientHost }) => {
    const last = clientHost.events.at(-1)?.event;
    return last?.kind === 'error' ? last.error.message : '';
  });
  t.is(texts[0], 'a required extension is missing: serverHello (RFC 9846 section 9.2)');
  t.is(texts[1], 'unexpected message: finished after the handshake (RFC 9846 section 4.7)');
});

function withOffer(hello: ClientHello, change: (extensions: ClientHelloExtension[]) => ClientHelloExtension[]) {
  return { ...hello, extensions: change([...hello.extensions]) };
}

const without = (missing: ClientHelloExtension['kind']) => (hello: ClientHello) =>
  withOffer(hello, (all) => all.filter(({ kind }) => kind !== missing));

const clientHellos: [what: string, alert: string, change: (hello: ClientHello) => ClientHello | Uint8Array][] = [
  ['without supported_versions', 'PROTOCOL_VERSION', without('supported_versions')],
  ['of another legacy_version', 'PROTOCOL_VERSION', (hello) => ({ ...hello, legacyVersion: 0xfefc })],
  ['without supported_groups', 'MISSING_EXTENSION', without('supported_groups')],
  ['without key_share', 'MISSING_EXTENSION', without('key_share')],
  ['without signature_algorithms', 'MISSING_EXTENSION', without('signature_algorithms')],
  ['with a legacy_cookie', 'ILLEGAL_PARAMETER', (hello) => ({ ...hello, legacyCookie: Uint8Array.of(1) })],
  [
    'with a compression method',
    'ILLEGAL_PARAMETER',
    (hello) => ({ ...hello, legacyCompressionMethods: Uint8Array.of(1) }),
  ],
  [
    'with two compression methods',
    'ILLEGAL_PARAMETER',
    (hello) => ({ ...hello, legacyCompressionMethods: Uint8Array.of(0, 1) }),
  ],
  [
    'with a share for a group it does not offer',
    'ILLEGAL_PARAMETER',
    (hello) =>
      withOffer(hello, (all) =>
        all.map((extension) => {
          if (extension.kind !== 'key_share') return extension;
          const clientShares = [
            ...extension.extensionData.clientShares,
            { group: 0x1a1a, keyExchange: Uint8Array.of(1) },
          ];
          return { ...extension, extensionData: { clientShares } };
        }),
      ),
  ],
  [
    'without a common group',
    'HANDSHAKE_FAILURE',
    (hello) =>
      withOffer(hello, (all) => [
        ...all.filter(({ kind }) => kind !== 'supported_groups' && kind !== 'key_share'),
        { kind: 'supported_groups', extensionData: { namedGroupList: [0x16] } },
        { kind: 'key_share', extensionData: { clientShares: [] } },
      ]),
  ],
  [
    'without a common signature scheme',
    'HANDSHAKE_FAILURE',
    (hello) =>
      withOffer(hello, (all) => [
        ...all.filter(({ kind }) => kind !== 'signature_algorithms'),
        { kind: 'signature_algorithms', extensionData: { supportedSignatureAlgorithms: [0x0804] } },
      ]),
  ],
  [
    'whose share gives an all-zero secret',
    'ILLEGAL_PARAMETER',
    (hello) =>
      withOffer(hello, (all) => [
        ...all.filter(({ kind }) => kind !== 'key_share'),
        { kind: 'key_share', extensionData: { clientShares: [{ group: 0x1d, keyExchange: new Uint8Array(32) }] } },
      ]),
  ],
  ...(
    [
      [0x17, 'secp256r1', 65],
      [0x18, 'secp384r1', 97],
    ] as const
  ).map(([group, name, length]): (typeof clientHellos)[number] => [
    `whose ${name} share is not on the curve`,
    'ILLEGAL_PARAMETER',
    (hello) =>
      withOffer(hello, (all) => [
        ...all.filter(({ kind }) => kind !== 'key_share'),
        {
          kind: 'key_share',
          extensionData: { clientShares: [{ group, keyExchange: new Uint8Array(length).fill(4) }] },
        },
      ]),
  ]),
  ['that is truncated', 'DECODE_ERROR', (hello) => encodeToBytes(ClientHello, hello).subarray(0, 60)],
];

for (const [what, alert, change] of clientHellos) {
  test(`a server refuses a ClientHello ${what} with ${alert.toLowerCase()}`, (t) => {
    const pair = keyLoggedPair();
    tamper(pair.serverHost, ClientHello, change);
    pair.handshake();
    pair.network.advance(100);
    t.is(endOf(pair.clientHost), `ERR_DTLS_ALERT_${alert}`);
    // No state exists for this client, so the host gets no event.
    t.deepEqual(pair.serverHost.events, []);
    t.is(pair.listener.size, 0);
  });
}

test('a server ignores versions, suites, groups and extensions it does not know', (t) => {
  const pair = keyLoggedPair();
  let seen = 0;
  tamper(pair.serverHost, ClientHello, (hello) => {
    seen = hello.extensions.length;
    return withOffer({ ...hello, cipherSuites: [0x0a0a, ...hello.cipherSuites] }, (all) => [
      emptyExtension(0x1a1a),
      ...all,
    ]);
  });
  pair.network.advance(100);
  t.true(seen > 0);
  // The server continues. The transcripts differ now, and so do the keys.
  t.true(pair.client.statistics.discarded.unauthentic > 0);
  t.is(endOf(pair.serverHost), 'keylog');
});

const encryptedExtensions = (...extensions: EncryptedExtension[]) => encodeToBytes(EncryptedExtensions, { extensions });
const certificate = (change: Partial<Certificate>) =>
  encodeToBytes(Certificate, {
    certificateRequestContext: NOTHING,
    certificateList: [{ certData: testCertificate.der, extensions: [] }],
    ...change,
  });
const certificateWith = (extensionType: ExtensionType) =>
  certificate({
    certificateList: [
      { certData: testCertificate.der, extensions: [{ kind: 'unknown', extensionType, extensionData: NOTHING }] },
    ],
  });

/** signature_algorithms with one scheme. */
const request = Uint8Array.of(0, 0, 8, 0, 13, 0, 4, 0, 2, 4, 3);

const flights: [what: string, alert: string, messages: [type: HandshakeType, body: Uint8Array][]][] = [
  [
    'an extension in EncryptedExtensions that was not offered',
    'UNSUPPORTED_EXTENSION',
    [[HandshakeType.encrypted_extensions, encryptedExtensions(emptyExtension(ExtensionType.cookie))]],
  ],
  [
    'an offered extension that is not allowed in EncryptedExtensions',
    'ILLEGAL_PARAMETER',
    [[HandshakeType.encrypted_extensions, encryptedExtensions(emptyExtension(ExtensionType.key_share))]],
  ],
  ['Certificate before EncryptedExtensions', 'UNEXPECTED_MESSAGE', [[HandshakeType.certificate, certificate({})]]],
  [
    'an empty certificate list',
    'DECODE_ERROR',
    [
      [HandshakeType.encrypted_extensions, encryptedExtensions()],
      [HandshakeType.certificate, certificate({ certificateList: [] })],
    ],
  ],
  [
    'a certificate_request_context in the main handshake',
    'ILLEGAL_PARAMETER',
    [
      [HandshakeType.encrypted_extensions, encryptedExtensions()],
      [HandshakeType.certificate, certificate({ certificateRequestContext: Uint8Array.of(1) })],
    ],
  ],
  [
    'a certificate_request_context after a CertificateRequest that had none',
    'ILLEGAL_PARAMETER',
    [
      [HandshakeType.encrypted_extensions, encryptedExtensions()],
      [HandshakeType.certificate_request, request],
      [HandshakeType.certificate, certificate({ certificateRequestContext: Uint8Array.of(1) })],
    ],
  ],
  [
    'a request for a certificate with a context in the main handshake',
    'ILLEGAL_PARAMETER',
    [
      [HandshakeType.encrypted_extensions, encryptedExtensions()],
      [HandshakeType.certificate_request, Uint8Array.of(1, 7, ...request.subarray(1))],
    ],
  ],
  [
    'an empty certificate list after a CertificateRequest',
    'DECODE_ERROR',
    [
      [HandshakeType.encrypted_extensions, encryptedExtensions()],
      [HandshakeType.certificate_request, request],
      [HandshakeType.certificate, certificate({ certificateList: [] })],
    ],
  ],
  [
    'a certificate extension that was not offered after a CertificateRequest',
    'UNSUPPORTED_EXTENSION',
    [
      [HandshakeType.encrypted_extensions, encryptedExtensions()],
      [HandshakeType.certificate_request, request],
      [HandshakeType.certificate, certificateWith(0x1234)],
    ],
  ],
  [
    'a certificate extension that belongs elsewhere after a CertificateRequest',
    'ILLEGAL_PARAMETER',
    [
      [HandshakeType.encrypted_extensions, encryptedExtensions()],
      [HandshakeType.certificate_request, request],
      [HandshakeType.certificate, certificateWith(ExtensionType.key_share)],
    ],
  ],
  [
    'a certificate extension that was not offered',
    'UNSUPPORTED_EXTENSION',
    [
      [HandshakeType.encrypted_extensions, encryptedExtensions()],
      [HandshakeType.certificate, certificateWith(0x1234)],
    ],
  ],
  [
    'a certificate extension that belongs elsewhere',
    'ILLEGAL_PARAMETER',
    [
      [HandshakeType.encrypted_extensions, encryptedExtensions()],
      [HandshakeType.certificate, certificateWith(ExtensionType.key_share)],
    ],
  ],
  [
    'Finished without CertificateVerify',
    'UNEXPECTED_MESSAGE',
    [
      [HandshakeType.encrypted_extensions, encryptedExtensions()],
      [HandshakeType.certificate, certificate({})],
      [HandshakeType.finished, new Uint8Array(32)],
    ],
  ],
  [
    'a truncated CertificateRequest',
    'DECODE_ERROR',
    [
      [HandshakeType.encrypted_extensions, encryptedExtensions()],
      [HandshakeType.certificate_request, Uint8Array.of(0, 0)],
    ],
  ],
  ['a message of an unknown type', 'UNEXPECTED_MESSAGE', [[99, NOTHING]]],
];

for (const [what, alert, messages] of flights) {
  test(`a client answers ${what} with ${alert.toLowerCase()}`, (t) => {
    const { pair, keyedPeer } = halfway();
    for (const [index, [type, body]] of messages.entries()) {
      keyedPeer.deliver(keyedPeer.message(2, type, index + 1, body));
    }
    t.is(refusalBy(pair, 'client'), alert.toLowerCase());
    pair.network.advance(100);
    t.is(pair.client.nextDeadline(), Number.POSITIVE_INFINITY);
  });
}

const contents: [what: string, alert: string, epoch: number, type: number, content: Uint8Array][] = [
  ['an empty handshake record', 'UNEXPECTED_MESSAGE', 3, ContentType.handshake, NOTHING],
  ['an empty alert record', 'UNEXPECTED_MESSAGE', 3, ContentType.alert, NOTHING],
  ['two alerts in one record', 'DECODE_ERROR', 3, ContentType.alert, Uint8Array.of(1, 0, 1, 0)],
  ['half an alert', 'DECODE_ERROR', 3, ContentType.alert, Uint8Array.of(2)],
  ['half a handshake message', 'DECODE_ERROR', 3, ContentType.handshake, new Uint8Array(5)],
  ['data under the handshake keys', 'UNEXPECTED_MESSAGE', 2, ContentType.application_data, new Uint8Array(5)],
  ['more data than a record may contain', 'RECORD_OVERFLOW', 3, ContentType.application_data, new Uint8Array(16_385)],
];

for (const side of ['client', 'server'] as const) {
  for (const [what, alert, epoch, type, content] of contents) {
    test(`${what} from the ${side} is answered with ${alert.toLowerCase()}`, (t) => {
      const pair = keyLoggedPair();
      t.true(pair.handshake());
      pair.network.advance(100);
      const keyedPeer = new KeyedPeer(pair, side);
      keyedPeer.deliver(keyedPeer.record(epoch, type, content));
      t.is(refusalBy(pair, side === 'client' ? 'server' : 'client'), alert.toLowerCase());
      pair.network.advance(100);
      t.is(endOf(side === 'client' ? pair.clientHost : pair.serverHost), `ERR_DTLS_ALERT_${alert}`);
    });
  }
}

test('a new message under the handshake keys after the handshake is refused', (t) => {
  const pair = keyLoggedPair();
  t.true(pair.handshake());
  pair.network.advance(100);
  const keyedPeer = new KeyedPeer(pair, 'server');
  keyedPeer.deliver(keyedPeer.message(2, HandshakeType.new_session_ticket, 5, new Uint8Array(20)));
  t.is(refusalBy(pair, 'client'), 'unexpected_message');
});

test('a message under the handshake keys that arrives before the Finished is refused when it is next in sequence', (t) => {
  const pair = keyLoggedPair();
  let ask = () => {};
  pair.clientHost.request = (_of, applicationRequest) => {
    ask = () => pair.client.respond(trustTestCertificate(applicationRequest), pair.network.now);
  };
  pair.network.advance(30);
  const keyedPeer = new KeyedPeer(pair, 'server');
  const ticket = Uint8Array.of(0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 1, 7, 0, 0);
  keyedPeer.deliver(keyedPeer.message(2, HandshakeType.new_session_ticket, 5, ticket));
  t.not(endOf(pair.clientHost), 'secure');
  ask();
  pair.clientHost.drain();
  t.true(pair.clientHost.events.some(({ event }) => event.kind === 'secure'));
  t.is(refusalBy(pair, 'client'), 'unexpected_message');
});

test('a record of an unknown type is dropped, authenticated or not', (t) => {
  const pair = keyLoggedPair();
  t.true(pair.handshake());
  pair.network.advance(100);
  const keyedPeer = new KeyedPeer(pair, 'server');
  for (const type of [1, ContentType.change_cipher_spec, 24, 25, 99, 255]) {
    keyedPeer.deliver(keyedPeer.record(3, type, new Uint8Array(8)), keyedPeer.record(0, type, new Uint8Array(8)));
  }
  // A plaintext of zeros has no type.
  keyedPeer.deliver(keyedPeer.record(3, 0, new Uint8Array(8)));
  t.is(pair.client.statistics.discarded.unexpectedContent, 12);
  t.is(pair.client.statistics.discarded.malformed, 1);
  t.is(endOf(pair.clientHost), 'secure');
});

test('unprotected data is dropped', (t) => {
  const pair = keyLoggedPair();
  t.true(pair.handshake());
  const keyedPeer = new KeyedPeer(pair, 'server');
  keyedPeer.deliver(keyedPeer.record(0, ContentType.application_data, new Uint8Array(8)));
  t.is(pair.client.statistics.discarded.unexpectedContent, 1);
  t.is(endOf(pair.clientHost), 'secure');
});

test('alerts of any level end the connection, known or not', (t) => {
  for (const [level, description, code] of [
    [AlertLevel.warning, AlertDescription.handshake_failure, 'ERR_DTLS_ALERT_HANDSHAKE_FAILURE'],
    [AlertLevel.fatal, AlertDescription.internal_error, 'ERR_DTLS_ALERT_INTERNAL_ERROR'],
    [AlertLevel.warning, 250, 'ERR_DTLS_ALERT_UNKNOWN'],
  ] as const) {
    const pair = keyLoggedPair();
    t.true(pair.handshake());
    pair.network.advance(100);
    const keyedPeer = new KeyedPeer(pair, 'server');
    keyedPeer.deliver(keyedPeer.record(3, ContentType.alert, Uint8Array.of(level, description)));
    t.is(endOf(pair.clientHost), code);
  }
});

test('after user_canceled data is delivered until close_notify', (t) => {
  const pair = keyLoggedPair();
  t.true(pair.handshake());
  pair.network.advance(100);
  const keyedPeer = new KeyedPeer(pair, 'server');
  keyedPeer.deliver(keyedPeer.record(3, ContentType.alert, Uint8Array.of(1, AlertDescription.user_canceled)));
  keyedPeer.deliver(keyedPeer.record(3, ContentType.application_data, Uint8Array.of(1, 2, 3)));
  t.is(endOf(pair.clientHost), 'message');
  keyedPeer.deliver(
    keyedPeer.record(3, ContentType.alert, Uint8Array.of(1, AlertDescription.close_notify)),
    keyedPeer.record(3, ContentType.application_data, Uint8Array.of(4)),
  );
  t.is(endOf(pair.clientHost), 'message', 'a thousand records numbered before it may still arrive');
  pair.network.advance(100);
  t.is(endOf(pair.clientHost), 'closed');
});

test('unprotected alerts and ACKs have no effect once there are keys', (t) => {
  const pair = keyLoggedPair();
  t.true(pair.handshake());
  pair.network.advance(100);
  const keyedPeer = new KeyedPeer(pair, 'server');
  keyedPeer.deliver(
    keyedPeer.record(0, ContentType.alert, Uint8Array.of(2, AlertDescription.internal_error)),
    keyedPeer.record(0, ContentType.ack, Uint8Array.of(0, 0)),
    keyedPeer.message(0, HandshakeType.server_hello, 9, new Uint8Array(4)),
  );
  t.is(pair.client.statistics.discarded.unprotected, 3);
  t.is(endOf(pair.clientHost), 'secure');
});

test('a truncated alert is dropped while alerts are unprotected', (t) => {
  const pair = keyLoggedPair();
  const keyedPeer = new KeyedPeer(pair, 'server');
  keyedPeer.deliver(keyedPeer.record(0, ContentType.alert, Uint8Array.of(2)));
  t.is(pair.client.statistics.discarded.malformed, 1);
  t.true(pair.handshake());
});

test('close_notify before the handshake is done is a failure', (t) => {
  const pair = keyLoggedPair();
  const keyedPeer = new KeyedPeer(pair, 'server');
  keyedPeer.deliver(keyedPeer.record(0, ContentType.alert, Uint8Array.of(1, AlertDescription.close_notify)));
  t.is(endOf(pair.clientHost), 'ERR_DTLS_ALERT_CLOSE_NOTIFY');
});
