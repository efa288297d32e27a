import type { BufferPools } from '../../dtls13/index.ts';
import { LISTENER_NUMBERS } from '../../dtls13/options/listener-options.ts';
import { ConfigError } from '../../errors/config-error.ts';
import {
  checkChoice,
  checkGiven,
  checkInteger,
  isBytes,
  isObject,
  type NumberOption,
} from '../../errors/option-checks.ts';
import { takeOptions } from '../../errors/option-names.ts';
import type { DatagramSockets } from '../datagram-socket.ts';
import type { EarlyDataOptions } from '../early-data-options.ts';
import { checkListenOptions, LISTEN_NUMBERS, type ListenOptions } from '../listen-options.ts';
import { explainServerOption, LISTEN_OPTION_NAMES } from '../option-names.ts';
import { type ChooseWorker, WORKER_OPTION_NAMES, type WorkerOptions } from './worker-options.ts';

/** Options that only a worker can have, because they cannot be copied to another thread. */
const OF_MODULE = ['provider', 'pskCallback', 'verifyPeer', 'keylog', 'trace', 'onLegacyHello', 'onBatch'] as const;

/**
 * The options of `listen()` with a module. Limits of numbers and memory are those of the whole endpoint: each worker gets an
 * equal part, rounded up. What cannot be copied to another thread is exported by the module: `HandlerOptions`.
 */
export interface WorkerListenOptions
  extends WorkerOptions,
    Omit<ListenOptions, (typeof OF_MODULE)[number] | 'earlyData' | 'connectionIds' | 'padding' | 'buffers'> {
  /** As for one thread, but `onmessage` and `store` are exported by the module. */
  readonly earlyData?: Pick<EarlyDataOptions, 'maxSize' | 'window'> | undefined;
  /**
   * As for one thread, but `generate` is exported by the module. Without it, the first byte of an id is the number of the
   * worker, so that a datagram finds it from any address; `length` is then 0, or 5 to 33.
   */
  readonly connectionIds?: Omit<NonNullable<ListenOptions['connectionIds']>, 'generate'> | undefined;
  /** As for one thread, for each worker, but `BufferPools` are exported by the module. */
  readonly buffers?: Exclude<ListenOptions['buffers'], BufferPools> | undefined;
  /** As for one thread, but a function is exported by the module. */
  readonly padding?: Exclude<ListenOptions['padding'], (length: number) => number> | undefined;
  /**
   * Opens the UDP socket of the main thread, which passes datagrams to the workers. With `createNativeSockets()` and the
   * `balancing` `'hash'` each worker gets a socket, which the main thread holds open, and the system distributes the peers.
   * Default: node:dgram.
   */
  readonly sockets?: DatagramSockets | undefined;
}

/** What a module with a handler may export as `options`. */
export interface HandlerOptions extends Pick<ListenOptions, (typeof OF_MODULE)[number] | 'padding' | 'buffers'> {
  /** `maxSize` and `window` may also be among the options of `listen()`. */
  readonly earlyData?: EarlyDataOptions | undefined;
  readonly connectionIds?: Pick<NonNullable<ListenOptions['connectionIds']>, 'generate'> | undefined;
}

/** The options that are copied to a worker. */
export type PassedOptions = Omit<
  WorkerListenOptions,
  keyof WorkerOptions | 'sockets' | 'signal' | 'cookieKeys' | 'ticketKeys'
>;

/** The options of the endpoint in the main thread, with their defaults. */
export interface ResolvedWorkerOptions {
  readonly workers: number;
  readonly workerTimeout: number;
  readonly workerStartTimeout: number;
  readonly maxWorkerRestarts: number;
  readonly balancing: 'hash' | 'least-loaded' | ChooseWorker;
  readonly given: WorkerListenOptions;
  readonly passed: PassedOptions;
}

const NUMBERS = {
  workers: { min: 1, max: 63 },
  workerTimeout: { min: 100, max: 86_400_000, default: 10_000 },
  workerStartTimeout: { min: 100, max: 86_400_000, default: 60_000 },
  maxWorkerRestarts: { min: 0, max: 1000, default: 10 },
} as const;

