/**
 * The server's handshake.
 *
 * Flights (RFC 9147 section 5.7), optional messages in brackets:
 * 1. ClientHello from the client.
 * 2. [HelloRetryRequest to the client, without state; answered by a second ClientHello with the cookie]
 *    If the client offers pre-shared keys, the application may look one up, or verify the chain of a resumed session.
 * 3. ServerHello, EncryptedExtensions, [CertificateRequest], Certificate, CertificateVerify, Finished to the client.
 *    With a pre-shared key the server sends no CertificateRequest, Certificate and CertificateVerify.
 * 4. [Certificate, [CertificateVerify]], Finished from the client. The application verifies the chain before
 *    CertificateVerify is checked.
 * 5. ACK of the client's Finished.
 */

import {
  ServerEvent,
  ServerMachine,
  type ServerPort,
  ServerState,
} from '../../../../generated/dtls13/machines/server.ts';
import { EPOCH_HANDSHAKE } from '../../../../generated/dtls13/registries/constants.ts';
import { HandshakeType } from '../../../../generated/dtls13/registries/handshake-type.ts';
import { CertificateEntryExtension } from '../../../../generated/dtls13/wire/certificate-entry-extension.ts';
import { EncryptedExtensions } from '../../../../generated/dtls13/wire/encrypted-extensions.ts';
import { ServerHello } from '../../../../generated/dtls13/wire/server-hello.ts';
import type { WirechartError } from '../../../errors/wirechart-error.ts';
import { encodeToBytes } from '../../../wire/index.ts';
import { encodeCertificate } from '../certificate.ts';
import { SentCertificateRequest } from '../certificate-request.ts';
import type { SelectedCertificate } from '../certificate-selection.ts';
import { encodeCertificateVerify } from '../certificate-verify.ts';
import { deriveEarlyKeys } from '../early-keys.ts';
import { hasMisplacedExtension } from '../extension-rules.ts';
import { encodeFinished } from '../finished.ts';
import { HandshakeBase } from '../handshake-base.ts';
import type { ServerHandshakeConfig } from '../handshake-config.ts';
import type { Handshake, HandshakeContext, NegotiatedConnectionIds, PskLookupResult } from '../handshake-context.ts';
import { hashOf, SessionKeys } from '../session-keys.ts';
import { ClientHelloNegotiation } from './client-hello-negotiation.ts';
import type { ClientHelloOffer } from './client-hello-offer.ts';
import type { EarlyDataOffer } from './early-data-offer.ts';
import type { SelectedPsk } from './psk-negotiation.ts';
import { type SelectedParameters, selectParameters } from './selected-parameters.ts';
import { serverChart } from './server-chart.ts';
import { createServerHello } from './server-hello.ts';
import { serverNegotiatedParameters, serverSessionParameters } from './server-outcome.ts';
import type { StatelessHandshakeContext } from './stateless-handshake-context.ts';

const EMPTY = new Uint8Array(0);

/**
 * The server's handshake: guards and actions of the server chart; RFC 9846 appendix A.2. It has no connection before it
 * accepts a ClientHello; without that it is discarded.
 */
export class ServerHandshake extends HandshakeBase<ServerEvent> implements Handshake, ServerPort {
  protected readonly chart = serverChart;
  protected readonly machine: ServerMachine;
  readonly #stateless: StatelessHandshakeContext;
  readonly #config: ServerHandshakeConfig;
  #connection: HandshakeContext | undefined;
  /** From the ClientHello to the end of the handshake. */
  #clientHello: ClientHelloNegotiation | undefined;
  #selectedParameters: SelectedParameters | undefined;
  #connectionIds: NegotiatedConnectionIds | undefined;
  #request: SentCertificateRequest | undefined;
  /** Extensions of the current message that violate a rule. */
  #unsolicited = false;
  #misplaced = false;

  constructor(stateless: StatelessHandshakeContext, config: ServerHandshakeConfig) {
    super(stateless, 'client');
    this.#stateless = stateless;
    this.#config = config;
    this.machine = new ServerMachine(this);
    this.machine.start();
  }

  protected get context(): HandshakeContext {
    return this.#connection as HandshakeContext;
  }

  override certificateRejected(alert: string, error: WirechartError): void {
    if (this.machine.state === ServerState.RESUMING) {
      // A rejected session is not resumed, and the client may authenticate itself anew.
      this.#clientHello?.psks?.decline();
      this.send(ServerEvent.certificateRejected);
    } else {
      super.certificateRejected(alert, error);
    }
  }

  override pskResponded(found: PskLookupResult | undefined): void {
    this.failOnThrow(() => {
      this.#clientHello?.psks?.respond(found);
      this.machine.send(ServerEvent.pskResponded);
    });
  }

  override freshnessResponded(isFresh: boolean): void {
    if (!isFresh) {
      this.#clientHello?.rejectEarlyData();
      this.context.earlyData.reject();
    }
    this.send(isFresh ? ServerEvent.freshnessConfirmed : ServerEvent.freshnessDenied);
  }

