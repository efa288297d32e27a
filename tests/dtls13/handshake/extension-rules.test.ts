import test from 'ava';
import { ExtensionType, extensionTypeName } from '../../../generated/dtls13/registries/extension-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { Certificate } from '../../../generated/dtls13/wire/certificate.ts';
import { CertificateRequest } from '../../../generated/dtls13/wire/certificate-request.ts';
import type { CertificateRequestExtension } from '../../../generated/dtls13/wire/certificate-request-extension.ts';
import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import type { ClientHelloExtension } from '../../../generated/dtls13/wire/client-hello-extension.ts';
import { EncryptedExtensions } from '../../../generated/dtls13/wire/encrypted-extensions.ts';
import { HelloRetryRequest } from '../../../generated/dtls13/wire/hello-retry-request.ts';
import { NewSessionTicket } from '../../../generated/dtls13/wire/new-session-ticket.ts';
import type { NewSessionTicketExtension } from '../../../generated/dtls13/wire/new-session-ticket-extension.ts';
import { ServerHello } from '../../../generated/dtls13/wire/server-hello.ts';
import { testCertificate } from '../../../runtime/testing/index.ts';
import { type Codec, encodeToBytes } from '../../../runtime/wire/index.ts';
import { emptyExtension, endOf, halfway, tamper, unknownPsk } from '../hostile/tampering.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';
import { refusalBy } from '../refusal.ts';

const NOTHING = new Uint8Array(0);
const UNREGISTERED_TYPE = 0xaaaa;

/** The bytes of a message that holds two extensions of one type, which no encoder writes. */
function doubled<T>(codec: Codec<T>, value: T): Uint8Array {
  const bytes = Buffer.from(encodeToBytes(codec, value));
  // Both types and the empty data between them: a random value may contain one type.
  const first = bytes.indexOf('aaaa0000aaab0000', 'hex');
  bytes.writeUInt16BE(UNREGISTERED_TYPE, first + 4);
  return bytes;
}

const twins = () => [emptyExtension(UNREGISTERED_TYPE), emptyExtension(UNREGISTERED_TYPE + 1)];
const modes: ClientHelloExtension = { kind: 'psk_key_exchange_modes', extensionData: { keModes: [1] } };
/** A filter for a certificate extension that exists nowhere: OID 1.2.3.4. */
const UNKNOWN_FILTER: CertificateRequestExtension = {
  kind: 'oid_filters',
  extensionData: {
    filters: [
      {
        certificateExtensionOid: Uint8Array.of(6, 3, 42, 3, 4),
        certificateExtensionValues: Uint8Array.of(5, 0),
      },
    ],
  },
};

function offering(change: (extensions: readonly ClientHelloExtension[]) => readonly ClientHelloExtension[]) {
  return (hello: ClientHello) => ({ ...hello, extensions: change(hello.extensions) });
}

const clientHellos: [what: string, alert: string, change: (hello: ClientHello) => ClientHello | Uint8Array][] = [
  [
    'whose pre_shared_key is not the last extension',
    'ILLEGAL_PARAMETER',
    offering((all) => [modes, unknownPsk, ...all]),
  ],
  [
    'whose pre_shared_key precedes an unknown extension',
    'ILLEGAL_PARAMETER',
    offering((all) => [modes, ...all, unknownPsk, emptyExtension(UNREGISTERED_TYPE)]),
  ],
  [
    'with pre_shared_key and without psk_key_exchange_modes',
    'MISSING_EXTENSION',
    offering((all) => [...all, unknownPsk]),
  ],
  ['with oid_filters', 'ILLEGAL_PARAMETER', offering((all) => [...all, emptyExtension(ExtensionType.oid_filters)])],
  [
    'with one extension twice',
    'ILLEGAL_PARAMETER',
    (hello) => doubled(ClientHello, { ...hello, extensions: [...hello.extensions, ...twins()] }),
  ],
  [
    'that offers a pre-shared key and neither groups nor shares',
    'HANDSHAKE_FAILURE',
    offering((all) => [
      ...all.filter(({ kind }) => kind !== 'supported_groups' && kind !== 'key_share'),
      modes,
      unknownPsk,
    ]),
  ],
  [
    'that offers a pre-shared key and groups without shares',
    'MISSING_EXTENSION',
    offering((all) => [...all.filter(({ kind }) => kind !== 'key_share'), modes, unknownPsk]),
  ],
];

