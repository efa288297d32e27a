// Code generated from spec/dtls13/charts/connection-id.chart.ts. DO NOT EDIT.
import {
  type MachineEdge,
  type MachinePort,
  type MachineTables,
  RunToCompletion,
} from '../../../runtime/machine/index.ts';

/** The states of the machine, in the order of the chart. */
export const ConnectionIdState = {
  /** The ids of each direction are exchanged independently. */
  ACTIVE: 0,
  FAILED: 1,
  DONE: 2,
} as const;
export type ConnectionIdState = (typeof ConnectionIdState)[keyof typeof ConnectionIdState];

/** The names, by number. */
export const connectionIdStateNames: readonly string[] = /* @__PURE__ */ Object.keys(ConnectionIdState);

/** The states of region ACTIVE.PEER_IDS, in the order of the chart. */
export const ConnectionIdActivePeerIdsState = {
  /** No request is outstanding. */
  STABLE: 0,
  /** A RequestConnectionId is neither acknowledged nor fulfilled. */
  REQUESTED: 1,
  /** The peer has the request and has not fulfilled it. */
  AWAIT_IDS: 2,
  /** The request is fulfilled and not acknowledged: its ACK is lost or late. */
  AWAIT_ACK: 3,
} as const;
export type ConnectionIdActivePeerIdsState =
  (typeof ConnectionIdActivePeerIdsState)[keyof typeof ConnectionIdActivePeerIdsState];

/** The names, by number. */
export const connectionIdActivePeerIdsStateNames: readonly string[] =
  /* @__PURE__ */ Object.keys(ConnectionIdActivePeerIdsState);

/** The states of region ACTIVE.OWN_IDS, in the order of the chart. */
export const ConnectionIdActiveOwnIdsState = {
  /** No NewConnectionId is outstanding. */
  STABLE: 0,
  /** A NewConnectionId is outstanding. The next one waits for its ACK. */
  AWAIT_ACK: 1,
} as const;
export type ConnectionIdActiveOwnIdsState =
  (typeof ConnectionIdActiveOwnIdsState)[keyof typeof ConnectionIdActiveOwnIdsState];

/** The names, by number. */
export const connectionIdActiveOwnIdsStateNames: readonly string[] =
  /* @__PURE__ */ Object.keys(ConnectionIdActiveOwnIdsState);

/** The events of the machine. */
export const ConnectionIdEvent = {
  requestRequired: 0,
  requestAcknowledged: 1,
  spareIdsReceived: 2,
  immediateIdsReceived: 3,
  issueRequired: 4,
  idsRequested: 5,
  issueAcknowledged: 6,
  stopped: 7,
} as const;
export type ConnectionIdEvent = (typeof ConnectionIdEvent)[keyof typeof ConnectionIdEvent];

/** The names, by number. */
export const connectionIdEventNames: readonly string[] = /* @__PURE__ */ Object.keys(ConnectionIdEvent);

/** Alerts the chart can send, as named in their registry. */
export type ConnectionIdAlert = 'unexpected_message' | 'illegal_parameter' | 'too_many_cids_requested';

/** Rules that the peer can break, one for each reason of a fatal edge. */
export type ConnectionIdReason =
  | 'CONNECTION_IDS_NOT_NEGOTIATED'
  | 'ILLEGAL_CONNECTION_IDS'
  | 'TOO_MANY_CONNECTION_IDS_REQUESTED';

/** The guards and actions of the connectionId machine, in the order of the chart. */
export interface ConnectionIdPort extends MachinePort {
  /** Records to the peer have no connection id: none were negotiated, or the peer needs none. */
  sendsNoIds(): boolean;
  /** Records to us have no connection id: none were negotiated, or we need none. */
  receivesNoIds(): boolean;
  /** The NewConnectionId has an empty id, or no id that could be used immediately. */
  idsIllegal(): boolean;
  /** The peer continued to request ids although it got none for many requests. */
  tooManyRequests(): boolean;
  /** Sends a RequestConnectionId. */
  sendRequestConnectionId(): void;
  /** Sends a NewConnectionId with ids for records to us. */
  sendNewConnectionId(): void;
  /** Keeps the ids of the peer for later use. */
  keepSpareIds(): void;
  /** Uses the first of the peer's new ids for all records from now on, and keeps the others. */
  useNewId(): void;
  /** Sends the alert and ends the connection. */
  abort(): void;
  /** The rule in `ref` is violated. Called between the exit actions of a fatal edge and its own actions. */
  fatal(alert: ConnectionIdAlert, ref: string, reason: ConnectionIdReason): void;
}

