// Code generated from spec/dtls13/charts/key-update.chart.ts. DO NOT EDIT.
import {
  type MachineEdge,
  type MachinePort,
  type MachineTables,
  type MachineTimer,
  RunToCompletion,
} from '../../../runtime/machine/index.ts';

/** The states of the machine, in the order of the chart. */
export const KeyUpdateState = {
  /** The keys of each direction are updated independently. */
  ACTIVE: 0,
  FAILED: 1,
  DONE: 2,
} as const;
export type KeyUpdateState = (typeof KeyUpdateState)[keyof typeof KeyUpdateState];

/** The names, by number. */
export const keyUpdateStateNames: readonly string[] = /* @__PURE__ */ Object.keys(KeyUpdateState);

/** The states of region ACTIVE.SEND, in the order of the chart. */
export const KeyUpdateActiveSendState = {
  STABLE: 0,
  /** A KeyUpdate waits until all earlier messages are acknowledged. */
  PENDING: 1,
  /** The KeyUpdate is sent. Records continue under the current keys until it is acknowledged. */
  AWAIT_ACK: 2,
} as const;
export type KeyUpdateActiveSendState = (typeof KeyUpdateActiveSendState)[keyof typeof KeyUpdateActiveSendState];

/** The names, by number. */
export const keyUpdateActiveSendStateNames: readonly string[] = /* @__PURE__ */ Object.keys(KeyUpdateActiveSendState);

/** The states of region ACTIVE.RECEIVE, in the order of the chart. */
export const KeyUpdateActiveReceiveState = {
  /** Only the current keys are installed. */
  CURRENT: 0,
  /** The keys before and after the peer’s KeyUpdate are installed: it uses the new ones after our ACK. */
  BOTH_EPOCHS: 1,
  /** The peer uses the new keys. Records under the previous ones may still arrive. */
  PREVIOUS_KEPT: 2,
} as const;
export type KeyUpdateActiveReceiveState =
  (typeof KeyUpdateActiveReceiveState)[keyof typeof KeyUpdateActiveReceiveState];

/** The names, by number. */
export const keyUpdateActiveReceiveStateNames: readonly string[] =
  /* @__PURE__ */ Object.keys(KeyUpdateActiveReceiveState);

/** The events of the machine. */
export const KeyUpdateEvent = {
  updateRequired: 0,
  updateRequested: 1,
  messagesAcknowledged: 2,
  updateAcknowledged: 3,
  updateReceived: 4,
  newKeysUsed: 5,
  stopped: 6,
} as const;
export type KeyUpdateEvent = (typeof KeyUpdateEvent)[keyof typeof KeyUpdateEvent];

/** The names, by number. */
export const keyUpdateEventNames: readonly string[] = /* @__PURE__ */ Object.keys(KeyUpdateEvent);

/** One timer for each state and each of its delays. */
export const KeyUpdateTimer = {
  'ACTIVE.RECEIVE.PREVIOUS_KEPT.retention': 0,
} as const;
export type KeyUpdateTimer = (typeof KeyUpdateTimer)[keyof typeof KeyUpdateTimer];

/** Alerts the chart can send, as named in their registry. */
export type KeyUpdateAlert = 'unexpected_message';

/** Rules that the peer can break, one for each reason of a fatal edge. */
export type KeyUpdateReason = 'TOO_MANY_EPOCHS' | 'OUTDATED_TRAFFIC_KEYS';

/** The guards and actions of the keyUpdate machine, in the order of the chart. */
export interface KeyUpdatePort extends MachinePort {
  /** The epoch for sending has no successor, or our direction is closed. */
  isLastWriteEpoch(): boolean;
  /** The epoch for receiving has no successor. */
  isLastReadEpoch(): boolean;
  /** A message that we sent before is not acknowledged. */
  messagesOutstanding(): boolean;
  /** Sends a KeyUpdate under the current keys. No other message follows under them. */
  sendKeyUpdate(): void;
  /** Derives the next keys for sending and uses them from now on. */
  installWriteKeys(): void;
  /** Another update follows as soon as this one is acknowledged. */
  queueUpdate(): void;
  /** Derives the next keys for receiving. The current keys remain installed. */
  installReadKeys(): void;
  /** Discards the keys for receiving that preceded the current ones. */
  dropPreviousKeys(): void;
  /** Sends the alert and ends the connection. */
  abort(): void;
  /** Starts a timer, or restarts it if it runs; call `elapsed` when it expires. */
  startTimer(timer: KeyUpdateTimer): void;
  /** Stops a timer; does nothing if it does not run. */
  cancelTimer(timer: KeyUpdateTimer): void;
  /** The rule in `ref` is violated. Called between the exit actions of a fatal edge and its own actions. */
  fatal(alert: KeyUpdateAlert, ref: string, reason: KeyUpdateReason): void;
}

