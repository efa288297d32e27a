// Code generated from spec/dtls13/charts/client-auth-request.chart.ts. DO NOT EDIT.
import {
  type MachineEdge,
  type MachinePort,
  type MachineTables,
  type MachineTimer,
  RunToCompletion,
} from '../../../runtime/machine/index.ts';

/** The states of the machine, in the order of the chart. */
export const ClientAuthRequestState = {
  START: 0,
  /** Data and messages of other exchanges may arrive before the response. */
  WAIT_CERT: 1,
  /** The application verifies the chain; the rest of the response waits. */
  'RESPONDING.VERIFYING': 2,
  'RESPONDING.WAIT_CV': 3,
  'RESPONDING.WAIT_FINISHED': 4,
  FAILED: 5,
  DONE: 6,
} as const;
export type ClientAuthRequestState = (typeof ClientAuthRequestState)[keyof typeof ClientAuthRequestState];

/** The names, by number. */
export const clientAuthRequestStateNames: readonly string[] = /* @__PURE__ */ Object.keys(ClientAuthRequestState);

/** The events of the machine. */
export const ClientAuthRequestEvent = {
  requestRequired: 0,
  certificate: 1,
  certificateAccepted: 2,
  certificateRejected: 3,
  certificateVerify: 4,
  finished: 5,
  stopped: 6,
} as const;
export type ClientAuthRequestEvent = (typeof ClientAuthRequestEvent)[keyof typeof ClientAuthRequestEvent];

/** The names, by number. */
export const clientAuthRequestEventNames: readonly string[] = /* @__PURE__ */ Object.keys(ClientAuthRequestEvent);

/** One timer for each state and each of its delays. */
export const ClientAuthRequestTimer = {
  'WAIT_CERT.response': 0,
  'RESPONDING.completion': 1,
} as const;
export type ClientAuthRequestTimer = (typeof ClientAuthRequestTimer)[keyof typeof ClientAuthRequestTimer];

/** Alerts the chart can send, as named in their registry. */
export type ClientAuthRequestAlert =
  | 'unexpected_message'
  | 'certificate_required'
  | 'unsupported_extension'
  | 'illegal_parameter'
  | 'unsupported_certificate'
  | 'decrypt_error';

/** Rules that the peer can break, one for each reason of a fatal edge. */
export type ClientAuthRequestReason =
  | 'UNEXPECTED_MESSAGE'
  | 'CERTIFICATE_REQUIRED'
  | 'UNSOLICITED_EXTENSION'
  | 'MISPLACED_EXTENSION'
  | 'UNMATCHED_OID_FILTERS'
  | 'UNOFFERED_SIGNATURE_SCHEME'
  | 'CERTIFICATE_VERIFY_INVALID'
  | 'FINISHED_INVALID';

/** The guards and actions of the clientAuthRequest machine, in the order of the chart. */
export interface ClientAuthRequestPort extends MachinePort {
  /** The client sent no certificate, and the application requires one. */
  certificateRequired(): boolean;
  /** The client sent no certificate. */
  certificateMissing(): boolean;
  /** The Certificate has an extension that was not requested. */
  extensionUnsolicited(): boolean;
  /** The Certificate has an extension that is not allowed in it. */
  extensionMisplaced(): boolean;
  /** The certificate lacks an extension that oid_filters require. */
  filtersUnmatched(): boolean;
  /** The signature algorithm was not offered. */
  schemeUnsolicited(): boolean;
  /** The signature over the transcript does not verify. */
  signatureInvalid(): boolean;
  /** The MAC over the transcript is not the expected one. */
  verifyDataInvalid(): boolean;
  /** Sends the CertificateRequest with a random context, as a flight of its own. */
  sendCertificateRequest(): void;
  /** Ends the flight of the CertificateRequest: the response acknowledges it. */
  acknowledgeRequest(): void;
  /** Requests from the application the verification of the client's certificate chain. */
  requestCertificateVerification(): void;
  /** Reports to the application that the client is authenticated, or that it has no certificate. */
  reportResult(): void;
  /** Sets the error and the alert: the client did not respond in time. */
  reportTimeout(): void;
  /** Sets the error and the alert: the application rejected the certificate chain. */
  reportCertificateRejected(): void;
  /** Sends the alert and ends the connection. */
  abort(): void;
  /** Starts a timer, or restarts it if it runs; call `elapsed` when it expires. */
  startTimer(timer: ClientAuthRequestTimer): void;
  /** Stops a timer; does nothing if it does not run. */
  cancelTimer(timer: ClientAuthRequestTimer): void;
  /** The rule in `ref` is violated. Called between the exit actions of a fatal edge and its own actions. */
  fatal(alert: ClientAuthRequestAlert, ref: string, reason: ClientAuthRequestReason): void;
}

