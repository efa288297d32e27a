/**
 * The client's handshake.
 *
 * Flights (RFC 9147 section 5.7), optional messages in brackets:
 * 1. ClientHello to the server.
 * 2. [HelloRetryRequest from the server, answered by a second ClientHello]
 * 3. ServerHello, EncryptedExtensions, [CertificateRequest], Certificate, CertificateVerify, Finished from the
 *    server. The application verifies the chain before CertificateVerify is checked. With a pre-shared key the server
 *    sends no CertificateRequest, Certificate and CertificateVerify; the application verifies the stored chain of a
 *    resumed session.
 * 4. [Certificate, [CertificateVerify]], Finished to the server, which acknowledges them.
 *
 * Until a protected record confirms the ServerHello, an alternative ServerHello or HelloRetryRequest may replace it.
 */

import { ClientEvent, ClientMachine, type ClientPort } from '../../../../generated/dtls13/machines/client.ts';
import { EPOCH_HANDSHAKE, MAX_PLAINTEXT_LENGTH } from '../../../../generated/dtls13/registries/constants.ts';
import { ExtensionType } from '../../../../generated/dtls13/registries/extension-type.ts';
import { HandshakeType } from '../../../../generated/dtls13/registries/handshake-type.ts';
import { NamedGroup } from '../../../../generated/dtls13/registries/named-group.ts';
import { ProtocolVersion } from '../../../../generated/dtls13/registries/protocol-version.ts';
import { PskKeyExchangeMode } from '../../../../generated/dtls13/registries/psk-key-exchange-mode.ts';
import { CertificateEntryExtension } from '../../../../generated/dtls13/wire/certificate-entry-extension.ts';
import { ClientHello } from '../../../../generated/dtls13/wire/client-hello.ts';
import { ClientHelloExtension } from '../../../../generated/dtls13/wire/client-hello-extension.ts';
import { EncryptedExtension } from '../../../../generated/dtls13/wire/encrypted-extension.ts';
import { EncryptedExtensions } from '../../../../generated/dtls13/wire/encrypted-extensions.ts';
import { HelloRetryRequest } from '../../../../generated/dtls13/wire/hello-retry-request.ts';
import { HelloRetryRequestExtension } from '../../../../generated/dtls13/wire/hello-retry-request-extension.ts';
import type { OfferedPsks } from '../../../../generated/dtls13/wire/offered-psks.ts';
import { ServerHello } from '../../../../generated/dtls13/wire/server-hello.ts';
import { ServerHelloExtension } from '../../../../generated/dtls13/wire/server-hello-extension.ts';
import type { KeyPair } from '../../../crypto/provider.ts';
import { WireError } from '../../../errors/wire-error.ts';
import { decodeAll, encodeToBytes } from '../../../wire/index.ts';
import { encodeCertificate } from '../certificate.ts';
import { ReceivedCertificateRequest } from '../certificate-request.ts';
import { encodeCertificateVerify } from '../certificate-verify.ts';
import { type ExtensionMessage, hasMisplacedExtension } from '../extension-rules.ts';
import { encodeFinished } from '../finished.ts';
import { HandshakeBase } from '../handshake-base.ts';
import { type ClientHandshakeConfig, groupNamed } from '../handshake-config.ts';
import type { Handshake, HandshakeContext } from '../handshake-context.ts';
import { HandshakeTranscript } from '../handshake-transcript.ts';
import { isHelloRetryRequest, type RetryParameters, retryParametersOf } from '../hello-retry-request.ts';
import { isServerShareLength } from '../key-shares.ts';
import { writeBinders } from '../psk/binders.ts';
import { hashOf, SessionKeys } from '../session-keys.ts';
import { clientChart } from './client-chart.ts';
import { ClientEarlyData } from './client-early-data.ts';
import { createClientHello, createSecondClientHello } from './client-hello.ts';
import { clientNegotiatedParameters, clientSessionParameters } from './client-outcome.ts';
import { type ClientPsk, ClientPsks } from './client-psks.ts';
import { areEncryptedExtensionsIllegal } from './encrypted-extensions.ts';
import {
  indicatesDowngrade,
  negotiatedConnectionIds,
  selectedIdentity,
  selectedVersion,
  serverShare,
} from './server-hello.ts';

const EMPTY = new Uint8Array(0);
/**
 * A HelloRetryRequest is not fragmented (RFC 9147 section 5.1), so no record can contain a longer cookie. The limit
 * also bounds what a forged HelloRetryRequest can make the client send.
 */
