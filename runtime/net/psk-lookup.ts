import type { ApplicationResponse, PskRequest } from '../dtls13/endpoint.ts';
import type { PskLookupResult } from '../dtls13/handshake/handshake-context.ts';
import { ConfigError } from '../errors/config-error.ts';
import { checkChoice, isBytes, isObject } from '../errors/option-checks.ts';
import { TimeoutError } from '../errors/timeout-error.ts';
import type { WirechartError } from '../errors/wirechart-error.ts';
import { clock } from './clock.ts';
import type { DtlsSession } from './dtls-session.ts';
import type { FoundPsk, PskCallback, PskResult } from './psk-callback.ts';
import { isInstance, textOf } from './thrown-value.ts';

const OPTION = 'pskCallback';
/** A shorter key could be guessed: the limit of clients. */
const MIN_KEY = 16;

/**
 * Asks the application for the key of a client. Calls `respond` once, at once or later, but not after the session has
 * ended. `failed` gets the error of a callback that did not work; the client is then not known.
 */
export function lookUpPsk(
  callback: PskCallback,
  request: PskRequest,
  session: DtlsSession,
  respond: (response: ApplicationResponse) => void,
  failed: (error: WirechartError) => void,
): void {
  const limit = Math.max(1, Math.floor((request.deadline - clock()) * 0.9));
  const pending = new AbortController();
  const settle = (act: () => void): void => {
    if (pending.signal.aborted) return;
    clearTimeout(timer);
    // First, so that code called by the response finds the request closed.
    pending.abort();
    act();
  };
  const fail = (error: WirechartError): void =>
    settle(() => {
      failed(error);
      respond({ id: request.id, psk: undefined });
    });
  const timer = setTimeout(() => fail(new TimeoutError(OPTION, limit)), limit);
  // Only the socket keeps the process alive.
  timer.unref();
  const over = (): void => settle(() => {});
  session.closed.then(over, over);
  find(callback, request, session, pending.signal).then(
    (psk) => settle(() => respond({ id: request.id, psk })),
    (error: unknown) =>
      fail(
        isInstance(error, ConfigError) ? error : new ConfigError(OPTION, `failed: ${textOf(error)}`, { cause: error }),
      ),
  );
}

/** The first known identity. Rejects with what the callback throws, or with ConfigError for what it returns. */
async function find(
  callback: PskCallback,
  { identities, servername, hash }: PskRequest,
  session: DtlsSession,
  signal: AbortSignal,
): Promise<PskLookupResult | undefined> {
  for (const [index, { identity, imported }] of identities.entries()) {
    if (signal.aborted) return undefined;
    const importContext = imported && new Uint8Array(imported.context);
    const client = { servername, remoteAddress: session.remoteAddress, importContext, hash, signal };
    const found = keyOf(await callback(client, new Uint8Array(imported?.externalIdentity ?? identity)));
    if (found !== undefined) return { ...found, index, imported: imported !== undefined };
  }
  return undefined;
}

/** The key, copied. Throws ConfigError. */
function keyOf(result: PskResult): FoundPsk | undefined {
  if (result === undefined || result === null) return undefined;
  const { key, hash }: FoundPsk = isBytes(result) ? { key: result } : objectOf(result);
  checkChoice(`${OPTION}.hash`, hash, ['sha256', 'sha384']);
  if (isBytes(key) && key.length >= MIN_KEY) return { key: new Uint8Array(key), hash };
  throw new ConfigError(OPTION, `must find a Uint8Array of at least ${MIN_KEY} bytes`);
}

function objectOf(result: unknown): FoundPsk {
  if (isObject(result)) return result as unknown as FoundPsk;
  throw new ConfigError(
    OPTION,
    `returned ${textOf(result)}: return a key, { key, hash }, or null for an unknown identity`,
  );
}
