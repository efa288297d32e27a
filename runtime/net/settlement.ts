import { type Deferred, deferred } from './deferred.ts';

/**
 * A promise that is made when it is first asked for, before or after it settles: most of the promises of many sessions are
 * never used. It is marked as handled, as those of `deferred`.
 */
export class Settlement<T> {
  #deferred: Deferred<T> | undefined;
  /** Settles a promise that is made later; undefined: it is pending. */
  #settle: ((later: Deferred<T>) => void) | undefined;

  get promise(): Promise<T> {
    if (this.#deferred === undefined) {
      this.#deferred = deferred();
      this.#settle?.(this.#deferred);
    }
    return this.#deferred.promise;
  }

  /** Only the first call of this or `reject` has an effect. */
  resolve(value: T): void {
    this.#settleWith((later) => later.resolve(value));
  }

  reject(reason: unknown): void {
    this.#settleWith((later) => later.reject(reason));
  }

  #settleWith(settle: (later: Deferred<T>) => void): void {
    if (this.#settle !== undefined) return;
    this.#settle = settle;
    if (this.#deferred !== undefined) settle(this.#deferred);
  }
}
