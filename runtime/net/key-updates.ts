import { type Deferred, deferred } from './deferred.ts';

/** The promises of `updateKeys()`. */
export class KeyUpdateWaiters {
  #waiters: { readonly epoch: number; readonly updated: Deferred<void> }[] = [];

  /** Resolves when the keys of this epoch are in use for sending. */
  wait(epoch: number): Promise<void> {
    const updated = deferred<void>();
    this.#waiters.push({ epoch, updated });
    return updated.promise;
  }

  /** The keys of this epoch are in use for sending. */
  updated(epoch: number): void {
    for (const waiter of this.#waiters) if (waiter.epoch <= epoch) waiter.updated.resolve();
    this.#waiters = this.#waiters.filter((waiter) => waiter.epoch > epoch);
  }

  /** The session ended: no key is updated any more. */
  end(reason: Error): void {
    for (const { updated } of this.#waiters) updated.reject(reason);
    this.#waiters = [];
  }
}
