// Code generated from spec/dtls13/charts/server.chart.ts. DO NOT EDIT.
import { EventQueue, type MachineEdge, type MachinePort } from '../../../runtime/machine/index.ts';

/** The states the machine can be in, in the order of the chart. */
export const ServerState = {
  START: 0,
  /** Suite, group and signature algorithm stand; the rest of the flight follows under epoch 2. */
  NEGOTIATED: 1,
  WAIT_FINISHED: 2,
  CONNECTED: 3,
  FAILED: 4,
  CLOSED: 5,
} as const;
export type ServerState = (typeof ServerState)[keyof typeof ServerState];

/** The names, by number. */
export const serverStateNames: readonly string[] = /* @__PURE__ */ Object.keys(ServerState);

/** What can happen to the machine. */
export const ServerEvent = {
  clientHello: 0,
  finished: 1,
  keyUpdate: 2,
  otherMessage: 3,
  invalidMessage: 4,
  flightAcknowledged: 5,
  flightExhausted: 6,
  alertReceived: 7,
  closed: 8,
} as const;
export type ServerEvent = (typeof ServerEvent)[keyof typeof ServerEvent];

/** The names, by number. */
export const serverEventNames: readonly string[] = /* @__PURE__ */ Object.keys(ServerEvent);

/** Alerts the chart can end with, as named in their registry. */
export type ServerAlert =
  | 'unexpected_message'
  | 'protocol_version'
  | 'missing_extension'
  | 'illegal_parameter'
  | 'handshake_failure'
  | 'decrypt_error';

/** What the server machine asks and orders. Guards come first, in the order of the chart. */
export interface ServerPort extends MachinePort {
  /** The client does not offer DTLS 1.3, or legacy_version is not that of DTLS 1.2. */
  versionUnsupported(): boolean;
  /** supported_groups, key_share or signature_algorithms is missing. */
  extensionMissing(): boolean;
  /** Cookie not empty, compression other than null, a share for a group that is not offered. */
  parameterIllegal(): boolean;
  /** No cipher suite, group or signature algorithm in common. */
  nothingInCommon(): boolean;
  /** A common group, but no share for it. */
  shareMissing(): boolean;
  /** The client's share is not a legal public value. */
  shareIllegal(): boolean;
  /** The MAC over the transcript is not the expected one. */
  verifyDataWrong(): boolean;
  /** Draws random and key share and puts the ServerHello into a new flight. */
  sendServerHello(): void;
  /** Mixes the shared secret and opens epoch 2 both ways. */
  installHandshakeKeys(): void;
  sendEncryptedExtensions(): void;
  sendCertificate(): void;
  sendCertificateVerify(): void;
  /** Puts the server's Finished into the flight and opens epoch 3 for sending. */
  sendFinished(): void;
  /** Opens epoch 3 for receiving. */
  installApplicationKeys(): void;
  /** Acknowledges the client's last flight. */
  acknowledge(): void;
  /** Tells the host that application data may flow. */
  reportSecure(): void;
  /** Remembers the peer's alert as the reason of the end. */
  reportAlert(): void;
  /** Remembers that the peer stayed silent through all retransmissions. */
  reportTimeout(): void;
  /** Sends the alert that is due, if one is, wipes the keys and reports the error. */
  abort(): void;
  /** The rule in `ref` is broken; called after the exit actions of a fatal edge and before its own. */
  fatal(alert: ServerAlert, ref: string): void;
}

/** The server's handshake, from ClientHello to the client's Finished. RFC 9846 appendix A.2, RFC 9147 section 5. */
export class ServerMachine {
  readonly #port: ServerPort;
  #state: ServerState = ServerState.START;
  #phase: 'new' | 'resting' | 'running' = 'new';
  #waiting: EventQueue | undefined;

  constructor(port: ServerPort) {
    this.#port = port;
  }

