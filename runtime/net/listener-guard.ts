import type { EventEmitter } from 'node:events';
import { types } from 'node:util';

/** The errors that sessions ended with. A listener that throws one of them again is not at fault. */
const sessionErrors = new WeakSet<Error>();

/** A session ended with this error. */
export function rememberSessionError(error: Error): void {
  // An application may call `destroy` with any value.
  if (typeof error === 'object' && error !== null) sessionErrors.add(error);
}

/**
 * Calls a function of the application. An exception becomes an uncaught exception of the process in the next tick, as
 * with Node's EventTarget, and the caller goes on. A rejected promise that it returns is an unhandled rejection. The end
 * of a session is the exception: a listener that sends to a session whose peer has just closed (ERR_DTLS_CLOSED), or that
 * reads the messages of a failed session, must not let that peer end the process.
 */
export function callListener<A extends readonly unknown[]>(
  listener: ((...values: A) => unknown) | undefined,
  receiver: unknown,
  ...values: A
): void {
  // An application may also set a callback property to null.
  if (listener === undefined || listener === null) return;
  try {
    const returned = Reflect.apply(listener, receiver, values);
    if (types.isPromise(returned)) returned.catch(rethrow);
  } catch (error) {
    process.nextTick(rethrow, error);
  }
}

/** As `emitter.emit`, but the listeners after one that throws are called too. */
export function emitGuarded(emitter: EventEmitter, name: string, ...values: readonly unknown[]): void {
  for (const listener of emitter.rawListeners(name)) {
    callListener(listener as (...values: unknown[]) => unknown, emitter, ...values);
  }
}

/**
 * As `callListener`, but an exception and the reason of a rejected promise go to `report`, which does not throw. So one peer's
 * message, for which a function of the application fails, does not end the sessions of the others.
 */
export function callReported<A extends readonly unknown[]>(
  report: (error: unknown) => void,
  listener: ((...values: A) => unknown) | undefined,
  receiver: unknown,
  ...values: A
): void {
  if (listener === undefined) return;
  const failed = (error: unknown): void => {
    if (!isSessionEnd(error)) report(error);
  };
  try {
    const returned = Reflect.apply(listener, receiver, values);
    if (types.isPromise(returned)) returned.catch(failed);
  } catch (error) {
    failed(error);
  }
}

/** As `emitGuarded`, with the exceptions of `callReported`. */
export function emitReported(
  report: (error: unknown) => void,
  emitter: EventEmitter,
  name: string,
  ...values: readonly unknown[]
): void {
  if (emitter.listenerCount(name) === 0) return;
  for (const listener of emitter.rawListeners(name)) {
    callReported(report, listener as (...values: unknown[]) => unknown, emitter, ...values);
  }
}

/** Throws the error, unless it only reports that a session has ended. */
function rethrow(error: unknown): void {
  if (!isSessionEnd(error)) throw error;
}

/** By its code: there may be two copies of this library in a process. */
function isSessionEnd(error: unknown): boolean {
  try {
    const { code } = error as Partial<NodeJS.ErrnoException>;
    return code === 'ERR_DTLS_CLOSED' || sessionErrors.has(error as Error);
  } catch {
    // It has no properties, or a getter that throws: it is not an error of this library.
    return false;
  }
}
