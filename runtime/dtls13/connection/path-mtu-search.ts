import type { CryptoProvider } from '../../crypto/provider.ts';
import { equalBytes } from '../../wire/index.ts';
import type { ResolvedMtuDiscovery } from '../options/mtu-discovery-options.ts';
import type { Counters } from '../statistics.ts';
import { pathCheckCookie } from './path-check-cookie.ts';

/** The parts of the connection that the search needs. Lengths are bytes of UDP payload. */
export interface PathMtuSearchContext {
  readonly provider: CryptoProvider;
  readonly counters: Pick<Counters, 'mtuProbesSent' | 'mtuProbesAnswered'>;
  /** The longest datagram that the connection sends now. */
  size(): number;
  /** The same without reductions and without probes. */
  configuredSize(): number;
  /** The longest datagram that one record fills. */
  longestDatagram(): number;
  /** The time of the current input, in the host's milliseconds. */
  now(): number;
  /** The last measured round trip in milliseconds; undefined: none was measured. */
  roundTrip(): number | undefined;
  /** Sends a path_challenge on the current path, padded to a datagram of `length` bytes; undefined: not padded. */
  challenge(cookie: Uint8Array, length: number | undefined): void;
  /** The path carries datagrams of this length. */
  raise(size: number): void;
  /** The path does not carry any more what was found: returns to the configured size. */
  reset(): void;
}

interface Probe {
  readonly cookie: Uint8Array;
  readonly isPadded: boolean;
}

/** Times a length is tried; MAX_PROBES of DPLPMTUD. */
const MAX_PROBES = 3;
/** PROBE_TIMER in round trips, its minimum, and without a measurement, in milliseconds. */
const PROBE_ROUND_TRIPS = 3;
const MIN_PROBE_TIME = 1000;
const DEFAULT_PROBE_TIME = 15_000;
/** A search ends when the result is known to this number of bytes. */
const RESOLUTION = 16;
/** Milliseconds to the next attempt after probes to which the peer did not respond at all. */
const RETRY_TIME = 60_000;
const NEVER = Number.POSITIVE_INFINITY;

/**
 * Search for the longest datagram that the path carries: DPLPMTUD with path_challenges (RFC 9853 section 5.3) as probes,
 * which the peer answers without an effect on anything else.
 *
 * 1. A search starts when application data is sent, so an idle connection remains idle. It tries the maximum, then
 *    halves the interval between the longest length that arrived and the shortest that did not.
 * 2. With each padded challenge goes one without padding. A length is too long when only the short ones were answered, in
 *    three attempts: the loss of all says nothing about the length. The loss of a probe has no other effect.
 * 3. A length above the configured one is confirmed from time to time while data is sent, because the path may change
 *    without a report.
 * 4. After `raiseTimeout` the next search starts.
 */
export class PathMtuSearch {
  readonly #context: PathMtuSearchContext;
  readonly #options: ResolvedMtuDiscovery;
  readonly #raiseTimeout: number;
  /** The length that is probed; undefined: none. */
  #length: number | undefined;
  #attempts = 0;
  #probes: Probe[] = [];
  #isShortAnswered = false;
  /** The shortest length that did not arrive. */
  #tooLong = NEVER;
  #isDataSent = false;
  #expireAt = NEVER;
  #searchAt: number;
  #confirmAt = NEVER;

  /** `raiseTimeout`: milliseconds from one search to the next; Infinity: one search on each path. */
  constructor(context: PathMtuSearchContext, options: ResolvedMtuDiscovery, raiseTimeout: number) {
    this.#context = context;
    this.#options = options;
    this.#raiseTimeout = raiseTimeout;
    this.#searchAt = context.now();
  }

