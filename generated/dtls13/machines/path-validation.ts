// Code generated from spec/dtls13/charts/path-validation.chart.ts. DO NOT EDIT.
import {
  type MachineEdge,
  type MachinePort,
  type MachineTables,
  type MachineTimer,
  RunToCompletion,
} from '../../../runtime/machine/index.ts';

/** The states of the machine, in the order of the chart. */
export const PathValidationState = {
  /** The peer receives at the current path. */
  VALIDATED: 0,
  'CHECKING_CURRENT.CHALLENGED': 1,
  'CHECKING_NEW.CHALLENGED': 2,
  DONE: 3,
} as const;
export type PathValidationState = (typeof PathValidationState)[keyof typeof PathValidationState];

/** The names, by number. */
export const pathValidationStateNames: readonly string[] = /* @__PURE__ */ Object.keys(PathValidationState);

/** The events of the machine. */
export const PathValidationEvent = {
  newPathUsed: 0,
  pathResponse: 1,
  pathDrop: 2,
  migrated: 3,
  validationRequired: 4,
  stopped: 5,
} as const;
export type PathValidationEvent = (typeof PathValidationEvent)[keyof typeof PathValidationEvent];

/** The names, by number. */
export const pathValidationEventNames: readonly string[] = /* @__PURE__ */ Object.keys(PathValidationEvent);

/** One timer for each state and each of its delays. */
export const PathValidationTimer = {
  'CHECKING_CURRENT.validation': 0,
  'CHECKING_CURRENT.CHALLENGED.pace': 1,
  'CHECKING_NEW.validation': 2,
  'CHECKING_NEW.CHALLENGED.pace': 3,
} as const;
export type PathValidationTimer = (typeof PathValidationTimer)[keyof typeof PathValidationTimer];

/** The guards and actions of the pathValidation machine, in the order of the chart. */
export interface PathValidationPort extends MachinePort {
  /** The current path is checked before the new one. */
  checksCurrentPath(): boolean;
  /** The response arrived on the path of its path_challenge, with the cookie of a path_challenge of this check. */
  isResponseValid(): boolean;
  /** Sends a path_challenge on the current path. */
  challengeCurrentPath(): void;
  /** Sends a path_challenge on the new path. */
  challengeNewPath(): void;
  /** Uses the new path from now on. */
  useNewPath(): void;
  /** Forgets the new path: the peer is still at the current one, or does not respond on the new one. */
  rejectNewPath(): void;
  /** Starts a timer, or restarts it if it runs; call `elapsed` when it expires. */
  startTimer(timer: PathValidationTimer): void;
  /** Stops a timer; does nothing if it does not run. */
  cancelTimer(timer: PathValidationTimer): void;
}

/** The check of a new path before it is used: the peer's address changed, or ours is about to. RFC 9853 section 5. */
export class PathValidationMachine extends RunToCompletion {
  readonly #port: PathValidationPort;
  #state: PathValidationState = PathValidationState.VALIDATED;

  constructor(port: PathValidationPort) {
    super();
    this.#port = port;
  }

  /**
   * Runs an event to completion. From inside an action, or before `start`, the event is queued. When an action
   * throws, the state does not change, queued events are dropped, and the error is thrown to the caller.
   *
   * @throws {WirechartError} `ERR_WIRECHART_MACHINE_OVERFLOW` when more than 16 events are queued.
   */
  send(event: PathValidationEvent): void {
    this.handle(event);
  }

  /** A timer has expired. Ignored if its state is not active. */
  elapsed(timer: PathValidationTimer): void {
    this.handle(~timer);
  }

  /** The active state. While actions run, the state being exited. */
  get state(): PathValidationState {
    return this.#state;
  }

  /** The machine is in a final state and ignores all events. */
  get done(): boolean {
    switch (this.#state) {
      case PathValidationState.DONE:
        return true;
      default:
        return false;
    }
  }

  /** Whether CHECKING_CURRENT is active. */
  get inCheckingCurrent(): boolean {
    return this.#state === PathValidationState['CHECKING_CURRENT.CHALLENGED'];
  }

  /** Whether CHECKING_NEW is active. */
  get inCheckingNew(): boolean {
    return this.#state === PathValidationState['CHECKING_NEW.CHALLENGED'];
  }

  protected override step(code: number): void {
    if (code < 0) this.#elapsed(~code as PathValidationTimer);
    else this.#receive(code as PathValidationEvent);
  }

