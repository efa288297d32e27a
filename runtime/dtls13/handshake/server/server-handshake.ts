import {
  ServerEvent,
  ServerMachine,
  type ServerPort,
  serverEdges,
} from '../../../../generated/dtls13/machines/server.ts';
import { type CipherSuite, cipherSuiteName } from '../../../../generated/dtls13/registries/cipher-suite.ts';
import { EPOCH_HANDSHAKE } from '../../../../generated/dtls13/registries/constants.ts';
import { HandshakeType } from '../../../../generated/dtls13/registries/handshake-type.ts';
import { SignatureScheme } from '../../../../generated/dtls13/registries/signature-scheme.ts';
import { Certificate as CertificateMessage } from '../../../../generated/dtls13/wire/certificate.ts';
import { CertificateVerify } from '../../../../generated/dtls13/wire/certificate-verify.ts';
import { ClientHello } from '../../../../generated/dtls13/wire/client-hello.ts';
import { EncryptedExtensions } from '../../../../generated/dtls13/wire/encrypted-extensions.ts';
import { ServerHello } from '../../../../generated/dtls13/wire/server-hello.ts';
import { certificateVerifyContent } from '../../../crypto/certificate-verify-content.ts';
import type { KeyPair, SignatureSchemeName } from '../../../crypto/provider.ts';
import { decodeAll, encodeToBytes } from '../../../wire/index.ts';
import type { Certificate, HandshakeContext, HandshakeRole } from '../context.ts';
import { Role } from '../role.ts';
import { hashOf, SessionKeys } from '../session-keys.ts';
import { createServerHello, Offer } from './hello.ts';

const NOTHING = new Uint8Array(0);

const eventOf: Readonly<Record<number, ServerEvent>> = {
  [HandshakeType.client_hello]: ServerEvent.clientHello,
  [HandshakeType.finished]: ServerEvent.finished,
  [HandshakeType.key_update]: ServerEvent.keyUpdate,
};

/** The server's side of the handshake: answers the guards and carries out the actions of the server chart. */
export class ServerHandshake extends Role<ServerEvent> implements HandshakeRole, ServerPort {
  protected readonly chart = { id: 'server', edges: serverEdges, events: ServerEvent, eventOf };
  protected readonly machine: ServerMachine;
  protected readonly peer = 'client';
  readonly #certificate: Certificate;
  #offer: Offer | undefined;
  #keyPair: KeyPair | undefined;

  constructor(context: HandshakeContext, certificate: Certificate) {
    super(context);
    this.#certificate = certificate;
    this.machine = new ServerMachine(this);
    this.machine.start();
  }

  /** Clients are not asked for certificates yet, so no question is ever open. */
  chainAccepted(): void {}

  chainRejected(): void {}

  protected read(type: number, body: Uint8Array): void {
    if (type !== HandshakeType.client_hello) return;
    this.#offer = new Offer(decodeAll(ClientHello, body), this.context.provider, this.#certificate);
  }

  // Guards.

  versionUnsupported(): boolean {
    return this.#offered().versionUnsupported;
  }

  extensionMissing(): boolean {
    return this.#offered().extensionMissing;
  }

  parameterIllegal(): boolean {
    return this.#offered().parameterIllegal;
  }

  nothingInCommon(): boolean {
    return this.#offered().nothingInCommon;
  }

  shareMissing(): boolean {
    return this.#offered().share === undefined;
  }

  shareIllegal(): boolean {
    const { group, share } = this.#offered();
    if (group === undefined || share === undefined) return true;
    this.#keyPair = this.context.provider.generateKeyPair(group);
    this.sharedSecret = this.#keyPair.agree(share.keyExchange);
    return this.sharedSecret === undefined;
  }

  // Actions, in the order of the handshake.

  sendServerHello(): void {
    const hello = createServerHello(this.context.provider, this.#suite(), this.#keyPair as KeyPair);
    this.transcript.select(hashOf(this.#suite()));
    this.#send(HandshakeType.server_hello, 0, encodeToBytes(ServerHello, hello));
  }

  installHandshakeKeys(): void {
    this.keys = new SessionKeys(this.context, 'server', this.#suite(), this.#offered().hello.random);
    this.keys.installHandshake(this.sharedSecret as Uint8Array, this.transcript.digest());
  }

  sendEncryptedExtensions(): void {
    this.#send(
      HandshakeType.encrypted_extensions,
      EPOCH_HANDSHAKE,
      encodeToBytes(EncryptedExtensions, { extensions: [] }),
    );
  }

  sendCertificate(): void {
    const certificateList = this.#certificate.chain.map((certData) => ({ certData, extensions: [] }));
    const body = encodeToBytes(CertificateMessage, { certificateRequestContext: NOTHING, certificateList });
    this.#send(HandshakeType.certificate, EPOCH_HANDSHAKE, body);
  }

  sendCertificateVerify(): void {
    const scheme = this.#offered().scheme as SignatureSchemeName;
    const content = certificateVerifyContent('server', this.transcript.digest());
    const signature = this.context.provider.sign(scheme, this.#certificate.privateKey, content);
    const body = encodeToBytes(CertificateVerify, { algorithm: SignatureScheme[scheme], signature });
    this.#send(HandshakeType.certificate_verify, EPOCH_HANDSHAKE, body);
  }

  sendFinished(): void {
    const keys = this.keys as SessionKeys;
    this.#send(HandshakeType.finished, EPOCH_HANDSHAKE, this.finished('server'));
    keys.deriveApplication(this.transcript.digest());
    keys.installApplicationWrite();
  }

  installApplicationKeys(): void {
    (this.keys as SessionKeys).installApplicationRead();
  }

  acknowledge(): void {
    this.context.acknowledgeLastFlight();
  }

  reportSecure(): void {
    this.settle({
      cipherSuite: cipherSuiteName(this.#suite()),
      group: (this.#keyPair as KeyPair).group,
      peerSignatureScheme: undefined,
    });
    this.#keyPair = undefined;
    this.#offer = undefined;
  }

  #send(type: number, epoch: number, body: Uint8Array): void {
    this.transcript.addMessage(type, body);
    this.context.stage(type, epoch, body, false);
  }

  #offered(): Offer {
    return this.#offer as Offer;
  }

  #suite(): CipherSuite {
    return this.#offered().suite as CipherSuite;
  }
}
