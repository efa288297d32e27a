// Code generated from spec/dtls13/charts/client-auth-response.chart.ts. DO NOT EDIT.
import {
  type MachineEdge,
  type MachinePort,
  type MachineTables,
  RunToCompletion,
} from '../../../runtime/machine/index.ts';

/** The states of the machine, in the order of the chart. */
export const ClientAuthResponseState = {
  START: 0,
  /** A response is not sent while a KeyUpdate of ours waits or is outstanding. */
  RESPONDING: 1,
  /** The response is retransmitted until it is acknowledged. */
  AWAIT_ACK: 2,
  FAILED: 3,
  DONE: 4,
} as const;
export type ClientAuthResponseState = (typeof ClientAuthResponseState)[keyof typeof ClientAuthResponseState];

/** The names, by number. */
export const clientAuthResponseStateNames: readonly string[] = /* @__PURE__ */ Object.keys(ClientAuthResponseState);

/** The events of the machine. */
export const ClientAuthResponseEvent = {
  certificateRequest: 0,
  responseDue: 1,
  responseAcknowledged: 2,
  stopped: 3,
} as const;
export type ClientAuthResponseEvent = (typeof ClientAuthResponseEvent)[keyof typeof ClientAuthResponseEvent];

/** The names, by number. */
export const clientAuthResponseEventNames: readonly string[] = /* @__PURE__ */ Object.keys(ClientAuthResponseEvent);

/** Alerts the chart can send, as named in their registry. */
export type ClientAuthResponseAlert =
  | 'unexpected_message'
  | 'internal_error'
  | 'illegal_parameter'
  | 'missing_extension';

/** Rules that the peer can break, one for each reason of a fatal edge. */
export type ClientAuthResponseReason =
  | 'UNEXPECTED_MESSAGE'
  | 'TOO_MANY_CERTIFICATE_REQUESTS'
  | 'ILLEGAL_CERTIFICATE_REQUEST_CONTEXT'
  | 'MISPLACED_EXTENSION'
  | 'MISSING_EXTENSION'
  | 'ILLEGAL_OID_FILTERS';

/** The guards and actions of the clientAuthResponse machine, in the order of the chart. */
export interface ClientAuthResponsePort extends MachinePort {
  /** We did not offer post_handshake_auth, or an external pre-shared key authenticated the server, or we are a server. */
  requestNotAllowed(): boolean;
  /** More requests than we allow are not acknowledged by the server. */
  tooManyRequests(): boolean;
  /** certificate_request_context is that of another request. */
  contextRepeated(): boolean;
  /** An extension is not allowed in a CertificateRequest. */
  extensionMisplaced(): boolean;
  /** signature_algorithms is missing. */
  extensionMissing(): boolean;
  /** An identifier occurs twice in oid_filters, or a value is not allowed. */
  filtersIllegal(): boolean;
  /** One of our certificates fits the request. */
  certificateUsable(): boolean;
  /** Queues the response: it is sent at once, or after the KeyUpdate that runs. */
  queueResponse(): void;
  /** Puts our Certificate into the response. Its list is empty when none of our certificates fits the request. */
  sendCertificate(): void;
  /** Signs the transcript with the private key of our certificate. */
  sendCertificateVerify(): void;
  /** Puts the Finished into the response, with a MAC under the current traffic secret. */
  sendFinished(): void;
  /** Sends the alert and ends the connection. */
  abort(): void;
  /** The rule in `ref` is violated. Called between the exit actions of a fatal edge and its own actions. */
  fatal(alert: ClientAuthResponseAlert, ref: string, reason: ClientAuthResponseReason): void;
}

/** A client's response to one CertificateRequest after the handshake; several can run at a time. RFC 9846 section 4.7.2, RFC 9147 section 5.8.4. */
export class ClientAuthResponseMachine extends RunToCompletion {
  readonly #port: ClientAuthResponsePort;
  #state: ClientAuthResponseState = ClientAuthResponseState.START;

