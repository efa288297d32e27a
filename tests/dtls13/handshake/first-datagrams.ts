import { CipherSuite } from '../../../generated/dtls13/registries/cipher-suite.ts';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import type { ExtensionType } from '../../../generated/dtls13/registries/extension-type.ts';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { NameType } from '../../../generated/dtls13/registries/name-type.ts';
import { NamedGroup } from '../../../generated/dtls13/registries/named-group.ts';
import { ProtocolVersion } from '../../../generated/dtls13/registries/protocol-version.ts';
import { SignatureScheme } from '../../../generated/dtls13/registries/signature-scheme.ts';
import { ClientHello } from '../../../generated/dtls13/wire/client-hello.ts';
import type { ClientHelloExtension } from '../../../generated/dtls13/wire/client-hello-extension.ts';
import { DtlsPlaintext } from '../../../generated/dtls13/wire/dtls-plaintext.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { SeededRandom } from '../../../runtime/testing/index.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';
import { classicalProvider } from '../classical-provider.ts';
import { unknownPsk } from '../hostile/tampering.ts';
import { firstFlights } from './first-flight.ts';

/** What one address sends, in this order. */
export interface Opening {
  readonly name: string;
  readonly datagrams: readonly Uint8Array[];
}

const NOTHING = new Uint8Array(0);
const suites = {
  'AES-128': [CipherSuite.TLS_AES_128_GCM_SHA256],
  'AES-256': [CipherSuite.TLS_AES_256_GCM_SHA384],
  ChaCha20: [CipherSuite.TLS_CHACHA20_POLY1305_SHA256],
  'all suites': [
    CipherSuite.TLS_AES_256_GCM_SHA384,
    CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_AES_128_GCM_SHA256,
  ],
};
const groups = {
  X25519: [NamedGroup.x25519],
  'P-256': [NamedGroup.secp256r1],
  'P-521': [NamedGroup.secp521r1],
  'three groups': [NamedGroup.secp521r1, NamedGroup.x25519, NamedGroup.secp256r1],
};

const extras: Readonly<Record<string, readonly ClientHelloExtension[]>> = {
  nothing: [],
  'a server name': [
    {
      kind: 'server_name',
      extensionData: { serverNameList: [{ nameType: NameType.host_name, hostName: Buffer.from('localhost') }] },
    },
  ],
  'everything small': [
    { kind: 'session_ticket', extensionData: { ticket: NOTHING } },
    { kind: 'extended_master_secret' },
    { kind: 'encrypt_then_mac' },
    { kind: 'record_size_limit', extensionData: { recordSizeLimit: 16_384 } },
    { kind: 'renegotiation_info', extensionData: { renegotiatedConnection: NOTHING } },
    { kind: 'psk_key_exchange_modes', extensionData: { keModes: [1] } },
  ],
  'an unknown extension': [{ kind: 'unknown', extensionType: 0x1a1a as ExtensionType, extensionData: NOTHING }],
  'a pre-shared key': [{ kind: 'psk_key_exchange_modes', extensionData: { keModes: [1] } }, unknownPsk],
  'a cookie of its own': [{ kind: 'cookie', extensionData: { cookie: Uint8Array.of(1) } }],
};

function padding(bytes: number): ClientHelloExtension {
  return { kind: 'unknown', extensionType: 0x2a2a as ExtensionType, extensionData: new Uint8Array(bytes) };
}

function helloWith(
  cipherSuites: readonly CipherSuite[],
  namedGroupList: readonly NamedGroup[],
  shares: readonly NamedGroup[],
  more: readonly ClientHelloExtension[],
): ClientHello {
  const clientShares = shares.map((group) => ({ group, keyExchange: publicKeys.get(group) ?? new Uint8Array(97) }));
  return {
    legacyVersion: ProtocolVersion.dtls1_2,
    random: new Uint8Array(32).fill(7),
    legacySessionId: NOTHING,
    legacyCookie: NOTHING,
    cipherSuites,
    legacyCompressionMethods: Uint8Array.of(0),
    extensions: [
      { kind: 'supported_versions', extensionData: { versions: [ProtocolVersion.dtls1_3] } },
      { kind: 'supported_groups', extensionData: { namedGroupList } },
      {
        kind: 'signature_algorithms',
        extensionData: { supportedSignatureAlgorithms: [SignatureScheme.ecdsa_secp256r1_sha256] },
      },
      { kind: 'key_share', extensionData: { clientShares } },
      ...more,
    ],
  };
}

const publicKeys = new Map(
  (['x25519', 'secp256r1'] as const).map((group): [NamedGroup, Uint8Array] => [
    NamedGroup[group],
    classicalProvider.generateKeyPair(group).share,
  ]),
);

/** A record with a fragment of a ClientHello; without `to` it reaches to the end. */
function helloRecord(body: Uint8Array, messageSeq = 0, from = 0, to = body.length): Uint8Array {
  const fragment = encodeToBytes(Handshake, {
    msgType: HandshakeType.client_hello,
    length: body.length,
    messageSeq,
    fragmentOffset: from,
    fragment: body.subarray(from, to),
  });
  const legacyRecordVersion = ProtocolVersion.dtls1_2;
  return encodeToBytes(DtlsPlaintext, {
    type: ContentType.handshake,
    legacyRecordVersion,
    sequenceNumber: 0,
    fragment,
  });
}

