// Code generated from spec/dtls13/charts/server.chart.ts. DO NOT EDIT.
import {
  type MachineEdge,
  type MachinePort,
  type MachineTables,
  RunToCompletion,
} from '../../../runtime/machine/index.ts';

/** The states of the machine, in the order of the chart. */
export const ServerState = {
  START: 0,
  /** The application checks whether the ClientHello is a replay; early data waits, nothing was sent yet. */
  WAIT_FRESHNESS: 1,
  /** The application looks up the key of an identity; nothing was sent yet. */
  WAIT_PSK: 2,
  /** The application verifies the chain of the resumed session again; nothing was sent yet. */
  RESUMING: 3,
  /** Cipher suite, group and signature algorithm are selected; the rest of the flight uses epoch 2. */
  NEGOTIATED: 4,
  WAIT_CERT: 5,
  /** The application verifies the chain; later messages wait. */
  'WAIT_CV.VERIFYING': 6,
  'WAIT_CV.READY': 7,
  WAIT_FINISHED: 8,
  CONNECTED: 9,
  /** The early data was not accepted: the client returns with a cookie, for a new handshake. */
  HELLO_RETRIED: 10,
  FAILED: 11,
  CLOSED: 12,
} as const;
export type ServerState = (typeof ServerState)[keyof typeof ServerState];

/** The names, by number. */
export const serverStateNames: readonly string[] = /* @__PURE__ */ Object.keys(ServerState);

/** The events of the machine. */
export const ServerEvent = {
  clientHello: 0,
  freshnessConfirmed: 1,
  freshnessDenied: 2,
  pskResponded: 3,
  certificate: 4,
  certificateAccepted: 5,
  certificateRejected: 6,
  certificateVerify: 7,
  finished: 8,
  otherMessage: 9,
  invalidMessage: 10,
  flightAcknowledged: 11,
  flightExhausted: 12,
  alertReceived: 13,
  closed: 14,
} as const;
export type ServerEvent = (typeof ServerEvent)[keyof typeof ServerEvent];

/** The names, by number. */
export const serverEventNames: readonly string[] = /* @__PURE__ */ Object.keys(ServerEvent);

/** Alerts the chart can send, as named in their registry. */
export type ServerAlert =
  | 'unexpected_message'
  | 'protocol_version'
  | 'illegal_parameter'
  | 'missing_extension'
  | 'handshake_failure'
  | 'no_application_protocol'
  | 'decrypt_error'
  | 'unknown_psk_identity'
  | 'certificate_required'
  | 'unsupported_extension'
  | 'unsupported_certificate';

/** Rules that the peer can break, one for each reason of a fatal edge. */
export type ServerReason =
  | 'UNEXPECTED_MESSAGE'
  | 'UNSUPPORTED_VERSION'
  | 'MISPLACED_EXTENSION'
  | 'MISSING_EXTENSION'
  | 'ILLEGAL_CLIENT_HELLO'
  | 'NO_COMMON_PARAMETERS'
  | 'NO_COMMON_APPLICATION_PROTOCOL'
  | 'COOKIE_INVALID'
  | 'MISSING_KEY_SHARE'
  | 'BINDER_INVALID'
  | 'UNKNOWN_PSK_IDENTITY'
  | 'ILLEGAL_KEY_SHARE'
  | 'ILLEGAL_CERTIFICATE_REQUEST_CONTEXT'
  | 'CERTIFICATE_REQUIRED'
  | 'UNSOLICITED_EXTENSION'
  | 'UNMATCHED_OID_FILTERS'
  | 'UNOFFERED_SIGNATURE_SCHEME'
  | 'CERTIFICATE_VERIFY_INVALID'
  | 'FINISHED_INVALID';

