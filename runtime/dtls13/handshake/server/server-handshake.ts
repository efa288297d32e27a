/**
 * The server's handshake.
 *
 * Flights (RFC 9147 section 5.7), optional messages in brackets:
 * 1. ClientHello from the client.
 * 2. [HelloRetryRequest to the client, without state; answered by a second ClientHello with the cookie]
 * 3. ServerHello, EncryptedExtensions, [CertificateRequest], Certificate, CertificateVerify, Finished to the client.
 * 4. [Certificate, [CertificateVerify]], Finished from the client. The application verifies the chain before
 *    CertificateVerify is checked.
 * 5. ACK of the client's Finished.
 */

import {
  ServerEvent,
  ServerMachine,
  type ServerPort,
  serverEdges,
  serverStateNames,
} from '../../../../generated/dtls13/machines/server.ts';
import { type CipherSuite, cipherSuiteName } from '../../../../generated/dtls13/registries/cipher-suite.ts';
import { EPOCH_HANDSHAKE } from '../../../../generated/dtls13/registries/constants.ts';
import { HandshakeType } from '../../../../generated/dtls13/registries/handshake-type.ts';
import { NamedGroup } from '../../../../generated/dtls13/registries/named-group.ts';
import { srtpProtectionProfileName } from '../../../../generated/dtls13/registries/srtp-protection-profile.ts';
import { CertificateEntryExtension } from '../../../../generated/dtls13/wire/certificate-entry-extension.ts';
import { ClientHello } from '../../../../generated/dtls13/wire/client-hello.ts';
import { EncryptedExtensions } from '../../../../generated/dtls13/wire/encrypted-extensions.ts';
import { ServerHello } from '../../../../generated/dtls13/wire/server-hello.ts';
import type { GroupName } from '../../../crypto/provider.ts';
import type { WirechartError } from '../../../errors/wirechart-error.ts';
import { decodeAll, encodeToBytes } from '../../../wire/index.ts';
import { encodeCertificate } from '../certificate.ts';
import { encodeCertificateRequest, requestedExtensions } from '../certificate-request.ts';
import { encodeCertificateVerify } from '../certificate-verify.ts';
import { hasMisplacedExtension } from '../extension-rules.ts';
import { encodeFinished } from '../finished.ts';
import { type EventOfHandshakeType, HandshakeBase } from '../handshake-base.ts';
import type { ServerHandshakeConfig } from '../handshake-config.ts';
import type { Handshake, HandshakeContext, NegotiatedConnectionIds } from '../handshake-context.ts';
import { encodeHelloRetryRequest } from '../hello-retry-request.ts';
import { isClientShareLength } from '../key-shares.ts';
import { PeerAuthentication } from '../peer-authentication.ts';
import { hashOf, SessionKeys } from '../session-keys.ts';
import type { SelectedCertificate } from '../signature-schemes.ts';
import { ClientHelloOffer, retryGroup } from './client-hello-offer.ts';
import { encryptedExtensionsFor } from './encrypted-extensions.ts';
import { createServerHello } from './server-hello.ts';
import type { CookieContents, StatelessHandshakeContext } from './stateless-handshake-context.ts';

const EMPTY = new Uint8Array(0);
const eventOf: EventOfHandshakeType<ServerEvent> = {
  [HandshakeType.hello_request]: ServerEvent.otherMessage,
  [HandshakeType.client_hello]: ServerEvent.clientHello,
  [HandshakeType.server_hello]: ServerEvent.otherMessage,
  [HandshakeType.hello_verify_request]: ServerEvent.otherMessage,
  [HandshakeType.new_session_ticket]: ServerEvent.otherMessage,
  [HandshakeType.end_of_early_data]: ServerEvent.otherMessage,
  [HandshakeType.encrypted_extensions]: ServerEvent.otherMessage,
  [HandshakeType.request_connection_id]: ServerEvent.otherMessage,
  [HandshakeType.new_connection_id]: ServerEvent.otherMessage,
  [HandshakeType.certificate]: ServerEvent.certificate,
  [HandshakeType.certificate_request]: ServerEvent.otherMessage,
  [HandshakeType.certificate_verify]: ServerEvent.certificateVerify,
  [HandshakeType.finished]: ServerEvent.finished,
  [HandshakeType.key_update]: ServerEvent.otherMessage,
  [HandshakeType.compressed_certificate]: ServerEvent.otherMessage,
  [HandshakeType.message_hash]: ServerEvent.otherMessage,
};

/** The parameters that the server selected. The ClientHello itself is not kept. */
interface SelectedParameters {
  readonly suite: CipherSuite;
  readonly certificate: SelectedCertificate;
  readonly clientRandom: Uint8Array;
  readonly extensions: EncryptedExtensions['extensions'];
  readonly servername: string | undefined;
  readonly alpnProtocol: Uint8Array | undefined;
  readonly srtpProfile: number | undefined;
  /** The client's connection id; undefined: none are negotiated. */
  readonly connectionId: Uint8Array | undefined;
  readonly returnRoutabilityCheck: boolean;
}

