import type { EventEmitter } from 'node:events';

/**
 * Calls somebody else's function. What it throws becomes an uncaught exception of the process in the next tick, as
 * with Node's EventTarget: nobody overlooks it, and the endpoint that called goes on.
 */
export function guard(call: () => void): void {
  try {
    call();
  } catch (error) {
    process.nextTick(() => {
      throw error;
    });
  }
}

/** As `emitter.emit`, but one listener that throws does not keep the event from the others. */
export function emitGuarded(emitter: EventEmitter, name: string, ...values: readonly unknown[]): void {
  for (const listener of emitter.rawListeners(name)) guard(() => Reflect.apply(listener, emitter, values));
}