/** No edge: the region keeps its active state. */
const none = -1;

/** Exchanges of connection ids after the handshake, in each direction. RFC 9147 section 9. */
export class ConnectionIdMachine extends RunToCompletion {
  readonly #port: ConnectionIdPort;
  #state: ConnectionIdState = ConnectionIdState.ACTIVE;
  #activePeerIdsState: ConnectionIdActivePeerIdsState | undefined = ConnectionIdActivePeerIdsState.STABLE;
  #activeOwnIdsState: ConnectionIdActiveOwnIdsState | undefined = ConnectionIdActiveOwnIdsState.STABLE;

  constructor(port: ConnectionIdPort) {
    super();
    this.#port = port;
  }

  /**
   * Runs an event to completion. From inside an action, or before `start`, the event is queued. When an action
   * throws, regions that have not entered their next state keep their state; queued events are dropped,
   * and the error is thrown to the caller.
   *
   * @throws {WirechartError} `ERR_WIRECHART_MACHINE_OVERFLOW` when more than 16 events are queued.
   */
  send(event: ConnectionIdEvent): void {
    this.handle(event);
  }

  /** The active state. While actions run, the state being exited. */
  get state(): ConnectionIdState {
    return this.#state;
  }

  /** The active state of region ACTIVE.PEER_IDS; undefined while the region is not active. */
  get activePeerIdsState(): ConnectionIdActivePeerIdsState | undefined {
    return this.#activePeerIdsState;
  }

  /** The active state of region ACTIVE.OWN_IDS; undefined while the region is not active. */
  get activeOwnIdsState(): ConnectionIdActiveOwnIdsState | undefined {
    return this.#activeOwnIdsState;
  }

  /** The machine is in a final state and ignores all events. */
  get done(): boolean {
    switch (this.#state) {
      case ConnectionIdState.FAILED:
      case ConnectionIdState.DONE:
        return true;
      default:
        return false;
    }
  }

  /** Whether ACTIVE is active. */
  get inActive(): boolean {
    return this.#state === ConnectionIdState.ACTIVE;
  }

  protected override step(code: number): void {
    this.#receive(code as ConnectionIdEvent);
  }

