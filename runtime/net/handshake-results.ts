import type { ConnectionEvent } from '../dtls13/endpoint.ts';
import type { HandshakeResult } from './handshake-result.ts';

/** The result of a handshake, and the name that the client requested. */
export interface CompletedHandshake {
  readonly result: HandshakeResult;
  readonly servername: string | undefined;
}

/** The handshake of a connection is complete. */
export type SecureEvent = Extract<ConnectionEvent, { readonly kind: 'secure' }>;

/** The result without the time that the handshake took. */
export function completedHandshake(event: SecureEvent): CompletedHandshake {
  const { kind: _, servername, ...result } = event;
  return { result: { ...result, elapsed: Number.NaN }, servername };
}

interface Kept extends CompletedHandshake {
  /** Undefined: it is not shared. */
  readonly key: string | undefined;
  connections: number;
}

/**
 * The results of the handshakes of the connections of an endpoint, by numbers from 1. Equal ones, as most are, are kept once; so
 * the time that a handshake took is not kept.
 */
export class HandshakeResults {
  /** The numbers of those that are shared. */
  readonly #numbers = new Map<string, number>();
  /** By number. */
  readonly #kept: (Kept | undefined)[] = [undefined];
  /** Numbers that were used and are free again. */
  readonly #spare: number[] = [];

  /** Number of different results. */
  get size(): number {
    return this.#kept.length - 1 - this.#spare.length;
  }

  /** Adds the result of one connection. Returns its number, for `get` until `release`. */
  add(event: SecureEvent): number {
    const completed = completedHandshake(event);
    const key = keyOf(completed);
    const known = key === undefined ? undefined : this.#numbers.get(key);
    if (known !== undefined) {
      (this.#kept[known] as Kept).connections += 1;
      return known;
    }
    const number = this.#spare.pop() ?? this.#kept.length;
    this.#kept[number] = { ...completed, key, connections: 1 };
    if (key !== undefined) this.#numbers.set(key, number);
    return number;
  }

  /** Undefined: there is no result with this number. */
  get(number: number): CompletedHandshake | undefined {
    return this.#kept[number];
  }

  /** A connection with this result has ended. */
  release(number: number): void {
    const kept = this.#kept[number];
    if (kept === undefined) return;
    kept.connections -= 1;
    if (kept.connections > 0) return;
    if (kept.key !== undefined) this.#numbers.delete(kept.key);
    this.#kept[number] = undefined;
    this.#spare.push(number);
  }
}

/** A text that differs for different results; undefined: no other client has the same, and the text would be longer than the result. */
function keyOf({ result, servername }: CompletedHandshake): string | undefined {
  return result.pskIdentity === undefined ? JSON.stringify([servername, ...Object.values(result)]) : undefined;
}
