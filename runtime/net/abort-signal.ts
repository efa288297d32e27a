import { ConfigError } from '../errors/config-error.ts';
import { WirechartError } from '../errors/wirechart-error.ts';
import { guard } from './listener-guard.ts';
import { isError } from './thrown-value.ts';

/** What those take who wait for something. */
export const WAIT_OPTIONS = { signal: true } as const;

/** Throws ConfigError for anything but an AbortSignal, of this realm or another. Undefined passes. */
export function checkSignal(signal: unknown): void {
  if (signal === undefined) return;
  if (!isSignal(signal)) throw new ConfigError('signal', 'is not an AbortSignal');
}

/** Also what removing a listener takes: nobody could catch what a promise that settles later would throw. */
function isSignal(signal: unknown): boolean {
  if (typeof signal !== 'object' || signal === null) return false;
  const { aborted, addEventListener, removeEventListener } = signal as Partial<AbortSignal>;
  return (
    typeof aborted === 'boolean' && typeof addEventListener === 'function' && typeof removeEventListener === 'function'
  );
}

/** Calls `abort` when the signal is aborted, at once where it is already; until `over` settles. */
export function onAbort(signal: AbortSignal, over: Promise<unknown>, abort: (reason: Error) => void): void {
  const act = (): void => abort(reasonOf(signal));
  if (signal.aborted) {
    act();
    return;
  }
  signal.addEventListener('abort', act, { once: true });
  const forget = (): void => guard(() => signal.removeEventListener('abort', act));
  over.then(forget, forget);
}

/** The error that promises reject with. An error of the application passes as it is. */
function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return isError(reason) ? reason : new WirechartError('ERR_DTLS_ABORTED', 'aborted', { cause: reason });
}
