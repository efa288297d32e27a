// Code generated from spec/dtls13/charts/flight.chart.ts. DO NOT EDIT.
import {
  type MachineEdge,
  type MachinePort,
  type MachineTables,
  type MachineTimer,
  RunToCompletion,
} from '../../../runtime/machine/index.ts';

/** The states of the machine, in the order of the chart. */
export const FlightState = {
  /** The sender of the first flight prepares it; the other side waits with empty buffers and without a timer. */
  START: 0,
  PREPARING: 1,
  SENDING: 2,
  'WAITING.ARMED': 3,
  /** Ten records are sent and more remain. They are sent after an ACK, or after a pause. */
  'WAITING.BLOCKED': 4,
  /** The peer has received our flight and sends the next one. */
  'WAITING.ACKED': 5,
  /** Retransmitted flights of the peer are still acknowledged. */
  FINISHED: 6,
  EXHAUSTED: 7,
  DONE: 8,
} as const;
export type FlightState = (typeof FlightState)[keyof typeof FlightState];

/** The names, by number. */
export const flightStateNames: readonly string[] = /* @__PURE__ */ Object.keys(FlightState);

/** The events of the machine. */
export const FlightEvent = {
  buffered: 0,
  transmitted: 1,
  burstSent: 2,
  ackPartial: 3,
  ackComplete: 4,
  peerRetransmit: 5,
  pathChanged: 6,
  nextFlightPart: 7,
  nextFlightComplete: 8,
  stopped: 9,
} as const;
export type FlightEvent = (typeof FlightEvent)[keyof typeof FlightEvent];

/** The names, by number. */
export const flightEventNames: readonly string[] = /* @__PURE__ */ Object.keys(FlightEvent);

/** One timer for each state and each of its delays. */
export const FlightTimer = {
  'WAITING.ARMED.retransmit': 0,
  'WAITING.BLOCKED.pause': 1,
  'FINISHED.linger': 2,
} as const;
export type FlightTimer = (typeof FlightTimer)[keyof typeof FlightTimer];

/** The guards and actions of the flight machine, in the order of the chart. */
export interface FlightPort extends MachinePort {
  /** We send the first flight of the exchange: as the client of a handshake, or as the initiator of a later exchange. */
  sendsFirst(): boolean;
  /** Our outstanding flight is the last of the exchange. */
  isLastFlight(): boolean;
  /** The flight of the peer that is now complete is the last of the handshake. */
  isPeersLastFlight(): boolean;
  /** No part of our flight is acknowledged yet. */
  nothingAcknowledged(): boolean;
  /** Another retransmission is allowed. */
  attemptsLeft(): boolean;
  /** Passes up to ten unacknowledged records to the record layer, starting where the previous ten ended. */
  transmitFlight(): void;
  /** Transmission restarts at the first unacknowledged byte. */
  rewind(): void;
  /** Doubles the retransmit timer up to its maximum, and counts the attempt. */
  backOff(): void;
  /** Discards the messages of our flight: the peer has received all of them. */
  dropFlight(): void;
  /** Reports to the exchange that the whole last flight is acknowledged. */
  reportAcknowledged(): void;
  /** Reports to the exchange that the peer did not respond to any retransmission. */
  reportExhausted(): void;
  /** Sends the ACK of the peer's last flight again. */
  repeatAcknowledgement(): void;
  /** Discards the keys of epoch 2, which were kept to recognise retransmitted flights. */
  dropHandshakeKeys(): void;
  /** Starts a timer, or restarts it if it runs; call `elapsed` when it expires. */
  startTimer(timer: FlightTimer): void;
  /** Stops a timer; does nothing if it does not run. */
  cancelTimer(timer: FlightTimer): void;
}

/** Transmission and retransmission of the flights of one exchange. RFC 9147 sections 5.8.1 and 5.8.4. */
export class FlightMachine extends RunToCompletion {
  readonly #port: FlightPort;
  #state: FlightState = FlightState.START;

  constructor(port: FlightPort) {
    super();
    this.#port = port;
  }

