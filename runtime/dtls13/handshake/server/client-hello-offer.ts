import type { CipherSuite } from '../../../../generated/dtls13/registries/cipher-suite.ts';
import { NameType } from '../../../../generated/dtls13/registries/name-type.ts';
import { NamedGroup } from '../../../../generated/dtls13/registries/named-group.ts';
import { ProtocolVersion } from '../../../../generated/dtls13/registries/protocol-version.ts';
import { PskKeyExchangeMode } from '../../../../generated/dtls13/registries/psk-key-exchange-mode.ts';
import type { ClientHello } from '../../../../generated/dtls13/wire/client-hello.ts';
import { ClientHelloExtension } from '../../../../generated/dtls13/wire/client-hello-extension.ts';
import type { KeyShareEntry } from '../../../../generated/dtls13/wire/key-share-entry.ts';
import type { OfferedPsks } from '../../../../generated/dtls13/wire/offered-psks.ts';
import type { GroupName } from '../../../crypto/provider.ts';
import { equalBytes } from '../../../wire/index.ts';
import { type SelectedCertificate, selectCertificate } from '../certificate-selection.ts';
import { hasMisplacedExtension } from '../extension-rules.ts';
import { groupNamed, type ServerHandshakeConfig } from '../handshake-config.ts';
import { isPostQuantum } from '../key-shares.ts';
import { isServername } from '../server-name.ts';

const latin1 = new TextDecoder('latin1');

/**
 * A ClientHello, compared with the server's configuration: the rules it violates, and the common parameters; RFC 9846
 * sections 4.2.1 and 9.2.
 */
export class ClientHelloOffer {
  readonly hello: ClientHello;
  readonly cookie: Uint8Array | undefined;
  readonly suite: CipherSuite | undefined;
  readonly group: GroupName | undefined;
  readonly certificate: SelectedCertificate | undefined;
  readonly alpnProtocol: Uint8Array | undefined;
  /** Code point of the SRTP profile. */
  readonly srtpProfile: number | undefined;
  /** The client's record_size_limit, which may be above the maximum of the protocol; RFC 8449 section 4. */
  readonly recordSizeLimit: number | undefined;
  /** The client's connection id; undefined: connection ids are not negotiated. */
  readonly connectionId: Uint8Array | undefined;
  /** Whether the return routability check is negotiated; only together with connection ids: RFC 9853 section 3. */
  readonly returnRoutabilityCheck: boolean;
  readonly versionUnsupported: boolean;
  readonly extensionMisplaced: boolean;
  readonly extensionMissing: boolean;
  readonly parameterIllegal: boolean;
  /** The offered pre-shared keys; undefined: none, or no key exchange mode in common. */
  readonly psks: OfferedPsks | undefined;
  /** How one of them can be used. */
  readonly pskMode: PskKeyExchangeMode | undefined;
  /** Whether the client may send early data; RFC 9846 section 4.3.10. */
  readonly earlyData: boolean;
  /** Whether the client could use a ticket of ours; RFC 9846 section 4.3.9. */
  readonly acceptsTickets: boolean;
  /** The ClientHello has no signature_algorithms, which only a pre-shared key replaces; RFC 9846 section 4.3.3. */
  readonly signatureAlgorithmsMissing: boolean;
  /** Both sides negotiate an application protocol, and have none in common. */
  readonly noCommonProtocol: boolean;
  /** The client wants the OCSP response about our certificate; RFC 9846 section 4.5.1.1. */
  readonly isStatusRequested: boolean;
  readonly #shares: readonly KeyShareEntry[];

