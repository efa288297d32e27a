import { CookieKeys } from '../../dtls13/listener/cookie-keys.ts';
import type { RotatingKeys } from '../../dtls13/listener/rotating-keys.ts';
import { TicketKeys } from '../../dtls13/listener/ticket-keys.ts';
import { LISTENER_NUMBERS } from '../../dtls13/options/listener-options.ts';
import { clock } from '../clock.ts';
import { defaults } from '../defaults.ts';

type Named = { readonly key: Uint8Array };

/** Milliseconds by which the timer is later than the end of a key, so that it does not find the key in use. */
const MARGIN = 10;

/** Keys of one purpose that all workers use: those of the application, or random ones that this thread replaces. */
export class SharedKeys {
  readonly #keys: RotatingKeys<Named>;
  readonly #changed: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** `lifetime`: milliseconds after which a random key is replaced. `changed`: the workers need the keys again. */
  private constructor(keys: RotatingKeys<Named>, lifetime: number, changed: () => void) {
    this.#keys = keys;
    this.#changed = changed;
    // The first key is generated now.
    this.#keys.accepted(clock());
    if (!keys.areShared) this.#timer = setInterval(changed, lifetime + MARGIN).unref();
  }

  /** Throws ConfigError (`cookieKeys`). */
  static forCookies(given: readonly Uint8Array[] | undefined, changed: () => void): SharedKeys {
    const lifetime = LISTENER_NUMBERS.cookieLifetime.default;
    return new SharedKeys(new CookieKeys(defaults.provider, given, lifetime), lifetime, changed);
  }

  /** `lifetime`: of tickets. Throws ConfigError (`ticketKeys`). */
  static forTickets(
    given: readonly Uint8Array[] | undefined,
    lifetime: number = LISTENER_NUMBERS.ticketLifetime.default,
    changed: () => void = () => {},
  ): SharedKeys {
    return new SharedKeys(new TicketKeys(defaults.provider, given, lifetime), lifetime, changed);
  }

  /** This thread generates the keys: nothing else has ever used them. */
  get areGenerated(): boolean {
    return !this.#keys.areShared;
  }

  /** Copies of the keys that are accepted now, newest first. */
  current(): Uint8Array[] {
    return this.#keys.accepted(clock()).map(({ key }) => new Uint8Array(key));
  }

  /** Keys of the application. Throws ConfigError. */
  set(keys: readonly Uint8Array[]): void {
    this.#keys.set(keys);
    clearInterval(this.#timer);
    this.#changed();
  }

  /** Overwrites the keys. */
  forget(): void {
    clearInterval(this.#timer);
    this.#keys.forget();
  }
}
