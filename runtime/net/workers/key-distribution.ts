/** As many keys as `setCookieKeys()` and `setTicketKeys()` take. */
const MAX_KEYS = 16;

/** Sends keys to a worker, which confirms them with the number of the step. The arrays belong to whoever gets them. */
export type SendKeys<W> = (worker: W, keys: Uint8Array[], step: number) => void;

/**
 * Gives the keys of one purpose to all workers, so that none gets what another one made with a key that it does not know yet.
 * The first key of a list makes cookies or tickets; all of them verify.
 *
 * 1. Each worker gets the key that is in use, and behind it the new list.
 * 2. When all of them have confirmed that, each gets the new list.
 *
 * A list that begins with the key in use is sent at once. A worker that ends is not waited for, and one that is silent only for a
 * limited time. One change runs at a time; of those that come meanwhile the last one follows.
 */
export class KeyDistribution<W> {
  readonly #timeout: number;
  readonly #send: SendKeys<W>;
  readonly #workers = new Set<W>();
  /** What was sent last. */
  #current: readonly Uint8Array[];
  /** The list of the second step; undefined: no change runs. */
  #target: readonly Uint8Array[] | undefined;
  /** The list of the next change. */
  #next: readonly Uint8Array[] | undefined;
  /** Workers that have not confirmed the first step. */
  readonly #unconfirmed = new Set<W>();
  #step = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `keys`: the first list; copied, as all lists. `timeout`: how long a silent worker is waited for, in milliseconds. */
  constructor(keys: readonly Uint8Array[], timeout: number, send: SendKeys<W>) {
    this.#current = copyOf(keys);
    this.#timeout = timeout;
    this.#send = send;
  }

  /** The keys with which the worker starts. It gets the following ones too. */
  add(worker: W): Uint8Array[] {
    this.#workers.add(worker);
    return copyOf(this.#current);
  }

  /** The worker has ended. */
  remove(worker: W): void {
    this.#workers.delete(worker);
    this.#confirmed(worker);
  }

  /** Replaces the keys, newest first: 1 to 16. */
  set(keys: readonly Uint8Array[]): void {
    if (this.#next !== undefined) erase(this.#next);
    this.#next = copyOf(keys);
    if (this.#target === undefined) this.#begin(this.#next);
  }

  /** The worker has the keys of the step. */
  confirm(worker: W, step: number): void {
    if (step === this.#step) this.#confirmed(worker);
  }

  /** Overwrites the keys. No worker gets any more. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#workers.clear();
    this.#unconfirmed.clear();
    for (const keys of [this.#current, this.#target, this.#next]) if (keys !== undefined) erase(keys);
    this.#target = undefined;
    this.#next = undefined;
  }

  #begin(target: readonly Uint8Array[]): void {
    const used = this.#current[0] as Uint8Array;
    this.#target = target;
    this.#next = undefined;
    if (!isEqual(target[0] as Uint8Array, used)) {
      // Of a full list without the key in use the oldest key is missing for this step.
      this.#sendAll([used, ...target.filter((key) => !isEqual(key, used))].slice(0, MAX_KEYS));
      for (const worker of this.#workers) this.#unconfirmed.add(worker);
    }
    if (this.#unconfirmed.size > 0) this.#arm();
    else this.#finish(target);
  }

  #confirmed(worker: W): void {
    if (!this.#unconfirmed.delete(worker) || this.#unconfirmed.size > 0 || this.#target === undefined) return;
    this.#finish(this.#target);
  }

  #finish(target: readonly Uint8Array[]): void {
    clearTimeout(this.#timer);
    this.#unconfirmed.clear();
    this.#sendAll(target);
    erase(target);
    this.#target = undefined;
    if (this.#next !== undefined) this.#begin(this.#next);
  }

  #sendAll(keys: readonly Uint8Array[]): void {
    const previous = this.#current;
    this.#current = copyOf(keys);
    erase(previous);
    this.#step++;
    for (const worker of this.#workers) this.#send(worker, copyOf(this.#current), this.#step);
  }

  #arm(): void {
    const target = this.#target;
    this.#timer = setTimeout(() => {
      // What the workers have sent while this thread was blocked first.
      setImmediate(() => {
        if (target !== undefined && this.#target === target) this.#finish(target);
      });
    }, this.#timeout).unref();
  }
}

function copyOf(keys: readonly Uint8Array[]): Uint8Array[] {
  return keys.map((key) => new Uint8Array(key));
}

function erase(keys: readonly Uint8Array[]): void {
  for (const key of keys) key.fill(0);
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
