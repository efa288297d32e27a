// Code generated from spec/dtls13/charts/connection.chart.ts. DO NOT EDIT.
import {
  EventQueue,
  type MachineEdge,
  type MachinePort,
  type MachineTables,
  type MachineTimer,
  RunToCompletion,
} from '../../../runtime/machine/index.ts';

/** The states of the machine, in the order of the chart. */
export const ConnectionState = {
  HANDSHAKING: 0,
  /** The two directions are closed independently. */
  CONNECTED: 1,
  /** Both directions are closed. Records that close_notify overtook are still delivered. */
  DRAINING: 2,
  CLOSED: 3,
  FAILED: 4,
  TIMED_OUT: 5,
  /** The peer has a new connection from the same address. */
  REPLACED: 6,
  ABANDONED: 7,
} as const;
export type ConnectionState = (typeof ConnectionState)[keyof typeof ConnectionState];

/** The names, by number. */
export const connectionStateNames: readonly string[] = /* @__PURE__ */ Object.keys(ConnectionState);

/** The states of region CONNECTED.WRITE, in the order of the chart. */
export const ConnectionConnectedWriteState = {
  OPEN: 0,
  CLOSE_SENT: 1,
} as const;
export type ConnectionConnectedWriteState =
  (typeof ConnectionConnectedWriteState)[keyof typeof ConnectionConnectedWriteState];

/** The names, by number. */
export const connectionConnectedWriteStateNames: readonly string[] =
  /* @__PURE__ */ Object.keys(ConnectionConnectedWriteState);

/** The states of region CONNECTED.READ, in the order of the chart. */
export const ConnectionConnectedReadState = {
  OPEN: 0,
  /** Our direction is closed, and the peer may continue to send for a limited time. Its data is delivered. */
  HALF_CLOSED: 1,
  /** Our direction is closed, and the peer has a limited time to close its own. Its data is delivered. */
  CLOSING: 2,
  CLOSE_RECEIVED: 3,
} as const;
export type ConnectionConnectedReadState =
  (typeof ConnectionConnectedReadState)[keyof typeof ConnectionConnectedReadState];

/** The names, by number. */
export const connectionConnectedReadStateNames: readonly string[] =
  /* @__PURE__ */ Object.keys(ConnectionConnectedReadState);

/** The events of the machine. */
export const ConnectionEvent = {
  secured: 0,
  closeRequested: 1,
  closeNotifyReceived: 2,
  recordReceived: 3,
  closeNotifyOverdue: 4,
  failed: 5,
  timedOut: 6,
  replaced: 7,
  abandoned: 8,
} as const;
export type ConnectionEvent = (typeof ConnectionEvent)[keyof typeof ConnectionEvent];

/** The names, by number. */
export const connectionEventNames: readonly string[] = /* @__PURE__ */ Object.keys(ConnectionEvent);

/** One timer for each state and each of its delays. */
export const ConnectionTimer = {
  'HANDSHAKING.handshake': 0,
  'CONNECTED.idle': 1,
  'CONNECTED.READ.HALF_CLOSED.halfClosed': 2,
  'CONNECTED.READ.CLOSING.closing': 3,
  'DRAINING.draining': 4,
} as const;
export type ConnectionTimer = (typeof ConnectionTimer)[keyof typeof ConnectionTimer];