  override zeroize(): void {
    super.zeroize();
    this.#clientHello?.psks?.zeroize();
  }

  protected read(type: number, body: Uint8Array): void {
    switch (type) {
      case HandshakeType.client_hello:
        if (this.#connection !== undefined) break;
        this.#clientHello = new ClientHelloNegotiation(this.#stateless, this.#config, this.transcript, body);
        this.#misplaced = this.#offer.extensionMisplaced;
        break;
      case HandshakeType.certificate:
        this.#readCertificate(body);
        break;
      case HandshakeType.certificate_verify:
        this.peerAuthentication.readCertificateVerify(body);
        break;
    }
  }

  /** Compares the extensions with those requested and with those that the message may contain; RFC 9846 section 4.3. */
  #readCertificate(body: Uint8Array): void {
    this.peerAuthentication.readCertificate(body);
    const types = this.peerAuthentication.extensions.map(CertificateEntryExtension.extensionType);
    this.#unsolicited = this.#request?.hasUnsolicited(types) === true;
    this.#misplaced = hasMisplacedExtension(types, 'CT');
  }

  // Guards.

  versionUnsupported(): boolean {
    return this.#offer.versionUnsupported;
  }

  extensionMisplaced(): boolean {
    return this.#misplaced;
  }

  extensionMissing(): boolean {
    return this.#offer.extensionMissing;
  }

  parameterIllegal(): boolean {
    return this.#offer.parameterIllegal;
  }

  noCommonParameters(): boolean {
    return this.#offer.noCommonParameters;
  }

  noCommonProtocol(): boolean {
    return this.#offer.noCommonProtocol;
  }

  cookieIllegal(): boolean {
    return this.#hello.isCookieIllegal;
  }

  earlyDataAcceptable(): boolean {
    return this.#hello.acceptEarlyData();
  }

  retryRequired(): boolean {
    return this.#hello.isRetryRequired;
  }

  shareMissing(): boolean {
    return this.#hello.isShareMissing;
  }

  pskLookupRequired(): boolean {
    const { psks } = this.#hello;
    psks?.selectTicket();
    return (psks?.lookupIdentities.length ?? 0) > 0;
  }

  binderInvalid(): boolean {
    return this.#hello.psks?.isBinderInvalid() === true;
  }

