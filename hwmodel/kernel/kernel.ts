import { refuseUnknownOptions } from '../../runtime/errors/option-names.ts';
import { KernelEvent } from './event.ts';
import { ModelError } from './model-error.ts';
import { Process, type ProcessOptions } from './process.ts';
import { Scheduler } from './scheduler.ts';
import { later, MAX_TIME_PS } from './simulated-time.ts';
import type { ThreadBody, Wait } from './wait.ts';

export interface KernelOptions {
  /**
   * Runs each batch of processes in a shuffled order: `shuffle(n)` gives an integer from 0 to n - 1, from a seeded
   * generator. A sound model gives the same totals with any of them. Without it the order is that of Accellera 2.3.4.
   */
  readonly shuffle?: (n: number) => number;
  /** Evaluation rounds allowed at one instant before the run fails as a livelock. Default 1,000,000. */
  readonly maxRoundsPerInstant?: number;
}

export interface RunOptions {
  /**
   * Where time ends when nothing is left to do before the end of the run: at that end (`advance`, the default) or at
   * the last activity (`stay`).
   */
  readonly starvation?: 'advance' | 'stay';
}

/**
 * A discrete-event kernel with delta cycles: evaluate, update, notify, then time. It has no clock and no randomness
 * of its own. What IEEE 1666 leaves open about order is decided here as Accellera SystemC 2.3.4 decides it.
 */
export class Kernel extends Scheduler {
  readonly #options: KernelOptions;
  readonly #waitingToStart: { readonly process: Process; readonly initialize: boolean }[] = [];
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

  /** Delta cycles so far in which a process ran. */
  get deltaCount(): number {
    return this.#deltaCount;
  }

  event(name: string): KernelEvent {
    return new KernelEvent(this, name);
  }

  /** Adds a process that runs to its end whenever it is woken. During a run it becomes runnable at once. */
  method(name: string, method: () => void, options: ProcessOptions = {}): Process {
    const body = (): undefined => {
      method();
    };
    return this.#admit(new Process(this, name, 'method', body, options.sensitivity ?? []), options);
  }

  /** Adds a process that waits by `yield`. During a run it becomes runnable at once. */
  thread(name: string, thread: () => ThreadBody, options: ProcessOptions = {}): Process {
    return this.#admit(new Process(this, name, 'thread', thread, options.sensitivity ?? []), options);
  }

  /** From inside a method: what wakes it next, instead of its static sensitivity. Throws ModelError elsewhere. */
  nextTrigger(wait: Wait): void {
    const process = this.current;
    if (process?.kind !== 'method') {
      throw new ModelError('ERR_WIRECHART_MODEL_STATE', process?.name ?? 'kernel', 'nextTrigger belongs in a method');
    }
    process.nextTrigger(wait);
  }

  /** `check` runs once before the first process does, and throws when the model is not wired as it must be. */
  atEndOfElaboration(check: () => void): void {
    this.#requireElaboration('atEndOfElaboration');
    this.#elaborationChecks.push(check);
  }

  /** `observe` is called when everything at an instant has settled, just before time advances, with that instant. */
  beforeTimeAdvances(observe: (now: number) => void): void {
    this.#beforeAdvance.push(observe);
  }

  /**
   * Runs for `durationPs`, or without it until nothing is left to do. Notifications at the last instant fire, but the
   * processes they wake run at the start of the next call. `run(0)` is one delta cycle.
   * Throws ModelError when a process throws (`cause`), when time passes 2^53 ps, on a livelock, after `stop` and
   * after a failure.
   */
  run(durationPs?: number, options: RunOptions = {}): void {
    refuseUnknownOptions(options, { starvation: true }, 'run()');
    this.#requireRunnable();
    const untilPs = durationPs === undefined ? MAX_TIME_PS : later(this.timePs, durationPs, 'kernel.run');
    this.#inRun = true;
    try {
      if (this.phaseNow === 'elaboration') this.#initialize();
      if (durationPs === 0) {
        this.#rounds = 0;
        this.#settle(true);
      } else {
        this.#runTo(untilPs);
      }
      if (this.#stopRequested) {
        this.phaseNow = 'stopped';
        return;
      }
      if (durationPs !== undefined && options.starvation !== 'stay' && this.timePs < untilPs) this.#advance(untilPs);
      this.phaseNow = 'evaluate';
    } catch (error) {
      this.phaseNow = 'failed';
      throw error;
    } finally {
      this.current = undefined;
      this.#inRun = false;
    }
  }

  /** Ends the run after this evaluation phase and its updates; pending delta notifications do not fire. */
  stop(): void {
    this.#stopRequested = true;
  }

  #admit(process: Process, options: ProcessOptions): Process {
    refuseUnknownOptions(options, { sensitivity: true, initialize: true }, process.kind);
    const initialize = options.initialize ?? true;
    if (this.phaseNow === 'elaboration') this.#waitingToStart.push({ process, initialize });
    else if (initialize) this.enqueue(process);
    return process;
  }

  #requireElaboration(what: string): void {
    if (this.phaseNow === 'elaboration') return;
    throw new ModelError('ERR_WIRECHART_MODEL_STATE', 'kernel', `${what} is too late, the model already runs`);
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
    for (const { process, initialize } of this.#waitingToStart) if (initialize) this.enqueue(process);
    this.phaseNow = 'notify';
    this.fireDelta();
    this.phaseNow = 'evaluate';
  }

  #runTo(untilPs: number): void {
    do {
      this.#rounds = 0;
      this.#settle(false);
      if (this.#stopRequested) return;
      do {
        const next = this.timed.nextTime();
        if (next > untilPs) return;
        if (next > this.timePs) this.#advance(next);
        this.timed.fireAt(next);
      } while (!this.runnable);
      // What became runnable at the very end belongs to the next call.
    } while (this.timePs < untilPs);
  }

  /** Delta cycles until nothing is runnable, or one of them. */
  #settle(once: boolean): void {
    do {
      this.phaseNow = 'evaluate';
      const ran = this.#evaluate();
      this.phaseNow = 'update';
      this.runUpdates();
      this.phaseNow = 'notify';
      if (this.#stopRequested) return;
      this.fireDelta();
      if (ran) this.#deltaCount++;
    } while (this.runnable && !once);
    this.phaseNow = 'evaluate';
  }

  /** Alternates batches of methods and of threads until neither is left. True: a process ran. */
  #evaluate(): boolean {
    const { shuffle } = this.#options;
    let ran = false;
    do {
      this.#countRound();
      this.methods.swap();
      if (shuffle !== undefined) this.methods.shuffle(shuffle);
      for (let p = this.methods.pop(); p !== undefined; p = this.methods.pop()) {
        ran = true;
        this.#step(p);
      }
      this.threads.swap();
      if (shuffle !== undefined) this.threads.shuffle(shuffle);
      for (let p = this.threads.pop(); p !== undefined; p = this.threads.pop()) {
        ran = true;
        this.#step(p);
      }
    } while (this.runnable);
    this.current = undefined;
    return ran;
  }

  #step(process: Process): void {
    // Cleared before it runs, so that it may be queued again while running.
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
    const reason = `processes keep waking each other at ${this.timePs} ps and time cannot advance`;
    throw new ModelError('ERR_WIRECHART_MODEL_LIVELOCK', 'kernel', reason);
  }

  #advance(toPs: number): void {
    for (const observe of this.#beforeAdvance) observe(this.timePs);
    this.timePs = toPs;
  }
}