/** The guards and actions of the server machine, in the order of the chart. */
export interface ServerPort extends MachinePort {
  /** The client does not offer DTLS 1.3, or legacy_version is not that of DTLS 1.2. */
  versionUnsupported(): boolean;
  /** The message has an extension that is not allowed in it, or pre_shared_key is not the last extension. */
  extensionMisplaced(): boolean;
  /** signature_algorithms, supported_groups, key_share or, with pre_shared_key, psk_key_exchange_modes is missing. */
  extensionMissing(): boolean;
  /** legacy_cookie is not empty, compression is not null, a share is for a group that is not offered, or the number of binders is not that of the identities. */
  parameterIllegal(): boolean;
  /** No cipher suite, group or signature algorithm in common, and no pre-shared key could replace them. */
  noCommonParameters(): boolean;
  /** Both sides name application protocols, and none is in common. */
  noCommonProtocol(): boolean;
  /** The cookie was not issued to this client for this ClientHello, or is too old. */
  cookieIllegal(): boolean;
  /** The ClientHello offers early data with a valid ticket and binder, which can be accepted if it is fresh. */
  earlyDataAcceptable(): boolean;
  /** A required cookie is missing, or a share for the common group that was not requested yet. */
  retryRequired(): boolean;
  /** The share for the common group is missing, although it was requested. */
  shareMissing(): boolean;
  /** No offered ticket is valid, and the application may know one of the other identities. */
  pskLookupRequired(): boolean;
  /** The binder of the selected pre-shared key does not verify. */
  binderInvalid(): boolean;
  /** A ticket is selected whose client presented a certificate. */
  certificateStored(): boolean;
  /** No pre-shared key is selected, and the server has no certificate. */
  pskUnknown(): boolean;
  /** No pre-shared key is selected, and signature_algorithms is missing. */
  signatureAlgorithmsMissing(): boolean;
  /** No pre-shared key is selected, and no group or signature algorithm is in common. */
  noCommonCertificate(): boolean;
  /** A pre-shared key is selected. */
  pskSelected(): boolean;
  /** The client's share is not a legal public value. */
  shareIllegal(): boolean;
  /** The server requests a certificate from clients. */
  requestsCertificate(): boolean;
  /** The client sent no certificate, and the server requires one. */
  certificateRequired(): boolean;
  /** The client sent no certificate. */
  certificateMissing(): boolean;
  /** certificate_request_context is not empty. */
  contextIllegal(): boolean;
  /** The certificate of the client lacks an extension that oid_filters require. */
  filtersUnmatched(): boolean;
  /** The message has an extension that was not requested. */
  extensionUnsolicited(): boolean;
  /** The signature algorithm was not offered. */
  schemeUnsolicited(): boolean;
  /** The signature over the transcript does not verify. */
  signatureInvalid(): boolean;
  /** The MAC over the transcript is not the expected one. */
  verifyDataInvalid(): boolean;
  /** Sends a cookie, and requests another key share if required. Stores no state. */
  sendHelloRetryRequest(): void;
  /** Creates the connection of the handshake: the server stores state from here on. */
  accept(): void;
  /** Installs the keys of epoch 1 for receiving, and asks the application whether the ClientHello is fresh. */
  requestFreshness(): void;
  /** Ends the connection without a trace of it: a HelloRetryRequest was sent. */
  withdraw(): void;
  /** Requests from the application the key of one of the offered identities. */
  requestPsk(): void;
  /** Generates random and key share and puts the ServerHello into a new flight. */
  sendServerHello(): void;
  /** Derives the handshake traffic secrets and installs the keys of epoch 2 in both directions. */
  installHandshakeKeys(): void;
  sendEncryptedExtensions(): void;
  sendCertificateRequest(): void;
  sendCertificate(): void;
  sendCertificateVerify(): void;
  /** Puts the server's Finished into the flight and installs the keys of epoch 3 for sending. */
  sendFinished(): void;
  /** Requests from the application the verification of the peer's certificate chain. */
  requestCertificateVerification(): void;
  /** Installs the keys of epoch 3 for receiving. */
  installApplicationKeys(): void;
  /** Acknowledges the client's last flight at once. */
  acknowledge(): void;
  /** Reports to the application that it can send data. */
  reportSecure(): void;
  /** Sets the error and the alert: the application rejected the certificate chain. */
  reportCertificateRejected(): void;
  /** Sets the error: the peer sent a fatal alert. */
  reportAlert(): void;
  /** Sets the error: the peer did not respond to any retransmission. */
  reportTimeout(): void;
  /** Sends the alert if there is one, zeroizes the keys and reports the error. */
  abort(): void;
  /** The rule in `ref` is violated. Called between the exit actions of a fatal edge and its own actions. */
  fatal(alert: ServerAlert, ref: string, reason: ServerReason): void;
}

/** The server's handshake, from ClientHello to the client's Finished. RFC 9846 appendix A.2, RFC 9147 section 5. */
export class ServerMachine extends RunToCompletion {
  readonly #port: ServerPort;
  #state: ServerState = ServerState.START;

  constructor(port: ServerPort) {
    super();
    this.#port = port;
  }

  /**
   * Runs an event to completion. From inside an action, or before `start`, the event is queued. When an action
   * throws, the state does not change, queued events are dropped, and the error is thrown to the caller.
   *
   * @throws {WirechartError} `ERR_WIRECHART_MACHINE_OVERFLOW` when more than 16 events are queued.
   */
  send(event: ServerEvent): void {
    this.handle(event);
  }

  /** The active state. While actions run, the state being exited. */
  get state(): ServerState {
    return this.#state;
  }

  /** The machine is in a final state and ignores all events. */
  get done(): boolean {
    switch (this.#state) {
      case ServerState.HELLO_RETRIED:
      case ServerState.FAILED:
      case ServerState.CLOSED:
        return true;
      default:
        return false;
    }
  }