/** One request of a server for the client's certificate after the handshake; several can be open at a time. RFC 9846 section 4.7.2, RFC 9147 section 5.8.4. */
export class ClientAuthRequestMachine extends RunToCompletion {
  readonly #port: ClientAuthRequestPort;
  #state: ClientAuthRequestState = ClientAuthRequestState.START;

  constructor(port: ClientAuthRequestPort) {
    super();
    this.#port = port;
  }

  /**
   * Runs an event to completion. From inside an action, or before `start`, the event is queued. When an action
   * throws, the state does not change, queued events are dropped, and the error is thrown to the caller.
   *
   * @throws {WirechartError} `ERR_WIRECHART_MACHINE_OVERFLOW` when more than 16 events are queued.
   */
  send(event: ClientAuthRequestEvent): void {
    this.handle(event);
  }

  /** A timer has expired. Ignored if its state is not active. */
  elapsed(timer: ClientAuthRequestTimer): void {
    this.handle(~timer);
  }

  /** The active state. While actions run, the state being exited. */
  get state(): ClientAuthRequestState {
    return this.#state;
  }

  /** The machine is in a final state and ignores all events. */
  get done(): boolean {
    switch (this.#state) {
      case ClientAuthRequestState.FAILED:
      case ClientAuthRequestState.DONE:
        return true;
      default:
        return false;
    }
  }

  /** Whether RESPONDING is active. */
  get inResponding(): boolean {
    const state = this.#state;
    return (
      state >= ClientAuthRequestState['RESPONDING.VERIFYING'] &&
      state <= ClientAuthRequestState['RESPONDING.WAIT_FINISHED']
    );
  }

  protected override step(code: number): void {
    if (code < 0) this.#elapsed(~code as ClientAuthRequestTimer);
    else this.#receive(code as ClientAuthRequestEvent);
  }