for (const [what, alert, change] of clientHellos) {
  test(`a server refuses a ClientHello ${what} with ${alert.toLowerCase()}`, (t) => {
    const pair = keyLoggedPair();
    tamper(pair.serverHost, ClientHello, change);
    pair.handshake();
    pair.network.advance(100);
    t.is(endOf(pair.clientHost), `ERR_DTLS_ALERT_${alert}`);
    t.is(pair.listener.size, 0);
    t.is(pair.listener.statistics.hellosRefused, 1);
  });

  test(`a server refuses a second ClientHello ${what} with an alert`, (t) => {
    const pair = keyLoggedPair({}, { listener: { cookies: 'always' } });
    pair.network.run(() => pair.network.datagrams.length === 3);
    tamper(pair.serverHost, ClientHello, change);
    pair.handshake();
    pair.network.advance(100);
    // Some of them also change what a second ClientHello must repeat: then its cookie is invalid.
    t.true([`ERR_DTLS_ALERT_${alert}`, 'ERR_DTLS_ALERT_ILLEGAL_PARAMETER'].includes(endOf(pair.clientHost) ?? ''));
    t.is(pair.listener.size, 0);
  });
}

test('a valid pre_shared_key extension does not prevent a handshake with certificates', (t) => {
  const pair = keyLoggedPair();
  tamper(
    pair.serverHost,
    ClientHello,
    offering((all) => [...all, modes, unknownPsk]),
  );
  pair.network.advance(100);
  // The transcripts differ now, and so do the keys.
  t.true(pair.client.statistics.discarded.unauthentic > 0);
  t.is(pair.listener.size, 1);
});

for (const [what, alert, extensions] of [
  ['an extension that was not offered', 'UNSUPPORTED_EXTENSION', [emptyExtension(ExtensionType.pre_shared_key)]],
  [
    'an offered extension that belongs elsewhere',
    'ILLEGAL_PARAMETER',
    [emptyExtension(ExtensionType.supported_groups)],
  ],
] as const) {
  test(`a client refuses a HelloRetryRequest with ${what} with ${alert.toLowerCase()}`, (t) => {
    const pair = keyLoggedPair({}, { listener: { cookies: 'always' } });
    tamper(pair.clientHost, HelloRetryRequest, (retry) => ({
      ...retry,
      extensions: [...retry.extensions, ...extensions],
    }));
    pair.handshake();
    t.is(refusalBy(pair, 'client'), alert.toLowerCase());
  });
}

test('a client refuses a ServerHello with one extension twice with illegal_parameter', (t) => {
  const pair = keyLoggedPair();
  tamper(pair.clientHost, ServerHello, (hello) =>
    doubled(ServerHello, { ...hello, extensions: [...hello.extensions, ...twins()] }),
  );
  pair.handshake();
  t.is(refusalBy(pair, 'client'), 'illegal_parameter');
});

test('a client refuses a HelloRetryRequest with one extension twice with illegal_parameter', (t) => {
  const pair = keyLoggedPair({}, { listener: { cookies: 'always' } });
  tamper(pair.clientHost, HelloRetryRequest, (retry) =>
    doubled(HelloRetryRequest, { ...retry, extensions: [...retry.extensions, ...twins()] }),
  );
  pair.handshake();
  t.is(refusalBy(pair, 'client'), 'illegal_parameter');
});

const encryptedExtensions = encodeToBytes(EncryptedExtensions, { extensions: [] });
const schemes: CertificateRequestExtension = {
  kind: 'signature_algorithms',
  extensionData: { supportedSignatureAlgorithms: [0x0403] },
};
const request = (...extensions: CertificateRequestExtension[]): CertificateRequest => ({
  certificateRequestContext: NOTHING,
  extensions: [schemes, ...extensions],
});
const shown = (...extensions: ReturnType<typeof emptyExtension>[]): Certificate => ({
  certificateRequestContext: NOTHING,
  certificateList: [{ certData: testCertificate.der, extensions }],
});

