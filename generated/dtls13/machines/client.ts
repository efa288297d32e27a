// Code generated from spec/dtls13/charts/client.chart.ts. DO NOT EDIT.
import {
  type MachineEdge,
  type MachinePort,
  type MachineTables,
  RunToCompletion,
} from '../../../runtime/machine/index.ts';

/** The states of the machine, in the order of the chart. */
export const ClientState = {
  START: 0,
  'WAIT_SH.INITIAL_HELLO': 1,
  /** The second ClientHello was sent; RFC 9147 section 5.1 allows only one HelloRetryRequest. */
  'WAIT_SH.AFTER_HRR': 2,
  /** The first protected record authenticates the ServerHello, which may belong to an earlier handshake on the same ports. */
  WAIT_EE: 3,
  /** The application verifies the chain of the resumed session again; later messages wait. */
  RESUMING: 4,
  WAIT_CERT_CR: 5,
  WAIT_CERT: 6,
  /** The application verifies the chain; later messages wait. */
  'WAIT_CV.VERIFYING': 7,
  'WAIT_CV.READY': 8,
  WAIT_FINISHED: 9,
  /** Application data can be sent in both directions, but the server has not acknowledged our Finished yet. */
  WAIT_FINAL_ACK: 10,
  CONNECTED: 11,
  FAILED: 12,
  CLOSED: 13,
} as const;
export type ClientState = (typeof ClientState)[keyof typeof ClientState];

/** The names, by number. */
export const clientStateNames: readonly string[] = /* @__PURE__ */ Object.keys(ClientState);

/** The events of the machine. */
export const ClientEvent = {
  open: 0,
  helloRetryRequest: 1,
  serverHello: 2,
  helloVerifyRequest: 3,
  alternativeHelloRetryRequest: 4,
  alternativeServerHello: 5,
  encryptedExtensions: 6,
  certificateRequest: 7,
  certificate: 8,
  certificateAccepted: 9,
  certificateRejected: 10,
  certificateVerify: 11,
  finished: 12,
  otherMessage: 13,
  invalidMessage: 14,
  flightAcknowledged: 15,
  flightExhausted: 16,
  alertReceived: 17,
  closed: 18,
} as const;
export type ClientEvent = (typeof ClientEvent)[keyof typeof ClientEvent];

/** The names, by number. */
export const clientEventNames: readonly string[] = /* @__PURE__ */ Object.keys(ClientEvent);

/** Alerts the chart can send, as named in their registry. */
export type ClientAlert =
  | 'unexpected_message'
  | 'illegal_parameter'
  | 'protocol_version'
  | 'missing_extension'
  | 'unsupported_extension'
  | 'decode_error'
  | 'decrypt_error';

/** Rules that the peer can break, one for each reason of a fatal edge. */
export type ClientReason =
  | 'UNEXPECTED_MESSAGE'
  | 'DOWNGRADE_INDICATED'
  | 'UNSUPPORTED_VERSION'
  | 'ILLEGAL_VERSION'
  | 'MISSING_EXTENSION'
  | 'UNSOLICITED_EXTENSION'
  | 'MISPLACED_EXTENSION'
  | 'ILLEGAL_PSK_SELECTION'
  | 'ILLEGAL_SERVER_HELLO'
  | 'ILLEGAL_HELLO_RETRY_REQUEST'
  | 'ILLEGAL_ENCRYPTED_EXTENSIONS'
  | 'ILLEGAL_CERTIFICATE_REQUEST_CONTEXT'
  | 'ILLEGAL_OID_FILTERS'
  | 'EMPTY_CERTIFICATE_LIST'
  | 'UNOFFERED_SIGNATURE_SCHEME'
  | 'CERTIFICATE_VERIFY_INVALID'
  | 'FINISHED_INVALID';