  #receive(event: ConnectionIdEvent): void {
    switch (this.#state) {
      case ConnectionIdState.ACTIVE:
        this.#dispatchEventActive(event);
        break;
    }
  }

  /** In every state. */
  #onMachine(event: ConnectionIdEvent): void {
    const port = this.#port;
    switch (event) {
      case ConnectionIdEvent.requestAcknowledged:
        // No RequestConnectionId of ours waits for it.
        port.transition(0);
        return;
      case ConnectionIdEvent.issueAcknowledged:
        // No NewConnectionId of ours is outstanding.
        port.transition(1);
        return;
      case ConnectionIdEvent.stopped:
        port.transition(2);
        this.#state = ConnectionIdState.DONE;
        this.#activePeerIdsState = undefined;
        this.#activeOwnIdsState = undefined;
        return;
    }
  }

  /** Dispatches an event to every region of ACTIVE. If no region takes it, ACTIVE handles it. */
  #dispatchEventActive(event: ConnectionIdEvent): void {
    const activePeerIds = this.#selectEventActivePeerIds(event);
    const activeOwnIds = this.#selectEventActiveOwnIds(event);
    if (activePeerIds === none && activeOwnIds === none) this.#onMachine(event);
    else this.#takeActive(activePeerIds, activeOwnIds);
  }

  /** Takes the transitions that the regions of ACTIVE selected: exits, last region first, then actions, then entries. */
  #takeActive(activePeerIds: number, activeOwnIds: number): void {
    if (activePeerIds !== none) this.#port.transition(activePeerIds);
    if (activeOwnIds !== none) this.#port.transition(activeOwnIds);
    this.#act(activePeerIds);
    this.#act(activeOwnIds);
    this.#enter(activePeerIds);
    this.#enter(activeOwnIds);
  }

  /** The transition that region ACTIVE.PEER_IDS selects for an event. */
  #selectEventActivePeerIds(event: ConnectionIdEvent): number {
    switch (this.#activePeerIdsState) {
      case ConnectionIdActivePeerIdsState.STABLE:
        return this.#onActivePeerIdsStable(event);
      case ConnectionIdActivePeerIdsState.REQUESTED:
        return this.#onActivePeerIdsRequested(event);
      case ConnectionIdActivePeerIdsState.AWAIT_IDS:
        return this.#onActivePeerIdsAwaitIds(event);
      case ConnectionIdActivePeerIdsState.AWAIT_ACK:
        return this.#onActivePeerIdsAwaitAck(event);
      default:
        return none;
    }
  }

  /** ACTIVE.PEER_IDS. */
  #onActivePeerIds(event: ConnectionIdEvent): number {
    switch (event) {
      case ConnectionIdEvent.requestRequired:
        // A request that is not fulfilled is outstanding. The next one follows it.
        return 3;
      case ConnectionIdEvent.spareIdsReceived:
        if (this.#port.sendsNoIds()) return 4;
        if (this.#port.idsIllegal()) return 5;
        return 6;
      case ConnectionIdEvent.immediateIdsReceived:
        if (this.#port.sendsNoIds()) return 7;
        if (this.#port.idsIllegal()) return 8;
        return 9;
    }
    return none;
  }

  /** ACTIVE.PEER_IDS.STABLE. No request is outstanding. */
  #onActivePeerIdsStable(event: ConnectionIdEvent): number {
    switch (event) {
      case ConnectionIdEvent.requestRequired:
        return 10;
    }
    return this.#onActivePeerIds(event);
  }

  /** ACTIVE.PEER_IDS.REQUESTED. A RequestConnectionId is neither acknowledged nor fulfilled. */
  #onActivePeerIdsRequested(event: ConnectionIdEvent): number {
    switch (event) {
      case ConnectionIdEvent.requestAcknowledged:
        return 11;
      case ConnectionIdEvent.spareIdsReceived:
        if (this.#port.idsIllegal()) return 12;
        return 13;
    }
    return this.#onActivePeerIds(event);
  }

  /** ACTIVE.PEER_IDS.AWAIT_IDS. The peer has the request and has not fulfilled it. */
  #onActivePeerIdsAwaitIds(event: ConnectionIdEvent): number {
    switch (event) {
      case ConnectionIdEvent.spareIdsReceived:
        if (this.#port.idsIllegal()) return 14;
        return 15;
    }
    return this.#onActivePeerIds(event);
  }

  /** ACTIVE.PEER_IDS.AWAIT_ACK. The request is fulfilled and not acknowledged: its ACK is lost or late. */
  #onActivePeerIdsAwaitAck(event: ConnectionIdEvent): number {
    switch (event) {
      case ConnectionIdEvent.requestAcknowledged:
        return 16;
    }
    return this.#onActivePeerIds(event);
  }

  /** The transition that region ACTIVE.OWN_IDS selects for an event. */
  #selectEventActiveOwnIds(event: ConnectionIdEvent): number {
    switch (this.#activeOwnIdsState) {
      case ConnectionIdActiveOwnIdsState.STABLE:
        return this.#onActiveOwnIdsStable(event);
      case ConnectionIdActiveOwnIdsState.AWAIT_ACK:
        return this.#onActiveOwnIdsAwaitAck(event);
      default:
        return none;
    }
  }

  /** ACTIVE.OWN_IDS.STABLE. No NewConnectionId is outstanding. */
  #onActiveOwnIdsStable(event: ConnectionIdEvent): number {
    switch (event) {
      case ConnectionIdEvent.issueRequired:
        return 17;
      case ConnectionIdEvent.idsRequested:
        if (this.#port.receivesNoIds()) return 18;
        if (this.#port.tooManyRequests()) return 19;
        return 20;
    }
    return none;
  }

  /** ACTIVE.OWN_IDS.AWAIT_ACK. A NewConnectionId is outstanding. The next one waits for its ACK. */
  #onActiveOwnIdsAwaitAck(event: ConnectionIdEvent): number {
    switch (event) {
      case ConnectionIdEvent.issueRequired:
        // These ids follow in the next NewConnectionId.
        return 21;
      case ConnectionIdEvent.idsRequested:
        if (this.#port.tooManyRequests()) return 22;
        // The answer follows in the next NewConnectionId.
        return 23;
      case ConnectionIdEvent.issueAcknowledged:
        return 24;
    }
    return none;
  }

  /** Runs the actions of a selected edge. */
  #act(edge: number): void {
    const port = this.#port;
    switch (edge) {
      case 4: // ACTIVE.PEER_IDS on spareIdsReceived
        port.fatal('unexpected_message', 'RFC 9147 section 9', 'CONNECTION_IDS_NOT_NEGOTIATED');
        break;
      case 5: // ACTIVE.PEER_IDS on spareIdsReceived
        port.fatal('illegal_parameter', 'RFC 9147 section 9', 'ILLEGAL_CONNECTION_IDS');
        break;
      case 6: // ACTIVE.PEER_IDS on spareIdsReceived
        port.keepSpareIds();
        break;
      case 7: // ACTIVE.PEER_IDS on immediateIdsReceived
        port.fatal('unexpected_message', 'RFC 9147 section 9', 'CONNECTION_IDS_NOT_NEGOTIATED');
        break;
      case 8: // ACTIVE.PEER_IDS on immediateIdsReceived
        port.fatal('illegal_parameter', 'RFC 9147 section 9', 'ILLEGAL_CONNECTION_IDS');
        break;
      case 9: // ACTIVE.PEER_IDS on immediateIdsReceived
        port.useNewId();
        break;
      case 12: // ACTIVE.PEER_IDS.REQUESTED on spareIdsReceived
        port.fatal('illegal_parameter', 'RFC 9147 section 9', 'ILLEGAL_CONNECTION_IDS');
        break;
      case 13: // ACTIVE.PEER_IDS.REQUESTED on spareIdsReceived
        port.keepSpareIds();
        break;
      case 14: // ACTIVE.PEER_IDS.AWAIT_IDS on spareIdsReceived
        port.fatal('illegal_parameter', 'RFC 9147 section 9', 'ILLEGAL_CONNECTION_IDS');
        break;
      case 15: // ACTIVE.PEER_IDS.AWAIT_IDS on spareIdsReceived
        port.keepSpareIds();
        break;
      case 18: // ACTIVE.OWN_IDS.STABLE on idsRequested
        port.fatal('unexpected_message', 'RFC 9147 section 9', 'CONNECTION_IDS_NOT_NEGOTIATED');
        break;
      case 19: // ACTIVE.OWN_IDS.STABLE on idsRequested
        port.fatal('too_many_cids_requested', 'RFC 9147 section 9', 'TOO_MANY_CONNECTION_IDS_REQUESTED');
        break;
      case 22: // ACTIVE.OWN_IDS.AWAIT_ACK on idsRequested
        port.fatal('too_many_cids_requested', 'RFC 9147 section 9', 'TOO_MANY_CONNECTION_IDS_REQUESTED');
        break;
    }
  }

  /** Enters the entry set of a selected edge. */
  #enter(edge: number): void {
    const port = this.#port;
    switch (edge) {
      case 4: // ACTIVE.PEER_IDS on spareIdsReceived
        port.abort();
        this.#state = ConnectionIdState.FAILED;
        this.#activePeerIdsState = undefined;
        this.#activeOwnIdsState = undefined;
        break;
      case 5: // ACTIVE.PEER_IDS on spareIdsReceived
        port.abort();
        this.#state = ConnectionIdState.FAILED;
        this.#activePeerIdsState = undefined;
        this.#activeOwnIdsState = undefined;
        break;
      case 7: // ACTIVE.PEER_IDS on immediateIdsReceived
        port.abort();
        this.#state = ConnectionIdState.FAILED;
        this.#activePeerIdsState = undefined;
        this.#activeOwnIdsState = undefined;
        break;
      case 8: // ACTIVE.PEER_IDS on immediateIdsReceived
        port.abort();
        this.#state = ConnectionIdState.FAILED;
        this.#activePeerIdsState = undefined;
        this.#activeOwnIdsState = undefined;
        break;
      case 10: // ACTIVE.PEER_IDS.STABLE on requestRequired
        port.sendRequestConnectionId();
        this.#activePeerIdsState = ConnectionIdActivePeerIdsState.REQUESTED;
        break;
      case 11: // ACTIVE.PEER_IDS.REQUESTED on requestAcknowledged
        this.#activePeerIdsState = ConnectionIdActivePeerIdsState.AWAIT_IDS;
        break;
      case 12: // ACTIVE.PEER_IDS.REQUESTED on spareIdsReceived
        port.abort();
        this.#state = ConnectionIdState.FAILED;
        this.#activePeerIdsState = undefined;
        this.#activeOwnIdsState = undefined;
        break;
      case 13: // ACTIVE.PEER_IDS.REQUESTED on spareIdsReceived
        this.#activePeerIdsState = ConnectionIdActivePeerIdsState.AWAIT_ACK;
        break;
      case 14: // ACTIVE.PEER_IDS.AWAIT_IDS on spareIdsReceived
        port.abort();
        this.#state = ConnectionIdState.FAILED;
        this.#activePeerIdsState = undefined;
        this.#activeOwnIdsState = undefined;
        break;
      case 15: // ACTIVE.PEER_IDS.AWAIT_IDS on spareIdsReceived
        this.#activePeerIdsState = ConnectionIdActivePeerIdsState.STABLE;
        break;
      case 16: // ACTIVE.PEER_IDS.AWAIT_ACK on requestAcknowledged
        this.#activePeerIdsState = ConnectionIdActivePeerIdsState.STABLE;
        break;
      case 17: // ACTIVE.OWN_IDS.STABLE on issueRequired
        port.sendNewConnectionId();
        this.#activeOwnIdsState = ConnectionIdActiveOwnIdsState.AWAIT_ACK;
        break;
      case 18: // ACTIVE.OWN_IDS.STABLE on idsRequested
        port.abort();
        this.#state = ConnectionIdState.FAILED;
        this.#activePeerIdsState = undefined;
        this.#activeOwnIdsState = undefined;
        break;
      case 19: // ACTIVE.OWN_IDS.STABLE on idsRequested
        port.abort();
        this.#state = ConnectionIdState.FAILED;
        this.#activePeerIdsState = undefined;
        this.#activeOwnIdsState = undefined;
        break;
      case 20: // ACTIVE.OWN_IDS.STABLE on idsRequested
        port.sendNewConnectionId();
        this.#activeOwnIdsState = ConnectionIdActiveOwnIdsState.AWAIT_ACK;
        break;
      case 22: // ACTIVE.OWN_IDS.AWAIT_ACK on idsRequested
        port.abort();
        this.#state = ConnectionIdState.FAILED;
        this.#activePeerIdsState = undefined;
        this.#activeOwnIdsState = undefined;
        break;
      case 24: // ACTIVE.OWN_IDS.AWAIT_ACK on issueAcknowledged
        this.#activeOwnIdsState = ConnectionIdActiveOwnIdsState.STABLE;
        break;
    }
  }

  override save(): readonly number[] {
    return [this.#state, this.#activePeerIdsState ?? -1, this.#activeOwnIdsState ?? -1];
  }

  protected override restore(values: readonly number[]): boolean {
    if (values[0] === -1) return false;
    if ((values[1] === -1) === (values[0] === ConnectionIdState.ACTIVE)) return false;
    if ((values[2] === -1) === (values[0] === ConnectionIdState.ACTIVE)) return false;
    this.#state = values[0] as ConnectionIdState;
    this.#activePeerIdsState = values[1] === -1 ? undefined : (values[1] as ConnectionIdActivePeerIdsState);
    this.#activeOwnIdsState = values[2] === -1 ? undefined : (values[2] as ConnectionIdActiveOwnIdsState);
    return true;
  }
}