/** The limits that the workers share, with their defaults. */
const SHARED: Readonly<Record<string, NumberOption>> = {
  maxSessions: LISTEN_NUMBERS.maxSessions,
  maxHandshakes: LISTEN_NUMBERS.maxHandshakes,
  maxFragmentedHellos: LISTENER_NUMBERS.maxFragmentedHellos,
  maxReassembly: LISTENER_NUMBERS.maxReassembly,
  maxLegacyPeers: LISTENER_NUMBERS.maxLegacyPeers,
};

/** Shortest connection id with the number of a worker: 4 bytes of it are random. */
const LEAST_ID_LENGTH = 5;
const MOST_ID_LENGTH = 33;

/** Throws ConfigError, but for what only the workers can check. */
export function resolveWorkerOptions(options: WorkerListenOptions): ResolvedWorkerOptions {
  const names = { ...LISTEN_OPTION_NAMES, ...WORKER_OPTION_NAMES };
  const given = takeOptions(options, names, 'listen()', explainServerOption);
  for (const name of OF_MODULE) if (name in given) throw ofModule(name);
  const { workers, balancing = 'hash', workerTimeout, workerStartTimeout, maxWorkerRestarts } = given;
  checkGiven('workers', workers);
  checkInteger('workers', workers, NUMBERS.workers);
  if (typeof balancing !== 'function') checkChoice('balancing', balancing, ['hash', 'least-loaded']);
  if (workerTimeout !== Number.POSITIVE_INFINITY) checkInteger('workerTimeout', workerTimeout, NUMBERS.workerTimeout);
  checkInteger('workerStartTimeout', workerStartTimeout, NUMBERS.workerStartTimeout);
  checkInteger('maxWorkerRestarts', maxWorkerRestarts, NUMBERS.maxWorkerRestarts);
  checkNested('earlyData', given.earlyData, ['onmessage', 'store']);
  checkNested('connectionIds', given.connectionIds, ['generate']);
  checkListenOptions(() => {}, given as ListenOptions);
  return {
    workers,
    balancing,
    workerTimeout: workerTimeout ?? NUMBERS.workerTimeout.default,
    workerStartTimeout: workerStartTimeout ?? NUMBERS.workerStartTimeout.default,
    maxWorkerRestarts: maxWorkerRestarts ?? NUMBERS.maxWorkerRestarts.default,
    given,
    passed: passedOptions(given, workers),
  };
}

/** Whether the ids that workers create contain their numbers. Throws ConfigError. */
export function idsNameWorkers({ connectionIds }: PassedOptions, generate: unknown): boolean {
  const length = connectionIds?.length ?? 0;
  if (generate !== undefined || length === 0) return false;
  checkInteger('connectionIds.length', length, { min: LEAST_ID_LENGTH, max: MOST_ID_LENGTH });
  return true;
}

function passedOptions(given: WorkerListenOptions, workers: number): PassedOptions {
  const {
    workers: _workers,
    balancing: _balancing,
    workerTimeout: _workerTimeout,
    workerStartTimeout: _workerStartTimeout,
    maxWorkerRestarts: _maxWorkerRestarts,
    sockets: _sockets,
    signal: _signal,
    cookieKeys: _cookieKeys,
    ticketKeys: _ticketKeys,
    ...rest
  } = given;
  const passed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(rest)) passed[name] = copyOf(name, value);
  for (const [name, { min, max, default: usual }] of Object.entries(SHARED)) {
    checkInteger(name, passed[name], { min, max });
    const limit = (passed[name] as number | undefined) ?? usual;
    passed[name] = Math.max(min, Math.ceil(limit / workers));
  }
  return passed as unknown as PassedOptions;
}

/** A copy that a message can carry. Bytes are copied alone, not with the memory that they share with others. */
function copyOf(name: string, value: unknown): unknown {
  if (isBytes(value)) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map((entry) => copyOf(name, entry));
  if (typeof value === 'function' || typeof value === 'symbol') throw ofModule(name);
  if (!isObject(value)) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw ofModule(name);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, copyOf(`${name}.${key}`, entry)]));
}

function checkNested(name: string, value: unknown, ofModules: readonly string[]): void {
  if (value === undefined) return;
  if (!isObject(value)) throw new ConfigError(name, 'must be an object');
  for (const key of ofModules) if (value[key] !== undefined) throw ofModule(`${name}.${key}`);
}

function ofModule(name: string): ConfigError {
  return new ConfigError(name, 'cannot be copied to a worker: export it from the module, as a property of `options`');
}