/** The guards and actions of the client machine, in the order of the chart. */
export interface ClientPort extends MachinePort {
  /** supported_versions is missing, or legacy_version is not that of DTLS 1.2. */
  versionUnsupported(): boolean;
  /** A ServerHello of an earlier version ends its Random with the mark of a server that supports a later one. */
  downgradeIndicated(): boolean;
  /** supported_versions selects another version than DTLS 1.3. */
  versionIllegal(): boolean;
  /** key_share and pre_shared_key are missing, or signature_algorithms in a CertificateRequest. */
  extensionMissing(): boolean;
  /** The message has an extension that was not requested. */
  extensionUnsolicited(): boolean;
  /** The message has an extension that is not allowed in it. */
  extensionMisplaced(): boolean;
  /** The selected pre-shared key was not offered, has another hash than the cipher suite, or its key exchange mode was not offered. */
  pskIllegal(): boolean;
  /** The cipher suite or group was not offered, or the session id or key share is illegal. */
  parameterIllegal(): boolean;
  /** The HelloRetryRequest changes nothing, or selects a group that is not offered or already has a share. */
  retryIllegal(): boolean;
  /** The second ClientHello was sent. */
  secondClientHelloSent(): boolean;
  /** The alternative HelloRetryRequest is illegal. */
  alternativeRetryIllegal(): boolean;
  /** The alternative ServerHello is illegal. */
  alternativeServerHelloIllegal(): boolean;
  /** An extension contradicts the HelloRetryRequest, or selects a value that was not offered. */
  encryptedExtensionsIllegal(): boolean;
  /** The server selected a ticket of a session in which it presented a certificate. */
  certificateStored(): boolean;
  /** The server selected a pre-shared key. */
  pskSelected(): boolean;
  /** The server sent no certificate. */
  certificateMissing(): boolean;
  /** certificate_request_context is not empty. */
  contextIllegal(): boolean;
  /** The signature algorithm was not offered. */
  schemeUnsolicited(): boolean;
  /** The signature over the transcript does not verify. */
  signatureInvalid(): boolean;
  /** The MAC over the transcript is not the expected one. */
  verifyDataInvalid(): boolean;
  /** An identifier occurs twice in oid_filters, or a value is not allowed. */
  filtersIllegal(): boolean;
  /** The server sent a CertificateRequest. */
  certificateRequested(): boolean;
  /** The server sent a CertificateRequest, and one of our certificates fits it. */
  certificateUsable(): boolean;
  /** Generates random and key shares and puts the ClientHello into a new flight. */
  sendClientHello(): void;
  /** Puts the second ClientHello into a new flight, with the requested cookie and key share. */
  sendSecondClientHello(): void;
  /** Derives the handshake traffic secrets and installs the keys of epoch 2 in both directions. */
  installHandshakeKeys(): void;
  /** Replaces the ServerHello in use with the alternative one, its shared secret and its keys. */
  replaceHandshakeKeys(): void;
  /** Discards the ServerHello in use and the keys of epoch 2. */
  dropHandshakeKeys(): void;
  /** Requests from the application the verification of the peer's certificate chain. */
  requestCertificateVerification(): void;
  /** Derives the application traffic secrets and installs the keys of epoch 3 in both directions. */
  installApplicationKeys(): void;
  /** Puts our Certificate into the flight. Its list is empty when we have no usable certificate. */
  sendCertificate(): void;
  /** Signs the transcript with the private key of our certificate. */
  sendCertificateVerify(): void;
  /** Puts the client's Finished into the last flight. */
  sendFinished(): void;
  /** Reports to the application that it can send data. */
  reportSecure(): void;
  /** Sets the error: the peer sent a fatal alert. */
  reportAlert(): void;
  /** Sets the error: the peer did not respond to any retransmission. */
  reportTimeout(): void;
  /** Sets the error and the alert: the application rejected the certificate chain. */
  reportCertificateRejected(): void;
  /** Sends the alert if there is one, zeroizes the keys and reports the error. */
  abort(): void;
  /** The rule in `ref` is violated. Called between the exit actions of a fatal edge and its own actions. */
  fatal(alert: ClientAlert, ref: string, reason: ClientReason): void;
}

/** The client's handshake, from ClientHello to the ACK of its Finished. RFC 9846 appendix A.1, RFC 9147 section 5. */
export class ClientMachine extends RunToCompletion {
  readonly #port: ClientPort;
  #state: ClientState = ClientState.START;

  constructor(port: ClientPort) {
    super();
    this.#port = port;
  }

  /**
   * Runs an event to completion. From inside an action, or before `start`, the event is queued. When an action
   * throws, the state does not change, queued events are dropped, and the error is thrown to the caller.
   *
   * @throws {WirechartError} `ERR_WIRECHART_MACHINE_OVERFLOW` when more than 16 events are queued.
   */
  send(event: ClientEvent): void {
    this.handle(event);
  }

  /** The active state. While actions run, the state being exited. */
  get state(): ClientState {
    return this.#state;
  }

  /** The machine is in a final state and ignores all events. */
  get done(): boolean {
    switch (this.#state) {
      case ClientState.FAILED:
      case ClientState.CLOSED:
        return true;
      default:
        return false;
    }
  }

  /** Whether WAIT_SH is active. */
  get inWaitSh(): boolean {
    const state = this.#state;
    return state >= ClientState['WAIT_SH.INITIAL_HELLO'] && state <= ClientState['WAIT_SH.AFTER_HRR'];
  }

  /** Whether WAIT_CV is active. */
  get inWaitCv(): boolean {
    const state = this.#state;
    return state >= ClientState['WAIT_CV.VERIFYING'] && state <= ClientState['WAIT_CV.READY'];
  }

  protected override step(code: number): void {
    this.#receive(code as ClientEvent);
  }

