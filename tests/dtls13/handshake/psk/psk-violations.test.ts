import test from 'ava';
import { HandshakeType } from '../../../../generated/dtls13/registries/handshake-type.ts';
import { NamedGroup } from '../../../../generated/dtls13/registries/named-group.ts';
import { Certificate } from '../../../../generated/dtls13/wire/certificate.ts';
import { CertificateRequest } from '../../../../generated/dtls13/wire/certificate-request.ts';
import { ClientHello } from '../../../../generated/dtls13/wire/client-hello.ts';
import type { ClientHelloExtension } from '../../../../generated/dtls13/wire/client-hello-extension.ts';
import { DtlsPlaintext } from '../../../../generated/dtls13/wire/dtls-plaintext.ts';
import { EncryptedExtensions } from '../../../../generated/dtls13/wire/encrypted-extensions.ts';
import { ServerHello } from '../../../../generated/dtls13/wire/server-hello.ts';
import type { ServerHelloExtension } from '../../../../generated/dtls13/wire/server-hello-extension.ts';
import { type PairOptions, type SimulatedPair, testCertificate } from '../../../../runtime/testing/index.ts';
import { encodeToBytes, Reader } from '../../../../runtime/wire/index.ts';
import { endOf, tamper, unknownPsk } from '../../hostile/tampering.ts';
import { KeyedPeer, keyLoggedPair } from '../../keyed-peer.ts';
import { firstSession, importedWith, knows, pskPair, secureEvent, sensor, ticketPair } from './psk-pair.ts';

const NOTHING = new Uint8Array(0);
const longer = { ...sensor, identity: Buffer.from('384'), hash: 'sha384' as const };
const shareOf: ServerHelloExtension = {
  kind: 'key_share',
  extensionData: { serverShare: { group: NamedGroup.x25519, keyExchange: new Uint8Array(32).fill(9) } },
};
const selecting = (selectedIdentity: number): ServerHelloExtension => ({
  kind: 'pre_shared_key',
  extensionData: { selectedIdentity },
});

const illegalSelections: [
  what: string,
  options: Partial<PairOptions>,
  change: (all: readonly ServerHelloExtension[]) => ServerHelloExtension[],
][] = [
  [
    'an identity that was not offered',
    {},
    (all) => [...all.filter(({ kind }) => kind !== 'pre_shared_key'), selecting(1)],
  ],
  [
    'a key with another hash than the cipher suite',
    { connection: { psks: [sensor, longer] } },
    (all) => [...all.filter(({ kind }) => kind !== 'pre_shared_key'), selecting(1)],
  ],
  ['a key without the key exchange that was offered', {}, (all) => all.filter(({ kind }) => kind !== 'key_share')],
  [
    'a key with a key exchange that was not offered',
    { endpoint: { pskModes: ['psk_ke'] } },
    (all) => [...all, shareOf],
  ],
];

for (const [what, options, change] of illegalSelections) {
  test(`a client refuses a ServerHello that selects ${what} with illegal_parameter`, (t) => {
    const pair = pskPair(options);
    tamper(pair.clientHost, ServerHello, (hello) => ({ ...hello, extensions: change(hello.extensions) }));
    pair.handshake();
    t.is(endOf(pair.clientHost), 'ERR_DTLS_PEER_ILLEGAL_PARAMETER');
    pair.network.advance(100);
    t.true(pair.network.datagrams.some(({ from, bytes }) => from === 'client' && bytes[0] === 21));
  });
}

test('a client that offered no key refuses a ServerHello with pre_shared_key with unsupported_extension', (t) => {
  const pair = pskPair({ connection: { psks: [], sessions: true } });
  tamper(pair.clientHost, ServerHello, (hello) => ({ ...hello, extensions: [...hello.extensions, selecting(0)] }));
  pair.handshake();
  t.is(endOf(pair.clientHost), 'ERR_DTLS_PEER_UNSUPPORTED_EXTENSION');
});

test('a client refuses a ServerHello with neither key_share nor pre_shared_key with missing_extension', (t) => {
  const pair = pskPair();
  tamper(pair.clientHost, ServerHello, (hello) => ({
    ...hello,
    extensions: hello.extensions.filter(({ kind }) => kind !== 'key_share' && kind !== 'pre_shared_key'),
  }));
  pair.handshake();
  t.is(endOf(pair.clientHost), 'ERR_DTLS_PEER_MISSING_EXTENSION');
});

