import test from 'ava';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { SrtpProtectionProfile } from '../../../generated/dtls13/registries/srtp-protection-profile.ts';
import type { EncryptedExtension } from '../../../generated/dtls13/wire/encrypted-extension.ts';
import { EncryptedExtensions } from '../../../generated/dtls13/wire/encrypted-extensions.ts';
import { ClientHelloOffer } from '../../../runtime/dtls13/handshake/server/client-hello-offer.ts';
import type { EndpointOptions } from '../../../runtime/dtls13/index.ts';
import { serverHandshakeConfig } from '../../../runtime/dtls13/options/listener-options.ts';
import {
  SimulatedNetwork,
  type SimulatedPair,
  testCertificate,
  trustTestCertificate,
} from '../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';
import { testProvider } from '../../net/host-under-test.ts';
import { KeyedPeer, keyLoggedPair } from '../keyed-peer.ts';

const NOTHING = new Uint8Array();
const config = serverHandshakeConfig({
  host: new SimulatedNetwork().host('server', trustTestCertificate),
  provider: testProvider,
  certificate: {
    chain: [testCertificate.der],
    privateKey: testProvider.importPrivateKey(testCertificate.privateKey),
  },
});

type PairOptions = Pick<EndpointOptions, 'alpnProtocols' | 'srtpProfiles' | 'cipherSuites' | 'groups'>;

function pairOf(client: PairOptions, server: PairOptions): SimulatedPair {
  return keyLoggedPair({}, { connection: client, listener: server });
}

function secureEvents(pair: SimulatedPair) {
  return [pair.clientHost, pair.serverHost].map(({ events }) => {
    const found = events.find(({ event }) => event.kind === 'secure')?.event;
    return found?.kind === 'secure' ? found : undefined;
  });
}

function failure(pair: SimulatedPair, host: 'clientHost' | 'serverHost'): string | undefined {
  const last = pair[host].events.at(-1)?.event;
  return last?.kind === 'error' ? last.error.code : undefined;
}

test('the server’s order decides which protocol is selected', (t) => {
  const pair = pairOf({ alpnProtocols: ['coap', 'webrtc', 'c-webrtc'] }, { alpnProtocols: ['c-webrtc', 'coap'] });
  t.true(pair.handshake());
  t.deepEqual(
    secureEvents(pair).map((event) => event?.alpnProtocol),
    ['c-webrtc', 'c-webrtc'],
  );
});

test('where only one side lists protocols none is selected', (t) => {
  for (const [client, server] of [
    [{ alpnProtocols: ['coap'] }, {}],
    [{}, { alpnProtocols: ['coap'] }],
  ] as const) {
    const pair = pairOf(client, server);
    t.true(pair.handshake());
    t.deepEqual(
      secureEvents(pair).map((event) => event?.alpnProtocol),
      [undefined, undefined],
    );
  }
});

test('no protocol in common is refused with no_application_protocol', (t) => {
  const pair = pairOf({ alpnProtocols: ['coap'] }, { alpnProtocols: ['webrtc'] });
  t.false(pair.handshake());
  t.is(failure(pair, 'clientHost'), 'ERR_DTLS_ALERT_NO_APPLICATION_PROTOCOL');
});

test('the server’s order decides which SRTP profile is used, and no common profile is no failure', (t) => {
  const both = pairOf(
    { srtpProfiles: ['SRTP_AES128_CM_HMAC_SHA1_80', 'SRTP_AEAD_AES_128_GCM'] },
    { srtpProfiles: ['SRTP_AEAD_AES_128_GCM', 'SRTP_AES128_CM_HMAC_SHA1_80'] },
  );
  t.true(both.handshake());
  t.deepEqual(
    secureEvents(both).map((event) => event?.srtpProfile),
    ['SRTP_AEAD_AES_128_GCM', 'SRTP_AEAD_AES_128_GCM'],
  );
  const none = pairOf({ srtpProfiles: ['SRTP_AES128_CM_HMAC_SHA1_80'] }, { srtpProfiles: ['SRTP_AEAD_AES_128_GCM'] });
  t.true(none.handshake());
  t.deepEqual(
    secureEvents(none).map((event) => event?.srtpProfile),
    [undefined, undefined],
  );
});

test('the suites and groups of the options are offered and selected in their order', (t) => {
  const pair = pairOf(
    { cipherSuites: ['TLS_AES_128_GCM_SHA256', 'TLS_CHACHA20_POLY1305_SHA256'], groups: ['secp256r1'] },
    { cipherSuites: ['TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'], groups: ['x25519', 'secp256r1'] },
  );
  // The keyed peer supports one suite only, so it is not used here.
  t.true(pair.handshake());
  for (const event of secureEvents(pair)) {
    t.is(event?.cipherSuite, 'TLS_CHACHA20_POLY1305_SHA256');
    t.is(event?.group, 'secp256r1');
  }
});

