// Code generated from spec/dtls13/charts/ack-scheduler.chart.ts. DO NOT EDIT.
import {
  type MachineEdge,
  type MachinePort,
  type MachineTables,
  type MachineTimer,
  RunToCompletion,
} from '../../../runtime/machine/index.ts';

/** The states of the machine, in the order of the chart. */
export const AckSchedulerState = {
  /** All received records are acknowledged, or our next flight acknowledges them. */
  IDLE: 0,
  /** A part of the flight arrived. An ACK is due unless the rest arrives soon. */
  PARTIAL: 1,
  /** A record between the received ones is missing: late or lost. */
  GAP: 2,
  FLUSH: 3,
  /** A part of the flight is acknowledged, and the rest is missing. The ACK may be lost, and the peer may not be allowed to send without it. */
  AWAITING: 4,
  DONE: 5,
} as const;
export type AckSchedulerState = (typeof AckSchedulerState)[keyof typeof AckSchedulerState];

/** The names, by number. */
export const ackSchedulerStateNames: readonly string[] = /* @__PURE__ */ Object.keys(AckSchedulerState);

/** The events of the machine. */
export const AckSchedulerEvent = {
  partReceived: 0,
  gapReceived: 1,
  unansweredReceived: 2,
  flightAnswered: 3,
  acknowledged: 4,
  stopped: 5,
} as const;
export type AckSchedulerEvent = (typeof AckSchedulerEvent)[keyof typeof AckSchedulerEvent];

/** The names, by number. */
export const ackSchedulerEventNames: readonly string[] = /* @__PURE__ */ Object.keys(AckSchedulerEvent);

/** One timer for each state and each of its delays. */
export const AckSchedulerTimer = {
  'PARTIAL.pause': 0,
  'GAP.reordering': 1,
  'AWAITING.repetition': 2,
} as const;
export type AckSchedulerTimer = (typeof AckSchedulerTimer)[keyof typeof AckSchedulerTimer];

/** The guards and actions of the ackScheduler machine, in the order of the chart. */
export interface AckSchedulerPort extends MachinePort {
  /** Both sides know that the version is DTLS 1.3. */
  versionNegotiated(): boolean;
  /** Since the last ACK, as many records arrived as a peer sends without waiting for one. */
  burstReceived(): boolean;
  /** A part of the peer's flight is missing, and no flight of ours is outstanding that would request it. */
  isRestMissing(): boolean;
  /** Requests an ACK with the next output. It names all records received by then. */
  requestAck(): void;
  /** Cancels the requested ACK: our next flight acknowledges the whole flight of the peer. */
  cancelAck(): void;
  /** Counts an ACK that repeats the one before. */
  countRepetition(): void;
  /** Starts a timer, or restarts it if it runs; call `elapsed` when it expires. */
  startTimer(timer: AckSchedulerTimer): void;
  /** Stops a timer; does nothing if it does not run. */
  cancelTimer(timer: AckSchedulerTimer): void;
}

/** When to acknowledge what the peer sends. RFC 9147 section 7.1. */
export class AckSchedulerMachine extends RunToCompletion {
  readonly #port: AckSchedulerPort;
  #state: AckSchedulerState = AckSchedulerState.IDLE;

  constructor(port: AckSchedulerPort) {
    super();
    this.#port = port;
  }

  /**
   * Runs an event to completion. From inside an action, or before `start`, the event is queued. When an action
   * throws, the state does not change, queued events are dropped, and the error is thrown to the caller.
   *
   * @throws {WirechartError} `ERR_WIRECHART_MACHINE_OVERFLOW` when more than 16 events are queued.
   */
  send(event: AckSchedulerEvent): void {
    this.handle(event);
  }

  /** A timer has expired. Ignored if its state is not active. */
  elapsed(timer: AckSchedulerTimer): void {
    this.handle(~timer);
  }

  /** The active state. While actions run, the state being exited. */
  get state(): AckSchedulerState {
    return this.#state;
  }

  /** The machine is in a final state and ignores all events. */
  get done(): boolean {
    switch (this.#state) {
      case AckSchedulerState.DONE:
        return true;
      default:
        return false;
    }
  }

  protected override step(code: number): void {
    if (code < 0) this.#elapsed(~code as AckSchedulerTimer);
    else this.#receive(code as AckSchedulerEvent);
  }