const MAX_COOKIE = MAX_PLAINTEXT_LENGTH;

/** The client's handshake: guards and actions of the client chart; RFC 9846 appendix A.1. */
export class ClientHandshake extends HandshakeBase<ClientEvent> implements Handshake, ClientPort {
  protected readonly chart = clientChart;
  protected readonly machine: ClientMachine;
  protected readonly context: HandshakeContext;
  readonly #config: ClientHandshakeConfig;
  #keyPairs: KeyPair[] = [];
  #clientHello: ClientHello | undefined;
  /** Our connection id; undefined: none is offered. */
  #connectionId: Uint8Array | undefined;
  /** The current message is a HelloRetryRequest. */
  #isRetry = false;
  #receivedHello: ServerHello | HelloRetryRequest | undefined;
  /** The transcript before the ServerHello or HelloRetryRequest in use, for an alternative one. */
  #transcriptBeforeHello: HandshakeTranscript;
  /** The hello that is tried in place of the one in use; empty once the chart has accepted it. */
  #alternative: Uint8Array = EMPTY;
  /** The HelloRetryRequest that was answered. */
  #retry: HelloRetryRequest | undefined;
  #retryParameters: RetryParameters | undefined;
  #keyPair: KeyPair | undefined;
  #psks: ClientPsks | undefined;
  /** Undefined: no early data was offered, or a HelloRetryRequest rejected it. */
  #earlyData: ClientEarlyData | undefined;
  /** Extensions of the current message that violate a rule. */
  #missing = false;
  #unsolicited = false;
  #misplaced = false;
  /** certificate_request_context of the current message. */
  #requestContext: Uint8Array = EMPTY;
  #encryptedExtensions: EncryptedExtensions | undefined;
  #request: ReceivedCertificateRequest | undefined;

  constructor(context: HandshakeContext, config: ClientHandshakeConfig) {
    super(context, 'server');
    this.context = context;
    this.#transcriptBeforeHello = new HandshakeTranscript(context.provider);
    this.#config = config;
    this.machine = new ClientMachine(this);
    this.machine.start();
  }

  /** Sends the first flight. */
  open(): void {
    this.send(ClientEvent.open);
  }

  protected override event(type: number): ClientEvent {
    const isRetry = type === HandshakeType.server_hello && this.#isRetry;
    return isRetry ? ClientEvent.helloRetryRequest : super.event(type);
  }