  constructor(port: ClientAuthResponsePort) {
    super();
    this.#port = port;
  }

  /**
   * Runs an event to completion. From inside an action, or before `start`, the event is queued. When an action
   * throws, the state does not change, queued events are dropped, and the error is thrown to the caller.
   *
   * @throws {WirechartError} `ERR_WIRECHART_MACHINE_OVERFLOW` when more than 16 events are queued.
   */
  send(event: ClientAuthResponseEvent): void {
    this.handle(event);
  }

  /** The active state. While actions run, the state being exited. */
  get state(): ClientAuthResponseState {
    return this.#state;
  }

  /** The machine is in a final state and ignores all events. */
  get done(): boolean {
    switch (this.#state) {
      case ClientAuthResponseState.FAILED:
      case ClientAuthResponseState.DONE:
        return true;
      default:
        return false;
    }
  }

  protected override step(code: number): void {
    this.#receive(code as ClientAuthResponseEvent);
  }

  #receive(event: ClientAuthResponseEvent): void {
    switch (this.#state) {
      case ClientAuthResponseState.START:
        this.#onStart(event);
        break;
      case ClientAuthResponseState.RESPONDING:
        this.#onResponding(event);
        break;
      case ClientAuthResponseState.AWAIT_ACK:
        this.#onAwaitAck(event);
        break;
    }
  }

  /** In every state. */
  #onMachine(event: ClientAuthResponseEvent): void {
    const port = this.#port;
    switch (event) {
      case ClientAuthResponseEvent.certificateRequest:
        // Each request has its own response.
        port.transition(0);
        return;
      case ClientAuthResponseEvent.responseDue:
        // No response waits.
        port.transition(1);
        return;
      case ClientAuthResponseEvent.responseAcknowledged:
        // No response is outstanding.
        port.transition(2);
        return;
      case ClientAuthResponseEvent.stopped:
        port.transition(3);
        this.#state = ClientAuthResponseState.DONE;
        return;
    }
  }

  /** START. */
  #onStart(event: ClientAuthResponseEvent): void {
    const port = this.#port;
    switch (event) {
      case ClientAuthResponseEvent.certificateRequest:
        if (port.requestNotAllowed()) {
          port.transition(4);
          port.fatal('unexpected_message', 'RFC 9846 section 4.7.2', 'UNEXPECTED_MESSAGE');
          port.abort();
          this.#state = ClientAuthResponseState.FAILED;
          return;
        }
        if (port.tooManyRequests()) {
          port.transition(5);
          port.fatal('internal_error', 'RFC 9846 section 4.7.2', 'TOO_MANY_CERTIFICATE_REQUESTS');
          port.abort();
          this.#state = ClientAuthResponseState.FAILED;
          return;
        }
        if (port.contextRepeated()) {
          port.transition(6);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.4.2', 'ILLEGAL_CERTIFICATE_REQUEST_CONTEXT');
          port.abort();
          this.#state = ClientAuthResponseState.FAILED;
          return;
        }
        if (port.extensionMisplaced()) {
          port.transition(7);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.3', 'MISPLACED_EXTENSION');
          port.abort();
          this.#state = ClientAuthResponseState.FAILED;
          return;
        }
        if (port.extensionMissing()) {
          port.transition(8);
          port.fatal('missing_extension', 'RFC 9846 section 4.4.2', 'MISSING_EXTENSION');
          port.abort();
          this.#state = ClientAuthResponseState.FAILED;
          return;
        }
        if (port.filtersIllegal()) {
          port.transition(9);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.3.5', 'ILLEGAL_OID_FILTERS');
          port.abort();
          this.#state = ClientAuthResponseState.FAILED;
          return;
        }
        port.transition(10);
        port.queueResponse();
        this.#state = ClientAuthResponseState.RESPONDING;
        return;
    }
    this.#onMachine(event);
  }

  /** RESPONDING. A response is not sent while a KeyUpdate of ours waits or is outstanding. */
  #onResponding(event: ClientAuthResponseEvent): void {
    const port = this.#port;
    switch (event) {
      case ClientAuthResponseEvent.responseDue:
        if (port.certificateUsable()) {
          port.transition(11);
          port.sendCertificate();
          port.sendCertificateVerify();
          port.sendFinished();
          this.#state = ClientAuthResponseState.AWAIT_ACK;
          return;
        }
        port.transition(12);
        port.sendCertificate();
        port.sendFinished();
        this.#state = ClientAuthResponseState.AWAIT_ACK;
        return;
    }
    this.#onMachine(event);
  }

  /** AWAIT_ACK. The response is retransmitted until it is acknowledged. */
  #onAwaitAck(event: ClientAuthResponseEvent): void {
    const port = this.#port;
    switch (event) {
      case ClientAuthResponseEvent.responseAcknowledged:
        port.transition(13);
        this.#state = ClientAuthResponseState.DONE;
        return;
    }
    this.#onMachine(event);
  }

  override save(): readonly number[] {
    return [this.#state];
  }

  protected override restore(values: readonly number[]): boolean {
    if (values[0] === -1) return false;
    this.#state = values[0] as ClientAuthResponseState;
    return true;
  }
}