  #receive(event: ClientAuthRequestEvent): void {
    switch (this.#state) {
      case ClientAuthRequestState.START:
        this.#onStart(event);
        break;
      case ClientAuthRequestState.WAIT_CERT:
        this.#onWaitCert(event);
        break;
      case ClientAuthRequestState['RESPONDING.VERIFYING']:
        this.#onRespondingVerifying(event);
        break;
      case ClientAuthRequestState['RESPONDING.WAIT_CV']:
        this.#onRespondingWaitCv(event);
        break;
      case ClientAuthRequestState['RESPONDING.WAIT_FINISHED']:
        this.#onRespondingWaitFinished(event);
        break;
    }
  }

  /** In every state. */
  #onMachine(event: ClientAuthRequestEvent): void {
    const port = this.#port;
    switch (event) {
      case ClientAuthRequestEvent.requestRequired:
        // Each request has its own context.
        port.transition(0);
        return;
      case ClientAuthRequestEvent.certificate:
        port.transition(1);
        this.#exitMachine();
        port.fatal('unexpected_message', 'RFC 9846 section 4.7.2', 'UNEXPECTED_MESSAGE');
        port.abort();
        this.#state = ClientAuthRequestState.FAILED;
        return;
      case ClientAuthRequestEvent.certificateAccepted:
        // No verification is pending.
        port.transition(4);
        return;
      case ClientAuthRequestEvent.certificateRejected:
        // No verification is pending.
        port.transition(5);
        return;
      case ClientAuthRequestEvent.certificateVerify:
        port.transition(2);
        this.#exitMachine();
        port.fatal('unexpected_message', 'RFC 9846 section 4.7.2', 'UNEXPECTED_MESSAGE');
        port.abort();
        this.#state = ClientAuthRequestState.FAILED;
        return;
      case ClientAuthRequestEvent.finished:
        port.transition(3);
        this.#exitMachine();
        port.fatal('unexpected_message', 'RFC 9846 section 4.7.2', 'UNEXPECTED_MESSAGE');
        port.abort();
        this.#state = ClientAuthRequestState.FAILED;
        return;
      case ClientAuthRequestEvent.stopped:
        port.transition(6);
        this.#exitMachine();
        this.#state = ClientAuthRequestState.DONE;
        return;
    }
  }

  /** START. */
  #onStart(event: ClientAuthRequestEvent): void {
    const port = this.#port;
    switch (event) {
      case ClientAuthRequestEvent.requestRequired:
        port.transition(7);
        port.sendCertificateRequest();
        port.startTimer(ClientAuthRequestTimer['WAIT_CERT.response']);
        this.#state = ClientAuthRequestState.WAIT_CERT;
        return;
    }
    this.#onMachine(event);
  }

  /** WAIT_CERT. Data and messages of other exchanges may arrive before the response. */
  #onWaitCert(event: ClientAuthRequestEvent): void {
    const port = this.#port;
    switch (event) {
      case ClientAuthRequestEvent.certificate:
        if (port.certificateRequired()) {
          port.transition(9);
          port.cancelTimer(ClientAuthRequestTimer['WAIT_CERT.response']);
          port.fatal('certificate_required', 'RFC 9846 section 4.5.1.3', 'CERTIFICATE_REQUIRED');
          port.abort();
          this.#state = ClientAuthRequestState.FAILED;
          return;
        }
        if (port.certificateMissing()) {
          port.transition(10);
          port.cancelTimer(ClientAuthRequestTimer['WAIT_CERT.response']);
          port.acknowledgeRequest();
          port.startTimer(ClientAuthRequestTimer['RESPONDING.completion']);
          this.#state = ClientAuthRequestState['RESPONDING.WAIT_FINISHED'];
          return;
        }
        if (port.extensionUnsolicited()) {
          port.transition(11);
          port.cancelTimer(ClientAuthRequestTimer['WAIT_CERT.response']);
          port.fatal('unsupported_extension', 'RFC 9846 section 4.3', 'UNSOLICITED_EXTENSION');
          port.abort();
          this.#state = ClientAuthRequestState.FAILED;
          return;
        }
        if (port.extensionMisplaced()) {
          port.transition(12);
          port.cancelTimer(ClientAuthRequestTimer['WAIT_CERT.response']);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.3', 'MISPLACED_EXTENSION');
          port.abort();
          this.#state = ClientAuthRequestState.FAILED;
          return;
        }
        if (port.filtersUnmatched()) {
          port.transition(13);
          port.cancelTimer(ClientAuthRequestTimer['WAIT_CERT.response']);
          port.fatal('unsupported_certificate', 'RFC 9846 section 4.3.5', 'UNMATCHED_OID_FILTERS');
          port.abort();
          this.#state = ClientAuthRequestState.FAILED;
          return;
        }
        port.transition(14);
        port.cancelTimer(ClientAuthRequestTimer['WAIT_CERT.response']);
        port.acknowledgeRequest();
        port.requestCertificateVerification();
        port.startTimer(ClientAuthRequestTimer['RESPONDING.completion']);
        this.#state = ClientAuthRequestState['RESPONDING.VERIFYING'];
        return;
    }
    this.#onMachine(event);
  }

  /** RESPONDING.VERIFYING. The application verifies the chain; the rest of the response waits. */
  #onRespondingVerifying(event: ClientAuthRequestEvent): void {
    const port = this.#port;
    switch (event) {
      case ClientAuthRequestEvent.certificateAccepted:
        port.transition(16);
        this.#state = ClientAuthRequestState['RESPONDING.WAIT_CV'];
        return;
      case ClientAuthRequestEvent.certificateRejected:
        port.transition(17);
        port.cancelTimer(ClientAuthRequestTimer['RESPONDING.completion']);
        port.reportCertificateRejected();
        port.abort();
        this.#state = ClientAuthRequestState.FAILED;
        return;
    }
    this.#onMachine(event);
  }

  /** RESPONDING.WAIT_CV. */
  #onRespondingWaitCv(event: ClientAuthRequestEvent): void {
    const port = this.#port;
    switch (event) {
      case ClientAuthRequestEvent.certificateVerify:
        if (port.schemeUnsolicited()) {
          port.transition(18);
          port.cancelTimer(ClientAuthRequestTimer['RESPONDING.completion']);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.5.2', 'UNOFFERED_SIGNATURE_SCHEME');
          port.abort();
          this.#state = ClientAuthRequestState.FAILED;
          return;
        }
        if (port.signatureInvalid()) {
          port.transition(19);
          port.cancelTimer(ClientAuthRequestTimer['RESPONDING.completion']);
          port.fatal('decrypt_error', 'RFC 9846 section 4.5.2', 'CERTIFICATE_VERIFY_INVALID');
          port.abort();
          this.#state = ClientAuthRequestState.FAILED;
          return;
        }
        port.transition(20);
        this.#state = ClientAuthRequestState['RESPONDING.WAIT_FINISHED'];
        return;
    }
    this.#onMachine(event);
  }

  /** RESPONDING.WAIT_FINISHED. */
  #onRespondingWaitFinished(event: ClientAuthRequestEvent): void {
    const port = this.#port;
    switch (event) {
      case ClientAuthRequestEvent.finished:
        if (port.verifyDataInvalid()) {
          port.transition(21);
          port.cancelTimer(ClientAuthRequestTimer['RESPONDING.completion']);
          port.fatal('decrypt_error', 'RFC 9846 section 4.5.3', 'FINISHED_INVALID');
          port.abort();
          this.#state = ClientAuthRequestState.FAILED;
          return;
        }
        port.transition(22);
        port.cancelTimer(ClientAuthRequestTimer['RESPONDING.completion']);
        port.reportResult();
        this.#state = ClientAuthRequestState.DONE;
        return;
    }
    this.#onMachine(event);
  }

  #elapsed(timer: ClientAuthRequestTimer): void {
    const port = this.#port;
    switch (timer) {
      case ClientAuthRequestTimer['WAIT_CERT.response']:
        if (this.#state !== ClientAuthRequestState.WAIT_CERT) return;
        port.transition(8);
        port.cancelTimer(ClientAuthRequestTimer['WAIT_CERT.response']);
        port.reportTimeout();
        port.abort();
        this.#state = ClientAuthRequestState.FAILED;
        return;
      case ClientAuthRequestTimer['RESPONDING.completion']:
        if (!this.inResponding) return;
        port.transition(15);
        port.cancelTimer(ClientAuthRequestTimer['RESPONDING.completion']);
        port.reportTimeout();
        port.abort();
        this.#state = ClientAuthRequestState.FAILED;
        return;
    }
  }

  override save(): readonly number[] {
    return [this.#state];
  }

  protected override restore(values: readonly number[]): boolean {
    if (values[0] === -1) return false;
    this.#state = values[0] as ClientAuthRequestState;
    return true;
  }

  /** Exits the active states inside the machine, innermost first. */
  #exitMachine(): void {
    const port = this.#port;
    switch (this.#state) {
      case ClientAuthRequestState.WAIT_CERT:
        port.cancelTimer(ClientAuthRequestTimer['WAIT_CERT.response']);
        break;
      case ClientAuthRequestState['RESPONDING.VERIFYING']:
        port.cancelTimer(ClientAuthRequestTimer['RESPONDING.completion']);
        break;
      case ClientAuthRequestState['RESPONDING.WAIT_CV']:
        port.cancelTimer(ClientAuthRequestTimer['RESPONDING.completion']);
        break;
      case ClientAuthRequestState['RESPONDING.WAIT_FINISHED']:
        port.cancelTimer(ClientAuthRequestTimer['RESPONDING.completion']);
        break;
    }
  }
}

