import { Worker } from 'node:worker_threads';
import { WirechartError } from '../../errors/wirechart-error.ts';
import { DatagramRing } from '../../ring/datagram-ring.ts';
import type { SocketAddress } from '../address.ts';
import { textOf } from '../thrown-value.ts';
import { AddressReader, addressKey, addressOf, Entry, EntryWriter, kindOf, prefixLength } from './ring-entries.ts';
import { RingReader } from './ring-reader.ts';
import { WorkerCounters } from './worker-counters.ts';
import { errorOf } from './worker-error.ts';
import type { FromWorker, StartMessage, ToWorker } from './worker-messages.ts';

/** Bytes of the ring from the main thread to a worker, and of the one from it: some 1500 datagrams of the usual size. */
const RING_BYTES = 2 ** 21;
/** Bytes of the ring from one worker to another. */
const PEER_RING_BYTES = 2 ** 18;

/** Milliseconds after which a thread that was told to end is abandoned: a call of the system may block it for as long as it likes. */
const END_TIMEOUT = 2000;

const PROGRAM = new URL('./worker-main.js', import.meta.url);

/** What a worker tells the main thread. */
export interface WorkerHandlers {
  message(message: Exclude<FromWorker, { readonly kind: 'failed' }>): void;
  /** A datagram to send; borrowed, in shared memory. */
  transmit(remote: SocketAddress, memory: Uint8Array, at: number, length: number): void;
  /** After the datagrams of a turn. */
  flush(): void;
  held(key: number | string): void;
  released(key: number | string): void;
  /** The thread has ended; the last call. `reason`: why; undefined: `terminate` was called without one. */
  ended(reason: Error | undefined): void;
}

/** One thread, from its start to its end. */
export class WorkerThread {
  readonly counters = new WorkerCounters();
  readonly #inbox: DatagramRing;
  readonly #fromWorker = DatagramRing.create({ bytes: RING_BYTES, producers: 'one' });
  /** Undefined: the main thread receives no datagrams. */
  readonly #writer: EntryWriter | undefined;
  readonly #reader: RingReader;
  readonly #handlers: WorkerHandlers;
  readonly #addresses = new AddressReader();
  /** Addresses with which the worker has connections. */
  readonly #held = new Set<number | string>();
  #worker: Worker | undefined;
  #reason: Error | undefined;
  #isStopping = false;
  /** The worker has loaded the module. */
  isReady = false;
  hasEnded = false;

  /** `peers`: number of workers that have sockets of their own and pass datagrams to this one; 0: the main thread does. */
  constructor(peers: number, handlers: WorkerHandlers) {
    this.#handlers = handlers;
    this.#inbox = DatagramRing.create(
      peers === 0
        ? { bytes: RING_BYTES, producers: 'one' }
        : { bytes: PEER_RING_BYTES, producers: 'many', lanes: peers },
    );
    this.#writer = peers === 0 ? new EntryWriter(this.#inbox.producer()) : undefined;
    this.#reader = new RingReader(
      this.#fromWorker.consumer(),
      this.#take,
      () => handlers.flush(),
      (error) => this.terminate(error as Error),
    );
  }

  /** Signs of life. */
  get beats(): number {
    return this.counters.beats;
  }

  /** Starts the thread. Until it reads them, datagrams wait in its ring. Throws the error of node:worker_threads. */
  start(message: Omit<StartMessage, 'kind' | 'counters' | 'inbox' | 'fromWorker'>, isReferenced: boolean): void {
    // A file cannot be loaded with this option of a program that is text.
    const isText = process.execArgv.some((word) => word.startsWith('--input-type'));
    const worker = new Worker(PROGRAM, isText ? { execArgv: [] } : {});
    this.#worker = worker;
    worker.on('message', (received: FromWorker | null) => {
      // What a module posts on the same port is not for us.
      if (received?.kind !== undefined) this.#receive(received);
    });
    worker.on('messageerror', (error) => this.terminate(error));
    worker.on('error', (cause) => {
      this.#reason ??= new WirechartError('ERR_DTLS_WORKER_EXITED', `a worker failed: ${textOf(cause)}`, { cause });
    });
    worker.on('exit', (code) => this.#exited(code));
    if (!isReferenced) worker.unref();
    this.#reader.start();
    this.post({
      kind: 'start',
      ...message,
      counters: this.counters.memory,
      inbox: this.#inbox.memory,
      fromWorker: this.#fromWorker.memory,
    });
  }

  /** The ring to the worker. */
  get inbox(): SharedArrayBuffer {
    return this.#inbox.memory;
  }

  post(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }

  /** False: the ring is full, and the datagram is dropped. */
  write(remote: SocketAddress, bytes: Uint8Array, at: number, length: number): boolean {
    return this.#writer?.write(Entry.datagram, remote, bytes, at, length) ?? false;
  }

  /** Gives the datagrams that were written to the worker. */
  publish(): void {
    this.#writer?.publish();
  }

  /** The addresses with which the worker has, or had at its end, connections. */
  get held(): SocketAddress[] {
    return [...this.#held].map(addressOf);
  }

  /** The connections of the worker are over. */
  forgetHeld(): void {
    for (const key of this.#held) this.#handlers.released(key);
    this.#held.clear();
  }

  /** Ends the thread at once. `reason`: why, unless it has ended for another reason already. */
  terminate(reason?: Error): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#reason ??= reason;
    void this.#worker?.terminate();
    setTimeout(() => this.#exited(0), END_TIMEOUT).unref();
  }

  ref(): void {
    this.#worker?.ref();
  }

  unref(): void {
    this.#worker?.unref();
  }

  #receive(message: FromWorker): void {
    if (this.hasEnded) return;
    if (message.kind === 'event') this.counters.eventHandled();
    if (message.kind === 'failed') {
      this.terminate(errorOf(message.error));
      return;
    }
    if (message.kind === 'ready') this.isReady = true;
    this.#handlers.message(message);
  }

  #exited(code: number): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.#reader.drain();
    this.#reader.stop();
    if (!this.#isStopping) {
      this.#reason ??= new WirechartError('ERR_DTLS_WORKER_EXITED', `a worker has exited with code ${code}`);
    }
    this.#handlers.ended(this.#reason);
  }

  readonly #take = (word: number, a: number, b: number, memory: Uint8Array, at: number, length: number): void => {
    const remote = this.#addresses.read(word, a, b, memory, at, length);
    if (remote === undefined) return;
    const kind = kindOf(word);
    if (kind === Entry.datagram) {
      const prefix = prefixLength(word);
      this.#handlers.transmit(remote, memory, at + prefix, length - prefix);
      return;
    }
    const key = addressKey(remote);
    if (kind === Entry.held) {
      this.#held.add(key);
      this.#handlers.held(key);
    } else if (kind === Entry.released) {
      this.#held.delete(key);
      this.#handlers.released(key);
    }
  };
}
