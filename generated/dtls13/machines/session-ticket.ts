// Code generated from spec/dtls13/charts/session-ticket.chart.ts. DO NOT EDIT.
import {
  type MachineEdge,
  type MachinePort,
  type MachineTables,
  RunToCompletion,
} from '../../../runtime/machine/index.ts';

/** The states of the machine, in the order of the chart. */
export const SessionTicketState = {
  /** No NewSessionTicket of ours is outstanding. */
  STABLE: 0,
  /** The NewSessionTickets are retransmitted until all are acknowledged. */
  AWAIT_ACK: 1,
  /** The client has all tickets of this connection. */
  ISSUED: 2,
  FAILED: 3,
  DONE: 4,
} as const;
export type SessionTicketState = (typeof SessionTicketState)[keyof typeof SessionTicketState];

/** The names, by number. */
export const sessionTicketStateNames: readonly string[] = /* @__PURE__ */ Object.keys(SessionTicketState);

/** The events of the machine. */
export const SessionTicketEvent = {
  issueRequired: 0,
  ticketsAcknowledged: 1,
  ticketReceived: 2,
  stopped: 3,
} as const;
export type SessionTicketEvent = (typeof SessionTicketEvent)[keyof typeof SessionTicketEvent];

/** The names, by number. */
export const sessionTicketEventNames: readonly string[] = /* @__PURE__ */ Object.keys(SessionTicketEvent);

/** Alerts the chart can send, as named in their registry. */
export type SessionTicketAlert = 'unexpected_message' | 'illegal_parameter';

/** Rules that the peer can break, one for each reason of a fatal edge. */
export type SessionTicketReason = 'UNEXPECTED_MESSAGE' | 'MISPLACED_EXTENSION';

/** The guards and actions of the sessionTicket machine, in the order of the chart. */
export interface SessionTicketPort extends MachinePort {
  /** This side is a server. */
  isServer(): boolean;
  /** The NewSessionTicket has an extension that is not allowed in it. */
  extensionMisplaced(): boolean;
  /** The application did not ask for sessions, or the lifetime of the ticket is over at once. */
  ticketUnusable(): boolean;
  /** Sends the NewSessionTickets as one flight, and overwrites the resumption secret. */
  sendNewSessionTickets(): void;
  /** Derives the key of the ticket and reports the session to the application. */
  reportSession(): void;
  /** Sends the alert and ends the connection. */
  abort(): void;
  /** The rule in `ref` is violated. Called between the exit actions of a fatal edge and its own actions. */
  fatal(alert: SessionTicketAlert, ref: string, reason: SessionTicketReason): void;
}

/** Tickets after the handshake: a server issues them, a client receives them. RFC 9846 section 4.7.1. */
export class SessionTicketMachine extends RunToCompletion {
  readonly #port: SessionTicketPort;
  #state: SessionTicketState = SessionTicketState.STABLE;

  constructor(port: SessionTicketPort) {
    super();
    this.#port = port;
  }

  /**
   * Runs an event to completion. From inside an action, or before `start`, the event is queued. When an action
   * throws, the state does not change, queued events are dropped, and the error is thrown to the caller.
   *
   * @throws {WirechartError} `ERR_WIRECHART_MACHINE_OVERFLOW` when more than 16 events are queued.
   */
  send(event: SessionTicketEvent): void {
    this.handle(event);
  }

  /** The active state. While actions run, the state being exited. */
  get state(): SessionTicketState {
    return this.#state;
  }

  /** The machine is in a final state and ignores all events. */
  get done(): boolean {
    switch (this.#state) {
      case SessionTicketState.FAILED:
      case SessionTicketState.DONE:
        return true;
      default:
        return false;
    }
  }

  protected override step(code: number): void {
    this.#receive(code as SessionTicketEvent);
  }