  #receive(event: AckSchedulerEvent): void {
    switch (this.#state) {
      case AckSchedulerState.IDLE:
        this.#onIdle(event);
        break;
      case AckSchedulerState.PARTIAL:
        this.#onPartial(event);
        break;
      case AckSchedulerState.GAP:
        this.#onGap(event);
        break;
      case AckSchedulerState.FLUSH:
        this.#onFlush(event);
        break;
      case AckSchedulerState.AWAITING:
        this.#onAwaiting(event);
        break;
    }
  }

  /** In every state. */
  #onMachine(event: AckSchedulerEvent): void {
    const port = this.#port;
    switch (event) {
      case AckSchedulerEvent.partReceived:
        // The ACK is already requested and will name this record too.
        port.transition(0);
        return;
      case AckSchedulerEvent.gapReceived:
        // The ACK is already requested and will name this record too.
        port.transition(1);
        return;
      case AckSchedulerEvent.unansweredReceived:
        port.transition(2);
        this.#exitMachine();
        port.requestAck();
        this.#state = AckSchedulerState.FLUSH;
        return;
      case AckSchedulerEvent.flightAnswered:
        port.transition(3);
        this.#exitMachine();
        this.#state = AckSchedulerState.IDLE;
        return;
      case AckSchedulerEvent.acknowledged:
        // Has an effect in FLUSH only.
        port.transition(4);
        return;
      case AckSchedulerEvent.stopped:
        port.transition(5);
        this.#exitMachine();
        this.#state = AckSchedulerState.DONE;
        return;
    }
  }

  /** IDLE. All received records are acknowledged, or our next flight acknowledges them. */
  #onIdle(event: AckSchedulerEvent): void {
    const port = this.#port;
    switch (event) {
      case AckSchedulerEvent.partReceived:
        if (port.versionNegotiated()) {
          port.transition(6);
          port.startTimer(AckSchedulerTimer['PARTIAL.pause']);
          this.#state = AckSchedulerState.PARTIAL;
          return;
        }
        // No ACK before the version is negotiated: DTLS 1.2 has no ACK.
        port.transition(7);
        return;
      case AckSchedulerEvent.gapReceived:
        if (port.versionNegotiated()) {
          port.transition(8);
          port.startTimer(AckSchedulerTimer['GAP.reordering']);
          this.#state = AckSchedulerState.GAP;
          return;
        }
        // No ACK before the version is negotiated: DTLS 1.2 has no ACK.
        port.transition(9);
        return;
      case AckSchedulerEvent.flightAnswered:
        // There is nothing to acknowledge.
        port.transition(10);
        return;
    }
    this.#onMachine(event);
  }

  /** PARTIAL. A part of the flight arrived. An ACK is due unless the rest arrives soon. */
  #onPartial(event: AckSchedulerEvent): void {
    const port = this.#port;
    switch (event) {
      case AckSchedulerEvent.partReceived:
        if (port.burstReceived()) {
          port.transition(12);
          port.cancelTimer(AckSchedulerTimer['PARTIAL.pause']);
          port.requestAck();
          this.#state = AckSchedulerState.FLUSH;
          return;
        }
        // The timer has run since the first part, and the ACK will name this record too.
        port.transition(13);
        return;
      case AckSchedulerEvent.gapReceived:
        if (port.burstReceived()) {
          port.transition(14);
          port.cancelTimer(AckSchedulerTimer['PARTIAL.pause']);
          port.requestAck();
          this.#state = AckSchedulerState.FLUSH;
          return;
        }
        port.transition(15);
        port.cancelTimer(AckSchedulerTimer['PARTIAL.pause']);
        port.startTimer(AckSchedulerTimer['GAP.reordering']);
        this.#state = AckSchedulerState.GAP;
        return;
    }
    this.#onMachine(event);
  }

  /** GAP. A record between the received ones is missing: late or lost. */
  #onGap(event: AckSchedulerEvent): void {
    const port = this.#port;
    switch (event) {
      case AckSchedulerEvent.partReceived:
        if (port.burstReceived()) {
          port.transition(17);
          port.cancelTimer(AckSchedulerTimer['GAP.reordering']);
          port.requestAck();
          this.#state = AckSchedulerState.FLUSH;
          return;
        }
        port.transition(18);
        port.cancelTimer(AckSchedulerTimer['GAP.reordering']);
        port.startTimer(AckSchedulerTimer['PARTIAL.pause']);
        this.#state = AckSchedulerState.PARTIAL;
        return;
      case AckSchedulerEvent.gapReceived:
        if (port.burstReceived()) {
          port.transition(19);
          port.cancelTimer(AckSchedulerTimer['GAP.reordering']);
          port.requestAck();
          this.#state = AckSchedulerState.FLUSH;
          return;
        }
        // The timer has run since the gap was detected, and the ACK will name this record too.
        port.transition(20);
        return;
    }
    this.#onMachine(event);
  }

  /** FLUSH. */
  #onFlush(event: AckSchedulerEvent): void {
    const port = this.#port;
    switch (event) {
      case AckSchedulerEvent.unansweredReceived:
        // The ACK is already requested and will name this record too.
        port.transition(23);
        return;
      case AckSchedulerEvent.flightAnswered:
        port.transition(24);
        port.cancelAck();
        this.#state = AckSchedulerState.IDLE;
        return;
      case AckSchedulerEvent.acknowledged:
        if (port.isRestMissing()) {
          port.transition(21);
          port.startTimer(AckSchedulerTimer['AWAITING.repetition']);
          this.#state = AckSchedulerState.AWAITING;
          return;
        }
        port.transition(22);
        this.#state = AckSchedulerState.IDLE;
        return;
    }
    this.#onMachine(event);
  }

  /** AWAITING. A part of the flight is acknowledged, and the rest is missing. The ACK may be lost, and the peer may not be allowed to send without it. */
  #onAwaiting(event: AckSchedulerEvent): void {
    const port = this.#port;
    switch (event) {
      case AckSchedulerEvent.partReceived:
        port.transition(26);
        port.cancelTimer(AckSchedulerTimer['AWAITING.repetition']);
        port.startTimer(AckSchedulerTimer['PARTIAL.pause']);
        this.#state = AckSchedulerState.PARTIAL;
        return;
      case AckSchedulerEvent.gapReceived:
        port.transition(27);
        port.cancelTimer(AckSchedulerTimer['AWAITING.repetition']);
        port.startTimer(AckSchedulerTimer['GAP.reordering']);
        this.#state = AckSchedulerState.GAP;
        return;
    }
    this.#onMachine(event);
  }

  #elapsed(timer: AckSchedulerTimer): void {
    const port = this.#port;
    switch (timer) {
      case AckSchedulerTimer['PARTIAL.pause']:
        if (this.#state !== AckSchedulerState.PARTIAL) return;
        port.transition(11);
        port.cancelTimer(AckSchedulerTimer['PARTIAL.pause']);
        port.requestAck();
        this.#state = AckSchedulerState.FLUSH;
        return;
      case AckSchedulerTimer['GAP.reordering']:
        if (this.#state !== AckSchedulerState.GAP) return;
        port.transition(16);
        port.cancelTimer(AckSchedulerTimer['GAP.reordering']);
        port.requestAck();
        this.#state = AckSchedulerState.FLUSH;
        return;
      case AckSchedulerTimer['AWAITING.repetition']:
        if (this.#state !== AckSchedulerState.AWAITING) return;
        port.transition(25);
        port.cancelTimer(AckSchedulerTimer['AWAITING.repetition']);
        port.countRepetition();
        port.requestAck();
        this.#state = AckSchedulerState.FLUSH;
        return;
    }
  }

  override save(): readonly number[] {
    return [this.#state];
  }

  protected override restore(values: readonly number[]): boolean {
    if (values[0] === -1) return false;
    this.#state = values[0] as AckSchedulerState;
    return true;
  }

  /** Exits the active states inside the machine, innermost first. */
  #exitMachine(): void {
    const port = this.#port;
    switch (this.#state) {
      case AckSchedulerState.PARTIAL:
        port.cancelTimer(AckSchedulerTimer['PARTIAL.pause']);
        break;
      case AckSchedulerState.GAP:
        port.cancelTimer(AckSchedulerTimer['GAP.reordering']);
        break;
      case AckSchedulerState.AWAITING:
        port.cancelTimer(AckSchedulerTimer['AWAITING.repetition']);
        break;
    }
  }
}

/** Every edge, by its number in `transition`. */
export const ackSchedulerEdges: readonly MachineEdge[] = [
  {
    from: '',
    trigger: 'partReceived',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 7.1',
    description: 'The ACK is already requested and will name this record too.',
  },
  {
    from: '',
    trigger: 'gapReceived',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 7.1',
    description: 'The ACK is already requested and will name this record too.',
  },
  { from: '', trigger: 'unansweredReceived', to: ['FLUSH'], actions: [], outcome: 'handled' },
  { from: '', trigger: 'flightAnswered', to: ['IDLE'], actions: [], outcome: 'handled' },
  {
    from: '',
    trigger: 'acknowledged',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 7.1',
    description: 'Has an effect in FLUSH only.',
  },
  { from: '', trigger: 'stopped', to: ['DONE'], actions: [], outcome: 'handled' },
  {
    from: 'IDLE',
    trigger: 'partReceived',
    guard: 'versionNegotiated',
    to: ['PARTIAL'],
    actions: [],
    outcome: 'handled',
  },
  {
    from: 'IDLE',
    trigger: 'partReceived',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 7',
    description: 'No ACK before the version is negotiated: DTLS 1.2 has no ACK.',
  },
  { from: 'IDLE', trigger: 'gapReceived', guard: 'versionNegotiated', to: ['GAP'], actions: [], outcome: 'handled' },
  {
    from: 'IDLE',
    trigger: 'gapReceived',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 7',
    description: 'No ACK before the version is negotiated: DTLS 1.2 has no ACK.',
  },
  {
    from: 'IDLE',
    trigger: 'flightAnswered',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 7.1',
    description: 'There is nothing to acknowledge.',
  },
  { from: 'PARTIAL', trigger: 'after pause', to: ['FLUSH'], actions: [], outcome: 'handled' },
  { from: 'PARTIAL', trigger: 'partReceived', guard: 'burstReceived', to: ['FLUSH'], actions: [], outcome: 'handled' },
  {
    from: 'PARTIAL',
    trigger: 'partReceived',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 7.1',
    description: 'The timer has run since the first part, and the ACK will name this record too.',
  },
  { from: 'PARTIAL', trigger: 'gapReceived', guard: 'burstReceived', to: ['FLUSH'], actions: [], outcome: 'handled' },
  { from: 'PARTIAL', trigger: 'gapReceived', to: ['GAP'], actions: [], outcome: 'handled' },
  { from: 'GAP', trigger: 'after reordering', to: ['FLUSH'], actions: [], outcome: 'handled' },
  { from: 'GAP', trigger: 'partReceived', guard: 'burstReceived', to: ['FLUSH'], actions: [], outcome: 'handled' },
  { from: 'GAP', trigger: 'partReceived', to: ['PARTIAL'], actions: [], outcome: 'handled' },
  { from: 'GAP', trigger: 'gapReceived', guard: 'burstReceived', to: ['FLUSH'], actions: [], outcome: 'handled' },
  {
    from: 'GAP',
    trigger: 'gapReceived',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 7.1',
    description: 'The timer has run since the gap was detected, and the ACK will name this record too.',
  },
  { from: 'FLUSH', trigger: 'acknowledged', guard: 'isRestMissing', to: ['AWAITING'], actions: [], outcome: 'handled' },
  { from: 'FLUSH', trigger: 'acknowledged', to: ['IDLE'], actions: [], outcome: 'handled' },
  {
    from: 'FLUSH',
    trigger: 'unansweredReceived',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 7.1',
    description: 'The ACK is already requested and will name this record too.',
  },
  { from: 'FLUSH', trigger: 'flightAnswered', to: ['IDLE'], actions: ['cancelAck'], outcome: 'handled' },
  { from: 'AWAITING', trigger: 'after repetition', to: ['FLUSH'], actions: ['countRepetition'], outcome: 'handled' },
  { from: 'AWAITING', trigger: 'partReceived', to: ['PARTIAL'], actions: [], outcome: 'handled' },
  { from: 'AWAITING', trigger: 'gapReceived', to: ['GAP'], actions: [], outcome: 'handled' },
];

/** Every timer, by its number. */
export const ackSchedulerTimers: readonly MachineTimer[] = [
  { state: 'PARTIAL', delay: 'pause', nominal: 250 },
  { state: 'GAP', delay: 'reordering', nominal: 125 },
  { state: 'AWAITING', delay: 'repetition', nominal: 1000 },
];

/** For `takeSnapshot` and `restoreSnapshot`. */
export const ackSchedulerTables: MachineTables = {
  chart: 'ackScheduler',
  registers: [{ name: 'state', states: ackSchedulerStateNames }],
  timers: ackSchedulerTimers,
  actors: [],
};
