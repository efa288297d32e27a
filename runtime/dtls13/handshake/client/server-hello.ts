import type { CipherSuite } from '../../../../generated/dtls13/registries/cipher-suite.ts';
import { MAX_PLAINTEXT_LENGTH } from '../../../../generated/dtls13/registries/constants.ts';
import { ExtensionType } from '../../../../generated/dtls13/registries/extension-type.ts';
import { ProtocolVersion } from '../../../../generated/dtls13/registries/protocol-version.ts';
import { PskKeyExchangeMode } from '../../../../generated/dtls13/registries/psk-key-exchange-mode.ts';
import { HelloRetryRequest } from '../../../../generated/dtls13/wire/hello-retry-request.ts';
import { HelloRetryRequestExtension } from '../../../../generated/dtls13/wire/hello-retry-request-extension.ts';
import type { KeyShareEntry } from '../../../../generated/dtls13/wire/key-share-entry.ts';
import { ServerHello } from '../../../../generated/dtls13/wire/server-hello.ts';
import { ServerHelloExtension } from '../../../../generated/dtls13/wire/server-hello-extension.ts';
import type { GroupName } from '../../../crypto/provider.ts';
import { decodeAll, equalBytes } from '../../../wire/index.ts';
import { type ExtensionViolations, extensionViolations } from '../extension-rules.ts';
import type { NegotiatedConnectionIds } from '../handshake-context.ts';
import { type RetryParameters, retryParametersOf } from '../hello-retry-request.ts';
import { isServerShareLength } from '../key-shares.ts';
import { hashOf } from '../session-keys.ts';
import type { ClientOffer } from './client-offer.ts';
import type { ClientPsk } from './client-psks.ts';

/** The last bytes of Random in a ServerHello of a version below 1.3, by a server that supports 1.3, and 1.2. */
const DOWNGRADE_MARKS: readonly Uint8Array[] = [1, 0].map((last) =>
  Uint8Array.of(0x44, 0x4f, 0x57, 0x4e, 0x47, 0x52, 0x44, last),
);
/**
 * A HelloRetryRequest is not fragmented (RFC 9147 section 5.1), so no record can contain a longer cookie. The limit
 * also bounds what a forged HelloRetryRequest can make the client send.
 */
const MAX_COOKIE = MAX_PLAINTEXT_LENGTH;

/** What a server selected with a ServerHello or HelloRetryRequest, compared with the offer. */
abstract class ReceivedHello {
  readonly cipherSuite: CipherSuite;
  /** supported_versions is missing, or legacy_version is another one than it must be. */
  readonly isVersionUnsupported: boolean;
  readonly isVersionIllegal: boolean;
  /** The session id is not empty, or the cipher suite was not offered. */
  readonly isSelectionIllegal: boolean;
  protected readonly offer: ClientOffer;

  constructor(message: ServerHello | HelloRetryRequest, offer: ClientOffer) {
    this.offer = offer;
    this.cipherSuite = message.cipherSuite;
    const version = selectedVersion(message);
    this.isVersionUnsupported = message.legacyVersion !== ProtocolVersion.dtls1_2 || version === undefined;
    this.isVersionIllegal = version !== ProtocolVersion.dtls1_3;
    this.isSelectionIllegal = message.legacySessionIdEcho.length !== 0 || !offer.hasSuite(message.cipherSuite);
  }
}

/** A HelloRetryRequest; RFC 9846 section 4.2.4. */
export class ReceivedHelloRetryRequest extends ReceivedHello {
  readonly isRetry = true;
  readonly isDowngrade = false;
  readonly violations: ExtensionViolations;
  readonly parameters: RetryParameters;

  /** Throws WireError. */
  constructor(body: Uint8Array, offer: ClientOffer) {
    const message = decodeAll(HelloRetryRequest, body);
    super(message, offer);
    this.parameters = retryParametersOf(message);
    const types = message.extensions.map(HelloRetryRequestExtension.extensionType);
    // Only the cookie may be unsolicited.
    this.violations = extensionViolations(
      types,
      'HRR',
      (type) => type === ExtensionType.cookie || offer.hasExtension(type),
    );
  }

  /** It changes nothing, or requests a group that was not offered or already has a share. */
  get isIllegal(): boolean {
    const { cookie, group } = this.parameters;
    if (this.isSelectionIllegal || (cookie?.length ?? 0) > MAX_COOKIE) return true;
    return group === undefined ? cookie === undefined : this.offer.groupWithoutShare(group) === undefined;
  }
}