  /**
   * Runs an event to completion. From inside an action, or before `start`, the event is queued. When an action
   * throws, the state does not change, queued events are dropped, and the error is thrown to the caller.
   *
   * @throws {WirechartError} `ERR_WIRECHART_MACHINE_OVERFLOW` when more than 16 events are queued.
   */
  send(event: FlightEvent): void {
    this.handle(event);
  }

  /** A timer has expired. Ignored if its state is not active. */
  elapsed(timer: FlightTimer): void {
    this.handle(~timer);
  }

  /** The active state. While actions run, the state being exited. */
  get state(): FlightState {
    return this.#state;
  }

  /** The machine is in a final state and ignores all events. */
  get done(): boolean {
    switch (this.#state) {
      case FlightState.EXHAUSTED:
      case FlightState.DONE:
        return true;
      default:
        return false;
    }
  }

  /** Whether WAITING is active. */
  get inWaiting(): boolean {
    const state = this.#state;
    return state >= FlightState['WAITING.ARMED'] && state <= FlightState['WAITING.ACKED'];
  }

  protected override enterInitial(): void {
    this.#completeMacrostep();
  }

  protected override step(code: number): void {
    if (code < 0) this.#elapsed(~code as FlightTimer);
    else this.#receive(code as FlightEvent);
    this.#completeMacrostep();
  }