  #receive(event: ClientEvent): void {
    switch (this.#state) {
      case ClientState.START:
        this.#onStart(event);
        break;
      case ClientState['WAIT_SH.INITIAL_HELLO']:
        this.#onWaitShInitialHello(event);
        break;
      case ClientState['WAIT_SH.AFTER_HRR']:
        this.#onWaitSh(event);
        break;
      case ClientState.WAIT_EE:
        this.#onWaitEe(event);
        break;
      case ClientState.RESUMING:
        this.#onResuming(event);
        break;
      case ClientState.WAIT_CERT_CR:
        this.#onWaitCertCr(event);
        break;
      case ClientState.WAIT_CERT:
        this.#onWaitCert(event);
        break;
      case ClientState['WAIT_CV.VERIFYING']:
        this.#onWaitCvVerifying(event);
        break;
      case ClientState['WAIT_CV.READY']:
        this.#onWaitCvReady(event);
        break;
      case ClientState.WAIT_FINISHED:
        this.#onWaitFinished(event);
        break;
      case ClientState.WAIT_FINAL_ACK:
        this.#onWaitFinalAck(event);
        break;
      case ClientState.CONNECTED:
        this.#onConnected(event);
        break;
    }
  }

  /** In every state. */
  #onMachine(event: ClientEvent): void {
    const port = this.#port;
    switch (event) {
      case ClientEvent.open:
        // The handshake has already started.
        port.transition(0);
        return;
      case ClientEvent.helloRetryRequest:
        port.transition(1);
        port.fatal('unexpected_message', 'RFC 9846 section 4.2.4', 'UNEXPECTED_MESSAGE');
        port.abort();
        this.#state = ClientState.FAILED;
        return;
      case ClientEvent.serverHello:
        port.transition(2);
        port.fatal('unexpected_message', 'RFC 9846 section 4.2.3', 'UNEXPECTED_MESSAGE');
        port.abort();
        this.#state = ClientState.FAILED;
        return;
      case ClientEvent.helloVerifyRequest:
        port.transition(3);
        port.fatal('unexpected_message', 'RFC 9147 section 5.2', 'UNEXPECTED_MESSAGE');
        port.abort();
        this.#state = ClientState.FAILED;
        return;
      case ClientEvent.alternativeHelloRetryRequest:
        // No ServerHello is in use, or a protected record has authenticated the one in use.
        port.transition(4);
        return;
      case ClientEvent.alternativeServerHello:
        // No ServerHello is in use, or a protected record has authenticated the one in use.
        port.transition(5);
        return;
      case ClientEvent.encryptedExtensions:
        port.transition(6);
        port.fatal('unexpected_message', 'RFC 9846 section 4.4.1', 'UNEXPECTED_MESSAGE');
        port.abort();
        this.#state = ClientState.FAILED;
        return;
      case ClientEvent.certificateRequest:
        port.transition(7);
        port.fatal('unexpected_message', 'RFC 9846 section 4.4.2', 'UNEXPECTED_MESSAGE');
        port.abort();
        this.#state = ClientState.FAILED;
        return;
      case ClientEvent.certificate:
        port.transition(8);
        port.fatal('unexpected_message', 'RFC 9846 section 4.5.1', 'UNEXPECTED_MESSAGE');
        port.abort();
        this.#state = ClientState.FAILED;
        return;
      case ClientEvent.certificateAccepted:
        // No verification is pending.
        port.transition(12);
        return;
      case ClientEvent.certificateRejected:
        // No verification is pending.
        port.transition(13);
        return;
      case ClientEvent.certificateVerify:
        port.transition(9);
        port.fatal('unexpected_message', 'RFC 9846 section 4.5.2', 'UNEXPECTED_MESSAGE');
        port.abort();
        this.#state = ClientState.FAILED;
        return;
      case ClientEvent.finished:
        port.transition(10);
        port.fatal('unexpected_message', 'RFC 9846 section 4.5.3', 'UNEXPECTED_MESSAGE');
        port.abort();
        this.#state = ClientState.FAILED;
        return;
      case ClientEvent.otherMessage:
        port.transition(11);
        port.fatal('unexpected_message', 'RFC 9846 section 4', 'UNEXPECTED_MESSAGE');
        port.abort();
        this.#state = ClientState.FAILED;
        return;
      case ClientEvent.invalidMessage:
        port.transition(15);
        port.abort();
        this.#state = ClientState.FAILED;
        return;
      case ClientEvent.flightAcknowledged:
        // Only the ACK of the last flight changes the state.
        port.transition(14);
        return;
      case ClientEvent.flightExhausted:
        port.transition(16);
        port.reportTimeout();
        port.abort();
        this.#state = ClientState.FAILED;
        return;
      case ClientEvent.alertReceived:
        port.transition(17);
        port.reportAlert();
        port.abort();
        this.#state = ClientState.FAILED;
        return;
      case ClientEvent.closed:
        port.transition(18);
        this.#state = ClientState.CLOSED;
        return;
    }
  }

  /** START. */
  #onStart(event: ClientEvent): void {
    const port = this.#port;
    switch (event) {
      case ClientEvent.open:
        port.transition(19);
        port.sendClientHello();
        this.#state = ClientState['WAIT_SH.INITIAL_HELLO'];
        return;
    }
    this.#onMachine(event);
  }

  /** WAIT_SH. */
  #onWaitSh(event: ClientEvent): void {
    const port = this.#port;
    switch (event) {
      case ClientEvent.serverHello:
        if (port.downgradeIndicated()) {
          port.transition(20);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.2.3', 'DOWNGRADE_INDICATED');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.versionUnsupported()) {
          port.transition(21);
          port.fatal('protocol_version', 'RFC 9846 section 4.3.1', 'UNSUPPORTED_VERSION');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.versionIllegal()) {
          port.transition(22);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.3.1', 'ILLEGAL_VERSION');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.extensionMissing()) {
          port.transition(23);
          port.fatal('missing_extension', 'RFC 9846 section 9.2', 'MISSING_EXTENSION');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.extensionUnsolicited()) {
          port.transition(24);
          port.fatal('unsupported_extension', 'RFC 9846 section 4.3', 'UNSOLICITED_EXTENSION');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.extensionMisplaced()) {
          port.transition(25);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.3', 'MISPLACED_EXTENSION');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.pskIllegal()) {
          port.transition(26);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.3.11', 'ILLEGAL_PSK_SELECTION');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.parameterIllegal()) {
          port.transition(27);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.2.3', 'ILLEGAL_SERVER_HELLO');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        port.transition(28);
        port.installHandshakeKeys();
        this.#state = ClientState.WAIT_EE;
        return;
    }
    this.#onMachine(event);
  }

  /** WAIT_SH.INITIAL_HELLO. */
  #onWaitShInitialHello(event: ClientEvent): void {
    const port = this.#port;
    switch (event) {
      case ClientEvent.helloRetryRequest:
        if (port.versionUnsupported()) {
          port.transition(30);
          port.fatal('protocol_version', 'RFC 9846 section 4.3.1', 'UNSUPPORTED_VERSION');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.versionIllegal()) {
          port.transition(31);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.3.1', 'ILLEGAL_VERSION');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.extensionUnsolicited()) {
          port.transition(32);
          port.fatal('unsupported_extension', 'RFC 9846 section 4.2.4', 'UNSOLICITED_EXTENSION');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.extensionMisplaced()) {
          port.transition(33);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.3', 'MISPLACED_EXTENSION');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.retryIllegal()) {
          port.transition(34);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.2.4', 'ILLEGAL_HELLO_RETRY_REQUEST');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        port.transition(35);
        port.sendSecondClientHello();
        this.#state = ClientState['WAIT_SH.AFTER_HRR'];
        return;
      case ClientEvent.helloVerifyRequest:
        // Only servers of earlier versions send this message.
        port.transition(29);
        port.fatal('protocol_version', 'RFC 9147 section 5.2', 'UNSUPPORTED_VERSION');
        port.abort();
        this.#state = ClientState.FAILED;
        return;
    }
    this.#onWaitSh(event);
  }

  /** WAIT_EE. The first protected record authenticates the ServerHello, which may belong to an earlier handshake on the same ports. */
  #onWaitEe(event: ClientEvent): void {
    const port = this.#port;
    switch (event) {
      case ClientEvent.alternativeHelloRetryRequest:
        if (port.secondClientHelloSent()) {
          // Only one HelloRetryRequest is allowed: the ServerHello in use stays.
          port.transition(44);
          return;
        }
        if (port.alternativeRetryIllegal()) {
          // It is not authenticated: the ServerHello in use stays.
          port.transition(45);
          return;
        }
        port.transition(46);
        port.dropHandshakeKeys();
        port.sendSecondClientHello();
        this.#state = ClientState['WAIT_SH.AFTER_HRR'];
        return;
      case ClientEvent.alternativeServerHello:
        if (port.alternativeServerHelloIllegal()) {
          // It is not authenticated: the ServerHello in use stays.
          port.transition(42);
          return;
        }
        port.transition(43);
        port.replaceHandshakeKeys();
        return;
      case ClientEvent.encryptedExtensions:
        if (port.extensionUnsolicited()) {
          port.transition(36);
          port.fatal('unsupported_extension', 'RFC 9846 section 4.3', 'UNSOLICITED_EXTENSION');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.extensionMisplaced()) {
          port.transition(37);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.3', 'MISPLACED_EXTENSION');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.encryptedExtensionsIllegal()) {
          port.transition(38);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.4.1', 'ILLEGAL_ENCRYPTED_EXTENSIONS');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.certificateStored()) {
          port.transition(39);
          port.requestCertificateVerification();
          this.#state = ClientState.RESUMING;
          return;
        }
        if (port.pskSelected()) {
          port.transition(40);
          this.#state = ClientState.WAIT_FINISHED;
          return;
        }
        port.transition(41);
        this.#state = ClientState.WAIT_CERT_CR;
        return;
    }
    this.#onMachine(event);
  }

  /** RESUMING. The application verifies the chain of the resumed session again; later messages wait. */
  #onResuming(event: ClientEvent): void {
    const port = this.#port;
    switch (event) {
      case ClientEvent.certificateAccepted:
        port.transition(47);
        this.#state = ClientState.WAIT_FINISHED;
        return;
      case ClientEvent.certificateRejected:
        port.transition(48);
        port.reportCertificateRejected();
        port.abort();
        this.#state = ClientState.FAILED;
        return;
    }
    this.#onMachine(event);
  }

  /** WAIT_CERT_CR. */
  #onWaitCertCr(event: ClientEvent): void {
    const port = this.#port;
    switch (event) {
      case ClientEvent.certificateRequest:
        if (port.contextIllegal()) {
          port.transition(49);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.4.2', 'ILLEGAL_CERTIFICATE_REQUEST_CONTEXT');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.extensionMisplaced()) {
          port.transition(50);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.3', 'MISPLACED_EXTENSION');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.extensionMissing()) {
          port.transition(51);
          port.fatal('missing_extension', 'RFC 9846 section 4.4.2', 'MISSING_EXTENSION');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.filtersIllegal()) {
          port.transition(52);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.3.5', 'ILLEGAL_OID_FILTERS');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        port.transition(53);
        this.#state = ClientState.WAIT_CERT;
        return;
      case ClientEvent.certificate:
        if (port.certificateMissing()) {
          port.transition(54);
          port.fatal('decode_error', 'RFC 9846 section 4.5.1.3', 'EMPTY_CERTIFICATE_LIST');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.contextIllegal()) {
          port.transition(55);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.5.1', 'ILLEGAL_CERTIFICATE_REQUEST_CONTEXT');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.extensionUnsolicited()) {
          port.transition(56);
          port.fatal('unsupported_extension', 'RFC 9846 section 4.3', 'UNSOLICITED_EXTENSION');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.extensionMisplaced()) {
          port.transition(57);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.3', 'MISPLACED_EXTENSION');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        port.transition(58);
        port.requestCertificateVerification();
        this.#state = ClientState['WAIT_CV.VERIFYING'];
        return;
    }
    this.#onMachine(event);
  }

  /** WAIT_CERT. */
  #onWaitCert(event: ClientEvent): void {
    const port = this.#port;
    switch (event) {
      case ClientEvent.certificate:
        if (port.certificateMissing()) {
          port.transition(59);
          port.fatal('decode_error', 'RFC 9846 section 4.5.1.3', 'EMPTY_CERTIFICATE_LIST');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.contextIllegal()) {
          port.transition(60);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.5.1', 'ILLEGAL_CERTIFICATE_REQUEST_CONTEXT');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.extensionUnsolicited()) {
          port.transition(61);
          port.fatal('unsupported_extension', 'RFC 9846 section 4.3', 'UNSOLICITED_EXTENSION');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.extensionMisplaced()) {
          port.transition(62);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.3', 'MISPLACED_EXTENSION');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        port.transition(63);
        port.requestCertificateVerification();
        this.#state = ClientState['WAIT_CV.VERIFYING'];
        return;
    }
    this.#onMachine(event);
  }

  /** WAIT_CV.VERIFYING. The application verifies the chain; later messages wait. */
  #onWaitCvVerifying(event: ClientEvent): void {
    const port = this.#port;
    switch (event) {
      case ClientEvent.certificateAccepted:
        port.transition(64);
        this.#state = ClientState['WAIT_CV.READY'];
        return;
      case ClientEvent.certificateRejected:
        port.transition(65);
        port.reportCertificateRejected();
        port.abort();
        this.#state = ClientState.FAILED;
        return;
    }
    this.#onMachine(event);
  }

  /** WAIT_CV.READY. */
  #onWaitCvReady(event: ClientEvent): void {
    const port = this.#port;
    switch (event) {
      case ClientEvent.certificateVerify:
        if (port.schemeUnsolicited()) {
          port.transition(66);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.5.2', 'UNOFFERED_SIGNATURE_SCHEME');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.signatureInvalid()) {
          port.transition(67);
          port.fatal('decrypt_error', 'RFC 9846 section 4.5.2', 'CERTIFICATE_VERIFY_INVALID');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        port.transition(68);
        this.#state = ClientState.WAIT_FINISHED;
        return;
    }
    this.#onMachine(event);
  }

  /** WAIT_FINISHED. */
  #onWaitFinished(event: ClientEvent): void {
    const port = this.#port;
    switch (event) {
      case ClientEvent.finished:
        if (port.verifyDataInvalid()) {
          port.transition(69);
          port.fatal('decrypt_error', 'RFC 9846 section 4.5.3', 'FINISHED_INVALID');
          port.abort();
          this.#state = ClientState.FAILED;
          return;
        }
        if (port.certificateUsable()) {
          port.transition(70);
          port.installApplicationKeys();
          port.sendCertificate();
          port.sendCertificateVerify();
          port.sendFinished();
          port.reportSecure();
          this.#state = ClientState.WAIT_FINAL_ACK;
          return;
        }
        if (port.certificateRequested()) {
          port.transition(71);
          port.installApplicationKeys();
          port.sendCertificate();
          port.sendFinished();
          port.reportSecure();
          this.#state = ClientState.WAIT_FINAL_ACK;
          return;
        }
        port.transition(72);
        port.installApplicationKeys();
        port.sendFinished();
        port.reportSecure();
        this.#state = ClientState.WAIT_FINAL_ACK;
        return;
    }
    this.#onMachine(event);
  }

  /** WAIT_FINAL_ACK. Application data can be sent in both directions, but the server has not acknowledged our Finished yet. */
  #onWaitFinalAck(event: ClientEvent): void {
    const port = this.#port;
    switch (event) {
      case ClientEvent.flightAcknowledged:
        port.transition(73);
        this.#state = ClientState.CONNECTED;
        return;
    }
    this.#onMachine(event);
  }

  /** CONNECTED. */
  #onConnected(event: ClientEvent): void {
    const port = this.#port;
    switch (event) {
      case ClientEvent.flightExhausted:
        // No flight of the handshake is outstanding.
        port.transition(74);
        return;
    }
    this.#onMachine(event);
  }

  override save(): readonly number[] {
    return [this.#state];
  }

  protected override restore(values: readonly number[]): boolean {
    if (values[0] === -1) return false;
    this.#state = values[0] as ClientState;
    return true;
  }
}

