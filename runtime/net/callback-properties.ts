import { checkFunction } from '../errors/option-checks.ts';

/**
 * Defines properties of a class that hold a function of the application. Undefined and null remove it; any other value
 * throws ConfigError.
 */
export function defineCallbacks(prototype: object, names: readonly string[]): void {
  for (const name of names) {
    const callbacks = new WeakMap<object, unknown>();
    Object.defineProperty(prototype, name, {
      get(this: object) {
        return callbacks.get(this);
      },
      set(this: object, callback: unknown) {
        checkFunction(name, callback ?? undefined);
        callbacks.set(this, callback ?? undefined);
      },
      configurable: true,
    });
  }
}