  #receive(event: PathValidationEvent): void {
    switch (this.#state) {
      case PathValidationState.VALIDATED:
        this.#onValidated(event);
        break;
      case PathValidationState['CHECKING_CURRENT.CHALLENGED']:
        this.#onCheckingCurrent(event);
        break;
      case PathValidationState['CHECKING_NEW.CHALLENGED']:
        this.#onCheckingNew(event);
        break;
    }
  }

  /** In every state. */
  #onMachine(event: PathValidationEvent): void {
    const port = this.#port;
    switch (event) {
      case PathValidationEvent.newPathUsed:
        // One path is checked at a time.
        port.transition(0);
        return;
      case PathValidationEvent.pathResponse:
        // A response that belongs to no challenge of this check is discarded.
        port.transition(1);
        return;
      case PathValidationEvent.pathDrop:
        // A response that belongs to no challenge of this check is discarded.
        port.transition(2);
        return;
      case PathValidationEvent.migrated:
        // No new path is being checked.
        port.transition(3);
        return;
      case PathValidationEvent.validationRequired:
        // A check that runs is ended before: `migrated`.
        port.transition(4);
        return;
      case PathValidationEvent.stopped:
        port.transition(5);
        this.#exitMachine();
        this.#state = PathValidationState.DONE;
        return;
    }
  }

  /** VALIDATED. The peer receives at the current path. */
  #onValidated(event: PathValidationEvent): void {
    const port = this.#port;
    switch (event) {
      case PathValidationEvent.newPathUsed:
        if (port.checksCurrentPath()) {
          port.transition(6);
          port.startTimer(PathValidationTimer['CHECKING_CURRENT.validation']);
          port.challengeCurrentPath();
          port.startTimer(PathValidationTimer['CHECKING_CURRENT.CHALLENGED.pace']);
          this.#state = PathValidationState['CHECKING_CURRENT.CHALLENGED'];
          return;
        }
        port.transition(7);
        port.startTimer(PathValidationTimer['CHECKING_NEW.validation']);
        port.challengeNewPath();
        port.startTimer(PathValidationTimer['CHECKING_NEW.CHALLENGED.pace']);
        this.#state = PathValidationState['CHECKING_NEW.CHALLENGED'];
        return;
      case PathValidationEvent.validationRequired:
        port.transition(8);
        port.startTimer(PathValidationTimer['CHECKING_NEW.validation']);
        port.challengeNewPath();
        port.startTimer(PathValidationTimer['CHECKING_NEW.CHALLENGED.pace']);
        this.#state = PathValidationState['CHECKING_NEW.CHALLENGED'];
        return;
    }
    this.#onMachine(event);
  }

  /** CHECKING_CURRENT. Enhanced check: the peer may still be at the current path, and another sender at the new one. */
  #onCheckingCurrent(event: PathValidationEvent): void {
    const port = this.#port;
    switch (event) {
      case PathValidationEvent.pathResponse:
        if (port.isResponseValid()) {
          port.transition(10);
          this.#exitCheckingCurrent();
          port.cancelTimer(PathValidationTimer['CHECKING_CURRENT.validation']);
          port.rejectNewPath();
          this.#state = PathValidationState.VALIDATED;
          return;
        }
        // An unknown cookie, or the wrong path.
        port.transition(11);
        return;
      case PathValidationEvent.pathDrop:
        if (port.isResponseValid()) {
          port.transition(12);
          this.#exitCheckingCurrent();
          port.cancelTimer(PathValidationTimer['CHECKING_CURRENT.validation']);
          port.startTimer(PathValidationTimer['CHECKING_NEW.validation']);
          port.challengeNewPath();
          port.startTimer(PathValidationTimer['CHECKING_NEW.CHALLENGED.pace']);
          this.#state = PathValidationState['CHECKING_NEW.CHALLENGED'];
          return;
        }
        // An unknown cookie, or the wrong path.
        port.transition(13);
        return;
      case PathValidationEvent.migrated:
        port.transition(14);
        this.#exitCheckingCurrent();
        port.cancelTimer(PathValidationTimer['CHECKING_CURRENT.validation']);
        port.rejectNewPath();
        this.#state = PathValidationState.VALIDATED;
        return;
    }
    this.#onMachine(event);
  }

  /** CHECKING_NEW. Basic check: whether the peer receives and responds on the new path. */
  #onCheckingNew(event: PathValidationEvent): void {
    const port = this.#port;
    switch (event) {
      case PathValidationEvent.pathResponse:
        if (port.isResponseValid()) {
          port.transition(17);
          this.#exitCheckingNew();
          port.cancelTimer(PathValidationTimer['CHECKING_NEW.validation']);
          port.useNewPath();
          this.#state = PathValidationState.VALIDATED;
          return;
        }
        // An unknown cookie, or the wrong path.
        port.transition(18);
        return;
      case PathValidationEvent.migrated:
        port.transition(19);
        this.#exitCheckingNew();
        port.cancelTimer(PathValidationTimer['CHECKING_NEW.validation']);
        port.rejectNewPath();
        this.#state = PathValidationState.VALIDATED;
        return;
    }
    this.#onMachine(event);
  }

  #elapsed(timer: PathValidationTimer): void {
    const port = this.#port;
    switch (timer) {
      case PathValidationTimer['CHECKING_CURRENT.validation']:
        if (!this.inCheckingCurrent) return;
        port.transition(9);
        this.#exitCheckingCurrent();
        port.cancelTimer(PathValidationTimer['CHECKING_CURRENT.validation']);
        port.startTimer(PathValidationTimer['CHECKING_NEW.validation']);
        port.challengeNewPath();
        port.startTimer(PathValidationTimer['CHECKING_NEW.CHALLENGED.pace']);
        this.#state = PathValidationState['CHECKING_NEW.CHALLENGED'];
        return;
      case PathValidationTimer['CHECKING_CURRENT.CHALLENGED.pace']:
        if (this.#state !== PathValidationState['CHECKING_CURRENT.CHALLENGED']) return;
        port.transition(15);
        port.cancelTimer(PathValidationTimer['CHECKING_CURRENT.CHALLENGED.pace']);
        port.challengeCurrentPath();
        port.startTimer(PathValidationTimer['CHECKING_CURRENT.CHALLENGED.pace']);
        return;
      case PathValidationTimer['CHECKING_NEW.validation']:
        if (!this.inCheckingNew) return;
        port.transition(16);
        this.#exitCheckingNew();
        port.cancelTimer(PathValidationTimer['CHECKING_NEW.validation']);
        port.rejectNewPath();
        this.#state = PathValidationState.VALIDATED;
        return;
      case PathValidationTimer['CHECKING_NEW.CHALLENGED.pace']:
        if (this.#state !== PathValidationState['CHECKING_NEW.CHALLENGED']) return;
        port.transition(20);
        port.cancelTimer(PathValidationTimer['CHECKING_NEW.CHALLENGED.pace']);
        port.challengeNewPath();
        port.startTimer(PathValidationTimer['CHECKING_NEW.CHALLENGED.pace']);
        return;
    }
  }

  override save(): readonly number[] {
    return [this.#state];
  }

  protected override restore(values: readonly number[]): boolean {
    if (values[0] === -1) return false;
    this.#state = values[0] as PathValidationState;
    return true;
  }

  /** Exits the active states inside the machine, innermost first. */
  #exitMachine(): void {
    const port = this.#port;
    switch (this.#state) {
      case PathValidationState['CHECKING_CURRENT.CHALLENGED']:
        port.cancelTimer(PathValidationTimer['CHECKING_CURRENT.CHALLENGED.pace']);
        port.cancelTimer(PathValidationTimer['CHECKING_CURRENT.validation']);
        break;
      case PathValidationState['CHECKING_NEW.CHALLENGED']:
        port.cancelTimer(PathValidationTimer['CHECKING_NEW.CHALLENGED.pace']);
        port.cancelTimer(PathValidationTimer['CHECKING_NEW.validation']);
        break;
    }
  }

  /** Exits the active states inside CHECKING_CURRENT, innermost first. */
  #exitCheckingCurrent(): void {
    const port = this.#port;
    switch (this.#state) {
      case PathValidationState['CHECKING_CURRENT.CHALLENGED']:
        port.cancelTimer(PathValidationTimer['CHECKING_CURRENT.CHALLENGED.pace']);
        break;
    }
  }

  /** Exits the active states inside CHECKING_NEW, innermost first. */
  #exitCheckingNew(): void {
    const port = this.#port;
    switch (this.#state) {
      case PathValidationState['CHECKING_NEW.CHALLENGED']:
        port.cancelTimer(PathValidationTimer['CHECKING_NEW.CHALLENGED.pace']);
        break;
    }
  }
}

