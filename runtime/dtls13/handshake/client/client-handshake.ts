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
import { CertificateEntryExtension } from '../../../../generated/dtls13/wire/certificate-entry-extension.ts';
import { CertificateVerify } from '../../../../generated/dtls13/wire/certificate-verify.ts';
import { ClientHello } from '../../../../generated/dtls13/wire/client-hello.ts';
import { ClientHelloExtension } from '../../../../generated/dtls13/wire/client-hello-extension.ts';
import { EncryptedExtension } from '../../../../generated/dtls13/wire/encrypted-extension.ts';
import { EncryptedExtensions } from '../../../../generated/dtls13/wire/encrypted-extensions.ts';
import type { KeyShareEntry } from '../../../../generated/dtls13/wire/key-share-entry.ts';
import { ServerHello } from '../../../../generated/dtls13/wire/server-hello.ts';
import { ServerHelloExtension } from '../../../../generated/dtls13/wire/server-hello-extension.ts';
import { certificateVerifyContent } from '../../../crypto/certificate-verify-content.ts';
import type { KeyPair, SignatureSchemeName } from '../../../crypto/provider.ts';
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

const inServerHello: ReadonlySet<ExtensionType> = new Set([ExtensionType.supported_versions, ExtensionType.key_share]);
const inEncryptedExtensions: ReadonlySet<ExtensionType> = new Set([
  ExtensionType.server_name,
  ExtensionType.supported_groups,
]);
/** Nothing of what we offer: status_request and signed_certificate_timestamp would have their place there. */
const inCertificate: ReadonlySet<ExtensionType> = new Set();

/** The client's side of the handshake: answers the guards and carries out the actions of the client chart. */
export class ClientHandshake extends Role<ClientEvent> implements HandshakeRole, ClientPort {
  protected readonly chart = { id: 'client', edges: clientEdges, events: ClientEvent, eventOf };
  protected readonly machine: ClientMachine;
  protected readonly peer = 'server';
  #keyPair: KeyPair | undefined;
  #hello: ClientHello | undefined;
  #retryRequested = false;
  #serverHello: ServerHello | undefined;
  /** Extensions of the message being received that break a rule. */
  #unsolicited = false;
  #misplaced = false;
  #certificate: Certificate | undefined;
  #publicKey: Uint8Array | undefined;
  #certificateVerify: CertificateVerify | undefined;

  constructor(context: HandshakeContext) {
    super(context);
    this.machine = new ClientMachine(this);
    this.machine.start();
  }

  /** Sends the first flight. */
  open(): void {
    this.machine.send(ClientEvent.open);
  }

  chainAccepted(publicKey: Uint8Array): void {
    this.#publicKey = publicKey;
    this.machine.send(ClientEvent.chainAccepted);
  }

  chainRejected(alert: string, error: WirechartError): void {
    this.fail(error, alert);
    this.machine.send(ClientEvent.chainRejected);
  }