/** No edge: the region keeps its active state. */
const none = -1;

/** Updates of the traffic keys after the handshake, in each direction. RFC 9147 section 8, RFC 9846 section 4.7.3. */
export class KeyUpdateMachine extends RunToCompletion {
  readonly #port: KeyUpdatePort;
  #state: KeyUpdateState = KeyUpdateState.ACTIVE;
  #activeSendState: KeyUpdateActiveSendState | undefined = KeyUpdateActiveSendState.STABLE;
  #activeReceiveState: KeyUpdateActiveReceiveState | undefined = KeyUpdateActiveReceiveState.CURRENT;

  constructor(port: KeyUpdatePort) {
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
  send(event: KeyUpdateEvent): void {
    this.handle(event);
  }

  /** A timer has expired. Ignored if its state is not active. */
  elapsed(timer: KeyUpdateTimer): void {
    this.handle(~timer);
  }

  /** The active state. While actions run, the state being exited. */
  get state(): KeyUpdateState {
    return this.#state;
  }

  /** The active state of region ACTIVE.SEND; undefined while the region is not active. */
  get activeSendState(): KeyUpdateActiveSendState | undefined {
    return this.#activeSendState;
  }

  /** The active state of region ACTIVE.RECEIVE; undefined while the region is not active. */
  get activeReceiveState(): KeyUpdateActiveReceiveState | undefined {
    return this.#activeReceiveState;
  }

  /** The machine is in a final state and ignores all events. */
  get done(): boolean {
    switch (this.#state) {
      case KeyUpdateState.FAILED:
      case KeyUpdateState.DONE:
        return true;
      default:
        return false;
    }
  }

  /** Whether ACTIVE is active. */
  get inActive(): boolean {
    return this.#state === KeyUpdateState.ACTIVE;
  }

  protected override step(code: number): void {
    if (code < 0) this.#elapsed(~code as KeyUpdateTimer);
    else this.#receive(code as KeyUpdateEvent);
  }

  #receive(event: KeyUpdateEvent): void {
    switch (this.#state) {
      case KeyUpdateState.ACTIVE:
        this.#dispatchEventActive(event);
        break;
    }
  }