/** The guards and actions of the connection machine, in the order of the chart. */
export interface ConnectionPort extends MachinePort {
  /** The application can continue to send after the peer's close_notify. */
  allowsHalfOpen(): boolean;
  /** A round trip has passed since our last close_notify, and the peer still sends. */
  closeNotifyUnanswered(): boolean;
  /** No record with a number below that of the peer's close_notify can still arrive. */
  allRecordsReceived(): boolean;
  /** Ends the handshake because its time limit is reached. */
  failHandshakeOnTimeout(): void;
  /** Ends the handshake because the peer sent close_notify. */
  failHandshakeOnClose(): void;
  /** Sends user_canceled: the close_notify after it cancels the handshake. */
  sendUserCanceled(): void;
  /** Sends close_notify after the queued application data. */
  sendCloseNotify(): void;
  /** Reports to the application that the peer sends no more data. */
  reportPeerClosed(): void;
  /** Reports to the application that both directions are closed. */
  reportClosed(): void;
  /** Reports to the application the error that ended the connection. */
  reportFailure(): void;
  /** Sets the error: no record arrived within the idle timeout. */
  setIdleTimeoutError(): void;
  /** Discards queued application data. */
  discardData(): void;
  /** Stops flights and timers and zeroizes the keys for reading. Output that is already queued is still sent. */
  release(): void;
  /** Starts a timer, or restarts it if it runs; call `elapsed` when it expires. */
  startTimer(timer: ConnectionTimer): void;
  /** Stops a timer; does nothing if it does not run. */
  cancelTimer(timer: ConnectionTimer): void;
}

/** The states with `onDone` transitions. */
const ConnectionCompletion = {
  CONNECTED: 0,
} as const;

/** No edge: the region keeps its active state. */
const none = -1;

/** The states of a connection. Each direction is closed independently. RFC 9846 section 6.1, RFC 9147 section 5.10. */
export class ConnectionMachine extends RunToCompletion {
  readonly #port: ConnectionPort;
  #state: ConnectionState = ConnectionState.HANDSHAKING;
  #connectedWriteState: ConnectionConnectedWriteState | undefined;
  #connectedReadState: ConnectionConnectedReadState | undefined;
  #internalQueue: EventQueue | undefined;

  constructor(port: ConnectionPort) {
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
  send(event: ConnectionEvent): void {
    this.handle(event);
  }

  /** A timer has expired. Ignored if its state is not active. */
  elapsed(timer: ConnectionTimer): void {
    this.handle(~timer);
  }

  /** The active state. While actions run, the state being exited. */
  get state(): ConnectionState {
    return this.#state;
  }

  /** The active state of region CONNECTED.WRITE; undefined while the region is not active. */
  get connectedWriteState(): ConnectionConnectedWriteState | undefined {
    return this.#connectedWriteState;
  }

  /** The active state of region CONNECTED.READ; undefined while the region is not active. */
  get connectedReadState(): ConnectionConnectedReadState | undefined {
    return this.#connectedReadState;
  }

  /** The machine is in a final state and ignores all events. */
  get done(): boolean {
    switch (this.#state) {
      case ConnectionState.CLOSED:
      case ConnectionState.FAILED:
      case ConnectionState.TIMED_OUT:
      case ConnectionState.REPLACED:
      case ConnectionState.ABANDONED:
        return true;
      default:
        return false;
    }
  }

  /** Whether CONNECTED is active. */
  get inConnected(): boolean {
    return this.#state === ConnectionState.CONNECTED;
  }

  protected override enterInitial(): void {
    const port = this.#port;
    port.startTimer(ConnectionTimer['HANDSHAKING.handshake']);
    this.#completeMacrostep();
  }

  protected override step(code: number): void {
    if (code < 0) this.#elapsed(~code as ConnectionTimer);
    else this.#receive(code as ConnectionEvent);
    this.#completeMacrostep();
  }

  protected override clearInternal(): void {
    this.#internalQueue?.clear();
  }

  /** Takes eventless transitions until none is enabled, then those of what the machine sent itself. */
  #completeMacrostep(): void {
    for (;;) {
      if (this.#eventlessMicrostep()) continue;
      if (this.#internalQueue === undefined || this.#internalQueue.empty) return;
      if (this.done) this.#internalQueue.clear();
      else this.#internalMicrostep(this.#internalQueue.shift());
    }
  }

  #receive(event: ConnectionEvent): void {
    switch (this.#state) {
      case ConnectionState.HANDSHAKING:
        this.#onHandshaking(event);
        break;
      case ConnectionState.CONNECTED:
        this.#dispatchEventConnected(event);
        break;
      case ConnectionState.DRAINING:
        this.#onMachine(event);
        break;
    }
  }

  /** In every state. */
  #onMachine(event: ConnectionEvent): void {
    const port = this.#port;
    switch (event) {
      case ConnectionEvent.secured:
        // A connection has one handshake.
        port.transition(0);
        return;
      case ConnectionEvent.closeRequested:
        // Our direction is already closed.
        port.transition(3);
        return;
      case ConnectionEvent.closeNotifyReceived:
        // The peer already sent close_notify.
        port.transition(4);
        return;
      case ConnectionEvent.recordReceived:
        // Has an effect in CLOSING only.
        port.transition(1);
        return;
      case ConnectionEvent.closeNotifyOverdue:
        // Has an effect in CLOSING only.
        port.transition(2);
        return;
      case ConnectionEvent.failed:
        port.transition(5);
        this.#exitMachine();
        port.discardData();
        port.release();
        port.reportFailure();
        this.#state = ConnectionState.FAILED;
        this.#connectedWriteState = undefined;
        this.#connectedReadState = undefined;
        return;
      case ConnectionEvent.timedOut:
        port.transition(6);
        this.#exitMachine();
        port.discardData();
        port.release();
        port.reportFailure();
        this.#state = ConnectionState.TIMED_OUT;
        this.#connectedWriteState = undefined;
        this.#connectedReadState = undefined;
        return;
      case ConnectionEvent.replaced:
        port.transition(7);
        this.#exitMachine();
        port.discardData();
        port.release();
        port.reportClosed();
        this.#state = ConnectionState.REPLACED;
        this.#connectedWriteState = undefined;
        this.#connectedReadState = undefined;
        return;
      case ConnectionEvent.abandoned:
        port.transition(8);
        this.#exitMachine();
        port.discardData();
        port.release();
        this.#state = ConnectionState.ABANDONED;
        this.#connectedWriteState = undefined;
        this.#connectedReadState = undefined;
        return;
    }
  }