  /** Takes eventless transitions until none is enabled. */
  #completeMacrostep(): void {
    let taken = true;
    while (taken) taken = this.#eventlessMicrostep();
  }

  #receive(event: FlightEvent): void {
    switch (this.#state) {
      case FlightState.PREPARING:
        this.#onPreparing(event);
        break;
      case FlightState.SENDING:
        this.#onSending(event);
        break;
      case FlightState['WAITING.ARMED']:
        this.#onWaitingArmed(event);
        break;
      case FlightState['WAITING.BLOCKED']:
        this.#onWaitingBlocked(event);
        break;
      case FlightState['WAITING.ACKED']:
        this.#onWaiting(event);
        break;
      case FlightState.FINISHED:
        this.#onFinished(event);
        break;
    }
  }

  /** In every state. */
  #onMachine(event: FlightEvent): void {
    const port = this.#port;
    switch (event) {
      case FlightEvent.buffered:
        // A flight is already being sent.
        port.transition(0);
        return;
      case FlightEvent.transmitted:
        // Has an effect in SENDING only.
        port.transition(1);
        return;
      case FlightEvent.burstSent:
        // Has an effect in SENDING only.
        port.transition(2);
        return;
      case FlightEvent.ackPartial:
        // An ACK for a flight that is already discarded.
        port.transition(3);
        return;
      case FlightEvent.ackComplete:
        // An ACK for a flight that is already discarded.
        port.transition(4);
        return;
      case FlightEvent.peerRetransmit:
        // Our next flight is being prepared.
        port.transition(5);
        return;
      case FlightEvent.pathChanged:
        // Nothing is outstanding, or it is being sent.
        port.transition(6);
        return;
      case FlightEvent.nextFlightPart:
        // We have no outstanding flight.
        port.transition(7);
        return;
      case FlightEvent.nextFlightComplete:
        // We have no outstanding flight.
        port.transition(8);
        return;
      case FlightEvent.stopped:
        port.transition(9);
        this.#exitMachine();
        port.dropHandshakeKeys();
        this.#state = FlightState.DONE;
        return;
    }
  }

  /** PREPARING. */
  #onPreparing(event: FlightEvent): void {
    const port = this.#port;
    switch (event) {
      case FlightEvent.buffered:
        port.transition(12);
        port.transmitFlight();
        this.#state = FlightState.SENDING;
        return;
    }
    this.#onMachine(event);
  }

  /** SENDING. */
  #onSending(event: FlightEvent): void {
    const port = this.#port;
    switch (event) {
      case FlightEvent.transmitted:
        port.transition(13);
        port.startTimer(FlightTimer['WAITING.ARMED.retransmit']);
        this.#state = FlightState['WAITING.ARMED'];
        return;
      case FlightEvent.burstSent:
        port.transition(14);
        port.startTimer(FlightTimer['WAITING.BLOCKED.pause']);
        this.#state = FlightState['WAITING.BLOCKED'];
        return;
      case FlightEvent.ackComplete:
        if (port.isLastFlight()) {
          port.transition(15);
          port.dropFlight();
          port.reportAcknowledged();
          port.startTimer(FlightTimer['FINISHED.linger']);
          this.#state = FlightState.FINISHED;
          return;
        }
        port.transition(16);
        port.dropFlight();
        this.#state = FlightState['WAITING.ACKED'];
        return;
      case FlightEvent.nextFlightPart:
        port.transition(17);
        port.dropFlight();
        this.#state = FlightState['WAITING.ACKED'];
        return;
      case FlightEvent.nextFlightComplete:
        if (port.isPeersLastFlight()) {
          port.transition(18);
          port.dropFlight();
          port.startTimer(FlightTimer['FINISHED.linger']);
          this.#state = FlightState.FINISHED;
          return;
        }
        port.transition(19);
        port.dropFlight();
        this.#state = FlightState.PREPARING;
        return;
    }
    this.#onMachine(event);
  }

  /** WAITING. The outstanding data is sent again when the peer acknowledges a part of it, when the path changes, or when the timer expires. */
  #onWaiting(event: FlightEvent): void {
    const port = this.#port;
    switch (event) {
      case FlightEvent.nextFlightComplete:
        if (port.isPeersLastFlight()) {
          port.transition(20);
          this.#exitWaiting();
          port.dropFlight();
          port.startTimer(FlightTimer['FINISHED.linger']);
          this.#state = FlightState.FINISHED;
          return;
        }
        port.transition(21);
        this.#exitWaiting();
        port.dropFlight();
        this.#state = FlightState.PREPARING;
        return;
    }
    this.#onMachine(event);
  }

  /** WAITING.ARMED. */
  #onWaitingArmed(event: FlightEvent): void {
    const port = this.#port;
    switch (event) {
      case FlightEvent.ackPartial:
        port.transition(24);
        port.cancelTimer(FlightTimer['WAITING.ARMED.retransmit']);
        port.rewind();
        port.transmitFlight();
        this.#state = FlightState.SENDING;
        return;
      case FlightEvent.ackComplete:
        if (port.isLastFlight()) {
          port.transition(25);
          port.cancelTimer(FlightTimer['WAITING.ARMED.retransmit']);
          port.dropFlight();
          port.reportAcknowledged();
          port.startTimer(FlightTimer['FINISHED.linger']);
          this.#state = FlightState.FINISHED;
          return;
        }
        port.transition(26);
        port.cancelTimer(FlightTimer['WAITING.ARMED.retransmit']);
        port.dropFlight();
        this.#state = FlightState['WAITING.ACKED'];
        return;
      case FlightEvent.peerRetransmit:
        if (port.nothingAcknowledged()) {
          port.transition(27);
          port.cancelTimer(FlightTimer['WAITING.ARMED.retransmit']);
          port.rewind();
          port.transmitFlight();
          this.#state = FlightState.SENDING;
          return;
        }
        // The peer has received a part of our flight: its next ACK or our timer triggers the rest.
        port.transition(28);
        return;
      case FlightEvent.pathChanged:
        port.transition(29);
        port.cancelTimer(FlightTimer['WAITING.ARMED.retransmit']);
        port.rewind();
        port.transmitFlight();
        this.#state = FlightState.SENDING;
        return;
      case FlightEvent.nextFlightPart:
        port.transition(30);
        port.cancelTimer(FlightTimer['WAITING.ARMED.retransmit']);
        port.dropFlight();
        this.#state = FlightState['WAITING.ACKED'];
        return;
    }
    this.#onWaiting(event);
  }

  /** WAITING.BLOCKED. Ten records are sent and more remain. They are sent after an ACK, or after a pause. */
  #onWaitingBlocked(event: FlightEvent): void {
    const port = this.#port;
    switch (event) {
      case FlightEvent.ackPartial:
        port.transition(32);
        port.cancelTimer(FlightTimer['WAITING.BLOCKED.pause']);
        port.rewind();
        port.transmitFlight();
        this.#state = FlightState.SENDING;
        return;
      case FlightEvent.ackComplete:
        if (port.isLastFlight()) {
          port.transition(33);
          port.cancelTimer(FlightTimer['WAITING.BLOCKED.pause']);
          port.dropFlight();
          port.reportAcknowledged();
          port.startTimer(FlightTimer['FINISHED.linger']);
          this.#state = FlightState.FINISHED;
          return;
        }
        port.transition(34);
        port.cancelTimer(FlightTimer['WAITING.BLOCKED.pause']);
        port.dropFlight();
        this.#state = FlightState['WAITING.ACKED'];
        return;
      case FlightEvent.peerRetransmit:
        if (port.nothingAcknowledged()) {
          port.transition(35);
          port.cancelTimer(FlightTimer['WAITING.BLOCKED.pause']);
          port.rewind();
          port.transmitFlight();
          this.#state = FlightState.SENDING;
          return;
        }
        // The peer has received a part of our flight: its next ACK or our timer triggers the rest.
        port.transition(36);
        return;
      case FlightEvent.pathChanged:
        port.transition(37);
        port.cancelTimer(FlightTimer['WAITING.BLOCKED.pause']);
        port.rewind();
        port.transmitFlight();
        this.#state = FlightState.SENDING;
        return;
      case FlightEvent.nextFlightPart:
        port.transition(38);
        port.cancelTimer(FlightTimer['WAITING.BLOCKED.pause']);
        port.dropFlight();
        this.#state = FlightState['WAITING.ACKED'];
        return;
    }
    this.#onWaiting(event);
  }

  /** FINISHED. Retransmitted flights of the peer are still acknowledged. */
  #onFinished(event: FlightEvent): void {
    const port = this.#port;
    switch (event) {
      case FlightEvent.peerRetransmit:
        port.transition(40);
        port.repeatAcknowledgement();
        return;
    }
    this.#onMachine(event);
  }

  #elapsed(timer: FlightTimer): void {
    const port = this.#port;
    switch (timer) {
      case FlightTimer['WAITING.ARMED.retransmit']:
        if (this.#state !== FlightState['WAITING.ARMED']) return;
        if (port.attemptsLeft()) {
          port.transition(22);
          port.cancelTimer(FlightTimer['WAITING.ARMED.retransmit']);
          port.backOff();
          port.rewind();
          port.transmitFlight();
          this.#state = FlightState.SENDING;
          return;
        }
        port.transition(23);
        port.cancelTimer(FlightTimer['WAITING.ARMED.retransmit']);
        port.reportExhausted();
        this.#state = FlightState.EXHAUSTED;
        return;
      case FlightTimer['WAITING.BLOCKED.pause']:
        if (this.#state !== FlightState['WAITING.BLOCKED']) return;
        // Partial ACKs are not mandatory: a peer that sends none must still receive the rest. One pass over the flight is one attempt.
        port.transition(31);
        port.cancelTimer(FlightTimer['WAITING.BLOCKED.pause']);
        port.transmitFlight();
        this.#state = FlightState.SENDING;
        return;
      case FlightTimer['FINISHED.linger']:
        if (this.#state !== FlightState.FINISHED) return;
        port.transition(39);
        port.cancelTimer(FlightTimer['FINISHED.linger']);
        port.dropHandshakeKeys();
        this.#state = FlightState.DONE;
        return;
    }
  }

  /** Takes one eventless transition; false if none is enabled. */
  #eventlessMicrostep(): boolean {
    switch (this.#state) {
      case FlightState.START:
        return this.#alwaysStart();
      default:
        return false;
    }
  }

  /** START. The sender of the first flight prepares it; the other side waits with empty buffers and without a timer. */
  #alwaysStart(): boolean {
    const port = this.#port;
    if (port.sendsFirst()) {
      port.transition(10);
      this.#state = FlightState.PREPARING;
      return true;
    }
    port.transition(11);
    this.#state = FlightState['WAITING.ACKED'];
    return true;
  }

  override save(): readonly number[] {
    return [this.#state];
  }

  protected override restore(values: readonly number[]): boolean {
    if (values[0] === -1) return false;
    this.#state = values[0] as FlightState;
    return true;
  }

  /** Exits the active states inside the machine, innermost first. */
  #exitMachine(): void {
    const port = this.#port;
    switch (this.#state) {
      case FlightState['WAITING.ARMED']:
        port.cancelTimer(FlightTimer['WAITING.ARMED.retransmit']);
        break;
      case FlightState['WAITING.BLOCKED']:
        port.cancelTimer(FlightTimer['WAITING.BLOCKED.pause']);
        break;
      case FlightState.FINISHED:
        port.cancelTimer(FlightTimer['FINISHED.linger']);
        break;
    }
  }

  /** Exits the active states inside WAITING, innermost first. */
  #exitWaiting(): void {
    const port = this.#port;
    switch (this.#state) {
      case FlightState['WAITING.ARMED']:
        port.cancelTimer(FlightTimer['WAITING.ARMED.retransmit']);
        break;
      case FlightState['WAITING.BLOCKED']:
        port.cancelTimer(FlightTimer['WAITING.BLOCKED.pause']);
        break;
    }
  }
}