  /** In every state. */
  #onMachine(event: KeyUpdateEvent): void {
    const port = this.#port;
    switch (event) {
      case KeyUpdateEvent.updateRequested:
        // The KeyUpdate that waits is the response.
        port.transition(3);
        return;
      case KeyUpdateEvent.messagesAcknowledged:
        // No KeyUpdate waits for it.
        port.transition(0);
        return;
      case KeyUpdateEvent.updateAcknowledged:
        // No KeyUpdate of ours is outstanding.
        port.transition(1);
        return;
      case KeyUpdateEvent.newKeysUsed:
        // The current keys for receiving are in use already.
        port.transition(2);
        return;
      case KeyUpdateEvent.stopped:
        port.transition(4);
        this.#exitMachine();
        this.#state = KeyUpdateState.DONE;
        this.#activeSendState = undefined;
        this.#activeReceiveState = undefined;
        return;
    }
  }

  #elapsed(timer: KeyUpdateTimer): void {
    const port = this.#port;
    switch (timer) {
      case KeyUpdateTimer['ACTIVE.RECEIVE.PREVIOUS_KEPT.retention']:
        if (this.#activeReceiveState !== KeyUpdateActiveReceiveState.PREVIOUS_KEPT) return;
        port.transition(20);
        port.cancelTimer(KeyUpdateTimer['ACTIVE.RECEIVE.PREVIOUS_KEPT.retention']);
        port.dropPreviousKeys();
        this.#activeReceiveState = KeyUpdateActiveReceiveState.CURRENT;
        return;
    }
  }

  /** Dispatches an event to every region of ACTIVE. If no region takes it, ACTIVE handles it. */
  #dispatchEventActive(event: KeyUpdateEvent): void {
    const activeSend = this.#selectEventActiveSend(event);
    const activeReceive = this.#selectEventActiveReceive(event);
    if (activeSend === none && activeReceive === none) this.#onMachine(event);
    else this.#takeActive(activeSend, activeReceive);
  }

  /** Takes the transitions that the regions of ACTIVE selected: exits, last region first, then actions, then entries. */
  #takeActive(activeSend: number, activeReceive: number): void {
    if (activeSend !== none) this.#port.transition(activeSend);
    if (activeReceive !== none) this.#port.transition(activeReceive);
    this.#exit(activeReceive);
    this.#act(activeSend);
    this.#act(activeReceive);
    this.#enter(activeSend);
    this.#enter(activeReceive);
  }

  /** The transition that region ACTIVE.SEND selects for an event. */
  #selectEventActiveSend(event: KeyUpdateEvent): number {
    switch (this.#activeSendState) {
      case KeyUpdateActiveSendState.STABLE:
        return this.#onActiveSendStable(event);
      case KeyUpdateActiveSendState.PENDING:
        return this.#onActiveSendPending(event);
      case KeyUpdateActiveSendState.AWAIT_ACK:
        return this.#onActiveSendAwaitAck(event);
      default:
        return none;
    }
  }

  /** ACTIVE.SEND.STABLE. */
  #onActiveSendStable(event: KeyUpdateEvent): number {
    switch (event) {
      case KeyUpdateEvent.updateRequired:
        // The keys are used until their limit, which ends the connection.
        if (this.#port.isLastWriteEpoch()) return 5;
        if (this.#port.messagesOutstanding()) return 6;
        return 7;
      case KeyUpdateEvent.updateRequested:
        // A request that would exceed the limit of epochs is ignored.
        if (this.#port.isLastWriteEpoch()) return 8;
        if (this.#port.messagesOutstanding()) return 9;
        return 10;
    }
    return none;
  }

  /** ACTIVE.SEND.PENDING. A KeyUpdate waits until all earlier messages are acknowledged. */
  #onActiveSendPending(event: KeyUpdateEvent): number {
    switch (event) {
      case KeyUpdateEvent.updateRequired:
        // The KeyUpdate that waits serves it.
        return 12;
      case KeyUpdateEvent.messagesAcknowledged:
        return 11;
    }
    return none;
  }

  /** ACTIVE.SEND.AWAIT_ACK. The KeyUpdate is sent. Records continue under the current keys until it is acknowledged. */
  #onActiveSendAwaitAck(event: KeyUpdateEvent): number {
    switch (event) {
      case KeyUpdateEvent.updateRequired:
        return 13;
      case KeyUpdateEvent.updateRequested:
        // The peer may have read our KeyUpdate before its request: only another one is a response.
        return 14;
      case KeyUpdateEvent.updateAcknowledged:
        return 15;
    }
    return none;
  }

  /** The transition that region ACTIVE.RECEIVE selects for an event. */
  #selectEventActiveReceive(event: KeyUpdateEvent): number {
    switch (this.#activeReceiveState) {
      case KeyUpdateActiveReceiveState.CURRENT:
        return this.#onActiveReceiveCurrent(event);
      case KeyUpdateActiveReceiveState.BOTH_EPOCHS:
        return this.#onActiveReceiveBothEpochs(event);
      case KeyUpdateActiveReceiveState.PREVIOUS_KEPT:
        return this.#onActiveReceivePreviousKept(event);
      default:
        return none;
    }
  }

  /** ACTIVE.RECEIVE.CURRENT. Only the current keys are installed. */
  #onActiveReceiveCurrent(event: KeyUpdateEvent): number {
    switch (event) {
      case KeyUpdateEvent.updateReceived:
        if (this.#port.isLastReadEpoch()) return 16;
        return 17;
    }
    return none;
  }

  /** ACTIVE.RECEIVE.BOTH_EPOCHS. The keys before and after the peer’s KeyUpdate are installed: it uses the new ones after our ACK. */
  #onActiveReceiveBothEpochs(event: KeyUpdateEvent): number {
    switch (event) {
      case KeyUpdateEvent.updateReceived:
        return 19;
      case KeyUpdateEvent.newKeysUsed:
        return 18;
    }
    return none;
  }

  /** ACTIVE.RECEIVE.PREVIOUS_KEPT. The peer uses the new keys. Records under the previous ones may still arrive. */
  #onActiveReceivePreviousKept(event: KeyUpdateEvent): number {
    switch (event) {
      case KeyUpdateEvent.updateReceived:
        if (this.#port.isLastReadEpoch()) return 21;
        return 22;
    }
    return none;
  }

  /** Exits the exit set of a selected edge. */
  #exit(edge: number): void {
    const port = this.#port;
    switch (edge) {
      case 21: // ACTIVE.RECEIVE.PREVIOUS_KEPT on updateReceived
        port.cancelTimer(KeyUpdateTimer['ACTIVE.RECEIVE.PREVIOUS_KEPT.retention']);
        break;
      case 22: // ACTIVE.RECEIVE.PREVIOUS_KEPT on updateReceived
        port.cancelTimer(KeyUpdateTimer['ACTIVE.RECEIVE.PREVIOUS_KEPT.retention']);
        break;
    }
  }

  /** Runs the actions of a selected edge. */
  #act(edge: number): void {
    const port = this.#port;
    switch (edge) {
      case 13: // ACTIVE.SEND.AWAIT_ACK on updateRequired
        port.queueUpdate();
        break;
      case 14: // ACTIVE.SEND.AWAIT_ACK on updateRequested
        port.queueUpdate();
        break;
      case 15: // ACTIVE.SEND.AWAIT_ACK on updateAcknowledged
        port.installWriteKeys();
        break;
      case 16: // ACTIVE.RECEIVE.CURRENT on updateReceived
        port.fatal('unexpected_message', 'RFC 9147 section 8', 'TOO_MANY_EPOCHS');
        break;
      case 17: // ACTIVE.RECEIVE.CURRENT on updateReceived
        port.installReadKeys();
        break;
      case 19: // ACTIVE.RECEIVE.BOTH_EPOCHS on updateReceived
        port.fatal('unexpected_message', 'RFC 9147 section 8', 'OUTDATED_TRAFFIC_KEYS');
        break;
      case 21: // ACTIVE.RECEIVE.PREVIOUS_KEPT on updateReceived
        port.fatal('unexpected_message', 'RFC 9147 section 8', 'TOO_MANY_EPOCHS');
        break;
      case 22: // ACTIVE.RECEIVE.PREVIOUS_KEPT on updateReceived
        port.dropPreviousKeys();
        port.installReadKeys();
        break;
    }
  }

  /** Enters the entry set of a selected edge. */
  #enter(edge: number): void {
    const port = this.#port;
    switch (edge) {
      case 6: // ACTIVE.SEND.STABLE on updateRequired
        this.#activeSendState = KeyUpdateActiveSendState.PENDING;
        break;
      case 7: // ACTIVE.SEND.STABLE on updateRequired
        port.sendKeyUpdate();
        this.#activeSendState = KeyUpdateActiveSendState.AWAIT_ACK;
        break;
      case 9: // ACTIVE.SEND.STABLE on updateRequested
        this.#activeSendState = KeyUpdateActiveSendState.PENDING;
        break;
      case 10: // ACTIVE.SEND.STABLE on updateRequested
        port.sendKeyUpdate();
        this.#activeSendState = KeyUpdateActiveSendState.AWAIT_ACK;
        break;
      case 11: // ACTIVE.SEND.PENDING on messagesAcknowledged
        port.sendKeyUpdate();
        this.#activeSendState = KeyUpdateActiveSendState.AWAIT_ACK;
        break;
      case 15: // ACTIVE.SEND.AWAIT_ACK on updateAcknowledged
        this.#activeSendState = KeyUpdateActiveSendState.STABLE;
        break;
      case 16: // ACTIVE.RECEIVE.CURRENT on updateReceived
        port.abort();
        this.#state = KeyUpdateState.FAILED;
        this.#activeSendState = undefined;
        this.#activeReceiveState = undefined;
        break;
      case 17: // ACTIVE.RECEIVE.CURRENT on updateReceived
        this.#activeReceiveState = KeyUpdateActiveReceiveState.BOTH_EPOCHS;
        break;
      case 18: // ACTIVE.RECEIVE.BOTH_EPOCHS on newKeysUsed
        port.startTimer(KeyUpdateTimer['ACTIVE.RECEIVE.PREVIOUS_KEPT.retention']);
        this.#activeReceiveState = KeyUpdateActiveReceiveState.PREVIOUS_KEPT;
        break;
      case 19: // ACTIVE.RECEIVE.BOTH_EPOCHS on updateReceived
        port.abort();
        this.#state = KeyUpdateState.FAILED;
        this.#activeSendState = undefined;
        this.#activeReceiveState = undefined;
        break;
      case 21: // ACTIVE.RECEIVE.PREVIOUS_KEPT on updateReceived
        port.abort();
        this.#state = KeyUpdateState.FAILED;
        this.#activeSendState = undefined;
        this.#activeReceiveState = undefined;
        break;
      case 22: // ACTIVE.RECEIVE.PREVIOUS_KEPT on updateReceived
        this.#activeReceiveState = KeyUpdateActiveReceiveState.BOTH_EPOCHS;
        break;
    }
  }

  override save(): readonly number[] {
    return [this.#state, this.#activeSendState ?? -1, this.#activeReceiveState ?? -1];
  }

  protected override restore(values: readonly number[]): boolean {
    if (values[0] === -1) return false;
    if ((values[1] === -1) === (values[0] === KeyUpdateState.ACTIVE)) return false;
    if ((values[2] === -1) === (values[0] === KeyUpdateState.ACTIVE)) return false;
    this.#state = values[0] as KeyUpdateState;
    this.#activeSendState = values[1] === -1 ? undefined : (values[1] as KeyUpdateActiveSendState);
    this.#activeReceiveState = values[2] === -1 ? undefined : (values[2] as KeyUpdateActiveReceiveState);
    return true;
  }

  /** Exits the active states inside the machine, innermost first. */
  #exitMachine(): void {
    switch (this.#state) {
      case KeyUpdateState.ACTIVE:
        this.#exitActive();
        break;
    }
  }

  /** Exits the active states inside ACTIVE, last region first. */
  #exitActive(): void {
    this.#exitActiveReceive();
  }

  /** Exits the active states inside ACTIVE.RECEIVE, innermost first. */
  #exitActiveReceive(): void {
    const port = this.#port;
    switch (this.#activeReceiveState) {
      case KeyUpdateActiveReceiveState.PREVIOUS_KEPT:
        port.cancelTimer(KeyUpdateTimer['ACTIVE.RECEIVE.PREVIOUS_KEPT.retention']);
        break;
    }
  }
}

