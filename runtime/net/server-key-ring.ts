import { type ServerKey, ServerKeyDerivation } from './server-key.ts';

/** A cookie is valid that long, so its key is needed that long after its last use. Milliseconds. */
const COOKIE_LIFETIME = 240_000;
/** As many keys as `setTicketKeys()` and `setCookieKeys()` take. */
const MAX_KEYS = 16;

/** A value that all servers can read. */
export interface SharedValue {
  readonly value: string;
  /** Milliseconds until it protects; negative: since when. */
  readonly startsIn: number;
}

/** Newest first. The arrays belong to whoever asked. */
export interface CurrentKeys {
  readonly ticketKeys: readonly Uint8Array[];
  readonly cookieKeys: readonly Uint8Array[];
}

interface RingKey extends ServerKey {
  readonly isShared: boolean;
  /** The time from which on it protects. */
  readonly from: number;
}

/**
 * The keys of a server for tickets and cookies: those that it shares with others, and while there is none that can be used,
 * keys of its own. All times are milliseconds of one clock.
 *
 * A key protects for one `lifetime` and is accepted for another one. While no newer key is known it protects for both.
 * A shared key that is not shared any more is not accepted for tickets; its cookies are, because a client whose cookie is
 * refused has no handshake.
 */
export class ServerKeyRing {
  readonly #derivation: ServerKeyDerivation;
  readonly #lifetime: number;
  #keys: readonly RingKey[] = [];
  #retired: readonly { readonly cookieKey: Uint8Array; readonly until: number }[] = [];

  /** `secret`: as that of `ServerKeyDerivation`. `lifetime`: milliseconds. */
  constructor(secret: Uint8Array, lifetime: number, now: number) {
    this.#derivation = new ServerKeyDerivation(secret);
    this.#lifetime = lifetime;
    this.advance(now);
  }

  /** A value for a new key. */
  createValue(): string {
    const { value, ticketKey, cookieKey } = this.#derivation.create();
    ticketKey.fill(0);
    cookieKey.fill(0);
    return value;
  }

  /** The value of the shared key that protects; undefined: a key of this server does. */
  newestShared(now: number): string | undefined {
    return this.#sharedActive(now)[0]?.value;
  }

  /** Replaces the shared keys. Returns the number of values that cannot be used: they were made with another secret. */
  share(values: readonly SharedValue[], now: number): number {
    const known = new Map(this.#keys.filter(({ isShared }) => isShared).map((key) => [key.value, key]));
    const shared: RingKey[] = [];
    let unusable = 0;
    for (const { value, startsIn } of values) {
      const from = now + startsIn;
      // It stays in `known`, so it is retired.
      if (this.#isOver({ from }, now)) continue;
      const key = known.get(value) ?? this.#derivation.open(value);
      known.delete(value);
      if (key === undefined) unusable++;
      else shared.push({ ...key, isShared: true, from });
    }
    for (const key of known.values()) this.#retire(key, now);
    this.#keys = [...shared, ...this.#keys.filter(({ isShared }) => !isShared)];
    this.advance(now);
    return unusable;
  }

  /** Removes keys that are over, and makes one where there is none that can protect. */
  advance(now: number): void {
    for (const key of this.#keys) if (this.#isOver(key, now)) this.#retire(key, now);
    this.#keys = this.#keys.filter((key) => !this.#isOver(key, now));
    for (const { cookieKey, until } of this.#retired) if (now >= until) cookieKey.fill(0);
    this.#retired = this.#retired.filter(({ until }) => now < until);
    if (this.#sharedActive(now).length > 0) return;
    const [own] = this.#own();
    if (own !== undefined && now < own.from + this.#lifetime) return;
    this.#keys = [...this.#keys, { ...this.#derivation.create(), isShared: false, from: now }];
  }

  /** Identifies the keys and their order, so that a change can be noticed. A secret. */
  fingerprint(now: number): string {
    return [...this.#ordered(now).map(({ value }) => value), this.#retired.length].join();
  }

  /** Copies of the keys. */
  current(now: number): CurrentKeys {
    const keys = this.#ordered(now);
    const cookieKeys = [...keys, ...this.#retired].map(({ cookieKey }) => cookieKey.slice());
    return {
      ticketKeys: keys.slice(0, MAX_KEYS).map(({ ticketKey }) => ticketKey.slice()),
      cookieKeys: cookieKeys.slice(0, MAX_KEYS),
    };
  }

  /** Overwrites all keys and the secret. The ring must not be used any more. */
  forget(): void {
    for (const { ticketKey, cookieKey } of this.#keys) {
      ticketKey.fill(0);
      cookieKey.fill(0);
    }
    for (const { cookieKey } of this.#retired) cookieKey.fill(0);
    this.#keys = [];
    this.#retired = [];
    this.#derivation.forget();
  }

  #ordered(now: number): readonly RingKey[] {
    const active = this.#sharedActive(now);
    const pending = this.#keys.filter((key) => key.isShared && !active.includes(key));
    return active.length > 0 ? [...active, ...pending, ...this.#own()] : [...this.#own(), ...pending];
  }

  /** Newest first. */
  #sharedActive(now: number): readonly RingKey[] {
    return this.#keys.filter(({ isShared, from }) => isShared && from <= now).sort((a, b) => b.from - a.from);
  }

  /** Newest first. */
  #own(): readonly RingKey[] {
    return this.#keys.filter(({ isShared }) => !isShared).sort((a, b) => b.from - a.from);
  }

  #isOver({ from }: Pick<RingKey, 'from'>, now: number): boolean {
    return now >= from + 2 * this.#lifetime;
  }

  #retire({ ticketKey, cookieKey }: RingKey, now: number): void {
    ticketKey.fill(0);
    const retired = [{ cookieKey, until: now + COOKIE_LIFETIME }, ...this.#retired];
    for (const over of retired.slice(MAX_KEYS)) over.cookieKey.fill(0);
    this.#retired = retired.slice(0, MAX_KEYS);
  }
}