/** Every edge, by its number in `transition`. */
export const clientAuthRequestEdges: readonly MachineEdge[] = [
  {
    from: '',
    trigger: 'requestRequired',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9846 section 4.4.2',
    description: 'Each request has its own context.',
  },
  {
    from: '',
    trigger: 'certificate',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9846 section 4.7.2',
    reason: 'UNEXPECTED_MESSAGE',
  },
  {
    from: '',
    trigger: 'certificateVerify',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9846 section 4.7.2',
    reason: 'UNEXPECTED_MESSAGE',
  },
  {
    from: '',
    trigger: 'finished',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9846 section 4.7.2',
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
  { from: '', trigger: 'stopped', to: ['DONE'], actions: [], outcome: 'handled' },
  {
    from: 'START',
    trigger: 'requestRequired',
    to: ['WAIT_CERT'],
    actions: ['sendCertificateRequest'],
    outcome: 'handled',
  },
  { from: 'WAIT_CERT', trigger: 'after response', to: ['FAILED'], actions: ['reportTimeout'], outcome: 'handled' },
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
    to: ['RESPONDING.WAIT_FINISHED'],
    actions: ['acknowledgeRequest'],
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
    to: ['RESPONDING.VERIFYING'],
    actions: ['acknowledgeRequest', 'requestCertificateVerification'],
    outcome: 'handled',
  },
  { from: 'RESPONDING', trigger: 'after completion', to: ['FAILED'], actions: ['reportTimeout'], outcome: 'handled' },
  {
    from: 'RESPONDING.VERIFYING',
    trigger: 'certificateAccepted',
    to: ['RESPONDING.WAIT_CV'],
    actions: [],
    outcome: 'handled',
  },
  {
    from: 'RESPONDING.VERIFYING',
    trigger: 'certificateRejected',
    to: ['FAILED'],
    actions: ['reportCertificateRejected'],
    outcome: 'handled',
  },
  {
    from: 'RESPONDING.WAIT_CV',
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
    from: 'RESPONDING.WAIT_CV',
    trigger: 'certificateVerify',
    guard: 'signatureInvalid',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'decrypt_error',
    ref: 'RFC 9846 section 4.5.2',
    reason: 'CERTIFICATE_VERIFY_INVALID',
  },
  {
    from: 'RESPONDING.WAIT_CV',
    trigger: 'certificateVerify',
    to: ['RESPONDING.WAIT_FINISHED'],
    actions: [],
    outcome: 'handled',
  },
  {
    from: 'RESPONDING.WAIT_FINISHED',
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
    from: 'RESPONDING.WAIT_FINISHED',
    trigger: 'finished',
    to: ['DONE'],
    actions: ['reportResult'],
    outcome: 'handled',
  },
];

/** Every timer, by its number. */
export const clientAuthRequestTimers: readonly MachineTimer[] = [
  { state: 'WAIT_CERT', delay: 'response', nominal: 60000 },
  { state: 'RESPONDING', delay: 'completion', nominal: 60000 },
];

/** For `takeSnapshot` and `restoreSnapshot`. */
export const clientAuthRequestTables: MachineTables = {
  chart: 'clientAuthRequest',
  registers: [{ name: 'state', states: clientAuthRequestStateNames }],
  timers: clientAuthRequestTimers,
  actors: [],
};