/** A client that has the ServerHello, which selects its key, and no later message. */
function halfway(): { pair: SimulatedPair; keyedPeer: KeyedPeer } {
  const pair = pskPair({ endpoint: { keylog: true } });
  const { clientHost } = pair;
  const receive = clientHost.receive.bind(clientHost);
  clientHost.receive = (from, datagram) => {
    const reader = new Reader(datagram);
    DtlsPlaintext.decode(reader);
    receive(from, datagram.subarray(0, reader.position));
    clientHost.receive = () => {};
  };
  pair.network.advance(100);
  clientHost.receive = receive;
  const keyedPeer = new KeyedPeer(pair, 'server');
  const body = encodeToBytes(EncryptedExtensions, { extensions: [] });
  keyedPeer.deliver(keyedPeer.message(2, HandshakeType.encrypted_extensions, 1, body));
  return { pair, keyedPeer };
}

for (const [what, type, body] of [
  [
    'a Certificate',
    HandshakeType.certificate,
    encodeToBytes(Certificate, {
      certificateRequestContext: NOTHING,
      certificateList: [{ certData: testCertificate.der, extensions: [] }],
    }),
  ],
  [
    'a CertificateRequest',
    HandshakeType.certificate_request,
    encodeToBytes(CertificateRequest, {
      certificateRequestContext: NOTHING,
      extensions: [{ kind: 'signature_algorithms', extensionData: { supportedSignatureAlgorithms: [0x0403] } }],
    }),
  ],
] as const) {
  test(`a client with a key refuses ${what} with unexpected_message`, (t) => {
    const { pair, keyedPeer } = halfway();
    t.is(pair.clientHost.events.filter(({ event }) => event.kind === 'error').length, 0);
    keyedPeer.deliver(keyedPeer.message(2, type, 2, body));
    t.is(endOf(pair.clientHost), 'ERR_DTLS_PEER_UNEXPECTED_MESSAGE');
  });
}

test('a client with a key refuses a wrong Finished with decrypt_error', (t) => {
  const { pair, keyedPeer } = halfway();
  keyedPeer.deliver(keyedPeer.message(2, HandshakeType.finished, 2, new Uint8Array(32)));
  t.is(endOf(pair.clientHost), 'ERR_DTLS_PEER_DECRYPT_ERROR');
});

/** A server that gets a changed ClientHello; the alert that its client receives. */
function changedHello(
  change: (extensions: readonly ClientHelloExtension[]) => ClientHelloExtension[],
  options: Partial<PairOptions> = {},
): string | undefined {
  const pair = pskPair(options);
  tamper(pair.serverHost, ClientHello, (hello) => ({ ...hello, extensions: change(hello.extensions) }));
  pair.network.advance(200);
  return endOf(pair.clientHost);
}

const without = (all: readonly ClientHelloExtension[], ...kinds: string[]) =>
  all.filter(({ kind }) => !kinds.includes(kind));

test('a server refuses a ClientHello with more identities than binders with illegal_parameter', (t) => {
  const end = changedHello((all) =>
    all.map((extension) => {
      if (extension.kind !== 'pre_shared_key') return extension;
      const { identities, binders } = extension.extensionData;
      return { kind: 'pre_shared_key', extensionData: { identities: [...identities, ...identities], binders } };
    }),
  );
  t.is(end, 'ERR_DTLS_ALERT_ILLEGAL_PARAMETER');
});

test('a server refuses a changed ClientHello, which its binder does not cover, with decrypt_error', (t) => {
  t.is(
    changedHello((all) => [{ kind: 'unknown', extensionType: 0xaaaa, extensionData: NOTHING }, ...all]),
    'ERR_DTLS_ALERT_DECRYPT_ERROR',
  );
});

test('a server refuses a binder of another length with decrypt_error', (t) => {
  const end = changedHello((all) =>
    all.map((extension) =>
      extension.kind === 'pre_shared_key'
        ? {
            kind: 'pre_shared_key',
            extensionData: { ...extension.extensionData, binders: [{ binder: new Uint8Array(48) }] },
          }
        : extension,
    ),
  );
  t.is(end, 'ERR_DTLS_ALERT_DECRYPT_ERROR');
});

test('an unknown key without signature_algorithms is refused with missing_extension', (t) => {
  const end = changedHello((all) => [...without(all, 'signature_algorithms', 'pre_shared_key'), unknownPsk]);
  t.is(end, 'ERR_DTLS_ALERT_MISSING_EXTENSION');
});

test('an unknown key without a common signature algorithm is refused with handshake_failure', (t) => {
  const end = changedHello((all) => [
    ...without(all, 'signature_algorithms', 'pre_shared_key'),
    { kind: 'signature_algorithms', extensionData: { supportedSignatureAlgorithms: [0x0804] } },
    unknownPsk,
  ]);
  t.is(end, 'ERR_DTLS_ALERT_HANDSHAKE_FAILURE');
});

