import { StatelessCookie } from '../../../generated/dtls13/wire/stateless-cookie.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { WireError } from '../../errors/wire-error.ts';
import { decodeAll, encodeToBytes } from '../../wire/index.ts';
import type { CookieContents } from '../handshake/server/door.ts';

/** Milliseconds. A second ClientHello that is lost a few times comes minutes later: its timer doubles. */
const LIFETIME = 240_000;

/** Makes cookies and recognises them again; RFC 9147 section 5.1. */
export class CookieJar {
  readonly #provider: CryptoProvider;
  readonly #key = new Uint8Array(32);

  constructor(provider: CryptoProvider) {
    this.#provider = provider;
    provider.random(this.#key);
  }

  seal(contents: CookieContents, address: Uint8Array, binding: Uint8Array, now: number): Uint8Array {
    const cookie = encodeToBytes(StatelessCookie, {
      keyId: 0,
      issued: Math.floor(now),
      ...contents,
      mac: new Uint8Array(32),
    });
    cookie.set(this.#mac(cookie, address, binding), cookie.length - 32);
    return cookie;
  }

  open(cookie: Uint8Array, address: Uint8Array, binding: Uint8Array, now: number): CookieContents | undefined {
    try {
      const { mac, issued, ...contents } = decodeAll(StatelessCookie, cookie);
      if (!this.#provider.equal(mac, this.#mac(cookie, address, binding))) return undefined;
      return issued <= now && now - issued <= LIFETIME ? contents : undefined;
    } catch (error) {
      if (error instanceof WireError) return undefined;
      throw error;
    }
  }

  #mac(cookie: Uint8Array, address: Uint8Array, binding: Uint8Array): Uint8Array {
    const hash = this.#provider.hash('sha256');
    hash.update(binding);
    const input = new Uint8Array(cookie.length - 32 + 1 + address.length + 32);
    input.set(cookie.subarray(0, -32));
    input[cookie.length - 32] = address.length;
    input.set(address, cookie.length - 31);
    input.set(hash.digest(), cookie.length - 31 + address.length);
    return this.#provider.hmac('sha256', this.#key, input);
  }
}
