import { EventEmitter } from 'node:events';
import { takeOptions } from '../../errors/option-names.ts';
import { WirechartError } from '../../errors/wirechart-error.ts';
import { checkSignal, onAbort, WAIT_OPTIONS } from '../abort-signal.ts';
import type { SocketAddress } from '../address.ts';
import { clock, wallClock } from '../clock.ts';
import { CLOSE_MARGIN, DEFAULT_CLOSE_TIMEOUT, DEFAULT_MTU } from '../common-options.ts';
import type { DatagramSockets } from '../datagram-socket.ts';
import { defaults } from '../defaults.ts';
import { type Deferred, deferred } from '../deferred.ts';
import { bind } from '../dtls-endpoint.ts';
import { emitGuarded } from '../listener-guard.ts';
import type { HeldSockets } from '../native/held-sockets.ts';
import { MemoryReplayStore } from '../replay-store.ts';
import { createUdpCounters } from '../udp-counters.ts';
import type { UdpOptions } from '../udp-options.ts';
import { MainSocket } from './main-socket.ts';
import { RestartLimit } from './restart-limit.ts';
import { SharedKeys } from './shared-keys.ts';
import { SilenceMonitor } from './silence-monitor.ts';
import { WorkerCounters } from './worker-counters.ts';
import type { WorkerEndpointEvents } from './worker-endpoint-events.ts';
import { type WorkerEndpointStats, workerEndpointStats } from './worker-endpoint-stats.ts';
import { errorOf } from './worker-error.ts';
import type { ResolvedWorkerOptions } from './worker-listen-options.ts';
import type { FromWorker } from './worker-messages.ts';
import { WorkerRouter } from './worker-router.ts';
import { WorkerThread } from './worker-thread.ts';

/** Milliseconds between two signs of life, and the age of the numbers of a worker. */
const BEAT_INTERVAL = 100;
/** Milliseconds for which a worker that closes may need more than its sessions may take, for each of them: it tells 256 in a turn. */
const CLOSE_TIME_OF_SESSION = 1;
/** Milliseconds that workers have to end their sessions when the endpoint is destroyed. */
const DESTROY_TIMEOUT = 1000;

/** The place of a worker: its threads follow each other. */
interface Slot {
  readonly worker: number;
  /** Datagrams are written into its ring also before it is started. */
  thread: WorkerThread;
  isStarted: boolean;
  /** One of its threads has been ready. */
  wasReady: boolean;
  /** For the start of the thread, or the end of the time that it may take. */
  timer: NodeJS.Timeout | undefined;
}

/** Sockets that several threads can share: those of the addon. */
interface HoldingSockets extends DatagramSockets {
  hold(address: string, port: number, count: number, options: UdpOptions): HeldSockets;
}

function canHold(sockets: DatagramSockets): sockets is HoldingSockets {
  return typeof (sockets as Partial<HoldingSockets>).hold === 'function';
}

/**
 * A UDP socket whose sessions are served by several threads. Created by `listen()` with a module.
 *
 * The main thread receives and passes each datagram to a worker; the workers do everything else. With sockets of the addon and
 * `balancing: 'hash'` each worker has a socket, and the operating system distributes the peers. A worker that ends unexpectedly
 * is replaced, and its connections are lost: `connectionlost`. Nothing that the network does ends the endpoint.
 */
export class DtlsWorkerEndpoint extends EventEmitter<WorkerEndpointEvents> {
  /** Settles when the endpoint is bound and all workers are ready. Marked as handled; when it rejects, `closed` rejects too. */
  readonly listening: Promise<void>;
  /** Resolves when all workers have ended; rejects with the error given to `destroy()`, or that ended the endpoint. Marked as handled. */
  readonly closed: Promise<void>;
  /** Number of workers. */
  readonly workers: number;
  /** Largest number of sessions: the option, rounded up to a multiple of the workers. */
  readonly maxSessions: number;