/** Every edge, by its number in `transition`. */
export const clientEdges: readonly MachineEdge[] = [
  {
    from: '',
    trigger: 'open',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9846 appendix A.1',
    description: 'The handshake has already started.',
  },
  {
    from: '',
    trigger: 'helloRetryRequest',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9846 section 4.2.4',
    reason: 'UNEXPECTED_MESSAGE',
  },
  {
    from: '',
    trigger: 'serverHello',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9846 section 4.2.3',
    reason: 'UNEXPECTED_MESSAGE',
  },
  {
    from: '',
    trigger: 'helloVerifyRequest',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9147 section 5.2',
    reason: 'UNEXPECTED_MESSAGE',
  },
  {
    from: '',
    trigger: 'alternativeHelloRetryRequest',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 5.11',
    description: 'No ServerHello is in use, or a protected record has authenticated the one in use.',
  },
  {
    from: '',
    trigger: 'alternativeServerHello',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 5.11',
    description: 'No ServerHello is in use, or a protected record has authenticated the one in use.',
  },
  {
    from: '',
    trigger: 'encryptedExtensions',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9846 section 4.4.1',
    reason: 'UNEXPECTED_MESSAGE',
  },
  {
    from: '',
    trigger: 'certificateRequest',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9846 section 4.4.2',
    reason: 'UNEXPECTED_MESSAGE',
  },
  {
    from: '',
    trigger: 'certificate',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9846 section 4.5.1',
    reason: 'UNEXPECTED_MESSAGE',
  },
  {
    from: '',
    trigger: 'certificateVerify',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9846 section 4.5.2',
    reason: 'UNEXPECTED_MESSAGE',
  },
  {
    from: '',
    trigger: 'finished',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9846 section 4.5.3',
    reason: 'UNEXPECTED_MESSAGE',
  },
  {
    from: '',
    trigger: 'otherMessage',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9846 section 4',
    reason: 'UNEXPECTED_MESSAGE',
  },
  {
    from: '',
    trigger: 'certificateAccepted',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9846 section 4.5.1',
    description: 'No verification is pending.',
  },
  {
    from: '',
    trigger: 'certificateRejected',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9846 section 4.5.1',
    description: 'No verification is pending.',
  },
  {
    from: '',
    trigger: 'flightAcknowledged',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 7.1',
    description: 'Only the ACK of the last flight changes the state.',
  },
  { from: '', trigger: 'invalidMessage', to: ['FAILED'], actions: [], outcome: 'handled' },
  { from: '', trigger: 'flightExhausted', to: ['FAILED'], actions: ['reportTimeout'], outcome: 'handled' },
  { from: '', trigger: 'alertReceived', to: ['FAILED'], actions: ['reportAlert'], outcome: 'handled' },
  { from: '', trigger: 'closed', to: ['CLOSED'], actions: [], outcome: 'handled' },
  { from: 'START', trigger: 'open', to: ['WAIT_SH'], actions: ['sendClientHello'], outcome: 'handled' },
  {
    from: 'WAIT_SH',
    trigger: 'serverHello',
    guard: 'downgradeIndicated',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.2.3',
    reason: 'DOWNGRADE_INDICATED',
  },
  {
    from: 'WAIT_SH',
    trigger: 'serverHello',
    guard: 'versionUnsupported',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'protocol_version',
    ref: 'RFC 9846 section 4.3.1',
    reason: 'UNSUPPORTED_VERSION',
  },
  {
    from: 'WAIT_SH',
    trigger: 'serverHello',
    guard: 'versionIllegal',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.3.1',
    reason: 'ILLEGAL_VERSION',
  },
  {
    from: 'WAIT_SH',
    trigger: 'serverHello',
    guard: 'extensionMissing',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'missing_extension',
    ref: 'RFC 9846 section 9.2',
    reason: 'MISSING_EXTENSION',
  },
  {
    from: 'WAIT_SH',
    trigger: 'serverHello',
    guard: 'extensionUnsolicited',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unsupported_extension',
    ref: 'RFC 9846 section 4.3',
    reason: 'UNSOLICITED_EXTENSION',
  },
  {
    from: 'WAIT_SH',
    trigger: 'serverHello',
    guard: 'extensionMisplaced',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.3',
    reason: 'MISPLACED_EXTENSION',
  },
  {
    from: 'WAIT_SH',
    trigger: 'serverHello',
    guard: 'pskIllegal',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.3.11',
    reason: 'ILLEGAL_PSK_SELECTION',
  },
  {
    from: 'WAIT_SH',
    trigger: 'serverHello',
    guard: 'parameterIllegal',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.2.3',
    reason: 'ILLEGAL_SERVER_HELLO',
  },
  { from: 'WAIT_SH', trigger: 'serverHello', to: ['WAIT_EE'], actions: ['installHandshakeKeys'], outcome: 'handled' },
  {
    from: 'WAIT_SH.INITIAL_HELLO',
    trigger: 'helloVerifyRequest',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'protocol_version',
    ref: 'RFC 9147 section 5.2',
    reason: 'UNSUPPORTED_VERSION',
    description: 'Only servers of earlier versions send this message.',
  },
  {
    from: 'WAIT_SH.INITIAL_HELLO',
    trigger: 'helloRetryRequest',
    guard: 'versionUnsupported',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'protocol_version',
    ref: 'RFC 9846 section 4.3.1',
    reason: 'UNSUPPORTED_VERSION',
  },
  {
    from: 'WAIT_SH.INITIAL_HELLO',
    trigger: 'helloRetryRequest',
    guard: 'versionIllegal',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.3.1',
    reason: 'ILLEGAL_VERSION',
  },
  {
    from: 'WAIT_SH.INITIAL_HELLO',
    trigger: 'helloRetryRequest',
    guard: 'extensionUnsolicited',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unsupported_extension',
    ref: 'RFC 9846 section 4.2.4',
    reason: 'UNSOLICITED_EXTENSION',
  },
  {
    from: 'WAIT_SH.INITIAL_HELLO',
    trigger: 'helloRetryRequest',
    guard: 'extensionMisplaced',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.3',
    reason: 'MISPLACED_EXTENSION',
  },
  {
    from: 'WAIT_SH.INITIAL_HELLO',
    trigger: 'helloRetryRequest',
    guard: 'retryIllegal',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.2.4',
    reason: 'ILLEGAL_HELLO_RETRY_REQUEST',
  },
  {
    from: 'WAIT_SH.INITIAL_HELLO',
    trigger: 'helloRetryRequest',
    to: ['WAIT_SH.AFTER_HRR'],
    actions: ['sendSecondClientHello'],
    outcome: 'handled',
  },
  {
    from: 'WAIT_EE',
    trigger: 'encryptedExtensions',
    guard: 'extensionUnsolicited',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unsupported_extension',
    ref: 'RFC 9846 section 4.3',
    reason: 'UNSOLICITED_EXTENSION',
  },
  {
    from: 'WAIT_EE',
    trigger: 'encryptedExtensions',
    guard: 'extensionMisplaced',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.3',
    reason: 'MISPLACED_EXTENSION',
  },
  {
    from: 'WAIT_EE',
    trigger: 'encryptedExtensions',
    guard: 'encryptedExtensionsIllegal',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.4.1',
    reason: 'ILLEGAL_ENCRYPTED_EXTENSIONS',
  },
  {
    from: 'WAIT_EE',
    trigger: 'encryptedExtensions',
    guard: 'certificateStored',
    to: ['RESUMING'],
    actions: ['requestCertificateVerification'],
    outcome: 'handled',
  },
  {
    from: 'WAIT_EE',
    trigger: 'encryptedExtensions',
    guard: 'pskSelected',
    to: ['WAIT_FINISHED'],
    actions: [],
    outcome: 'handled',
  },
  { from: 'WAIT_EE', trigger: 'encryptedExtensions', to: ['WAIT_CERT_CR'], actions: [], outcome: 'handled' },
  {
    from: 'WAIT_EE',
    trigger: 'alternativeServerHello',
    guard: 'alternativeServerHelloIllegal',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 5.11',
    description: 'It is not authenticated: the ServerHello in use stays.',
  },
  { from: 'WAIT_EE', trigger: 'alternativeServerHello', actions: ['replaceHandshakeKeys'], outcome: 'handled' },
  {
    from: 'WAIT_EE',
    trigger: 'alternativeHelloRetryRequest',
    guard: 'secondClientHelloSent',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 5.1',
    description: 'Only one HelloRetryRequest is allowed: the ServerHello in use stays.',
  },
  {
    from: 'WAIT_EE',
    trigger: 'alternativeHelloRetryRequest',
    guard: 'alternativeRetryIllegal',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 5.11',
    description: 'It is not authenticated: the ServerHello in use stays.',
  },
  {
    from: 'WAIT_EE',
    trigger: 'alternativeHelloRetryRequest',
    to: ['WAIT_SH.AFTER_HRR'],
    actions: ['dropHandshakeKeys', 'sendSecondClientHello'],
    outcome: 'handled',
  },
  { from: 'RESUMING', trigger: 'certificateAccepted', to: ['WAIT_FINISHED'], actions: [], outcome: 'handled' },
  {
    from: 'RESUMING',
    trigger: 'certificateRejected',
    to: ['FAILED'],
    actions: ['reportCertificateRejected'],
    outcome: 'handled',
  },
  {
    from: 'WAIT_CERT_CR',
    trigger: 'certificateRequest',
    guard: 'contextIllegal',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.4.2',
    reason: 'ILLEGAL_CERTIFICATE_REQUEST_CONTEXT',
  },
  {
    from: 'WAIT_CERT_CR',
    trigger: 'certificateRequest',
    guard: 'extensionMisplaced',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.3',
    reason: 'MISPLACED_EXTENSION',
  },
  {
    from: 'WAIT_CERT_CR',
    trigger: 'certificateRequest',
    guard: 'extensionMissing',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'missing_extension',
    ref: 'RFC 9846 section 4.4.2',
    reason: 'MISSING_EXTENSION',
  },
  {
    from: 'WAIT_CERT_CR',
    trigger: 'certificateRequest',
    guard: 'filtersIllegal',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.3.5',
    reason: 'ILLEGAL_OID_FILTERS',
  },
  { from: 'WAIT_CERT_CR', trigger: 'certificateRequest', to: ['WAIT_CERT'], actions: [], outcome: 'handled' },
  {
    from: 'WAIT_CERT_CR',
    trigger: 'certificate',
    guard: 'certificateMissing',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'decode_error',
    ref: 'RFC 9846 section 4.5.1.3',
    reason: 'EMPTY_CERTIFICATE_LIST',
  },
  {
    from: 'WAIT_CERT_CR',
    trigger: 'certificate',
    guard: 'contextIllegal',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.5.1',
    reason: 'ILLEGAL_CERTIFICATE_REQUEST_CONTEXT',
  },
  {
    from: 'WAIT_CERT_CR',
    trigger: 'certificate',
    guard: 'extensionUnsolicited',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unsupported_extension',
    ref: 'RFC 9846 section 4.3',
    reason: 'UNSOLICITED_EXTENSION',
  },
  {
    from: 'WAIT_CERT_CR',
    trigger: 'certificate',
    guard: 'extensionMisplaced',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.3',
    reason: 'MISPLACED_EXTENSION',
  },
  {
    from: 'WAIT_CERT_CR',
    trigger: 'certificate',
    to: ['WAIT_CV'],
    actions: ['requestCertificateVerification'],
    outcome: 'handled',
  },
  {
    from: 'WAIT_CERT',
    trigger: 'certificate',
    guard: 'certificateMissing',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'decode_error',
    ref: 'RFC 9846 section 4.5.1.3',
    reason: 'EMPTY_CERTIFICATE_LIST',
  },
  {
    from: 'WAIT_CERT',
    trigger: 'certificate',
    guard: 'contextIllegal',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.5.1',
    reason: 'ILLEGAL_CERTIFICATE_REQUEST_CONTEXT',
  },
  {
    from: 'WAIT_CERT',
    trigger: 'certificate',
    guard: 'extensionUnsolicited',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unsupported_extension',
    ref: 'RFC 9846 section 4.3',
    reason: 'UNSOLICITED_EXTENSION',
  },
  {
    from: 'WAIT_CERT',
    trigger: 'certificate',
    guard: 'extensionMisplaced',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.3',
    reason: 'MISPLACED_EXTENSION',
  },
  {
    from: 'WAIT_CERT',
    trigger: 'certificate',
    to: ['WAIT_CV'],
    actions: ['requestCertificateVerification'],
    outcome: 'handled',
  },
  { from: 'WAIT_CV.VERIFYING', trigger: 'certificateAccepted', to: ['WAIT_CV.READY'], actions: [], outcome: 'handled' },
  {
    from: 'WAIT_CV.VERIFYING',
    trigger: 'certificateRejected',
    to: ['FAILED'],
    actions: ['reportCertificateRejected'],
    outcome: 'handled',
  },
  {
    from: 'WAIT_CV.READY',
    trigger: 'certificateVerify',
    guard: 'schemeUnsolicited',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.5.2',
    reason: 'UNOFFERED_SIGNATURE_SCHEME',
  },
  {
    from: 'WAIT_CV.READY',
    trigger: 'certificateVerify',
    guard: 'signatureInvalid',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'decrypt_error',
    ref: 'RFC 9846 section 4.5.2',
    reason: 'CERTIFICATE_VERIFY_INVALID',
  },
  { from: 'WAIT_CV.READY', trigger: 'certificateVerify', to: ['WAIT_FINISHED'], actions: [], outcome: 'handled' },
  {
    from: 'WAIT_FINISHED',
    trigger: 'finished',
    guard: 'verifyDataInvalid',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'decrypt_error',
    ref: 'RFC 9846 section 4.5.3',
    reason: 'FINISHED_INVALID',
  },
  {
    from: 'WAIT_FINISHED',
    trigger: 'finished',
    guard: 'certificateUsable',
    to: ['WAIT_FINAL_ACK'],
    actions: ['installApplicationKeys', 'sendCertificate', 'sendCertificateVerify', 'sendFinished', 'reportSecure'],
    outcome: 'handled',
  },
  {
    from: 'WAIT_FINISHED',
    trigger: 'finished',
    guard: 'certificateRequested',
    to: ['WAIT_FINAL_ACK'],
    actions: ['installApplicationKeys', 'sendCertificate', 'sendFinished', 'reportSecure'],
    outcome: 'handled',
  },
  {
    from: 'WAIT_FINISHED',
    trigger: 'finished',
    to: ['WAIT_FINAL_ACK'],
    actions: ['installApplicationKeys', 'sendFinished', 'reportSecure'],
    outcome: 'handled',
  },
  { from: 'WAIT_FINAL_ACK', trigger: 'flightAcknowledged', to: ['CONNECTED'], actions: [], outcome: 'handled' },
  {
    from: 'CONNECTED',
    trigger: 'flightExhausted',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 5.8.1',
    description: 'No flight of the handshake is outstanding.',
  },
];

/** For `takeSnapshot` and `restoreSnapshot`. */
export const clientTables: MachineTables = {
  chart: 'client',
  registers: [{ name: 'state', states: clientStateNames }],
  timers: [],
  actors: [],
};
