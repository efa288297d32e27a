import type { EventEmitter } from 'node:events';
import { types } from 'node:util';

/** What sessions ended with, so that a listener that meets it again need not be taken for broken. */
const ends = new WeakSet<Error>();

/** A session has ended with this error, and says so to whoever wants to know. */
export function rememberEnd(error: Error): void {
  // An application may end one with anything.
  if (typeof error === 'object' && error !== null) ends.add(error);
}

/**
 * Calls somebody else's function. What it throws becomes an uncaught exception of the process in the next tick, as
 * with Node's EventTarget: nobody overlooks it, and the endpoint that called goes on. What a promise that it returns
 * rejects with is an unhandled rejection. Only the end of a session passes: a listener that answers a session whose peer
 * has just gone (ERR_DTLS_CLOSED), or that reads its messages when it fails, must not let that peer end the process.
 */
export function guard(call: () => unknown): void {
  try {
    const returned = call();
    if (types.isPromise(returned)) returned.catch(refuse);
  } catch (error) {
    process.nextTick(refuse, error);
  }
}

/** Throws it on, unless it says no more than that a session is over. */
function refuse(error: unknown): void {
  if (!isEnd(error)) throw error;
}

/** By its code: there may be two copies of this library in a process. */
function isEnd(error: unknown): boolean {
  try {
    return (
      (error as Partial<NodeJS.ErrnoException> | undefined)?.code === 'ERR_DTLS_CLOSED' || ends.has(error as Error)
    );
  } catch {
    // A getter that throws: none of ours.
    return false;
  }
}

/** As `emitter.emit`, but one listener that throws does not keep the event from the others. */
export function emitGuarded(emitter: EventEmitter, name: string, ...values: readonly unknown[]): void {
  for (const listener of emitter.rawListeners(name)) guard(() => Reflect.apply(listener, emitter, values));
}
