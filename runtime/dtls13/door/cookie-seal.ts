import { StatelessCookie } from '../../../generated/dtls13/wire/stateless-cookie.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { WireError } from '../../errors/wire-error.ts';
import { decodeAll, Writer } from '../../wire/index.ts';
import type { CookieContents } from '../handshake/server/door.ts';
import type { CookieKeys } from './cookie-keys.ts';

const NO_MAC = new Uint8Array(32);

/**
 * Makes cookies and tells its own from all others. The MAC covers the client's address, the cookie with its time, and
 * everything in the ClientHello that must be the same the second time. So a cookie is of use to one address, for one
 * handshake, for `lifetime` milliseconds. RFC 9147 section 5.1.
 *
 * Cookies of keys that are shared bear the date, because it is the only time two processes have in common. It may be set
 * in either direction between making a cookie and reading it: such a cookie is taken although it looks up to one
 * `lifetime` too young or too old. Cookies of our own keys bear the time of `now`, which nobody sets.
 */
export class CookieSeal {
  readonly #provider: CryptoProvider;
  readonly #keys: CookieKeys;
  readonly #lifetime: number;
  readonly #wallClock: (() => number) | undefined;
  readonly #writer = new Writer();
  #scratch = new Uint8Array(2048);

  /**
   * `lifetime`: milliseconds from when a cookie is made until it is refused. `wallClock`: the date in milliseconds since
   * the Unix epoch; without it `now` is taken for the date.
   */
  constructor(provider: CryptoProvider, keys: CookieKeys, lifetime: number, wallClock?: () => number) {
    this.#provider = provider;
    this.#keys = keys;
    this.#lifetime = lifetime;
    this.#wallClock = wallClock;
  }

  /**
   * A cookie for the client at `address`, as a fresh array. `binding`: bytes that the second ClientHello must lead to
   * as well.
   */
  seal(contents: CookieContents, address: Uint8Array, binding: Uint8Array, now: number): Uint8Array {
    const { id, key } = this.#keys.newest(now);
    const { cipherSuite, selectedGroup, clientHelloHash } = contents;
    const issued = Math.max(0, Math.floor(this.#time(now)));
    const cookie = { keyId: id, issued, cipherSuite, selectedGroup, clientHelloHash, mac: NO_MAC };
    const mac = this.#provider.hmac('sha256', key, this.#covered(cookie, address, binding));
    const bytes = new Uint8Array(StatelessCookie.size(cookie));
    StatelessCookie.encode(this.#writer.reset(bytes), { ...cookie, mac });
    return bytes;
  }

  /**
   * What stands in a cookie that the client at `address` brought back; undefined when it is not ours, not for this
   * address and `binding`, or out of its time. The contents are views into the cookie.
   */
  open(bytes: Uint8Array, address: Uint8Array, binding: Uint8Array, now: number): CookieContents | undefined {
    const cookie = decoded(bytes);
    if (cookie === undefined) return undefined;
    if (!this.#isCurrent(cookie.issued, now)) return undefined;
    const candidates = this.#keys.accepted(now).filter(({ id }) => id === cookie.keyId);
    if (candidates.length === 0) return undefined;
    const covered = this.#covered(cookie, address, binding);
    const isOurs = candidates.some(({ key }) =>
      this.#provider.equal(this.#provider.hmac('sha256', key, covered), cookie.mac),
    );
    return isOurs ? cookie : undefined;
  }

  #time(now: number): number {
    return this.#keys.areShared ? (this.#wallClock?.() ?? now) : now;
  }

  #isCurrent(issued: number, now: number): boolean {
    const age = this.#time(now) - issued;
    const step = this.#keys.areShared ? this.#lifetime : 0;
    return age >= -step && age <= this.#lifetime + step;
  }

  /** What the MAC is made of: the cookie up to it, the address and its length, the binding. */
  #covered(cookie: StatelessCookie, address: Uint8Array, binding: Uint8Array): Uint8Array {
    const needed = StatelessCookie.size(cookie) + 4 + address.length + binding.length;
    if (this.#scratch.length < needed) this.#scratch = new Uint8Array(needed);
    const writer = this.#writer.reset(this.#scratch);
    StatelessCookie.encode(writer, cookie);
    // The MAC is the last field: what follows takes its place.
    writer.position -= cookie.mac.length;
    writer.uint32(writer.reserve(4, 'length of the address'), address.length);
    writer.put(address, 'address');
    writer.put(binding, 'binding');
    return writer.written;
  }
}

function decoded(bytes: Uint8Array): StatelessCookie | undefined {
  try {
    return decodeAll(StatelessCookie, bytes);
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}
