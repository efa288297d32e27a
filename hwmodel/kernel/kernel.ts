// The simulation kernel: elaboration, the scheduling algorithm and the control of a run.
import { refuseUnknownOptions } from '../../runtime/errors/option-names.ts';
import { KernelEvent } from './event.ts';
import { ModelError } from './model-error.ts';
import { Process, type ProcessOptions } from './process.ts';
import { Scheduler } from './scheduler.ts';
import { MAX_TIME_PS, timeAfter } from './simulated-time.ts';
import type { ThreadBody, Wait } from './wait.ts';

/** Options of a kernel. */
export interface KernelOptions {
  /**
   * Runs each batch of processes in a shuffled order: `shuffle(n)` returns an integer from 0 to n - 1, from a seeded
   * generator. The results of a correct model do not depend on it. Default: the order of Accellera SystemC 2.3.4.
   */
  readonly shuffle?: (n: number) => number;
  /** Evaluation rounds allowed without an advance of time before the run fails as a livelock. Default 1,000,000. */
  readonly maxRoundsPerInstant?: number;
}

/** Options of one run of the kernel. */
export interface RunOptions {
  /**
   * Simulated time after a run that has no more activity before its end (`sc_starvation_policy`): the end of the run
   * (`run-to-time`, the default) or the time of the last activity (`exit-on-starvation`).
   */
  readonly starvationPolicy?: 'run-to-time' | 'exit-on-starvation';
}

/**
 * A discrete-event simulation kernel with the scheduling algorithm of IEEE 1666-2011 section 4.2: initialization, then
 * delta cycles of evaluate, update and delta notification, then an advance of time. It reads no clock and draws no
 * random numbers. Where the standard leaves an order open, it follows Accellera SystemC 2.3.4.
 */
export class Kernel extends Scheduler<Process> {
  readonly #options: KernelOptions;
  readonly #initialProcesses: { readonly process: Process; readonly initialize: boolean }[] = [];
  readonly #elaborationChecks: (() => void)[] = [];
  readonly #beforeAdvance: ((now: number) => void)[] = [];
  #deltaCount = 0;
  #rounds = 0;
  #inRun = false;
  #stopRequested = false;

  constructor(options: KernelOptions = {}) {
    super();
    refuseUnknownOptions(options, { shuffle: true, maxRoundsPerInstant: true }, 'Kernel');
    this.#options = options;
  }

  /** Number of delta cycles in which a process ran. */
  get deltaCount(): number {
    return this.#deltaCount;
  }

  /** Creates an event. */
  event(name: string): KernelEvent {
    return new KernelEvent(this, name);
  }

  /**
   * Adds a method process: `method` runs to its end each time it is triggered. Added during a run, it is runnable at
   * once.
   */
  method(name: string, method: () => void, options: ProcessOptions = {}): Process {
    const body = (): undefined => {
      method();
    };
    return this.#addProcess(new Process(this, name, 'method', body, options.sensitivity ?? []), options);
  }

  /** Adds a thread process, which waits by `yield`. Added during a run, it is runnable at once. */
  thread(name: string, thread: () => ThreadBody, options: ProcessOptions = {}): Process {
    return this.#addProcess(new Process(this, name, 'thread', thread, options.sensitivity ?? []), options);
  }

  /**
   * From inside a method process: what triggers it next, instead of its static sensitivity.
   *
   * @throws {ModelError} `ERR_WIRECHART_MODEL_STATE` when no method process is running.
   */
  nextTrigger(wait: Wait): void {
    const process = this.current;
    if (process?.kind !== 'method') {
      throw new ModelError(
        'ERR_WIRECHART_MODEL_STATE',
        process?.name ?? 'kernel',
        'nextTrigger is only allowed in a method',
      );
    }
    process.nextTrigger(wait);
  }

  /**
   * Adds a check of the bindings: `check` runs once before the first process and throws when the model is incomplete.
   *
   * @throws {ModelError} `ERR_WIRECHART_MODEL_STATE` after elaboration.
   */
  atEndOfElaboration(check: () => void): void {
    this.#requireElaboration('atEndOfElaboration');
    this.#elaborationChecks.push(check);
  }

  /**
   * Calls `observe` with the current time in picoseconds each time before time advances, after the last delta cycle.
   */
  beforeTimeAdvances(observe: (now: number) => void): void {
    this.#beforeAdvance.push(observe);
  }