/** Every edge, by its number in `transition`. */
export const keyUpdateEdges: readonly MachineEdge[] = [
  {
    from: '',
    trigger: 'messagesAcknowledged',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 8',
    description: 'No KeyUpdate waits for it.',
  },
  {
    from: '',
    trigger: 'updateAcknowledged',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 8',
    description: 'No KeyUpdate of ours is outstanding.',
  },
  {
    from: '',
    trigger: 'newKeysUsed',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 8',
    description: 'The current keys for receiving are in use already.',
  },
  {
    from: '',
    trigger: 'updateRequested',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9846 section 4.7.3',
    description: 'The KeyUpdate that waits is the response.',
  },
  { from: '', trigger: 'stopped', to: ['DONE'], actions: [], outcome: 'handled' },
  {
    from: 'ACTIVE.SEND.STABLE',
    trigger: 'updateRequired',
    guard: 'isLastWriteEpoch',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 4.2.1',
    description: 'The keys are used until their limit, which ends the connection.',
  },
  {
    from: 'ACTIVE.SEND.STABLE',
    trigger: 'updateRequired',
    guard: 'messagesOutstanding',
    to: ['ACTIVE.SEND.PENDING'],
    actions: [],
    outcome: 'handled',
  },
  {
    from: 'ACTIVE.SEND.STABLE',
    trigger: 'updateRequired',
    to: ['ACTIVE.SEND.AWAIT_ACK'],
    actions: [],
    outcome: 'handled',
  },
  {
    from: 'ACTIVE.SEND.STABLE',
    trigger: 'updateRequested',
    guard: 'isLastWriteEpoch',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 8',
    description: 'A request that would exceed the limit of epochs is ignored.',
  },
  {
    from: 'ACTIVE.SEND.STABLE',
    trigger: 'updateRequested',
    guard: 'messagesOutstanding',
    to: ['ACTIVE.SEND.PENDING'],
    actions: [],
    outcome: 'handled',
  },
  {
    from: 'ACTIVE.SEND.STABLE',
    trigger: 'updateRequested',
    to: ['ACTIVE.SEND.AWAIT_ACK'],
    actions: [],
    outcome: 'handled',
  },
  {
    from: 'ACTIVE.SEND.PENDING',
    trigger: 'messagesAcknowledged',
    to: ['ACTIVE.SEND.AWAIT_ACK'],
    actions: [],
    outcome: 'handled',
  },
  {
    from: 'ACTIVE.SEND.PENDING',
    trigger: 'updateRequired',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 8',
    description: 'The KeyUpdate that waits serves it.',
  },
  { from: 'ACTIVE.SEND.AWAIT_ACK', trigger: 'updateRequired', actions: ['queueUpdate'], outcome: 'handled' },
  {
    from: 'ACTIVE.SEND.AWAIT_ACK',
    trigger: 'updateRequested',
    actions: ['queueUpdate'],
    outcome: 'handled',
    ref: 'RFC 9846 section 4.7.3',
    description: 'The peer may have read our KeyUpdate before its request: only another one is a response.',
  },
  {
    from: 'ACTIVE.SEND.AWAIT_ACK',
    trigger: 'updateAcknowledged',
    to: ['ACTIVE.SEND.STABLE'],
    actions: ['installWriteKeys'],
    outcome: 'handled',
  },
  {
    from: 'ACTIVE.RECEIVE.CURRENT',
    trigger: 'updateReceived',
    guard: 'isLastReadEpoch',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9147 section 8',
    reason: 'TOO_MANY_EPOCHS',
  },
  {
    from: 'ACTIVE.RECEIVE.CURRENT',
    trigger: 'updateReceived',
    to: ['ACTIVE.RECEIVE.BOTH_EPOCHS'],
    actions: ['installReadKeys'],
    outcome: 'handled',
  },
  {
    from: 'ACTIVE.RECEIVE.BOTH_EPOCHS',
    trigger: 'newKeysUsed',
    to: ['ACTIVE.RECEIVE.PREVIOUS_KEPT'],
    actions: [],
    outcome: 'handled',
  },
  {
    from: 'ACTIVE.RECEIVE.BOTH_EPOCHS',
    trigger: 'updateReceived',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9147 section 8',
    reason: 'OUTDATED_TRAFFIC_KEYS',
  },
  {
    from: 'ACTIVE.RECEIVE.PREVIOUS_KEPT',
    trigger: 'after retention',
    to: ['ACTIVE.RECEIVE.CURRENT'],
    actions: ['dropPreviousKeys'],
    outcome: 'handled',
  },
  {
    from: 'ACTIVE.RECEIVE.PREVIOUS_KEPT',
    trigger: 'updateReceived',
    guard: 'isLastReadEpoch',
    to: ['FAILED'],
    actions: [],
    outcome: 'fatal',
    alert: 'unexpected_message',
    ref: 'RFC 9147 section 8',
    reason: 'TOO_MANY_EPOCHS',
  },
  {
    from: 'ACTIVE.RECEIVE.PREVIOUS_KEPT',
    trigger: 'updateReceived',
    to: ['ACTIVE.RECEIVE.BOTH_EPOCHS'],
    actions: ['dropPreviousKeys', 'installReadKeys'],
    outcome: 'handled',
  },
];

/** Every timer, by its number. */
export const keyUpdateTimers: readonly MachineTimer[] = [
  { state: 'ACTIVE.RECEIVE.PREVIOUS_KEPT', delay: 'retention', nominal: 240000 },
];

/** For `takeSnapshot` and `restoreSnapshot`. */
export const keyUpdateTables: MachineTables = {
  chart: 'keyUpdate',
  registers: [
    { name: 'state', states: keyUpdateStateNames },
    { name: 'activeSendState', states: keyUpdateActiveSendStateNames },
    { name: 'activeReceiveState', states: keyUpdateActiveReceiveStateNames },
  ],
  timers: keyUpdateTimers,
  actors: [],
};