  /** Enters the first state. A second call does nothing. */
  start(): void {
    if (this.#phase !== 'new') return;
    this.#phase = 'running';
    try {
      this.#settle();
      this.#drain();
    } finally {
      this.#rest();
    }
  }

  /**
   * Handles an event to its end. From inside an action, or before `start`, the event waits for its turn. When an action
   * throws, the state stays what it was, events that wait are dropped, and the error goes to the caller.
   *
   * @throws {WirechartError} `ERR_WIRECHART_MACHINE_OVERFLOW` when more than 16 events wait.
   */
  send(event: ServerEvent): void {
    this.#accept(event);
  }

  /** Where the machine is. While actions run, the state that is being left. */
  get state(): ServerState {
    return this.#state;
  }

  /** The machine has come to its end and ignores everything. */
  get done(): boolean {
    switch (this.#state) {
      case ServerState.FAILED:
      case ServerState.CLOSED:
        return true;
      default:
        return false;
    }
  }

  /** Events by their number, timers by its complement. */
  #accept(code: number): void {
    if (this.#phase !== 'resting') {
      this.#waiting ??= new EventQueue();
      this.#waiting.push(code);
      return;
    }
    this.#phase = 'running';
    try {
      this.#step(code);
      this.#drain();
    } finally {
      this.#rest();
    }
  }

  #drain(): void {
    while (this.#waiting !== undefined && !this.#waiting.empty) this.#step(this.#waiting.shift());
  }

  #rest(): void {
    this.#waiting?.clear();
    this.#phase = 'resting';
  }

  #step(code: number): void {
    this.#receive(code as ServerEvent);
    this.#settle();
  }

  #receive(event: ServerEvent): void {
    switch (this.#state) {
      case ServerState.START:
        this.#onStart(event);
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
        port.fatal('unexpected_message', 'RFC 9846 section 4.2.2');
        port.abort();
        this.#state = ServerState.FAILED;
        return;
      case ServerEvent.finished:
        port.transition(1);
        port.fatal('unexpected_message', 'RFC 9846 section 4.5.3');
        port.abort();
        this.#state = ServerState.FAILED;
        return;
      case ServerEvent.keyUpdate:
        port.transition(2);
        port.fatal('unexpected_message', 'RFC 9846 section 4.7.3');
        port.abort();
        this.#state = ServerState.FAILED;
        return;
      case ServerEvent.otherMessage:
        port.transition(3);
        port.fatal('unexpected_message', 'RFC 9846 section 4');
        port.abort();
        this.#state = ServerState.FAILED;
        return;
      case ServerEvent.invalidMessage:
        port.transition(5);
        port.abort();
        this.#state = ServerState.FAILED;
        return;
      case ServerEvent.flightAcknowledged:
        // The client’s Finished moves the handshake on, an explicit ACK only stops the resending.
        port.transition(4);
        return;
      case ServerEvent.flightExhausted:
        port.transition(6);
        port.reportTimeout();
        port.abort();
        this.#state = ServerState.FAILED;
        return;
      case ServerEvent.alertReceived:
        port.transition(7);
        port.reportAlert();
        port.abort();
        this.#state = ServerState.FAILED;
        return;
      case ServerEvent.closed:
        port.transition(8);
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
          port.transition(9);
          port.fatal('protocol_version', 'RFC 9846 section 4.3.1');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.extensionMissing()) {
          port.transition(10);
          port.fatal('missing_extension', 'RFC 9846 section 9.2');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.parameterIllegal()) {
          port.transition(11);
          port.fatal('illegal_parameter', 'RFC 9147 section 5.3');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.nothingInCommon()) {
          port.transition(12);
          port.fatal('handshake_failure', 'RFC 9846 section 4.2.1');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.shareMissing()) {
          // Asking for another share with a HelloRetryRequest is not built yet.
          port.transition(13);
          port.fatal('handshake_failure', 'RFC 9846 section 4.2.4');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        if (port.shareIllegal()) {
          port.transition(14);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.3.8.2');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        port.transition(15);
        port.sendServerHello();
        port.installHandshakeKeys();
        port.sendEncryptedExtensions();
        port.sendCertificate();
        port.sendCertificateVerify();
        this.#state = ServerState.NEGOTIATED;
        return;
    }
    this.#onMachine(event);
  }

  /** WAIT_FINISHED. */
  #onWaitFinished(event: ServerEvent): void {
    const port = this.#port;
    switch (event) {
      case ServerEvent.finished:
        if (port.verifyDataWrong()) {
          port.transition(17);
          port.fatal('decrypt_error', 'RFC 9846 section 4.5.3');
          port.abort();
          this.#state = ServerState.FAILED;
          return;
        }
        port.transition(18);
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
        // Nothing of the handshake is outstanding any more.
        port.transition(19);
        return;
    }
    this.#onMachine(event);
  }

  /** Takes transitions that wait for no event, until none is open. */
  #settle(): void {
    for (;;) {
      switch (this.#state) {
        case ServerState.NEGOTIATED:
          if (!this.#alwaysNegotiated()) return;
          break;
        default:
          return;
      }
    }
  }

  /** NEGOTIATED. Suite, group and signature algorithm stand; the rest of the flight follows under epoch 2. */
  #alwaysNegotiated(): boolean {
    const port = this.#port;
    port.transition(16);
    port.sendFinished();
    this.#state = ServerState.WAIT_FINISHED;
    return true;
  }
}

