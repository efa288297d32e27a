import { EventEmitter } from 'node:events';
import { LISTENER_NUMBERS } from '../dtls13/options/listener-options.ts';
import { ConfigError } from '../errors/config-error.ts';
import { checkString, integerOption, isBytes, isObject, type NumberOption } from '../errors/option-checks.ts';
import { type OptionNames, takeOptions } from '../errors/option-names.ts';
import { TimeoutError } from '../errors/timeout-error.ts';
import { WirechartError } from '../errors/wirechart-error.ts';
import { checkSignal, onAbort } from './abort-signal.ts';
import { clock } from './clock.ts';
import { type Deferred, deferred } from './deferred.ts';
import { callListener, emitGuarded } from './listener-guard.ts';
import type { RedisClient } from './redis-replay-store.ts';
import { withoutValues } from './server-key.ts';
import { ServerKeyRing } from './server-key-ring.ts';
import { exchangeValues, parseSharedValues, type SharedValues } from './shared-values.ts';
import { textOf } from './thrown-value.ts';

/** The options of `RedisServerKeys`. */
export interface RedisServerKeysOptions {
  /** Name of the sorted set in Redis, the same for all servers. Default `wirechart:server-keys`. */
  readonly name?: string | undefined;
  /**
   * At least 32 unpredictable bytes, the same for all servers, that Redis does not see. Without it whoever reads the set in
   * Redis has the ticket keys, and whoever writes it chooses them; see SECURITY.md. To replace it, replace `name` too.
   * Default: none.
   */
  readonly secret?: Uint8Array | undefined;
  /**
   * How long a key protects before the next one does, and how long it is accepted afterwards: `ticketLifetime` of
   * `listen()`, in milliseconds: 1000 to 604800000, the same for all servers. Default 7200000.
   */
  readonly ticketLifetime?: number | undefined;
  /**
   * Time between two questions to Redis, in milliseconds: 100 to 3600000, and at most an eighth of `ticketLifetime`.
   * Default 10000.
   */
  readonly pollInterval?: number | undefined;
  /** How long an answer of Redis may take, in milliseconds: 10 to 60000. Default 2000. */
  readonly timeout?: number | undefined;
  /** Calls `close()` when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** The events of `RedisServerKeys` with the arguments of their listeners. */
export interface RedisServerKeysEvents {
  /** The endpoints have got other keys. */
  change: [];
  /**
   * Redis did not answer (TimeoutError), or refused, or has values that cannot be used (ERR_WIRECHART_SHARED_KEYS). The
   * servers continue with the keys that they have. At most one for each question.
   */
  failure: [error: Error];
}

/** What `attach` uses of an endpoint. The keys belong to it. */
export interface KeyedEndpoint {
  readonly closed: PromiseLike<unknown>;
  setTicketKeys(keys: readonly Uint8Array[]): void;
  setCookieKeys(keys: readonly Uint8Array[]): void;
}

const NAMES: OptionNames<RedisServerKeysOptions> = {
  name: true,
  secret: true,
  ticketLifetime: true,
  pollInterval: true,
  timeout: true,
  signal: true,
};
const NUMBERS = {
  ticketLifetime: LISTENER_NUMBERS.ticketLifetime,
  pollInterval: { min: 100, max: 3_600_000, default: 10_000 },
  timeout: { min: 10, max: 60_000, default: 2000 },
} as const satisfies Readonly<Record<string, NumberOption>>;
const DEFAULT_NAME = 'wirechart:server-keys';
const SECRET_BYTES = 32;
const POLLS_IN_LIFETIME = 8;
/** Polls before a new key is used: one may be missed. */
const POLLS_IN_LEAD = 4;
/** A client that is not connected may keep calls, and the memory for them, until it is. */
const MAX_UNANSWERED = 2;

/**
 * Keys for tickets and cookies that several servers share in a Redis server: each accepts the tickets and cookies of the
 * others. The keys of an endpoint are set by `attach()`, and set again when they change.
 *
 * Redis holds the random values that the keys are derived from. One server adds the next one before it is used, so that all
 * know it then. A server that restarts gets the same keys. A value that is removed in Redis ends its tickets at all servers.
 *
 * No handshake waits for Redis. While it does not answer, the servers use the keys that they have, up to twice
 * `ticketLifetime`, and otherwise keys of their own: then clients with tickets of another server have full handshakes.
 */
export class RedisServerKeys extends EventEmitter<RedisServerKeysEvents> {
  /** Resolves after the first answer of Redis, or when there was none in time. Never rejects. */
  readonly ready: Promise<void>;