/** Every edge, by its number in `transition`. */
export const connectionIdEdges: readonly MachineEdge[] = [
  {
    from: '',
    trigger: 'requestAcknowledged',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 9',
    description: 'No RequestConnectionId of ours waits for it.',
  },
  {
    from: '',
    trigger: 'issueAcknowledged',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 9',
    description: 'No NewConnectionId of ours is outstanding.',
  },
  { from: '', trigger: 'stopped', to: ['DONE'], actions: [], outcome: 'handled' },
  {
    from: 'ACTIVE.PEER_IDS',
    trigger: 'requestRequired',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 9',
    description: 'A request that is not fulfilled is outstanding. The next one follows it.',
  },
  {
    from: 'ACTIVE.PEER_IDS',
    trigger: 'spareIdsReceived',
    guard: 'sendsNoIds',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9147 section 9',
    reason: 'CONNECTION_IDS_NOT_NEGOTIATED',
  },
  {
    from: 'ACTIVE.PEER_IDS',
    trigger: 'spareIdsReceived',
    guard: 'idsIllegal',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9147 section 9',
    reason: 'ILLEGAL_CONNECTION_IDS',
  },
  { from: 'ACTIVE.PEER_IDS', trigger: 'spareIdsReceived', actions: ['keepSpareIds'], outcome: 'handled' },
  {
    from: 'ACTIVE.PEER_IDS',
    trigger: 'immediateIdsReceived',
    guard: 'sendsNoIds',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9147 section 9',
    reason: 'CONNECTION_IDS_NOT_NEGOTIATED',
  },
  {
    from: 'ACTIVE.PEER_IDS',
    trigger: 'immediateIdsReceived',
    guard: 'idsIllegal',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9147 section 9',
    reason: 'ILLEGAL_CONNECTION_IDS',
  },
  { from: 'ACTIVE.PEER_IDS', trigger: 'immediateIdsReceived', actions: ['useNewId'], outcome: 'handled' },
  {
    from: 'ACTIVE.PEER_IDS.STABLE',
    trigger: 'requestRequired',
    to: ['ACTIVE.PEER_IDS.REQUESTED'],
    actions: [],
    outcome: 'handled',
  },
  {
    from: 'ACTIVE.PEER_IDS.REQUESTED',
    trigger: 'requestAcknowledged',
    to: ['ACTIVE.PEER_IDS.AWAIT_IDS'],
    actions: [],
    outcome: 'handled',
  },
  {
    from: 'ACTIVE.PEER_IDS.REQUESTED',
    trigger: 'spareIdsReceived',
    guard: 'idsIllegal',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9147 section 9',
    reason: 'ILLEGAL_CONNECTION_IDS',
  },
  {
    from: 'ACTIVE.PEER_IDS.REQUESTED',
    trigger: 'spareIdsReceived',
    to: ['ACTIVE.PEER_IDS.AWAIT_ACK'],
    actions: ['keepSpareIds'],
    outcome: 'handled',
  },
  {
    from: 'ACTIVE.PEER_IDS.AWAIT_IDS',
    trigger: 'spareIdsReceived',
    guard: 'idsIllegal',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'illegal_parameter',
    ref: 'RFC 9147 section 9',
    reason: 'ILLEGAL_CONNECTION_IDS',
  },
  {
    from: 'ACTIVE.PEER_IDS.AWAIT_IDS',
    trigger: 'spareIdsReceived',
    to: ['ACTIVE.PEER_IDS.STABLE'],
    actions: ['keepSpareIds'],
    outcome: 'handled',
  },
  {
    from: 'ACTIVE.PEER_IDS.AWAIT_ACK',
    trigger: 'requestAcknowledged',
    to: ['ACTIVE.PEER_IDS.STABLE'],
    actions: [],
    outcome: 'handled',
  },
  {
    from: 'ACTIVE.OWN_IDS.STABLE',
    trigger: 'issueRequired',
    to: ['ACTIVE.OWN_IDS.AWAIT_ACK'],
    actions: [],
    outcome: 'handled',
  },
  {
    from: 'ACTIVE.OWN_IDS.STABLE',
    trigger: 'idsRequested',
    guard: 'receivesNoIds',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9147 section 9',
    reason: 'CONNECTION_IDS_NOT_NEGOTIATED',
  },
  {
    from: 'ACTIVE.OWN_IDS.STABLE',
    trigger: 'idsRequested',
    guard: 'tooManyRequests',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'too_many_cids_requested',
    ref: 'RFC 9147 section 9',
    reason: 'TOO_MANY_CONNECTION_IDS_REQUESTED',
  },
  {
    from: 'ACTIVE.OWN_IDS.STABLE',
    trigger: 'idsRequested',
    to: ['ACTIVE.OWN_IDS.AWAIT_ACK'],
    actions: [],
    outcome: 'handled',
  },
  {
    from: 'ACTIVE.OWN_IDS.AWAIT_ACK',
    trigger: 'issueRequired',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 9',
    description: 'These ids follow in the next NewConnectionId.',
  },
  {
    from: 'ACTIVE.OWN_IDS.AWAIT_ACK',
    trigger: 'idsRequested',
    guard: 'tooManyRequests',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'too_many_cids_requested',
    ref: 'RFC 9147 section 9',
    reason: 'TOO_MANY_CONNECTION_IDS_REQUESTED',
  },
  {
    from: 'ACTIVE.OWN_IDS.AWAIT_ACK',
    trigger: 'idsRequested',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 9',
    description: 'The answer follows in the next NewConnectionId.',
  },
  {
    from: 'ACTIVE.OWN_IDS.AWAIT_ACK',
    trigger: 'issueAcknowledged',
    to: ['ACTIVE.OWN_IDS.STABLE'],
    actions: [],
    outcome: 'handled',
  },
];

/** For `takeSnapshot` and `restoreSnapshot`. */
export const connectionIdTables: MachineTables = {
  chart: 'connectionId',
  registers: [
    { name: 'state', states: connectionIdStateNames },
    { name: 'activePeerIdsState', states: connectionIdActivePeerIdsStateNames },
    { name: 'activeOwnIdsState', states: connectionIdActiveOwnIdsStateNames },
  ],
  timers: [],
  actors: [],
};