test('after the lookup a share that is not a valid public value is refused with illegal_parameter', (t) => {
  const zeros: ClientHelloExtension = {
    kind: 'key_share',
    extensionData: { clientShares: [{ group: NamedGroup.x25519, keyExchange: new Uint8Array(32) }] },
  };
  // The application knows no key, so the handshake continues with certificates.
  const pair = pskPair({}, () => undefined);
  tamper(pair.serverHost, ClientHello, (hello) => ({
    ...hello,
    extensions: hello.extensions.map((extension) => (extension.kind === 'key_share' ? zeros : extension)),
  }));
  pair.network.advance(200);
  t.is(endOf(pair.clientHost), 'ERR_DTLS_ALERT_ILLEGAL_PARAMETER');
});

function offersOf(pair: SimulatedPair) {
  return pair.network.datagrams
    .filter(({ from, bytes }) => from === 'client' && bytes[0] === 22 && bytes[13] === 1)
    .map(({ bytes }) => ClientHello.decode(new Reader(bytes.subarray(25))).extensions);
}

for (const cookies of ['never', 'always'] as const) {
  test(`pre_shared_key is the last extension of every ClientHello, with cookies: ${cookies}`, (t) => {
    const session = importedWith(firstSession(), { received: 1_767_000_000_000 });
    const pair = pskPair({ connection: { psks: [sensor, longer], session }, listener: { cookies } });
    t.true(pair.handshake());
    const offers = offersOf(pair);
    t.is(offers.length, cookies === 'always' ? 2 : 1);
    for (const extensions of offers) {
      const kinds = extensions.map(({ kind }) => kind);
      t.is(kinds.at(-1), 'pre_shared_key');
      t.is(kinds.filter((kind) => kind === 'psk_key_exchange_modes').length, 1);
      t.true(kinds.includes('key_share'));
      const modes = extensions.find((extension) => extension.kind === 'psk_key_exchange_modes');
      t.deepEqual(modes?.extensionData.keModes, [1]);
    }
    const ages = offers.map((extensions) => {
      const offered = extensions.at(-1);
      if (offered?.kind !== 'pre_shared_key') throw new Error('no keys');
      return offered.extensionData.identities.map(({ obfuscatedTicketAge }) => obfuscatedTicketAge);
    });
    t.deepEqual(ages[0]?.slice(1), [0, 0], 'external keys have no age');
    if (cookies === 'always') {
      const [first, second] = ages.map(([age]) => age ?? 0);
      t.is(((second ?? 0) - (first ?? 0)) >>> 0, 20, 'the ticket is one round trip older');
      t.is(ages[1]?.length, 2, 'the key for SHA-384 is dropped');
    }
  });
}

test('the limits of record sizes and the connection ids are negotiated anew when a session is resumed', (t) => {
  const session = firstSession({ endpoint: { recordSizeLimit: 1000 } });
  const pair = ticketPair({
    endpoint: { connectionIds: { length: 4 } },
    connection: { session, recordSizeLimit: 500 },
    listener: { recordSizeLimit: 600 },
  });
  t.true(pair.handshake());
  t.true(secureEvent(pair, 'clientHost')?.resumed);
  t.is(pair.client.connectionIds?.peer.length, 4);
  t.true(pair.client.maxMessageSize <= 600);
  t.true((pair.server?.maxMessageSize ?? 0) <= 500);
});

test('the server reports the name of the resuming ClientHello', (t) => {
  const pair = ticketPair({ connection: { session: firstSession() } });
  t.true(pair.handshake());
  t.is(secureEvent(pair, 'serverHost')?.servername, 'localhost');
});

test('a server may know a key for several clients, and gives each its own traffic keys', (t) => {
  const exported = [1, 2].map(() => {
    const pair = pskPair({}, knows(sensor));
    pair.handshake();
    return Buffer.from(pair.client.exportKeyingMaterial('EXPORTER-x', NOTHING, 32)).toString('hex');
  });
  t.not(exported[0], exported[1]);
});

test('a client without a session to resume offers no ticket, and asks for none', (t) => {
  const pair = keyLoggedPair({}, { listener: { tickets: 2 } });
  t.true(pair.handshake());
  pair.network.advance(1000);
  for (const extensions of offersOf(pair)) {
    const kinds = extensions.map(({ kind }) => kind);
    t.false(kinds.includes('pre_shared_key') || kinds.includes('psk_key_exchange_modes'));
  }
  t.false(pair.clientHost.events.some(({ event }) => event.kind === 'session'));
});