/**
 * The server's handshake: guards and actions of the server chart; RFC 9846 appendix A.2. It has no connection before it
 * accepts a ClientHello; without that it is discarded.
 */
export class ServerHandshake extends HandshakeBase<ServerEvent> implements Handshake, ServerPort {
  protected readonly chart = {
    id: 'server',
    edges: serverEdges,
    states: serverStateNames,
    events: ServerEvent,
    eventOf,
  };
  protected readonly machine: ServerMachine;
  protected readonly peerRole = 'client';
  readonly #stateless: StatelessHandshakeContext;
  readonly #config: ServerHandshakeConfig;
  #connection: HandshakeContext | undefined;
  #offer: ClientHelloOffer | undefined;
  /** The contents of the client's cookie; undefined: it returned no valid one. */
  #cookieContents: CookieContents | undefined;
  #selectedParameters: SelectedParameters | undefined;
  /** The group of the key exchange. */
  #keyExchangeGroup: GroupName | undefined;
  #serverShare: Uint8Array = EMPTY;
  #connectionIds: NegotiatedConnectionIds | undefined;
  /** Extensions of the current message that violate a rule. */
  #unsolicited = false;
  #misplaced = false;
  #clientAuthentication = new PeerAuthentication('client');

  constructor(stateless: StatelessHandshakeContext, config: ServerHandshakeConfig) {
    super(stateless);
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

  certificateAccepted(publicKey: Uint8Array): void {
    this.#clientAuthentication.accept(publicKey);
    this.send(ServerEvent.certificateAccepted);
  }

  certificateRejected(alert: string, error: WirechartError): void {
    this.fail(error, alert);
    this.send(ServerEvent.certificateRejected);
  }

  protected read(type: number, body: Uint8Array): void {
    switch (type) {
      case HandshakeType.client_hello:
        if (this.#connection === undefined) this.#readClientHello(decodeAll(ClientHello, body));
        break;
      case HandshakeType.certificate:
        this.#readCertificate(body);
        break;
      case HandshakeType.certificate_verify:
        this.#clientAuthentication.readCertificateVerify(body);
        break;
    }
  }

  /** Compares the extensions with those requested and with those that the message may contain; RFC 9846 section 4.3. */
  #readCertificate(body: Uint8Array): void {
    this.#clientAuthentication.readCertificate(body);
    const types = this.#clientAuthentication.extensions.map(CertificateEntryExtension.extensionType);
    this.#unsolicited = types.some((type) => !requestedExtensions.has(type));
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

  retryRequired(): boolean {
    return this.#cookieContents === undefined && (this.#stateless.cookieRequired || this.shareMissing());
  }

  shareMissing(): boolean {
    const requestedGroup = this.#cookieContents?.selectedGroup ?? 0;
    // The second ClientHello must have one share, of the requested group; RFC 9846 section 4.3.8.
    if (requestedGroup !== 0) return this.#offered().singleShareGroup !== requestedGroup;
    return this.#offered().shareOf(this.#group()) === undefined;
  }

  shareIllegal(): boolean {
    const group = this.#group();
    const share = this.#offered().shareOf(group)?.keyExchange ?? EMPTY;
    if (!isClientShareLength(group, share.length)) return true;
    const response = this.host.provider.respond(group, share);
    if (response === undefined) return true;
    this.#keyExchangeGroup = group;
    this.#serverShare = response.share;
    this.sharedSecret = response.secret;
    return false;
  }

  requestsCertificate(): boolean {
    return this.#config.requestCertificate !== 'no';
  }

  certificateRequired(): boolean {
    return this.#config.requestCertificate === 'required' && this.certificateMissing();
  }

  certificateMissing(): boolean {
    return this.#clientAuthentication.certificateMissing;
  }

  contextIllegal(): boolean {
    return this.#clientAuthentication.requestContext.length !== 0;
  }

  extensionUnsolicited(): boolean {
    return this.#unsolicited;
  }

  schemeUnsolicited(): boolean {
    return !this.#clientAuthentication.isSchemeOffered(this.host.provider);
  }

  signatureInvalid(): boolean {
    return !this.#clientAuthentication.isSignatureValid(this.host.provider, this.previousTranscriptHash as Uint8Array);
  }

  // Actions, in the order of the handshake.

  sendHelloRetryRequest(): void {
    const offer = this.#offered();
    const suite = offer.suite as CipherSuite;
    const group = this.#group();
    const requestedGroup = offer.shareOf(group) === undefined ? group : undefined;
    const selectedGroup = requestedGroup === undefined ? 0 : NamedGroup[requestedGroup];
    const clientHelloHash = this.transcript.digest();
    const cookie = this.#stateless.createCookie({ cipherSuite: suite, selectedGroup, clientHelloHash }, offer.binding);
    this.#stateless.sendHelloRetryRequest(encodeHelloRetryRequest(suite, requestedGroup, cookie));
  }

  accept(): void {
    const offer = this.#offered();
    this.#selectedParameters = {
      suite: offer.suite as CipherSuite,
      certificate: offer.certificate as SelectedCertificate,
      clientRandom: offer.hello.random.slice(),
      extensions: encryptedExtensionsFor(offer, this.#config),
      servername: offer.servername,
      alpnProtocol: offer.alpnProtocol,
      srtpProfile: offer.srtpProfile,
      connectionId: offer.connectionId?.slice(),
      returnRoutabilityCheck: offer.returnRoutabilityCheck,
    };
    this.#offer = undefined;
    this.#connection = this.#stateless.accept(this);
    this.setConnection(this.#connection);
    if (offer.recordSizeLimit !== undefined)
      this.#connection.limitRecordSize(offer.recordSizeLimit, this.#config.recordSizeLimit);
  }

  sendServerHello(): void {
    const group = this.#keyExchangeGroup as GroupName;
    const { suite } = this.#selected();
    this.#connectionIds = this.#negotiateConnectionIds();
    const hello = createServerHello(this.context.provider, suite, group, this.#serverShare, this.#connectionIds);
    this.#serverShare = EMPTY;
    this.#send(HandshakeType.server_hello, 0, encodeToBytes(ServerHello, hello));
  }

  installHandshakeKeys(): void {
    const { suite, clientRandom } = this.#selected();
    this.keys = new SessionKeys(this.context, 'server', suite, clientRandom);
    this.keys.installHandshake(this.sharedSecret as Uint8Array, this.transcript.digest());
    this.context.setConnectionIds(this.#connectionIds);
  }

  #negotiateConnectionIds(): NegotiatedConnectionIds | undefined {
    const { connectionId, returnRoutabilityCheck } = this.#selected();
    if (connectionId === undefined) return undefined;
    return { own: this.context.createConnectionId(), peer: connectionId, returnRoutabilityCheck };
  }

  sendEncryptedExtensions(): void {
    const { extensions } = this.#selected();
    this.#send(HandshakeType.encrypted_extensions, EPOCH_HANDSHAKE, encodeToBytes(EncryptedExtensions, { extensions }));
  }

  sendCertificateRequest(): void {
    const body = encodeCertificateRequest(this.context.provider);
    this.#send(HandshakeType.certificate_request, EPOCH_HANDSHAKE, body);
  }

  sendCertificate(): void {
    const { chain } = this.#selected().certificate.certificate;
    this.#send(HandshakeType.certificate, EPOCH_HANDSHAKE, encodeCertificate(chain));
  }

  sendCertificateVerify(): void {
    const { provider } = this.context;
    const { certificate, scheme } = this.#selected().certificate;
    const body = encodeCertificateVerify(provider, 'server', scheme, certificate.privateKey, this.transcript.digest());
    this.#send(HandshakeType.certificate_verify, EPOCH_HANDSHAKE, body);
  }

  sendFinished(): void {
    const keys = this.keys as SessionKeys;
    this.#send(HandshakeType.finished, EPOCH_HANDSHAKE, encodeFinished(keys, 'server', this.transcript.digest()));
    keys.deriveApplication(this.transcript.digest());
    keys.installApplicationWrite();
  }

  requestCertificateVerification(): void {
    this.context.requestCertificateVerification(this.#clientAuthentication.chain);
  }

  installApplicationKeys(): void {
    (this.keys as SessionKeys).installApplicationRead();
  }

  acknowledge(): void {
    this.context.acknowledgeLastFlight();
  }

  reportSecure(): void {
    const { suite, servername, alpnProtocol, srtpProfile } = this.#selected();
    this.complete({
      cipherSuite: cipherSuiteName(suite),
      group: this.#keyExchangeGroup as GroupName,
      peerSignatureScheme: this.#clientAuthentication.scheme,
      helloRetry: this.retried,
      alpnProtocol: alpnProtocol === undefined ? undefined : new TextDecoder().decode(alpnProtocol),
      servername,
      srtpProfile: srtpProfile === undefined ? undefined : srtpProtectionProfileName(srtpProfile),
    });
    this.#selectedParameters = undefined;
    this.#cookieContents = undefined;
    this.#clientAuthentication = new PeerAuthentication('client');
  }

  /** `certificateRejected` has set the error. */
  reportCertificateRejected(): void {}

  #send(type: number, epoch: number, body: Uint8Array): void {
    this.transcript.addMessage(type, body);
    this.context.stage(type, epoch, body, false);
  }

  #offered(): ClientHelloOffer {
    return this.#offer as ClientHelloOffer;
  }

  /** The group of the key exchange. Only if a common one exists. */
  #group(): GroupName {
    const requestedGroup = retryGroup(this.#config, this.#cookieContents?.selectedGroup ?? 0);
    return requestedGroup ?? (this.#offered().group as GroupName);
  }

  #selected(): SelectedParameters {
    return this.#selectedParameters as SelectedParameters;
  }
}
