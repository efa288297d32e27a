import type { EventEmitter } from 'node:events';
import { WirechartError } from '../errors/wirechart-error.ts';

/**
 * Calls somebody else's function. What it throws becomes an uncaught exception of the process in the next tick, as
 * with Node's EventTarget: nobody overlooks it, and the endpoint that called goes on. Only ERR_DTLS_CLOSED passes: a
 * listener that answers a session whose peer has just gone must not let that peer end the process.
 */
export function guard(call: () => void): void {
  try {
    call();
  } catch (error) {
    if (error instanceof WirechartError && error.code === 'ERR_DTLS_CLOSED') return;
    process.nextTick(() => {
      throw error;
    });
  }
}

/** As `emitter.emit`, but one listener that throws does not keep the event from the others. */
export function emitGuarded(emitter: EventEmitter, name: string, ...values: readonly unknown[]): void {
  for (const listener of emitter.rawListeners(name)) guard(() => Reflect.apply(listener, emitter, values));
}
