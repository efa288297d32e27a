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
import type { CipherSuite } from '../../../../generated/dtls13/registries/cipher-suite.ts';
import { EPOCH_HANDSHAKE } from '../../../../generated/dtls13/registries/constants.ts';
import { HandshakeType } from '../../../../generated/dtls13/registries/handshake-type.ts';
import { NamedGroup } from '../../../../generated/dtls13/registries/named-group.ts';
import { PskKeyExchangeMode } from '../../../../generated/dtls13/registries/psk-key-exchange-mode.ts';
import { CertificateEntryExtension } from '../../../../generated/dtls13/wire/certificate-entry-extension.ts';
import { ClientHello } from '../../../../generated/dtls13/wire/client-hello.ts';
import { EncryptedExtensions } from '../../../../generated/dtls13/wire/encrypted-extensions.ts';
import { ServerHello } from '../../../../generated/dtls13/wire/server-hello.ts';
import type { GroupName } from '../../../crypto/provider.ts';
import type { WirechartError } from '../../../errors/wirechart-error.ts';
import { decodeAll, encodeToBytes } from '../../../wire/index.ts';
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
import { encodeHelloRetryRequest } from '../hello-retry-request.ts';
import { isClientShareLength } from '../key-shares.ts';
import { truncatedTranscriptHash } from '../psk/binders.ts';
import { hashOf, SessionKeys } from '../session-keys.ts';
import { ClientHelloOffer, retryGroup } from './client-hello-offer.ts';
import { acceptableEarlyData, type EarlyDataOffer } from './early-data-offer.ts';
import { decodeClientHello } from './legacy-client-hello.ts';
import { PskNegotiation, type SelectedPsk } from './psk-negotiation.ts';
import { type SelectedParameters, selectParameters } from './selected-parameters.ts';
import { serverChart } from './server-chart.ts';
import { createServerHello, type ServerShare } from './server-hello.ts';
import { serverNegotiatedParameters, serverSessionParameters } from './server-outcome.ts';
import type { CookieContents, StatelessHandshakeContext } from './stateless-handshake-context.ts';

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
  #offer: ClientHelloOffer | undefined;
  /** The contents of the client's cookie; undefined: it returned no valid one. */
  #cookieContents: CookieContents | undefined;
  #selectedParameters: SelectedParameters | undefined;
  /** The ClientHello in bytes, which are valid during the call. */
  #helloBody: Uint8Array = EMPTY;
  #psks: PskNegotiation | undefined;
  /** Early data that is accepted with its pre-shared key, once its freshness is confirmed; undefined: there is none. */
  #earlyData: EarlyDataOffer | undefined;
  /** Our side of the key exchange; undefined: there is only a pre-shared key. */
  #keyExchange: ServerShare | undefined;
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

  /** Whether the ClientHello answers our HelloRetryRequest. */
  get retried(): boolean {
    return this.#cookieContents !== undefined;
  }

  override certificateRejected(alert: string, error: WirechartError): void {
    if (this.machine.state === ServerState.RESUMING) {
      // A rejected session is not resumed, and the client may authenticate itself anew.
      this.#psks?.decline();
      this.send(ServerEvent.certificateRejected);
    } else {
      super.certificateRejected(alert, error);
    }
  }

  override pskResponded(found: PskLookupResult | undefined): void {
    this.failOnThrow(() => {
      this.#psks?.respond(found);
      this.machine.send(ServerEvent.pskResponded);
    });
  }

  override freshnessResponded(isFresh: boolean): void {
    if (!isFresh) {
      this.#earlyData = undefined;
      this.context.earlyData.reject();
    }
    this.send(isFresh ? ServerEvent.freshnessConfirmed : ServerEvent.freshnessDenied);
  }

  override zeroize(): void {
    super.zeroize();
    this.#psks?.zeroize();
  }

  protected read(type: number, body: Uint8Array): void {
    switch (type) {
      case HandshakeType.client_hello:
        if (this.#connection !== undefined) break;
        this.#helloBody = body;
        this.#readClientHello(decodeClientHello(body));
        this.#psks = this.#createPskNegotiation(body);
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

  /** Reads a ClientHello. A cookie restores the transcript before it; RFC 9147 section 5.1. */
  #readClientHello(hello: ClientHello): void {
    const offer = new ClientHelloOffer(hello, this.#config);
    this.#offer = offer;
    this.#misplaced = offer.extensionMisplaced;
    const { cookie, suite } = offer;
    if (suite === undefined) return;
    const selection = { cipherSuite: suite, singleShareGroup: offer.singleShareGroup };
    const contents = cookie === undefined ? undefined : this.#stateless.verifyCookie(cookie, selection, offer.binding);
    if (cookie === undefined || contents === undefined) {
      this.transcript.select(hashOf(suite));
      return;
    }
    const group = retryGroup(this.#config, contents.selectedGroup);
    // Another server with the same cookie keys and other groups created the cookie.
    if (group === undefined && contents.selectedGroup !== 0) return;
    this.#cookieContents = contents;
    this.transcript.startFromMessageHash(hashOf(suite), contents.clientHelloHash);
    this.transcript.addMessage(HandshakeType.server_hello, encodeHelloRetryRequest(suite, group, cookie));
  }

  /** Undefined: no pre-shared key can be used. */
  #createPskNegotiation(body: Uint8Array): PskNegotiation | undefined {
    const { psks: offered, suite } = this.#offered();
    if (offered === undefined || suite === undefined) return undefined;
    // The answer is a HelloRetryRequest.
    const isRetried = this.#stateless.cookieRequired && this.#cookieContents === undefined;
    if (isRetried && !this.#isEarlyDataPossible) return undefined;
    const { provider } = this.host;
    const hash = hashOf(suite);
    const transcriptHash = truncatedTranscriptHash(provider, this.transcript, hash, body, offered);
    const { externalPsks, tickets } = this.#config;
    const openTicket = (ticket: Uint8Array) => (tickets ? this.#stateless.openTicket(ticket) : undefined);
    return new PskNegotiation({ provider, offered, hash, transcriptHash, externalPsks, openTicket });
  }

  /** Whether early data is offered at all, and could be accepted now. */
  get #isEarlyDataPossible(): boolean {
    const isOffered = this.#config.maxEarlyData > 0 && this.#offered().earlyData && this.#cookieContents === undefined;
    return isOffered && this.#stateless.earlyDataPermitted;
  }

  // Guards.

  versionUnsupported(): boolean {
    return this.#offered().versionUnsupported;
  }

  extensionMisplaced(): boolean {
    return this.#misplaced;
  }

  extensionMissing(): boolean {
    return this.#offered().extensionMissing;
  }

  parameterIllegal(): boolean {
    return this.#offered().parameterIllegal;
  }

  noCommonParameters(): boolean {
    return this.#offered().noCommonParameters;
  }

  noCommonProtocol(): boolean {
    return this.#offered().noCommonProtocol;
  }

  cookieIllegal(): boolean {
    return this.#offered().cookie !== undefined && this.#cookieContents === undefined;
  }

  earlyDataAcceptable(): boolean {
    const psks = this.#psks;
    if (psks === undefined || !this.#isEarlyDataPossible || this.shareMissing()) return false;
    this.#earlyData = acceptableEarlyData(this.#stateless, this.#offered(), psks, this.#config.maxEarlyData);
    // The answer is a HelloRetryRequest, and nothing else overwrites the key.
    if (this.#earlyData === undefined && this.#stateless.cookieRequired) psks.decline();
    return this.#earlyData !== undefined;
  }

  retryRequired(): boolean {
    return this.#cookieContents === undefined && (this.#stateless.cookieRequired || this.shareMissing());
  }

  shareMissing(): boolean {
    const requestedGroup = this.#cookieContents?.selectedGroup ?? 0;
    // The second ClientHello must have one share, of the requested group; RFC 9846 section 4.3.8.
    if (requestedGroup !== 0) return this.#offered().singleShareGroup !== requestedGroup;
    return this.#missingShare !== undefined;
  }

  /** The group without a key share that the handshake needs. Without a certificate, psk_ke needs none. */
  get #missingShare(): GroupName | undefined {
    const { psks, pskMode } = this.#offered();
    const isPskOnly = psks !== undefined && this.#config.certificates.length === 0;
    if (isPskOnly && pskMode === PskKeyExchangeMode.psk_ke) return undefined;
    const group = this.#group();
    return group !== undefined && this.#offered().shareOf(group) === undefined ? group : undefined;
  }

  pskLookupRequired(): boolean {
    this.#psks?.selectTicket();
    return (this.#psks?.lookupIdentities.length ?? 0) > 0;
  }

  binderInvalid(): boolean {
    return this.#psks?.isBinderInvalid() === true;
  }

  certificateStored(): boolean {
    return (this.#selectedPsk?.ticket?.chain.length ?? 0) > 0;
  }

  pskUnknown(): boolean {
    const isUnknown = this.#selectedPsk === undefined && this.#config.certificates.length === 0;
    if (isUnknown) this.#psks?.verifyNothing();
    return isUnknown;
  }

  signatureAlgorithmsMissing(): boolean {
    return this.#selectedPsk === undefined && this.#offered().signatureAlgorithmsMissing;
  }

  noCommonCertificate(): boolean {
    return this.#selectedPsk === undefined && this.#offered().noCommonCertificate;
  }

  pskSelected(): boolean {
    return this.#selectedPsk !== undefined;
  }

  shareIllegal(): boolean {
    const isKeyExchanged = this.#selectedPsk === undefined || this.#offered().pskMode === PskKeyExchangeMode.psk_dhe_ke;
    if (!isKeyExchanged) return false;
    const group = this.#group() as GroupName;
    const share = this.#offered().shareOf(group)?.keyExchange ?? EMPTY;
    if (!isClientShareLength(group, share.length)) return true;
    const response = this.host.provider.respond(group, share);
    if (response === undefined) return true;
    this.#keyExchange = { group, share: response.share };
    this.sharedSecret = response.secret;
    return false;
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
    const offer = this.#offered();
    const suite = offer.suite as CipherSuite;
    const requestedGroup = this.#missingShare;
    const selectedGroup = requestedGroup === undefined ? 0 : NamedGroup[requestedGroup];
    const clientHelloHash = this.transcript.digest();
    const cookie = this.#stateless.createCookie({ cipherSuite: suite, selectedGroup, clientHelloHash }, offer.binding);
    this.#stateless.sendHelloRetryRequest(encodeHelloRetryRequest(suite, requestedGroup, cookie));
  }

  accept(): void {
    const offer = this.#offered();
    this.#selectedParameters = selectParameters(offer, this.#config);
    this.#connection = this.#stateless.accept(this);
    this.setConnection(this.#connection);
    if (offer.recordSizeLimit !== undefined)
      this.#connection.limitRecordSize(offer.recordSizeLimit, this.#config.recordSizeLimit);
  }

  requestPsk(): void {
    const { suite, servername } = this.#selected();
    this.#keepOffer();
    this.context.application.requestPsk(this.#psks?.lookupIdentities ?? [], hashOf(suite), servername);
  }

  requestFreshness(): void {
    const { check, maxSize } = this.#earlyData as EarlyDataOffer;
    const { suite, clientRandom } = this.#selected();
    const { psk } = this.#selectedPsk as SelectedPsk;
    this.#keepOffer();
    this.context.earlyData.receive(
      deriveEarlyKeys(this.context, suite, psk.key, clientRandom, this.transcript),
      maxSize,
    );
    this.context.application.requestFreshness(check);
  }

  withdraw(): void {
    this.context.withdraw();
  }

  /** Copies the ClientHello, because the handshake continues after the call that received it. */
  #keepOffer(): void {
    if (this.#helloBody.length === 0) return;
    const hello = decodeAll(ClientHello, new Uint8Array(this.#helloBody));
    const offer = new ClientHelloOffer(hello, this.#config);
    this.#offer = offer;
    this.#psks?.keep(offer.psks);
    this.#helloBody = EMPTY;
  }

  sendServerHello(): void {
    const { suite } = this.#selected();
    this.#connectionIds = this.#negotiateConnectionIds();
    const { provider } = this.context;
    const index = this.#selectedPsk?.index;
    const hello = createServerHello(provider, suite, this.#keyExchange, index, this.#connectionIds);
    this.#offer = undefined;
    this.#helloBody = EMPTY;
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
    const isEarlyDataAccepted = this.#earlyData !== undefined && this.#selectedPsk !== undefined;
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
    if (stored !== undefined) this.#keepOffer();
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
      group: this.#keyExchange?.group,
      psk: this.#selectedPsk,
      peerSignatureScheme: this.peerAuthentication.scheme,
      helloRetry: this.retried,
      chain: this.peerAuthentication.chain,
      notAfter: this.peerAuthentication.notAfter,
    };
    const session = selected.acceptsTickets ? serverSessionParameters(outcome, this.context.now()) : undefined;
    this.complete(serverNegotiatedParameters(outcome), session, selected.postHandshakeAuth);
    this.#selectedParameters = undefined;
    this.#psks = undefined;
    this.#keyExchange = undefined;
    this.#cookieContents = undefined;
    this.#request = undefined;
  }

  #offered(): ClientHelloOffer {
    return this.#offer as ClientHelloOffer;
  }

  /** The group of the key exchange; undefined: none is in common. */
  #group(): GroupName | undefined {
    const requestedGroup = retryGroup(this.#config, this.#cookieContents?.selectedGroup ?? 0);
    return requestedGroup ?? this.#offered().group;
  }

  get #selectedPsk(): SelectedPsk | undefined {
    return this.#psks?.selected;
  }

  /** Only without a pre-shared key. */
  #certificate(): SelectedCertificate {
    return this.#selected().certificate as SelectedCertificate;
  }

  #selected(): SelectedParameters {
    return this.#selectedParameters as SelectedParameters;
  }
}
