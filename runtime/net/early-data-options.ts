import { LISTENER_NUMBERS } from '../dtls13/options/listener-options.ts';
import { ConfigError } from '../errors/config-error.ts';
import { checkFunction, checkGiven, isObject } from '../errors/option-checks.ts';
import { type OptionNames, takeOptions } from '../errors/option-names.ts';
import type { DtlsSession } from './dtls-session.ts';
import { MemoryReplayStore, type ReplayStore } from './replay-store.ts';

/** The early data (0-RTT) that a server accepts; RFC 9846 sections 2.3 and 8. */
export interface EarlyDataOptions {
  /**
   * Called with each message of early data, before the handshake is complete. The application owns the bytes. It may
   * answer at once with `session.send()`, which returns false above three times the bytes that the client sent (RFC 9147
   * section 5.1). The client has only proved that it had the ticket: an attacker can replay the message to another server,
   * and a client can repeat it. Act only on requests that may arrive several times.
   */
  readonly onmessage: (data: Uint8Array, session: DtlsSession) => void;
  /** Bytes that a client may send with a ticket: 1 to 1048576. Default 16384. */
  readonly maxSize?: number | undefined;
  /**
   * Longest difference between the age of a ticket and the age that the client claims, in milliseconds: 100 to 60000.
   * Default 10000; RFC 9846 section 8.3.
   */
  readonly window?: number | undefined;
  /** Recognizes replays. Default: a `MemoryReplayStore`, which is sufficient for one process only. */
  readonly store?: ReplayStore | undefined;
}

/** The same with its defaults. */
export interface ResolvedEarlyData extends Omit<EarlyDataOptions, 'store' | 'maxSize'> {
  readonly maxSize: number;
  readonly store: ReplayStore;
}

const NAMES: OptionNames<EarlyDataOptions> = { onmessage: true, maxSize: true, window: true, store: true };
const DEFAULT_MAX_SIZE = 16_384;

/**
 * `hasTickets`: the server issues tickets. Throws ConfigError. The core checks the numbers, but 0, which would turn early
 * data off.
 */
export function resolveEarlyData(
  given: EarlyDataOptions | undefined,
  hasTickets: boolean,
): ResolvedEarlyData | undefined {
  if (given === undefined) return undefined;
  if (!isObject(given)) throw new ConfigError('earlyData', 'must be an object with onmessage');
  const { onmessage, maxSize = DEFAULT_MAX_SIZE, window, store } = takeOptions(given, NAMES, 'earlyData');
  checkGiven('earlyData.onmessage', onmessage);
  checkFunction('earlyData.onmessage', onmessage);
  if (maxSize === 0) throw new ConfigError('earlyData.maxSize', `must be 1 to ${LISTENER_NUMBERS.maxEarlyData.max}`);
  if (store !== undefined && (!isObject(store) || typeof store.record !== 'function')) {
    throw new ConfigError('earlyData.store', 'must have a function `record`');
  }
  if (!hasTickets) throw new ConfigError('earlyData', 'needs tickets: set `tickets` or `ticketKeys`');
  return { onmessage, maxSize, window, store: store ?? new MemoryReplayStore() };
}
