import { CookieMacInput } from '../../../generated/dtls13/wire/cookie-mac-input.ts';
import { StatelessCookie } from '../../../generated/dtls13/wire/stateless-cookie.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { WireError } from '../../errors/wire-error.ts';
import { decodeAll, encodeToBytes, Writer } from '../../wire/index.ts';
import type { CookieContents, SecondClientHelloSelection } from '../handshake/server/stateless-handshake-context.ts';
import type { CookieKeys } from './cookie-keys.ts';

/** Length of the truncated MAC in a cookie: 128 bits, see the spec. */
const MAC_BYTES = 16;

/**
 * Creates and verifies cookies; RFC 9147 section 5.1. The MAC covers the client's address, the cookie with its
 * timestamp, the selection of the HelloRetryRequest, and every part of the ClientHello that must be equal in the second
 * one. So a cookie is valid for one address, for one handshake, for `lifetime` milliseconds.
 *
 * Cookies under shared keys contain the date, because it is the only time that two processes have in common. The date
 * may be set forward or back between creation and verification: such a cookie is accepted if it appears up to one
 * `lifetime` too young or too old. Cookies under our own keys contain the time `now`, which does not change with the
 * date.
 */
export class CookieAuthenticator {
  readonly #provider: CryptoProvider;
  readonly #keys: CookieKeys;
  readonly #lifetime: number;
  readonly #wallClock: (() => number) | undefined;
  readonly #writer = new Writer();
  #scratch = new Uint8Array(2048);

  /**
   * `lifetime`: milliseconds for which a cookie is valid. `wallClock`: the date in milliseconds since the Unix epoch;
   * without it `now` is the date.
   */
  constructor(provider: CryptoProvider, keys: CookieKeys, lifetime: number, wallClock?: () => number) {
    this.#provider = provider;
    this.#keys = keys;
    this.#lifetime = lifetime;
    this.#wallClock = wallClock;
  }

  /**
   * A cookie for the client at `address`, as a fresh array. `binding`: bytes that must be equal for the second
   * ClientHello.
   */
  create(contents: CookieContents, address: Uint8Array, binding: Uint8Array, now: number): Uint8Array {
    const { id, key } = this.#keys.newest(now);
    const { cipherSuite, selectedGroup, clientHelloHash } = contents;
    const issued = this.#issued(now);
    const macInput = { keyId: id, issued, cipherSuite, selectedGroup, clientHelloHash, address, binding };
    return encodeToBytes(StatelessCookie, {
      groupRequested: selectedGroup !== 0,
      keyId: id,
      issued: issued >>> 0,
      mac: this.#mac(key, macInput),
      clientHelloHash,
    });
  }

  /**
   * The contents of a cookie from the client at `address`; undefined: it is not ours, it was made for another address,
   * selection or `binding`, or it is expired. The digest is a view into the cookie.
   */
  verify(
    bytes: Uint8Array,
    selection: SecondClientHelloSelection,
    address: Uint8Array,
    binding: Uint8Array,
    now: number,
  ): CookieContents | undefined {
    const cookie = decodeCookie(bytes);
    if (cookie === undefined) return undefined;
    const { groupRequested, keyId, clientHelloHash, mac } = cookie;
    if (groupRequested && selection.singleShareGroup === 0) return undefined;
    const issued = nearestTime(cookie.issued, Math.floor(this.#time(now)));
    if (issued < 0 || !this.#isCurrent(issued, now)) return undefined;
    const contents = {
      cipherSuite: selection.cipherSuite,
      selectedGroup: groupRequested ? selection.singleShareGroup : 0,
      clientHelloHash,
    };
    const macInput = { keyId, issued, ...contents, address, binding };
    const isValid = this.#keys
      .accepted(now)
      .some(({ id, key }) => id === keyId && this.#provider.equal(this.#mac(key, macInput), mac));
    return isValid ? contents : undefined;
  }

  /** The timestamp of cookies that are created at `now`, in the form of `cookieTimestamp`. */
  issuedAt(now: number): number {
    return this.#issued(now) >>> 0;
  }

  #issued(now: number): number {
    return Math.max(0, Math.floor(this.#time(now)));
  }

  #time(now: number): number {
    return this.#keys.areShared ? (this.#wallClock?.() ?? now) : now;
  }

  #isCurrent(issued: number, now: number): boolean {
    const age = this.#time(now) - issued;
    const tolerance = this.#keys.areShared ? this.#lifetime : 0;
    return age >= -tolerance && age <= this.#lifetime + tolerance;
  }

  #mac(key: Uint8Array, macInput: CookieMacInput): Uint8Array {
    const size = CookieMacInput.size(macInput);
    if (this.#scratch.length < size) this.#scratch = new Uint8Array(size);
    const writer = this.#writer.reset(this.#scratch);
    CookieMacInput.encode(writer, macInput);
    return this.#provider.hmac('sha256', key, writer.written).subarray(0, MAC_BYTES);
  }
}

/** The time closest to `now` that ends with these 32 bits, in milliseconds. */
function nearestTime(low: number, now: number): number {
  return now - ((now - low) | 0);
}

function decodeCookie(bytes: Uint8Array): StatelessCookie | undefined {
  try {
    return decodeAll(StatelessCookie, bytes);
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}
