import type { ApplicationResponse, FreshnessRequest } from '../dtls13/endpoint.ts';
import { ConfigError } from '../errors/config-error.ts';
import { TimeoutError } from '../errors/timeout-error.ts';
import type { WirechartError } from '../errors/wirechart-error.ts';
import { clock } from './clock.ts';
import type { ReplayStore } from './replay-store.ts';
import { textOf } from './thrown-value.ts';

const OPTION = 'earlyData.store';
/** A store that does not answer costs one timer for each ClientHello; the core has given up long before. */
const MARGIN = 1;

/**
 * Asks the store whether a ClientHello with early data is fresh. Calls `respond` once, at once or later. `failed` gets the
 * error of a store that did not answer; the early data is then rejected.
 */
export function checkFreshness(
  store: ReplayStore,
  { id, key, received, notBefore, expires, deadline }: FreshnessRequest,
  respond: (response: ApplicationResponse) => void,
  failed: (error: WirechartError) => void,
): void {
  let isSettled = false;
  const settle = (fresh: boolean, error?: WirechartError): void => {
    if (isSettled) return;
    isSettled = true;
    clearTimeout(timer);
    if (error !== undefined) failed(error);
    respond({ id, fresh });
  };
  const limit = Math.max(MARGIN, Math.ceil(deadline - clock()));
  const timer = setTimeout(() => settle(false, new TimeoutError(OPTION, limit)), limit);
  // Only the socket keeps the process alive.
  timer.unref();
  const fail = (cause: unknown): void => settle(false, new ConfigError(OPTION, `failed: ${textOf(cause)}`, { cause }));
  let answer: boolean | PromiseLike<boolean>;
  try {
    answer = store.record(key, { received, notBefore, expires });
  } catch (error) {
    fail(error);
    return;
  }
  // Without a tick in between: the early data waits.
  if (answer === true || answer === false) settle(answer);
  else {
    // The constructor handles every thenable, also a promise whose own `then` throws.
    new Promise((resolve) => resolve(answer)).then(
      (later: unknown) =>
        later === true || later === false ? settle(later) : fail(`it returned ${textOf(later)}, not a boolean`),
      fail,
    );
  }
}