/** Every edge, by its number in `transition`. */
export const clientAuthResponseEdges: readonly MachineEdge[] = [
  {
    from: '',
    trigger: 'certificateRequest',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9846 section 4.4.2',
    description: 'Each request has its own response.',
  },
  {
    from: '',
    trigger: 'responseDue',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 8',
    description: 'No response waits.',
  },
  {
    from: '',
    trigger: 'responseAcknowledged',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 7.1',
    description: 'No response is outstanding.',
  },
  { from: '', trigger: 'stopped', to: ['DONE'], actions: [], outcome: 'handled' },
  {
    from: 'START',
    trigger: 'certificateRequest',
    guard: 'requestNotAllowed',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9846 section 4.7.2',
    reason: 'UNEXPECTED_MESSAGE',
  },
  {
    from: 'START',
    trigger: 'certificateRequest',
    guard: 'tooManyRequests',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'internal_error',
    ref: 'RFC 9846 section 4.7.2',
    reason: 'TOO_MANY_CERTIFICATE_REQUESTS',
  },
  {
    from: 'START',
    trigger: 'certificateRequest',
    guard: 'contextRepeated',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.4.2',
    reason: 'ILLEGAL_CERTIFICATE_REQUEST_CONTEXT',
  },
  {
    from: 'START',
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
    from: 'START',
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
    from: 'START',
    trigger: 'certificateRequest',
    guard: 'filtersIllegal',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.3.5',
    reason: 'ILLEGAL_OID_FILTERS',
  },
  { from: 'START', trigger: 'certificateRequest', to: ['RESPONDING'], actions: ['queueResponse'], outcome: 'handled' },
  {
    from: 'RESPONDING',
    trigger: 'responseDue',
    guard: 'certificateUsable',
    to: ['AWAIT_ACK'],
    actions: ['sendCertificate', 'sendCertificateVerify', 'sendFinished'],
    outcome: 'handled',
  },
  {
    from: 'RESPONDING',
    trigger: 'responseDue',
    to: ['AWAIT_ACK'],
    actions: ['sendCertificate', 'sendFinished'],
    outcome: 'handled',
  },
  { from: 'AWAIT_ACK', trigger: 'responseAcknowledged', to: ['DONE'], actions: [], outcome: 'handled' },
];

/** For `takeSnapshot` and `restoreSnapshot`. */
export const clientAuthResponseTables: MachineTables = {
  chart: 'clientAuthResponse',
  registers: [{ name: 'state', states: clientAuthResponseStateNames }],
  timers: [],
  actors: [],
};