  /** Whether WAIT_CV is active. */
  get inWaitCv(): boolean {
    const state = this.#state;
    return state >= ServerState['WAIT_CV.VERIFYING'] && state <= ServerState['WAIT_CV.READY'];
  }

  protected override enterInitial(): void {
    this.#completeMacrostep();
  }

  protected override step(code: number): void {
    this.#receive(code as ServerEvent);
    this.#completeMacrostep();
  }

  /** Takes eventless transitions until none is enabled. */
  #completeMacrostep(): void {
    let taken = true;
    while (taken) taken = this.#eventlessMicrostep();
  }

  #receive(event: ServerEvent): void {
    switch (this.#state) {
      case ServerState.START:
        this.#onStart(event);
        break;
      case ServerState.WAIT_FRESHNESS:
        this.#onWaitFreshness(event);
        break;
      case ServerState.WAIT_PSK:
        this.#onWaitPsk(event);
        break;
      case ServerState.RESUMING:
        this.#onResuming(event);
        break;
      case ServerState.WAIT_CERT:
        this.#onWaitCert(event);
        break;
      case ServerState['WAIT_CV.VERIFYING']:
        this.#onWaitCvVerifying(event);
        break;
      case ServerState['WAIT_CV.READY']:
        this.#onWaitCvReady(event);
        break;
      case ServerState.WAIT_FINISHED:
        this.#onWaitFinished(event);
        break;
      case ServerState.CONNECTED:
        this.#onConnected(event);
        break;
    }
  }

  /** In every state. */
  #onMachine(event: ServerEvent): void {
    const port = this.#port;
    switch (event) {
      case ServerEvent.clientHello:
        port.transition(0);
        port.fatal('unexpected_message', 'RFC 9846 section 4.2.2', 'UNEXPECTED_MESSAGE');
        port.abort();
        this.#state = ServerState.FAILED;
        return;
      case ServerEvent.freshnessConfirmed:
        // No answer is pending.
        port.transition(3);
        return;
      case ServerEvent.freshnessDenied:
        // No answer is pending.
        port.transition(4);
        return;
      case ServerEvent.pskResponded:
        // No lookup is pending.
        port.transition(5);
        return;
      case ServerEvent.certificate:
        port.transition(1);
        port.fatal('unexpected_message', 'RFC 9846 section 4.5.1', 'UNEXPECTED_MESSAGE');
        port.abort();
        this.#state = ServerState.FAILED;
        return;
      case ServerEvent.certificateAccepted:
        // No verification is pending.
        port.transition(6);
        return;
      case ServerEvent.certificateRejected:
        // No verification is pending.
        port.transition(7);
        return;
      case ServerEvent.certificateVerify:
        port.transition(2);
        port.fatal('unexpected_message', 'RFC 9846 section 4.5.2', 'UNEXPECTED_MESSAGE');
        port.abort();
        this.#state = ServerState.FAILED;
        return;
      case ServerEvent.finished:
        port.transition(8);
        port.fatal('unexpected_message', 'RFC 9846 section 4.5.3', 'UNEXPECTED_MESSAGE');
        port.abort();
        this.#state = ServerState.FAILED;
        return;
      case ServerEvent.otherMessage:
        port.transition(9);
        port.fatal('unexpected_message', 'RFC 9846 section 4', 'UNEXPECTED_MESSAGE');
        port.abort();
        this.#state = ServerState.FAILED;
        return;
      case ServerEvent.invalidMessage:
        port.transition(11);
        port.abort();
        this.#state = ServerState.FAILED;
        return;
      case ServerEvent.flightAcknowledged:
        // The client’s Finished continues the handshake; an ACK only stops the retransmission.
        port.transition(10);
        return;
      case ServerEvent.flightExhausted:
        port.transition(12);
        port.reportTimeout();
        port.abort();
        this.#state = ServerState.FAILED;
        return;
      case ServerEvent.alertReceived:
        port.transition(13);
        port.reportAlert();
        port.abort();
        this.#state = ServerState.FAILED;
        return;
      case ServerEvent.closed:
        port.transition(14);
        this.#state = ServerState.CLOSED;
        return;
    }
  }

  /** START. */
  #onStart(event: ServerEvent): void {
    const port = this.#port;
    switch (event) {
      case ServerEvent.clientHello:
        if (port.versionUnsupported()) {
          port.transition(15);
          port.fatal('protocol_version', 'RFC 9846 section 4.3.1', 'UNSUPPORTED_VERSION');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.extensionMisplaced()) {
          port.transition(16);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.3', 'MISPLACED_EXTENSION');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.extensionMissing()) {
          port.transition(17);
          port.fatal('missing_extension', 'RFC 9846 section 9.2', 'MISSING_EXTENSION');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.parameterIllegal()) {
          port.transition(18);
          port.fatal('illegal_parameter', 'RFC 9147 section 5.3', 'ILLEGAL_CLIENT_HELLO');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.noCommonParameters()) {
          port.transition(19);
          port.fatal('handshake_failure', 'RFC 9846 section 4.2.1', 'NO_COMMON_PARAMETERS');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.noCommonProtocol()) {
          port.transition(20);
          port.fatal('no_application_protocol', 'RFC 7301 section 3.2', 'NO_COMMON_APPLICATION_PROTOCOL');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.cookieIllegal()) {
          port.transition(21);
          port.fatal('illegal_parameter', 'RFC 9147 section 5.1', 'COOKIE_INVALID');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.earlyDataAcceptable()) {
          port.transition(22);
          port.accept();
          port.requestFreshness();
          this.#state = ServerState.WAIT_FRESHNESS;
          return;
        }
        if (port.retryRequired()) {
          port.transition(23);
          port.sendHelloRetryRequest();
          return;
        }
        if (port.shareMissing()) {
          port.transition(24);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.2.4', 'MISSING_KEY_SHARE');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.pskLookupRequired()) {
          port.transition(25);
          port.accept();
          port.requestPsk();
          this.#state = ServerState.WAIT_PSK;
          return;
        }
        if (port.binderInvalid()) {
          port.transition(26);
          port.fatal('decrypt_error', 'RFC 9846 section 4.3.11.2', 'BINDER_INVALID');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.certificateStored()) {
          port.transition(27);
          port.accept();
          port.requestCertificateVerification();
          this.#state = ServerState.RESUMING;
          return;
        }
        if (port.pskUnknown()) {
          port.transition(28);
          port.fatal('unknown_psk_identity', 'RFC 9846 section 6.2', 'UNKNOWN_PSK_IDENTITY');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.signatureAlgorithmsMissing()) {
          port.transition(29);
          port.fatal('missing_extension', 'RFC 9846 section 4.3.3', 'MISSING_EXTENSION');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.noCommonCertificate()) {
          port.transition(30);
          port.fatal('handshake_failure', 'RFC 9846 section 4.2.1', 'NO_COMMON_PARAMETERS');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.shareIllegal()) {
          port.transition(31);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.3.8.2', 'ILLEGAL_KEY_SHARE');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        port.transition(32);
        port.accept();
        port.sendServerHello();
        port.installHandshakeKeys();
        port.sendEncryptedExtensions();
        this.#state = ServerState.NEGOTIATED;
        return;
    }
    this.#onMachine(event);
  }

  /** WAIT_FRESHNESS. The application checks whether the ClientHello is a replay; early data waits, nothing was sent yet. */
  #onWaitFreshness(event: ServerEvent): void {
    const port = this.#port;
    switch (event) {
      case ServerEvent.freshnessConfirmed:
        if (port.certificateStored()) {
          port.transition(33);
          port.requestCertificateVerification();
          this.#state = ServerState.RESUMING;
          return;
        }
        if (port.shareIllegal()) {
          port.transition(34);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.3.8.2', 'ILLEGAL_KEY_SHARE');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        port.transition(35);
        port.sendServerHello();
        port.installHandshakeKeys();
        port.sendEncryptedExtensions();
        this.#state = ServerState.NEGOTIATED;
        return;
      case ServerEvent.freshnessDenied:
        if (port.retryRequired()) {
          port.transition(36);
          port.sendHelloRetryRequest();
          port.withdraw();
          this.#state = ServerState.HELLO_RETRIED;
          return;
        }
        if (port.certificateStored()) {
          port.transition(37);
          port.requestCertificateVerification();
          this.#state = ServerState.RESUMING;
          return;
        }
        if (port.shareIllegal()) {
          port.transition(38);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.3.8.2', 'ILLEGAL_KEY_SHARE');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        port.transition(39);
        port.sendServerHello();
        port.installHandshakeKeys();
        port.sendEncryptedExtensions();
        this.#state = ServerState.NEGOTIATED;
        return;
    }
    this.#onMachine(event);
  }

  /** WAIT_PSK. The application looks up the key of an identity; nothing was sent yet. */
  #onWaitPsk(event: ServerEvent): void {
    const port = this.#port;
    switch (event) {
      case ServerEvent.pskResponded:
        if (port.binderInvalid()) {
          port.transition(40);
          port.fatal('decrypt_error', 'RFC 9846 section 4.3.11.2', 'BINDER_INVALID');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.pskUnknown()) {
          port.transition(41);
          port.fatal('unknown_psk_identity', 'RFC 9846 section 6.2', 'UNKNOWN_PSK_IDENTITY');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.signatureAlgorithmsMissing()) {
          port.transition(42);
          port.fatal('missing_extension', 'RFC 9846 section 4.3.3', 'MISSING_EXTENSION');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.noCommonCertificate()) {
          port.transition(43);
          port.fatal('handshake_failure', 'RFC 9846 section 4.2.1', 'NO_COMMON_PARAMETERS');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.shareIllegal()) {
          port.transition(44);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.3.8.2', 'ILLEGAL_KEY_SHARE');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        port.transition(45);
        port.sendServerHello();
        port.installHandshakeKeys();
        port.sendEncryptedExtensions();
        this.#state = ServerState.NEGOTIATED;
        return;
    }
    this.#onMachine(event);
  }

  /** RESUMING. The application verifies the chain of the resumed session again; nothing was sent yet. */
  #onResuming(event: ServerEvent): void {
    const port = this.#port;
    switch (event) {
      case ServerEvent.certificateAccepted:
        if (port.shareIllegal()) {
          port.transition(46);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.3.8.2', 'ILLEGAL_KEY_SHARE');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        port.transition(47);
        port.sendServerHello();
        port.installHandshakeKeys();
        port.sendEncryptedExtensions();
        this.#state = ServerState.NEGOTIATED;
        return;
      case ServerEvent.certificateRejected:
        if (port.retryRequired()) {
          // The client offered early data without a cookie.
          port.transition(48);
          port.sendHelloRetryRequest();
          port.withdraw();
          this.#state = ServerState.HELLO_RETRIED;
          return;
        }
        if (port.pskUnknown()) {
          port.transition(49);
          port.fatal('unknown_psk_identity', 'RFC 9846 section 6.2', 'UNKNOWN_PSK_IDENTITY');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.signatureAlgorithmsMissing()) {
          port.transition(50);
          port.fatal('missing_extension', 'RFC 9846 section 4.3.3', 'MISSING_EXTENSION');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.noCommonCertificate()) {
          port.transition(51);
          port.fatal('handshake_failure', 'RFC 9846 section 4.2.1', 'NO_COMMON_PARAMETERS');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.shareIllegal()) {
          port.transition(52);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.3.8.2', 'ILLEGAL_KEY_SHARE');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        port.transition(53);
        port.sendServerHello();
        port.installHandshakeKeys();
        port.sendEncryptedExtensions();
        this.#state = ServerState.NEGOTIATED;
        return;
    }
    this.#onMachine(event);
  }

  /** WAIT_CERT. */
  #onWaitCert(event: ServerEvent): void {
    const port = this.#port;
    switch (event) {
      case ServerEvent.certificate:
        if (port.contextIllegal()) {
          port.transition(57);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.5.1', 'ILLEGAL_CERTIFICATE_REQUEST_CONTEXT');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.certificateRequired()) {
          port.transition(58);
          port.fatal('certificate_required', 'RFC 9846 section 4.5.1.3', 'CERTIFICATE_REQUIRED');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.certificateMissing()) {
          port.transition(59);
          this.#state = ServerState.WAIT_FINISHED;
          return;
        }
        if (port.extensionUnsolicited()) {
          port.transition(60);
          port.fatal('unsupported_extension', 'RFC 9846 section 4.3', 'UNSOLICITED_EXTENSION');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.extensionMisplaced()) {
          port.transition(61);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.3', 'MISPLACED_EXTENSION');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.filtersUnmatched()) {
          port.transition(62);
          port.fatal('unsupported_certificate', 'RFC 9846 section 4.3.5', 'UNMATCHED_OID_FILTERS');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        port.transition(63);
        port.requestCertificateVerification();
        this.#state = ServerState['WAIT_CV.VERIFYING'];
        return;
    }
    this.#onMachine(event);
  }

  /** WAIT_CV.VERIFYING. The application verifies the chain; later messages wait. */
  #onWaitCvVerifying(event: ServerEvent): void {
    const port = this.#port;
    switch (event) {
      case ServerEvent.certificateAccepted:
        port.transition(64);
        this.#state = ServerState['WAIT_CV.READY'];
        return;
      case ServerEvent.certificateRejected:
        port.transition(65);
        port.reportCertificateRejected();
        port.abort();
        this.#state = ServerState.FAILED;
        return;
    }
    this.#onMachine(event);
  }

  /** WAIT_CV.READY. */
  #onWaitCvReady(event: ServerEvent): void {
    const port = this.#port;
    switch (event) {
      case ServerEvent.certificateVerify:
        if (port.schemeUnsolicited()) {
          port.transition(66);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.5.2', 'UNOFFERED_SIGNATURE_SCHEME');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.signatureInvalid()) {
          port.transition(67);
          port.fatal('decrypt_error', 'RFC 9846 section 4.5.2', 'CERTIFICATE_VERIFY_INVALID');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        port.transition(68);
        this.#state = ServerState.WAIT_FINISHED;
        return;
    }
    this.#onMachine(event);
  }

  /** WAIT_FINISHED. */
  #onWaitFinished(event: ServerEvent): void {
    const port = this.#port;
    switch (event) {
      case ServerEvent.finished:
        if (port.verifyDataInvalid()) {
          port.transition(69);
          port.fatal('decrypt_error', 'RFC 9846 section 4.5.3', 'FINISHED_INVALID');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        port.transition(70);
        port.installApplicationKeys();
        port.acknowledge();
        port.reportSecure();
        this.#state = ServerState.CONNECTED;
        return;
    }
    this.#onMachine(event);
  }

  /** CONNECTED. */
  #onConnected(event: ServerEvent): void {
    const port = this.#port;
    switch (event) {
      case ServerEvent.flightExhausted:
        // No flight of the handshake is outstanding.
        port.transition(71);
        return;
    }
    this.#onMachine(event);
  }

  /** Takes one eventless transition; false if none is enabled. */
  #eventlessMicrostep(): boolean {
    switch (this.#state) {
      case ServerState.NEGOTIATED:
        return this.#alwaysNegotiated();
      default:
        return false;
    }
  }

  /** NEGOTIATED. Cipher suite, group and signature algorithm are selected; the rest of the flight uses epoch 2. */
  #alwaysNegotiated(): boolean {
    const port = this.#port;
    if (port.pskSelected()) {
      port.transition(54);
      port.sendFinished();
      this.#state = ServerState.WAIT_FINISHED;
      return true;
    }
    if (port.requestsCertificate()) {
      port.transition(55);
      port.sendCertificateRequest();
      port.sendCertificate();
      port.sendCertificateVerify();
      port.sendFinished();
      this.#state = ServerState.WAIT_CERT;
      return true;
    }
    port.transition(56);
    port.sendCertificate();
    port.sendCertificateVerify();
    port.sendFinished();
    this.#state = ServerState.WAIT_FINISHED;
    return true;
  }

  override save(): readonly number[] {
    return [this.#state];
  }

  protected override restore(values: readonly number[]): boolean {
    if (values[0] === -1) return false;
    this.#state = values[0] as ServerState;
    return true;
  }
}