  readonly #client: RedisClient;
  readonly #name: string;
  readonly #lifetime: number;
  readonly #pollInterval: number;
  readonly #timeout: number;
  readonly #ring: ServerKeyRing;
  readonly #endpoints = new Set<KeyedEndpoint>();
  readonly #ready: Deferred<void> = deferred();
  readonly #closed: Deferred<void> = deferred();
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;
  #fingerprint: string;
  /** Number of the last call, and of the last one whose answer was used. */
  #calls = 0;
  #answered = 0;
  #unanswered = 0;

  /**
   * `client`: of the package `redis`, version 4 or later; it belongs to the application, and need not be connected yet.
   * Throws ConfigError.
   */
  constructor(client: RedisClient, options: RedisServerKeysOptions = {}) {
    super();
    if (!isObject(client) || typeof client['eval'] !== 'function') {
      throw new ConfigError('client', 'must have a function `eval`');
    }
    const { name = DEFAULT_NAME, secret, signal, ...given } = takeOptions(options, NAMES, 'RedisServerKeys');
    checkString('name', name);
    if (name === '') throw new ConfigError('name', 'must not be empty');
    if (secret !== undefined && !(isBytes(secret) && secret.length >= SECRET_BYTES)) {
      throw new ConfigError('secret', `must have at least ${SECRET_BYTES} bytes`);
    }
    checkSignal(signal);
    this.ready = this.#ready.promise;
    this.#client = client;
    this.#name = name;
    this.#lifetime = integerOption('ticketLifetime', given.ticketLifetime, NUMBERS.ticketLifetime);
    const pollInterval = integerOption('pollInterval', given.pollInterval, NUMBERS.pollInterval);
    this.#pollInterval = Math.min(pollInterval, Math.floor(this.#lifetime / POLLS_IN_LIFETIME));
    this.#timeout = integerOption('timeout', given.timeout, NUMBERS.timeout);
    this.#ring = new ServerKeyRing(secret ?? new Uint8Array(0), this.#lifetime, clock());
    this.#fingerprint = this.#ring.fingerprint(clock());
    if (signal !== undefined) onAbort(signal, this.#closed.promise, () => this.close());
    // The caller can add listeners first.
    process.nextTick(() => this.#poll());
  }

  /** Whether the keys are those of Redis, and not of this server alone. */
  get isShared(): boolean {
    return !this.#isClosed && this.#ring.newestShared(clock()) !== undefined;
  }

  /**
   * Sets the keys of an endpoint now and whenever they change, until it is closed. Call it in the tick of `listen()`:
   * cookies under the keys that the endpoint had before are not accepted any more. Throws WirechartError (ERR_DTLS_CLOSED)
   * after `close()`, ConfigError for another value than an endpoint.
   */
  attach(endpoint: KeyedEndpoint): void {
    if (this.#isClosed) throw new WirechartError('ERR_DTLS_CLOSED', 'the shared keys are closed');
    if (
      !isObject(endpoint) ||
      ![endpoint.setTicketKeys, endpoint.setCookieKeys].every((each) => typeof each === 'function')
    ) {
      throw new ConfigError('endpoint', 'must have functions `setTicketKeys` and `setCookieKeys`');
    }
    const { ticketKeys, cookieKeys } = this.#ring.current(clock());
    endpoint.setTicketKeys(ticketKeys);
    endpoint.setCookieKeys(cookieKeys);
    this.#endpoints.add(endpoint);
    const detach = (): void => void this.#endpoints.delete(endpoint);
    new Promise((resolve) => resolve(endpoint.closed)).then(detach, detach);
  }

  /** Asks Redis no more, and overwrites the keys. Endpoints keep the keys that they have. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#endpoints.clear();
    this.#ring.forget();
    this.#fingerprint = '';
    this.#ready.resolve();
    this.#closed.resolve();
  }

  /** Asks Redis once, and starts the timer for the next time when it has answered or `timeout` is over. */
  #poll(): void {
    if (this.#isClosed) return;
    const call = ++this.#calls;
    let isOver = false;
    const over = (error?: Error): void => {
      if (isOver || this.#isClosed) return;
      isOver = true;
      clearTimeout(this.#timer);
      // Only the sockets keep the process alive.
      this.#timer = setTimeout(() => this.#poll(), this.#pollInterval).unref();
      this.#advance();
      this.#ready.resolve();
      // A listener of `change` may have closed it.
      if (error !== undefined && !this.#isClosed) emitGuarded(this, 'failure', error);
    };
    this.#timer = setTimeout(() => over(new TimeoutError('Redis', this.#timeout)), this.#timeout).unref();
    if (this.#unanswered >= MAX_UNANSWERED) return;
    this.#unanswered++;
    // The executor catches what a client throws, and `resolve` handles every thenable.
    new Promise<unknown>((resolve) => resolve(this.#ask())).then(
      (answer) => {
        this.#unanswered--;
        // Also a late one: the call may have waited for the connection.
        if (!this.#isClosed) over(this.#accept(call, answer));
      },
      (error) => {
        this.#unanswered--;
        // Without `cause`: the errors of some clients contain the arguments of the call.
        over(sharedKeysError(`Redis failed: ${withoutValues(textOf(error))}`));
      },
    );
  }

  #ask(): PromiseLike<unknown> {
    const lead = Math.min(this.#lifetime / 2, POLLS_IN_LEAD * this.#pollInterval);
    return exchangeValues(this.#client, {
      name: this.#name,
      lifetime: this.#lifetime,
      lead: Math.floor(lead),
      newValue: this.#ring.createValue(),
      known: this.#ring.newestShared(clock()),
    });
  }

  /** Takes the keys of an answer, if none of a later call was taken. Returns an error for values that cannot be used. */
  #accept(call: number, answer: unknown): Error | undefined {
    if (call < this.#answered) return undefined;
    const shared = readAnswer(answer);
    if (shared === undefined) return sharedKeysError('the answer of Redis is not that of the script');
    this.#answered = call;
    const unusable = this.#ring.share(shared.values, clock());
    this.#advance();
    if (shared.foreign > 0) return sharedKeysError(`${this.#name} has ${shared.foreign} members that are not keys`);
    if (unusable > 0) return sharedKeysError(`${this.#name} has ${unusable} keys of another \`secret\``);
    return undefined;
  }

  /** Gives the endpoints the keys of this moment, if they are others. */
  #advance(): void {
    const now = clock();
    this.#ring.advance(now);
    const fingerprint = this.#ring.fingerprint(now);
    if (fingerprint === this.#fingerprint) return;
    this.#fingerprint = fingerprint;
    for (const endpoint of this.#endpoints) {
      const { ticketKeys, cookieKeys } = this.#ring.current(now);
      callListener(endpoint.setTicketKeys, endpoint, ticketKeys);
      callListener(endpoint.setCookieKeys, endpoint, cookieKeys);
    }
    emitGuarded(this, 'change');
  }
}

/** A client may return any object, also one whose properties throw. */
function readAnswer(answer: unknown): SharedValues | undefined {
  try {
    return parseSharedValues(answer);
  } catch {
    return undefined;
  }
}

function sharedKeysError(text: string): WirechartError {
  return new WirechartError('ERR_WIRECHART_SHARED_KEYS', text);
}
