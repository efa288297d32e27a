import { CookieKeys } from '../../dtls13/listener/cookie-keys.ts';
import type { RotatingKeys } from '../../dtls13/listener/rotating-keys.ts';
import { TicketKeys } from '../../dtls13/listener/ticket-keys.ts';
import { LISTENER_NUMBERS } from '../../dtls13/options/listener-options.ts';
import { clock } from '../clock.ts';
import { defaults } from '../defaults.ts';
import { KeyDistribution, type SendKeys } from './key-distribution.ts';

type Named = { readonly key: Uint8Array };

/** Milliseconds by which the timer is later than the end of a key, so that it does not find the key in use. */
const MARGIN = 10;

/** Milliseconds for which new keys wait for a worker that is silent. */
const CONFIRMATION_TIMEOUT = 2000;

/**
 * Keys of one purpose that all workers use: those of the application, or random ones that this thread replaces.
 */
export class SharedKeys<W> {
  /** Knows the workers. */
  readonly distribution: KeyDistribution<W>;
  readonly #keys: RotatingKeys<Named>;
  #timer: NodeJS.Timeout | undefined;

  /** `lifetime`: milliseconds after which a random key is replaced. */
  private constructor(keys: RotatingKeys<Named>, lifetime: number, send: SendKeys<W>) {
    this.#keys = keys;
    // The first key is generated now.
    this.distribution = new KeyDistribution(this.#accepted(), CONFIRMATION_TIMEOUT, send);
    if (!keys.areShared) this.#timer = setInterval(() => this.#distribute(), lifetime + MARGIN).unref();
  }

  /** Throws ConfigError (`cookieKeys`). */
  static forCookies<W>(given: readonly Uint8Array[] | undefined, send: SendKeys<W>): SharedKeys<W> {
    const lifetime = LISTENER_NUMBERS.cookieLifetime.default;
    return new SharedKeys(new CookieKeys(defaults.provider, given, lifetime), lifetime, send);
  }

  /** `lifetime`: of tickets. Throws ConfigError (`ticketKeys`). */
  static forTickets<W>(
    given: readonly Uint8Array[] | undefined,
    lifetime: number = LISTENER_NUMBERS.ticketLifetime.default,
    send: SendKeys<W> = () => {},
  ): SharedKeys<W> {
    return new SharedKeys(new TicketKeys(defaults.provider, given, lifetime), lifetime, send);
  }

  /** This thread generates the keys: nothing else has ever used them. */
  get areGenerated(): boolean {
    return !this.#keys.areShared;
  }

  /** Keys of the application. Throws ConfigError. */
  set(keys: readonly Uint8Array[]): void {
    this.#keys.set(keys);
    clearInterval(this.#timer);
    this.#distribute();
  }

  /** Overwrites the keys. */
  forget(): void {
    clearInterval(this.#timer);
    this.#keys.forget();
    this.distribution.forget();
  }

  #distribute(): void {
    this.distribution.set(this.#accepted());
  }

  /** Newest first; not copied. */
  #accepted(): Uint8Array[] {
    return this.#keys.accepted(clock()).map(({ key }) => key);
  }
}
