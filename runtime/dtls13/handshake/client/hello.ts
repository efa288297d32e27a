import { NameType } from '../../../../generated/dtls13/registries/name-type.ts';
import { NamedGroup } from '../../../../generated/dtls13/registries/named-group.ts';
import { ProtocolVersion } from '../../../../generated/dtls13/registries/protocol-version.ts';
import { SignatureScheme } from '../../../../generated/dtls13/registries/signature-scheme.ts';
import type { ClientHello } from '../../../../generated/dtls13/wire/client-hello.ts';
import type { ClientHelloExtension } from '../../../../generated/dtls13/wire/client-hello-extension.ts';
import type { CryptoProvider, GroupName, KeyPair } from '../../../crypto/provider.ts';
import { supportedSuites } from '../session-keys.ts';

const NOTHING = new Uint8Array(0);

/** The one group a client offers, with a share, as long as it cannot answer a HelloRetryRequest. */
export function preferredGroup({ capabilities }: CryptoProvider): GroupName {
  return capabilities.groups[0] as GroupName;
}

/** What we offer; RFC 9147 section 5.3. */
export function createClientHello(
  provider: CryptoProvider,
  { group, publicKey }: KeyPair,
  servername: string | undefined,
): ClientHello {
  const random = new Uint8Array(32);
  provider.random(random);
  const extensions: ClientHelloExtension[] = [
    { kind: 'supported_versions', extensionData: { versions: [ProtocolVersion.dtls1_3] } },
    { kind: 'supported_groups', extensionData: { namedGroupList: [NamedGroup[group]] } },
    {
      kind: 'signature_algorithms',
      extensionData: {
        supportedSignatureAlgorithms: provider.capabilities.signatureSchemes.map((name) => SignatureScheme[name]),
      },
    },
    {
      kind: 'key_share',
      extensionData: { clientShares: [{ group: NamedGroup[group], keyExchange: publicKey }] },
    },
  ];
  if (servername !== undefined) {
    extensions.push({
      kind: 'server_name',
      extensionData: {
        serverNameList: [{ nameType: NameType.host_name, hostName: new TextEncoder().encode(servername) }],
      },
    });
  }
  return {
    legacyVersion: ProtocolVersion.dtls1_2,
    random,
    legacySessionId: NOTHING,
    legacyCookie: NOTHING,
    cipherSuites: supportedSuites(provider),
    legacyCompressionMethods: Uint8Array.of(0),
    extensions,
  };
}
