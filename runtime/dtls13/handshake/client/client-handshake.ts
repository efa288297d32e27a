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
import { EPOCH_HANDSHAKE } from '../../../../generated/dtls13/registries/constants.ts';
import type { ExtensionType } from '../../../../generated/dtls13/registries/extension-type.ts';
import { HandshakeType } from '../../../../generated/dtls13/registries/handshake-type.ts';
import { CertificateEntryExtension } from '../../../../generated/dtls13/wire/certificate-entry-extension.ts';
import { EncryptedExtension } from '../../../../generated/dtls13/wire/encrypted-extension.ts';
import { EncryptedExtensions } from '../../../../generated/dtls13/wire/encrypted-extensions.ts';
import { WireError } from '../../../errors/wire-error.ts';
import { decodeAll } from '../../../wire/index.ts';
import { encodeCertificate } from '../certificate.ts';
import { ReceivedCertificateRequest } from '../certificate-request.ts';
import { encodeCertificateVerify } from '../certificate-verify.ts';
import { type ExtensionMessage, type ExtensionViolations, extensionViolations } from '../extension-rules.ts';
import { encodeFinished } from '../finished.ts';
import { HandshakeBase } from '../handshake-base.ts';
import type { ClientHandshakeConfig } from '../handshake-config.ts';
import type { Handshake, HandshakeContext } from '../handshake-context.ts';
import { HandshakeTranscript } from '../handshake-transcript.ts';
import { isHelloRetryRequest } from '../hello-retry-request.ts';
import { hashOf, SessionKeys } from '../session-keys.ts';
import { clientChart } from './client-chart.ts';
import { ClientOffer } from './client-offer.ts';
import { clientNegotiatedParameters, clientSessionParameters } from './client-outcome.ts';
import { areEncryptedExtensionsIllegal } from './encrypted-extensions.ts';
import { ReceivedHelloRetryRequest, ReceivedServerHello } from './server-hello.ts';

const EMPTY = new Uint8Array(0);