/** The smallest ClientHello that can lead to a connection: one of each list, and no share. */
const smallestHello: ClientHello = helloWith(suites['AES-256'], groups.X25519, [], []);

/** ClientHellos with every combination of suites, groups, shares and extensions. */
function* hellos(): Generator<{ readonly name: string; readonly hello: ClientHello }> {
  for (const [suiteName, cipherSuites] of Object.entries(suites)) {
    for (const [groupName, list] of Object.entries(groups)) {
      for (const shares of [[], list.slice(0, 1), list]) {
        for (const [extraName, more] of Object.entries(extras)) {
          const name = `${suiteName}, ${groupName}, ${shares.length} shares, ${extraName}`;
          yield { name, hello: helloWith(cipherSuites, list, shares, more) };
        }
      }
    }
  }
}

/** ClientHellos with something missing or wrong. */
function* wrongHellos(): Generator<{ readonly name: string; readonly hello: ClientHello }> {
  for (const skipped of smallestHello.extensions) {
    const extensions = smallestHello.extensions.filter((extension) => extension !== skipped);
    yield { name: `without ${skipped.kind}`, hello: { ...smallestHello, extensions } };
  }
  yield { name: 'without extensions', hello: { ...smallestHello, extensions: [] } };
  yield { name: 'of DTLS 1.0', hello: { ...smallestHello, legacyVersion: 0xfeff as ProtocolVersion } };
  yield { name: 'with compression', hello: { ...smallestHello, legacyCompressionMethods: Uint8Array.of(1) } };
  yield { name: 'with a legacy cookie', hello: { ...smallestHello, legacyCookie: Uint8Array.of(1) } };
  yield { name: 'with a session id', hello: { ...smallestHello, legacySessionId: new Uint8Array(32) } };
  yield { name: 'with an unknown suite', hello: { ...smallestHello, cipherSuites: [0x1a1a as CipherSuite] } };
  const only = helloWith(suites['AES-128'], [0x1a1a as NamedGroup], [], []);
  yield { name: 'with an unknown group', hello: only };
}

/** A ClientHello as whole datagrams and in fragments; several in a datagram, and repeated. */
function* arrangements(name: string, body: Uint8Array): Generator<Opening> {
  const whole = helloRecord(body);
  const half = body.length >> 1;
  const pieces = [helloRecord(body, 0, 0, half), helloRecord(body, 0, half)];
  const last = helloRecord(body, 0, body.length - 1);
  yield { name, datagrams: [whole] };
  yield { name: `${name}, three times`, datagrams: [whole, whole, whole] };
  yield { name: `${name}, twice in a datagram`, datagrams: [Buffer.concat([whole, whole])] };
  yield { name: `${name}, in two datagrams, the last one repeated`, datagrams: [...pieces, pieces[1] as Uint8Array] };
  yield { name: `${name}, in two records of a datagram`, datagrams: [Buffer.concat(pieces)] };
  yield { name: `${name}, and its last byte again`, datagrams: [whole, last, last] };
  yield {
    name: `${name}, without the last byte, which is sent three times`,
    datagrams: [helloRecord(body, 0, 0, body.length - 1), last, last, last],
  };
  yield { name: `${name}, as a second ClientHello`, datagrams: [helloRecord(body, 1)] };
}

/** Whole ClientHellos of all sizes, each alone: what leads to a connection where no cookie is requested. */
export function* wholeHellos(): Generator<Opening> {
  for (const { name, hello } of hellos()) yield { name, datagrams: [helloRecord(encodeToBytes(ClientHello, hello))] };
  for (let bytes = 0; bytes <= 3600; bytes += 60) {
    const hello = helloWith(suites['all suites'], groups.X25519, groups.X25519, [padding(bytes)]);
    const body = encodeToBytes(ClientHello, hello);
    // In datagrams of at most 1400 bytes, as over a network.
    const datagrams = [];
    for (let at = 0; at < body.length; at += 1375) {
      datagrams.push(helloRecord(body, 0, at, Math.min(at + 1375, body.length)));
    }
    yield { name: `${bytes} bytes of padding`, datagrams };
  }
  for (const { name, datagrams } of firstFlights()) yield { name, datagrams };
}

/** All that an address can send before it gets an answer. */
export function* openings(): Generator<Opening> {
  yield* wholeHellos();
  for (const { name, hello } of hellos()) yield* arrangements(name, encodeToBytes(ClientHello, hello));
  for (const { name, hello } of wrongHellos()) yield* arrangements(name, encodeToBytes(ClientHello, hello));
  const smallest = encodeToBytes(ClientHello, smallestHello);
  for (let length = 0; length <= smallest.length; length++) {
    yield { name: `cut to ${length} bytes`, datagrams: [helloRecord(smallest.subarray(0, length))] };
    yield { name: `a fragment of ${length} bytes`, datagrams: [helloRecord(smallest, 0, 0, length)] };
  }
  const random = new SeededRandom(9147);
  const whole = helloRecord(smallest);
  for (let index = 0; index < 2000; index++) {
    const damaged = whole.slice();
    for (let changes = 1 + (random.bits() % 3); changes > 0; changes--) {
      damaged[random.bits() % damaged.length] = random.bits();
    }
    yield { name: `damaged, ${index}`, datagrams: [damaged] };
  }
}