  /** When `expire` is due; Infinity: nothing to do before data is sent. */
  get deadline(): number {
    if (this.#length !== undefined) return this.#expireAt;
    return this.#isDataSent ? Math.min(this.#searchAt, this.#confirmAt) : NEVER;
  }

  /** Application data is sent. */
  dataSent(): void {
    this.#isDataSent = true;
  }

  expire(now: number): void {
    if (now < this.deadline) return;
    if (this.#length !== undefined) {
      this.#attemptExpired(this.#length);
      return;
    }
    this.#isDataSent = false;
    if (now >= this.#confirmAt) this.#start(this.#context.size());
    else this.#continue();
  }

  /** A path_response on the current path. False: it does not belong to a probe. */
  responseReceived(cookie: Uint8Array): boolean {
    const probe = this.#probes.find((each) => equalBytes(each.cookie, cookie));
    if (probe === undefined) return false;
    if (!probe.isPadded) {
      this.#isShortAnswered = true;
      return true;
    }
    this.#context.counters.mtuProbesAnswered += 1;
    const length = this.#length as number;
    this.#end();
    if (length > this.#context.size()) this.#context.raise(length);
    this.#confirmLater();
    this.#continue();
    return true;
  }

  /** The network refused a datagram of this length. True: it was a probe. */
  datagramTooLong(length: number): boolean {
    if (length > this.#context.size()) {
      if (length === this.#length) this.#failed(length);
      return true;
    }
    this.#end();
    this.#tooLong = Math.min(this.#tooLong, length);
    this.#searchAt = this.#context.now();
    this.#isDataSent = true;
    return false;
  }

  /** Another path, or another configured size. */
  restart(): void {
    this.#end();
    this.#tooLong = NEVER;
    this.#confirmAt = NEVER;
    this.#searchAt = this.#context.now();
  }

  /** Stops at the end of the connection. */
  stop(): void {
    this.#end();
    this.#searchAt = NEVER;
    this.#confirmAt = NEVER;
  }

  /** Probes the next length, or ends the search. */
  #continue(): void {
    const { size, configuredSize, longestDatagram, now } = this.#context;
    if (now() < this.#searchAt) return;
    const max = Math.min(longestDatagram(), Math.max(this.#options.max, configuredSize()));
    const bound = Math.min(this.#tooLong, max + 1);
    if (bound === max + 1 && max > size()) this.#start(max);
    else if (bound - size() > RESOLUTION) this.#start(Math.floor((size() + bound) / 2));
    else {
      this.#tooLong = NEVER;
      this.#searchAt = now() + this.#raiseTimeout;
    }
  }

  #start(length: number): void {
    this.#length = length;
    this.#attempts = 0;
    this.#isShortAnswered = false;
    this.#send(length);
  }

  #send(length: number): void {
    const { counters, now, roundTrip } = this.#context;
    this.#attempts += 1;
    counters.mtuProbesSent += 1;
    this.#challenge(length);
    this.#challenge(undefined);
    const measured = roundTrip();
    const time = measured === undefined ? DEFAULT_PROBE_TIME : Math.max(PROBE_ROUND_TRIPS * measured, MIN_PROBE_TIME);
    this.#expireAt = now() + time;
  }

  #challenge(length: number | undefined): void {
    const cookie = pathCheckCookie(this.#context.provider);
    this.#probes.push({ cookie, isPadded: length !== undefined });
    this.#context.challenge(cookie, length);
  }

  #attemptExpired(length: number): void {
    if (this.#attempts < MAX_PROBES) this.#send(length);
    else if (this.#isShortAnswered) this.#failed(length);
    else {
      const retryAt = this.#context.now() + RETRY_TIME;
      this.#end();
      this.#searchAt = Math.max(this.#searchAt, retryAt);
      if (this.#confirmAt !== NEVER) this.#confirmAt = retryAt;
    }
  }

  /** The path does not carry this length. */
  #failed(length: number): void {
    this.#end();
    this.#tooLong = length;
    if (length <= this.#context.size()) {
      this.#context.reset();
      this.#confirmAt = NEVER;
      this.#searchAt = this.#context.now();
    }
    this.#continue();
  }

  #confirmLater(): void {
    const { size, configuredSize, now } = this.#context;
    this.#confirmAt = size() > configuredSize() ? now() + this.#options.confirmInterval : NEVER;
  }

  #end(): void {
    this.#length = undefined;
    this.#probes = [];
  }
}