  readonly #module: URL;
  readonly #options: ResolvedWorkerOptions;
  readonly #slots: Slot[] = [];
  readonly #router: WorkerRouter;
  readonly #cookieKeys: SharedKeys<WorkerThread>;
  /** Undefined: there are no tickets. */
  readonly #ticketKeys: SharedKeys<WorkerThread> | undefined;
  readonly #store = new MemoryReplayStore();
  readonly #restarts: RestartLimit;
  readonly #silence: SilenceMonitor<WorkerThread>;
  readonly #listening: Deferred<void> = deferred();
  readonly #closed: Deferred<void> = deferred();
  /** The sums of the threads that have ended. */
  readonly #past = new WorkerCounters();
  readonly #createdAt = wallClock();
  #destroyedAt: number | undefined;
  #internalErrors = 0;
  #workersLost = 0;
  #connectionsLost = 0;
  /** Each worker has a socket, and the operating system distributes peers. */
  readonly #hasSockets: boolean;
  #held: HeldSockets | undefined;
  /** Undefined: `#hasSockets`, or not bound. */
  #socket: MainSocket | undefined;
  #local: SocketAddress | undefined;
  #isReferenced = true;
  #state: 'open' | 'closing' | 'ended' = 'open';
  #error: Error | undefined;
  #isOver = false;
  #timer: NodeJS.Timeout | undefined;