/** Every edge, by its number in `transition`. */
export const pathValidationEdges: readonly MachineEdge[] = [
  {
    from: '',
    trigger: 'newPathUsed',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9853 section 5',
    description: 'One path is checked at a time.',
  },
  {
    from: '',
    trigger: 'pathResponse',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9853 section 5.4',
    description: 'A response that belongs to no challenge of this check is discarded.',
  },
  {
    from: '',
    trigger: 'pathDrop',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9853 section 5.4',
    description: 'A response that belongs to no challenge of this check is discarded.',
  },
  {
    from: '',
    trigger: 'migrated',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9853 section 5',
    description: 'No new path is being checked.',
  },
  {
    from: '',
    trigger: 'validationRequired',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9853 section 5',
    description: 'A check that runs is ended before: `migrated`.',
  },
  { from: '', trigger: 'stopped', to: ['DONE'], actions: [], outcome: 'handled' },
  {
    from: 'VALIDATED',
    trigger: 'newPathUsed',
    guard: 'checksCurrentPath',
    to: ['CHECKING_CURRENT'],
    actions: [],
    outcome: 'handled',
  },
  { from: 'VALIDATED', trigger: 'newPathUsed', to: ['CHECKING_NEW'], actions: [], outcome: 'handled' },
  { from: 'VALIDATED', trigger: 'validationRequired', to: ['CHECKING_NEW'], actions: [], outcome: 'handled' },
  { from: 'CHECKING_CURRENT', trigger: 'after validation', to: ['CHECKING_NEW'], actions: [], outcome: 'handled' },
  {
    from: 'CHECKING_CURRENT',
    trigger: 'pathResponse',
    guard: 'isResponseValid',
    to: ['VALIDATED'],
    actions: ['rejectNewPath'],
    outcome: 'handled',
  },
  {
    from: 'CHECKING_CURRENT',
    trigger: 'pathResponse',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9853 section 5.4',
    description: 'An unknown cookie, or the wrong path.',
  },
  {
    from: 'CHECKING_CURRENT',
    trigger: 'pathDrop',
    guard: 'isResponseValid',
    to: ['CHECKING_NEW'],
    actions: [],
    outcome: 'handled',
  },
  {
    from: 'CHECKING_CURRENT',
    trigger: 'pathDrop',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9853 section 5.4',
    description: 'An unknown cookie, or the wrong path.',
  },
  { from: 'CHECKING_CURRENT', trigger: 'migrated', to: ['VALIDATED'], actions: ['rejectNewPath'], outcome: 'handled' },
  {
    from: 'CHECKING_CURRENT.CHALLENGED',
    trigger: 'after pace',
    to: ['CHECKING_CURRENT.CHALLENGED'],
    reenter: true,
    actions: [],
    outcome: 'handled',
  },
  {
    from: 'CHECKING_NEW',
    trigger: 'after validation',
    to: ['VALIDATED'],
    actions: ['rejectNewPath'],
    outcome: 'handled',
  },
  {
    from: 'CHECKING_NEW',
    trigger: 'pathResponse',
    guard: 'isResponseValid',
    to: ['VALIDATED'],
    actions: ['useNewPath'],
    outcome: 'handled',
  },
  {
    from: 'CHECKING_NEW',
    trigger: 'pathResponse',
    actions: [],
    outcome: 'ignored',
    ref: 'RFC 9853 section 5.4',
    description: 'An unknown cookie, or the wrong path.',
  },
  { from: 'CHECKING_NEW', trigger: 'migrated', to: ['VALIDATED'], actions: ['rejectNewPath'], outcome: 'handled' },
  {
    from: 'CHECKING_NEW.CHALLENGED',
    trigger: 'after pace',
    to: ['CHECKING_NEW.CHALLENGED'],
    reenter: true,
    actions: [],
    outcome: 'handled',
  },
];

/** Every timer, by its number. */
export const pathValidationTimers: readonly MachineTimer[] = [
  { state: 'CHECKING_CURRENT', delay: 'validation', nominal: 1000 },
  { state: 'CHECKING_CURRENT.CHALLENGED', delay: 'pace', nominal: 333 },
  { state: 'CHECKING_NEW', delay: 'validation', nominal: 1000 },
  { state: 'CHECKING_NEW.CHALLENGED', delay: 'pace', nominal: 333 },
];

/** For `takeSnapshot` and `restoreSnapshot`. */
export const pathValidationTables: MachineTables = {
  chart: 'pathValidation',
  registers: [{ name: 'state', states: pathValidationStateNames }],
  timers: pathValidationTimers,
  actors: [],
};
