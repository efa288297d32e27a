import {
  ClientEvent,
  ClientMachine,
  type ClientPort,
  clientEdges,
} from '../../../../generated/dtls13/machines/client.ts';
import { cipherSuiteName } from '../../../../generated/dtls13/registries/cipher-suite.ts';
import { EPOCH_HANDSHAKE } from '../../../../generated/dtls13/registries/constants.ts';
import { ExtensionType } from '../../../../generated/dtls13/registries/extension-type.ts';
import { HandshakeType } from '../../../../generated/dtls13/registries/handshake-type.ts';
import { NamedGroup } from '../../../../generated/dtls13/registries/named-group.ts';
import { ProtocolVersion } from '../../../../generated/dtls13/registries/protocol-version.ts';
import { signatureSchemeName } from '../../../../generated/dtls13/registries/signature-scheme.ts';
import { Certificate } from '../../../../generated/dtls13/wire/certificate.ts';
import { CertificateVerify } from '../../../../generated/dtls13/wire/certificate-verify.ts';
import { ClientHello } from '../../../../generated/dtls13/wire/client-hello.ts';
import { EncryptedExtensions } from '../../../../generated/dtls13/wire/encrypted-extensions.ts';
import { Finished } from '../../../../generated/dtls13/wire/finished.ts';
import type { KeyShareEntry } from '../../../../generated/dtls13/wire/key-share-entry.ts';
import { ServerHello } from '../../../../generated/dtls13/wire/server-hello.ts';
import { certificateVerifyContent } from '../../../crypto/certificate-verify-content.ts';
import type { KeyPair, SignatureSchemeName } from '../../../crypto/provider.ts';
import type { AlertError } from '../../../errors/alert-error.ts';
import { PeerError } from '../../../errors/peer-error.ts';
import type { WirechartError } from '../../../errors/wirechart-error.ts';
import { decodeAll, encodeToBytes } from '../../../wire/index.ts';
import type { HandshakeContext, HandshakeRole } from '../context.ts';
import { Role } from '../role.ts';
import { hashOf, SessionKeys } from '../session-keys.ts';
import { createClientHello, preferredGroup } from './hello.ts';
import { isHelloRetryRequest } from './hello-retry-request.ts';

const eventOf: Readonly<Record<number, ClientEvent>> = {
  [HandshakeType.server_hello]: ClientEvent.serverHello,
  [HandshakeType.encrypted_extensions]: ClientEvent.encryptedExtensions,
  [HandshakeType.certificate_request]: ClientEvent.certificateRequest,
  [HandshakeType.certificate]: ClientEvent.certificate,
  [HandshakeType.certificate_verify]: ClientEvent.certificateVerify,
  [HandshakeType.finished]: ClientEvent.finished,
  [HandshakeType.new_session_ticket]: ClientEvent.newSessionTicket,
  [HandshakeType.key_update]: ClientEvent.keyUpdate,
};

/** The client's side of the handshake: answers the guards and carries out the actions of the client chart. */
export class ClientHandshake extends Role implements HandshakeRole, ClientPort {
  protected readonly chart = { id: 'client', edges: clientEdges };
  readonly #machine: ClientMachine;
  #keyPair: KeyPair | undefined;
  #hello: ClientHello | undefined;
  #retryRequested = false;
  #serverHello: ServerHello | undefined;
  #sharedSecret: Uint8Array | undefined;
  #unsolicited = false;
  #chain: readonly Uint8Array[] = [];
  #publicKey: Uint8Array | undefined;
  #certificateVerify: CertificateVerify | undefined;
  #verifyData: Uint8Array | undefined;
  /** Digest of everything before the message being received. */
  #before: Uint8Array | undefined;

  constructor(context: HandshakeContext) {
    super(context);
    this.#machine = new ClientMachine(this);
    this.#machine.start();
  }

  /** Sends the first flight. */
  open(): void {
    this.#machine.send(ClientEvent.open);
  }

  receive(type: number, body: Uint8Array): void {
    if (!this.decodes(() => this.#read(type, body))) {
      this.#machine.send(ClientEvent.invalidMessage);
      return;
    }
    if (this.transcript.hash !== undefined) this.#before = this.transcript.digest();
    // Post-handshake messages are not part of the main transcript.
    if (!this.secure) this.transcript.addMessage(type, body);
    this.#machine.send(eventOf[type] ?? ClientEvent.otherMessage);
  }

  chainAccepted(publicKey: Uint8Array): void {
    this.#publicKey = publicKey;
    this.#machine.send(ClientEvent.chainAccepted);
  }

  chainRejected(alert: string, error: WirechartError): void {
    this.fail(error, alert);
    this.#machine.send(ClientEvent.chainRejected);
  }

  flightAcknowledged(): void {
    this.#machine.send(ClientEvent.flightAcknowledged);
  }

  flightExhausted(): void {
    this.#machine.send(ClientEvent.flightExhausted);
  }

  alertReceived(error: AlertError): void {
    this.setPeersAlert(error);
    this.#machine.send(ClientEvent.alertReceived);
  }

  violated(alert: string, rule: string, reason: string): void {
    this.fail(new PeerError(alert, rule, reason), alert);
    this.#machine.send(ClientEvent.invalidMessage);
  }

  closed(): void {
    this.#machine.send(ClientEvent.closed);
  }

  override wipe(): void {
    super.wipe();
    this.#sharedSecret?.fill(0);
  }

  #read(type: number, body: Uint8Array): void {
    switch (type) {
      case HandshakeType.server_hello:
        this.#retryRequested = isHelloRetryRequest(this.context.provider, body);
        if (this.#retryRequested) break;
        this.#serverHello = decodeAll(ServerHello, body);
        this.#unsolicited = this.#serverHello.extensions.some(({ kind }) => kind === 'unknown');
        break;
      case HandshakeType.encrypted_extensions: {
        // Of what was offered, a server answers server_name and supported_groups here and nothing else.
        const { extensions } = decodeAll(EncryptedExtensions, body);
        const asked = this.context.servername !== undefined;
        this.#unsolicited = extensions.some(
          (extension) =>
            extension.kind === 'unknown' && !(asked && extension.extensionType === ExtensionType.server_name),
        );
        break;
      }
      case HandshakeType.certificate:
        this.#chain = decodeAll(Certificate, body).certificateList.map(({ certData }) => certData);
        break;
      case HandshakeType.certificate_verify:
        this.#certificateVerify = decodeAll(CertificateVerify, body);
        break;
      case HandshakeType.finished:
        this.#verifyData = decodeAll(Finished, body).verifyData;
        break;
    }
  }