/** Every edge, by its number in `transition`. */
export const flightEdges: readonly MachineEdge[] = [
  {
    from: '',
    trigger: 'buffered',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 5.8.1',
    description: 'A flight is already being sent.',
  },
  {
    from: '',
    trigger: 'transmitted',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 5.8.1',
    description: 'Has an effect in SENDING only.',
  },
  {
    from: '',
    trigger: 'burstSent',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 5.8.3',
    description: 'Has an effect in SENDING only.',
  },
  {
    from: '',
    trigger: 'ackPartial',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 7.2',
    description: 'An ACK for a flight that is already discarded.',
  },
  {
    from: '',
    trigger: 'ackComplete',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 7.2',
    description: 'An ACK for a flight that is already discarded.',
  },
  {
    from: '',
    trigger: 'peerRetransmit',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 5.8.1',
    description: 'Our next flight is being prepared.',
  },
  {
    from: '',
    trigger: 'pathChanged',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 5.8.1',
    description: 'Nothing is outstanding, or it is being sent.',
  },
  {
    from: '',
    trigger: 'nextFlightPart',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 5.8.1',
    description: 'We have no outstanding flight.',
  },
  {
    from: '',
    trigger: 'nextFlightComplete',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 5.8.1',
    description: 'We have no outstanding flight.',
  },
  { from: '', trigger: 'stopped', to: ['DONE'], actions: [], outcome: 'handled' },
  { from: 'START', trigger: 'always', guard: 'sendsFirst', to: ['PREPARING'], actions: [], outcome: 'handled' },
  { from: 'START', trigger: 'always', to: ['WAITING.ACKED'], actions: [], outcome: 'handled' },
  { from: 'PREPARING', trigger: 'buffered', to: ['SENDING'], actions: [], outcome: 'handled' },
  { from: 'SENDING', trigger: 'transmitted', to: ['WAITING.ARMED'], actions: [], outcome: 'handled' },
  { from: 'SENDING', trigger: 'burstSent', to: ['WAITING.BLOCKED'], actions: [], outcome: 'handled' },
  {
    from: 'SENDING',
    trigger: 'ackComplete',
    guard: 'isLastFlight',
    to: ['FINISHED'],
    actions: ['dropFlight', 'reportAcknowledged'],
    outcome: 'handled',
  },
  { from: 'SENDING', trigger: 'ackComplete', to: ['WAITING.ACKED'], actions: ['dropFlight'], outcome: 'handled' },
  { from: 'SENDING', trigger: 'nextFlightPart', to: ['WAITING.ACKED'], actions: ['dropFlight'], outcome: 'handled' },
  {
    from: 'SENDING',
    trigger: 'nextFlightComplete',
    guard: 'isPeersLastFlight',
    to: ['FINISHED'],
    actions: ['dropFlight'],
    outcome: 'handled',
  },
  { from: 'SENDING', trigger: 'nextFlightComplete', to: ['PREPARING'], actions: ['dropFlight'], outcome: 'handled' },
  {
    from: 'WAITING',
    trigger: 'nextFlightComplete',
    guard: 'isPeersLastFlight',
    to: ['FINISHED'],
    actions: ['dropFlight'],
    outcome: 'handled',
  },
  { from: 'WAITING', trigger: 'nextFlightComplete', to: ['PREPARING'], actions: ['dropFlight'], outcome: 'handled' },
  {
    from: 'WAITING.ARMED',
    trigger: 'after retransmit',
    guard: 'attemptsLeft',
    to: ['SENDING'],
    actions: ['backOff', 'rewind'],
    outcome: 'handled',
  },
  { from: 'WAITING.ARMED', trigger: 'after retransmit', to: ['EXHAUSTED'], actions: [], outcome: 'handled' },
  { from: 'WAITING.ARMED', trigger: 'ackPartial', to: ['SENDING'], actions: ['rewind'], outcome: 'handled' },
  {
    from: 'WAITING.ARMED',
    trigger: 'ackComplete',
    guard: 'isLastFlight',
    to: ['FINISHED'],
    actions: ['dropFlight', 'reportAcknowledged'],
    outcome: 'handled',
  },
  { from: 'WAITING.ARMED', trigger: 'ackComplete', to: ['WAITING.ACKED'], actions: ['dropFlight'], outcome: 'handled' },
  {
    from: 'WAITING.ARMED',
    trigger: 'peerRetransmit',
    guard: 'nothingAcknowledged',
    to: ['SENDING'],
    actions: ['rewind'],
    outcome: 'handled',
  },
  {
    from: 'WAITING.ARMED',
    trigger: 'peerRetransmit',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 5.8.1',
    description: 'The peer has received a part of our flight: its next ACK or our timer triggers the rest.',
  },
  { from: 'WAITING.ARMED', trigger: 'pathChanged', to: ['SENDING'], actions: ['rewind'], outcome: 'handled' },
  {
    from: 'WAITING.ARMED',
    trigger: 'nextFlightPart',
    to: ['WAITING.ACKED'],
    actions: ['dropFlight'],
    outcome: 'handled',
  },
  {
    from: 'WAITING.BLOCKED',
    trigger: 'after pause',
    to: ['SENDING'],
    actions: [],
    outcome: 'handled',
    description:
      'Partial ACKs are not mandatory: a peer that sends none must still receive the rest. One pass over the flight is one attempt.',
  },
  { from: 'WAITING.BLOCKED', trigger: 'ackPartial', to: ['SENDING'], actions: ['rewind'], outcome: 'handled' },
  {
    from: 'WAITING.BLOCKED',
    trigger: 'ackComplete',
    guard: 'isLastFlight',
    to: ['FINISHED'],
    actions: ['dropFlight', 'reportAcknowledged'],
    outcome: 'handled',
  },
  {
    from: 'WAITING.BLOCKED',
    trigger: 'ackComplete',
    to: ['WAITING.ACKED'],
    actions: ['dropFlight'],
    outcome: 'handled',
  },
  {
    from: 'WAITING.BLOCKED',
    trigger: 'peerRetransmit',
    guard: 'nothingAcknowledged',
    to: ['SENDING'],
    actions: ['rewind'],
    outcome: 'handled',
  },
  {
    from: 'WAITING.BLOCKED',
    trigger: 'peerRetransmit',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 5.8.1',
    description: 'The peer has received a part of our flight: its next ACK or our timer triggers the rest.',
  },
  { from: 'WAITING.BLOCKED', trigger: 'pathChanged', to: ['SENDING'], actions: ['rewind'], outcome: 'handled' },
  {
    from: 'WAITING.BLOCKED',
    trigger: 'nextFlightPart',
    to: ['WAITING.ACKED'],
    actions: ['dropFlight'],
    outcome: 'handled',
  },
  { from: 'FINISHED', trigger: 'after linger', to: ['DONE'], actions: [], outcome: 'handled' },
  { from: 'FINISHED', trigger: 'peerRetransmit', actions: ['repeatAcknowledgement'], outcome: 'handled' },
];

/** Every timer, by its number. */
export const flightTimers: readonly MachineTimer[] = [
  { state: 'WAITING.ARMED', delay: 'retransmit', nominal: 1000 },
  { state: 'WAITING.BLOCKED', delay: 'pause', nominal: 1000 },
  { state: 'FINISHED', delay: 'linger', nominal: 240000 },
];

/** For `takeSnapshot` and `restoreSnapshot`. */
export const flightTables: MachineTables = {
  chart: 'flight',
  registers: [{ name: 'state', states: flightStateNames }],
  timers: flightTimers,
  actors: [],
};