/** The client's handshake: guards and actions of the client chart; RFC 9846 appendix A.1. */
export class ClientHandshake extends HandshakeBase<ClientEvent> implements Handshake, ClientPort {
  protected readonly chart = clientChart;
  protected readonly machine: ClientMachine;
  protected readonly context: HandshakeContext;
  readonly #config: ClientHandshakeConfig;
  /** From the first ClientHello to the end of the handshake. */
  #sentOffer: ClientOffer | undefined;
  /** The ServerHello or HelloRetryRequest in use. */
  #receivedHello: ReceivedServerHello | ReceivedHelloRetryRequest | undefined;
  /** The transcript before the ServerHello or HelloRetryRequest in use, for an alternative one. */
  #transcriptBeforeHello: HandshakeTranscript;
  /** The hello that is tried in place of the one in use; empty once the chart has accepted it. */
  #alternative: Uint8Array = EMPTY;
  /** The HelloRetryRequest that was answered. */
  #retry: ReceivedHelloRetryRequest | undefined;
  /** Of the current message. */
  #violations: ExtensionViolations | undefined;
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
    const isRetry = type === HandshakeType.server_hello && this.#hello.isRetry;
    return isRetry ? ClientEvent.helloRetryRequest : super.event(type);
  }

  override considerAlternative(body: Uint8Array): boolean {
    const previousHello = this.#receivedHello;
    this.#alternative = body;
    this.failOnThrow(() => {
      try {
        this.#readHello(body);
      } catch (error) {
        if (error instanceof WireError) return;
        throw error;
      }
      this.machine.send(
        this.#hello.isRetry ? ClientEvent.alternativeHelloRetryRequest : ClientEvent.alternativeServerHello,
      );
    });
    if (this.#alternative.length === 0) return true;
    this.#alternative = EMPTY;
    this.#receivedHello = previousHello;
    return false;
  }

  protected read(type: number, body: Uint8Array): void {
    switch (type) {
      case HandshakeType.server_hello:
        this.#transcriptBeforeHello.copyFrom(this.transcript);
        this.#readHello(body);
        // Only in sequence and with an offered suite; otherwise the handshake is about to fail.
        if (this.#hello.isRetry && this.transcript.hash === undefined) this.#replaceFirstHelloByHash();
        break;
      case HandshakeType.encrypted_extensions: {
        this.#encryptedExtensions = decodeAll(EncryptedExtensions, body);
        const { extensions } = this.#encryptedExtensions;
        this.#checkExtensions('EE', extensions.map(EncryptedExtension.extensionType));
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
        this.#violations = {
          missing: this.#request.extensionMissing,
          unsolicited: false,
          misplaced: this.#request.extensionMisplaced,
        };
        break;
      case HandshakeType.certificate:
        this.peerAuthentication.readCertificate(body);
        this.#requestContext = this.peerAuthentication.requestContext;
        this.#checkExtensions('CT', this.peerAuthentication.extensions.map(CertificateEntryExtension.extensionType));
        break;
      case HandshakeType.certificate_verify:
        this.peerAuthentication.readCertificateVerify(body);
        break;
    }
  }

  #readHello(body: Uint8Array): void {
    this.#receivedHello = isHelloRetryRequest(body)
      ? new ReceivedHelloRetryRequest(body, this.#offer)
      : new ReceivedServerHello(body, this.#offer, this.#config.pskRequired);
    this.#violations = this.#receivedHello.violations;
  }

  /** After a HelloRetryRequest the transcript contains the hash of the first ClientHello. */
  #replaceFirstHelloByHash(): void {
    const { cipherSuite } = this.#hello;
    if (this.#offer.hasSuite(cipherSuite)) this.transcript.replaceByMessageHash(hashOf(cipherSuite));
  }

  /** Compares the extensions with those offered and with those that the message may contain; RFC 9846 section 4.3. */
  #checkExtensions(message: ExtensionMessage, types: readonly ExtensionType[]): void {
    this.#violations = extensionViolations(types, message, (type) => this.#offer.hasExtension(type));
  }

  // Guards.

  downgradeIndicated(): boolean {
    return this.#hello.isDowngrade;
  }

  versionUnsupported(): boolean {
    return this.#hello.isVersionUnsupported;
  }

  versionIllegal(): boolean {
    return this.#hello.isVersionIllegal;
  }

  extensionMissing(): boolean {
    return this.#violations?.missing === true;
  }

  extensionUnsolicited(): boolean {
    return this.#violations?.unsolicited === true;
  }

  extensionMisplaced(): boolean {
    return this.#violations?.misplaced === true;
  }

  retryIllegal(): boolean {
    return (this.#hello as ReceivedHelloRetryRequest).isIllegal;
  }

  pskIllegal(): boolean {
    return this.#serverHello.isPskIllegal(this.#config.pskModes);
  }

  parameterIllegal(): boolean {
    const hello = this.#serverHello;
    // The ServerHello must select the suite of the HelloRetryRequest.
    const isSuiteChanged = this.#retry !== undefined && this.#retry.cipherSuite !== hello.cipherSuite;
    if (hello.isSelectionIllegal || isSuiteChanged || !hello.exchangeKeys()) return true;
    this.sharedSecret = hello.sharedSecret;
    return false;
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
    const { selectedIdentity, cipherSuite } = this.#serverHello;
    return this.#offer.earlyData?.isAcceptanceIllegal(selectedIdentity, cipherSuite, message) !== false;
  }

  certificateStored(): boolean {
    return (this.#serverHello.selectedPsk?.session?.chain.length ?? 0) > 0;
  }

  pskSelected(): boolean {
    return this.#serverHello.selectedPsk !== undefined;
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
    this.#sentOffer = new ClientOffer(this.context, this.#config);
    this.stage(HandshakeType.client_hello, 0, this.#offer.encode(this.transcript));
    this.#offer.openEarlyData(this.context, this.transcript);
  }

  sendSecondClientHello(): void {
    this.#retry = this.#hello as ReceivedHelloRetryRequest;
    this.context.earlyData.reject();
    this.#offer.revise(this.#retry.parameters, this.#retry.cipherSuite, this.context.now());
    this.stage(HandshakeType.client_hello, 0, this.#offer.encode(this.transcript));
  }

  installHandshakeKeys(): void {
    const { cipherSuite, selectedPsk, connectionIds } = this.#serverHello;
    this.transcript.select(hashOf(cipherSuite));
    this.keys = new SessionKeys(this.context, 'client', cipherSuite, this.#offer.random, selectedPsk?.psk.key);
    this.keys.installHandshake(this.sharedSecret, this.transcript.digest());
    this.context.setConnectionIds(connectionIds);
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
    const stored = this.#serverHello.selectedPsk?.session?.chain.map(({ certData }) => certData);
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
    const { cipherSuite, group, selectedPsk } = this.#serverHello;
    const outcome = {
      cipherSuite,
      group,
      psk: selectedPsk,
      peerSignatureScheme: this.peerAuthentication.scheme,
      helloRetry: this.#retry !== undefined,
      encryptedExtensions: this.#encryptedExtensions as EncryptedExtensions,
      servername: this.#config.servername,
      chain: this.peerAuthentication.chain,
      notAfter: this.peerAuthentication.notAfter,
    };
    const session = this.#config.sessions ? clientSessionParameters(outcome, this.context.now()) : undefined;
    this.complete(clientNegotiatedParameters(outcome), session, this.#config.postHandshakeAuth);
    this.#sentOffer = undefined;
    this.#receivedHello = undefined;
    this.#transcriptBeforeHello = new HandshakeTranscript(this.context.provider);
    this.#retry = undefined;
    this.#encryptedExtensions = undefined;
    this.#request = undefined;
  }

  override zeroize(): void {
    super.zeroize();
    this.#sentOffer?.zeroize();
  }

  get #offer(): ClientOffer {
    return this.#sentOffer as ClientOffer;
  }

  get #hello(): ReceivedServerHello | ReceivedHelloRetryRequest {
    return this.#receivedHello as ReceivedServerHello | ReceivedHelloRetryRequest;
  }

  /** Only if it is not a HelloRetryRequest. */
  get #serverHello(): ReceivedServerHello {
    return this.#receivedHello as ReceivedServerHello;
  }
}