  // Guards.

  isHelloRetryRequest(): boolean {
    return this.#retryRequested;
  }

  versionUnsupported(): boolean {
    const { legacyVersion, extensions } = this.#received();
    const chosen = extensions.find((extension) => extension.kind === 'supported_versions');
    return (
      legacyVersion !== ProtocolVersion.dtls1_2 || chosen?.extensionData.selectedVersion !== ProtocolVersion.dtls1_3
    );
  }

  extensionMissing(): boolean {
    return this.#serverShare() === undefined;
  }

  extensionUnsolicited(): boolean {
    return this.#unsolicited;
  }

  parameterIllegal(): boolean {
    const { cipherSuite, legacySessionIdEcho } = this.#received();
    const keyPair = this.#keyPair as KeyPair;
    const share = this.#serverShare();
    if (legacySessionIdEcho.length !== 0) return true;
    if (!this.#sent().cipherSuites.includes(cipherSuite)) return true;
    if (share === undefined || share.group !== NamedGroup[keyPair.group]) return true;
    this.#sharedSecret = keyPair.agree(share.keyExchange);
    return this.#sharedSecret === undefined;
  }

  certificateMissing(): boolean {
    return this.#chain.length === 0;
  }

  schemeUnsolicited(): boolean {
    const scheme = signatureSchemeName(this.#signature().algorithm) as SignatureSchemeName;
    return !this.context.provider.capabilities.signatureSchemes.includes(scheme);
  }

  signatureInvalid(): boolean {
    const { algorithm, signature } = this.#signature();
    const content = certificateVerifyContent('server', this.#before as Uint8Array);
    const scheme = signatureSchemeName(algorithm) as SignatureSchemeName;
    return !this.context.provider.verify(scheme, this.#publicKey as Uint8Array, content, signature);
  }

  verifyDataWrong(): boolean {
    const expected = (this.keys as SessionKeys).verifyData('server', this.#before as Uint8Array);
    return !this.context.provider.equal(expected, this.#verifyData as Uint8Array);
  }

  // Actions, in the order of the handshake.

  sendClientHello(): void {
    const { provider, servername } = this.context;
    this.#keyPair = provider.generateKeyPair(preferredGroup(provider));
    this.#hello = createClientHello(provider, this.#keyPair, servername);
    const body = encodeToBytes(ClientHello, this.#hello);
    this.transcript.addMessage(HandshakeType.client_hello, body);
    this.context.stage(HandshakeType.client_hello, 0, body, false);
  }

  installHandshakeKeys(): void {
    const { cipherSuite } = this.#received();
    this.transcript.select(hashOf(cipherSuite));
    this.keys = new SessionKeys(this.context, 'client', cipherSuite, this.#sent().random);
    this.keys.installHandshake(this.#sharedSecret as Uint8Array, this.transcript.digest());
  }

  askChain(): void {
    this.context.askChain(this.#chain);
  }

  installApplicationKeys(): void {
    const keys = this.keys as SessionKeys;
    keys.deriveApplication(this.transcript.digest());
    keys.installApplicationRead();
    keys.installApplicationWrite();
  }

  sendFinished(): void {
    const verifyData = (this.keys as SessionKeys).verifyData('client', this.transcript.digest());
    this.context.stage(HandshakeType.finished, EPOCH_HANDSHAKE, encodeToBytes(Finished, { verifyData }), true);
  }

  reportSecure(): void {
    this.secure = true;
    this.context.secure({
      cipherSuite: cipherSuiteName(this.#received().cipherSuite),
      group: (this.#keyPair as KeyPair).group,
      peerSignatureScheme: signatureSchemeName(this.#signature().algorithm),
    });
  }

  /** The reason was handed over with the answer. */
  reportChainRejected(): void {}

  #sent(): ClientHello {
    return this.#hello as ClientHello;
  }

  #received(): ServerHello {
    return this.#serverHello as ServerHello;
  }

  #signature(): CertificateVerify {
    return this.#certificateVerify as CertificateVerify;
  }

  #serverShare(): KeyShareEntry | undefined {
    return this.#received().extensions.find((extension) => extension.kind === 'key_share')?.extensionData.serverShare;
  }
}
