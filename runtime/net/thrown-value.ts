import { types } from 'node:util';

/** Whether the value is an Error, of this realm or another. Never throws, even for a Proxy that does. */
export function isError(value: unknown): value is Error {
  try {
    return value instanceof Error || types.isNativeError(value);
  } catch {
    return false;
  }
}

/** As `value instanceof type`, but never throws, even for a Proxy that does. */
export function isInstance<T>(value: unknown, type: abstract new (...values: never[]) => T): value is T {
  try {
    return value instanceof type;
  } catch {
    return false;
  }
}

/** The text of a thrown value for a message. Never throws, even when the value throws on conversion. */
export function textOf(value: unknown): string {
  try {
    return String(isError(value) ? value.message : value);
  } catch {
    return 'a value that cannot be converted to a string';
  }
}