  protected read(type: number, body: Uint8Array): void {
    switch (type) {
      case HandshakeType.server_hello: {
        this.#retryRequested = isHelloRetryRequest(this.context.provider, body);
        if (this.#retryRequested) break;
        this.#serverHello = decodeAll(ServerHello, body);
        this.#judge(this.#serverHello.extensions.map(ServerHelloExtension.extensionType), inServerHello);
        break;
      }
      case HandshakeType.encrypted_extensions: {
        const { extensions } = decodeAll(EncryptedExtensions, body);
        this.#judge(extensions.map(EncryptedExtension.extensionType), inEncryptedExtensions);
        break;
      }
      case HandshakeType.certificate: {
        this.#certificate = decodeAll(Certificate, body);
        const extensions = this.#certificate.certificateList.flatMap((entry) => entry.extensions);
        this.#judge(extensions.map(CertificateEntryExtension.extensionType), inCertificate);
        break;
      }
      case HandshakeType.certificate_verify:
        this.#certificateVerify = decodeAll(CertificateVerify, body);
        break;
    }
  }

  /** Compares extensions with what was offered and with what the message may carry; RFC 9846 section 4.3. */
  #judge(types: readonly ExtensionType[], allowed: ReadonlySet<ExtensionType>): void {
    const offered = new Set(this.#sent().extensions.map(ClientHelloExtension.extensionType));
    this.#unsolicited = types.some((type) => !offered.has(type));
    this.#misplaced = types.some((type) => !allowed.has(type));
  }

  // Guards.

  isHelloRetryRequest(): boolean {
    return this.#retryRequested;
  }

  versionUnsupported(): boolean {
    return this.#received().legacyVersion !== ProtocolVersion.dtls1_2 || this.#selectedVersion() === undefined;
  }

  versionIllegal(): boolean {
    return this.#selectedVersion() !== ProtocolVersion.dtls1_3;
  }

  extensionMissing(): boolean {
    return this.#serverShare() === undefined;
  }

  extensionUnsolicited(): boolean {
    return this.#unsolicited;
  }

  extensionMisplaced(): boolean {
    return this.#misplaced;
  }

  parameterIllegal(): boolean {
    const { cipherSuite, legacySessionIdEcho } = this.#received();
    const keyPair = this.#keyPair as KeyPair;
    const share = this.#serverShare();
    if (legacySessionIdEcho.length !== 0) return true;
    if (!this.#sent().cipherSuites.includes(cipherSuite)) return true;
    if (share === undefined || share.group !== NamedGroup[keyPair.group]) return true;
    this.sharedSecret = keyPair.agree(share.keyExchange);
    return this.sharedSecret === undefined;
  }

  certificateMissing(): boolean {
    return this.#shown().certificateList.length === 0;
  }

  contextIllegal(): boolean {
    return this.#shown().certificateRequestContext.length !== 0;
  }

  schemeUnsolicited(): boolean {
    const scheme = signatureSchemeName(this.#signature().algorithm) as SignatureSchemeName;
    return !this.context.provider.capabilities.signatureSchemes.includes(scheme);
  }

  signatureInvalid(): boolean {
    const { algorithm, signature } = this.#signature();
    const content = certificateVerifyContent('server', this.before as Uint8Array);
    const scheme = signatureSchemeName(algorithm) as SignatureSchemeName;
    return !this.context.provider.verify(scheme, this.#publicKey as Uint8Array, content, signature);
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
    this.keys.installHandshake(this.sharedSecret as Uint8Array, this.transcript.digest());
  }

  askChain(): void {
    this.context.askChain(this.#shown().certificateList.map(({ certData }) => certData));
  }

  installApplicationKeys(): void {
    const keys = this.keys as SessionKeys;
    keys.deriveApplication(this.transcript.digest());
    keys.installApplicationRead();
    keys.installApplicationWrite();
  }

  sendFinished(): void {
    this.context.stage(HandshakeType.finished, EPOCH_HANDSHAKE, this.finished('client'), true);
  }

  reportSecure(): void {
    this.settle({
      cipherSuite: cipherSuiteName(this.#received().cipherSuite),
      group: (this.#keyPair as KeyPair).group,
      peerSignatureScheme: signatureSchemeName(this.#signature().algorithm),
    });
    this.#keyPair = undefined;
    this.#hello = undefined;
    this.#serverHello = undefined;
    this.#certificate = undefined;
    this.#certificateVerify = undefined;
    this.#publicKey = undefined;
  }

  /** The reason was handed over with the answer. */
  reportChainRejected(): void {}

  #sent(): ClientHello {
    return this.#hello as ClientHello;
  }

  #received(): ServerHello {
    return this.#serverHello as ServerHello;
  }

  #shown(): Certificate {
    return this.#certificate as Certificate;
  }

  #signature(): CertificateVerify {
    return this.#certificateVerify as CertificateVerify;
  }

  #selectedVersion(): ProtocolVersion | undefined {
    const { extensions } = this.#received();
    return extensions.find((extension) => extension.kind === 'supported_versions')?.extensionData.selectedVersion;
  }

  #serverShare(): KeyShareEntry | undefined {
    return this.#received().extensions.find((extension) => extension.kind === 'key_share')?.extensionData.serverShare;
  }
}
