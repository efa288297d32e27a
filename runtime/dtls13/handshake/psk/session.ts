import { StoredSession } from '../../../../generated/dtls13/wire/stored-session.ts';
import type { CryptoProvider } from '../../../crypto/provider.ts';
import { ConfigError } from '../../../errors/config-error.ts';
import { isBytes } from '../../../errors/option-checks.ts';
import { WireError } from '../../../errors/wire-error.ts';
import { decodeAll, encodeToBytes } from '../../../wire/index.ts';

/**
 * A session that a client can resume once: a ticket with its key; RFC 9846 sections 2.2 and 4.7.1. A second use would let
 * observers link the connections (RFC 9846 appendix C.4), so a session is offered by one connection only. `export` and
 * `importSession` move it to another process.
 */
export class Session {
  readonly #stored: StoredSession;
  #isUsed = false;
  #isDiscarded = false;

  /** Owns the key in `stored`. */
  constructor(stored: StoredSession) {
    this.#stored = stored;
  }

  /** When it can no longer be resumed, in milliseconds since the Unix epoch. */
  get expires(): number {
    return this.#stored.expires;
  }

  /** Bytes of early data that the server accepts with it; 0: none. RFC 9846 section 4.3.10. */
  get maxEarlyData(): number {
    return this.#stored.maxEarlyData;
  }

  /** True once a connection has offered it. */
  get used(): boolean {
    return this.#isUsed;
  }

  /** The session as bytes, which contain a secret key; undefined: it was discarded. */
  export(): Uint8Array | undefined {
    return this.#isDiscarded ? undefined : encodeToBytes(StoredSession, this.#stored);
  }

  /** Overwrites the key: the session can no longer be resumed. */
  discard(): void {
    this.#isDiscarded = true;
    this.#stored.psk.fill(0);
  }

  /**
   * Takes the session for the one connection that resumes it; undefined: it is used, discarded or expired at `now`, or
   * belongs to another context. `context`: the digest of the client's settings. The key of the result is a copy: the
   * session may be discarded during the handshake, which must not continue with zeros as its key.
   */
  take(provider: CryptoProvider, context: Uint8Array, now: number): StoredSession | undefined {
    const isUsable = !this.#isUsed && !this.#isDiscarded && now < this.#stored.expires;
    if (!isUsable || !provider.equal(this.#stored.context, context)) return undefined;
    this.#isUsed = true;
    return { ...this.#stored, psk: new Uint8Array(this.#stored.psk) };
  }
}

/**
 * Imports a session that `Session.export` returned. Nothing authenticates the bytes: they must come from where only the
 * application can write. Throws ConfigError (session) for other bytes.
 */
export function importSession(bytes: Uint8Array): Session {
  if (!isBytes(bytes)) throw new ConfigError('session', 'must be bytes');
  try {
    // A copy, because the session owns its key.
    return new Session(decodeAll(StoredSession, new Uint8Array(bytes)));
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new ConfigError('session', `is not an exported session: ${error.message}`);
  }
}