  constructor(hello: ClientHello, config: ServerHandshakeConfig) {
    this.hello = hello;
    const { extensions } = hello;
    const versions = extensions.find((extension) => extension.kind === 'supported_versions');
    const groups = extensions.find((extension) => extension.kind === 'supported_groups');
    const shares = extensions.find((extension) => extension.kind === 'key_share');
    const schemes = extensions.find((extension) => extension.kind === 'signature_algorithms');
    this.cookie = extensions.find((extension) => extension.kind === 'cookie')?.extensionData.cookie;
    this.versionUnsupported =
      hello.legacyVersion !== ProtocolVersion.dtls1_2 ||
      !versions?.extensionData.versions.includes(ProtocolVersion.dtls1_3);
    const types = extensions.map(ClientHelloExtension.extensionType);
    const preSharedKeyAt = extensions.findIndex(({ kind }) => kind === 'pre_shared_key');
    const offersPreSharedKey = preSharedKeyAt !== -1;
    const offeredPsks = extensions.find((extension) => extension.kind === 'pre_shared_key')?.extensionData;
    const modes = extensions.find((extension) => extension.kind === 'psk_key_exchange_modes')?.extensionData.keModes;
    this.extensionMisplaced =
      hasMisplacedExtension(types, 'CH') || (offersPreSharedKey && preSharedKeyAt !== types.length - 1);
    this.signatureAlgorithmsMissing = schemes === undefined;
    // A client without signature algorithms or key share may use only its pre-shared key; RFC 9846 section 9.2.
    this.extensionMissing =
      (groups === undefined) !== (shares === undefined) ||
      ((groups === undefined || schemes === undefined) && !offersPreSharedKey) ||
      (offersPreSharedKey && modes === undefined);
    // A set, because comparing two lists of thousands with each other would let a client exhaust the CPU.
    const offeredGroups = new Set(groups?.extensionData.namedGroupList);
    this.#shares = shares?.extensionData.clientShares ?? [];
    const [compression] = hello.legacyCompressionMethods;
    this.parameterIllegal =
      hello.legacyCookie.length !== 0 ||
      hello.legacyCompressionMethods.length !== 1 ||
      compression !== 0 ||
      this.#shares.some(({ group }) => !offeredGroups.has(group)) ||
      offeredPsks?.identities.length !== offeredPsks?.binders.length;
    this.suite = config.cipherSuites.find((suite) => hello.cipherSuites.includes(suite));
    const common = config.groups.filter((group) => offeredGroups.has(NamedGroup[group]));
    // A group with a key share saves a round trip, which is not worth the loss of post-quantum security.
    const [first] = common;
    const comparable = common.filter((group) => isPostQuantum(group) === isPostQuantum(first as GroupName));
    this.group = comparable.find((group) => this.shareOf(group) !== undefined) ?? first;
    const commonModes = config.pskModes.filter((mode) => modes?.includes(mode));
    this.acceptsTickets = commonModes.length > 0;
    this.pskMode = commonModes.find((mode) => mode === PskKeyExchangeMode.psk_ke || this.group !== undefined);
    const isPskAccepted = config.tickets || config.externalPsks;
    this.psks = isPskAccepted && this.pskMode !== undefined ? offeredPsks : undefined;
    this.earlyData = extensions.some(({ kind }) => kind === 'early_data');
    const schemesCert = extensions.find((extension) => extension.kind === 'signature_algorithms_cert');
    const authorities = extensions.find((extension) => extension.kind === 'certificate_authorities');
    this.certificate = selectCertificate(config.certificates, {
      schemes: schemes?.extensionData.supportedSignatureAlgorithms ?? [],
      certificateSchemes: schemesCert?.extensionData.supportedSignatureAlgorithms,
      authorities: authorities?.extensionData.authorities.map(({ name }) => name) ?? [],
      filters: undefined,
    });
    const status = extensions.find((extension) => extension.kind === 'status_request');
    this.isStatusRequested = status?.extensionData.kind === 'ocsp';
    const protocols = extensions.find((extension) => extension.kind === 'application_layer_protocol_negotiation');
    const names = protocols?.extensionData.protocolNameList ?? [];
    this.alpnProtocol = config.alpnProtocols.find((protocol) => names.some(({ name }) => equalBytes(name, protocol)));
    this.noCommonProtocol = names.length > 0 && config.alpnProtocols.length > 0 && this.alpnProtocol === undefined;
    const connectionId = extensions.find((extension) => extension.kind === 'connection_id');
    this.connectionId = config.connectionIds ? connectionId?.extensionData.cid : undefined;
    this.returnRoutabilityCheck =
      this.connectionId !== undefined && config.returnRoutabilityCheck && extensions.some(({ kind }) => kind === 'rrc');
    const profiles = extensions.find((extension) => extension.kind === 'use_srtp');
    const offeredProfiles = profiles?.extensionData.srtpProtectionProfiles ?? [];
    this.srtpProfile = config.srtpProfiles.find((profile) => offeredProfiles.includes(profile));
    this.recordSizeLimit = extensions.find(
      (extension) => extension.kind === 'record_size_limit',
    )?.extensionData.recordSizeLimit;
  }

  /** No common suite, or neither a certificate nor a pre-shared key can be used with the offer. */
  get noCommonParameters(): boolean {
    return this.suite === undefined || (this.noCommonCertificate && this.psks === undefined);
  }

  /** No common group or signature scheme. */
  get noCommonCertificate(): boolean {
    return this.group === undefined || this.certificate === undefined;
  }

  /** The client's key share for a group. */
  shareOf(group: GroupName): KeyShareEntry | undefined {
    return this.#shares.find((share) => share.group === NamedGroup[group]);
  }

  /** Code point of the group of the client's only key share; 0: it sent none or several. */
  get singleShareGroup(): number {
    return this.#shares.length === 1 ? (this.#shares[0] as KeyShareEntry).group : 0;
  }

  /** The requested name, if it is a valid host name; RFC 6066 section 3. */
  get servername(): string | undefined {
    const names = this.hello.extensions.find((extension) => extension.kind === 'server_name');
    const name = names?.extensionData.serverNameList.find(({ nameType }) => nameType === NameType.host_name);
    const text = latin1.decode(name?.hostName);
    return isServername(text) ? text : undefined;
  }
}

/** The group that a HelloRetryRequest requested, by the code point in the cookie; undefined: none. */
export function retryGroup(config: ServerHandshakeConfig, codePoint: number): GroupName | undefined {
  return codePoint === 0 ? undefined : groupNamed(config.groups, codePoint);
}
