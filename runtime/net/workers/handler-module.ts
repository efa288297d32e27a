import { ConfigError } from '../../errors/config-error.ts';
import { isObject } from '../../errors/option-checks.ts';
import { type OptionNames, takeOptions } from '../../errors/option-names.ts';
import { WirechartError } from '../../errors/wirechart-error.ts';
import type { DtlsEndpoint } from '../dtls-endpoint.ts';
import type { DtlsSession } from '../dtls-session.ts';
import type { ListenOptions } from '../listen-options.ts';
import { textOf } from '../thrown-value.ts';
import type { HandlerOptions, PassedOptions } from './worker-listen-options.ts';

/** What a module with a handler exports. */
export interface HandlerModule {
  /** Called with each session of the worker whose handshake is complete. Required, unless `options` has `onBatch`. */
  readonly default?: ((session: DtlsSession) => void) | undefined;
  /** Options that cannot be copied to another thread. */
  readonly options?: HandlerOptions | undefined;
  /**
   * Called once, with the endpoint of the worker before its first session, and the number of the worker: for its events, and
   * for `sendDatagram`.
   */
  readonly onendpoint?: ((endpoint: DtlsEndpoint, worker: number) => void) | undefined;
}

const NAMES: OptionNames<HandlerOptions> = {
  provider: true,
  pskCallback: true,
  verifyPeer: true,
  keylog: true,
  trace: true,
  onLegacyHello: true,
  onBatch: true,
  buffers: true,
  padding: true,
  earlyData: true,
  connectionIds: true,
};

/** Imports a module. Throws WirechartError (ERR_DTLS_WORKER_MODULE), ConfigError for its exports. */
export async function importHandler(url: string): Promise<HandlerModule> {
  let module: unknown;
  try {
    module = await import(url);
  } catch (cause) {
    throw new WirechartError('ERR_DTLS_WORKER_MODULE', `the module cannot be loaded: ${textOf(cause)}`, { cause });
  }
  const { default: handler, options, onendpoint } = module as Partial<HandlerModule>;
  if (typeof handler !== 'function' && (handler !== undefined || options?.onBatch === undefined)) {
    throw new WirechartError(
      'ERR_DTLS_WORKER_MODULE',
      'the module has no default export that is a function: onsession',
    );
  }
  if (onendpoint !== undefined && typeof onendpoint !== 'function') {
    throw new ConfigError('onendpoint', 'must be a function');
  }
  return { default: handler, options, onendpoint };
}

/** The options of the main thread with those of the module. Throws ConfigError. */
export function withHandlerOptions(passed: PassedOptions, given: HandlerOptions = {}): ListenOptions {
  const { earlyData, connectionIds, padding, buffers, ...rest } = takeOptions(
    given,
    NAMES,
    'the options of a module',
    (name) => (name in passed ? 'is an option of listen(): it is copied to the workers' : undefined),
  );
  if (connectionIds !== undefined && !isObject(connectionIds)) {
    throw new ConfigError('connectionIds', 'must be an object with generate');
  }
  const ids = passed.connectionIds;
  return {
    ...passed,
    ...rest,
    padding: padding ?? passed.padding,
    buffers: buffers ?? passed.buffers,
    connectionIds: ids && { ...ids, generate: connectionIds?.generate },
    earlyData: mergedEarlyData(passed, earlyData),
  } as ListenOptions;
}

function mergedEarlyData({ earlyData: passed }: PassedOptions, given: HandlerOptions['earlyData']): unknown {
  if (given === undefined) return passed;
  if (!isObject(given)) throw new ConfigError('earlyData', 'must be an object with onmessage');
  return { ...passed, ...given };
}
