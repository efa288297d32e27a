import type { CipherSuite } from '../../../../generated/dtls13/registries/cipher-suite.ts';
import { NamedGroup } from '../../../../generated/dtls13/registries/named-group.ts';
import { ProtocolVersion } from '../../../../generated/dtls13/registries/protocol-version.ts';
import { SignatureScheme } from '../../../../generated/dtls13/registries/signature-scheme.ts';
import type { ClientHello } from '../../../../generated/dtls13/wire/client-hello.ts';
import type { KeyShareEntry } from '../../../../generated/dtls13/wire/key-share-entry.ts';
import type { ServerHello } from '../../../../generated/dtls13/wire/server-hello.ts';
import type { CryptoProvider, GroupName, KeyPair, SignatureSchemeName } from '../../../crypto/provider.ts';
import type { Certificate } from '../context.ts';
import { supportedSuites } from '../session-keys.ts';

const NOTHING = new Uint8Array(0);

/** A ClientHello, read with the eyes of one server: what of it is legal, and what both sides can do. */
export class Offer {
  readonly hello: ClientHello;
  readonly suite: CipherSuite | undefined;
  readonly group: GroupName | undefined;
  readonly scheme: SignatureSchemeName | undefined;
  /** The client's value for `group`. */
  readonly share: KeyShareEntry | undefined;
  readonly versionUnsupported: boolean;
  readonly extensionMissing: boolean;
  readonly parameterIllegal: boolean;

  constructor(hello: ClientHello, provider: CryptoProvider, certificate: Certificate) {
    this.hello = hello;
    const { extensions } = hello;
    const versions = extensions.find((extension) => extension.kind === 'supported_versions');
    const groups = extensions.find((extension) => extension.kind === 'supported_groups');
    const shares = extensions.find((extension) => extension.kind === 'key_share');
    const schemes = extensions.find((extension) => extension.kind === 'signature_algorithms');
    this.versionUnsupported =
      hello.legacyVersion !== ProtocolVersion.dtls1_2 ||
      !versions?.extensionData.versions.includes(ProtocolVersion.dtls1_3);
    this.extensionMissing = groups === undefined || shares === undefined || schemes === undefined;
    // A set: with two lists of thousands, comparing each with each would be a client's way to keep us busy.
    const offeredGroups = new Set(groups?.extensionData.namedGroupList);
    const clientShares = shares?.extensionData.clientShares ?? [];
    const offeredSchemes = schemes?.extensionData.supportedSignatureAlgorithms ?? [];
    const [compression] = hello.legacyCompressionMethods;
    this.parameterIllegal =
      hello.legacyCookie.length !== 0 ||
      hello.legacyCompressionMethods.length !== 1 ||
      compression !== 0 ||
      clientShares.some(({ group }) => !offeredGroups.has(group));
    const { capabilities } = provider;
    this.suite = supportedSuites(provider).find((suite) => hello.cipherSuites.includes(suite));
    const common = capabilities.groups.filter((group) => offeredGroups.has(NamedGroup[group]));
    const hasShare = (group: GroupName) => clientShares.some((share) => share.group === NamedGroup[group]);
    // A group the client sent a share for saves a round trip.
    const chosen = common.find(hasShare) ?? common[0];
    this.group = chosen;
    this.share = chosen === undefined ? undefined : clientShares.find((share) => share.group === NamedGroup[chosen]);
    this.scheme = certificate.privateKey.signatureSchemes.find((scheme) =>
      offeredSchemes.includes(SignatureScheme[scheme]),
    );
  }

  /** Nothing in common that a handshake could be built on. */
  get nothingInCommon(): boolean {
    return this.suite === undefined || this.group === undefined || this.scheme === undefined;
  }
}

/** What we picked; RFC 9147 section 5.4. */
export function createServerHello(
  provider: CryptoProvider,
  cipherSuite: CipherSuite,
  { group, publicKey }: KeyPair,
): ServerHello {
  const random = new Uint8Array(32);
  provider.random(random);
  return {
    legacyVersion: ProtocolVersion.dtls1_2,
    random,
    legacySessionIdEcho: NOTHING,
    cipherSuite,
    extensions: [
      { kind: 'supported_versions', extensionData: { selectedVersion: ProtocolVersion.dtls1_3 } },
      { kind: 'key_share', extensionData: { serverShare: { group: NamedGroup[group], keyExchange: publicKey } } },
    ],
  };
}