  /** HANDSHAKING. */
  #onHandshaking(event: ConnectionEvent): void {
    const port = this.#port;
    switch (event) {
      case ConnectionEvent.secured:
        port.transition(10);
        port.cancelTimer(ConnectionTimer['HANDSHAKING.handshake']);
        port.startTimer(ConnectionTimer['CONNECTED.idle']);
        this.#state = ConnectionState.CONNECTED;
        this.#connectedWriteState = ConnectionConnectedWriteState.OPEN;
        this.#connectedReadState = ConnectionConnectedReadState.OPEN;
        return;
      case ConnectionEvent.closeRequested:
        port.transition(11);
        port.cancelTimer(ConnectionTimer['HANDSHAKING.handshake']);
        port.sendUserCanceled();
        port.sendCloseNotify();
        port.release();
        port.reportClosed();
        this.#state = ConnectionState.CLOSED;
        return;
      case ConnectionEvent.closeNotifyReceived:
        port.transition(12);
        port.failHandshakeOnClose();
        return;
    }
    this.#onMachine(event);
  }

  #elapsed(timer: ConnectionTimer): void {
    const port = this.#port;
    switch (timer) {
      case ConnectionTimer['HANDSHAKING.handshake']:
        if (this.#state !== ConnectionState.HANDSHAKING) return;
        port.transition(9);
        port.failHandshakeOnTimeout();
        return;
      case ConnectionTimer['CONNECTED.idle']:
        if (this.#state !== ConnectionState.CONNECTED) return;
        port.transition(13);
        this.#exitConnected();
        port.cancelTimer(ConnectionTimer['CONNECTED.idle']);
        port.setIdleTimeoutError();
        port.sendCloseNotify();
        port.discardData();
        port.release();
        port.reportFailure();
        this.#state = ConnectionState.TIMED_OUT;
        this.#connectedWriteState = undefined;
        this.#connectedReadState = undefined;
        return;
      case ConnectionTimer['CONNECTED.READ.HALF_CLOSED.halfClosed']:
        if (this.#connectedReadState !== ConnectionConnectedReadState.HALF_CLOSED) return;
        port.transition(22);
        port.cancelTimer(ConnectionTimer['CONNECTED.READ.HALF_CLOSED.halfClosed']);
        port.cancelTimer(ConnectionTimer['CONNECTED.idle']);
        port.release();
        port.reportClosed();
        this.#state = ConnectionState.CLOSED;
        this.#connectedWriteState = undefined;
        this.#connectedReadState = undefined;
        return;
      case ConnectionTimer['CONNECTED.READ.CLOSING.closing']:
        if (this.#connectedReadState !== ConnectionConnectedReadState.CLOSING) return;
        port.transition(24);
        port.cancelTimer(ConnectionTimer['CONNECTED.READ.CLOSING.closing']);
        port.cancelTimer(ConnectionTimer['CONNECTED.idle']);
        port.release();
        port.reportClosed();
        this.#state = ConnectionState.CLOSED;
        this.#connectedWriteState = undefined;
        this.#connectedReadState = undefined;
        return;
      case ConnectionTimer['DRAINING.draining']:
        if (this.#state !== ConnectionState.DRAINING) return;
        port.transition(30);
        port.cancelTimer(ConnectionTimer['DRAINING.draining']);
        port.release();
        port.reportClosed();
        this.#state = ConnectionState.CLOSED;
        return;
    }
  }

  /** Queues the completion of a state for handling before what comes from outside. */
  #raise(completion: number): void {
    this.#internalQueue ??= new EventQueue();
    this.#internalQueue.push(completion);
  }

  #internalMicrostep(completion: number): void {
    const port = this.#port;
    switch (completion) {
      case ConnectionCompletion.CONNECTED:
        if (this.#state !== ConnectionState.CONNECTED) return;
        port.transition(14);
        this.#exitConnected();
        port.cancelTimer(ConnectionTimer['CONNECTED.idle']);
        port.startTimer(ConnectionTimer['DRAINING.draining']);
        this.#state = ConnectionState.DRAINING;
        this.#connectedWriteState = undefined;
        this.#connectedReadState = undefined;
        return;
    }
  }

  /** Takes one eventless transition; false if none is enabled. */
  #eventlessMicrostep(): boolean {
    switch (this.#state) {
      case ConnectionState.DRAINING:
        return this.#alwaysDraining();
      default:
        return false;
    }
  }

  /** DRAINING. Both directions are closed. Records that close_notify overtook are still delivered. */
  #alwaysDraining(): boolean {
    const port = this.#port;
    if (port.allRecordsReceived()) {
      port.transition(29);
      port.cancelTimer(ConnectionTimer['DRAINING.draining']);
      port.release();
      port.reportClosed();
      this.#state = ConnectionState.CLOSED;
      return true;
    }
    return false;
  }

  /** Dispatches an event to every region of CONNECTED. If no region takes it, CONNECTED handles it. */
  #dispatchEventConnected(event: ConnectionEvent): void {
    const connectedWrite = this.#selectEventConnectedWrite(event);
    const connectedRead = this.#selectEventConnectedRead(event);
    if (connectedWrite === none && connectedRead === none) this.#onMachine(event);
    else this.#takeConnected(connectedWrite, connectedRead);
  }

  /** Takes the transitions that the regions of CONNECTED selected: exits, last region first, then actions, then entries. */
  #takeConnected(connectedWrite: number, connectedRead: number): void {
    if (connectedWrite !== none) this.#port.transition(connectedWrite);
    if (connectedRead !== none) this.#port.transition(connectedRead);
    this.#exit(connectedRead);
    this.#act(connectedRead);
    this.#enter(connectedWrite);
    this.#enter(connectedRead);
  }

  /** The transition that region CONNECTED.WRITE selects for an event. */
  #selectEventConnectedWrite(event: ConnectionEvent): number {
    switch (this.#connectedWriteState) {
      case ConnectionConnectedWriteState.OPEN:
        return this.#onConnectedWriteOpen(event);
      default:
        return none;
    }
  }

  /** CONNECTED.WRITE.OPEN. */
  #onConnectedWriteOpen(event: ConnectionEvent): number {
    switch (event) {
      case ConnectionEvent.closeRequested:
        return 15;
      case ConnectionEvent.closeNotifyReceived:
        // Our direction stays open.
        if (this.#port.allowsHalfOpen()) return 16;
        return 17;
    }
    return none;
  }

  /** The transition that region CONNECTED.READ selects for an event. */
  #selectEventConnectedRead(event: ConnectionEvent): number {
    switch (this.#connectedReadState) {
      case ConnectionConnectedReadState.OPEN:
        return this.#onConnectedReadOpen(event);
      case ConnectionConnectedReadState.HALF_CLOSED:
        return this.#onConnectedReadHalfClosed(event);
      case ConnectionConnectedReadState.CLOSING:
        return this.#onConnectedReadClosing(event);
      default:
        return none;
    }
  }

  /** CONNECTED.READ.OPEN. */
  #onConnectedReadOpen(event: ConnectionEvent): number {
    switch (event) {
      case ConnectionEvent.closeRequested:
        if (this.#port.allowsHalfOpen()) return 18;
        return 19;
      case ConnectionEvent.closeNotifyReceived:
        if (this.#port.allowsHalfOpen()) return 20;
        return 21;
    }
    return none;
  }

  /** CONNECTED.READ.HALF_CLOSED. Our direction is closed, and the peer may continue to send for a limited time. Its data is delivered. */
  #onConnectedReadHalfClosed(event: ConnectionEvent): number {
    switch (event) {
      case ConnectionEvent.closeNotifyReceived:
        return 23;
    }
    return none;
  }

  /** CONNECTED.READ.CLOSING. Our direction is closed, and the peer has a limited time to close its own. Its data is delivered. */
  #onConnectedReadClosing(event: ConnectionEvent): number {
    switch (event) {
      case ConnectionEvent.closeNotifyReceived:
        return 25;
      case ConnectionEvent.recordReceived:
        // Alerts are not retransmitted by a timer. A peer that still sends has probably not received ours.
        if (this.#port.closeNotifyUnanswered()) return 27;
        // The peer may have sent the record before our close_notify arrived.
        return 28;
      case ConnectionEvent.closeNotifyOverdue:
        // The peer did not answer within the retransmit timer: our close_notify may be lost.
        return 26;
    }
    return none;
  }

  /** Exits the exit set of a selected edge. */
  #exit(edge: number): void {
    const port = this.#port;
    switch (edge) {
      case 23: // CONNECTED.READ.HALF_CLOSED on closeNotifyReceived
        port.cancelTimer(ConnectionTimer['CONNECTED.READ.HALF_CLOSED.halfClosed']);
        break;
      case 25: // CONNECTED.READ.CLOSING on closeNotifyReceived
        port.cancelTimer(ConnectionTimer['CONNECTED.READ.CLOSING.closing']);
        break;
    }
  }

  /** Runs the actions of a selected edge. */
  #act(edge: number): void {
    const port = this.#port;
    switch (edge) {
      case 20: // CONNECTED.READ.OPEN on closeNotifyReceived
        port.reportPeerClosed();
        break;
      case 23: // CONNECTED.READ.HALF_CLOSED on closeNotifyReceived
        port.reportPeerClosed();
        break;
      case 26: // CONNECTED.READ.CLOSING on closeNotifyOverdue
        port.sendCloseNotify();
        break;
      case 27: // CONNECTED.READ.CLOSING on recordReceived
        port.sendCloseNotify();
        break;
    }
  }

  /** Enters the entry set of a selected edge. */
  #enter(edge: number): void {
    const port = this.#port;
    switch (edge) {
      case 15: // CONNECTED.WRITE.OPEN on closeRequested
        port.sendCloseNotify();
        this.#connectedWriteState = ConnectionConnectedWriteState.CLOSE_SENT;
        if (this.#isInFinalStateConnected()) {
          this.#raise(ConnectionCompletion.CONNECTED);
        }
        break;
      case 17: // CONNECTED.WRITE.OPEN on closeNotifyReceived
        port.sendCloseNotify();
        this.#connectedWriteState = ConnectionConnectedWriteState.CLOSE_SENT;
        if (this.#isInFinalStateConnected()) {
          this.#raise(ConnectionCompletion.CONNECTED);
        }
        break;
      case 18: // CONNECTED.READ.OPEN on closeRequested
        port.startTimer(ConnectionTimer['CONNECTED.READ.HALF_CLOSED.halfClosed']);
        this.#connectedReadState = ConnectionConnectedReadState.HALF_CLOSED;
        break;
      case 19: // CONNECTED.READ.OPEN on closeRequested
        port.startTimer(ConnectionTimer['CONNECTED.READ.CLOSING.closing']);
        this.#connectedReadState = ConnectionConnectedReadState.CLOSING;
        break;
      case 20: // CONNECTED.READ.OPEN on closeNotifyReceived
        this.#connectedReadState = ConnectionConnectedReadState.CLOSE_RECEIVED;
        if (this.#isInFinalStateConnected()) {
          this.#raise(ConnectionCompletion.CONNECTED);
        }
        break;
      case 21: // CONNECTED.READ.OPEN on closeNotifyReceived
        this.#connectedReadState = ConnectionConnectedReadState.CLOSE_RECEIVED;
        if (this.#isInFinalStateConnected()) {
          this.#raise(ConnectionCompletion.CONNECTED);
        }
        break;
      case 23: // CONNECTED.READ.HALF_CLOSED on closeNotifyReceived
        this.#connectedReadState = ConnectionConnectedReadState.CLOSE_RECEIVED;
        if (this.#isInFinalStateConnected()) {
          this.#raise(ConnectionCompletion.CONNECTED);
        }
        break;
      case 25: // CONNECTED.READ.CLOSING on closeNotifyReceived
        this.#connectedReadState = ConnectionConnectedReadState.CLOSE_RECEIVED;
        if (this.#isInFinalStateConnected()) {
          this.#raise(ConnectionCompletion.CONNECTED);
        }
        break;
    }
  }

  /** Every region of CONNECTED is in a final state. */
  #isInFinalStateConnected(): boolean {
    if (this.#connectedWriteState !== ConnectionConnectedWriteState.CLOSE_SENT) return false;
    if (this.#connectedReadState !== ConnectionConnectedReadState.CLOSE_RECEIVED) return false;
    return true;
  }

  override save(): readonly number[] {
    return [this.#state, this.#connectedWriteState ?? -1, this.#connectedReadState ?? -1];
  }

  protected override restore(values: readonly number[]): boolean {
    if (values[0] === -1) return false;
    if ((values[1] === -1) === (values[0] === ConnectionState.CONNECTED)) return false;
    if ((values[2] === -1) === (values[0] === ConnectionState.CONNECTED)) return false;
    this.#state = values[0] as ConnectionState;
    this.#connectedWriteState = values[1] === -1 ? undefined : (values[1] as ConnectionConnectedWriteState);
    this.#connectedReadState = values[2] === -1 ? undefined : (values[2] as ConnectionConnectedReadState);
    return true;
  }

  /** Exits the active states inside the machine, innermost first. */
  #exitMachine(): void {
    const port = this.#port;
    switch (this.#state) {
      case ConnectionState.HANDSHAKING:
        port.cancelTimer(ConnectionTimer['HANDSHAKING.handshake']);
        break;
      case ConnectionState.CONNECTED:
        this.#exitConnected();
        port.cancelTimer(ConnectionTimer['CONNECTED.idle']);
        break;
      case ConnectionState.DRAINING:
        port.cancelTimer(ConnectionTimer['DRAINING.draining']);
        break;
    }
  }

  /** Exits the active states inside CONNECTED, last region first. */
  #exitConnected(): void {
    this.#exitConnectedRead();
  }

  /** Exits the active states inside CONNECTED.READ, innermost first. */
  #exitConnectedRead(): void {
    const port = this.#port;
    switch (this.#connectedReadState) {
      case ConnectionConnectedReadState.HALF_CLOSED:
        port.cancelTimer(ConnectionTimer['CONNECTED.READ.HALF_CLOSED.halfClosed']);
        break;
      case ConnectionConnectedReadState.CLOSING:
        port.cancelTimer(ConnectionTimer['CONNECTED.READ.CLOSING.closing']);
        break;
    }
  }
}