  /**
   * Runs for `durationPs` picoseconds; undefined: until there is no more activity. Notifications at the end of the run
   * are triggered, and the processes they resume run at the start of the next call. `run(0)` is one delta cycle.
   *
   * @throws {ModelError} `ERR_WIRECHART_MODEL_PROCESS` when a process throws (see `cause`),
   *   `ERR_WIRECHART_MODEL_TIME` when time would exceed 2^53 ps, `ERR_WIRECHART_MODEL_LIVELOCK` when time cannot
   *   advance, `ERR_WIRECHART_MODEL_STATE` inside a run, after `stop` and after a failure.
   */
  run(durationPs?: number, options: RunOptions = {}): void {
    refuseUnknownOptions(options, { starvationPolicy: true }, 'run()');
    this.#requireRunnable();
    const untilPs = durationPs === undefined ? MAX_TIME_PS : timeAfter(this.timePs, durationPs, 'kernel.run');
    this.#inRun = true;
    try {
      if (this.phaseNow === 'elaboration') this.#initialize();
      if (durationPs === 0) {
        this.#rounds = 0;
        this.#runDeltaCycles(true);
      } else {
        this.#runTo(untilPs);
      }
      if (this.#stopRequested) {
        this.phaseNow = 'stopped';
        return;
      }
      const exits = durationPs === undefined || options.starvationPolicy === 'exit-on-starvation';
      if (!exits && this.timePs < untilPs) this.#advance(untilPs);
      this.phaseNow = 'evaluate';
    } catch (error) {
      this.phaseNow = 'failed';
      throw error;
    } finally {
      this.current = undefined;
      this.#inRun = false;
    }
  }

  /** Ends the run after this evaluation phase and its updates. Pending delta notifications are not triggered. */
  stop(): void {
    this.#stopRequested = true;
  }

  #addProcess(process: Process, options: ProcessOptions): Process {
    refuseUnknownOptions(options, { sensitivity: true, initialize: true }, process.kind);
    const initialize = options.initialize ?? true;
    if (this.phaseNow === 'elaboration') this.#initialProcesses.push({ process, initialize });
    else if (initialize) this.enqueue(process);
    return process;
  }

  #requireElaboration(what: string): void {
    if (this.phaseNow === 'elaboration') return;
    throw new ModelError('ERR_WIRECHART_MODEL_STATE', 'kernel', `${what} is only allowed during elaboration`);
  }

  #requireRunnable(): void {
    const state = this.#inRun ? 'running' : this.phaseNow;
    if (state !== 'running' && state !== 'stopped' && state !== 'failed') return;
    throw new ModelError('ERR_WIRECHART_MODEL_STATE', 'kernel', `cannot run, the kernel is ${state}`);
  }

  #initialize(): void {
    for (const check of this.#elaborationChecks) check();
    this.phaseNow = 'update';
    this.runUpdates();
    for (const { process, initialize } of this.#initialProcesses) if (initialize) this.enqueue(process);
    this.phaseNow = 'notify';
    this.triggerDelta();
    this.phaseNow = 'evaluate';
  }

  #runTo(untilPs: number): void {
    do {
      this.#rounds = 0;
      this.#runDeltaCycles(false);
      if (this.#stopRequested) return;
      do {
        const next = this.timed.nextTime();
        if (next > untilPs) return;
        if (next > this.timePs) this.#advance(next);
        this.timed.triggerAt(next);
      } while (!this.runnable);
      // Processes that became runnable at the end of the run are run by the next call.
    } while (this.timePs < untilPs);
  }

  /** Runs delta cycles until no process is runnable, or one delta cycle. */
  #runDeltaCycles(once: boolean): void {
    do {
      this.phaseNow = 'evaluate';
      const ran = this.#evaluate();
      this.phaseNow = 'update';
      this.runUpdates();
      this.phaseNow = 'notify';
      if (this.#stopRequested) return;
      this.triggerDelta();
      if (ran) this.#deltaCount++;
    } while (this.runnable && !once);
    this.phaseNow = 'evaluate';
  }

  /** Alternates between batches of methods and of threads until no process is runnable. True: a process ran. */
  #evaluate(): boolean {
    const { shuffle } = this.#options;
    let ran = false;
    do {
      this.#countRound();
      this.methods.swap();
      if (shuffle !== undefined) this.methods.shuffle(shuffle);
      for (let p = this.methods.pop(); p !== undefined; p = this.methods.pop()) {
        ran = true;
        this.#runProcess(p);
      }
      this.threads.swap();
      if (shuffle !== undefined) this.threads.shuffle(shuffle);
      for (let p = this.threads.pop(); p !== undefined; p = this.threads.pop()) {
        ran = true;
        this.#runProcess(p);
      }
    } while (this.runnable);
    this.current = undefined;
    return ran;
  }

  #runProcess(process: Process): void {
    // Cleared before it runs, because it can become runnable again while it runs.
    process.queued = false;
    this.current = process;
    try {
      process.run();
    } catch (cause) {
      const reason = `threw at ${this.timePs} ps: ${cause instanceof Error ? cause.message : String(cause)}`;
      throw new ModelError('ERR_WIRECHART_MODEL_PROCESS', process.name, reason, { cause });
    }
  }

  #countRound(): void {
    if (++this.#rounds <= (this.#options.maxRoundsPerInstant ?? 1_000_000)) return;
    const reason = `processes trigger each other without end at ${this.timePs} ps and time cannot advance`;
    throw new ModelError('ERR_WIRECHART_MODEL_LIVELOCK', 'kernel', reason);
  }

  #advance(toPs: number): void {
    for (const observe of this.#beforeAdvance) observe(this.timePs);
    this.timePs = toPs;
  }
}