  override considerAlternative(body: Uint8Array): boolean {
    const [previousHello, keyPair] = [this.#receivedHello, this.#keyPair];
    this.#alternative = body;
    this.failOnThrow(() => {
      try {
        this.#readHello(body);
      } catch (error) {
        if (error instanceof WireError) return;
        throw error;
      }
      this.machine.send(this.#isRetry ? ClientEvent.alternativeHelloRetryRequest : ClientEvent.alternativeServerHello);
    });
    if (this.#alternative.length === 0) return true;
    this.#alternative = EMPTY;
    this.#receivedHello = previousHello;
    this.#keyPair = keyPair;
    return false;
  }

  protected read(type: number, body: Uint8Array): void {
    switch (type) {
      case HandshakeType.server_hello:
        this.#transcriptBeforeHello.copyFrom(this.transcript);
        this.#readHello(body);
        // Only in sequence and with an offered suite; otherwise the handshake is about to fail.
        if (this.#isRetry && this.transcript.hash === undefined) this.#replaceFirstHelloByHash();
        break;
      case HandshakeType.encrypted_extensions: {
        this.#encryptedExtensions = decodeAll(EncryptedExtensions, body);
        const { extensions } = this.#encryptedExtensions;
        this.#checkExtensions(extensions.map(EncryptedExtension.extensionType), 'EE');
        if (extensions.some(({ kind }) => kind === 'early_data')) this.context.earlyData.accept();
        else this.context.earlyData.reject();
        const limit = extensions.find((extension) => extension.kind === 'record_size_limit');
        // The rest of the server's flight is subject to our limit.
        if (limit !== undefined)
          this.context.limitRecordSize(limit.extensionData.recordSizeLimit, this.#config.recordSizeLimit);
        break;
      }
      case HandshakeType.certificate_request:
        this.#request = new ReceivedCertificateRequest(body, this.#config.certificates);
        this.#requestContext = this.#request.context;
        this.#missing = this.#request.extensionMissing;
        this.#misplaced = this.#request.extensionMisplaced;
        break;
      case HandshakeType.certificate:
        this.peerAuthentication.readCertificate(body);
        this.#requestContext = this.peerAuthentication.requestContext;
        this.#checkExtensions(this.peerAuthentication.extensions.map(CertificateEntryExtension.extensionType), 'CT');
        break;
      case HandshakeType.certificate_verify:
        this.peerAuthentication.readCertificateVerify(body);
        break;
    }
  }

  #readHello(body: Uint8Array): void {
    this.#isRetry = isHelloRetryRequest(body);
    if (this.#isRetry) this.#readHelloRetryRequest(body);
    else this.#readServerHello(body);
  }

  #readServerHello(body: Uint8Array): void {
    const hello = decodeAll(ServerHello, body);
    this.#receivedHello = hello;
    const isAuthenticated = selectedIdentity(hello) !== undefined || !this.#config.pskRequired;
    this.#missing = !isAuthenticated || (serverShare(hello) === undefined && selectedIdentity(hello) === undefined);
    this.#checkExtensions(hello.extensions.map(ServerHelloExtension.extensionType), 'SH');
  }

  #readHelloRetryRequest(body: Uint8Array): void {
    const retry = decodeAll(HelloRetryRequest, body);
    this.#receivedHello = retry;
    this.#retryParameters = retryParametersOf(retry);
    const types = retry.extensions.map(HelloRetryRequestExtension.extensionType);
    // Only the cookie may be unsolicited; RFC 9846 section 4.2.4.
    this.#checkExtensions(types, 'HRR', ExtensionType.cookie);
  }

  /** After a HelloRetryRequest the transcript contains the hash of the first ClientHello. */
  #replaceFirstHelloByHash(): void {
    const { cipherSuite } = this.#helloInUse();
    if (this.#sentHello().cipherSuites.includes(cipherSuite)) this.transcript.replaceByMessageHash(hashOf(cipherSuite));
  }

  /** Compares the extensions with those offered and with those that the message may contain; RFC 9846 section 4.3. */
  #checkExtensions(
    types: readonly ExtensionType[],
    message: ExtensionMessage,
    allowedUnsolicited?: ExtensionType,
  ): void {
    const offered = new Set(this.#sentHello().extensions.map(ClientHelloExtension.extensionType));
    this.#unsolicited = types.some((type) => !offered.has(type) && type !== allowedUnsolicited);
    this.#misplaced = hasMisplacedExtension(types, message);
  }

  // Guards.

  downgradeIndicated(): boolean {
    return indicatesDowngrade(this.#helloInUse());
  }

  versionUnsupported(): boolean {
    return (
      this.#helloInUse().legacyVersion !== ProtocolVersion.dtls1_2 || selectedVersion(this.#helloInUse()) === undefined
    );
  }

  versionIllegal(): boolean {
    return selectedVersion(this.#helloInUse()) !== ProtocolVersion.dtls1_3;
  }

  extensionMissing(): boolean {
    return this.#missing;
  }

  extensionUnsolicited(): boolean {
    return this.#unsolicited;
  }

  extensionMisplaced(): boolean {
    return this.#misplaced;
  }

  retryIllegal(): boolean {
    const { cookie, group } = this.#retryParameters as RetryParameters;
    if (this.#isSelectionIllegal() || (cookie?.length ?? 0) > MAX_COOKIE) return true;
    if (group === undefined) return cookie === undefined;
    const isOffered = groupNamed(this.#config.groups, group) !== undefined;
    return !isOffered || this.#keyPairs.some((keyPair) => NamedGroup[keyPair.group] === group);
  }

  pskIllegal(): boolean {
    const hello = this.#helloInUse() as ServerHello;
    const { cipherSuite } = hello;
    // `parameterIllegal` rejects a cipher suite that was not offered, whose hash may not be known.
    if (selectedIdentity(hello) === undefined || !this.#sentHello().cipherSuites.includes(cipherSuite)) return false;
    const isKeyExchanged = serverShare(hello) !== undefined;
    const mode = isKeyExchanged ? PskKeyExchangeMode.psk_dhe_ke : PskKeyExchangeMode.psk_ke;
    return this.#selectedPsk()?.psk.hash !== hashOf(cipherSuite) || !this.#config.pskModes.includes(mode);
  }

  parameterIllegal(): boolean {
    const share = serverShare(this.#helloInUse() as ServerHello);
    if (this.#isSelectionIllegal()) return true;
    // The ServerHello must select the suite of the HelloRetryRequest.
    if (this.#retry !== undefined && this.#retry.cipherSuite !== this.#helloInUse().cipherSuite) return true;
    this.#keyPair = undefined;
    this.sharedSecret = undefined;
    // The earlier guards allow that only with a pre-shared key.
    if (share === undefined) return false;
    const keyPair = this.#keyPairs.find(({ group }) => NamedGroup[group] === share.group);
    if (keyPair === undefined) return true;
    this.#keyPair = keyPair;
    if (!isServerShareLength(keyPair.group, share.keyExchange.length)) return true;
    this.sharedSecret = keyPair.agree(share.keyExchange);
    return this.sharedSecret === undefined;
  }

  /** The checks for both ServerHello and HelloRetryRequest. */
  #isSelectionIllegal(): boolean {
    const { legacySessionIdEcho, cipherSuite } = this.#helloInUse();
    return legacySessionIdEcho.length !== 0 || !this.#sentHello().cipherSuites.includes(cipherSuite);
  }

  secondClientHelloSent(): boolean {
    return this.#retry !== undefined;
  }

  alternativeRetryIllegal(): boolean {
    return this.#isAlternativeRejected() || this.retryIllegal();
  }

  alternativeServerHelloIllegal(): boolean {
    return this.#isAlternativeRejected() || this.extensionMissing() || this.pskIllegal() || this.parameterIllegal();
  }

  #isAlternativeRejected(): boolean {
    return (
      this.versionUnsupported() || this.versionIllegal() || this.extensionUnsolicited() || this.extensionMisplaced()
    );
  }

  encryptedExtensionsIllegal(): boolean {
    const message = this.#encryptedExtensions as EncryptedExtensions;
    return areEncryptedExtensionsIllegal(message, this.#config) || this.#isEarlyDataAcceptanceIllegal(message);
  }

  #isEarlyDataAcceptanceIllegal(message: EncryptedExtensions): boolean {
    if (!message.extensions.some(({ kind }) => kind === 'early_data')) return false;
    const hello = this.#helloInUse() as ServerHello;
    return this.#earlyData?.isAcceptanceIllegal(selectedIdentity(hello), hello.cipherSuite, message) !== false;
  }

  certificateStored(): boolean {
    const { length } = this.#selectedPsk()?.session?.chain ?? [];
    return length > 0;
  }

  pskSelected(): boolean {
    return this.#selectedPsk() !== undefined;
  }

  contextIllegal(): boolean {
    return this.#requestContext.length !== 0;
  }

  filtersIllegal(): boolean {
    return this.#request?.filtersIllegal === true;
  }

  certificateRequested(): boolean {
    return this.#request !== undefined;
  }

  certificateUsable(): boolean {
    return this.#request?.selected !== undefined;
  }

  // Actions, in the order of the handshake.

  sendClientHello(): void {
    const { provider } = this.context;
    this.#keyPairs = this.#config.keyShares.map((group) => provider.generateKeyPair(group));
    this.#connectionId = this.#config.connectionIds ? this.context.createConnectionId() : undefined;
    this.#psks = new ClientPsks(provider, this.#config, this.context.now());
    const offered = this.#psks.offer(this.context.now());
    const { earlyData, cipherSuites } = this.#config;
    this.#earlyData = earlyData ? ClientEarlyData.with(this.#psks, cipherSuites) : undefined;
    const isEarly = this.#earlyData !== undefined;
    const hello = createClientHello(provider, this.#config, this.#keyPairs, this.#connectionId, offered, isEarly);
    this.#sendHello(hello, offered);
    this.#earlyData?.open(this.context, hello.random, this.transcript);
  }

  sendSecondClientHello(): void {
    const { cookie, group } = this.#retryParameters as RetryParameters;
    this.#retry = this.#receivedHello as HelloRetryRequest;
    this.#earlyData = undefined;
    this.context.earlyData.reject();
    const requestedGroup = group === undefined ? undefined : groupNamed(this.#config.groups, group);
    if (requestedGroup !== undefined) this.#keyPairs = [this.context.provider.generateKeyPair(requestedGroup)];
    this.#psks?.restrictTo(hashOf(this.#retry.cipherSuite));
    const offered = this.#psks?.offer(this.context.now());
    this.#sendHello(createSecondClientHello(this.#sentHello(), this.#keyPairs, cookie?.slice(), offered), offered);
  }

  #sendHello(hello: ClientHello, offered: OfferedPsks | undefined): void {
    this.#clientHello = hello;
    const body = encodeToBytes(ClientHello, hello);
    if (offered !== undefined)
      writeBinders(this.context.provider, body, offered, this.#psks?.all ?? [], this.transcript);
    this.stage(HandshakeType.client_hello, 0, body);
  }

  installHandshakeKeys(): void {
    const { cipherSuite } = this.#helloInUse();
    this.transcript.select(hashOf(cipherSuite));
    const psk = this.#selectedPsk()?.psk.key;
    this.keys = new SessionKeys(this.context, 'client', cipherSuite, this.#sentHello().random, psk);
    this.keys.installHandshake(this.sharedSecret, this.transcript.digest());
    this.context.setConnectionIds(negotiatedConnectionIds(this.#helloInUse() as ServerHello, this.#connectionId));
  }

  replaceHandshakeKeys(): void {
    this.#discardHelloInUse();
    this.transcript.addMessage(HandshakeType.server_hello, this.#alternative);
    this.#alternative = EMPTY;
    this.installHandshakeKeys();
  }

  dropHandshakeKeys(): void {
    this.#discardHelloInUse();
    this.#replaceFirstHelloByHash();
    this.transcript.addMessage(HandshakeType.server_hello, this.#alternative);
    this.#alternative = EMPTY;
  }

  /** Discards the hello in use, its keys and its part of the transcript. */
  #discardHelloInUse(): void {
    this.keys?.zeroize();
    this.context.keys.uninstall(EPOCH_HANDSHAKE);
    this.context.setConnectionIds(undefined);
    this.transcript.copyFrom(this.#transcriptBeforeHello);
  }

  requestCertificateVerification(): void {
    const stored = this.#selectedPsk()?.session?.chain.map(({ certData }) => certData);
    const { chain, ocspResponse } = this.peerAuthentication;
    this.context.application.requestCertificateVerification(stored ?? chain, ocspResponse);
  }

  installApplicationKeys(): void {
    const keys = this.keys as SessionKeys;
    keys.deriveApplication(this.transcript.digest());
    keys.installApplicationRead();
    keys.installApplicationWrite();
  }

  sendCertificate(): void {
    const body = encodeCertificate(this.#request?.selected?.certificate, this.#request?.isStatusRequested === true);
    this.stage(HandshakeType.certificate, EPOCH_HANDSHAKE, body);
  }

  sendCertificateVerify(): void {
    const { provider } = this.context;
    const selected = this.#request?.selected;
    if (selected === undefined) return;
    const { certificate, scheme } = selected;
    const body = encodeCertificateVerify(provider, 'client', scheme, certificate.privateKey, this.transcript.digest());
    this.stage(HandshakeType.certificate_verify, EPOCH_HANDSHAKE, body);
  }

  sendFinished(): void {
    const body = encodeFinished(this.keys as SessionKeys, 'client', this.transcript.digest());
    this.transcript.addMessage(HandshakeType.finished, body);
    this.context.stage(HandshakeType.finished, EPOCH_HANDSHAKE, body, true);
  }

  reportSecure(): void {
    const outcome = {
      cipherSuite: this.#helloInUse().cipherSuite,
      group: this.#keyPair?.group,
      psk: this.#selectedPsk(),
      peerSignatureScheme: this.peerAuthentication.scheme,
      helloRetry: this.#retry !== undefined,
      encryptedExtensions: this.#encryptedExtensions as EncryptedExtensions,
      servername: this.#config.servername,
      chain: this.peerAuthentication.chain,
      notAfter: this.peerAuthentication.notAfter,
    };
    const session = this.#config.sessions ? clientSessionParameters(outcome, this.context.now()) : undefined;
    this.complete(clientNegotiatedParameters(outcome), session, this.#config.postHandshakeAuth);
    this.#keyPairs = [];
    this.#psks = undefined;
    this.#keyPair = undefined;
    this.#clientHello = undefined;
    this.#receivedHello = undefined;
    this.#transcriptBeforeHello = new HandshakeTranscript(this.context.provider);
    this.#retry = undefined;
    this.#retryParameters = undefined;
    this.#encryptedExtensions = undefined;
    this.#request = undefined;
  }

  override zeroize(): void {
    super.zeroize();
    this.#psks?.zeroize();
  }

  /** The pre-shared key that the ServerHello selects; undefined: none, or one that was not offered. */
  #selectedPsk(): ClientPsk | undefined {
    const index = selectedIdentity(this.#helloInUse() as ServerHello);
    return index === undefined ? undefined : this.#psks?.at(index);
  }

  #sentHello(): ClientHello {
    return this.#clientHello as ClientHello;
  }

  #helloInUse(): ServerHello | HelloRetryRequest {
    return this.#receivedHello as ServerHello | HelloRetryRequest;
  }
}