/** Every edge, by its number in `transition`. */
export const serverEdges: readonly MachineEdge[] = [
  {
    from: '',
    trigger: 'clientHello',
    to: 'FAILED',
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9846 section 4.2.2',
  },
  {
    from: '',
    trigger: 'finished',
    to: 'FAILED',
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9846 section 4.5.3',
  },
  {
    from: '',
    trigger: 'keyUpdate',
    to: 'FAILED',
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9846 section 4.7.3',
  },
  {
    from: '',
    trigger: 'otherMessage',
    to: 'FAILED',
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9846 section 4',
  },
  {
    from: '',
    trigger: 'flightAcknowledged',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 7.1',
    description: 'The client’s Finished moves the handshake on, an explicit ACK only stops the resending.',
  },
  { from: '', trigger: 'invalidMessage', to: 'FAILED', actions: [], outcome: 'handled' },
  { from: '', trigger: 'flightExhausted', to: 'FAILED', actions: ['reportTimeout'], outcome: 'handled' },
  { from: '', trigger: 'alertReceived', to: 'FAILED', actions: ['reportAlert'], outcome: 'handled' },
  { from: '', trigger: 'closed', to: 'CLOSED', actions: [], outcome: 'handled' },
  {
    from: 'START',
    trigger: 'clientHello',
    guard: 'versionUnsupported',
    to: 'FAILED',
    actions: [],
    outcome: 'fatal',
    alert: 'protocol_version',
    ref: 'RFC 9846 section 4.3.1',
  },
  {
    from: 'START',
    trigger: 'clientHello',
    guard: 'extensionMissing',
    to: 'FAILED',
    actions: [],
    outcome: 'fatal',
    alert: 'missing_extension',
    ref: 'RFC 9846 section 9.2',
  },
  {
    from: 'START',
    trigger: 'clientHello',
    guard: 'parameterIllegal',
    to: 'FAILED',
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9147 section 5.3',
  },
  {
    from: 'START',
    trigger: 'clientHello',
    guard: 'nothingInCommon',
    to: 'FAILED',
    actions: [],
    outcome: 'fatal',
    alert: 'handshake_failure',
    ref: 'RFC 9846 section 4.2.1',
  },
  {
    from: 'START',
    trigger: 'clientHello',
    guard: 'shareMissing',
    to: 'FAILED',
    actions: [],
    outcome: 'fatal',
    alert: 'handshake_failure',
    ref: 'RFC 9846 section 4.2.4',
    description: 'Asking for another share with a HelloRetryRequest is not built yet.',
  },
  {
    from: 'START',
    trigger: 'clientHello',
    guard: 'shareIllegal',
    to: 'FAILED',
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.3.8.2',
  },
  {
    from: 'START',
    trigger: 'clientHello',
    to: 'NEGOTIATED',
    actions: ['sendServerHello', 'installHandshakeKeys'],
    outcome: 'handled',
  },
  { from: 'NEGOTIATED', trigger: 'always', to: 'WAIT_FINISHED', actions: [], outcome: 'handled' },
  {
    from: 'WAIT_FINISHED',
    trigger: 'finished',
    guard: 'verifyDataWrong',
    to: 'FAILED',
    actions: [],
    outcome: 'fatal',
    alert: 'decrypt_error',
    ref: 'RFC 9846 section 4.5.3',
  },
  {
    from: 'WAIT_FINISHED',
    trigger: 'finished',
    to: 'CONNECTED',
    actions: ['installApplicationKeys', 'acknowledge', 'reportSecure'],
    outcome: 'handled',
  },
  {
    from: 'CONNECTED',
    trigger: 'flightExhausted',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 5.8.1',
    description: 'Nothing of the handshake is outstanding any more.',
  },
];