/** Every edge, by its number in `transition`. */
export const serverEdges: readonly MachineEdge[] = [
  {
    from: '',
    trigger: 'clientHello',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9846 section 4.2.2',
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
    trigger: 'freshnessConfirmed',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9846 section 8.2',
    description: 'No answer is pending.',
  },
  {
    from: '',
    trigger: 'freshnessDenied',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9846 section 8.2',
    description: 'No answer is pending.',
  },
  {
    from: '',
    trigger: 'pskResponded',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9846 section 4.3.11',
    description: 'No lookup is pending.',
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
    trigger: 'flightAcknowledged',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 7.1',
    description: 'The client’s Finished continues the handshake; an ACK only stops the retransmission.',
  },
  { from: '', trigger: 'invalidMessage', to: ['FAILED'], actions: [], outcome: 'handled' },
  { from: '', trigger: 'flightExhausted', to: ['FAILED'], actions: ['reportTimeout'], outcome: 'handled' },
  { from: '', trigger: 'alertReceived', to: ['FAILED'], actions: ['reportAlert'], outcome: 'handled' },
  { from: '', trigger: 'closed', to: ['CLOSED'], actions: [], outcome: 'handled' },
  {
    from: 'START',
    trigger: 'clientHello',
    guard: 'versionUnsupported',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'protocol_version',
    ref: 'RFC 9846 section 4.3.1',
    reason: 'UNSUPPORTED_VERSION',
  },
  {
    from: 'START',
    trigger: 'clientHello',
    guard: 'extensionMisplaced',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.3',
    reason: 'MISPLACED_EXTENSION',
  },
  {
    from: 'START',
    trigger: 'clientHello',
    guard: 'extensionMissing',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'missing_extension',
    ref: 'RFC 9846 section 9.2',
    reason: 'MISSING_EXTENSION',
  },
  {
    from: 'START',
    trigger: 'clientHello',
    guard: 'parameterIllegal',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9147 section 5.3',
    reason: 'ILLEGAL_CLIENT_HELLO',
  },
  {
    from: 'START',
    trigger: 'clientHello',
    guard: 'noCommonParameters',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'handshake_failure',
    ref: 'RFC 9846 section 4.2.1',
    reason: 'NO_COMMON_PARAMETERS',
  },
  {
    from: 'START',
    trigger: 'clientHello',
    guard: 'noCommonProtocol',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'no_application_protocol',
    ref: 'RFC 7301 section 3.2',
    reason: 'NO_COMMON_APPLICATION_PROTOCOL',
  },
  {
    from: 'START',
    trigger: 'clientHello',
    guard: 'cookieIllegal',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9147 section 5.1',
    reason: 'COOKIE_INVALID',
  },
  {
    from: 'START',
    trigger: 'clientHello',
    guard: 'earlyDataAcceptable',
    to: ['WAIT_FRESHNESS'],
    actions: ['accept', 'requestFreshness'],
    outcome: 'handled',
  },
  {
    from: 'START',
    trigger: 'clientHello',
    guard: 'retryRequired',
    actions: ['sendHelloRetryRequest'],
    outcome: 'handled',
  },
  {
    from: 'START',
    trigger: 'clientHello',
    guard: 'shareMissing',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.2.4',
    reason: 'MISSING_KEY_SHARE',
  },
  {
    from: 'START',
    trigger: 'clientHello',
    guard: 'pskLookupRequired',
    to: ['WAIT_PSK'],
    actions: ['accept', 'requestPsk'],
    outcome: 'handled',
  },
  {
    from: 'START',
    trigger: 'clientHello',
    guard: 'binderInvalid',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'decrypt_error',
    ref: 'RFC 9846 section 4.3.11.2',
    reason: 'BINDER_INVALID',
  },
  {
    from: 'START',
    trigger: 'clientHello',
    guard: 'certificateStored',
    to: ['RESUMING'],
    actions: ['accept', 'requestCertificateVerification'],
    outcome: 'handled',
  },
  {
    from: 'START',
    trigger: 'clientHello',
    guard: 'pskUnknown',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unknown_psk_identity',
    ref: 'RFC 9846 section 6.2',
    reason: 'UNKNOWN_PSK_IDENTITY',
  },
  {
    from: 'START',
    trigger: 'clientHello',
    guard: 'signatureAlgorithmsMissing',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'missing_extension',
    ref: 'RFC 9846 section 4.3.3',
    reason: 'MISSING_EXTENSION',
  },
  {
    from: 'START',
    trigger: 'clientHello',
    guard: 'noCommonCertificate',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'handshake_failure',
    ref: 'RFC 9846 section 4.2.1',
    reason: 'NO_COMMON_PARAMETERS',
  },
  {
    from: 'START',
    trigger: 'clientHello',
    guard: 'shareIllegal',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.3.8.2',
    reason: 'ILLEGAL_KEY_SHARE',
  },
  {
    from: 'START',
    trigger: 'clientHello',
    to: ['NEGOTIATED'],
    actions: ['accept', 'sendServerHello', 'installHandshakeKeys'],
    outcome: 'handled',
  },
  {
    from: 'WAIT_FRESHNESS',
    trigger: 'freshnessConfirmed',
    guard: 'certificateStored',
    to: ['RESUMING'],
    actions: ['requestCertificateVerification'],
    outcome: 'handled',
  },
  {
    from: 'WAIT_FRESHNESS',
    trigger: 'freshnessConfirmed',
    guard: 'shareIllegal',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.3.8.2',
    reason: 'ILLEGAL_KEY_SHARE',
  },
  {
    from: 'WAIT_FRESHNESS',
    trigger: 'freshnessConfirmed',
    to: ['NEGOTIATED'],
    actions: ['sendServerHello', 'installHandshakeKeys'],
    outcome: 'handled',
  },
  {
    from: 'WAIT_FRESHNESS',
    trigger: 'freshnessDenied',
    guard: 'retryRequired',
    to: ['HELLO_RETRIED'],
    actions: ['sendHelloRetryRequest'],
    outcome: 'handled',
  },
  {
    from: 'WAIT_FRESHNESS',
    trigger: 'freshnessDenied',
    guard: 'certificateStored',
    to: ['RESUMING'],
    actions: ['requestCertificateVerification'],
    outcome: 'handled',
  },
  {
    from: 'WAIT_FRESHNESS',
    trigger: 'freshnessDenied',
    guard: 'shareIllegal',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.3.8.2',
    reason: 'ILLEGAL_KEY_SHARE',
  },
  {
    from: 'WAIT_FRESHNESS',
    trigger: 'freshnessDenied',
    to: ['NEGOTIATED'],
    actions: ['sendServerHello', 'installHandshakeKeys'],
    outcome: 'handled',
  },
  {
    from: 'WAIT_PSK',
    trigger: 'pskResponded',
    guard: 'binderInvalid',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'decrypt_error',
    ref: 'RFC 9846 section 4.3.11.2',
    reason: 'BINDER_INVALID',
  },
  {
    from: 'WAIT_PSK',
    trigger: 'pskResponded',
    guard: 'pskUnknown',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unknown_psk_identity',
    ref: 'RFC 9846 section 6.2',
    reason: 'UNKNOWN_PSK_IDENTITY',
  },
  {
    from: 'WAIT_PSK',
    trigger: 'pskResponded',
    guard: 'signatureAlgorithmsMissing',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'missing_extension',
    ref: 'RFC 9846 section 4.3.3',
    reason: 'MISSING_EXTENSION',
  },
  {
    from: 'WAIT_PSK',
    trigger: 'pskResponded',
    guard: 'noCommonCertificate',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'handshake_failure',
    ref: 'RFC 9846 section 4.2.1',
    reason: 'NO_COMMON_PARAMETERS',
  },
  {
    from: 'WAIT_PSK',
    trigger: 'pskResponded',
    guard: 'shareIllegal',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.3.8.2',
    reason: 'ILLEGAL_KEY_SHARE',
  },
  {
    from: 'WAIT_PSK',
    trigger: 'pskResponded',
    to: ['NEGOTIATED'],
    actions: ['sendServerHello', 'installHandshakeKeys'],
    outcome: 'handled',
  },
  {
    from: 'RESUMING',
    trigger: 'certificateAccepted',
    guard: 'shareIllegal',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.3.8.2',
    reason: 'ILLEGAL_KEY_SHARE',
  },
  {
    from: 'RESUMING',
    trigger: 'certificateAccepted',
    to: ['NEGOTIATED'],
    actions: ['sendServerHello', 'installHandshakeKeys'],
    outcome: 'handled',
  },
  {
    from: 'RESUMING',
    trigger: 'certificateRejected',
    guard: 'retryRequired',
    to: ['HELLO_RETRIED'],
    actions: ['sendHelloRetryRequest'],
    outcome: 'handled',
    description: 'The client offered early data without a cookie.',
  },
  {
    from: 'RESUMING',
    trigger: 'certificateRejected',
    guard: 'pskUnknown',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unknown_psk_identity',
    ref: 'RFC 9846 section 6.2',
    reason: 'UNKNOWN_PSK_IDENTITY',
  },
  {
    from: 'RESUMING',
    trigger: 'certificateRejected',
    guard: 'signatureAlgorithmsMissing',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'missing_extension',
    ref: 'RFC 9846 section 4.3.3',
    reason: 'MISSING_EXTENSION',
  },
  {
    from: 'RESUMING',
    trigger: 'certificateRejected',
    guard: 'noCommonCertificate',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'handshake_failure',
    ref: 'RFC 9846 section 4.2.1',
    reason: 'NO_COMMON_PARAMETERS',
  },
  {
    from: 'RESUMING',
    trigger: 'certificateRejected',
    guard: 'shareIllegal',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.3.8.2',
    reason: 'ILLEGAL_KEY_SHARE',
  },
  {
    from: 'RESUMING',
    trigger: 'certificateRejected',
    to: ['NEGOTIATED'],
    actions: ['sendServerHello', 'installHandshakeKeys'],
    outcome: 'handled',
  },
  {
    from: 'NEGOTIATED',
    trigger: 'always',
    guard: 'pskSelected',
    to: ['WAIT_FINISHED'],
    actions: ['sendFinished'],
    outcome: 'handled',
  },
  {
    from: 'NEGOTIATED',
    trigger: 'always',
    guard: 'requestsCertificate',
    to: ['WAIT_CERT'],
    actions: ['sendCertificateRequest', 'sendCertificate', 'sendCertificateVerify', 'sendFinished'],
    outcome: 'handled',
  },
  {
    from: 'NEGOTIATED',
    trigger: 'always',
    to: ['WAIT_FINISHED'],
    actions: ['sendCertificate', 'sendCertificateVerify', 'sendFinished'],
    outcome: 'handled',
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
    guard: 'certificateRequired',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'certificate_required',
    ref: 'RFC 9846 section 4.5.1.3',
    reason: 'CERTIFICATE_REQUIRED',
  },
  {
    from: 'WAIT_CERT',
    trigger: 'certificate',
    guard: 'certificateMissing',
    to: ['WAIT_FINISHED'],
    actions: [],
    outcome: 'handled',
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
    guard: 'filtersUnmatched',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unsupported_certificate',
    ref: 'RFC 9846 section 4.3.5',
    reason: 'UNMATCHED_OID_FILTERS',
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
    to: ['CONNECTED'],
    actions: ['installApplicationKeys', 'acknowledge', 'reportSecure'],
    outcome: 'handled',
  },
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
export const serverTables: MachineTables = {
  chart: 'server',
  registers: [{ name: 'state', states: serverStateNames }],
  timers: [],
  actors: [],
};