/** Every edge, by its number in `transition`. */
export const connectionEdges: readonly MachineEdge[] = [
  {
    from: '',
    trigger: 'secured',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 5',
    description: 'A connection has one handshake.',
  },
  {
    from: '',
    trigger: 'recordReceived',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9846 section 6.1',
    description: 'Has an effect in CLOSING only.',
  },
  {
    from: '',
    trigger: 'closeNotifyOverdue',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9846 section 6.1',
    description: 'Has an effect in CLOSING only.',
  },
  {
    from: '',
    trigger: 'closeRequested',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9846 section 6.1',
    description: 'Our direction is already closed.',
  },
  {
    from: '',
    trigger: 'closeNotifyReceived',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9846 section 6.1',
    description: 'The peer already sent close_notify.',
  },
  { from: '', trigger: 'failed', to: ['FAILED'], actions: [], outcome: 'handled' },
  { from: '', trigger: 'timedOut', to: ['TIMED_OUT'], actions: [], outcome: 'handled' },
  { from: '', trigger: 'replaced', to: ['REPLACED'], actions: [], outcome: 'handled' },
  { from: '', trigger: 'abandoned', to: ['ABANDONED'], actions: [], outcome: 'handled' },
  { from: 'HANDSHAKING', trigger: 'after handshake', actions: ['failHandshakeOnTimeout'], outcome: 'handled' },
  { from: 'HANDSHAKING', trigger: 'secured', to: ['CONNECTED'], actions: [], outcome: 'handled' },
  {
    from: 'HANDSHAKING',
    trigger: 'closeRequested',
    to: ['CLOSED'],
    actions: ['sendUserCanceled', 'sendCloseNotify'],
    outcome: 'handled',
  },
  { from: 'HANDSHAKING', trigger: 'closeNotifyReceived', actions: ['failHandshakeOnClose'], outcome: 'handled' },
  {
    from: 'CONNECTED',
    trigger: 'after idle',
    to: ['TIMED_OUT'],
    actions: ['setIdleTimeoutError', 'sendCloseNotify'],
    outcome: 'handled',
  },
  { from: 'CONNECTED', trigger: 'onDone', to: ['DRAINING'], actions: [], outcome: 'handled' },
  {
    from: 'CONNECTED.WRITE.OPEN',
    trigger: 'closeRequested',
    to: ['CONNECTED.WRITE.CLOSE_SENT'],
    actions: [],
    outcome: 'handled',
  },
  {
    from: 'CONNECTED.WRITE.OPEN',
    trigger: 'closeNotifyReceived',
    guard: 'allowsHalfOpen',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9846 section 6.1',
    description: 'Our direction stays open.',
  },
  {
    from: 'CONNECTED.WRITE.OPEN',
    trigger: 'closeNotifyReceived',
    to: ['CONNECTED.WRITE.CLOSE_SENT'],
    actions: [],
    outcome: 'handled',
  },
  {
    from: 'CONNECTED.READ.OPEN',
    trigger: 'closeRequested',
    guard: 'allowsHalfOpen',
    to: ['CONNECTED.READ.HALF_CLOSED'],
    actions: [],
    outcome: 'handled',
    ref: 'RFC 9846 section 6.1',
  },
  {
    from: 'CONNECTED.READ.OPEN',
    trigger: 'closeRequested',
    to: ['CONNECTED.READ.CLOSING'],
    actions: [],
    outcome: 'handled',
  },
  {
    from: 'CONNECTED.READ.OPEN',
    trigger: 'closeNotifyReceived',
    guard: 'allowsHalfOpen',
    to: ['CONNECTED.READ.CLOSE_RECEIVED'],
    actions: ['reportPeerClosed'],
    outcome: 'handled',
  },
  {
    from: 'CONNECTED.READ.OPEN',
    trigger: 'closeNotifyReceived',
    to: ['CONNECTED.READ.CLOSE_RECEIVED'],
    actions: [],
    outcome: 'handled',
  },
  { from: 'CONNECTED.READ.HALF_CLOSED', trigger: 'after halfClosed', to: ['CLOSED'], actions: [], outcome: 'handled' },
  {
    from: 'CONNECTED.READ.HALF_CLOSED',
    trigger: 'closeNotifyReceived',
    to: ['CONNECTED.READ.CLOSE_RECEIVED'],
    actions: ['reportPeerClosed'],
    outcome: 'handled',
  },
  { from: 'CONNECTED.READ.CLOSING', trigger: 'after closing', to: ['CLOSED'], actions: [], outcome: 'handled' },
  {
    from: 'CONNECTED.READ.CLOSING',
    trigger: 'closeNotifyReceived',
    to: ['CONNECTED.READ.CLOSE_RECEIVED'],
    actions: [],
    outcome: 'handled',
  },
  {
    from: 'CONNECTED.READ.CLOSING',
    trigger: 'closeNotifyOverdue',
    actions: ['sendCloseNotify'],
    outcome: 'handled',
    description: 'The peer did not answer within the retransmit timer: our close_notify may be lost.',
  },
  {
    from: 'CONNECTED.READ.CLOSING',
    trigger: 'recordReceived',
    guard: 'closeNotifyUnanswered',
    actions: ['sendCloseNotify'],
    outcome: 'handled',
    description: 'Alerts are not retransmitted by a timer. A peer that still sends has probably not received ours.',
  },
  {
    from: 'CONNECTED.READ.CLOSING',
    trigger: 'recordReceived',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9147 section 5.10',
    description: 'The peer may have sent the record before our close_notify arrived.',
  },
  { from: 'DRAINING', trigger: 'always', guard: 'allRecordsReceived', to: ['CLOSED'], actions: [], outcome: 'handled' },
  { from: 'DRAINING', trigger: 'after draining', to: ['CLOSED'], actions: [], outcome: 'handled' },
];

/** Every timer, by its number. */
export const connectionTimers: readonly MachineTimer[] = [
  { state: 'HANDSHAKING', delay: 'handshake', nominal: 60000 },
  { state: 'CONNECTED', delay: 'idle', nominal: 300000 },
  { state: 'CONNECTED.READ.HALF_CLOSED', delay: 'halfClosed', nominal: 5000 },
  { state: 'CONNECTED.READ.CLOSING', delay: 'closing', nominal: 1000 },
  { state: 'DRAINING', delay: 'draining', nominal: 250 },
];

/** For `takeSnapshot` and `restoreSnapshot`. */
export const connectionTables: MachineTables = {
  chart: 'connection',
  registers: [
    { name: 'state', states: connectionStateNames },
    { name: 'connectedWriteState', states: connectionConnectedWriteStateNames },
    { name: 'connectedReadState', states: connectionConnectedReadStateNames },
  ],
  timers: connectionTimers,
  actors: [],
};