  /** Applications get endpoints from `listen()`. Throws ConfigError. */
  constructor(module: URL, options: ResolvedWorkerOptions) {
    super();
    this.#module = module;
    this.#options = options;
    this.listening = this.#listening.promise;
    this.closed = this.#closed.promise;
    const { workers, given, passed, balancing } = options;
    this.workers = workers;
    this.maxSessions = workers * (passed.maxSessions as number);
    this.#hasSockets = balancing === 'hash' && canHold(given.sockets ?? defaults.sockets);
    this.#router = new WorkerRouter(this.#slots, options, (error) => {
      this.#internalErrors++;
      // Outside of the socket: a listener may call any method.
      setImmediate(() => emitGuarded(this, 'internalerror', error));
    });
    const { cookieKeys, ticketKeys, ticketLifetime, tickets = 0 } = given;
    this.#cookieKeys = SharedKeys.forCookies(cookieKeys, (thread, keys, step) =>
      thread.post({ kind: 'cookieKeys', keys, step }),
    );
    if (tickets > 0 || ticketKeys !== undefined) {
      this.#ticketKeys = SharedKeys.forTickets(ticketKeys, ticketLifetime, (thread, keys, step) =>
        thread.post({ kind: 'ticketKeys', keys, step }),
      );
    }
    this.#restarts = new RestartLimit(options.maxWorkerRestarts);
    this.#silence = new SilenceMonitor(options.workerTimeout, (thread) => this.#endSilent(thread));
    for (let worker = 0; worker < workers; worker++) {
      const thread = this.#createThread(worker);
      this.#slots.push({ worker, thread, isStarted: false, wasReady: false, timer: undefined });
    }
  }

  /** The local address. Throws WirechartError (ERR_DTLS_NOT_LISTENING) before the endpoint is bound and after its end. */
  address(): SocketAddress {
    if (this.#local === undefined || this.#state === 'ended') {
      throw new WirechartError('ERR_DTLS_NOT_LISTENING', 'the endpoint is not bound');
    }
    return this.#local;
  }

  /** Sessions of all workers: a number that is at most 100 ms old while their event loops run. */
  get sessions(): number {
    return this.#slots.reduce((sum, { thread }) => sum + thread.counters.sessions, 0);
  }

  /** Whether there are `maxSessions` sessions, so that a new one evicts another or is not accepted. */
  get atCapacity(): boolean {
    return this.sessions >= this.maxSessions;
  }

  get destroyed(): boolean {
    return this.#state === 'ended';
  }

  get stats(): WorkerEndpointStats {
    const sum = new WorkerCounters();
    sum.add(this.#past);
    for (const { thread } of this.#slots) sum.add(thread.counters);
    const main = {
      createdAt: this.#createdAt,
      destroyedAt: this.#destroyedAt,
      internalErrors: this.#internalErrors,
      workersReady: this.#slots.filter(({ thread }) => thread.isReady && !thread.hasEnded).length,
      workersLost: this.#workersLost,
      connectionsLost: this.#connectionsLost,
      datagramsOverflowed: this.#router.overflowed,
      datagramsDropped: this.#socket?.dropped ?? 0,
      datagramsTooLong: this.#socket?.tooLong ?? 0,
    };
    return workerEndpointStats(
      sum,
      main,
      this.#hasSockets ? undefined : (this.#socket?.counters ?? createUdpCounters()),
    );
  }

  /**
   * Closes the endpoints of all workers as `DtlsEndpoint.close` does, ends the workers and closes the socket. A worker that is not
   * ready, or that ends unexpectedly meanwhile, does not keep it waiting. Returns `closed`. `signal` ends the wait: the
   * endpoint is destroyed.
   */
  close(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    const { signal } = takeOptions(options, WAIT_OPTIONS, 'close()');
    checkSignal(signal);
    if (this.#state === 'open') {
      this.#state = 'closing';
      this.#stopWorkers('close');
      this.#limitClosing();
    }
    if (signal !== undefined) onAbort(signal, this.closed, (reason) => this.destroy(reason));
    return this.closed;
  }

  /** Ends all sessions without alerts, the workers, and the socket. */
  destroy(error?: Error | null): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#error = error ?? undefined;
    this.#destroyedAt = wallClock();
    clearTimeout(this.#timer);
    // A handler that blocks its worker must not keep the endpoint from its end.
    this.#timer = setTimeout(() => {
      for (const { thread } of this.#slots) thread.terminate();
    }, DESTROY_TIMEOUT).unref();
    this.#stopWorkers('destroy');
  }

  /**
   * Replaces the keys for cookies of all workers; see the option `cookieKeys`. Workers make cookies with the first key when all
   * of them accept it: soon after this returns, and after 2 s at most. Throws ConfigError.
   */
  setCookieKeys(keys: readonly Uint8Array[]): void {
    this.#cookieKeys.set(keys);
  }

  /**
   * Replaces the keys for tickets of all workers, as `setCookieKeys` does; see the option `ticketKeys`. No effect without
   * tickets. Throws ConfigError.
   */
  setTicketKeys(keys: readonly Uint8Array[]): void {
    (this.#ticketKeys ?? SharedKeys.forTickets(keys)).set(keys);
  }

  /** The endpoint keeps the process alive while it is open. This is the default. */
  ref(): this {
    this.#isReferenced = true;
    this.#socket?.ref();
    for (const { thread } of this.#slots) thread.ref();
    return this;
  }

  /** The endpoint does not keep the process alive. */
  unref(): this {
    this.#isReferenced = false;
    this.#socket?.unref();
    for (const { thread } of this.#slots) thread.unref();
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Binds to an IP address and starts the workers. Throws the error of the operating system. */
  [bind](address: string, port: number): void {
    if (this.#state !== 'open') return;
    const { given } = this.#options;
    const { sockets = defaults.sockets, mtu = DEFAULT_MTU } = given;
    try {
      if (this.#hasSockets && canHold(sockets)) {
        this.#held = sockets.hold(address, port, this.workers, given);
        this.#local = this.#held.address();
      } else {
        this.#socket = new MainSocket(sockets, { address, port }, given, mtu, this.#router.receive);
        this.#local = this.#socket.address();
      }
    } catch (error) {
      this.destroy();
      throw error;
    }
    if (!this.#isReferenced) this.#socket?.unref();
    for (const slot of this.#slots) this.#start(slot);
  }

  #createThread(worker: number): WorkerThread {
    const thread: WorkerThread = new WorkerThread(this.#hasSockets ? this.workers : 0, {
      message: (message) => this.#handle(this.#slots[worker] as Slot, thread, message),
      transmit: (remote, memory, at, length) => this.#socket?.send(remote, memory, at, length),
      flush: () => this.#socket?.flush(),
      held: (key) => this.#router.held(key, worker),
      released: (key) => this.#router.released(key, worker),
      ended: (reason) => this.#ended(this.#slots[worker] as Slot, thread, reason),
    });
    return thread;
  }

  #start(slot: Slot): void {
    // The thread before this one could not be started.
    if (this.#state !== 'open') return;
    const { thread, worker } = slot;
    const { passed, workerTimeout, workerStartTimeout } = this.#options;
    slot.isStarted = true;
    slot.timer = setTimeout(() => {
      // What it has sent while this thread was blocked first.
      setImmediate(() => {
        const reason = `the worker was not ready within ${workerStartTimeout} ms`;
        if (!thread.isReady) thread.terminate(new WirechartError('ERR_DTLS_WORKER_MODULE', reason));
      });
    }, workerStartTimeout).unref();
    try {
      thread.start(
        {
          module: this.#module.href,
          worker,
          options: passed,
          held: this.#held?.descriptors[worker],
          peers: this.#hasSockets ? this.#slots.map((each) => each.thread.inbox) : [],
          cookieKeys: this.#cookieKeys.distribution.add(thread),
          ticketKeys: this.#ticketKeys?.distribution.add(thread),
          local: this.#local as SocketAddress,
          beatInterval: Math.min(BEAT_INTERVAL, workerTimeout / 16),
        },
        this.#isReferenced,
      );
    } catch (cause) {
      slot.isStarted = false;
      clearTimeout(slot.timer);
      const reason = 'no thread can be started';
      this.destroy(new WirechartError('ERR_DTLS_WORKER_EXITED', reason, { cause }));
    }
  }

  #handle(slot: Slot, thread: WorkerThread, message: Exclude<FromWorker, { readonly kind: 'failed' }>): void {
    switch (message.kind) {
      case 'ready':
        clearTimeout(slot.timer);
        this.#ready(slot, thread);
        break;
      case 'event': {
        const error = errorOf(message.error);
        emitGuarded(this, message.name, ...(message.name === 'internalerror' ? [error] : [error, message.remote]));
        break;
      }
      case 'record': {
        const { id, key, period } = message;
        // The store is as old as keys that are generated here: no ticket under them was used before.
        const isComplete = this.#ticketKeys?.areGenerated === true;
        const notBefore = isComplete ? Number.POSITIVE_INFINITY : period.notBefore;
        thread.post({ kind: 'recorded', id, isFresh: this.#store.record(key, { ...period, notBefore }) });
        break;
      }
      case 'keysSet':
        (message.of === 'cookieKeys' ? this.#cookieKeys : this.#ticketKeys)?.distribution.confirm(thread, message.step);
        break;
      case 'closed':
        thread.terminate(
          this.#state === 'open'
            ? new WirechartError('ERR_DTLS_WORKER_EXITED', 'a worker has closed its endpoint')
            : undefined,
        );
        break;
    }
  }

  #ready(slot: Slot, thread: WorkerThread): void {
    slot.wasReady = true;
    if (this.#state !== 'open') return;
    if (this.#options.workerTimeout !== Number.POSITIVE_INFINITY) this.#silence.watch(thread);
    emitGuarded(this, 'workerready', slot.worker);
    if (this.#slots.every(({ wasReady }) => wasReady)) this.#listening.resolve();
  }

  #endSilent(thread: WorkerThread): void {
    const reason = `the event loop of a worker has not run for ${this.#options.workerTimeout} ms`;
    thread.terminate(new WirechartError('ERR_DTLS_WORKER_SILENT', reason));
  }

  #ended(slot: Slot, thread: WorkerThread, reason: Error | undefined): void {
    clearTimeout(slot.timer);
    this.#silence.forget(thread);
    this.#cookieKeys.distribution.remove(thread);
    this.#ticketKeys?.distribution.remove(thread);
    thread.counters.end();
    const lost = reason === undefined ? [] : thread.held;
    thread.forgetHeld();
    if (this.#state === 'open' && reason !== undefined) {
      if (slot.wasReady) this.#replace(slot, thread, reason);
      else this.destroy(reason);
    }
    if (reason !== undefined && slot.wasReady) this.#report(slot, reason, lost);
    this.#endWhenStopped();
  }

  /** The listeners are called when everything is in place for the next worker. */
  #report(slot: Slot, reason: Error, lost: readonly SocketAddress[]): void {
    this.#workersLost++;
    this.#connectionsLost += lost.length;
    emitGuarded(this, 'workerlost', reason, slot.worker);
    for (const remote of lost) {
      const error = new WirechartError('ERR_DTLS_WORKER_LOST', 'the worker of the session has ended', {
        cause: reason,
      });
      emitGuarded(this, 'connectionlost', error, remote);
    }
  }

  #replace(slot: Slot, thread: WorkerThread, cause: Error): void {
    const delay = this.#restarts.next(clock());
    if (delay === undefined) {
      const reason = `the workers have ended more than ${this.#options.maxWorkerRestarts} times in a minute`;
      this.destroy(new WirechartError('ERR_DTLS_WORKER_RESTARTS', reason, { cause }));
      return;
    }
    this.#past.add(thread.counters);
    slot.thread = this.#createThread(slot.worker);
    slot.isStarted = false;
    if (this.#hasSockets) {
      const { inbox } = slot.thread;
      for (const each of this.#slots) each.thread.post({ kind: 'peer', worker: slot.worker, inbox });
    }
    if (delay === 0) this.#start(slot);
    else {
      slot.timer = setTimeout(() => this.#start(slot), delay);
      if (!this.#isReferenced) slot.timer.unref();
    }
  }

  #stopWorkers(how: 'close' | 'destroy'): void {
    for (const { thread, isStarted, timer } of this.#slots) {
      this.#silence.forget(thread);
      clearTimeout(timer);
      if (!isStarted || thread.hasEnded) continue;
      if (thread.isReady) thread.post({ kind: how });
      else thread.terminate();
    }
    this.#listening.reject(
      this.#error ?? new WirechartError('ERR_DTLS_CLOSED', 'the endpoint was closed before its workers were ready'),
    );
    // After the caller.
    process.nextTick(() => this.#endWhenStopped());
  }

  /**
   * Ends workers that are blocked, or that do not end although their event loops run: a module may have closed the port on which
   * they are told to.
   */
  #limitClosing(): void {
    const { closeTimeout = DEFAULT_CLOSE_TIMEOUT } = this.#options.given;
    const wait = closeTimeout + 2 * CLOSE_MARGIN;
    const last = clock() + wait + this.sessions * CLOSE_TIME_OF_SESSION;
    const next = (): void => {
      const beats = this.#slots.map(({ thread }) => thread.beats);
      this.#timer = setTimeout(() => {
        const runs = this.#slots.some(({ thread }, worker) => !thread.hasEnded && thread.beats !== beats[worker]);
        if (runs && clock() < last) next();
        else this.destroy();
      }, wait).unref();
    };
    next();
  }

  /** Ends when no thread runs any more. */
  #endWhenStopped(): void {
    if (this.#state === 'open' || this.#isOver) return;
    if (this.#slots.some(({ thread, isStarted }) => isStarted && !thread.hasEnded)) return;
    this.#isOver = true;
    this.#state = 'ended';
    this.#destroyedAt ??= wallClock();
    clearTimeout(this.#timer);
    this.#cookieKeys.forget();
    this.#ticketKeys?.forget();
    const finish = (): void => {
      if (this.#error === undefined) this.#closed.resolve();
      else this.#closed.reject(this.#error);
      emitGuarded(this, 'close');
    };
    this.#held?.close();
    if (this.#socket === undefined) process.nextTick(finish);
    else this.#socket.close(finish);
  }
}