test('the server gets the requested server name', (t) => {
  const pair = pairOf({}, {});
  t.true(pair.handshake());
  t.deepEqual(
    secureEvents(pair).map((event) => event?.servername),
    ['localhost', 'localhost'],
  );
});

test('an invalid server name is not passed on', (t) => {
  const named = (hostName: string) =>
    new ClientHelloOffer(
      {
        legacyVersion: 0xfefd,
        random: new Uint8Array(32),
        legacySessionId: NOTHING,
        legacyCookie: NOTHING,
        cipherSuites: [0x1301],
        legacyCompressionMethods: new Uint8Array(1),
        extensions: [
          {
            kind: 'server_name',
            extensionData: { serverNameList: [{ nameType: 0, hostName: new TextEncoder().encode(hostName) }] },
          },
        ],
      },
      config,
    ).servername;
  t.is(named('echo.example'), 'echo.example');
  for (const name of ['a\u0007b', 'bücher.example', ' ', 'a'.repeat(254)]) t.is(named(name), undefined);
});

const answers: [what: string, extension: EncryptedExtension][] = [
  [
    'a protocol that was not offered',
    {
      kind: 'application_layer_protocol_negotiation',
      extensionData: { protocolName: { name: new TextEncoder().encode('webrtc') } },
    },
  ],
  [
    'an SRTP profile that was not offered',
    {
      kind: 'use_srtp',
      extensionData: {
        srtpProtectionProfiles: [SrtpProtectionProfile.SRTP_AEAD_AES_256_GCM],
        srtpMki: NOTHING,
      },
    },
  ],
  [
    'two SRTP profiles',
    {
      kind: 'use_srtp',
      extensionData: {
        srtpProtectionProfiles: [
          SrtpProtectionProfile.SRTP_AEAD_AES_128_GCM,
          SrtpProtectionProfile.SRTP_AEAD_AES_128_GCM,
        ],
        srtpMki: NOTHING,
      },
    },
  ],
  [
    'a key identifier for SRTP that was not offered',
    {
      kind: 'use_srtp',
      extensionData: {
        srtpProtectionProfiles: [SrtpProtectionProfile.SRTP_AEAD_AES_128_GCM],
        srtpMki: Uint8Array.of(1),
      },
    },
  ],
];

for (const [what, extension] of answers) {
  test(`a client answers ${what} with illegal_parameter`, (t) => {
    const pair = pairOf({ alpnProtocols: ['coap'], srtpProfiles: ['SRTP_AEAD_AES_128_GCM'] }, {});
    const { receive } = pair.clientHost;
    // The client gets the ServerHello, and then the keyedPeer sends.
    pair.clientHost.receive = (from, datagram) => {
      const length = 13 + ((datagram[11] as number) << 8) + (datagram[12] as number);
      receive.call(pair.clientHost, from, datagram.subarray(0, length));
      pair.clientHost.receive = () => {};
    };
    pair.network.advance(50);
    pair.clientHost.receive = receive;
    const keyedPeer = new KeyedPeer(pair, 'server');
    const body = encodeToBytes(EncryptedExtensions, { extensions: [extension] });
    keyedPeer.deliver(keyedPeer.message(2, HandshakeType.encrypted_extensions, 1, body));
    t.is(failure(pair, 'clientHost'), 'ERR_DTLS_PEER_ILLEGAL_PARAMETER');
  });
}

test('both sides export the same keying material, another one for each label, context and connection', (t) => {
  const [one, other] = [pairOf({}, {}), pairOf({}, {})];
  t.throws(() => one.client.exportKeyingMaterial('EXPORTER_test', NOTHING, 32), { code: 'ERR_DTLS_NOT_SECURE' });
  t.true(one.handshake());
  t.true(other.handshake());
  const seen = new Set<string>();
  for (const pair of [one, other]) {
    for (const label of ['EXTRACTOR-dtls_srtp', 'EXPORTER_test']) {
      for (const context of [NOTHING, Uint8Array.of(1)]) {
        const ours = pair.client.exportKeyingMaterial(label, context, 60);
        t.is(ours.length, 60);
        t.deepEqual(pair.server?.exportKeyingMaterial(label, context, 60), ours);
        seen.add(Buffer.from(ours).toString('hex'));
      }
    }
  }
  t.is(seen.size, 8);
  one.close('client');
  one.network.advance(100);
  t.throws(() => one.client.exportKeyingMaterial('EXPORTER_test', NOTHING, 32), { code: 'ERR_DTLS_NOT_SECURE' });
});
