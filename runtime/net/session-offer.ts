import { importSession, type Session } from '../dtls13/handshake/psk/session.ts';

/**
 * The session that a client offers to each address of its server until one answers. A session with early data is offered
 * to the first address only, because two servers could process the data.
 */
export class SessionOffer {
  readonly #session: Session | undefined;
  readonly #isRepeatable: boolean;
  #isOffered = false;

  /** `isRepeatable`: false: the session has early data. */
  constructor(session: Session | undefined, isRepeatable: boolean) {
    this.#session = session;
    this.#isRepeatable = isRepeatable && session?.used === false;
  }

  /** The session of the next connection. One that is used is not offered. */
  next(): Session | undefined {
    const isFirst = !this.#isOffered;
    this.#isOffered = true;
    if (isFirst || !this.#isRepeatable) return this.#session;
    // A session is offered by one connection: the next one offers a copy.
    const bytes = this.#session?.export();
    return bytes === undefined ? this.#session : importSession(bytes);
  }
}