/** A ServerHello; RFC 9846 section 4.2.3. */
export class ReceivedServerHello extends ReceivedHello {
  readonly isRetry = false;
  readonly violations: ExtensionViolations;
  readonly #message: ServerHello;
  #group: GroupName | undefined;
  #sharedSecret: Uint8Array | undefined;

  /** `pskRequired`: the server must select a pre-shared key. Throws WireError. */
  constructor(body: Uint8Array, offer: ClientOffer, pskRequired: boolean) {
    const message = decodeAll(ServerHello, body);
    super(message, offer);
    this.#message = message;
    const isMissing = this.selectedIdentity === undefined && (pskRequired || this.#share === undefined);
    const types = message.extensions.map(ServerHelloExtension.extensionType);
    this.violations = extensionViolations(types, 'SH', (type) => offer.hasExtension(type), isMissing);
  }

  /** An earlier version is selected by a server that supports a later one. */
  get isDowngrade(): boolean {
    if (selectedVersion(this.#message) !== undefined) return false;
    const mark = this.#message.random.subarray(-8);
    return DOWNGRADE_MARKS.some((each) => equalBytes(mark, each));
  }

  /** The server's key share; undefined: there is no key exchange. RFC 9846 section 4.3.8. */
  get #share(): KeyShareEntry | undefined {
    const { extensions } = this.#message;
    return extensions.find((extension) => extension.kind === 'key_share')?.extensionData.serverShare;
  }

  /** Index of the selected pre-shared key; undefined: none is selected. RFC 9846 section 4.3.11. */
  get selectedIdentity(): number | undefined {
    const { extensions } = this.#message;
    return extensions.find((extension) => extension.kind === 'pre_shared_key')?.extensionData.selectedIdentity;
  }

  /** The selected pre-shared key; undefined: none, or one that was not offered. */
  get selectedPsk(): ClientPsk | undefined {
    const index = this.selectedIdentity;
    return index === undefined ? undefined : this.offer.pskAt(index);
  }

  /** The selected key was not offered or has another hash than the cipher suite, or `modes` do not permit its use. */
  isPskIllegal(modes: readonly PskKeyExchangeMode[]): boolean {
    // `isSelectionIllegal` covers a cipher suite that was not offered, whose hash may not be known.
    if (this.selectedIdentity === undefined || !this.offer.hasSuite(this.cipherSuite)) return false;
    const mode = this.#share === undefined ? PskKeyExchangeMode.psk_ke : PskKeyExchangeMode.psk_dhe_ke;
    return this.selectedPsk?.psk.hash !== hashOf(this.cipherSuite) || !modes.includes(mode);
  }

  /** Performs the key exchange, if there is one. False: the server's key share is illegal. */
  exchangeKeys(): boolean {
    const share = this.#share;
    if (share === undefined) return true;
    const keyPair = this.offer.keyPairOf(share.group);
    if (keyPair === undefined || !isServerShareLength(keyPair.group, share.keyExchange.length)) return false;
    this.#group = keyPair.group;
    this.#sharedSecret = keyPair.agree(share.keyExchange);
    return this.#sharedSecret !== undefined;
  }

  /** The group of the key exchange; undefined: there was none. */
  get group(): GroupName | undefined {
    return this.#group;
  }

  /** The result of the key exchange; undefined: there was none. */
  get sharedSecret(): Uint8Array | undefined {
    return this.#sharedSecret;
  }

  /** The connection ids of both sides; undefined: the ServerHello has none, or we offered none. RFC 9146 section 3. */
  get connectionIds(): NegotiatedConnectionIds | undefined {
    const { extensions } = this.#message;
    const own = this.offer.connectionId;
    const answer = extensions.find((extension) => extension.kind === 'connection_id');
    if (own === undefined || answer === undefined) return undefined;
    const returnRoutabilityCheck = extensions.some(({ kind }) => kind === 'rrc');
    return { own, peer: answer.extensionData.cid, returnRoutabilityCheck };
  }
}

/** The version that the server selected; undefined: supported_versions is missing. RFC 9846 section 4.3.1. */
function selectedVersion(hello: ServerHello | HelloRetryRequest): ProtocolVersion | undefined {
  const extensions: readonly (ServerHelloExtension | HelloRetryRequestExtension)[] = hello.extensions;
  return extensions.find((extension) => extension.kind === 'supported_versions')?.extensionData.selectedVersion;
}
