import { ConfigError } from '../../errors/config-error.ts';
import { WirechartError } from '../../errors/wirechart-error.ts';
import { isError, textOf } from '../thrown-value.ts';

/** An error as a message between threads: structured cloning loses the class and the code. */
export interface ErrorMessage {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Undefined: the error has none. */
  readonly code: string | undefined;
  /** Its other properties that are texts, numbers or booleans. */
  readonly details: Readonly<Record<string, string | number | boolean>>;
  readonly cause: ErrorMessage | undefined;
}

/** Causes of causes that are passed on. */
const MAX_DEPTH = 4;

/** Never throws, whatever was thrown. */
export function errorMessage(thrown: unknown, depth = 0): ErrorMessage {
  try {
    if (isError(thrown)) return messageOf(thrown, depth);
  } catch {
    // A getter of the application threw.
  }
  return {
    name: 'Error',
    message: textOf(thrown),
    stack: undefined,
    code: undefined,
    details: {},
    cause: undefined,
  };
}

function messageOf(error: Error, depth: number): ErrorMessage {
  const { name, message, stack, cause } = error;
  const { code } = error as NodeJS.ErrnoException;
  const details: Record<string, string | number | boolean> = {};
  for (const [property, value] of Object.entries(error)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') details[property] = value;
  }
  return {
    name: String(name),
    message: String(message),
    stack: typeof stack === 'string' ? stack : undefined,
    code: typeof code === 'string' ? code : undefined,
    details,
    cause: cause === undefined || depth === MAX_DEPTH ? undefined : errorMessage(cause, depth + 1),
  };
}

/** The error of a message: with the code, the name, the stack and the simple properties of the original, and its class only for ConfigError. */
export function errorOf({ name, message, stack, code, details, cause }: ErrorMessage): Error {
  const options = cause === undefined ? undefined : { cause: errorOf(cause) };
  const error = emptyError(message, code, details, options);
  for (const [property, value] of Object.entries(details)) define(error, property, value, true);
  define(error, 'name', name, false);
  if (stack !== undefined) define(error, 'stack', stack, false);
  return error;
}

function emptyError(
  message: string,
  code: string | undefined,
  { option, reason }: ErrorMessage['details'],
  options: ErrorOptions | undefined,
): Error {
  if (code === 'ERR_WIRECHART_CONFIG') return new ConfigError(String(option), String(reason), options);
  return code === undefined ? new Error(message, options) : new WirechartError(code, message, options);
}

function define(error: Error, property: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(error, property, { value, enumerable, writable: true, configurable: true });
}
