import type { ConnectionEvent } from '../dtls13/endpoint.ts';
import type { HandshakeResult } from './handshake-result.ts';

export type SecureEvent = Extract<ConnectionEvent, { readonly kind: 'secure' }>;

/** The result of a handshake, and the name that the client requested. */
export interface CompletedHandshake {
  readonly result: HandshakeResult;
  readonly servername: string | undefined;
}

interface Kept extends CompletedHandshake {
  readonly key: string;
  readonly number: number;
  connections: number;
}

/**
 * The results of the handshakes of connections without a session, by numbers from 1. Equal ones, as most are, are kept once;
 * so the time that a handshake took is not kept.
 */
export class HandshakeResults {
  readonly #byKey = new Map<string, Kept>();
  readonly #byNumber = new Map<number, Kept>();
  /** Numbers that were used and are free again. */
  readonly #spare: number[] = [];

  /** Number of different results. */
  get size(): number {
    return this.#byKey.size;
  }

  /** Adds the result of one connection. Returns its number, for `get` until `release`. */
  add(event: SecureEvent): number {
    const { kind: _, servername, elapsed: __, ...negotiated } = event;
    const key = JSON.stringify([servername, ...Object.values(negotiated)]);
    const known = this.#byKey.get(key);
    if (known !== undefined) {
      known.connections += 1;
      return known.number;
    }
    const number = this.#spare.pop() ?? this.#byKey.size + 1;
    const result = { ...negotiated, elapsed: Number.NaN };
    const kept = { key, number, result, servername, connections: 1 };
    this.#byKey.set(key, kept);
    this.#byNumber.set(number, kept);
    return number;
  }

  /** Undefined: there is no result with this number. */
  get(number: number): CompletedHandshake | undefined {
    return this.#byNumber.get(number);
  }

  /** A connection with this result has ended. */
  release(number: number): void {
    const kept = this.#byNumber.get(number);
    if (kept === undefined) return;
    kept.connections -= 1;
    if (kept.connections > 0) return;
    this.#byKey.delete(kept.key);
    this.#byNumber.delete(number);
    this.#spare.push(number);
  }
}