  #receive(event: SessionTicketEvent): void {
    switch (this.#state) {
      case SessionTicketState.STABLE:
        this.#onStable(event);
        break;
      case SessionTicketState.AWAIT_ACK:
        this.#onAwaitAck(event);
        break;
      case SessionTicketState.ISSUED:
        this.#onMachine(event);
        break;
    }
  }

  /** In every state. */
  #onMachine(event: SessionTicketEvent): void {
    const port = this.#port;
    switch (event) {
      case SessionTicketEvent.issueRequired:
        // The tickets of this connection are issued already.
        port.transition(0);
        return;
      case SessionTicketEvent.ticketsAcknowledged:
        // No NewSessionTicket of ours is outstanding.
        port.transition(1);
        return;
      case SessionTicketEvent.ticketReceived:
        if (port.isServer()) {
          port.transition(2);
          port.fatal('unexpected_message', 'RFC 9846 section 4.7', 'UNEXPECTED_MESSAGE');
          port.abort();
          this.#state = SessionTicketState.FAILED;
          return;
        }
        if (port.extensionMisplaced()) {
          port.transition(3);
          port.fatal('illegal_parameter', 'RFC 9846 section 4.3', 'MISPLACED_EXTENSION');
          port.abort();
          this.#state = SessionTicketState.FAILED;
          return;
        }
        if (port.ticketUnusable()) {
          // The ticket is acknowledged and dropped.
          port.transition(4);
          return;
        }
        port.transition(5);
        port.reportSession();
        return;
      case SessionTicketEvent.stopped:
        port.transition(6);
        this.#state = SessionTicketState.DONE;
        return;
    }
  }

  /** STABLE. No NewSessionTicket of ours is outstanding. */
  #onStable(event: SessionTicketEvent): void {
    const port = this.#port;
    switch (event) {
      case SessionTicketEvent.issueRequired:
        port.transition(7);
        port.sendNewSessionTickets();
        this.#state = SessionTicketState.AWAIT_ACK;
        return;
    }
    this.#onMachine(event);
  }

  /** AWAIT_ACK. The NewSessionTickets are retransmitted until all are acknowledged. */
  #onAwaitAck(event: SessionTicketEvent): void {
    const port = this.#port;
    switch (event) {
      case SessionTicketEvent.ticketsAcknowledged:
        port.transition(8);
        this.#state = SessionTicketState.ISSUED;
        return;
    }
    this.#onMachine(event);
  }

  override save(): readonly number[] {
    return [this.#state];
  }

  protected override restore(values: readonly number[]): boolean {
    if (values[0] === -1) return false;
    this.#state = values[0] as SessionTicketState;
    return true;
  }
}

/** Every edge, by its number in `transition`. */
export const sessionTicketEdges: readonly MachineEdge[] = [
  {
    from: '',
    trigger: 'issueRequired',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9846 section 4.7.1',
    description: 'The tickets of this connection are issued already.',
  },
  {
    from: '',
    trigger: 'ticketsAcknowledged',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 5.8.4',
    description: 'No NewSessionTicket of ours is outstanding.',
  },
  {
    from: '',
    trigger: 'ticketReceived',
    guard: 'isServer',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9846 section 4.7',
    reason: 'UNEXPECTED_MESSAGE',
  },
  {
    from: '',
    trigger: 'ticketReceived',
    guard: 'extensionMisplaced',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9846 section 4.3',
    reason: 'MISPLACED_EXTENSION',
  },
  {
    from: '',
    trigger: 'ticketReceived',
    guard: 'ticketUnusable',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9846 section 4.7.1',
    description: 'The ticket is acknowledged and dropped.',
  },
  { from: '', trigger: 'ticketReceived', actions: ['reportSession'], outcome: 'handled' },
  { from: '', trigger: 'stopped', to: ['DONE'], actions: [], outcome: 'handled' },
  { from: 'STABLE', trigger: 'issueRequired', to: ['AWAIT_ACK'], actions: [], outcome: 'handled' },
  { from: 'AWAIT_ACK', trigger: 'ticketsAcknowledged', to: ['ISSUED'], actions: [], outcome: 'handled' },
];

/** For `takeSnapshot` and `restoreSnapshot`. */
export const sessionTicketTables: MachineTables = {
  chart: 'sessionTicket',
  registers: [{ name: 'state', states: sessionTicketStateNames }],
  timers: [],
  actors: [],
};