const flights: [what: string, alert: string | undefined, messages: [type: HandshakeType, body: Uint8Array][]][] = [
  [
    'EncryptedExtensions with one extension twice',
    'ILLEGAL_PARAMETER',
    [[HandshakeType.encrypted_extensions, doubled(EncryptedExtensions, { extensions: twins() })]],
  ],
  ...[ExtensionType.key_share, ExtensionType.pre_shared_key, ExtensionType.early_data, ExtensionType.cookie].map(
    (type): (typeof flights)[number] => [
      `a CertificateRequest with ${extensionTypeName(type)}`,
      'ILLEGAL_PARAMETER',
      [
        [HandshakeType.encrypted_extensions, encryptedExtensions],
        [HandshakeType.certificate_request, encodeToBytes(CertificateRequest, request(emptyExtension(type)))],
      ],
    ],
  ),
  [
    'a CertificateRequest with one extension twice',
    'ILLEGAL_PARAMETER',
    [
      [HandshakeType.encrypted_extensions, encryptedExtensions],
      [HandshakeType.certificate_request, doubled(CertificateRequest, request(...twins()))],
    ],
  ],
  [
    'a CertificateRequest with unknown extensions or extensions that belong there',
    undefined,
    [
      [HandshakeType.encrypted_extensions, encryptedExtensions],
      [
        HandshakeType.certificate_request,
        encodeToBytes(CertificateRequest, request({ kind: 'status_request' }, UNKNOWN_FILTER, ...twins())),
      ],
    ],
  ],
  [
    'a Certificate with one extension twice',
    'ILLEGAL_PARAMETER',
    [
      [HandshakeType.encrypted_extensions, encryptedExtensions],
      [HandshakeType.certificate, doubled(Certificate, shown(...twins()))],
    ],
  ],
];

for (const [what, alert, messages] of flights) {
  test(`a client answers ${what} with ${alert?.toLowerCase() ?? 'nothing'}`, (t) => {
    const { pair, keyedPeer } = halfway();
    for (const [index, [type, body]] of messages.entries()) {
      t.is(endOf(pair.clientHost), 'keylog');
      keyedPeer.deliver(keyedPeer.message(2, type, index + 1, body));
    }
    t.is(refusalBy(pair, 'client'), alert?.toLowerCase() ?? 'keylog');
  });
}

const ticket = (...extensions: NewSessionTicketExtension[]): NewSessionTicket => ({
  ticketLifetime: 7200,
  ticketAgeAdd: 0,
  ticketNonce: new Uint8Array(1),
  ticket: new Uint8Array(8),
  extensions,
});

for (const [what, alert, body] of [
  [
    'with key_share',
    'ILLEGAL_PARAMETER',
    encodeToBytes(NewSessionTicket, ticket(emptyExtension(ExtensionType.key_share))),
  ],
  ['with one extension twice', 'ILLEGAL_PARAMETER', doubled(NewSessionTicket, ticket(...twins()))],
  ['that is truncated', 'DECODE_ERROR', encodeToBytes(NewSessionTicket, ticket()).subarray(0, -1)],
  [
    'with unknown extensions or extensions that belong there',
    undefined,
    encodeToBytes(NewSessionTicket, ticket({ kind: 'early_data', extensionData: { maxEarlyDataSize: 0 } }, ...twins())),
  ],
] as const) {
  for (const isConfirmed of [true, false]) {
    const when = isConfirmed ? 'after its Finished was acknowledged' : 'before its Finished is acknowledged';
    test(`a client answers a ticket ${what} ${when} with ${alert?.toLowerCase() ?? 'nothing'}`, (t) => {
      const pair = keyLoggedPair();
      t.true(pair.handshake());
      pair.network.advance(isConfirmed ? 100 : 0);
      const keyedPeer = new KeyedPeer(pair, 'server');
      keyedPeer.deliver(keyedPeer.message(3, HandshakeType.new_session_ticket, 5, body));
      t.is(refusalBy(pair, 'client'), alert?.toLowerCase() ?? 'secure');
    });
  }
}

for (const [what, alert, change] of [
  ['an extension that was not requested', 'UNSUPPORTED_EXTENSION', () => shown(emptyExtension(UNREGISTERED_TYPE))],
  [
    'a requested extension that belongs elsewhere',
    'ILLEGAL_PARAMETER',
    () => shown(emptyExtension(ExtensionType.signature_algorithms)),
  ],
  ['one extension twice', 'ILLEGAL_PARAMETER', () => doubled(Certificate, shown(...twins()))],
] as const) {
  test(`a server answers a Certificate with ${what} with ${alert.toLowerCase()}`, (t) => {
    const pair = keyLoggedPair({}, { listener: { requestCertificate: 'required' } });
    // The server's flight is complete, the client's second one never arrives.
    const receive = pair.serverHost.receive.bind(pair.serverHost);
    pair.network.run(() => pair.network.datagrams.length >= 2);
    pair.serverHost.receive = () => {};
    pair.network.advance(50);
    pair.serverHost.receive = receive;
    const changed = change();
    const body = changed instanceof Uint8Array ? changed : encodeToBytes(Certificate, changed);
    const keyedPeer = new KeyedPeer(pair, 'client');
    keyedPeer.deliver(keyedPeer.message(2, HandshakeType.certificate, 1, body));
    t.is(refusalBy(pair, 'server'), alert.toLowerCase());
  });
}
