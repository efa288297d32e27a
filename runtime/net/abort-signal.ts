import { ConfigError } from '../errors/config-error.ts';
import { isObject } from '../errors/option-checks.ts';
import { WirechartError } from '../errors/wirechart-error.ts';
import { callListener } from './listener-guard.ts';
import { isError } from './thrown-value.ts';

/** The options of methods that return a promise or an iterator. */
export const WAIT_OPTIONS = { signal: true } as const;

/** Throws ConfigError for anything but an AbortSignal, of this realm or another. Undefined passes. */
export function checkSignal(signal: unknown): void {
  if (signal !== undefined && !isSignal(signal)) throw new ConfigError('signal', 'must be an AbortSignal');
}

/** `removeEventListener` too: it is called later, where an exception could not be caught. */
function isSignal(signal: unknown): boolean {
  if (!isObject(signal)) return false;
  const { aborted, addEventListener, removeEventListener } = signal as Partial<AbortSignal>;
  return (
    typeof aborted === 'boolean' && typeof addEventListener === 'function' && typeof removeEventListener === 'function'
  );
}

/** Calls `abort` when the signal is aborted, at once where it is already; not after `over` has settled. */
export function onAbort(signal: AbortSignal, over: Promise<unknown>, abort: (reason: Error) => void): void {
  const act = (): void => abort(reasonOf(signal));
  if (signal.aborted) {
    act();
    return;
  }
  signal.addEventListener('abort', act, { once: true });
  const remove = (): void => callListener(signal.removeEventListener, signal, 'abort', act);
  over.then(remove, remove);
}

/** The error that promises reject with. An error of the application passes as it is. */
function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return isError(reason) ? reason : new WirechartError('ERR_DTLS_ABORTED', 'aborted', { cause: reason });
}
