import type { SocketAddress } from '../address.ts';
import type { HeldDescriptor } from '../native/held-sockets.ts';
import type { AcceptancePeriod } from '../replay-store.ts';
import type { ErrorMessage } from './worker-error.ts';
import type { PassedOptions } from './worker-listen-options.ts';

/** The first message to a worker. Not `workerData`, which the module could read: it contains keys. */
export interface StartMessage {
  readonly kind: 'start';
  /** The URL of the module. */
  readonly module: string;
  /** The number of the worker, from 0. */
  readonly worker: number;
  readonly options: PassedOptions;
  readonly cookieKeys: readonly Uint8Array[];
  /** Undefined: there are no tickets. */
  readonly ticketKeys: readonly Uint8Array[] | undefined;
  /** The address of the socket of the main thread. */
  readonly local: SocketAddress;
  /** The memory of `WorkerCounters`. */
  readonly counters: SharedArrayBuffer;
  /** The socket of this worker; undefined: the main thread has the only one. */
  readonly held: HeldDescriptor | undefined;
  /** The rings to all workers, by their number, if each has a socket; undefined: the worker does not run. */
  readonly peers: readonly (SharedArrayBuffer | undefined)[];
  /** Rings to this worker and to the main thread. */
  readonly inbox: SharedArrayBuffer;
  readonly fromWorker: SharedArrayBuffer;
  /** Milliseconds from one sign of life to the next. */
  readonly beatInterval: number;
}

export type KeyPurpose = 'cookieKeys' | 'ticketKeys';

/** Messages to a worker. */
export type ToWorker =
  | StartMessage
  /** `step`: see `KeyDistribution`. */
  | { readonly kind: KeyPurpose; readonly keys: readonly Uint8Array[]; readonly step: number }
  | { readonly kind: 'recorded'; readonly id: number; readonly isFresh: boolean }
  /** Another thread serves as this worker from now on. */
  | { readonly kind: 'peer'; readonly worker: number; readonly inbox: SharedArrayBuffer }
  | { readonly kind: 'close' | 'destroy' };

/** The events of an endpoint that its worker passes on. */
export type PassedEvent = 'handshakeerror' | 'hellorefused' | 'pskerror' | 'earlydataerror' | 'internalerror';

/** Messages of a worker. */
export type FromWorker =
  | { readonly kind: 'ready' }
  /** It cannot start. */
  | { readonly kind: 'failed'; readonly error: ErrorMessage }
  | {
      readonly kind: 'event';
      readonly name: PassedEvent;
      readonly error: ErrorMessage;
      readonly remote: SocketAddress | undefined;
    }
  | { readonly kind: 'record'; readonly id: number; readonly key: Uint8Array; readonly period: AcceptancePeriod }
  /** It uses the keys of a step. */
  | { readonly kind: 'keysSet'; readonly of: KeyPurpose; readonly step: number }
  /** Its endpoint has ended. */
  | { readonly kind: 'closed' };

/** Events that may wait in the main thread; further ones are counted in `stats` only. */
export const MAX_WAITING_EVENTS = 256;
