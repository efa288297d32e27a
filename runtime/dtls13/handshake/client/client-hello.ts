import { NameType } from '../../../../generated/dtls13/registries/name-type.ts';
import { NamedGroup } from '../../../../generated/dtls13/registries/named-group.ts';
import { ProtocolVersion } from '../../../../generated/dtls13/registries/protocol-version.ts';
import type { ClientHello } from '../../../../generated/dtls13/wire/client-hello.ts';
import type { ClientHelloExtension } from '../../../../generated/dtls13/wire/client-hello-extension.ts';
import type { OfferedPsks } from '../../../../generated/dtls13/wire/offered-psks.ts';
import type { CryptoProvider, KeyPair } from '../../../crypto/provider.ts';
import type { ClientHandshakeConfig } from '../handshake-config.ts';
import { certificateSchemes, verifiableSchemes } from '../signature-schemes.ts';

const EMPTY = new Uint8Array(0);

/**
 * The client's offer; RFC 9147 section 5.3, RFC 9846 section 4.2.2. `connectionId`: for records to us; undefined: connection
 * ids are not offered. `offered`: the pre-shared keys, whose binders are the end of the encoded message. `earlyData`:
 * whether early data follows.
 */
export function createClientHello(
  provider: CryptoProvider,
  config: ClientHandshakeConfig,
  keyPairs: readonly KeyPair[],
  connectionId: Uint8Array | undefined,
  offered: OfferedPsks | undefined,
  earlyData = false,
): ClientHello {
  const { servername, alpnProtocols, srtpProfiles } = config;
  const random = new Uint8Array(32);
  provider.random(random);
  const extensions: ClientHelloExtension[] = [
    { kind: 'supported_versions', extensionData: { versions: [ProtocolVersion.dtls1_3] } },
    {
      kind: 'supported_groups',
      extensionData: { namedGroupList: config.groups.map((group) => NamedGroup[group]) },
    },
    ...(config.pskRequired ? [] : signatureAlgorithms(provider)),
    keyShare(keyPairs),
    { kind: 'record_size_limit', extensionData: { recordSizeLimit: config.recordSizeLimit } },
  ];
  if (config.certificateAuthorities.length > 0) {
    const authorities = config.certificateAuthorities.map((name) => ({ name }));
    extensions.push({ kind: 'certificate_authorities', extensionData: { authorities } });
  }
  if (config.requestOcsp) {
    // The server knows which responders to ask; RFC 6066 section 8.
    const request = { responderIdList: [], requestExtensions: EMPTY };
    extensions.push({ kind: 'status_request', extensionData: { kind: 'ocsp', request } });
  }
  if (config.postHandshakeAuth) extensions.push({ kind: 'post_handshake_auth' });
  if (servername !== undefined) {
    extensions.push({
      kind: 'server_name',
      extensionData: {
        serverNameList: [{ nameType: NameType.host_name, hostName: new TextEncoder().encode(servername) }],
      },
    });
  }
  if (alpnProtocols.length > 0) {
    extensions.push({
      kind: 'application_layer_protocol_negotiation',
      extensionData: { protocolNameList: alpnProtocols.map((name) => ({ name })) },
    });
  }
  if (srtpProfiles.length > 0) {
    extensions.push({
      kind: 'use_srtp',
      extensionData: { srtpProtectionProfiles: [...srtpProfiles], srtpMki: EMPTY },
    });
  }
  if (connectionId !== undefined) {
    extensions.push({ kind: 'connection_id', extensionData: { cid: connectionId } });
    if (config.returnRoutabilityCheck) extensions.push({ kind: 'rrc' });
  }
  if (offered !== undefined || config.sessions) {
    extensions.push({ kind: 'psk_key_exchange_modes', extensionData: { keModes: [...config.pskModes] } });
  }
  if (earlyData) extensions.push({ kind: 'early_data' });
  // Must be the last one; RFC 9846 section 4.3.11.
  if (offered !== undefined) extensions.push({ kind: 'pre_shared_key', extensionData: offered });
  return {
    legacyVersion: ProtocolVersion.dtls1_2,
    random,
    legacySessionId: EMPTY,
    legacyCookie: EMPTY,
    cipherSuites: [...config.cipherSuites],
    legacyCompressionMethods: Uint8Array.of(0),
    extensions,
  };
}

/**
 * The second ClientHello: the first with the changes that a HelloRetryRequest requests, and no others; RFC 9846 section
 * 4.2.2. `keyPairs`: of the requested group, or those of the first ClientHello. `offered`: the pre-shared keys that fit the
 * selected cipher suite.
 */
export function createSecondClientHello(
  hello: ClientHello,
  keyPairs: readonly KeyPair[],
  cookie: Uint8Array | undefined,
  offered: OfferedPsks | undefined,
): ClientHello {
  const extensions = hello.extensions
    .filter(({ kind }) => kind !== 'pre_shared_key' && kind !== 'early_data')
    .map((extension) => (extension.kind === 'key_share' ? keyShare(keyPairs) : extension));
  if (offered !== undefined) extensions.push({ kind: 'pre_shared_key', extensionData: offered });
  // First, because a server that keeps no state before the cookie looks for it in the first fragment.
  if (cookie !== undefined) extensions.unshift({ kind: 'cookie', extensionData: { cookie } });
  return { ...hello, extensions };
}

/** RFC 9846 section 4.3.3. */
function signatureAlgorithms(provider: CryptoProvider): ClientHelloExtension[] {
  return [
    {
      kind: 'signature_algorithms',
      extensionData: { supportedSignatureAlgorithms: verifiableSchemes(provider) },
    },
    {
      kind: 'signature_algorithms_cert',
      extensionData: { supportedSignatureAlgorithms: certificateSchemes(provider) },
    },
  ];
}

function keyShare(keyPairs: readonly KeyPair[]): ClientHelloExtension {
  return {
    kind: 'key_share',
    extensionData: {
      clientShares: keyPairs.map(({ group, share }) => ({ group: NamedGroup[group], keyExchange: share })),
    },
  };
}