  certificateStored(): boolean {
    return (this.#selectedPsk?.ticket?.chain.length ?? 0) > 0;
  }

  pskUnknown(): boolean {
    const isUnknown = this.#selectedPsk === undefined && this.#config.certificates.length === 0;
    if (isUnknown) this.#hello.psks?.verifyNothing();
    return isUnknown;
  }

  signatureAlgorithmsMissing(): boolean {
    return this.#selectedPsk === undefined && this.#offer.signatureAlgorithmsMissing;
  }

  noCommonCertificate(): boolean {
    return this.#selectedPsk === undefined && this.#offer.noCommonCertificate;
  }

  pskSelected(): boolean {
    return this.#selectedPsk !== undefined;
  }

  shareIllegal(): boolean {
    if (!this.#hello.isKeyExchanged) return false;
    this.sharedSecret = this.#hello.exchangeKeys(this.host.provider);
    return this.sharedSecret === undefined;
  }

  requestsCertificate(): boolean {
    return this.#config.requestCertificate !== 'no';
  }

  certificateRequired(): boolean {
    return this.#config.requestCertificate === 'required' && this.certificateMissing();
  }

  filtersUnmatched(): boolean {
    return this.#request?.isMatchedBy(this.peerAuthentication.chain) === false;
  }

  contextIllegal(): boolean {
    return this.peerAuthentication.requestContext.length !== 0;
  }

  extensionUnsolicited(): boolean {
    return this.#unsolicited;
  }

  // Actions, in the order of the handshake.

  sendHelloRetryRequest(): void {
    this.#stateless.sendHelloRetryRequest(this.#hello.createHelloRetryRequest(this.transcript.digest()));
  }

  accept(): void {
    const offer = this.#offer;
    this.#selectedParameters = selectParameters(offer, this.#config);
    this.#connection = this.#stateless.accept(this);
    this.setConnection(this.#connection);
    if (offer.recordSizeLimit !== undefined)
      this.#connection.limitRecordSize(offer.recordSizeLimit, this.#config.recordSizeLimit);
  }

  requestPsk(): void {
    const { suite, servername } = this.#selected();
    this.#hello.keepHello();
    this.context.application.requestPsk(this.#hello.psks?.lookupIdentities ?? [], hashOf(suite), servername);
  }

  requestFreshness(): void {
    const { check, maxSize } = this.#hello.earlyData as EarlyDataOffer;
    const { suite, clientRandom } = this.#selected();
    const { psk } = this.#selectedPsk as SelectedPsk;
    this.#hello.keepHello();
    this.context.earlyData.receive(
      deriveEarlyKeys(this.context, suite, psk.key, clientRandom, this.transcript),
      maxSize,
    );
    this.context.application.requestFreshness(check);
  }

  withdraw(): void {
    this.context.withdraw();
  }

  sendServerHello(): void {
    const { suite } = this.#selected();
    this.#connectionIds = this.#negotiateConnectionIds();
    const { provider } = this.context;
    const { serverShare, selectedPsk } = this.#hello;
    const hello = createServerHello(provider, suite, serverShare, selectedPsk?.index, this.#connectionIds);
    this.#hello.discardHello();
    this.stage(HandshakeType.server_hello, 0, encodeToBytes(ServerHello, hello));
  }

  installHandshakeKeys(): void {
    const { suite, clientRandom } = this.#selected();
    this.keys = new SessionKeys(this.context, 'server', suite, clientRandom, this.#selectedPsk?.psk.key);
    this.keys.installHandshake(this.sharedSecret, this.transcript.digest());
    this.context.setConnectionIds(this.#connectionIds);
  }

  #negotiateConnectionIds(): NegotiatedConnectionIds | undefined {
    const { connectionId, returnRoutabilityCheck } = this.#selected();
    if (connectionId === undefined) return undefined;
    return { own: this.context.createConnectionId(), peer: connectionId, returnRoutabilityCheck };
  }

  sendEncryptedExtensions(): void {
    const isEarlyDataAccepted = this.#hello.earlyData !== undefined && this.#selectedPsk !== undefined;
    const extensions = [...this.#selected().extensions];
    if (isEarlyDataAccepted) extensions.push({ kind: 'early_data' });
    if (isEarlyDataAccepted) this.context.earlyData.accept();
    else this.context.earlyData.reject();
    this.stage(HandshakeType.encrypted_extensions, EPOCH_HANDSHAKE, encodeToBytes(EncryptedExtensions, { extensions }));
  }

  sendCertificateRequest(): void {
    this.#request = new SentCertificateRequest(this.context.provider, this.#config, EMPTY);
    this.stage(HandshakeType.certificate_request, EPOCH_HANDSHAKE, this.#request.body);
  }

  sendCertificate(): void {
    const body = encodeCertificate(this.#certificate().certificate, this.#selected().isStatusRequested);
    this.stage(HandshakeType.certificate, EPOCH_HANDSHAKE, body);
  }

  sendCertificateVerify(): void {
    const { provider } = this.context;
    const { certificate, scheme } = this.#certificate();
    const body = encodeCertificateVerify(provider, 'server', scheme, certificate.privateKey, this.transcript.digest());
    this.stage(HandshakeType.certificate_verify, EPOCH_HANDSHAKE, body);
  }

  sendFinished(): void {
    const keys = this.keys as SessionKeys;
    this.stage(HandshakeType.finished, EPOCH_HANDSHAKE, encodeFinished(keys, 'server', this.transcript.digest()));
    keys.deriveApplication(this.transcript.digest());
    keys.installApplicationWrite();
  }

  requestCertificateVerification(): void {
    const stored = this.#selectedPsk?.ticket?.chain.map(({ certData }) => certData);
    if (stored !== undefined) this.#hello.keepHello();
    const { chain, ocspResponse } = this.peerAuthentication;
    this.context.application.requestCertificateVerification(stored ?? chain, ocspResponse);
  }

  installApplicationKeys(): void {
    (this.keys as SessionKeys).installApplicationRead();
  }

  acknowledge(): void {
    this.context.acknowledgeLastFlight();
  }

  reportSecure(): void {
    const selected = this.#selected();
    const outcome = {
      selected,
      group: this.#hello.serverShare?.group,
      psk: this.#selectedPsk,
      peerSignatureScheme: this.peerAuthentication.scheme,
      helloRetry: this.#hello.isRetried,
      chain: this.peerAuthentication.chain,
      notAfter: this.peerAuthentication.notAfter,
    };
    const session = selected.acceptsTickets ? serverSessionParameters(outcome, this.context.now()) : undefined;
    this.complete(serverNegotiatedParameters(outcome), session, selected.postHandshakeAuth);
    this.#clientHello = undefined;
    this.#selectedParameters = undefined;
    this.#request = undefined;
  }

  get #hello(): ClientHelloNegotiation {
    return this.#clientHello as ClientHelloNegotiation;
  }

  get #offer(): ClientHelloOffer {
    return this.#hello.offer;
  }

  get #selectedPsk(): SelectedPsk | undefined {
    return this.#clientHello?.selectedPsk;
  }

  /** Only without a pre-shared key. */
  #certificate(): SelectedCertificate {
    return this.#selected().certificate as SelectedCertificate;
  }

  #selected(): SelectedParameters {
    return this.#selectedParameters as SelectedParameters;
  }
}
