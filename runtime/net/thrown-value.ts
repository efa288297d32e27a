import { types } from 'node:util';

/** Whether it is an Error, of this realm or another. Never throws, whatever a Proxy does when it is looked at. */
export function isError(value: unknown): value is Error {
  try {
    return value instanceof Error || types.isNativeError(value);
  } catch {
    return false;
  }
}

/** What it says, for a message. Never throws, whatever the value does when it is looked at. */
export function textOf(value: unknown): string {
  try {
    return String(isError(value) ? value.message : value);
  } catch {
    return 'something that has no text';
  }
}
